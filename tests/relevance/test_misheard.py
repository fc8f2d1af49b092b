"""On a real page: the names that its machine misheard are linked, its chapters found; elsewhere the same names are not."""

import dataclasses
import gzip
import json
from collections.abc import Iterator
from itertools import islice

import pytest

from archive.analysis.analyze import Analysis, CorpusStatistics, analyze
from archive.analysis.glossary import GlossaryName
from archive.analysis.mentions import SoughtName, link_mentions
from archive.languages.lexicon import Lexicon
from archive.model.episode import Cue, Episode
from archive.model.page import RawPage
from archive.text.token_stream import token_stream
from ingest import pages, read
from tests.conftest import SHARED

pytestmark = [pytest.mark.shared, pytest.mark.skipif(not SHARED.is_dir(), reason="no page beside the project")]

NAMES = ("Enguérand Renault", "Simottel", "Satellifacts", "SecNumCloud", "Crolles", "STMicroelectronics", "OVHcloud")
HEARD = {
    "Anguéran Renaud": 33,
    "Anguéran": 35,
    "SatelliFact": 37,
    "Frédéric Simotel": 50,
    "ST Microelectronics": 225,
    "Kroll": 371,
    "Segnum Cloud": 868,
    "Secnum Cloud": 951,
    "au VH Cloud": 1316,
}
CHAPTERS_S, NEAR_S, MOST_OTHERS = (55, 805, 1503), 10, 2
FALSE_LINKS = 0.02


@pytest.fixture(scope="module")
def seed() -> Episode:
    """The page as it is read."""
    (page,) = (one for one in pages(next((SHARED / "seed").glob("*.txt"))) if isinstance(one, RawPage))
    episode = read(page)
    assert isinstance(episode, Episode)
    return episode


@pytest.fixture(scope="module")
def reading(seed: Episode) -> Analysis:
    """Its reading, with two names in the glossary that the page does not state."""
    return analyze(seed, (GlossaryName("Crolles"), GlossaryName("SecNumCloud")), CorpusStatistics())


@pytest.mark.parametrize("heard", HEARD)
def test_a_misheard_name_is_linked_at_its_second(heard: str, seed: Episode, reading: Analysis) -> None:
    said = token_stream(seed.cues)
    seconds = [seed.cues[said.cues[one.position]].start_ms // 1000 for one in reading.links if one.heard == heard]
    assert HEARD[heard] in seconds


def test_the_chapters_begin_where_the_programme_turns(reading: Analysis) -> None:
    starts = [chapter.start_ms // 1000 for chapter in reading.chapters[1:]]
    assert all(any(abs(start - wanted) <= NEAR_S for start in starts) for wanted in CHAPTERS_S)
    assert len(starts) <= len(CHAPTERS_S) + MOST_OTHERS
    assert all(chapter.automatic for chapter in reading.chapters)


def test_without_a_description_the_chapters_are_the_same(seed: Episode, reading: Analysis) -> None:
    bare = analyze(dataclasses.replace(seed, description="", people=()), (), CorpusStatistics())
    assert bare.chapters == reading.chapters


def test_the_same_names_are_linked_in_hardly_any_other_episode() -> None:
    known = [SoughtName(name, "glossary") for name in NAMES]
    links = [
        one
        for cues in islice(_others(), 0, 180, 3)
        for one in link_mentions(token_stream(cues), known, Lexicon.of("fr"))
        if one.distance > 0
    ]
    assert len(links) / (60 * len(NAMES)) <= FALSE_LINKS


def _others() -> Iterator[list[Cue]]:
    for corpus in sorted((SHARED / "corpora").glob("fr-*.jsonl.gz")):
        with gzip.open(corpus, "rt", encoding="utf8") as lines:
            for row in map(json.loads, lines):
                yield [Cue(int(cue["start"] * 1000), cue["text"]) for cue in row["segments"]]
