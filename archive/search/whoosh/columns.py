"""A column of bytes as Whoosh writes it, read as views of the mapped file where Whoosh itself copies."""

from typing import Any

from archive.search.whoosh.beyond_public import VarBytesColumn


class ViewsColumn(VarBytesColumn):
    """A column that `VarBytesColumn` wrote into a `MappedFile`."""

    class Reader(VarBytesColumn.Reader):
        """Where each value lies, as Whoosh finds it out."""

        _dbfile: Any
        _basepos: int
        _offsets: Any
        _lengths: Any

        def __getitem__(self, doc: int) -> memoryview:
            """A document's bytes."""
            start = self._basepos + self._offsets[doc]
            view: memoryview = self._dbfile.view[start : start + self._lengths[doc]]
            return view
