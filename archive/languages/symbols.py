"""Signs within words, as they are written and as they are said: C++ as "c plus plus", R&B as "r n b", 27,5 as "27 virgule 5"."""

from collections.abc import Iterator
from functools import cache
from itertools import product

from archive.languages import numbers
from archive.languages.registry import registered

_LONGEST = 8
"""Words of one way to say it."""
_MOST_SIGNS = 2
"""that are said in one thing: R&B has one, C++&C# has three and is nothing"""
_SIGNS = ("++", "#", "&")
"""What is a word of its own in a text, beside a letter (archive.text.tokenizer.WORD)."""


@cache
def _names() -> dict[str, tuple[tuple[str, ...], ...]]:
    """A sign -> its names in each language, as folded words."""
    names: dict[str, tuple[tuple[str, ...], ...]] = {}
    for language in registered().values():
        for sign, said in language.sign_names.items():
            names[sign] = tuple(dict.fromkeys((*names.get(sign, ()), *(tuple(name.split()) for name in said))))
    return names


def said(typed: str, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The ways to say what was typed with signs, its folded `words` given: (c, ++) -> (c, plus, plus)."""
    if len(words) <= _LONGEST and 0 < sum(word in _names() for word in words) <= _MOST_SIGNS:
        ways = product(*(_names().get(word, ((word,),)) for word in words))
        yield from (way for pieces in ways if len(way := tuple(word for piece in pieces for word in piece)) <= _LONGEST)
    for name in _names()["."] if typed.startswith(".") and typed[1:].isalpha() else ():
        yield (*name, *words)
        yield ("".join((*name, *words)),)
    if len(words) == 2 and all(map(str.isdigit, words)) and ("." in typed or "," in typed):
        yield from ((words[0], *name, words[1]) for sign in ".," for name in _names()[sign])


def written(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The ways to write with a sign what was typed out: (c, sharp) -> (c, #), (r, n, b) -> (r, &, b). Beside single letters alone:
    "rock and roll" has a sign for nobody."""
    for sign in _SIGNS:
        for name in _names()[sign]:
            before, middle, after = words[:1], words[1 : 1 + len(name)], words[1 + len(name) :]
            if middle == name and len(after) == (sign == "&") and all(len(word) == 1 for word in (*before, *after)):
                yield (*before, sign, *after)
    points = {name for sign in ",." for name in _names()[sign]}
    for place in range(1, len(words) - 1):
        if words[place : place + 1] in points:
            whole, part = _figures(words[:place]), _figures(words[place + 1 :])
            if whole and part:
                yield whole, part


def _figures(words: tuple[str, ...]) -> str | None:
    return words[0] if len(words) == 1 and words[0].isdigit() else numbers.in_figures(words)
