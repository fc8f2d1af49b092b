"""Style, scripts, font and drawings: beside the checkout's code, or inside the installed package."""

import hashlib
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).parent.parent


def static_folder() -> Path:
    """`static/` of the checkout, else `archive/_static` of the wheel."""
    places = (_PACKAGE.parent / "static", _PACKAGE / "_static")
    for place in places:
        if (place / "style.css").is_file():
            return place
    raise FileNotFoundError(f"the site's style.css is neither in {places[0]} nor in {places[1]}; install the package anew")


@cache
def version(folder: Path) -> str:
    """Changes with any byte of style, scripts or drawings: part of their addresses and of the pages' ETags."""
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:10]
