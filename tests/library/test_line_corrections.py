"""A line that an editor puts right keeps to its passage, whatever becomes of the page."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from archive.library import Library, LibraryError, LineCorrection
from archive.library.corrections import at, placed, with_lines
from archive.model.episode import Cue, Episode, dumps, loads
from tests.library.builders import episode, page

HEARD = "avec sofi du rel au téléphone"
SAID = "avec Sophie Durel au téléphone"
TALK = (Cue(0, "Bonsoir."), Cue(3000, HEARD), Cue(6000, "Merci."), Cue(9000, HEARD), Cue(12_000, "Au revoir."))


def talk(*cues: Cue) -> Episode:
    return episode(cues=cues or TALK, slug="e")


def corrected(*cues: Cue, of: int = 1) -> list[str]:
    return [cue.text for cue in with_lines(talk(*cues), (at(TALK, of, SAID),)).cues]


def test_a_corrected_line_keeps_what_was_heard() -> None:
    cue = with_lines(talk(), (at(TALK, 1, SAID),)).cues[1]
    assert (cue.text, cue.heard, cue.start_ms) == (SAID, HEARD, 3000)
    assert loads(dumps(talk(cue))).cues == (cue,)


def test_an_uncorrected_episode_is_the_same_bytes_as_before_lines_could_be_corrected() -> None:
    assert b"heard" not in dumps(talk())


def test_of_two_lines_alike_the_one_between_the_same_lines_is_corrected() -> None:
    assert corrected(of=3)[1::2] == [HEARD, SAID]
    moved = tuple(replace(cue, start_ms=cue.start_ms + 60_000) for cue in TALK)
    assert corrected(*moved, of=3)[1::2] == [HEARD, SAID]


def test_a_line_that_is_cut_otherwise_keeps_the_words_around_it() -> None:
    assert corrected(Cue(0, f"Bonsoir. {HEARD}"), Cue(6000, "Merci.")) == [f"Bonsoir. {SAID}", "Merci."]


def test_a_line_that_is_no_more_is_said_to_fit_nowhere() -> None:
    assert corrected(Cue(0, "Tout autre chose.")) == ["Tout autre chose."]
    assert placed((Cue(0, "Tout autre chose."),), (at(TALK, 1, SAID),))[0].cue is None


def test_two_corrections_of_lines_alike_take_one_each() -> None:
    found = placed(TALK, (at(TALK, 1, "un"), at(TALK, 3, "deux")))
    assert [one.cue for one in found] == [1, 3]


@pytest.mark.parametrize("text", ["x" * 1001, "a\u202eb", "a\x00b"])
def test_what_is_no_line_is_refused(text: str) -> None:
    with pytest.raises(LibraryError, match="characters"):
        at(TALK, 0, text)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path, create=True) as opened:
        assert opened.upsert(page(1), talk()).slug
        yield opened


@pytest.fixture
def slug(library: Library) -> str:
    return next(iter(library.digests()))


def texts(library: Library, slug: str) -> list[str]:
    found = library.episode(slug)
    assert found
    return [cue.text for cue in found.cues]


def test_a_correction_changes_the_digest_and_can_be_taken_back(library: Library, slug: str) -> None:
    before, revision = library.digests(), library.revision
    library.edit_line(slug, 1, SAID)
    assert texts(library, slug)[1] == SAID
    assert library.digests() != before
    assert library.revision == revision + 1
    library.edit_line(slug, 1, SAID)
    assert library.revision == revision + 1
    library.edit_line(slug, 1, "")
    assert (library.digests(), library.lines(slug)) == (before, ())


def test_what_was_heard_typed_again_takes_a_correction_back(library: Library, slug: str) -> None:
    library.edit_line(slug, 1, SAID)
    library.edit_line(slug, 1, HEARD)
    assert library.lines(slug) == ()


def test_a_newer_save_keeps_the_correction_or_says_that_it_fits_no_more(library: Library, slug: str) -> None:
    library.edit_line(slug, 1, SAID)
    moved = talk(*(replace(cue, start_ms=cue.start_ms + 5000) for cue in TALK))
    assert library.upsert(page(1, "b"), moved).note is None
    assert texts(library, slug)[1] == SAID
    gone = library.upsert(page(1, "c"), talk(Cue(0, "Bonsoir."), *TALK[2:3], *TALK[4:]))
    assert "00:03" in (gone.note or "")
    assert library.unfit_lines() == ((slug, LineCorrection(3000, HEARD, SAID, "Bonsoir.", "Merci.")),)
    library.upsert(page(1, "d"), talk())
    assert (texts(library, slug)[1], library.unfit_lines()) == (SAID, ())


def test_a_rewind_keeps_corrections_and_a_purge_leaves_none(library: Library, slug: str) -> None:
    revision = library.revision
    library.upsert(page(1, "b"), talk(*TALK, Cue(20_000, "Encore.")))
    library.edit_line(slug, 1, SAID)
    library.rewind(revision)
    assert texts(library, slug) == ["Bonsoir.", SAID, "Merci.", HEARD, "Au revoir."]
    library.remove(slug, "court order", purge=True)
    assert HEARD.encode() not in (library.directory / "library.sqlite").read_bytes()


def test_a_line_that_is_not_there_is_refused(library: Library, slug: str) -> None:
    with pytest.raises(LibraryError, match="5 lines"):
        library.edit_line(slug, 5, SAID)
