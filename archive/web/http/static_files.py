"""Style, scripts, font and drawings: beside the checkout's code, or inside the installed package. A hundred kilobytes
in all, so they are held in memory, compressed once. And the edition: what shapes a page besides the archive, which is
the program's version and files, and the owner's settings."""

import gzip
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import msgspec
from flask import Flask, Response, abort, current_app, request

from archive.settings import Settings

_PACKAGE = Path(__file__).parent.parent.parent
FOREVER = "public, max-age=31536000, immutable"
KINDS = {
    ".ico": "image/x-icon",
    ".png": "image/png",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}


@dataclass(frozen=True, slots=True)
class File:
    """A file as it is sent: as it stands, and compressed where that is worth it."""

    kind: str
    body: bytes
    packed: bytes | None


def static_folder() -> Path:
    """`static/` of the checkout, else `archive/_static` of the wheel."""
    places = (_PACKAGE.parent / "static", _PACKAGE / "_static")
    for place in places:
        if (place / "style.css").is_file():
            return place
    raise FileNotFoundError(f"the site's style.css is neither in {places[0]} nor in {places[1]}; install the package anew")


def load(folder: Path) -> dict[str, File]:
    """The files by their path below the folder; kinds that no page uses are left out."""
    found = sorted(path for path in folder.rglob("*") if path.suffix in KINDS)
    return {path.relative_to(folder).as_posix(): _file(path) for path in found}


def version(files: Iterable[File]) -> str:
    """Changes with any byte of any file: part of their addresses and of the pages' ETags."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.body)
    return digest.hexdigest()[:10]


def install(app: Flask) -> None:
    """Serves the files under an address that changes with them, so that a script never meets another version's
    module."""
    files = load(static_folder())
    app.config["STATIC_FILES"] = files
    app.config["STYLE_VERSION"] = version(files.values())
    app.add_url_rule("/static/<mark>/<path:filename>", "static", lambda mark, filename: _answer(files.get(filename)))


def _answer(file: File | None) -> Response:
    if file is None:
        abort(404)
    packed = file.packed if request.accept_encodings["gzip"] > 0 else None
    response = Response(packed or file.body, content_type=file.kind)
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Cache-Control"] = FOREVER
    response.add_etag()
    response.make_conditional(request)
    return response


def _file(path: Path) -> File:
    body = path.read_bytes()
    packed = gzip.compress(body, 9, mtime=0)
    return File(KINDS[path.suffix], body, packed if path.suffix not in {".woff2", ".png", ".ico"} else None)


def settle_edition(app: Flask, settings: Settings) -> None:
    """Works out the application's edition once: neither files nor settings are read again while it runs."""
    app.config["EDITION"] = _edition(settings)


def edition() -> str:
    """Changes with any byte of the program, its templates, texts, style and scripts, and with every setting that
    shows."""
    return str(current_app.config["EDITION"])


def _edition(settings: Settings) -> str:
    digest = hashlib.sha256(msgspec.json.encode((metadata.version("mot-pour-mot"), settings.shown())))
    for path in _files():
        body = path.read_bytes()
        digest.update(f"{path.name} {len(body)} ".encode())
        digest.update(body)
    return digest.hexdigest()


def _files() -> Iterator[Path]:
    """The program's own files, be it installed or a checkout; what Python makes of them is left out."""
    for folder in (_PACKAGE, static_folder()):
        found = (path for path in folder.rglob("*") if path.is_file() and path.parent.name != "__pycache__")
        yield from sorted(found)
