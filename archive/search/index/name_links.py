"""Names linked to their garbled mentions: one table of a generation, made again without the rest. Asked by episode or
by name."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from archive.analysis.mentions import NameLink, name_key
from archive.search.index.read.segments import Segments
from archive.storage.array_file import Array, Int32, UInt32
from archive.storage.string_table import Groups, Texts, grouped, packed
from archive.text.tokenizer import words

SURE = 0.12
"""Up to this distance a link is an alias (precision 1.00 on the seed page); beyond it, it counts for less."""
DOUBTFUL_TRUST = 0.6
KEPT = 4096
"""The mentions of so many names are kept: a question asks for those of each of its names several times."""
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
        """The links in order of their episodes: doc, position, words int32[n], distance float64[n]; name, heard,
        evidence int32[n], numbers of texts that are kept once each; of every name the number of its key, and the links
        of each key."""
        order = np.argsort(np.array(self.doc, np.int32), kind="stable").tolist()
        links = [self.links[place] for place in order]
        names, name = _numbered([link.name for link in links])
        keys, key = _numbered([key_of(one) for one in names])
        heards, heard = _numbered([link.heard for link in links])
        sources, evidence = _numbered([link.evidence for link in links])
        return {
            "doc": np.array([self.doc[place] for place in order], np.int32),
            "position": np.array([link.position for link in links], np.int32),
            "words": np.array([link.words for link in links], np.int32),
            "distance": np.array([link.distance for link in links], np.float64),
            **{"name": name, "heard": heard, "evidence": evidence},
            **packed("names", names),
            **packed("heards", heards),
            **packed("sources", sources),
            **packed("keys", keys),
            **grouped("by_key", key[name], np.arange(len(links), dtype=np.int32), len(keys)),
        }


def _numbered(texts: Sequence[str]) -> tuple[list[str], Int32]:
    """The texts in order, each once, and the number of each among them."""
    once = sorted(set(texts))
    number = {text: place for place, text in enumerate(once)}
    return once, np.array([number[text] for text in texts], np.int32)


class MentionLookup:
    """The links of a table, looked up by number of episode; those of one are made when they are asked for."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self._doc = arrays["doc"]
        self._numbers = [arrays[name] for name in ("position", "words", "distance")]
        self._texts = [(Texts.of(arrays, texts), arrays[name]) for name, texts in _TEXTS]
        names = self._texts[0][0]
        # A function that knows no more than the texts, as in `MentionPostings`.
        self._key_of = lru_cache(KEPT)(lambda number: name_key(names[number]))

    def of(self, doc: int) -> tuple[NameLink, ...]:
        """The links of one episode."""
        return self.at(slice(*self._rows(doc)))

    def heard(self, doc: int, names: Iterable[str]) -> Mapping[str, str]:
        """As `heard_forms` tells it of all links, of some names alone: of their forms those are read that may be
        written right, and the one that is told."""
        keys = set(map(name_key, names))
        here = slice(*self._rows(doc)) if keys else slice(0)
        heards, heard = self._texts[1]
        forms = heard[here].tolist()
        counted = self._forms_of(keys, self._texts[0][1][here].tolist(), forms)
        # No form but the name itself is at no distance from it.
        near = {forms[place] for place in (self._numbers[2][here] == 0).nonzero()[0].tolist()} if counted else set()
        right = {key for key, own in counted.items() if any(name_key(heards[form]) == key for form in near & own.keys())}
        return {key: heards[max(own, key=own.__getitem__)] for key, own in counted.items() if key not in right}

    def _forms_of(self, keys: Collection[str], names: Sequence[int], forms: Sequence[int]) -> dict[str, dict[int, int]]:
        """By key, the forms of some links and how often each stands, one name after another where several are written
        for a key."""
        of_name: dict[int, dict[int, int]] = {name: {} for name in dict.fromkeys(names) if self._key_of(name) in keys}
        for name, form in zip(names, forms, strict=True):
            if (own := of_name.get(name)) is not None:
                own[form] = own.get(form, 0) + 1
        counted: dict[str, dict[int, int]] = {}
        for name, own in of_name.items():
            together = counted.setdefault(self._key_of(name), own)
            if together is not own:
                together |= {form: times + together.get(form, 0) for form, times in own.items()}
        return counted

    def _rows(self, doc: int) -> tuple[int, int]:
        """The first row of an episode, and the one behind its last."""
        # Of its own type: to look for any other, numpy would copy the whole column.
        first, end = self._doc.searchsorted(np.array((doc, doc + 1), self._doc.dtype)).tolist()
        return first, end

    def at(self, rows: "slice | NDArray[np.int64]") -> tuple[NameLink, ...]:
        """The links of some rows."""
        position, words_, distance = (numbers[rows].tolist() for numbers in self._numbers)
        name, heard, evidence = (_each(texts, numbers[rows].tolist()) for texts, numbers in self._texts)
        return tuple(map(NameLink, name, position, words_, distance, evidence, heard))


