"""Several segments to one: their documents are read from the cluster, and written there anew."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from archive.analysis.mentions import NameLink
from archive.search.index.captions import speech_texts
from archive.search.index.document_table import DocumentRow, Documents, people_text, unpack_summary
from archive.search.index.layout import ANALYSIS, CAPTIONS, SUMMARY
from archive.search.index.protocols import SegmentInfo
from archive.search.index.read.segments import OpenSegment
from archive.search.index.types import FIELDS
from archive.search.index.write.segment_contents import StoredColumns
from archive.search.index.write.segment_writer import one_line_each
from archive.search.index_opensearch.cluster import Cluster
from archive.search.index_opensearch.documents import ClusterDocuments
from archive.search.index_opensearch.episode_words import unpack_words
from archive.search.index_opensearch.mapping import EPISODE
from archive.search.index_opensearch.segment_upload import SegmentUpload, UploadWriter
from archive.search.index_opensearch.segments import open_cluster_segments

READ_AHEAD = 50
_COLUMNS = (CAPTIONS, SUMMARY, ANALYSIS, EPISODE)


def merge_parts(
    cluster: Cluster,
    documents: ClusterDocuments,
    directory: Path,
    segments: Sequence[SegmentInfo],
    links: Mapping[int, Sequence[NameLink]],
) -> Iterator[SegmentInfo]:
    """Writes as few segments as hold the live documents of some; `links` are their name links, by number among all of these."""
    writer = None
    for segment in open_cluster_segments(directory, segments, documents, READ_AHEAD).open:
        rows, deleted = Documents(segment.documents).rows(), set(segment.info.deleted)
        for doc in (doc for doc in range(segment.info.documents) if doc not in deleted):
            writer = writer or _MergedWriter(directory, SegmentUpload(cluster, directory))
            words = documents.words([(segment.info.name, doc)])
            writer.add_kept(rows[doc], segment, doc, next(iter(words.values())), links.get(segment.first_doc + doc, ()))
            if writer.is_full:
                yield writer.finished()
                writer = None
    if writer is not None:
        yield writer.finished()


class _MergedWriter(UploadWriter):
    """A segment of documents as others kept them."""

    def add_kept(self, row: DocumentRow, segment: OpenSegment, doc: int, words: bytes, links: Sequence[NameLink]) -> None:
        """One more document, by its row, columns and words."""
        captions, packed, analysis, episode = (bytes(segment.column(name, doc)) for name in _COLUMNS)
        summary, cues, number = unpack_summary(packed), unpack_words(words), len(self)
        texts = (one_line_each(speech_texts(captions)), summary.title, people_text(summary), summary.description)
        for field, text in zip(FIELDS, texts, strict=True):
            self._add_words(field, text)
            self._accents.add(number, field, text, summary.language)
        self._cues.add_some(number, cues.start_ms, cues.cue, cues.repeated, cues.speaker, cues.first_word.astype(np.int64))
        self._upload.add_episode(episode)
        self._files.add(row, StoredColumns(captions, packed, analysis))
        self._mentions.add(number, links)

    def finished(self) -> SegmentInfo:
        """The segment, whole."""
        self.finish()
        return SegmentInfo(self.name, len(self))
