"""Documents as the cluster gives them back: bytes by segment and number, many at a time, the last ones kept. And
the words of one episode in their order, with the cues in which they stand, as bytes and as arrays.

As bytes: the episode's distinct words, and of each word its number among these, packed by zlib. As arrays each word is
the hash of 64 bits that this process has for it: to find a word is one comparison over all episodes at once. Two words
of one hash are met once in 2^64; the hash is keyed by process (SipHash), so nobody can choose them."""

import base64
import zlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from archive.search.index.document_table import DocumentRow
from archive.search.index.layout import ACCENTS_EXT, DOCUMENTS_EXT, segment_file
from archive.search.index.limits import apart
from archive.search.index.read.segments import Segments, Terms
from archive.search.index.types import FIELDS, SegmentInfo
from archive.search.index.write.segment_writer import SegmentContents
from archive.search.index_opensearch.cluster import Cluster, ClusterGoneError, is_whole
from archive.search.index_opensearch.queries import DIGEST, KEY, PART, PLACE, SLUG, WORDS, index_of, key_of
from archive.storage.array_file import Array, Int64, map_arrays
from archive.storage.byte_cache import ByteCache

Place = tuple[str, int]
"""Segment and number there."""
AT_ONCE = 100
"""So many documents are asked for in one search: some 3 MB."""
SEARCHES = 10
"""So many searches go in one request."""
CACHE_BYTES = 64 << 20


class ClusterDocuments:
    """The documents of a cluster, by segment and number; a segment never changes, so what is kept of it holds."""

    def __init__(self, cluster: Cluster, cache_bytes: int = CACHE_BYTES) -> None:
        self._cluster = cluster
        self._kept: ByteCache[bytes] = ByteCache(cache_bytes)

    def column(self, name: str, place: Place, ahead: int = 1) -> bytes:
        """A column of one document; up to `ahead` that follow in its segment are asked for with it."""
        kept = self._kept.get((name, place))
        if kept is None:
            following = [(place[0], place[1] + number) for number in range(ahead)]
            kept = self._fetched(name, following, strict=False)[place]
        return kept

    def fetch(self, name: str, places: Sequence[Place]) -> None:
        """Has a column of some documents at hand for those who ask next."""
        missing = [place for place in places if self._kept.get((name, place)) is None]
        if missing:
            self._fetched(name, missing)

    def words(self, places: Sequence[Place]) -> dict[Place, bytes]:
        """The words of some documents, packed; not kept here."""
        return self._read(WORDS, places)

    def digests(self, part: str, count: int) -> dict[int, tuple[str, str]]:
        """number -> slug and digest of every document of a segment that is found."""
        index, found = index_of(self._cluster.address.prefix, part), {}
        fields = [PLACE, SLUG, DIGEST]
        for first in range(0, count, 5000):
            among: list[dict[str, Any]] = [{"term": {PART: part}}, {"range": {PLACE: {"gte": first, "lt": first + 5000}}}]
            body = _body(fields, {"bool": {"filter": among}}, 5000)
            for hit in whole(self._cluster.search(index, body))["hits"]["hits"]:
                held = hit["fields"]
                found[int(held[PLACE][0])] = (held[SLUG][0], held[DIGEST][0])
        return found

    def _fetched(self, name: str, places: Sequence[Place], strict: bool = True) -> dict[Place, bytes]:
        found = {place: zlib.decompress(value) for place, value in self._read(name, places, strict).items()}
        for place, value in found.items():
            self._kept.put((name, place), value, len(value) + 200)
        return found

    def _read(self, name: str, places: Sequence[Place], strict: bool = True) -> dict[Place, bytes]:
        """The bytes of a field of some documents; raises ClusterGoneError where one of them does not answer."""
        with apart():
            found = self._asked(name, places)
        if places and (places[0] not in found or (strict and len(found) < len(set(places)))):
            raise ClusterGoneError("some episodes cannot be read: a part of the cluster does not answer")
        return found

    def _asked(self, name: str, places: Sequence[Place]) -> dict[Place, bytes]:
        found: dict[Place, bytes] = {}
        for index, some in _by_index(self._cluster.address.prefix, places).items():
            wanted = {key_of(*place): place for place in some}
            keys = list(wanted)
            bodies = [_body([KEY, name], {"terms": {KEY: keys[n : n + AT_ONCE]}}, AT_ONCE) for n in range(0, len(keys), AT_ONCE)]
            for first in range(0, len(bodies), SEARCHES):
                for answer in self._cluster.search_all(index, bodies[first : first + SEARCHES]):
                    held = (hit["fields"] for hit in answer["hits"]["hits"])
                    found |= {wanted[one[KEY][0]]: _bytes(one[name][0]) for one in held}
        return found


