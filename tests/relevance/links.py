"""python -m tests.relevance.links [EPISODES]: names linked in episodes that have nothing to do with them.

Every right name of the pairs beside the project (MPM_SHARED) is looked for in French episodes of the corpora that do not hold it as
written. A link at all is counted once an episode; the share is of names times episodes. At most .01 is wanted."""

import gzip
import json
import random
import sys
from collections.abc import Iterable, Sequence
from itertools import islice

from archive.analysis.mentions import SoughtName, link_mentions
from archive.languages.lexicon import Lexicon
from archive.model.episode import Cue
from archive.text.token_stream import token_stream
from archive.text.tokenizer import words
from tests.conftest import SHARED

SEED, EPISODES = 2026, 60


def false_links(names: Sequence[str], transcripts: Iterable[Sequence[str]], language: str = "fr") -> tuple[int, int]:
    """How many of the names are linked in transcripts (texts of their cues) that lack them, and of how many tries."""
    linked = tried = 0
    for texts in transcripts:
        said = f" {' '.join(word for text in texts for word in words(text))} "
        absent = [name for name in names if f" {' '.join(words(name))} " not in said]
        stream = token_stream([Cue(1000 * number, text) for number, text in enumerate(texts)])
        found = link_mentions(stream, [SoughtName(name, "glossary") for name in absent], Lexicon.of(language))
        linked, tried = linked + len({link.name for link in found}), tried + len(absent)
    return linked, tried


def few(episodes: int) -> tuple[int, int]:
    """The same of the pairs' names and so many episodes, drawn at random."""
    with (SHARED / "relevance" / "sound_pairs.tsv").open(encoding="utf8") as file:
        names = list(dict.fromkeys(line.split("\t")[0] for line in islice(file, 1, None)))
    with gzip.open(SHARED / "corpora" / "fr-speech.jsonl.gz", "rt", encoding="utf8") as file:
        rows = [json.loads(line) for line in file]
    chosen = random.Random(SEED).sample(rows, min(episodes, len(rows)))
    return false_links(names, ([one["text"] for one in row["segments"]] for row in chosen))


def main() -> None:
    """Prints the share."""
    linked, tried = few(int(sys.argv[1]) if len(sys.argv) > 1 else EPISODES)
    print(f"{linked} false links in {tried} (names x episodes): {linked / tried:.4f}")


if __name__ == "__main__":
    main()
