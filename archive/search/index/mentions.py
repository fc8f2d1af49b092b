"""Names linked to their garbled mentions: one table of a generation, made again without the rest. Asked by episode or by name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from archive.analysis.mentions import NameLink
from archive.search.index.read.segments import Segments
from archive.storage.array_file import Array, array_to_strings, strings_to_array
from archive.text.tokenizer import words

UInt32 = NDArray[np.uint32]
SURE = 0.12
"""Up to this distance a link is an alias (precision 1.00 on the seed page); beyond it, it counts for less."""
DOUBTFUL_TRUST = 0.6
NOWHERE = np.empty(0, np.uint32), np.empty(0, np.uint32), np.empty(0, np.float32)


@dataclass(slots=True)
class MentionTable:
    """The links of some episodes, by number of episode."""

    doc: list[int] = field(default_factory=list)
    links: list[NameLink] = field(default_factory=list)

    def add(self, doc: int, links: Iterable[NameLink]) -> None:
        """The links of one episode."""
        for link in links:
            self.doc.append(doc)
            self.links.append(link)

    def by_doc(self) -> dict[int, list[NameLink]]:
        """The links of each episode that has any."""
        links: dict[int, list[NameLink]] = {}
        for doc, link in zip(self.doc, self.links, strict=True):
            links.setdefault(doc, []).append(link)
        return links

    def arrays(self) -> dict[str, Array]:
        """doc, position int32[n], words int32[n], distance float64[n]; key, name, heard, evidence: strings."""
        return {
            "doc": np.array(self.doc, np.int32),
            "position": np.array([link.position for link in self.links], np.int32),
            "words": np.array([link.words for link in self.links], np.int32),
            "distance": np.array([link.distance for link in self.links], np.float64),
            "key": strings_to_array([key_of(link.name) for link in self.links]),
            "name": strings_to_array([link.name for link in self.links]),
            "heard": strings_to_array([link.heard for link in self.links]),
            "evidence": strings_to_array([link.evidence for link in self.links]),
        }


class MentionLookup:
    """The links of a table, looked up by number of episode; those of one are made when they are asked for."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self._arrays = arrays
        self._by_doc = arrays["doc"].argsort(kind="stable")
        self._doc = arrays["doc"][self._by_doc]

    def of(self, doc: int) -> tuple[NameLink, ...]:
        """The links of one episode."""
        low, high = self._doc.searchsorted(doc), self._doc.searchsorted(doc, "right")
        places = self._by_doc[low:high]
        names, heard, evidence = ([strings[place] for place in places.tolist()] for strings in self._strings)
        positions, counts, distances = (column[places].tolist() for column in self._numbers)
        return tuple(map(NameLink, names, positions, counts, distances, evidence, heard))

    @cached_property
    def _numbers(self) -> tuple[Array, ...]:
        """Positions, words and distances: bound once, as each asking of a mapped file makes its array anew."""
        return tuple(self._arrays[column] for column in ("position", "words", "distance"))

    @cached_property
    def _strings(self) -> tuple[Sequence[str], ...]:
        """Names, what was heard for them, and evidence."""
        return tuple(array_to_strings(self._arrays[name]) for name in ("name", "heard", "evidence"))


def key_of(name: str) -> str:
    """The form under which a name's mentions are asked for: its folded words joined by a space."""
    return " ".join(words(name))


def table_of(arrays: Mapping[str, Array]) -> MentionTable:
    """The table that `MentionTable.arrays` kept."""
    strings: Sequence[Sequence[str]] = [array_to_strings(arrays[name]) for name in ("name", "heard", "evidence")]
    numbers = [arrays[name].tolist() for name in ("position", "words", "distance")]
    links = [
        NameLink(name, position, count, distance, evidence, heard)
        for name, heard, evidence, position, count, distance in zip(*strings, *numbers, strict=True)
    ]
    return MentionTable(arrays["doc"].tolist(), links)


class MentionPostings:
    """Mentions of every name in the speech of live episodes."""

    def __init__(self, arrays: Mapping[str, Array], segments: Segments) -> None:
        keys: list[str] = array_to_strings(arrays["key"])
        doc, position, words = arrays["doc"], arrays["position"], arrays["words"]
        address = segments.starts["speech"][doc] + position.astype(np.uint32)
        trust = np.where(arrays["distance"] <= SURE, 1.0, DOUBTFUL_TRUST).astype(np.float32)
        inside = segments.live[doc] & (position + words <= segments.length[0][doc])
        places: dict[str, list[int]] = {}
        for place in np.flatnonzero(inside).tolist():
            places.setdefault(keys[place], []).append(place)
        self._places = places
        self._address, self._length, self._trust = address, words.astype(np.uint32), trust

    def find(self, name: str) -> tuple[UInt32, UInt32, NDArray[np.float32]]:
        """Address (rising), length in words and trust of each mention; empty for a name nobody garbled."""
        if name not in self._places:
            return NOWHERE
        chosen = np.array(self._places[name], np.int64)
        chosen = chosen[np.argsort(self._address[chosen], kind="stable")]
        return self._address[chosen], self._length[chosen], self._trust[chosen]