def _each(texts: Texts, numbers: Sequence[int]) -> Iterator[str]:
    """The texts of some numbers; one that comes often is read once."""
    read = {number: texts[number] for number in set(numbers)}
    return map(read.__getitem__, numbers)


_TEXTS = (("name", "names"), ("heard", "heards"), ("evidence", "sources"))


def key_of(name: str) -> str:
    """The form under which a name's mentions are asked for: its folded words joined by a space."""
    return " ".join(words(name))


def table_of(arrays: Mapping[str, Array]) -> MentionTable:
    """The table that `MentionTable.arrays` kept."""
    numbers = [arrays[name].tolist() for name in ("position", "words", "distance")]
    all_texts = ((Texts.of(arrays, texts)[:], arrays[name].tolist()) for name, texts in _TEXTS)
    name, heard, evidence = (list(map(texts.__getitem__, chosen)) for texts, chosen in all_texts)
    return MentionTable(arrays["doc"].tolist(), list(map(NameLink, name, *numbers, evidence, heard)))


@dataclass(frozen=True, slots=True)
class LinkRows:
    """Some links of a table: its arrays, which rows of it (rising), and the number of the document of each,
    int32[m]."""

    arrays: Mapping[str, Array]
    rows: NDArray[np.int64]
    doc: Int32

    @classmethod
    def of(cls, arrays: Mapping[str, Array], number: NDArray[np.int64]) -> "LinkRows":
        """Those of the documents that get a new `number` (int64[n], below 0 for those that go)."""
        doc = number[arrays["doc"]]
        rows = np.flatnonzero(doc >= 0)
        return cls(arrays, rows, doc[rows].astype(np.int32))


def combined(parts: Sequence[LinkRows]) -> dict[str, Array]:
    """The arrays that `MentionTable.arrays` gives of all these links, without making any of them."""
    doc = np.concatenate([np.empty(0, np.int32), *(part.doc for part in parts)])
    order = np.argsort(doc, kind="stable")
    made = {"doc": doc[order]} | {name: _numbers(parts, name)[order] for name in ("position", "words", "distance")}
    together = [(field_, texts, *_texts_together(parts, field_, texts)) for field_, texts in _TEXTS]
    made |= {field_: number[order] for field_, _, _, number in together}
    for _, texts, once, _ in together:
        made |= packed(texts, once)
    names = Texts.of(made, "names")[:]
    keys, key = _numbered([key_of(one) for one in names])
    rows = np.arange(len(doc), dtype=np.int32)
    return made | packed("keys", keys) | grouped("by_key", key[made["name"]], rows, len(keys))


def _numbers(parts: Sequence[LinkRows], name: str) -> Array:
    kind = np.float64 if name == "distance" else np.int32
    return np.concatenate([np.empty(0, kind), *(part.arrays[name][part.rows] for part in parts)])


def _texts_together(parts: Sequence[LinkRows], name: str, texts: str) -> tuple[list[str], Int32]:
    """The texts of a kind that stand in some links, each once, sorted, and the number of that of each link."""
    used = [np.unique(part.arrays[name][part.rows], return_inverse=True) for part in parts]
    held = [
        [Texts.of(part.arrays, texts)[place] for place in places.tolist()] for part, (places, _) in zip(parts, used, strict=True)
    ]
    once = sorted(set().union(*held))
    number = {text: place for place, text in enumerate(once)}
    each = [np.array([number[text] for text in said], np.int32)[which] for said, (_, which) in zip(held, used, strict=True) if said]
    return once, np.concatenate([np.empty(0, np.int32), *each])


