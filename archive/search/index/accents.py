"""Where words stand that an accent alone tells apart (archive.languages.accents): one table of a segment.

Postings know no accents, so that none is needed to find a word; this says, of the few spellings of which it matters,
where each is written so. In speech of 220 French episodes they are 7 of 10,000 words."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from archive.languages.accents import Accents
from archive.search.index.types import FIELDS, GONE, Field
from archive.storage.array_file import Array, Int32, Int64, UInt32
from archive.storage.string_table import Groups, Texts, grouped, packed
from archive.text.tokenizer import accented


class AccentTable:
    """The spellings of some documents: where each stands in each field, as document and word."""

    def __init__(self, accents: Callable[[str], Accents]) -> None:
        """`accents` gives the spellings of a language that matter."""
        self._accents = accents
        self._places: dict[str, list[tuple[int, int]]] = {}

    def add(self, doc: int, field: Field, text: str, language: str) -> None:
        """What stands in a field of a document."""
        if text.isascii() or not (known := self._accents(language)):
            return
        for position, spelling in [one for one in accented(text) if one[1] in known]:
            self._places.setdefault(_key(field, spelling), []).append((doc, position))

    def arrays(self) -> dict[str, Array]:
        """keys (sorted texts), and of each its places: doc, position int32[n]."""
        return _arrays({key: np.array(found, np.int32).reshape(-1, 2) for key, found in self._places.items()})


def merged(parts: Iterable[tuple[Mapping[str, Array], Int64]]) -> dict[str, Array]:
    """One table of several; of each also the new number of its documents, GONE where they are left out."""
    places: dict[str, list[NDArray[np.int32]]] = {}
    for arrays, new_doc in parts:
        for number, key in enumerate(Texts.of(arrays, "keys")[:]):
            found = _places(arrays, number)
            doc = new_doc[found[:, 0]]
            left = np.stack((doc, found[:, 1]), axis=1)[doc != GONE]
            if len(left):
                places.setdefault(key, []).append(left.astype(np.int32))
    return _arrays({key: np.concatenate(found) for key, found in places.items()})


def _key(field: Field, spelling: str) -> str:
    return f"{FIELDS.index(field)}{spelling}"


def _arrays(places: Mapping[str, NDArray[np.int32]]) -> dict[str, Array]:
    keys = sorted(places)
    of_key = np.repeat(np.arange(len(keys), dtype=np.int32), [len(places[key]) for key in keys])
    found = np.concatenate([np.empty((0, 2), np.int32), *(places[key] for key in keys)])
    return {
        **packed("keys", keys),
        **grouped("by_key", of_key, np.arange(len(found), dtype=np.int32), len(keys)),
        "doc": found[:, 0].copy(),
        "position": found[:, 1].copy(),
    }


def _places(arrays: Mapping[str, Array], number: int) -> NDArray[np.int32]:
    """int32[n, 2]: document and word of each place of a key."""
    some = np.array(Groups(arrays, "by_key")[number], np.int64)
    return np.stack((arrays["doc"][some], arrays["position"][some]), axis=1)


class Spellings:
    """The spellings of all segments of a generation."""

    def __init__(self, tables: Sequence[Mapping[str, Array]], firsts: Sequence[int]) -> None:
        """`firsts`: the number of the first document of each segment."""
        self._tables = [(arrays, Texts.of(arrays, "keys"), first) for arrays, first in zip(tables, firsts, strict=True)]

    def addresses(self, field: Field, spelling: str, starts: UInt32, live: NDArray[np.bool_]) -> UInt32:
        """uint32[n], rising: where a spelling stands in a field of live documents; `starts` uint32[n+1] as in
        Segments."""
        doc, position = self._find(field, spelling)
        return np.sort((starts[doc] + position.astype(np.uint32))[live[doc]])

    def docs_of(self, fields: Iterable[Field], spelling: str) -> Int64:
        """int64[n], rising: the documents that hold a spelling in any of some fields, deleted ones among them."""
        return np.unique(np.concatenate([np.empty(0, np.int64), *(self._find(field, spelling)[0] for field in fields)]))

    def among(self, docs: Int64) -> dict[str, Array]:
        """The table of some documents (rising), each numbered by its place among them."""
        new_doc = np.full(int(docs[-1]) + 1 if len(docs) else 0, GONE, np.int64)
        new_doc[docs] = np.arange(len(docs))
        return merged((arrays, _from(new_doc, first, arrays)) for arrays, _, first in self._tables)

    def _find(self, field: Field, spelling: str) -> tuple[Int64, Int32]:
        docs, positions = [np.empty(0, np.int64)], [np.empty(0, np.int32)]
        for arrays, keys, first in self._tables:
            place = keys.find(_key(field, spelling))
            if place >= 0:
                found = _places(arrays, place)
                docs.append(found[:, 0].astype(np.int64) + first)
                positions.append(found[:, 1])
        return np.concatenate(docs), np.concatenate(positions)


def _from(new_doc: Int64, first: int, arrays: Mapping[str, Array]) -> Int64:
    """The new numbers of the documents of one segment; those behind the last one that is wanted are gone."""
    count = int(arrays["doc"].max(initial=-1)) + 1
    found = np.full(count, GONE, np.int64)
    known = new_doc[first : first + count]
    found[: len(known)] = known
    return found
