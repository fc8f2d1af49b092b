"""What must cost the same however large the library grows, counted in steps of SQLite's machine and never by a clock."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

import pytest

from archive.library import Library
from tests.library.builders import episode, page, speech

FEW, MANY = 40, 400
STEPS = 100  # of SQLite's machine, between two counts
ROOM = 1.5


def filled(directory: Path, episodes: int) -> Library:
    """A library of so many episodes of a hundred cues and less, five tellings of each speech."""
    library = Library.open(directory, create=True)
    cues = [speech(seed, 1000) for seed in range(20)]
    with library.transaction():
        for seed in range(episodes):
            library.upsert(page(seed), episode(seed, guid=f"g{seed}", cues=cues[seed % 20][seed % 5 :]))
    return library


def steps(library: Library, work: Callable[[Library], object]) -> int:
    """The steps a piece of work takes in SQLite, in hundreds."""
    counted = 0

    def count() -> None:
        nonlocal counted
        counted += 1

    library._connection.set_progress_handler(count, STEPS)
    try:
        work(library)
    finally:
        library._connection.set_progress_handler(None, 0)
    return counted


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Library, Library]]:
    """A small library and one ten times as large."""
    root = tmp_path_factory.mktemp("growth")
    with filled(root / "few", FEW) as few, filled(root / "many", MANY) as many:
        yield few, many


def keep(seeds: Iterable[int], library: Library) -> None:
    for seed in seeds:
        library.upsert(page(seed), episode(seed, guid=f"g{seed}", cues=speech(seed, 1000)))


def read(library: Library) -> None:
    slug = library.slug_of(page(7), episode(7, guid="g7"))
    assert slug is not None and library.episode(slug) is not None and library.page(slug) is not None


def find_served(library: Library) -> None:
    assert all(library.served_as(page(seed)) is not None for seed in range(20))


@pytest.mark.parametrize(
    "work",
    [
        pytest.param(find_served, id="pages that serve as they are"),
        pytest.param(partial(keep, range(5000, 5020)), id="a page that is new"),
        pytest.param(partial(keep, range(20)), id="a page that is known"),
        pytest.param(read, id="a page that is read"),
    ],
)
def test_one_episode_costs_no_more_in_a_library_ten_times_as_large(
    two: tuple[Library, Library], work: Callable[[Library], object]
) -> None:
    small, large = (steps(library, work) for library in two)
    assert large <= ROOM * small + 1


@pytest.mark.parametrize("work", [Library.digests, lambda library: sum(1 for _ in library.stored())], ids=["digests", "stored"])
def test_reading_all_costs_an_episode_the_same_in_a_library_ten_times_as_large(
    two: tuple[Library, Library], work: Callable[[Library], object]
) -> None:
    small, large = (steps(library, work) for library in two)
    assert 0 < large / MANY <= ROOM * (small + 1) / FEW
