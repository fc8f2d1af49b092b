"""The alphabet in which all languages write how a word sounds: one letter a class of sounds, so that codes are compared as strings.

Vowels a E i o u y, nasals A (an) O (on) I (in, un), consonants p b t d k g f v s z S (ch) Z (j) l R m n, glides j w. Open and
closed e, and the mute one where it is pronounced, are one class: machines mix them up, and folding has taken the accents away.
"""

import re

VOWELS = "aEiouyAOI"
CONSONANTS = "pbtdkgfvszSZlRmnjw"
SOUNDS = VOWELS + CONSONANTS

_REPEATED = re.compile(r"(.)\1+")


def collapse_repeats(code: str) -> str:
    """The code with each run of one sound shortened to one: words run into one another when they are spoken."""
    return _REPEATED.sub(r"\1", code)


def is_initialism(word: str) -> bool:
    """Whether a lower-case word can only be said letter by letter: two to five letters, no vowel among them."""
    return 1 < len(word) <= 5 and word.isascii() and not any(letter in "aeiouy" for letter in word)
