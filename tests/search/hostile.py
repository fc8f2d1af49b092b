"""Queries that somebody types to do harm, drawn by rule: what costs a search most, in at most 500 characters.

Query number i is the same whenever it is drawn from the same words.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

LONGEST = 500
SEPARATORS = (" ", "/", ";", ",", "'", "’", "-", ". ", "(", ") ", "!", "…", "\u00a0", " | ", "_", "&")
MARKS = ("\u0301", "\u0327", "\u200b", "\u200d", "\ufe0f", "\u0345", "°", "²", "%", "🎙", "\x00", "\t", "´", "·", "─")
SCRIPTS = "中文電視語音字幕日本語の放送العربيةالفيديוידאוЭфиръпередачаΕλληνικάςहिन्दीไทย한국어𝔐𝔬𝔱ＭＯＴＩİßſŉﬁæœ٣४"
FILTERS = "guest show person invité émission category lang episode year -guest -show -person -year -category -episode".split()
DATES = (
    "date:2024 after:2019-01 before:31/12/2025 date:2020..2021 after:demain before:9999 date:2024-13 -date:2020 after:0001".split()
)
OPERATORS = ("OR", "OU", "|", "||", "-", "--", "AND", "NOT", "~30", '"', "«", "»", "“", "*", ":", "()", "+")


FOUND = {
    "a word 48 times": "the " * 48,
    "a word 124 times without a space": "the;" * 124,
    "an elided article 65 times": "l'" * 65,
    "a letter 200 times": "a/" * 200,
    "a word 90 times in brackets": "(mer)" * 90,
    "an accented letter 200 times": "é;" * 200,
    "numbers that can be said in two languages": ",".join(str(number) for number in range(2, 60)),
    "nearness of the commonest words": '"de la le et un une je que pas"~30 ' * 14,
    "beginnings of two letters": " ".join(f"{a}{b}*" for a in "abcdefghij" for b in "aeiouy"),
    "words of unknown beginnings": " ".join(f"*{a}{b}*" for a in "abcdefghij" for b in "aeiouy"),
}
"""Queries that once cost seconds, ended in an error or took all memory."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a draw takes words from: the archive's words, the commonest first, and names of people and shows in it."""

    common: Sequence[str]
    names: Sequence[str]


@dataclass(frozen=True, slots=True)
class Hostile:
    """A query, of which kind it is, and how its answer is asked for."""

    kind: str
    text: str
    page: int = 1
    limit: int = 10
    sort: str = "relevance"


class Draw:
    """The draws of one query."""

    def __init__(self, words: Words, number: int) -> None:
        self.chance = random.Random(f"hostile {number}")
        self._words = words

    def common(self, most: int = 60) -> str:
        """One of the commonest words."""
        return self.chance.choice(self._words.common[:most])

    def any(self) -> str:
        """A word of the archive, the common ones more often."""
        words = self._words.common
        return words[int(len(words) ** self.chance.random()) - 1]

    def rare(self) -> str:
        """One of the rarest words."""
        return self.chance.choice(self._words.common[-1000:])

    def slip(self) -> str:
        """A word of the archive with a letter too much or one wrong: it stands nowhere, and all that is like it is looked for."""
        word = self.any() + self.any()
        place = self.chance.randrange(len(word))
        return word[:place] + self.letter() + word[place + self.chance.randrange(2) :]

    def letter(self) -> str:
        """A letter."""
        return self.chance.choice("abcdefghijlmnopqrstuvxyz")

    def name(self) -> str:
        """A name of the archive, or a part of one."""
        return self.chance.choice(self.chance.choice(self._words.names).split())

    def separator(self) -> str:
        """What may stand between two words."""
        return self.chance.choice(SEPARATORS)

    def some(self, piece: Callable[[], str], between: str = " ") -> str:
        """Pieces until no more fit in."""
        text = piece()
        while len(longer := text + between + piece()) <= LONGEST:
            text = longer
        return text[:LONGEST]


def _repeats(draw: Draw) -> str:
    word, between = draw.chance.choice((draw.common(), draw.any(), draw.letter() + "'", "é")), draw.separator()
    return draw.some(lambda: word, between)


def _parts(draw: Draw) -> str:
    few = [
        draw.chance.choice((draw.common(), draw.letter(), draw.letter() + "'")) for _ in range(draw.chance.choice((1, 2, 9, 99)))
    ]
    return draw.some(lambda: draw.chance.choice(few) + draw.separator(), "")


def _operators(draw: Draw) -> str:
    return draw.some(lambda: draw.chance.choice((draw.chance.choice(OPERATORS), draw.common(), f"-{draw.any()}")))


def _either(draw: Draw) -> str:
    return draw.some(draw.chance.choice((draw.common, draw.any, draw.slip, lambda: f'"{draw.common()} {draw.common()}"')), " OR ")


