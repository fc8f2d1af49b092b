"""The files of an index: what they are called, and which belong to what."""

from pathlib import Path

from archive.errors import DamagedDataError, PresentableError

INDEX_NAME = "MAIN"
MARK = "n"
"""begins the name of a segment in a cluster: those of Whoosh's files are hexadecimal numbers"""
CAPTIONS, SUMMARY, ANALYSIS = "captions", "summary", "analysis"
"""Columns of bytes: the caption table, the summary, the analysis of each episode."""
DOCUMENTS_EXT, TIMES_EXT, LEXICON_EXT, MENTIONS_EXT, SKETCH_EXT = ".docs", ".times", ".lexicon", ".mentions", ".sketch"
LOOKUP_EXT, ACCENTS_EXT = ".lookup", ".accents"
PAIRS_EXT, PAIR_LOOKUP_EXT = ".pairs", ".pair-lookup"
"""Of a segment that several were joined to: the postings of pairs of the commonest words, and where those of each
lie."""
CHECKSUMS_EXT = ".checksums"
"""Arrays of a segment beside Whoosh's files: the document table, from word to second, words and pairs, name links,
sketches, from word to postings and what is said at each place, what an accent tells apart; and what Whoosh's own files,
which have no checksums, must be."""
MENTIONS, DUPLICATES, VOCABULARY, CHANGES = "mentions", "near-duplicates", "vocabulary", "vocabulary-changes"
"""Tables over all segments of a generation."""


def segment_file(directory: Path, name: str, extension: str) -> Path:
    """A file of a segment, as Whoosh names it."""
    return directory / f"{INDEX_NAME}_{name}{extension}"


def segment_files(directory: Path, name: str) -> list[Path]:
    """All files of a segment."""
    return sorted(directory.glob(f"{INDEX_NAME}_{name}.*"))


def contents_files(directory: Path) -> list[str]:
    """The names of the tables of contents from which stock Whoosh opens the index."""
    return [path.name for path in directory.glob(f"_{INDEX_NAME}_*.toc")]


WAY_OUT = "`archive check --repair` builds the index anew"


class DamagedError(DamagedDataError):
    """A file of the index cannot be trusted: which, what is wrong with it, and the way out. Made to be shown."""


class FullIndexError(PresentableError):
    """More is said in the episodes than one index can count: how much, and the way out. Made to be shown."""
