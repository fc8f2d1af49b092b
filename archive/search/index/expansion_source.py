"""What the expansion tables of a generation are made of: its words, its rare pairs of neighbours, and where acronyms are stated."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from archive.search.expansion.ngrams import NGrams
from archive.search.index.captions import joined_texts
from archive.search.index.document_table import unpack_summary
from archive.search.index.layout import CAPTIONS, SUMMARY
from archive.search.index.protocols import WordCounts
from archive.search.index.read.segments import OpenSegment
from archive.search.index.vocabulary import MOST_OF_A_PAIR, Table, merged, pairs_of
from archive.storage.array_file import Array

Lexicon = Mapping[str, Array]


def word_counts(vocabulary: Lexicon, lexicons: Sequence[Lexicon]) -> tuple[WordCounts, NGrams]:
    """language -> word -> episodes, as a vocabulary says, and the rare pairs of neighbouring words of some segments, all of whose
    words it holds."""
    return Table(vocabulary).by_language(), pairs_of(lexicons, vocabulary, MOST_OF_A_PAIR)


def new_word_counts(vocabulary: Lexicon, lexicons: Sequence[Lexicon]) -> tuple[WordCounts, NGrams]:
    """The same of new segments: only words that the vocabulary does not hold, and pairs with such a word."""
    counts, pairs = word_counts(merged(lexicons), lexicons)
    known = Table(vocabulary)
    fresh = {
        language: {word: episodes for word, episodes in held.items() if not known.count(word.encode())}
        for language, held in counts.items()
    }
    new = {word for held in fresh.values() for word in held}
    is_new = np.fromiter((word in new for word in pairs.words), np.bool_, len(pairs.words))
    return fresh, pairs.take(pairs.with_any(is_new))


def texts_with_brackets(segments: Iterable[OpenSegment]) -> Iterator[str]:
    """The titles, descriptions and transcripts that hold a bracket: where an acronym may be stated with what it stands for."""
    for segment in segments:
        for doc in range(segment.info.documents):
            yield from _stated_in_summary(segment.column(SUMMARY, doc))
            spoken = joined_texts(segment.column(CAPTIONS, doc))
            if "(" in spoken:
                yield spoken.replace("\n", " ")


def _stated_in_summary(packed: memoryview) -> Iterator[str]:
    if b"(" in bytes(packed):
        summary = unpack_summary(packed)
        yield from (text for text in (summary.title, summary.description) if "(" in text)
