"""Reads the words of episodes into windows, and keeps them for the questions that come next."""

from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from archive.search.index.evaluate.scoring import mean_length
from archive.search.index.read.segments import Segments
from archive.search.index.types import FIELDS
from archive.search.index_opensearch.documents import ClusterDocuments, Place
from archive.search.index_opensearch.episode_words import EpisodeWords, unpack_words
from archive.search.index_opensearch.window import MentionsOf, Window
from archive.search.limits import apart
from archive.storage.array_file import Array
from archive.storage.byte_cache import ByteCache

Int64 = NDArray[np.int64]
WORDS_BYTES = 256 << 20
"""Words of episodes that are kept in memory: some 3,000 episodes of 9,000 words. The same for all generations of a process."""
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
                window = Window(self._episodes(docs), self.mentions.among(docs), self._segments.spellings.among(docs), self._means)
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
