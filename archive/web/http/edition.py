"""What shapes a page besides the archive: the program's version and files, and the owner's settings."""

import hashlib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import msgspec
from flask import Flask, current_app

from archive.settings import Settings
from archive.web.http.static_files import static_folder
from archive.web.site import Site

_PACKAGE = Path(__file__).parent.parent.parent


def install(app: Flask, archive: Site) -> None:
    """Works out the application's edition once: neither files nor settings are read again while it runs."""
    app.config["EDITION"] = _edition(archive.settings)


def edition() -> str:
    """Changes with any byte of the program, its templates, texts, style and scripts, and with every setting that shows."""
    return str(current_app.config["EDITION"])


def _edition(settings: Settings) -> str:
    digest = hashlib.sha256(msgspec.json.encode((version("mot-pour-mot"), settings.shown())))
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
