"""What staff decide is recorded with who and when, and is undone as one; what is erased keeps no words."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from archive.library import GlossaryEntry, Library, LibraryError
from archive.model.episode import Episode, Person
from archive.model.page import RawPage, Refusal
from archive.operations.add import add
from archive.operations.corrections import correct, correct_lines, name_speaker, undo, voices, wrong_lines
from archive.operations.glossary import put_entries
from archive.operations.takedown import give_back, take_down
from archive.search import open_index
from tests.operations.pages import read, spoken

LABELS = ("Speaker 1", "SPEAKER_01")


def voiced(page: RawPage) -> Episode | Refusal:
    """Reads a page whose lines are said by two voices in turn."""
    episode = read(page)
    assert isinstance(episode, Episode)
    cues = tuple(replace(cue, speaker=LABELS[number % 2]) for number, cue in enumerate(episode.cues))
    return replace(episode, cues=cues, people=(Person("Nour Ben-Sédira", "host"), Person("Paul Martin", "guest")))


PAGES = [
    spoken("a", "Bonjour, je suis Nour Ben-Sédira.", "Le plateau de crawl.", "Merci Paul Martin ?", "Oui, Crawl, et crawl encore."),
    spoken("b", "On parle du CRAWL.", "Et de crawls.", show="Nuit"),
]


@pytest.fixture
def library(tmp_path: Path) -> Library:
    opened = Library.open(tmp_path, create=True)
    opened.who = "nour"
    add(opened, PAGES, voiced)
    return opened


def texts(library: Library, slug: str) -> list[str]:
    episode = library.episode(slug)
    assert episode
    return [cue.text for cue in episode.cues]


def found_in(library: Library, query: str) -> set[str]:
    index = open_index(library.directory)
    try:
        return set(index.counted(query))
    finally:
        index.close()


def test_a_form_is_corrected_in_every_line_as_one_and_undone_to_equal_digests(library: Library) -> None:
    before, revision = library.digests(), library.revision
    index = open_index(library.directory)
    lines = wrong_lines(library, index, "crawl", "Crolles")
    index.close()
    assert [one.corrected for one in lines] == [
        "Le plateau de Crolles.",
        "Oui, Crolles, et Crolles encore.",
        "On parle du Crolles.",
    ]
    correct_lines(library, voiced, "crawl", "Crolles", lines)
    assert library.revision == revision + 1
    assert texts(library, "b") == ["On parle du Crolles.", "Et de crawls."]
    assert found_in(library, "Crolles") == {"a", "b"}
    (decision,) = library.decisions()
    assert (decision.who, decision.what, decision.objects) == ("nour", "correct", ("a", "b"))
    library.who = "paul"
    undo(library, voiced, decision.number)
    assert library.digests() == before
    assert [(one.who, one.what, one.undone) for one in library.decisions()] == [("paul", "undo", None), ("nour", "correct", 2)]


def test_only_a_show_or_the_lines_that_are_left_are_corrected(library: Library) -> None:
    assert {one.slug for one in wrong_lines(library, None, "crawl", "Crolles", show="Nuit")} == {"b"}
    first = wrong_lines(library, None, "crawl", "Crolles")[:1]
    correct_lines(library, voiced, "crawl", "Crolles", first)
    assert texts(library, "b")[0] == "On parle du CRAWL."
    with pytest.raises(Exception, match="give the wrong words"):
        wrong_lines(library, None, "…", "x")


def test_each_kind_of_decision_is_undone(library: Library) -> None:
    before = library.digests()
    correct(library, voiced, "a", {"title": "Autre"}, ("0:10", "Le plateau de Crolles."))
    name_speaker(library, voiced, "a", {"Speaker 1": "Nour Ben-Sédira"})
    take_down(library, voiced, ("b",), "droit de réponse")
    put_entries(
        library, [GlossaryEntry("Crolles", "crawl", None, "confirmed", "x"), GlossaryEntry("Crolles", "", None, "confirmed")]
    )
    made = [one.number for one in library.decisions()]
    assert len(made) == 4
    for number in made:
        undo(library, voiced, number)
    assert library.digests() == before
    assert (library.glossary(), library.removals()) == ((), ())
    give_back_is_refused = pytest.raises(Exception, match="nothing to restore")
    with give_back_is_refused:
        give_back(library, voiced, ("b",))


def test_what_was_changed_since_is_not_undone(library: Library) -> None:
    correct(library, voiced, "a", {"title": "Un"})
    correct(library, voiced, "a", {"title": "Deux"})
    with pytest.raises(LibraryError, match="changed since"):
        undo(library, voiced, 1)
    undo(library, voiced, 2)
    undo(library, voiced, 1)
    with pytest.raises(LibraryError, match="decision 4 undid it"):
        undo(library, voiced, 1)
    with pytest.raises(LibraryError, match="no decision has the number 99"):
        undo(library, voiced, 99)


def test_what_is_erased_leaves_only_that_it_was(library: Library) -> None:
    correct(library, voiced, "a", {"title": "Un secret"}, ("0:10", "autre chose de secret"))
    take_down(library, voiced, ("a",), "court order", purge=True)
    every = library.decisions()
    assert [one.what for one in every] == ["remove --purge", "edit"]
    library.close()
    assert b"secret" not in (library.directory / "library.sqlite").read_bytes()
    with Library.open(library.directory) as opened, pytest.raises(LibraryError, match="nothing of what it changed is kept"):
        undo(opened, voiced, 1)


def test_nothing_is_recorded_where_nothing_changes(library: Library) -> None:
    correct(library, voiced, "a", {"show": ""})
    assert library.decisions() == ()


def test_voices_are_listed_with_whom_they_may_be(library: Library) -> None:
    first, second = voices(library, "a")
    assert {first.label, second.label} == set(LABELS)
    one = next(voice for voice in (first, second) if voice.label == "Speaker 1")
    assert one.lines == 2 and one.longest == "Bonjour, je suis Nour Ben-Sédira."
    assert [name for name, _ in one.suggested] == ["Nour Ben-Sédira"]
    other = next(voice for voice in (first, second) if voice.label == "SPEAKER_01")
    assert [name for name, _ in other.suggested] == ["Paul Martin"]
    assert one.name is None


def test_a_named_voice_is_found_shown_and_kept_through_a_newer_save(library: Library) -> None:
    assert found_in(library, 'speaker:"Nour Ben-Sédira"') == set()
    name_speaker(library, voiced, "a", {"Speaker 1": "Nour Ben-Sédira"})
    assert found_in(library, 'speaker:"Nour Ben-Sédira"') == {"a"}
    add(
        library,
        [spoken("a", "Bonjour à tous, je suis Nour.", "Un autre plateau de crawl.", "Merci à Paul Martin pour tout.")],
        voiced,
    )
    episode = library.episode("a")
    assert episode
    assert [(cue.speaker, cue.label) for cue in episode.cues] == [
        ("Nour Ben-Sédira", "Speaker 1"), ("SPEAKER_01", None), ("Nour Ben-Sédira", "Speaker 1"),
    ]  # fmt: skip
    with pytest.raises(LibraryError, match="has no speaker called 'Speaker 9'"):
        name_speaker(library, voiced, "a", {"Speaker 9": "Qui"})
    name_speaker(library, voiced, "a", {"Speaker 1": ""})
    assert library.speakers("a") == {}


def test_an_older_library_is_read_without_any_decisions(library: Library, tmp_path: Path) -> None:
    library.close()
    with sqlite3.connect(tmp_path / "library.sqlite") as older:
        older.executescript(
            "DROP TABLE speaker_name; DROP TABLE decision; DROP TABLE member;"
            "DROP TABLE followed_feed; DROP TABLE followed_page; PRAGMA user_version = 8;"
        )
        older.execute("DELETE FROM table_sum WHERE name IN ('speaker_name', 'decision', 'member')")
    with Library.open(tmp_path, read_only=True) as opened:
        assert (opened.decisions(), opened.members(), len(texts(opened, "a"))) == ((), {}, 4)
    with Library.open(tmp_path) as opened:
        correct(opened, voiced, "a", {"title": "Un"})
        assert [one.what for one in opened.decisions()] == ["edit"]
