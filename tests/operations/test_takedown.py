"""What staff decide about an episode, served at once."""

import errno
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest

from archive.library import GlossaryEntry, Library, UnknownEpisode
from archive.model.episode import Episode
from archive.model.page import RawPage, Refusal
from archive.operations.add import add
from archive.operations.corrections import correct, propose, waiting
from archive.operations.errors import DiskTrouble
from archive.operations.integrity import check
from archive.operations.journal import Journal
from archive.operations.reindex import reindex, roll_back
from archive.operations.takedown import give_back, take_down
from archive.search import open_index
from archive.search.generations import current
from archive.web import IndexProvider, Site, create_app
from tests.operations.pages import read, spoken


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path, create=True) as library:
        add(
            library,
            [spoken("un", "la cornemuse"), spoken("deux", "le violon"), *(spoken(f"p{n}", f"mot{n}") for n in range(30))],
            read,
        )
        yield library


def slugs(directory: Path, text: str) -> list[str]:
    index = open_index(directory)
    try:
        return [hit.summary.slug for hit in index.search(text).hits]
    finally:
        index.close()


def holds(directory: Path, word: str) -> list[str]:
    """The files of the archive in whose bytes a word stands."""
    files = (path for path in directory.rglob("*") if path.is_file())
    return [path.name for path in files if word.encode() in path.read_bytes()]


def test_an_episode_taken_down_is_found_no_more_and_not_added_again(library: Library) -> None:
    take_down(library, read, ("un",), "court order")
    assert slugs(library.directory, "cornemuse") == []
    assert str(add(library, [spoken("un", "la cornemuse")], read).skipped[0].reason) == "un: removed: court order"
    assert slugs(library.directory, "cornemuse") == []
    assert slugs(library.directory, "violon") == ["deux"]


def test_an_episode_given_back_is_found_again(library: Library) -> None:
    take_down(library, read, ("un", "deux"), "court order")
    give_back(library, read, ("un",))
    assert slugs(library.directory, "cornemuse") == ["un"]
    assert slugs(library.directory, "violon") == []


def test_no_other_episode_names_the_one_taken_down_as_evidence(tmp_path: Path) -> None:
    def hosted(page: RawPage) -> Episode | Refusal:
        episode = read(page)
        assert isinstance(episode, Episode)
        return replace(episode, channel=None if page.origin == "sans" else "Radio Ponant")

    with Library.open(tmp_path, create=True) as library:
        pages = [spoken(name, f"on y parle de {name}", show="Le Quart") for name in ("cornemuse", "sans", "violon")]
        add(library, [*pages, *(spoken(f"p{n}", f"mot{n}") for n in range(30))], hosted)
        assert "cornemuse" in evidence(tmp_path, "sans")
        take_down(library, hosted, ("cornemuse",), "court order")
        assert evidence(tmp_path, "sans") == "of Le Quart on a page that is gone and 1 more"
        page = create_app(Site(IndexProvider(tmp_path), library)).test_client().get("/episodes/sans").text
        assert "a page that is gone and 1 more" in page
        assert "cornemuse" not in page


def evidence(directory: Path, slug: str) -> str:
    """What speaks for the one thing that is inferred of an episode."""
    index = open_index(directory)
    try:
        analysis = index.analysis(slug)
    finally:
        index.close()
    assert analysis is not None
    return analysis.inferred[0].evidence


def test_an_unknown_episode_changes_nothing(library: Library) -> None:
    with pytest.raises(UnknownEpisode, match="trois"):
        take_down(library, read, ("un", "trois"), "court order")
    assert slugs(library.directory, "cornemuse") == ["un"]


def test_giving_a_purged_episode_back_says_that_it_is_empty(library: Library) -> None:
    take_down(library, read, ("un",), "court order")
    assert give_back(library, read, ("un",)).empty == ()
    take_down(library, read, ("un",), "court order", purge=True)
    assert give_back(library, read, ("un",)).empty == ("un",)


def test_suggestions_heard_in_a_purged_episode_are_forgotten(library: Library) -> None:
    evidence = "heard in 2 episodes: {0}, word 4, distance 0.10; deux, word 9, distance 0.11"
    library.put_entries(
        [
            GlossaryEntry("Cornemuse", "korne muse", None, "suggested", evidence.format("un")),
            GlossaryEntry("Violon", "vio long", None, "suggested", evidence.format("un-autre")),
            GlossaryEntry("Tambour", "tant bourg", None, "confirmed", evidence.format("un")),
        ]
    )
    take_down(library, read, ("un",), "court order", purge=True)
    # What staff decided stays; what no episode teaches any more is suggested no longer.
    assert {entry.name for entry in library.glossary()} == {"Tambour"}


def test_purged_contents_are_in_no_file(library: Library) -> None:
    add(library, [spoken("secret", "le mot xyzzyplugh")], read)
    assert holds(library.directory, "xyzzyplugh")
    done = take_down(library, read, ("secret",), "court order", purge=True)
    assert done.still_held == ()
    assert holds(library.directory, "xyzzyplugh") == []
    assert slugs(library.directory, "violon") == ["deux"]


