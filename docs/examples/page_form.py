"""A worked example: one more form in which people have transcripts, the JSON of an invented recogniser, Perroquet.

    {"perroquet": 1, "programme": "La Lampe", "lignes": [{"a": "00:01:02,5", "qui": "Nora", "dit": "Bonsoir."}, …]}

A form is a test of its content, a reader that gives a `Record`, and two rows in `ingest/formats/`: a rule in `registry.py`
(before the general `record`, which takes any JSON with segments) and the words of it in `formats.toml`, from which
docs/formats.md is written. A sample with its golden result goes to tests/formats. What is known and not to be read has a row
too, with `instead` and no reader.
"""

import re
from typing import Any

from ingest.formats.record import BadRecord, Record, caption
from ingest.formats.registry import Format, Sample

FORMAT = Format(
    name="Perroquet JSON",
    media_type="application/json",
    told_by="`perroquet` and `lignes`",
    library="own",
    samples=(Sample("version 1", "perroquet.json"),),
)
"""The words of the form, as formats.toml has them under [perroquet]."""

_TIME = re.compile(r"(\d{1,2}):([0-5]\d):([0-5]\d),(\d)")


def is_perroquet(data: Any) -> bool:
    """Whether a JSON value is Perroquet's."""
    return isinstance(data, dict) and "perroquet" in data and isinstance(data.get("lignes"), list)


def read_perroquet(data: dict[str, Any]) -> Record:
    """The captions with their speakers, and the show; raises BadRecord for a line without a time, saying which."""
    captions = []
    for number, line in enumerate(data["lignes"], 1):
        time = _TIME.fullmatch(str(line.get("a", "")))
        if time is None:
            raise BadRecord("line-start", number=number, text=str(line)[:60])
        hours, minutes, seconds, tenths = map(int, time.groups())
        start_ms = ((hours * 60 + minutes) * 60 + seconds) * 1000 + tenths * 100
        captions.append(caption(start_ms, str(line.get("dit", "")), speaker=line.get("qui")))
    return Record(tuple(one for one in captions if one), show=data.get("programme"))
