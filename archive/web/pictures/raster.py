"""SVG to PNG. The one module that knows resvg; one drawing at a time a process, so that cards take no page's turn."""

from threading import Lock

import resvg_py

from archive.web.pictures.faces import FILES

PATIENCE_S = 2.0
_turn = Lock()


class Busy(Exception):
    """Others are being drawn, and have been for PATIENCE_S."""


def png(svg: str) -> bytes:
    """The picture, in the program's own faces alone. Raises Busy."""
    if not _turn.acquire(timeout=PATIENCE_S):
        raise Busy
    try:
        return bytes(resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True, font_files=list(FILES)))
    finally:
        _turn.release()
