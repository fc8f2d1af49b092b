"""Columns of bytes, one value an episode, as Whoosh writes them; opened without a step an episode, and read as views of the mapped
file where Whoosh copies."""

from typing import Any

import numpy as np

from archive.search.index.errors import WAY_OUT, DamagedError
from archive.search.index.whoosh_format.beyond_public import VarBytesColumn

_WITH_OFFSETS = "X"
_LENGTHS = {code: np.dtype(code).newbyteorder(">") for code in "BHiIqQ"}
"""How wide the lengths may be, by the letter that ends the file (`util.numlists.GrowableArray`)."""


class BytesColumn(VarBytesColumn):
    """A column that `VarBytesColumn` wrote into a `MappedFile`."""

    class Reader(VarBytesColumn.Reader):
        """Finds the places of all values at once. Whoosh adds up the lengths one by one, unless there are so many documents that it
        wrote the sums."""

        _dbfile: Any
        _basepos: int
        _offsets: Any
        _lengths: Any

        def __getitem__(self, doc: int) -> memoryview:
            """A document's bytes."""
            start = self._basepos + int(self._offsets[doc])
            view: memoryview = self._dbfile.view[start : start + int(self._lengths[doc])]
            return view

        def _read_offsets_and_lengths(self) -> None:
            code = chr(self._dbfile.get_byte(self._basepos + self._length - 1))
            if code == _WITH_OFFSETS:
                super()._read_offsets_and_lengths()
                return
            dtype = _LENGTHS.get(code, np.dtype(np.uint8))
            start = self._basepos + self._length - 1 - dtype.itemsize * self._doccount
            if code not in _LENGTHS or start < 0:
                raise DamagedError(f"{self._dbfile}: no column of ours; {WAY_OUT}")
            self._lengths = np.frombuffer(self._dbfile.view, dtype, self._doccount, start)
            self._offsets = np.cumsum(self._lengths, dtype=np.int64) - self._lengths
