"""Whether the engines' answers agree where they must: the number of episodes that hold the words, phrase or beginning asked for."""

from collections.abc import Mapping
from itertools import zip_longest

# The full query finds words of title, people and description too, which have no second.
ALL_FIELDS = "ours, full query"
# FTS5 by caption asks for all words in one caption, and a typo is another set of words to each engine.
SPEECH_BY_CAPTION = "FTS5 by caption"
NEVER = frozenset({"one typo"})
ALSO_BY_CAPTION = frozenset({"common word", "rare word", "prefix", "word + dates"})

Answers = list[dict[str, object]]


def disagreements(answers: Mapping[str, Answers]) -> list[str]:
    """Every query of which two engines count different episodes, or show one without its moment, in words."""
    found = []
    for answered in zip_longest(*answers.values()):
        named = dict(zip(answers, answered, strict=True))
        totals = {peer: answer["total"] for peer, answer in named.items() if _must_agree(peer, answer)}
        if len(set(totals.values())) > 1:
            first = next(iter(named.values()))
            found.append(f"{first['group']} {first['text']}: {totals}")
    return found + [line for peer, each in answers.items() if peer != ALL_FIELDS for line in _without_moments(peer, each)]


def _must_agree(peer: str, answer: dict[str, object]) -> bool:
    if answer["total"] is None or answer["group"] in NEVER or peer == ALL_FIELDS:
        return False
    return peer != SPEECH_BY_CAPTION or answer["group"] in ALSO_BY_CAPTION


def _without_moments(peer: str, answers: Answers) -> list[str]:
    """Answers that show an episode without its second; a typo may be met by a word that the captions are not searched for."""
    return [
        f"{peer}, {answer['group']} {answer['text']}: {answer['with_moments']} of {answer['shown']} episodes have moments"
        for answer in answers
        if answer["shown"] != answer["with_moments"] and answer["group"] not in NEVER
    ]
