"""What else a word may be: inflected, joined or split, misspelt, misheard; made over the vocabulary of a generation."""

from collections.abc import Mapping
from pathlib import Path

from archive.search.runs import Runs
from archive.search.variants.expander import Expander
from archive.search.variants.layers import build, telling

__all__ = ["Expander", "build_tables"]


def build_tables(directory: Path, vocabulary: Mapping[str, Mapping[str, int]], pairs: Runs) -> None:
    """Writes the tables of a generation into a directory that exists.

    vocabulary: language -> folded word -> episodes that hold it; pairs: rare pairs of neighbouring words; those that can tell
    nothing (in which both words are of the language and one of them grammar) are left out."""
    build(directory, vocabulary, telling(pairs, vocabulary))
