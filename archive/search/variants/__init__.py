"""What else a word may be: inflected, joined or split, misspelt, misheard; made over the vocabulary of a generation."""

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from archive.search.runs import Runs
from archive.search.variants.expander import Expander
from archive.search.variants.hearing import Elsewhere, Hearing, Here
from archive.search.variants.known import Known, keep, known_of
from archive.search.variants.layers import build, telling

__all__ = ["Elsewhere", "Expander", "Hearing", "Here", "build_tables", "keep"]


def build_tables(
    directory: Path,
    vocabulary: Mapping[str, Mapping[str, int]],
    pairs: Runs,
    kept: Path | None = None,
    hearing: Hearing[object] | None = None,
    meanwhile: Callable[[], None] = lambda: None,
) -> None:
    """Writes the tables of a generation into a directory that exists.

    vocabulary: language -> folded word -> episodes that hold it; pairs: rare pairs of neighbouring words; those that can tell
    nothing (in which both words are of the language and one of them grammar) are left out. What is known of the languages is
    looked up in the directory `kept`, where `keep` put it: the same tables, without loading a dictionary. `hearing`
    makes those of what is heard, this process where none is given; where it is another one, `meanwhile` is done beside it."""

    def prepared() -> tuple[Runs, Mapping[str, Known]]:
        languages = {language: known_of(language, kept) for language in vocabulary}
        return telling(pairs, languages), languages

    with _without_collector():
        build(directory, vocabulary, prepared, hearing or Here(lambda: None), meanwhile)


@contextmanager
def _without_collector() -> Iterator[None]:
    """A million small tuples that live until the end: looking among them for cycles takes a quarter of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