def _wildcards(draw: Draw) -> str:
    def pattern() -> str:
        word = draw.any()
        stars = "".join(letter + "*" * (draw.chance.random() < 0.5) for letter in word)
        inner = f"*{draw.letter()}{draw.letter()}*"
        return draw.chance.choice((stars, f"*{stars}", inner, f"{draw.letter()}*{draw.letter()}", f"{draw.letter()}*" * 8))

    return draw.some(pattern)


def _marks(draw: Draw) -> str:
    return draw.some(lambda: draw.chance.choice((draw.chance.choice(MARKS), draw.any(), draw.letter())), "")


def _scripts(draw: Draw) -> str:
    between = draw.chance.choice(("", " ", draw.common()))
    return draw.some(lambda: draw.chance.choice((draw.chance.choice(SCRIPTS), draw.chance.choice(SCRIPTS), draw.letter())), between)


def _quotes(draw: Draw) -> str:
    def piece() -> str:
        opening, closing = draw.chance.choice((('"', '"'), ("«", "»"), ("“", "”"), ('"', "»"), ("«", "")))
        return opening + " ".join(draw.any() for _ in range(draw.chance.randrange(6))) + closing

    return draw.some(piece)


def _near(draw: Draw) -> str:
    many = draw.chance.choice((2, 3, 8, 40))
    chosen = draw.chance.choice((draw.common, draw.common, draw.any, draw.slip))
    return draw.some(lambda: f'"{" ".join(chosen() for _ in range(many))}"~{draw.chance.choice((0, 5, 30, 3600, 9999))}')


def _prefixes(draw: Draw) -> str:
    return draw.some(lambda: draw.any()[: draw.chance.choice((2, 2, 3))] + "*")


def _filters(draw: Draw) -> str:
    def piece() -> str:
        value = draw.chance.choice((draw.name(), draw.letter(), draw.common(), f'"{draw.name()} {draw.name()}"', "2024"))
        return draw.chance.choice((f"{draw.chance.choice(FILTERS)}:{value}", draw.chance.choice(DATES), draw.common()))

    return draw.some(piece)


def _stop_phrases(draw: Draw) -> str:
    many = draw.chance.choice((2, 3, 5, 99))
    return draw.some(lambda: f'{draw.chance.choice(("", "", "-"))}"{" ".join(draw.common(12) for _ in range(many))}"')


def _missed_phrases(draw: Draw) -> str:
    return draw.some(lambda: f'"{draw.common(12)} {draw.common(12)} {draw.slip()} {draw.common(12)}"')


def _common(draw: Draw) -> str:
    return draw.some(lambda: draw.common(draw.chance.choice((10, 60, 400))))


def _any(draw: Draw) -> str:
    return draw.some(draw.any)


def _rare(draw: Draw) -> str:
    return draw.some(draw.rare)


def _slips(draw: Draw) -> str:
    return draw.some(draw.slip, draw.chance.choice((" ", " ", "-", "'")))


def _numbers(draw: Draw) -> str:
    few = [str(draw.chance.randrange(10 ** draw.chance.choice((1, 2, 2, 3, 9)))) for _ in range(draw.chance.choice((1, 9, 99)))]
    return draw.some(lambda: draw.chance.choice(few), draw.chance.choice((" ", "-", ".", ",", "000 ")))


def _long(draw: Draw) -> str:
    few = [draw.chance.choice((draw.letter(), draw.common(), draw.any())) for _ in range(draw.chance.choice((1, 2, 50)))]
    return draw.some(lambda: draw.chance.choice(few), draw.chance.choice(("", "-", "_", ".", "’")))


def _runs(draw: Draw) -> str:
    return draw.some(lambda: draw.common(20) + draw.chance.choice("-.’&") + draw.common(20))


KINDS: dict[str, Callable[[Draw], str]] = {
    "repeats": _repeats, "parts": _parts, "operators": _operators, "either": _either, "wildcards": _wildcards, "marks": _marks,
    "scripts": _scripts, "quotes": _quotes, "near": _near, "prefixes": _prefixes, "filters": _filters,
    "stop phrases": _stop_phrases, "missed phrases": _missed_phrases, "common": _common, "any": _any, "rare": _rare,
    "slips": _slips, "numbers": _numbers, "long": _long, "runs": _runs,
}  # fmt: skip


ASKED = ((1, 10, "relevance"),) * 6 + ((1, 10, "date"), (1000, 10, "relevance"), (1, 100, "relevance"), (1, 100, "date"))
"""Page, limit and order: most are asked as the search page asks."""


def hostile(number: int, words: Words) -> Hostile:
    """Query number `number`: its kind is the next in turn, a seventh is of two kinds, half of them are as long as they may be."""
    draw = Draw(words, number)
    kind = tuple(KINDS)[number % len(KINDS)]
    text = KINDS[kind](draw)
    if draw.chance.random() < 1 / 7:
        other = draw.chance.choice(tuple(KINDS))
        kind, text = f"{kind} + {other}", f"{text[: LONGEST // 2]} {KINDS[other](draw)}"[:LONGEST]
    if draw.chance.random() < 0.5:
        text = text[: draw.chance.randrange(1, LONGEST)]
    return Hostile(kind, text, *draw.chance.choice(ASKED))
