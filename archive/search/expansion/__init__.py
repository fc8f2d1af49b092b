"""What else a word may be: inflected, joined or split, misspelt, misheard; made over the vocabulary of a generation."""

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from archive.languages.dictionary import Dictionary, dictionary_of, store_dictionary
from archive.search.expansion.expander import Expander
from archive.search.expansion.layers import build, informative
from archive.search.expansion.ngrams import NGrams
from archive.search.expansion.phonetic_builder import InProcessBuilder, PhoneticBuilder, SubprocessBuilder

__all__ = ["Expander", "InProcessBuilder", "PhoneticBuilder", "SubprocessBuilder", "build_tables", "store_dictionary"]


def build_tables(
    directory: Path,
    vocabulary: Mapping[str, Mapping[str, int]],
    pairs: NGrams,
    kept: Path | None = None,
    hearing: PhoneticBuilder[object] | None = None,
    meanwhile: Callable[[], None] = lambda: None,
) -> None:
    """Writes the tables of a generation into a directory that exists.

    vocabulary: language -> folded word -> episodes that hold it; pairs: rare pairs of neighbouring words; those that can tell
    nothing (in which both words are of the language and one of them grammar) are left out. What is known of the languages is
    looked up in the directory `kept`, where `keep` put it: the same tables, without loading a dictionary. `hearing`
    makes those of what is heard, this process where none is given; where it is another one, `meanwhile` is done beside it."""

    def prepared() -> tuple[NGrams, Mapping[str, Dictionary]]:
        languages = {language: dictionary_of(language, kept) for language in vocabulary}
        return informative(pairs, languages), languages

    with _without_collector():
        build(directory, vocabulary, prepared, hearing or InProcessBuilder(lambda: None), meanwhile)


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
