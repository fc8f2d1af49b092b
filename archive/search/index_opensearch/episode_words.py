"""The words of one episode in their order, with the cues in which they stand, as bytes and as arrays.

As bytes: the episode's distinct words, and of each word its number among these, packed by zlib. As arrays each word is
the hash of 64 bits that this process has for it: to find a word is one comparison over all episodes at once. Two words
of one hash are met once in 2^64; the hash is keyed by process (SipHash), so nobody can choose them."""

import zlib
from collections.abc import Iterator, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from archive.search.index.document_table import DocumentRow
from archive.search.index.types import FIELDS
from archive.search.index.write.segment_contents import SegmentContents

Int64 = NDArray[np.int64]
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
