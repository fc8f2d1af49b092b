"""`add`, `reindex` and the way back, on a real library with a real index."""

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from archive.library import GlossaryEntry, Library
from archive.model.episode import Episode
from archive.model.page import RawPage, Reader, Refusal
from archive.operations.add import add
from archive.operations.errors import OperationError, PublicationRefused
from archive.operations.progress import ProgressStep
from archive.operations.reindex import reindex, roll_back
from archive.search import SearchError, open_index
from archive.search.generations import current
from tests.operations.pages import CLEANER, page, read, spoken

WORDS = ("souveraineté", "avoine", "satellite", "brasero", "glacier", "violon", "moratoire", "tramway", "girafe", "lanterne")


def archive_of(number: int) -> list[RawPage]:
    """Pages of which each has a word of its own, and ten cues."""
    return [
        spoken(f"p{n:03}", *(f"cette phrase parle de {WORDS[(n + line) % 10]} numéro {n * 100 + line}" for line in range(10)))
        for n in range(number)
    ]


def lossy(every: int) -> Reader:
    """A newer cleaner that loses the transcript of every n-th page."""

    def reader(page: RawPage) -> Episode | Refusal:
        episode = read(page, CLEANER + 1)
        if isinstance(episode, Episode) and int(page.origin[1:]) % every == 0:
            return replace(episode, cues=())
        return episode

    return reader


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path, create=True) as library:
        yield library


def found(directory: Path, text: str) -> list[tuple[str, int]]:
    """What a listener gets: slugs and the second of the first moment."""
    index = open_index(directory)
    try:
        return [(hit.summary.slug, hit.moments[0].start_ms if hit.moments else -1) for hit in index.search(text, limit=50).hits]
    finally:
        index.close()


def says(directory: Path, number: str) -> list[str]:
    """The episodes in which exactly this was said."""
    index = open_index(directory)
    try:
        hits = index.search(number, limit=50).hits
        return [hit.summary.slug for hit in hits if any(moment.kind == "exact" for moment in hit.moments)]
    finally:
        index.close()


def everything(directory: Path) -> dict[str, list[tuple[str, int]]]:
    return {text: found(directory, text) for text in (*WORDS, '"phrase parle de violon"', '"301"', "p007")}


def test_what_is_added_is_found_at_its_second(library: Library) -> None:
    report = add(library, archive_of(3), read)
    assert (len(report.of("added")), report.generation) == (3, 1)
    assert found(library.directory, '"205"') == [("p002", 50_000)]


def test_adding_again_publishes_nothing(library: Library) -> None:
    add(library, archive_of(3), read)
    report = add(library, archive_of(3), read)
    assert len(report.of("unchanged")) == 3
    assert report.generation == 1


def test_a_dry_run_says_what_would_become_of_each_and_changes_nothing(library: Library) -> None:
    add(library, archive_of(2), read)
    pages = [*archive_of(3), page("x", broken="no")]
    report = add(library, pages, read, dry_run=True)
    assert [taken.outcome for taken in report.pages] == ["unchanged", "unchanged", "added"]
    assert len(report.failed) == 1
    assert len(library.digests()) == 2
    assert says(library.directory, "205") == []


def test_a_later_page_is_a_child_that_leaves_the_rest_as_it_is(library: Library) -> None:
    add(library, archive_of(30), read)
    add(library, [spoken("p500", "une cornemuse écossaise")], read)
    generation = current(library.directory)
    assert generation is not None
    assert generation.manifest.parent == 1
    assert found(library.directory, "cornemuse") == [("p500", 0)]
    assert found(library.directory, '"205"') == [("p002", 50_000)]


def test_reindex_of_an_unchanged_archive_does_nothing(library: Library) -> None:
    add(library, archive_of(5), read)
    report = reindex(library, read)
    assert (report.outcome, report.generation) == ("nothing to do", None)
    assert current(library.directory).number == 1  # type: ignore[union-attr]


def test_reindex_says_unasked_that_the_cleaner_is_newer(library: Library) -> None:
    add(library, archive_of(5), read)
    assert reindex(library, partial(read, cleaner=CLEANER + 1)).older_cleaner == 5
    assert reindex(library, partial(read, cleaner=CLEANER + 1), reclean=True).older_cleaner == 0


@pytest.mark.parametrize("workers", [1, 2])
def test_recleaning_reads_kept_pages_again_without_their_files(library: Library, workers: int) -> None:
    add(library, archive_of(5), read)
    report = reindex(library, partial(read, cleaner=CLEANER + 1), reclean=True, workers=workers)
    assert report.recleaned == 5
    assert library.holdings().cleaners == {CLEANER + 1: 5}


def test_a_generation_that_loses_a_fifth_of_the_episodes_is_refused_forced_and_rolled_back(library: Library) -> None:
    add(library, archive_of(50), read)
    before, digests = everything(library.directory), library.digests()
    with pytest.raises(PublicationRefused, match=r"10 of 50 episodes would be lost.*p000"):
        reindex(library, lossy(5), reclean=True)
    assert everything(library.directory) == before
    assert reindex(library, read).outcome == "nothing to do"

    forced = reindex(library, lossy(5), reclean=True, force=True)
    assert forced.outcome == "forced"
    assert len(forced.comparison.lost) == 10
    assert everything(library.directory) != before

    roll_back(library, read)
    assert everything(library.directory) == before
    assert library.digests() == digests


