"""Lines that a show says in every episode: jingles, greetings, the name of the programme. They tell little of an
episode."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from archive.model.episode import Episode
from archive.text.token_stream import TokenStream
from archive.text.tokenizer import words

LEAST_EPISODES, LEAST_SHARE = 3, 0.1
_SHORTEST = 12
_MOST_LINES = 200_000
_EDGES = " .,;:!?…♪-–—\"'«»"


@dataclass(frozen=True)
class Repeated:
    """What an episode shares with others of its show: its cues that are repeated lines, and all such lines (as `line`
    has them)."""

    cues: tuple[int, ...] = ()
    lines: frozenset[str] = frozenset()

    @cached_property
    def _text(self) -> str:
        return "\n".join(map(_apart, self.lines))

    def hold(self, phrase: str) -> bool:
        """Whether the words of a phrase stand one after another in a repeated line, however the episode's own lines are
        cut."""
        return bool(words(phrase)) and _apart(phrase) in self._text


def _apart(text: str) -> str:
    """The words of a text with a space before and behind each, so that none is found in another."""
    return f" {' '.join(words(text))} "


NOTHING = Repeated()


def boilerplate_lines(episodes: Iterable[Episode]) -> Mapping[str, frozenset[str]]:
    """Show -> the lines (as `line` has them) that stand in three episodes of it and in a tenth of all.

    Lines met once are forgotten when a show has too many, so that the count fits in memory whatever the archive."""
    lines: dict[str, Counter[str]] = defaultdict(Counter)
    many: Counter[str] = Counter()
    for episode in episodes:
        show = episode.show or ""
        many[show] += 1
        lines[show].update({line(cue.text) for cue in episode.cues if len(cue.text) >= _SHORTEST})
        if len(lines[show]) > _MOST_LINES:
            lines[show] = Counter({text: count for text, count in lines[show].items() if count > 1})
    return {show: found for show in lines if (found := frozenset(_often(lines[show], many[show])))}


def _often(counted: Mapping[str, int], episodes: int) -> Iterator[str]:
    least = max(LEAST_EPISODES, LEAST_SHARE * episodes)
    return (text for text, count in counted.items() if count >= least)


def line(text: str) -> str:
    """A line in the form in which lines are compared."""
    return text.strip(_EDGES).lower()


def boilerplate_cues(stream: TokenStream, known: frozenset[str], show: str | None, channel: str | None) -> tuple[int, ...]:
    """The cues that are repeated lines of the show, or do nothing but name it or its channel."""
    lines = {place for place, text in enumerate(stream.texts) if line(text) in known} if known else set()
    return tuple(sorted(lines.union(_naming(stream, f"{show} {channel or ''}") if show else ())))


def _naming(stream: TokenStream, names: str) -> Iterator[int]:
    """The cues of two words or more of which all but one are words of some names."""
    own = set(words(names))
    edges = np.searchsorted(stream.cues, np.arange(len(stream.texts) + 1)).tolist()
    mine = np.cumsum([0, *(word in own for word in stream.words)]).tolist()
    for cue, (first, last) in enumerate(pairwise(edges)):
        if last - first > 1 and mine[last] - mine[first] >= max(last - first - 1, 2):
            yield cue
