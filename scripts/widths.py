"""Writes how wide each letter of the pictures' faces is, where a face has changed. The program reads no
font file itself."""

import json
from itertools import count, groupby
from pathlib import Path

from fontTools.ttLib import TTFont

FACES = Path(__file__).parent.parent / "archive" / "web" / "fonts"


def widths(file: Path) -> dict[str, object]:
    """The units of an em, and the widths of letters that follow each other under the number of the first."""
    with TTFont(file, lazy=True) as font:
        metrics, letters = font["hmtx"].metrics, sorted(font.getBestCmap().items())
        place = count()
        runs = [list(run) for _, run in groupby(letters, lambda letter: letter[0] - next(place))]
        return {"em": font["head"].unitsPerEm, "runs": {run[0][0]: [metrics[glyph][0] for _, glyph in run] for run in runs}}


if __name__ == "__main__":
    told = {file.name: widths(file) for file in sorted(FACES.glob("*.ttf"))}
    (FACES / "widths.json").write_text(json.dumps(told, separators=(",", ":")) + "\n", "ascii")
