"""What is said in the episodes of a segment, word by word, without an engine: for who looks through the speech of an archive."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from archive.search.index.document_table import Documents
from archive.search.index.posting_blocks import Block
from archive.search.index.protocols import SegmentInfo
from archive.search.index.types import FIELDS
from archive.search.index.write.inversion import document_starts
from archive.storage.array_file import Array, array_to_strings

SPEECH = FIELDS.index("speech")


class SegmentSpeech:
    """A `SpokenSegment`: words as a segment's lexicon has them, addresses as its postings do."""

    def __init__(
        self, info: SegmentInfo, documents: Documents, lexicon: Mapping[str, Array], block: Callable[[str], Block | None]
    ) -> None:
        self._documents, self._block, self._lexicon = documents, block, lexicon
        self.words: Sequence[str] = lexicon["words"].tobytes().decode().split("\n")[:-1]
        self._starts = document_starts(documents.length[SPEECH])
        self.size = int(self._starts[-1])
        self._live = np.isin(np.arange(info.documents), info.deleted, invert=True)

    @property
    def languages(self) -> frozenset[str]:
        """The languages of the episodes."""
        return frozenset(self._documents.language)

    def words_in(self, language: str) -> NDArray[np.int64]:
        """The numbers of the words that an episode of a language holds, int64[n], rising."""
        languages: list[str] = array_to_strings(self._lexicon["languages"])
        return np.flatnonzero(self._lexicon["episodes"][languages.index(language)])

    def places(self, number: int) -> NDArray[np.uint32]:
        """uint32[w], rising: where the word of a number is said."""
        block = self._block(self.words[number])
        return block.addresses if block else np.empty(0, np.uint32)

    def number(self, word: str) -> int | None:
        """The number of a word; None where no episode holds it."""
        return self._numbers.get(word)

    def episodes(self, addresses: NDArray[np.integer], language: str | None = None) -> set[str]:
        """The slugs of the episodes that answer, in a language where one is given, in which some addresses lie."""
        docs = np.unique(np.searchsorted(self._starts, addresses, "right") - 1)
        held, spoken = self._documents.slug, self._documents.language
        return {held[doc] for doc in docs[self._live[docs]].tolist() if language in (None, spoken[doc])}

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {word: number for number, word in enumerate(self.words)}