def test_a_loss_below_the_limit_is_published_and_told(library: Library) -> None:
    add(library, archive_of(50), read)
    report = reindex(library, lossy(25), reclean=True)
    assert report.outcome == "published"
    assert report.comparison.lost == ("p000", "p025")


def test_what_was_added_after_a_reindex_is_added_again_by_a_rollback(library: Library) -> None:
    add(library, archive_of(50), read)
    reindex(library, lossy(5), reclean=True, force=True)
    add(library, [spoken("p500", "une cornemuse écossaise")], read)
    report = roll_back(library, read)
    assert [taken.slug for taken in report.added_again] == ["p500"]
    assert found(library.directory, "cornemuse") == [("p500", 0)]
    assert len(library.digests()) == 51


def test_a_removed_episode_stays_removed_after_a_rollback(library: Library) -> None:
    add(library, archive_of(50), read)
    reindex(library, lossy(5), reclean=True, force=True)
    library.remove("p002", "court order")
    roll_back(library, read)
    assert says(library.directory, "205") == []
    assert "p002" not in current(library.directory).digests()  # type: ignore[union-attr]


def test_there_is_nothing_to_roll_back_before_a_reindex_nor_twice(library: Library) -> None:
    add(library, archive_of(5), read)
    with pytest.raises(OperationError, match="nothing to roll back"):
        roll_back(library, read)
    reindex(library, lossy(1), reclean=True, force=True)
    roll_back(library, read)
    with pytest.raises(OperationError, match="nothing to roll back"):
        roll_back(library, read)


def test_a_page_that_the_newer_cleaner_refuses_keeps_its_episode(library: Library) -> None:
    add(library, archive_of(3), read)

    def refusing(page: RawPage) -> Episode | Refusal:
        if page.origin == "p001":
            raise ValueError("no")
        return read(page, CLEANER + 1)

    report = reindex(library, refusing, reclean=True)
    assert [kept.origin for kept in report.kept_as_were] == ["p001"]
    assert len(library.digests()) == 3


def linked(directory: Path, slug: str) -> list[tuple[str, str]]:
    """The names linked in an episode, and how they were heard."""
    generation = current(directory)
    assert generation is not None
    reading = generation.analysis(slug)
    assert reading is not None
    return [(link.name, link.heard) for link in reading.links]


def test_a_confirmed_name_is_linked_by_a_reindex_that_builds_nothing(library: Library) -> None:
    add(library, [spoken("a", "nous sommes à crawl aujourd'hui"), *archive_of(3)], read)
    assert linked(library.directory, "a") == []
    library.put_entries([GlossaryEntry("Crolles", "crawl", None, "confirmed", "staff")])
    assert reindex(library, read).outcome == "names linked again"
    assert linked(library.directory, "a") == [("Crolles", "crawl")]
    assert reindex(library, read).outcome == "nothing to do"


def test_forms_heard_in_several_episodes_of_a_show_become_suggestions(library: Library) -> None:
    about = {"show": "Débrief", "description": "Avec Enguérand Renault, journaliste."}
    add(library, [spoken(f"e{n}", f"épisode {n}", "bonjour Anguéran Renaud", **about) for n in range(4)], read)
    (entry, *_) = library.glossary("Débrief")
    assert (entry.name, entry.state) == ("Enguérand Renault", "suggested")
    assert "4 episodes" in entry.evidence
    assert reindex(library, read).outcome == "nothing to do"


@pytest.mark.parametrize("command", ["add", "reindex"])
def test_an_index_of_another_version_of_the_program_is_built_anew(library: Library, command: str) -> None:
    add(library, archive_of(3), read)
    made_by_another(library.directory)
    with pytest.raises(SearchError, match="another version"):
        open_index(library.directory)
    if command == "add":
        add(library, archive_of(4)[3:], read)
    else:
        assert len(reindex(library, read).comparison.added) == 3
    assert len(found(library.directory, "phrase")) == (4 if command == "add" else 3)
    with pytest.raises(OperationError, match="nothing to roll back"):
        roll_back(library, read)


def made_by_another(directory: Path) -> None:
    """Makes the manifest that of an older version."""
    path = directory / "index" / "g000001" / "manifest.json"
    manifest = json.loads(path.read_bytes())
    path.write_text(json.dumps(manifest | {"version": manifest["version"] - 1}))


def test_a_full_reindex_tells_how_far_it_is_and_of_how_much(library: Library) -> None:
    for page_, episode in ((one, read(one)) for one in archive_of(4)):
        library.upsert(page_, episode)  # type: ignore[arg-type]
    told: list[ProgressStep] = []
    reindex(library, read, progress=told.append)
    for what in ("Reading episodes", "Indexing"):
        assert [(step.done, step.total) for step in told if step.what == what] == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert told[-1] == ProgressStep("Sorting, verifying, publishing", 0)


def test_a_re_cleaning_and_a_change_tell_how_far_they_are(library: Library) -> None:
    add(library, archive_of(50), read)
    told: list[ProgressStep] = []
    reindex(library, lossy(9), reclean=True, force=True, progress=told.append)
    cleaned = [step for step in told if step.what == "Cleaning anew"]
    assert [(step.done, step.total) for step in cleaned] == [(number, 50) for number in range(1, 51)]
    assert [step.done for step in told if step.what == "Indexing"] == list(range(1, 7))
    assert {step.total for step in told if step.what == "Indexing"} == {6}