def docs_linked(arrays: Mapping[str, Array], keys: Iterable[str]) -> NDArray[np.int64]:
    """The numbers of the documents in which a name is linked, by `key_of` each name."""
    listed, links = Texts.of(arrays, "keys"), Groups(arrays, "by_key")
    places = [place for key in keys if (place := listed.find(key)) >= 0]
    return np.unique(arrays["doc"][[link for place in places for link in links[place]]]).astype(np.int64)


def heard_often(arrays: Mapping[str, Array], show: NDArray[np.int64], least: int, strong: float) -> NDArray[np.int64]:
    """The rows in which a name is heard otherwise than it is written, in `least` documents of a show or more, in one of
    them at most `strong` away; `show` int64[n] is the number of each document's, below 0 for documents that answer no
    longer."""
    rows = np.flatnonzero((arrays["distance"] > 0) & (show[arrays["doc"]] >= 0))
    forms, form = _numbered([key_of(heard) for heard in Texts.of(arrays, "heards")[:]])
    alias = (arrays["name"][rows].astype(np.int64) * len(forms) + form[arrays["heard"][rows]]) * (int(show.max(initial=0)) + 1)
    alias, which = np.unique(alias + show[arrays["doc"][rows]], return_inverse=True)
    once = np.unique(which * np.int64(len(show)) + arrays["doc"][rows]) // max(1, len(show))
    nearest = np.full(len(alias), np.inf)
    np.minimum.at(nearest, which, arrays["distance"][rows])
    often = (np.bincount(once, minlength=len(alias)) >= least) & (nearest <= strong)
    return rows[often[which]]


def of_documents(arrays: Mapping[str, Array], docs: NDArray[np.int64]) -> dict[str, Array]:
    """The arrays of the links in some documents (rising), each document numbered by its place among them; the texts
    stay."""
    some, keys = np.flatnonzero(np.isin(arrays["doc"], docs)), len(arrays["keys.starts"]) - 1
    key = np.empty(len(arrays["doc"]), np.int32)
    key[arrays["by_key.values"]] = np.repeat(np.arange(keys, dtype=np.int32), np.diff(arrays["by_key.starts"]))
    return {
        **{name: arrays[name] for texts in (*dict(_TEXTS).values(), "keys") for name in (f"{texts}.data", f"{texts}.starts")},
        **{name: arrays[name][some] for name in ("position", "words", "distance", *dict(_TEXTS))},
        "doc": np.searchsorted(docs, arrays["doc"][some]).astype(np.int32),
        **grouped("by_key", key[some], np.arange(len(some), dtype=np.int32), keys),
    }


class MentionPostings:
    """Mentions of every name in the speech of live episodes; nothing is made of a name before it is asked for."""

    def __init__(self, arrays: Mapping[str, Array], segments: Segments) -> None:
        # Another object's method: a cache that knew its owner would keep a generation's files until cycles are looked
        # for.
        self._cached = lru_cache(KEPT)(_Mentions(arrays, segments).find)

    def find(self, name: str) -> tuple[UInt32, UInt32, NDArray[np.float32]]:
        """Address (rising), length in words and trust of each mention; empty for a name nobody garbled."""
        return self._cached(name)


class _Mentions:
    """The same, made anew each time."""

    def __init__(self, arrays: Mapping[str, Array], segments: Segments) -> None:
        self._keys, self._by_key = Texts.of(arrays, "keys"), Groups(arrays, "by_key")
        self._doc, self._position, self._words, self._distance = (arrays[name] for name in ("doc", "position", "words", "distance"))
        self._segments = segments

    def find(self, name: str) -> tuple[UInt32, UInt32, NDArray[np.float32]]:
        """As `MentionPostings.find`."""
        place = self._keys.find(name)
        if place < 0:
            return NOWHERE
        links = np.array(self._by_key[place], np.int64)
        doc, position, words_ = self._doc[links], self._position[links], self._words[links]
        inside = self._segments.live[doc] & (position + words_ <= self._segments.length[0][doc])
        address = (self._segments.starts["speech"][doc] + position.astype(np.uint32))[inside]
        order = np.argsort(address, kind="stable")
        trust = np.where(self._distance[links] <= SURE, 1.0, DOUBTFUL_TRUST).astype(np.float32)[inside]
        return address[order], words_[inside].astype(np.uint32)[order], trust[order]
