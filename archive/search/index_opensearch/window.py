"""Some episodes of a generation, their words in memory, so that the kernels of the embedded engine find in them what a
search does not tell: places, seconds, what stands near what, exact scores."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from archive.search.index.document_table import UNDATED
from archive.search.index.evaluate.bm25 import mean_length
from archive.search.index.evaluate.clauses import ClauseEvaluator
from archive.search.index.limits import apart
from archive.search.index.name_links import MentionPostings, of_documents
from archive.search.index.position_to_time import build_times
from archive.search.index.posting_blocks import Block, block_of
from archive.search.index.read.postings import PostingStore
from archive.search.index.read.segments import Segments, Terms
from archive.search.index.types import FIELDS, Field, SegmentInfo
from archive.search.index.write.inversion import document_starts
from archive.search.index_opensearch.documents import ClusterDocuments, EpisodeWords, Place, hash_of, unpack_words
from archive.storage.array_file import Array, Int64, strings_to_array
from archive.storage.byte_cache import ByteCache
from archive.storage.string_table import Groups, Texts


class Window:
    """Some episodes, numbered from 0 in order; `segments`, `store`, `mentions` and `clauses` as the embedded engine has
    them."""

    def __init__(
        self,
        episodes: Sequence[EpisodeWords],
        mentions: Mapping[str, Array],
        accents: Mapping[str, Array],
        languages: Sequence[str],
        means: Mapping[Field, float],
    ) -> None:
        """`mentions` are the linked names of these episodes, `accents` what an accent tells apart in them, by their
        number here; `languages` those of their speech; `means` the mean lengths of all episodes."""
        self.segments = Segments([_Segment(episodes, accents, languages)])
        self.store = PostingStore(self.segments)
        self.mentions = MentionPostings(mentions, self.segments)
        self.clauses = ClauseEvaluator(self.segments, self.store, self.mentions, means=means)


class _Segment:
    """An `OpenSegment` in memory."""

    first_doc = 0

    def __init__(self, episodes: Sequence[EpisodeWords], accents: Mapping[str, Array], languages: Sequence[str]) -> None:
        self.info = SegmentInfo("window", len(episodes))
        self.accents = accents
        self._episodes = episodes
        length = np.array([one.lengths for one in episodes], np.int32).reshape(-1, len(FIELDS)).T
        self._starts = {field: document_starts(length[number]) for number, field in enumerate(FIELDS)}
        self.documents: Mapping[str, Array] = _table(episodes, length) | {"language": strings_to_array(languages)}
        self.times: Mapping[str, Array] = _times(episodes, self._starts["speech"])
        self.terms: Terms = _Terms(episodes, self._starts)

    def column(self, name: str, doc: int) -> memoryview:
        """No column is kept here but the words."""
        raise KeyError(name)


class _Terms:
    """Words found by their hashes."""

    def __init__(self, episodes: Sequence[EpisodeWords], starts: Mapping[Field, Int64]) -> None:
        self._episodes, self._starts = episodes, starts
        self._hashes: dict[Field, Int64] = {}

    def block(self, field: Field, word: str) -> Block | None:
        """The postings of a word in a field; None where it stands nowhere."""
        address = (self._of(field) == hash_of(word)).nonzero()[0]
        if not len(address):
            return None
        return block_of(address.astype(np.uint32), self._starts[field].astype(np.uint32))

    def pair(self, words: Sequence[str]) -> Block | None:
        """None: no pairs are kept."""
        return None

    def phrase(self, words: Sequence[str]) -> NDArray[np.uint32]:
        """uint32[n], rising: where words are said one after another."""
        return _runs(self._of("speech"), words)

    def _of(self, field: Field) -> Int64:
        if field not in self._hashes:
            self._hashes[field] = _side_by_side(self._episodes, FIELDS.index(field))
        return self._hashes[field]


def _runs(hashes: Int64, words: Sequence[str]) -> NDArray[np.uint32]:
    """uint32[n]: where words stand one after another."""
    last = len(hashes) - len(words) + 1
    stands = np.ones(max(0, last), np.bool_)
    for place, word in enumerate(words):
        stands &= hashes[place : place + len(stands)] == hash_of(word)
    return stands.nonzero()[0].astype(np.uint32)


def _side_by_side(episodes: Sequence[EpisodeWords], field: int) -> Int64:
    """int64[w]: the hashes of a field, an empty place (0) behind each episode."""
    gap = np.zeros(1, np.int64)
    parts = []
    for one in episodes:
        begin = int(one.lengths[:field].sum())
        parts += [one.hashes[begin : begin + int(one.lengths[field])], gap]
    return np.concatenate([np.empty(0, np.int64), *parts])


def _table(episodes: Sequence[EpisodeWords], length: NDArray[np.int32]) -> dict[str, Array]:
    """Of the document table what the words of episodes tell: lengths, and who speaks."""
    names = list(dict.fromkeys(name for one in episodes for name in one.speakers))
    code = {name: number for number, name in enumerate(names)}
    nothing = np.full(len(episodes), UNDATED, np.int32)
    return {
        "length": length,
        "first_day": nothing,
        "last_day": nothing,
        "duration_ms": nothing,
        "speaker.names": strings_to_array(names),
        "speaker.doc": np.array([doc for doc, one in enumerate(episodes) for _ in one.speakers], np.int32),
        "speaker.code": np.array([code[name] for one in episodes for name in one.speakers], np.int32),
    }


def _times(episodes: Sequence[EpisodeWords], starts: Int64) -> dict[str, Array]:
    counts = [len(one.cue) for one in episodes]
    doc = np.repeat(np.arange(len(episodes), dtype=np.int32), counts)
    kept = {
        "start_ms": _joined([one.start_ms for one in episodes], np.int32),
        "cue": _joined([one.cue for one in episodes], np.int32),
        "doc": doc,
        "repeated": _joined([one.repeated for one in episodes], np.bool_),
        "speaker": _joined([one.speaker for one in episodes], np.int16),
    }
    first_word = _joined([one.first_word for one in episodes], np.int64)
    return kept | build_times(starts[doc] + first_word, int(starts[-1]))


def _joined(parts: Sequence[Array], dtype: type) -> Array:
    return np.concatenate([np.empty(0, dtype), *parts]).astype(dtype)


class MentionsOf:
    """The linked names of a generation, by episode and by name: not by address, of which there may be more than 32 bits
    count."""

    def __init__(self, arrays: Mapping[str, Array], live: NDArray[np.bool_], spoken: NDArray[np.int32]) -> None:
        """`spoken` int32[n]: the words of speech of each episode."""
        self._inside = live[arrays["doc"]] & (arrays["position"] + arrays["words"] <= spoken[arrays["doc"]])
        self._arrays, self._keys, self._by_key = arrays, Texts.of(arrays, "keys"), Groups(arrays, "by_key")

    def docs_of(self, name: str) -> Int64:
        """int64[n], rising: the episodes with a mention of a name."""
        place = self._keys.find(name)
        links = np.array(self._by_key[place] if place >= 0 else (), np.int64)
        return np.unique(self._arrays["doc"][links[self._inside[links]]]).astype(np.int64)

    def among(self, docs: Int64) -> dict[str, Array]:
        """The mentions in some episodes (rising), numbered as they are there."""
        return of_documents(self._arrays, docs)


WORDS_BYTES = 256 << 20
"""Words of episodes that are kept in memory: some 3,000 episodes of 9,000 words. The same for all generations of a
process."""
WINDOWS = 4


class Windows:
    """Windows over the episodes of one generation."""

    def __init__(
        self, segments: Segments, mentions: Mapping[str, Array], documents: ClusterDocuments, kept: ByteCache[EpisodeWords]
    ) -> None:
        self._segments, self._documents, self._kept = segments, documents, kept
        self.mentions = MentionsOf(mentions, segments.live, segments.length[0])
        self._means = {field: mean_length(segments.length[number]) for number, field in enumerate(FIELDS)}
        self._last: OrderedDict[bytes, Window] = OrderedDict()
        self._lock = Lock()

    def of(self, docs: Int64) -> Window:
        """A window over some episodes (rising, each once). Raises ClusterGoneError where one of them cannot be read."""
        key = docs.tobytes()
        with self._lock:
            window = self._last.get(key)
            if window is not None:
                self._last.move_to_end(key)
        if window is None:
            with apart():
                accents, languages = self._segments.spellings.among(docs), [self._segments.languages[doc] for doc in docs.tolist()]
                window = Window(self._episodes(docs), self.mentions.among(docs), accents, languages, self._means)
            self._keep(key, window)
        return window

    def _episodes(self, docs: Int64) -> list[EpisodeWords]:
        places = places_of(self._segments, docs)
        held = {place: self._kept.get(place) for place in places}
        missing = [place for place in places if held[place] is None]
        for place, packed in self._documents.words(missing).items():
            fresh = unpack_words(packed)
            held[place] = fresh
            self._kept.put(place, fresh, fresh.nbytes)
        return [one for place in places if (one := held[place]) is not None]

    def _keep(self, key: bytes, window: Window) -> None:
        with self._lock:
            self._last[key] = window
            while len(self._last) > WINDOWS:
                self._last.popitem(last=False)


def places_of(segments: Segments, docs: Int64) -> list[Place]:
    """Segment and number there of each of some documents."""
    firsts = np.array([one.first_doc for one in segments.open], np.int64)
    numbers = firsts.searchsorted(docs, "right") - 1
    names = [one.info.name for one in segments.open]
    return [(names[n], doc) for n, doc in zip(numbers.tolist(), (docs - firsts[numbers]).tolist(), strict=True)]
