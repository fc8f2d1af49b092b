"""How an English reader says a word, in the sound classes of `french`, so that codes of both languages can be compared.

Rough on purpose: it has to bring "Cloudflare" and "Claude Flair" together, not to pronounce.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from archive.languages.french import VOWELS, is_spelt, once

LETTER_NAMES = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyz",
        "E bi si di i Ef dZi EtS aj dZE kE El Em En o pi kju aR Es ti ju vi dEbEju Eks waj zi".split(),
        strict=True,
    )
)
_V = "aeiouy"

_RULES: tuple[tuple[str, str], ...] = (
    ("are$|air", "ER"),
    ("augh|aw|au", "o"),
    ("ai|ay|ea(?=r[td])", "E"),
    (f"a(?=[^{_V}wrx]e$)|a(?=[^{_V}wrx]e?s$)", "E"),
    ("all", "ol"),
    ("ee|ea|ie(?=.)", "i"),
    ("eigh|ei|ey", "E"),
    ("ew|eu", "ju"),
    ("igh", "aj"),
    (f"i(?=[^{_V}rgn]e$)", "aj"),
    ("oo|ou(?=gh$)", "u"),
    ("ough", "o"),
    ("ou|ow", "au"),
    ("oa|oe$", "o"),
    ("oi|oy", "oj"),
    ("er$|or$|ar$", "ER"),
    ("ion", "jEn"),
    ("tch|ch", "tS"),
    ("ssi(?=o)|ti(?=o)|ci(?=a)|sh", "S"),
    ("gg", "g"),
    ("ing$", "in"),
    ("dge?|j|g(?=[ei])", "dZ"),
    ("^kn|^gn", "n"),
    ("ph|gh(?=$)", "f"),
    ("gh", ""),
    ("th", "t"),
    ("wh", "w"),
    ("^wr", "R"),
    ("ck|c(?![eiy])|q(?:u(?=e$))?|k", "k"),
    ("qu", "kw"),
    ("c|ss|s(?=[^aeiouy]|$)", "s"),
    (f"(?<=[{_V}])s(?=[{_V}])", "z"),
    ("^x", "z"),
    ("x", "ks"),
    ("(?<=m)b$", ""),
    ("(?<=..)e(?:s|d)?$", ""),
    ("y(?=[aeiou])", "j"),
    ("y$|[yi]", "i"),
    ("h(?=[aeiouy])|h", ""),
    *((f"{letter}+", sound) for letter, sound in zip("aeoubdfglmnprstvwz", "aEoEbdfglmnpRstvwz", strict=True)),
)
_PATTERN = re.compile("|".join(f"({pattern})" for pattern, _ in _RULES) + "|.", re.DOTALL)
_SAID = ("", *(said for _, said in _RULES))


@lru_cache(maxsize=200_000)
def say(word: str) -> str:
    """The sounds of one folded word read as English: 'cloudflare' -> 'klaudflER'."""
    said = _PATTERN.sub(lambda match: _SAID[match.lastindex or 0], word)
    if word.endswith("e") and not any(sound in VOWELS for sound in said):
        said += "i"
    return once(said)


def heard(word: str) -> tuple[str, ...]:
    """The codes of a word of a transcript: letter by letter where it has no vowel, else read."""
    if is_spelt(word) or (len(word) == 1 and word not in "ai"):
        return (once("".join(LETTER_NAMES.get(letter, "") for letter in word)),)
    return (say(word),)


def heard_run(words: Sequence[str]) -> tuple[str, ...]:
    """The code of neighbouring words of a transcript said as one."""
    return (once("".join(heard(word)[0] for word in words)),) if words else ()
