"""The words that tell what is spoken of: neither grammar nor small talk, one form for singular and plural."""

from functools import lru_cache

from archive.speech.lexicon import Lexicon

# Words commoner than this (log 10 of times in a thousand million) tell little: faire, chose, année.
SMALL_TALK_ZIPF = 5.2
_SHORTEST = 3


@lru_cache(maxsize=400_000)
def term(word: str, language: str) -> str:
    """The term of a folded word, empty for one that tells nothing."""
    if len(word) < _SHORTEST or word.isdigit() or Lexicon.of(language).zipf(word) > SMALL_TALK_ZIPF:
        return ""
    return word[:-1] if len(word) > _SHORTEST + 1 and word[-1] in "sx" else word
