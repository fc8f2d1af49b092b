"""How common words are in a language: what is rare is worth a title, a link or a place in a table."""

import math
from collections.abc import Mapping
from functools import lru_cache

from wordfreq import available_languages, get_frequency_dict

from archive.words import fold

UNKNOWN = 0.0


@lru_cache(maxsize=8)
def zipf(language: str) -> Mapping[str, float]:
    """Folded word -> log 10 of its times in a thousand million words, the commonest of those that fold alike: `de` is 7.4, a
    word no list holds is missing. Empty for a language without lists. Costs .3 s the first time."""
    if language not in available_languages():
        return {}
    folded: dict[str, float] = {}
    for word, share in get_frequency_dict(language, "best").items():
        folded.setdefault(fold(word), math.log10(share) + 9)
    return folded
