"""The queries of the record: those of the judged set, those of README, and as many random ones as are wanted, the same each time.

Random ones are drawn by one rule from the words of the texts (sorted, so no hash order moves them), a kind in turn.
"""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice

SEED = 2026
Parameters = tuple[tuple[str, str], ...]
"""What stands behind the `?` of an address, in order."""

README = (
    "dessalement saumure",
    '"la mer corrige les copies"',
    "Hydrosylve",
    "éolienne",
    "éoliennes",
    "citerne -stade",
    "souver*",
    "train OU car",
    "train OR car",
    "guest:Verchère",
    'show:"Semelles de vent"',
    "after:2025-09 before:2025-12",
    '-show:"Semelles de vent"',
    "-guest:Verchère",
)
"""The examples of README as they stood when the record was first made."""

STRAY = (
    "",
    " ",
    '"',
    "OR",
    "-",
    "*",
    "a*",
    "~30",
    "show:",
    "after:2026-13",
    "-after:2025",
    "zzyzxq",
    "l'",
    "« »",
    "1 000 000",
    "<b>",
)
"""What a listener may leave in the field: lone operators, half a quotation, filters without sense, nothing."""

_WORD = re.compile(r"[^\W_]+")
_NAME = re.compile(r"(?<=[a-zà-ÿ] )[A-ZÀ-Þ][a-zà-ÿ]{4,}(?: [A-ZÀ-Þ][a-zà-ÿ]{3,})?")
_MISHEARD = (("ph", "f"), ("qu", "k"), ("c", "k"), ("é", "ai"), ("au", "o"), ("ch", "sh"), ("y", "i"), ("ll", "l"), ("nn", "n"))


@dataclass(frozen=True, slots=True)
class Text:
    """One episode as its file has it: its captions, and what may filter it."""

    captions: tuple[str, ...]
    title: str = ""
    date: str = ""
    language: str = ""


class Texts:
    """The texts that queries are drawn from; the order of what is given does not matter."""

    def __init__(self, texts: Sequence[Text]) -> None:
        self.all = sorted(
            (text for text in texts if len(text.captions) > 1), key=lambda text: (text.title, text.date, text.captions)
        )
        captions = [caption for text in self.all for caption in text.captions]
        self.vocabulary = sorted({word.lower() for caption in captions for word in _words(caption)})
        self.names: list[str] = sorted({name for caption in captions for name in _NAME.findall(caption)})

    def near(self, draw: random.Random) -> list[str]:
        """All words of two captions that follow one another."""
        found = draw.choice(self.all).captions
        at = draw.randrange(len(found) - 1)
        return _words(found[at] + " " + found[at + 1]) or self.near(draw)


def _words(text: str) -> list[str]:
    return [match.group() for match in _WORD.finditer(text)]


Kind = Callable[[random.Random, Texts], Parameters]


def drawn(texts: Texts, number: int) -> list[Parameters]:
    """So many random queries."""
    draw = random.Random(SEED)
    return [kind(draw, texts) for kind in islice(cycle(KINDS), number)]


def asked(text: str, **more: object) -> Parameters:
    """A query with its other parameters."""
    return (("q", text), *((name, str(value)) for name, value in more.items()))


def _rare(draw: random.Random, texts: Texts) -> str:
    return draw.choice(texts.vocabulary)


def _said(draw: random.Random, texts: Texts) -> str:
    return draw.choice(texts.near(draw))


def _long(draw: random.Random, texts: Texts) -> str:
    return draw.choice([word for word in islice(_ever(draw, texts), 200) if len(word) > 5] or ["archive"])


def _ever(draw: random.Random, texts: Texts) -> Iterator[str]:
    while True:
        yield _said(draw, texts)


def _row(draw: random.Random, texts: Texts, fewest: int, most: int) -> str:
    words = texts.near(draw)
    at = draw.randrange(max(1, len(words) - fewest))
    return " ".join(words[at : at + draw.randint(fewest, most)])


def _across(draw: random.Random, texts: Texts) -> str:
    captions = draw.choice(texts.all).captions
    at = draw.randrange(len(captions) - 1)
    return " ".join(_words(captions[at])[-2:] + _words(captions[at + 1])[:2])


def _slip(draw: random.Random, texts: Texts) -> str:
    word = _long(draw, texts)
    at = draw.randrange(1, len(word) - 1)
    dropped, swapped = word[:at] + word[at + 1 :], word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return draw.choice((dropped, swapped, word[:at] + "e" + word[at + 1 :]))


