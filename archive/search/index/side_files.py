"""The files of a generation that stand beside its segments, and how they are made from them."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from archive.search.expansion.ngrams import NGrams
from archive.search.index.captions import SPEECH, flags_of, joined_texts, unpack_captions
from archive.search.index.document_table import Documents, people_text, unpack_summary
from archive.search.index.mention_table import MentionTable
from archive.search.index.mention_table import table_of as names_of
from archive.search.index.read.segments import OpenSegment, SegmentInfo
from archive.search.index.read.vocabulary import Counts, Table, merged, pairs_of, table_of_sets
from archive.search.index.whoosh_format.layout import (
    CAPTIONS,
    CHANGES,
    DOCUMENTS_EXT,
    LEXICON_EXT,
    MENTIONS,
    MENTIONS_EXT,
    SUMMARY,
    VOCABULARY,
    segment_file,
)
from archive.search.index.write.segment_lexicon import MOST_OF_A_PAIR
from archive.storage.array_file import Array, map_arrays, write_arrays
from archive.text.tokenizer import words


def documents_of(directory: Path, entry: SegmentInfo) -> Documents:
    """The episodes of a segment, deleted ones included."""
    return Documents(map_arrays(segment_file(directory, entry.name, DOCUMENTS_EXT)))


def lexicon_of(directory: Path, entry: SegmentInfo) -> dict[str, Array]:
    """The words and rare pairs of a segment."""
    return map_arrays(segment_file(directory, entry.name, LEXICON_EXT))


def write_vocabulary(directory: Path, entries: Sequence[SegmentInfo]) -> None:
    """The table of all words of these segments, and an empty table of changes."""
    gone = gone_words(directory, entries)
    tables = [lexicon_of(directory, entry) for entry in entries]
    write_arrays(directory / VOCABULARY, merged([*tables, gone]))
    write_arrays(directory / CHANGES, table_of_sets((), 1))


def write_changes(directory: Path, parent: Path, added: Sequence[SegmentInfo], gone: Sequence[SegmentInfo]) -> None:
    """The table of changes of a child: what its parent's had, what its new segments bring, what `gone` takes away.

    `gone` names segments with the documents that are deleted now and were not before."""
    tables = [map_arrays(parent / CHANGES), *(lexicon_of(directory, entry) for entry in added), gone_words(directory, gone)]
    write_arrays(directory / CHANGES, merged(tables))


def gone_words(directory: Path, entries: Sequence[SegmentInfo]) -> dict[str, Array]:
    """A table that takes away the words of the deleted documents of each entry."""
    return table_of_sets(_sets_of_deleted(directory, entries), -1)


def _sets_of_deleted(directory: Path, entries: Sequence[SegmentInfo]) -> Iterable[tuple[str, set[str]]]:
    for entry in entries:
        if entry.deleted:
            segment = OpenSegment(directory, entry, 0)
            for doc in entry.deleted:
                yield words_of_document(segment, doc)


def words_of_document(segment: OpenSegment, doc: int) -> tuple[str, set[str]]:
    """The language of a document, and the words of all its fields, read again from its captions and its summary."""
    summary = unpack_summary(segment.column(SUMMARY, doc))
    texts = "\n".join((summary.title, people_text(summary), summary.description))
    return summary.language, set(words(texts)) | set(words("\n".join(spoken_texts(segment, doc))))


def spoken_texts(segment: OpenSegment, doc: int) -> list[str]:
    """The texts of a document's cues of kind speech."""
    table = segment.column(CAPTIONS, doc)
    captions = unpack_captions(table)
    if not len(captions.texts):
        return []
    return [text for text, flag in zip(captions.texts, flags_of(table).tolist(), strict=True) if flag & int(SPEECH)]


def texts_with_brackets(directory: Path, entries: Sequence[SegmentInfo]) -> Iterator[str]:
    """The titles, descriptions and transcripts that hold a bracket: where an acronym may be stated with what it stands for."""
    for entry in entries:
        segment = OpenSegment(directory, entry, 0)
        for doc in range(entry.documents):
            yield from _summed_up_with_brackets(segment.column(SUMMARY, doc))
            spoken = joined_texts(segment.column(CAPTIONS, doc))
            if "(" in spoken:
                yield spoken.replace("\n", " ")


def _summed_up_with_brackets(packed: memoryview) -> Iterator[str]:
    if b"(" in bytes(packed):
        summary = unpack_summary(packed)
        yield from (text for text in (summary.title, summary.description) if "(" in text)


def variant_counts(directory: Path, entries: Sequence[SegmentInfo]) -> tuple[Counts, NGrams]:
    """What the variants of a full generation are made of: language -> word -> episodes, as its vocabulary says, and the rare pairs
    of neighbouring words with their counts."""
    return _counts_and_pairs(map_arrays(directory / VOCABULARY), [lexicon_of(directory, entry) for entry in entries])


def _counts_and_pairs(table: dict[str, Array], lexicons: Sequence[dict[str, Array]]) -> tuple[Counts, NGrams]:
    return Table(table).by_language(), pairs_of(lexicons, table, MOST_OF_A_PAIR)


def new_variant_counts(directory: Path, added: Sequence[SegmentInfo]) -> tuple[Counts, NGrams]:
    """The same of the new segments of a child: only words that the full generation does not hold, and pairs with such a word."""
    lexicons = [lexicon_of(directory, entry) for entry in added]
    counts, pairs = _counts_and_pairs(merged(lexicons), lexicons)
    known = Table(map_arrays(directory / VOCABULARY))
    fresh = {
        language: {word: episodes for word, episodes in held.items() if not known.count(word.encode())}
        for language, held in counts.items()
    }
    new = {word for held in fresh.values() for word in held}
    is_new = np.fromiter((word in new for word in pairs.words), np.bool_, len(pairs.words))
    return fresh, pairs.take(pairs.with_any(is_new))


def write_names(directory: Path, entries: Sequence[SegmentInfo], before: MentionTable | None = None, known: int = 0) -> None:
    """The table of names: what stood before for the first `known` documents, and what each further segment brings."""
    table, first = before or MentionTable(), 0
    for entry in entries:
        if first >= known:
            found = names_of(map_arrays(segment_file(directory, entry.name, MENTIONS_EXT)))
            table.doc.extend(doc + first for doc in found.doc)
            table.links.extend(found.links)
        first += entry.documents
    write_arrays(directory / MENTIONS, table.arrays())
