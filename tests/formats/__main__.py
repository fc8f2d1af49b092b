"""`python -m tests.formats` writes docs/formats.md and the golden files anew; what changed is reviewed as a diff."""

import json
from pathlib import Path

from ingest.formats.registry import formats
from tests.formats.document import DOCUMENT, written
from tests.formats.reading import FOLDER, golden_of


def golden_text(golden: dict[str, object]) -> str:
    """The golden file's text, a cue a line."""
    text = json.dumps(golden, ensure_ascii=False, indent=1)
    lines: list[str] = []
    for line in text.split("\n"):
        deep = len(line) - len(line.lstrip())
        if deep >= 4 and lines:
            lines[-1] += ("" if lines[-1].endswith("[") or line.strip()[:1] in "]}" else " ") + line.strip()
        elif deep == 3 and line.strip()[:1] in "]" and lines:
            lines[-1] += line.strip()
        else:
            lines.append(line)
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the document, and a golden file for every sample that is read."""
    DOCUMENT.write_text(written(), "utf8")
    for found in formats().values():
        for sample in found.samples if found.instead is None else ():
            golden = golden_of(FOLDER / sample.file)
            Path(FOLDER / f"{sample.file}.golden.json").write_text(golden_text(golden), "utf8")


if __name__ == "__main__":
    main()
