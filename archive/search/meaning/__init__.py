"""Passages near by meaning, for a listener who remembers the idea and not the words: an extra, beside the answer by
words.

`PassageWriter` reads episodes while a segment is written, `open_passages` gives what a generation holds to who asks. A
generation opens without it where the extra is absent, or was when it was built.
"""

from archive.search.meaning.encoder import is_installed
from archive.search.meaning.passage_index import (
    INSTALL,
    Comparison,
    Coverage,
    NearEpisode,
    PassageIndex,
    TypedWord,
    coverage,
    open_passages,
    write_known_words,
)
from archive.search.meaning.vector_files import SPOKEN, PassageWriter, centre, link_passages, passage_files

__all__ = [
    "INSTALL",
    "SPOKEN",
    "Comparison",
    "Coverage",
    "NearEpisode",
    "PassageIndex",
    "PassageWriter",
    "TypedWord",
    "centre",
    "coverage",
    "is_installed",
    "link_passages",
    "open_passages",
    "passage_files",
    "write_known_words",
]
