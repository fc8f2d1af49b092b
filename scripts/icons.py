"""`python scripts/icons.py` draws the site's icons anew from static/icon.svg: favicon.ico, the touch icon, the manifest's."""

import struct
from pathlib import Path

import resvg_py

STATIC = Path(__file__).parent.parent / "static"
PAPER = "#f6f7f7"


def square(size: int) -> bytes:
    """The icon in the middle of a square of paper."""
    drawing = (STATIC / "icon.svg").read_text("utf-8").partition(">")[2].removesuffix("</svg>\n").removesuffix("</svg>")
    framed = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-1 -4 32 32"><rect x="-1" y="-4" width="32" height="32" fill="{PAPER}"/>'
    )
    return bytes(resvg_py.svg_to_bytes(svg_string=f"{framed}{drawing}</svg>", width=size, height=size, skip_system_fonts=True))


def ico(sizes: tuple[int, ...]) -> bytes:
    """An .ico of PNG pictures: a header of 6 bytes, 16 bytes a picture, then the pictures (Microsoft's format since Vista)."""
    pictures = [square(size) for size in sizes]
    head, at = struct.pack("<HHH", 0, 1, len(sizes)), 6 + 16 * len(sizes)
    for size, picture in zip(sizes, pictures, strict=True):
        head += struct.pack("<BBBBHHII", size, size, 0, 0, 1, 32, len(picture), at)
        at += len(picture)
    return head + b"".join(pictures)


if __name__ == "__main__":
    (STATIC / "favicon.ico").write_bytes(ico((16, 32, 48)))
    for name, size in (("apple-touch-icon", 180), ("icon-192", 192), ("icon-512", 512)):
        (STATIC / f"{name}.png").write_bytes(square(size))
