"""The tables from which words are varied, made by `archive.search.expansion` with each generation."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from archive.search.generations.layout import index_dir
from archive.search.index.whoosh_index import SegmentInfo, new_variant_counts, texts_with_brackets, variant_counts

if TYPE_CHECKING:
    from archive.search.expansion import Expander, InProcessBuilder, PhoneticBuilder, SubprocessBuilder
    from archive.search.generations.generation import Generation

VARIANTS = "variants"
KNOWN = "languages"
Stated = dict[str, tuple[tuple[str, ...], ...]]
"""Acronym -> the words that the archive says it stands for."""


def hearing(
    directory: Path, entries: Sequence[SegmentInfo], workers: int
) -> "SubprocessBuilder[Stated] | InProcessBuilder[Stated]":
    """What makes the tables of sounds and finds the acronyms: with two workers or more a process that starts up at once."""
    from archive.search.expansion import InProcessBuilder, SubprocessBuilder

    made = SubprocessBuilder if workers > 1 else InProcessBuilder
    return made(partial(_stated, directory, entries))


def write_tables(directory: Path, entries: Sequence[SegmentInfo], heard: "PhoneticBuilder[Stated]") -> tuple[str, ...]:
    """The tables of a full generation; the names of their directories."""
    from archive.search.expansion import acronyms, build_tables

    (directory / VARIANTS).mkdir(exist_ok=True)
    counts, pairs = variant_counts(directory, entries)
    build_tables(directory / VARIANTS, counts, pairs, builder=heard, meanwhile=partial(_keep, directory, counts))
    acronyms.write(directory / VARIANTS, heard.beside())
    return (VARIANTS,)


def _stated(directory: Path, entries: Sequence[SegmentInfo]) -> Stated:
    from archive.search.expansion import acronyms

    return acronyms.stated(texts_with_brackets(directory, entries))


def write_additions(directory: Path, added: Sequence[SegmentInfo]) -> tuple[str, ...]:
    """The tables of the words that a child's new segments brought and nothing before them held."""
    from archive.search.expansion import acronyms, build_tables

    counts, pairs = new_variant_counts(directory, added)
    stated = _stated(directory, added)
    if not any(counts.values()) and not pairs and not stated:
        return ()
    name = f"{VARIANTS}-{added[0].name}"
    (directory / name).mkdir()
    _keep(directory, counts)
    build_tables(directory / name, counts, pairs, directory.parent / KNOWN)
    acronyms.write(directory / name, stated)
    return (name,)


def table_files(directory: Path, names: Iterable[str]) -> list[str]:
    """The files of some directories of tables, as a manifest names them."""
    return [f"{name}/{path.name}" for name in names for path in sorted((directory / name).iterdir())]


def _keep(directory: Path, languages: Iterable[str]) -> None:
    """Keeps what is known of some languages. A disk that has no room for it only makes the next child slower."""
    from archive.search.expansion import store_dictionary

    with suppress(OSError):
        for language in languages:
            store_dictionary(directory.parent / KNOWN, language)


def known_words(root: Path) -> Path:
    """The directory in which is kept, for all generations, what is known of the words of their languages."""
    return index_dir(root) / KNOWN


def open_expander(generation: "Generation") -> "Expander":
    """The tables of a generation and of what its children added."""
    from archive.search.expansion import Expander

    return Expander.open(generation.variants)
