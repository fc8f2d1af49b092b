"""The fields of the index, and how Whoosh reads our postings."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from archive.search.index.types import FIELDS, Field
from archive.search.index.whoosh_format.beyond_public import (
    STORED,
    TEXT,
    Filter,
    Positions,
    RegexTokenizer,
    Schema,
)
from archive.text.tokenizer import fold


class FoldedPositions(Positions):
    """Values are the positions within the document, uint32."""

    def encode(self, positions: list[int]) -> bytes:
        """Positions as the bytes of a posting."""
        return np.array(positions, "<u4").tobytes()

    def decode_positions(self, value: bytes) -> list[int]:
        """The positions of a posting."""
        return np.frombuffer(value, "<u4").tolist()

    def decode_frequency(self, value: bytes) -> int:
        """How often the term stands in the document."""
        return len(value) // 4

    def decode_weight(self, value: bytes) -> float:
        """The frequency: words are weighed when a query is ranked, not when they are indexed."""
        return float(len(value) // 4)


class FoldFilter(Filter):
    """Folds each token, for queries typed at Whoosh itself."""

    def __call__(self, tokens: Iterator[Any]) -> Iterator[Any]:
        for token in tokens:
            token.text = fold(token.text)
            yield token


class FoldedText(TEXT):
    """Folded words with positions. Documents come as arrays from our writer, never through this field's analyzer."""

    def __init__(self) -> None:
        super().__init__(analyzer=RegexTokenizer(r"\w+|&") | FoldFilter(), phrase=True)
        self.format = FoldedPositions()


def make_schema() -> Schema:
    """Four fields of words, and the slug by which a Whoosh result is named."""
    fields: dict[Field, FoldedText] = {name: FoldedText() for name in FIELDS}
    return Schema(slug=STORED(), **fields)