def _body(fields: Sequence[str], query: Mapping[str, Any], size: int) -> dict[str, Any]:
    """A search that gives back doc values only: to read stored fields, the id among them, takes three times as long."""
    return {"size": size, "stored_fields": "_none_", "docvalue_fields": list(fields), "track_total_hits": False, "sort": ["_doc"],
            "query": {"constant_score": {"filter": query}}}  # fmt: skip


def whole(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer of all shards; raises ClusterGoneError where one is missing."""
    if not is_whole(answer):
        raise ClusterGoneError("a part of the cluster does not answer")
    return answer


def _by_index(prefix: str, places: Sequence[Place]) -> dict[str, list[Place]]:
    by_index: dict[str, list[Place]] = {}
    for place in places:
        by_index.setdefault(index_of(prefix, place[0]), []).append(place)
    return by_index


def _bytes(text: str) -> bytes:
    """Bytes from base64 as a cluster writes it: of either alphabet, without padding."""
    return base64.b64decode(text + "=" * (-len(text) % 4), b"-_" if "-" in text or "_" in text else None)


_NO_TIMES: Mapping[str, Array] = {
    "block": np.zeros(1, np.uint32),
    "since": np.zeros(0, np.uint8),
    "start_ms": np.zeros(0, np.int32),
    "cue": np.zeros(0, np.int32),
    "doc": np.zeros(0, np.int32),
    "repeated": np.zeros(0, np.bool_),
    "speaker": np.zeros(0, np.int16),
}


class ClusterSegment:
    """An `OpenSegment` with a document table, and columns that the cluster gives; its words are asked for otherwise."""

    times = _NO_TIMES

    def __init__(self, directory: Path, info: SegmentInfo, documents: ClusterDocuments, first_doc: int = 0, ahead: int = 1) -> None:
        """Of columns `ahead` documents are asked for at a time. Raises DamagedDataError where the table is missing or
        cut."""
        self.info, self.first_doc = info, first_doc
        self.documents: Mapping[str, Array] = map_arrays(segment_file(directory, info.name, DOCUMENTS_EXT))
        self.accents: Mapping[str, Array] = map_arrays(segment_file(directory, info.name, ACCENTS_EXT))
        self._documents, self._ahead = documents, ahead

    @property
    def terms(self) -> Terms:
        """Words are found by the cluster."""
        raise NotImplementedError("the words of this segment are in the cluster")

    def column(self, name: str, doc: int) -> memoryview:
        """A document's bytes in a column."""
        ahead = max(1, min(self._ahead, self.info.documents - doc))
        return memoryview(self._documents.column(name, (self.info.name, doc), ahead))


def open_cluster_segments(
    directory: Path, segments: Sequence[SegmentInfo], documents: ClusterDocuments, ahead: int = 1
) -> Segments:
    """All segments of a generation."""
    firsts = accumulate((info.documents for info in segments), initial=0)
    return Segments(
        [ClusterSegment(directory, info, documents, first, ahead) for info, first in zip(segments, firsts, strict=False)]
    )


LEVEL = 1
"""of zlib: to pack more takes longer than to send it"""


class PackedWords(msgspec.Struct, array_like=True, frozen=True):
    """lengths: words in each of FIELDS; vocabulary: distinct words, a line feed between; ranks: uint16[w], uint32[w]
    where these are more than 65,536; start_ms, cue, first_word: int32[c]; repeated: bool[c]; speaker: int16[c], as
    `CueTable` has them; who speaks."""

    lengths: tuple[int, ...]
    vocabulary: bytes
    ranks: bytes
    start_ms: bytes
    cue: bytes
    first_word: bytes
    repeated: bytes
    speaker: bytes
    speakers: tuple[str, ...]


class EpisodeWords(msgspec.Struct, frozen=True, gc=False):
    """lengths int32[fields]; hashes int64[w] of all fields, one behind the other; the cues with words as in
    `PackedWords`."""

    lengths: NDArray[np.int32]
    hashes: Int64
    start_ms: NDArray[np.int32]
    cue: NDArray[np.int32]
    first_word: NDArray[np.int32]
    repeated: NDArray[np.bool_]
    speaker: NDArray[np.int16]
    speakers: tuple[str, ...]

    @property
    def nbytes(self) -> int:
        """What it takes in memory, about."""
        return int(self.hashes.nbytes + 15 * len(self.cue) + 500)


_encoder, _decoder = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(PackedWords)


def hash_of(word: str) -> int:
    """The hash of a word in this process."""
    return hash(word.encode())


def unpack_words(packed: bytes) -> EpisodeWords:
    """The words of an episode from its bytes."""
    held = _decoder.decode(zlib.decompress(packed))
    vocabulary = held.vocabulary.split(b"\n")
    hashes = np.fromiter(map(hash, vocabulary), np.int64, len(vocabulary))
    return EpisodeWords(
        lengths=np.array(held.lengths, np.int32),
        hashes=hashes[np.frombuffer(held.ranks, _rank_type(len(vocabulary)))],
        start_ms=np.frombuffer(held.start_ms, "<i4"),
        cue=np.frombuffer(held.cue, "<i4"),
        first_word=np.frombuffer(held.first_word, "<i4"),
        repeated=np.frombuffer(held.repeated, np.bool_),
        speaker=np.frombuffer(held.speaker, "<i2"),
        speakers=held.speakers,
    )


def packed_words(rows: Sequence[DocumentRow], contents: SegmentContents) -> Iterator[tuple[tuple[list[bytes], ...], bytes]]:
    """Of each document of a segment the words of each field, and these with the cues as bytes."""
    vocabulary = np.array(contents.vocabulary, np.object_)
    cues = contents.cues.columns()
    bounds = np.searchsorted(cues[2], np.arange(len(rows) + 1)).tolist()
    at = dict.fromkeys(FIELDS, 0)
    for doc, row in enumerate(rows):
        fields = []
        for field, length in zip(FIELDS, row.lengths, strict=True):
            fields.append(contents.ranks[field][at[field] : at[field] + length])
            at[field] += length
        own, ranks = np.unique(np.concatenate(fields), return_inverse=True)
        some = slice(bounds[doc], bounds[doc + 1])
        start_ms, cue, _, repeated, speaker, first_word = (column[some] for column in cues)
        packed = PackedWords(
            lengths=row.lengths,
            vocabulary=b"\n".join(vocabulary[own]),
            ranks=ranks.astype(_rank_type(len(own))).tobytes(),
            start_ms=start_ms.astype("<i4").tobytes(),
            cue=cue.astype("<i4").tobytes(),
            first_word=first_word.astype("<i4").tobytes(),
            repeated=repeated.astype(np.bool_).tobytes(),
            speaker=speaker.astype("<i2").tobytes(),
            speakers=tuple(row.values["speaker"]),
        )
        yield tuple(vocabulary[ranks].tolist() for ranks in fields), zlib.compress(_encoder.encode(packed), LEVEL)


def _rank_type(words: int) -> str:
    return "<u2" if words <= 1 << 16 else "<u4"
