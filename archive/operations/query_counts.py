"""What is counted of listeners' questions, before it is written and as it is read.

Of a query there is its day, its folded words and how often; of a word that nobody said its day, the near forms that
were offered for it, and how often these were followed; nothing of who asked. Words that may name a person by number or
address (`@`, nine digits and more) are counted without being written down."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Self

from archive.text.tokenizer import words

MOST_WORDS = 12
NOT_WRITTEN = ""
"""Stands for the queries whose words are not written down."""


@dataclass(frozen=True, slots=True)
class QueryCounts:
    """How often a question, in its written form, was asked on a day, had no answer at all, or only partial ones."""

    day: dt.date
    words: str
    asked: int
    unanswered: int
    partly: int

    @classmethod
    def of(cls, day: dt.date, query: str, *, total: int, partial: int) -> Self:
        """One question, answered by `total` episodes and in part by `partial`."""
        return cls(day, written_form(query), 1, int(not total and not partial), int(not total and partial > 0))

    @property
    def key(self) -> tuple[dt.date, str]:
        """What is counted together."""
        return self.day, self.words

    def plus(self, other: "QueryCounts") -> "QueryCounts":
        """Both together; they have one key."""
        asked, unanswered = self.asked + other.asked, self.unanswered + other.unanswered
        return QueryCounts(self.day, self.words, asked, unanswered, self.partly + other.partly)


@dataclass(frozen=True, slots=True)
class NearCounts:
    """How often a form was offered on a day in the place of a word that nobody said; or, where `followed`, how often a
    search in whose words the form stands was followed from there."""

    day: dt.date
    word: str
    form: str
    times: int
    followed: bool = False
    asked: int = 0
    """No question by itself."""

    @property
    def key(self) -> tuple[dt.date, str, str, bool]:
        """What is counted together."""
        return self.day, self.word, self.form, self.followed

    def plus(self, other: "NearCounts") -> "NearCounts":
        """Both together; they have one key."""
        return NearCounts(self.day, self.word, self.form, self.times + other.times, self.followed)


Counts = QueryCounts | NearCounts


@dataclass(frozen=True, slots=True)
class CountedForm:
    """A word that was asked for and nobody said, a form near it that was offered, how often, and how often that was
    followed."""

    word: str
    form: str
    offered: int
    followed: int
    last: dt.date


@dataclass(frozen=True, slots=True)
class CountedQuery:
    """A query and how often it was asked, was not answered at all, or only in part, in the days asked about."""

    words: str
    asked: int
    unanswered: int
    partly: int
    last: dt.date


def written_form(query: str) -> str:
    """The form in which a query is counted: its first words, folded; empty where they may name somebody by number or
    address."""
    if "@" in query or len(re.findall(r"\d", query)) >= 9:
        return NOT_WRITTEN
    return " ".join(words(query[:400])[:MOST_WORDS])[:120]
