"""Fuzzes one target, guided by coverage, from its kept corpus and what earlier runs found:

python -m tests.fuzz TARGET --seconds 1200 --work .fuzz
"""

import argparse
import sys
from pathlib import Path

KEPT = Path(__file__).parent / "corpus"
FOLLOWED = {
    "query": ["archive.search.query.parser", "archive.text", "archive.model.period"],
    "timecode": ["archive.text.timecode"],
    "dates": ["archive.model.period"],
    "web_addresses": ["archive.operations.fetching", "archive.web.http.search_params"],
    "headers": ["archive.server.wsgi", "archive.operations.fetching.fetcher", "protego"],
    "page": ["ingest"],
    "formats": ["ingest"],
    "engine": ["archive.search.index.posting_blocks", "archive.search.index.whoosh_format", "archive.storage"],
    "backups": ["archive.operations.backup", "archive.library.schema", "tarfile"],
}
"""Whose branches guide each target: to follow all of the program takes half a minute before the first try."""


def main() -> None:
    """Runs until the time is over or something is found: then its bytes lie in WORK/TARGET-crash-…, to be kept in the corpus once
    they are mended."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("target")
    words.add_argument("--seconds", type=int, default=1200)
    words.add_argument("--work", type=Path, default=Path(".fuzz"))
    asked = words.parse_args()
    import atheris

    with atheris.instrument_imports(include=FOLLOWED[asked.target]):
        from tests.fuzz.targets import TARGETS
    target = TARGETS[asked.target]
    found = asked.work / asked.target
    found.mkdir(parents=True, exist_ok=True)
    kept = KEPT / asked.target
    options = [f"-max_total_time={asked.seconds}", "-timeout=120", "-rss_limit_mb=2048", "-max_len=20000", "-print_final_stats=1"]
    prefix = f"-artifact_prefix={asked.work}/{asked.target}-"
    atheris.Setup(
        [sys.argv[0], *options, prefix, str(found), *([str(kept)] if kept.is_dir() else [])], lambda data: _run(target, data)
    )
    atheris.Fuzz()


def _run(target: object, data: bytes) -> None:
    target(data)  # type: ignore[operator]


if __name__ == "__main__":
    main()
