"""Makes the site's font, once: python scripts/font.py SOURCE TARGET.

SOURCE is Newsreader as its makers give it, with axes of weight and of optical size (npm: @fontsource-variable/newsreader, file
latin-opsz-normal.woff2), or a font made of it. One optical size is kept, the weights, and the signs that French and English
titles and speech are written with: a first visit weighs half. The licence (SIL OFL 1.1, static/fonts/OFL.txt) allows it.
"""

import io
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

OPTICAL_SIZE = 20
"""Of text of 17 to 24 px, between the transcript's and a section's title."""
SIGNS = (
    "".join(map(chr, range(0x20, 0x7F)))
    + "\u00a0¡£§«°±²³µ·»½¿ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖ×ØÙÚÛÜÝßàáâãäåæçèéêëìíîïñòóôõö÷øùúûüýÿŒœ–—‘’‚“”„•…′″‹›€™−"
)
FEATURES = ["kern", "liga", "locl", "ccmp", "mark", "mkmk", "lnum", "tnum"]


def made(source: Path) -> bytes:
    """The font as WOFF 2."""
    font = TTFont(source)
    if "fvar" in font and any(axis.axisTag == "opsz" for axis in font["fvar"].axes):
        font = _reopened(instancer.instantiateVariableFont(font, {"opsz": OPTICAL_SIZE}))
    options = subset.Options()
    options.layout_features, options.hinting, options.name_IDs = FEATURES, False, ["*"]
    chosen = subset.Subsetter(options)
    chosen.populate(text=SIGNS)
    chosen.subset(font)
    font.flavor = "woff2"
    return _saved(font)


def _reopened(font: TTFont) -> TTFont:
    """The font read again: what was taken out of it is known to no table then."""
    font.flavor = None
    return TTFont(io.BytesIO(_saved(font)))


def _saved(font: TTFont) -> bytes:
    written = io.BytesIO()
    font.save(written)
    return written.getvalue()


if __name__ == "__main__":
    Path(sys.argv[2]).write_bytes(made(Path(sys.argv[1])))
