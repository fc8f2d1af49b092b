"""Guests whom only the page names: what sounds nearest is offered to staff, and leads nowhere until they take it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from archive.library import Library
from archive.model.episode import Episode, Person
from archive.model.page import RawPage, Refusal
from archive.operations.add import add
from archive.operations.glossary import unheard_names, unsaid, with_nearest
from archive.operations.takedown import take_down
from archive.search import open_index
from archive.search.generations import known_words
from tests.operations.pages import read, spoken

GUEST = Person("Octave Lurcelin", "guest")


def with_guest(page: RawPage) -> Episode | Refusal:
    episode = read(page)
    return replace(episode, people=(GUEST,)) if isinstance(episode, Episode) else episode


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library.open(tmp_path_factory.mktemp("unheard"), create=True) as library:
        pages = [
            spoken("garbled", "bonsoir à tous", "nous sommes avec aux caves lure celui ce soir", show="Vent debout"),
            spoken("silent", "bonsoir à tous", "on parle de la pluie et du beau temps"),
        ]
        add(library, pages, with_guest)
        yield library


def test_what_sounds_nearest_is_offered_with_its_second(library: Library) -> None:
    index = open_index(library.directory)
    every = {stored.slug: unsaid(stored.episode) for stored in library.stored()}
    found = with_nearest(library, unheard_names(library, index, every), known_words(library.directory))
    index.close()
    assert [(one.slug, one.heard, one.start_ms) for one in found] == [
        ("garbled", "aux caves lure celui", 10_000),
        ("silent", "", 0),
    ]
    entries = [one.entry() for one in found]
    assert entries[1] is None and entries[0] is not None
    assert (entries[0].name, entries[0].heard, entries[0].show, entries[0].state) == (
        "Octave Lurcelin",
        "aux caves lure celui",
        "Vent debout",
        "suggested",
    )
    library.put_entries([entries[0]])
    take_down(library, with_guest, ("garbled",), "demande", purge=True)
    assert not library.glossary()
