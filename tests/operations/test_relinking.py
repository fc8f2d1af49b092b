"""Names are linked again where a decision touches an episode, and stand after it as if every episode had been read."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from archive.analysis.mentions import NameLink
from archive.library import GlossaryEntry, Library
from archive.operations import publication
from archive.operations.document_source import Analyzer, documents, last_gathered
from archive.operations.relinking import Decisions
from archive.search.generations import current

Decide = Callable[[Library], object]
KIOSK = "Le Kiosque à vagues"


def entry(name: str, heard: str = "", show: str | None = None, state: str = "confirmed") -> GlossaryEntry:
    return GlossaryEntry(name, heard, show, state, "test")  # type: ignore[arg-type]


DECISIONS: dict[str, Decide] = {
    "a form": lambda library: library.put_entries([entry("Idriss Tellouche", "toujours")]),
    "a name alone": lambda library: library.put_entries([entry("Citergne")]),
    "a name of one show": lambda library: library.put_entries([entry("Bérengère Castagnol", "cette", KIOSK)]),
    "a form refused": lambda library: library.put_entries([entry("Léontin Fargeaud", "Léontin Fargeau", state="refused")]),
    "a form taken back": lambda library: library.put_entries([entry("Idriss Tellouche", "toujours", state="refused")]),
    "a name refused as a whole": lambda library: library.put_entries([entry("Hydrosylve", state="refused")]),
    "two at once": lambda library: library.put_entries([entry("Morvelle", "comme"), entry("Quéromès", "pain")]),
}


def linked(library: Library) -> dict[str, tuple[NameLink, ...]]:
    generation = current(library.directory)
    assert generation
    try:
        return {one.slug: one.links for one in generation.stored.mentions()}
    finally:
        generation.close()


def read_anew(library: Library) -> dict[str, tuple[NameLink, ...]]:
    read = documents(library, None, last_gathered(library.directory), 1)
    return {one.slug: one.analysis.links for one in read}


@pytest.fixture(scope="module")
def library(sample_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    root = tmp_path_factory.mktemp("relinked") / "library"
    shutil.copytree(sample_library, root)
    with Library.open(root) as opened:
        yield opened


@pytest.mark.parametrize("decision", DECISIONS)
def test_links_are_as_if_every_episode_had_been_read(decision: str, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    before = linked(library)
    read: list[str] = []
    links = Analyzer.links
    monkeypatch.setattr(Analyzer, "links", lambda self, one: read.append(one.slug) or links(self, one))
    DECISIONS[decision](library)
    assert not publication.is_linked(library)
    publication.link_again(library)
    after = linked(library)
    assert after == read_anew(library)
    assert after != before
    assert publication.is_linked(library)
    changed = {slug for slug in after if after[slug] != before[slug]}
    assert changed <= set(read) < set(after), "every episode was read"


def test_a_decision_and_a_correction_leave_the_links_of_a_full_build(library: Library) -> None:
    slug = next(iter(library.digests()))
    library.put_entries([entry("Crolvent", "vent"), entry("Léontin Fargeaud", "Fargo")])
    publication.link_again(library)
    library.edit_line(slug, 2, "Une ligne corrigée où parle Morvelle.")
    publication.bring_up(library)
    step_by_step, learned = linked(library), suggested(library)
    publication.publish_whole(library)
    assert step_by_step == linked(library)
    assert learned == suggested(library)


def suggested(library: Library) -> set[tuple[str, str]]:
    return {(one.name, one.heard) for one in library.glossary() if one.state == "suggested"}


def test_a_library_of_an_older_program_is_linked_as_a_whole(library: Library) -> None:
    library.note(publication.LINKED_ENTRIES, None)
    library.put_entries([entry("Trévarec", "fermé")])
    publication.link_again(library)
    assert linked(library) == read_anew(library)


def test_only_what_differs_was_decided() -> None:
    one, other = entry("Morvelle", "comme"), entry("Morvelle", "pain", KIOSK)
    decisions = Decisions.between([one], [entry("Morvelle", "comme"), other])
    assert decisions.entries == (other,)
    assert [decisions.concern(show) for show in (KIOSK, None, "Nuit")] == [True, False, False]
    assert Decisions.between([one], [entry("Morvelle", "comme", state="refused")]).keys == {("morvelle",)}
