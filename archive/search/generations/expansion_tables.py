"""The tables by which words are expanded, made by `archive.search.expansion` with each generation."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from archive.languages.accents import copy_accents
from archive.search.generations.layout import index_dir
from archive.search.index.factory import backend
from archive.search.index.types import KNOWN, SegmentInfo
from archive.search.meaning import write_known_words

if TYPE_CHECKING:
    from archive.search.expansion import Expander, InProcessBuilder, PhoneticBuilder, SubprocessBuilder
    from archive.search.generations.generation import Generation

EXPANSIONS = "expansions"
Stated = dict[str, tuple[tuple[str, ...], ...]]
"""Acronym -> the words that the archive says it stands for."""


def phonetic_builder(
    directory: Path, segments: Sequence[SegmentInfo], workers: int
) -> "SubprocessBuilder[Stated] | InProcessBuilder[Stated]":
    """What makes the phonetic index and finds the acronyms: with two workers or more, a process that starts up at
    once."""
    from archive.search.expansion import InProcessBuilder, SubprocessBuilder

    builder = SubprocessBuilder if workers > 1 else InProcessBuilder
    return builder(partial(_stated, directory, segments))


def write_tables(
    directory: Path, segments: Sequence[SegmentInfo], builder: "PhoneticBuilder[Stated]", meanwhile: Callable[[], None]
) -> tuple[str, ...]:
    """The tables of a full generation, and the words it knows by meaning; the names of their directories. `meanwhile`
    is called while the builder works."""
    from archive.search.expansion import build_tables, compounds

    (directory / EXPANSIONS).mkdir(exist_ok=True)
    counts, pairs = backend().word_counts(directory, segments)
    build_tables(directory / EXPANSIONS, counts, pairs, directory.parent / KNOWN, builder, meanwhile)
    compounds.write_acronyms(directory / EXPANSIONS, builder.beside())
    copy_accents(directory.parent / KNOWN, directory / EXPANSIONS, counts)
    write_known_words(directory, counts, directory.parent / KNOWN)
    return (EXPANSIONS,)


def _stated(directory: Path, segments: Sequence[SegmentInfo]) -> Stated:
    from archive.search.expansion import compounds

    return compounds.stated_acronyms(backend().texts_with_brackets(directory, segments))


def write_additions(directory: Path, added: Sequence[SegmentInfo]) -> tuple[str, ...]:
    """The tables of the words that new segments brought and no full generation before them held; the names of their
    directories."""
    from archive.search.expansion import build_tables, compounds

    counts, pairs = backend().new_word_counts(directory, added)
    stated = _stated(directory, added)
    if not any(counts.values()) and not pairs and not stated:
        return ()
    name = f"{EXPANSIONS}-{added[0].name}"
    (directory / name).mkdir()
    build_tables(directory / name, counts, pairs, directory.parent / KNOWN)
    compounds.write_acronyms(directory / name, stated)
    copy_accents(directory.parent / KNOWN, directory / name, counts)
    return (name,)


def table_files(directory: Path, names: Iterable[str]) -> list[str]:
    """The files of some directories of tables, as a manifest names them."""
    return [f"{name}/{path.name}" for name in names for path in sorted((directory / name).iterdir())]


def known_words(root: Path) -> Path:
    """The directory in which is kept, for all generations, what is known of the words of their languages."""
    return index_dir(root) / KNOWN


def open_expander(generation: "Generation", today: Callable[[str], int] | None = None) -> "Expander":
    """The tables of a generation: of the full one, and of what incremental ones added, which hold new words alone;
    `today` tells in how many episodes any word is."""
    from archive.search.expansion import Expander

    return Expander.open(generation.expansions, generation.path.parent / KNOWN, today)