def _name(draw: random.Random, texts: Texts) -> str:
    return draw.choice(texts.names or texts.vocabulary)


def _misspelt(draw: random.Random, texts: Texts) -> str:
    name = _name(draw, texts)
    right, wrong = draw.choice([pair for pair in _MISHEARD if pair[0] in name] or [(name[-1], name[-1] * 2)])
    return name.replace(right, wrong, 1)


def _date(draw: random.Random, texts: Texts) -> str:
    dates = [text.date for text in texts.all if text.date] or ["2025-09-15"]
    return draw.choice(dates)[: draw.choice((4, 7, 10))]


def _language(draw: random.Random, texts: Texts) -> str:
    return draw.choice(sorted({text.language for text in texts.all if text.language}) or ["fr"])


def _title(draw: random.Random, texts: Texts) -> str:
    words = _words(draw.choice(texts.all).title) or [_said(draw, texts)]
    return " ".join(words[:3])


KINDS: tuple[Kind, ...] = (
    lambda draw, texts: asked(_rare(draw, texts)),
    lambda draw, texts: asked(_said(draw, texts)),
    lambda draw, texts: asked(f"{_said(draw, texts)} {_long(draw, texts)}"),
    lambda draw, texts: asked(_row(draw, texts, 2, 2)),
    lambda draw, texts: asked(_row(draw, texts, 3, 6)),
    lambda draw, texts: asked(f'"{_row(draw, texts, 2, 5)}"'),
    lambda draw, texts: asked(f'"{_across(draw, texts)}"'),
    lambda draw, texts: asked(f"« {_across(draw, texts).upper()} »"),
    lambda draw, texts: asked(_long(draw, texts)[:4] + "*"),
    lambda draw, texts: asked(_said(draw, texts) + " " + _long(draw, texts)[:3] + "*" + "e"),
    lambda draw, texts: asked(_slip(draw, texts)),
    lambda draw, texts: asked(f"{_slip(draw, texts)} {_said(draw, texts)}"),
    lambda draw, texts: asked(_name(draw, texts)),
    lambda draw, texts: asked(_misspelt(draw, texts)),
    lambda draw, texts: asked(f"{_misspelt(draw, texts)} {_said(draw, texts)}"),
    lambda draw, texts: asked(_said(draw, texts), after=_date(draw, texts)),
    lambda draw, texts: asked(f"{_long(draw, texts)} before:{_date(draw, texts)}"),
    lambda draw, texts: asked(f"{_said(draw, texts)} date:{_date(draw, texts)}", language=_language(draw, texts)),
    lambda draw, texts: asked(f"{_said(draw, texts)} lang:{_language(draw, texts)}", year=_date(draw, texts)[:4]),
    lambda draw, texts: asked(_said(draw, texts), page=draw.randint(2, 5), limit=draw.choice((1, 5, 20, 100))),
    lambda draw, texts: asked(_row(draw, texts, 2, 3), page=2, limit=5),
    lambda draw, texts: asked(_said(draw, texts), sort="date"),
    lambda draw, texts: asked(_row(draw, texts, 2, 3), sort="date", page=draw.randint(1, 2)),
    lambda draw, texts: asked(f"{_long(draw, texts)} OR {_long(draw, texts)}"),
    lambda draw, texts: asked(f"{_said(draw, texts)} {_long(draw, texts)} OU {_rare(draw, texts)}"),
    lambda draw, texts: asked(f"{_said(draw, texts)} -{_said(draw, texts)}"),
    lambda draw, texts: asked(f'{_long(draw, texts)} -"{_across(draw, texts)}"'),
    lambda draw, texts: asked(f'"{_row(draw, texts, 2, 3)}"~{draw.choice((5, 30, 120))}'),
    lambda draw, texts: asked(_title(draw, texts)),
    lambda draw, texts: asked(_said(draw, texts), moments=draw.choice((0, 1, 10, 1000)), limit=3),
    lambda draw, texts: asked(draw.choice(STRAY)),
    lambda draw, texts: asked(f"{_row(draw, texts, 1, 2)} {draw.choice(STRAY)}"),
)
"""Each makes one query: words, phrases within and across captions, endings, slips of the pen, names right and misspelt, filters in
the text and in the address, pages, orders, OR, minus, NEAR, titles, strays."""
