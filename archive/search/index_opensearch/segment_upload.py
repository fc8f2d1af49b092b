"""A segment that is being written: its documents go to the cluster, its tables into the directory of its generation."""

import base64
import secrets
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from archive.analysis.mentions import NameLink
from archive.model.episode import dumps
from archive.search.index.captions import speech_texts
from archive.search.index.document_table import Document, DocumentRow, Documents, DocumentTable, people_text, unpack_summary
from archive.search.index.layout import ANALYSIS, CAPTIONS, DOCUMENTS_EXT, SUMMARY, segment_file, segment_files
from archive.search.index.read.segments import OpenSegment
from archive.search.index.types import FIELDS, Field, SegmentInfo
from archive.search.index.write.inversion import Inverted
from archive.search.index.write.segment_writer import (
    SegmentContents,
    SegmentWriter,
    StoredColumns,
    inverted,
    one_line_each,
    write_segment_tables,
)
from archive.search.index_opensearch.cluster import Cluster
from archive.search.index_opensearch.documents import LEVEL, ClusterDocuments, open_cluster_segments, packed_words, unpack_words
from archive.search.index_opensearch.queries import (
    DIGEST,
    EPISODE,
    KEY,
    PART,
    PLACE,
    SLUG,
    WORDS,
    index_body,
    index_of,
    key_of,
    part_name,
)
from archive.storage.array_file import Array, write_arrays

USES_EXT = ".uses"
"""The table of how often each word of a segment's lexicon stands in it."""


class SegmentUpload:
    """`Files` of a segment whose words go to a cluster. Its columns wait packed until it is finished."""

    def __init__(self, cluster: Cluster, directory: Path) -> None:
        number = int(directory.name[1:7])
        self.name = part_name(number, secrets.token_hex(8))
        self._cluster, self._directory, self._number = cluster, directory, number
        self._documents = DocumentTable()
        self._rows: list[DocumentRow] = []
        self._stored: list[dict[str, str]] = []
        self._episode = b""

    def __len__(self) -> int:
        return len(self._rows)

    def add_episode(self, episode: bytes) -> None:
        """Takes the whole episode of the next document."""
        self._episode = episode

    def add(self, row: DocumentRow, stored: StoredColumns) -> None:
        """Takes row and columns of the next document."""
        self._documents.add(row)
        self._rows.append(row)
        values = {CAPTIONS: stored.captions, SUMMARY: stored.summary, ANALYSIS: stored.analysis, EPISODE: self._episode}
        self._stored.append({name: _text(zlib.compress(value, LEVEL)) for name, value in values.items()})

    def abandon(self) -> None:
        """Removes the tables that were written. What the cluster has is under a name that nothing else asks for, and
        goes with its index."""
        for path in segment_files(self._directory, self.name):
            path.unlink(missing_ok=True)

    def finish(self, contents: SegmentContents) -> None:
        """Sends the documents, and writes the tables; the segment is whole after this."""
        index = index_of(self._cluster.address.prefix, self.name)
        self._cluster.make_index(index, index_body(self._cluster.address.shards))
        self._cluster.write(index, self._bodies(contents))
        self._cluster.refresh(index)
        postings = inverted(contents, self._documents.lengths())
        write_segment_tables(self._directory, self.name, self._documents, contents, postings)
        uses = _uses(contents, postings)
        write_arrays(segment_file(self._directory, self.name, USES_EXT), {"uses": uses})
        write_arrays(segment_file(self._directory, self.name, DOCUMENTS_EXT), self._documents.arrays())

    def _bodies(self, contents: SegmentContents) -> Iterator[tuple[str, dict[str, Any]]]:
        for place, (row, (fields, words)) in enumerate(zip(self._rows, packed_words(self._rows, contents), strict=True)):
            texts = {name: b" ".join(found).decode() for name, found in zip(FIELDS, fields, strict=True)}
            key = key_of(self.name, place)
            named = {PART: self.name, PLACE: place, KEY: key, SLUG: row.slug, DIGEST: row.digest}
            yield key, texts | named | self._stored[place] | {WORDS: _text(words)}


class UploadWriter(SegmentWriter):
    """A `SegmentWriter` whose documents go to a cluster, each with its whole episode."""

    def __init__(self, directory: Path, upload: SegmentUpload) -> None:
        super().__init__(directory, upload)
        self._upload = upload

    def add(self, document: Document) -> None:
        """One more episode; raises ValueError where it has no slug."""
        self._upload.add_episode(dumps(document.episode))
        super().add(document)


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _uses(contents: SegmentContents, postings: dict[Field, Inverted]) -> Array:
    """uint32[words]: how often each word of the vocabulary stands in all fields together."""
    uses = np.zeros(len(contents.vocabulary), np.uint32)
    for inverted_ in postings.values():
        uses[inverted_.term] += np.diff(inverted_.address_start).astype(np.uint32)
    return uses


READ_AHEAD = 50
_COLUMNS = (CAPTIONS, SUMMARY, ANALYSIS, EPISODE)


def merge_parts(
    cluster: Cluster,
    documents: ClusterDocuments,
    directory: Path,
    segments: Sequence[SegmentInfo],
    links: Mapping[int, Sequence[NameLink]],
) -> Iterator[SegmentInfo]:
    """Writes as few segments as hold the live documents of some; `links` are their name links, by number among all of
    these."""
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
