"""Query expansion: inflections, other spellings and misheard forms of a word, looked up in tables of a generation's
vocabulary."""

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from archive.languages.dictionary import Dictionary, dictionary_of, store_dictionary
from archive.search.expansion.expander import Expander
from archive.search.expansion.phonetic_builder import InProcessBuilder, PhoneticBuilder, SubprocessBuilder
from archive.search.expansion.table_set import build, informative
from archive.search.index.vocabulary import NGrams

__all__ = ["Expander", "InProcessBuilder", "PhoneticBuilder", "SubprocessBuilder", "build_tables"]


def build_tables(
    directory: Path,
    vocabulary: Mapping[str, Mapping[str, int]],
    pairs: NGrams,
    stored: Path | None = None,
    builder: PhoneticBuilder[object] | None = None,
    meanwhile: Callable[[], None] = lambda: None,
) -> None:
    """Writes the tables of a generation into a directory that exists.

    vocabulary: language -> folded word -> episodes that hold it; pairs: rare pairs of neighbouring words, of which
    those that can tell nothing (both words of the language, one of them grammar) are left out. Dictionaries are read in
    the directory `stored`, where each is kept once it was made: one that is made takes hundreds of MB, one that is kept
    is mapped. `builder` builds the tables of sounds, this process where none is given; while another process does,
    `meanwhile` is called."""

    def prepared() -> tuple[NGrams, Mapping[str, Dictionary]]:
        languages = {language: _kept_dictionary(language, stored) for language in vocabulary}
        return informative(pairs, languages), languages

    with _without_collector():
        build(directory, vocabulary, prepared, builder or InProcessBuilder(lambda: None), meanwhile)


def _kept_dictionary(language: str, stored: Path | None) -> Dictionary:
    """What is known of a language, kept from now on. A disk without room for it only makes the next build slower."""
    if stored is not None:
        with suppress(OSError):
            store_dictionary(stored, language)
    return dictionary_of(language, stored)


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
