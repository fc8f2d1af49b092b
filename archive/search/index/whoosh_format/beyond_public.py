"""All that this package takes from Whoosh, in one place; the rest of the archive never sees it.

Public: `fields`, `columns`, `formats`, `query`, `index.open_dir`. Beyond the public API, each with a test in
tests/oracle/test_beyond_public.py:

- `codec.whoosh3`: `W3Codec`, `W3FieldWriter`, `W3PerDocWriter`, `W3TermsReader`, `W3Segment` are subclassed or called,
  and the values of `W3TermInfo` are laid out by hand, so that a segment is written from arrays and not posting by
  posting.
- `W3PerDocReader._cached_reader`, `_segment` and `W3TermsReader._tindex`, `_dbfile`: what a stored row and a term are
  read from, so that no pickle of theirs runs anything; `structfile.StructFile.read_pickle` is replaced likewise.
- `W3PerDocWriter._create_column`, `_colwriters` and `_column_filename`: each column has a file of its own from the
  start.
- `W3FieldWriter._tindex`, `_postfile`, `_fieldmap`, `_fieldid`: the term table and the postings file a field is written
  to.
- `filedb.filetables`: the records and hash tables of `OrderedHashWriter` are written all at once, with the CRC-32 that
  `HashWriter` offers in place of MD5, and `util.numlists.GrowableArray` holds their places; `OrderedHashReader` reads
  the table, of which `startofdata` and `endofdata` bound the records.
- `filedb.filestore.FileStorage.open_file` is replaced, so that files are mapped, and `create_file`, so that none stays
  open after a failure; the `write` and `tell` of what it makes become those of its `file`.
  `filedb.structfile.BufferFile` is made over a mapped file without its copy.
- `columns.VarBytesColumn.Reader` is subclassed: `_read_offsets_and_lengths` finds the `_offsets` and `_lengths` of all
  values without a step a document, and the mapped file is cut where they say that a value lies.
- `index.TOC` is written by hand: a generation's table of contents names its segments (`W3Segment`, with
  `_fieldlengths`) and their deleted documents.
- `util.numeric.length_to_byte`, `byte_to_length`: how Whoosh rounds a field's length.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def _warnings_held_back() -> Iterator[None]:
    """Whoosh 2.7.4 compares with `is` and writes "\\." in plain strings: said once by the compiler, of no
    consequence."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


with _warnings_held_back():
    from whoosh.analysis import Filter, RegexTokenizer
    from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3PerDocReader, W3PerDocWriter, W3Segment, W3TermInfo, W3TermsReader
    from whoosh.columns import CompressedBytesColumn, VarBytesColumn
    from whoosh.fields import STORED, TEXT, FieldType, Schema
    from whoosh.filedb.filestore import FileStorage
    from whoosh.filedb.filetables import FileFormatError, HashWriter, OrderedHashWriter
    from whoosh.filedb.structfile import BufferFile
    from whoosh.formats import Positions
    from whoosh.index import TOC, open_dir
    from whoosh.matching import LeafMatcher, ReadTooFar
    from whoosh.util.numeric import byte_to_length, length_to_byte
    from whoosh.util.numlists import GrowableArray


def import_queries() -> None:
    """What Whoosh queries with, which nothing of ours does."""
    with _warnings_held_back():
        import whoosh.qparser  # noqa: F401


__all__ = [
    "STORED",
    "TEXT",
    "TOC",
    "BufferFile",
    "CompressedBytesColumn",
    "FieldType",
    "FileFormatError",
    "FileStorage",
    "Filter",
    "GrowableArray",
    "HashWriter",
    "LeafMatcher",
    "OrderedHashWriter",
    "Positions",
    "ReadTooFar",
    "RegexTokenizer",
    "Schema",
    "VarBytesColumn",
    "W3Codec",
    "W3FieldWriter",
    "W3PerDocReader",
    "W3PerDocWriter",
    "W3Segment",
    "W3TermInfo",
    "W3TermsReader",
    "byte_to_length",
    "import_queries",
    "length_to_byte",
    "open_dir",
]
