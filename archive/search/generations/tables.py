"""The tables from which words are varied, made by `archive.search.variants` with each generation."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from archive.search.generations.places import index_dir
from archive.search.whoosh import Entry, new_variant_counts, texts_with_brackets, variant_counts

if TYPE_CHECKING:
    from archive.search.generations.generation import Generation
    from archive.search.variants import Elsewhere, Expander, Hearing, Here

VARIANTS = "variants"
KNOWN = "languages"
Stated = dict[str, tuple[tuple[str, ...], ...]]
"""Acronym -> the words that the archive says it stands for."""


def hearing(directory: Path, entries: Sequence[Entry], workers: int) -> "Elsewhere[Stated] | Here[Stated]":
    """What makes the tables of sounds and finds the acronyms: with two workers or more a process that starts up at once."""
    from archive.search.variants import Elsewhere, Here

    made = Elsewhere if workers > 1 else Here
    return made(partial(_stated, directory, entries))


def write_tables(directory: Path, entries: Sequence[Entry], heard: "Hearing[Stated]") -> tuple[str, ...]:
    """The tables of a full generation; the names of their directories."""
    from archive.search.variants import acronyms, build_tables

    (directory / VARIANTS).mkdir(exist_ok=True)
    counts, pairs = variant_counts(directory, entries)
    build_tables(directory / VARIANTS, counts, pairs, hearing=heard, meanwhile=partial(_keep, directory, counts))
    acronyms.write(directory / VARIANTS, heard.beside())
    return (VARIANTS,)


def _stated(directory: Path, entries: Sequence[Entry]) -> Stated:
    from archive.search.variants import acronyms

    return acronyms.stated(texts_with_brackets(directory, entries))


def write_additions(directory: Path, added: Sequence[Entry]) -> tuple[str, ...]:
    """The tables of the words that a child's new segments brought and nothing before them held."""
    from archive.search.variants import acronyms, build_tables

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
    from archive.search.variants import keep

    with suppress(OSError):
        for language in languages:
            keep(directory.parent / KNOWN, language)


def known_words(root: Path) -> Path:
    """The directory in which is kept, for all generations, what is known of the words of their languages."""
    return index_dir(root) / KNOWN


def open_variants(generation: "Generation") -> "Expander":
    """The tables of a generation and of what its children added."""
    from archive.search.variants import Expander

    return Expander.open(generation.variants)
