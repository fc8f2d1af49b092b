"""A line put right is found by both forms, told in what leaves the archive, and lost by nothing."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from archive.library import Library
from archive.model.episode import Episode
from archive.model.page import RawPage, Refusal
from archive.operations.add import add
from archive.operations.corrections import correct, same_words_elsewhere
from archive.operations.errors import OperationError
from archive.operations.reindex import reindex, roll_back
from archive.search import open_index
from archive.search.results.answer import Moment
from archive.transcripts import FORMATS, episode_object
from tests.operations.pages import read, spoken

SAID = "avec Sophie Durel, au téléphone"
LINES = ("Bonsoir.", "avec sofi du rel au téléphone", "Merci.", "Sofi du rel, merci")
OTHERS = [spoken(f"p{n}", f"mot{n} et des marées", "du rel") for n in range(30)]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path, create=True) as library:
        add(library, [spoken("un", *LINES), *OTHERS], read)
        correct(library, read, "un", {}, ("00:10", SAID))
        yield library


def otherwise(page: RawPage) -> Episode | Refusal:
    """A newer cleaner, to which every title is another."""
    episode = read(page, 4)
    return replace(episode, title=f"{episode.title} (relu)") if isinstance(episode, Episode) else episode


def found(library: Library, text: str) -> list[Moment]:
    """The moments of the corrected episode for what is typed."""
    index = open_index(library.directory)
    try:
        return [moment for hit in index.search(text).hits if hit.summary.slug == "un" for moment in hit.moments]
    finally:
        index.close()


def both_are_found(library: Library) -> bool:
    corrected = [moment.start_ms for moment in found(library, '"Sophie Durel"')]
    heard = [[moment.start_ms for moment in found(library, text)] for text in ("sofi", "sofi du rel")]
    return corrected == [10_000] and all(10_000 in starts for starts in heard)


def test_both_forms_are_found_at_the_line(library: Library) -> None:
    assert both_are_found(library)
    assert found(library, "téléphone")[0].text.startswith("Bonsoir. avec Sophie Durel")


def test_it_outlives_a_newer_save_a_reindex_a_new_cleaner_and_a_rollback(library: Library) -> None:
    add(library, [spoken("un", "Un mot de plus.", *LINES)], read)
    assert [moment.start_ms for moment in found(library, '"Sophie Durel"')] == [20_000]
    add(library, [spoken("un", *LINES, "Au revoir.")], read)
    reindex(library, read)
    assert both_are_found(library)
    reindex(library, otherwise, reclean=True)
    assert both_are_found(library)
    roll_back(library, read)
    assert both_are_found(library)


def test_what_leaves_the_archive_says_that_it_is_corrected(library: Library) -> None:
    episode = library.episode("un")
    assert episode
    for form in ("text", "md", "vtt", "srt"):
        lines = [line for line in FORMATS[form].write(episode, None).splitlines() if "Sophie" in line]
        assert all(line.endswith("\\[corrigé\\]" if form == "md" else "[corrigé]") for line in lines), form
        assert len(lines) == 1
    assert [cue.heard for cue in episode_object(episode).cues] == [None, LINES[1], None, None]


def test_the_same_words_in_other_lines_are_offered(library: Library) -> None:
    index = open_index(library.directory)
    try:
        (same,) = same_words_elsewhere(library, index, "un", "00:10")
    finally:
        index.close()
    assert (same.heard, same.said) == ("sofi du rel", "Sophie Durel")
    assert [(place.slug, place.start_ms) for place in same.places] == [("un", 30_000)]


@pytest.mark.parametrize("where", ["00:11", "00:10-2", "hier", ""])
def test_a_clock_at_which_no_line_begins_is_refused(library: Library, where: str) -> None:
    with pytest.raises(OperationError, match="no line of un begins"):
        correct(library, read, "un", {}, (where, "mot"))