def test_what_is_purged_is_found_no_more_while_the_rest_is_built(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[list[str]] = []

    def full(*_args: object, **_kwargs: object) -> NoReturn:
        found.append(slugs(library.directory, "cornemuse"))
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("archive.operations.publication.publish_whole", full)
    with pytest.raises(DiskTrouble):
        take_down(library, read, ("un",), "court order", purge=True)
    assert found == [[]]
    assert slugs(library.directory, "cornemuse") == []


def test_a_purge_that_was_cut_short_is_finished_by_the_next_command(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    add(library, [spoken("secret", "le mot xyzzyplugh")], read)
    with monkeypatch.context() as patch:
        patch.setattr("archive.operations.publication.publish_whole", _full_disk)
        with pytest.raises(DiskTrouble):
            take_down(library, read, ("secret",), "court order", purge=True)
    add(library, [spoken("trois", "le hautbois")], read)
    assert holds(library.directory, "xyzzyplugh") == []
    assert slugs(library.directory, "hautbois") == ["trois"]


def test_purged_contents_are_in_no_index_of_another_version(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    add(library, [spoken("secret", "le mot xyzzyplugh")], read)
    for module in ("layout", "publishing"):
        monkeypatch.setattr(f"archive.search.generations.{module}.VERSION", 99)
    assert take_down(library, read, ("secret",), "court order", purge=True).generation
    assert holds(library.directory, "xyzzyplugh") == []


def test_what_listeners_proposed_of_a_purged_episode_is_forgotten(library: Library) -> None:
    with Journal.open(library.directory) as journal:
        propose(journal, "un", 0, "la cornemuse", "la xyzzyplugh")
        propose(journal, "deux", 0, "le violon", "le violoncelle")
    take_down(library, read, ("un",), "court order", purge=True)
    with Journal.open(library.directory) as journal:
        assert [one.slug for one in waiting(journal)] == ["deux"]
        assert holds(library.directory, "xyzzyplugh") == []


def test_a_purged_page_that_comes_again_in_another_shape_is_not_kept_to_be_looked_at(tmp_path: Path) -> None:
    told = {"show": "Le Quart", "url": "https://media.example/1", "description": "Ce soir."}
    with Library.open(tmp_path, create=True) as library:
        add(library, [spoken("un", "la cornemuse"), *(spoken(f"p{n}", f"mot{n}", **told) for n in range(30))], read)
        take_down(library, read, ("un",), "court order", purge=True)
        report = add(library, [spoken("un", "le mot xyzzyplugh", show="Le Quart")], read)
        assert [str(one.reason) for one in report.skipped] == ["un: removed: court order"]
        assert library.quarantine() == ()


def test_a_purge_killed_before_anything_was_published_forgets_proposals_too(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Journal.open(library.directory) as journal:
        propose(journal, "un", 0, "la cornemuse", "la xyzzyplugh")
    with monkeypatch.context() as patch:
        patch.setattr("archive.operations.takedown.finish_purge", _full_disk)
        with pytest.raises(DiskTrouble):
            take_down(library, read, ("un",), "court order", purge=True)
    faults = check(library, read, repair=True).faults
    assert "a purge that was cut short is finished" in [fault.what for fault in faults]
    with Journal.open(library.directory) as journal:
        assert waiting(journal) == ()
    assert holds(library.directory, "xyzzyplugh") == []


def _full_disk(*_args: object, **_kwargs: object) -> NoReturn:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_what_a_server_still_holds_open_is_said(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.operations.takedown.PATIENCE_S", 0.0)
    held = open_index(library.directory)
    done = take_down(library, read, ("un",), "court order", purge=True)
    assert done.still_held == (1,)
    held.close()
    add(library, [spoken("deux", "le violon")], read)  # publishes nothing
    assert not (library.directory / "index/g000001").exists()


def test_an_episode_taken_down_does_not_come_back_with_an_earlier_generation(library: Library) -> None:
    add(library, [spoken("trois", "le hautbois")], read)
    library.edit("deux", title="Autre titre")
    reindex(library, read)
    take_down(library, read, ("un",), "court order")
    served = roll_back(library, read)
    assert slugs(library.directory, "cornemuse") == []
    generation = current(library.directory)
    assert generation is not None
    assert generation.number == served.generation
    assert slugs(library.directory, "hautbois") == ["trois"]


def test_a_correction_is_served_and_survives_a_newer_save(library: Library) -> None:
    correct(library, read, "deux", {"title": "Le quatuor"})
    assert slugs(library.directory, "quatuor") == ["deux"]
    add(library, [spoken("deux", "le violon", "et l'alto")], read)
    assert slugs(library.directory, "quatuor") == ["deux"]
    assert slugs(library.directory, "alto") == ["deux"]
    correct(library, read, "deux", {"title": ""})
    assert slugs(library.directory, "quatuor") == []


def test_a_purge_says_what_it_took(library: Library) -> None:
    lines = len(library.episode("un").cues)  # type: ignore[union-attr]
    done = take_down(library, read, ("un",), "court order", purge=True)
    assert (done.lines, done.saves) == (lines, 1)
    assert take_down(library, read, ("deux",), "court order").saves == 0
