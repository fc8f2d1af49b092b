"""Names linked to their garbled mentions in the same episode's transcript.

Each name of title, description, people and glossary is held against all windows of one to four words, by sound or by spelling,
whichever is nearer; a window of common words only pays for it. Exact mentions are claimed first. On a page read by hand: at .12
all links are right and .80 of the mentions are found, at .15 .98 and .85; over 60 unrelated episodes 30 names were linked 6 and
21 times.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from archive import languages
from archive.analysis.phoneme_stream import PhonemeStream
from archive.languages.lexicon import Lexicon
from archive.languages.phonetic_distance import CLOSE, NEAR, SHORT
from archive.text.token_stream import TokenStream
from archive.text.tokenizer import words

SAME_SOUND = 0.01
PENALTY_A_ZIPF, COMMON_ZIPF = 0.05, 4.0
# Words commoner than the first alone are prose; a name as common as the second is written right where it is meant.
_PROSE_ZIPF, _EVERYDAY_ZIPF = 5.5, 3.6
# Windows this far by sound may still be nearer by spelling.
_LISTEN = 0.16
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class NameLink:
    """A name and a mention of it as the machine heard it: `words` words of speech from word position `position`.

    `distance` is 0 for the same spelling, below .15 in all; `evidence` says where the right name stands
    (title, description, people, glossary).
    """

    name: str
    position: int
    words: int
    distance: float
    evidence: str
    heard: str


@dataclass(frozen=True, slots=True)
class KnownName:
    """A name to look for: where it stands, the forms staff confirmed, the forms they refused, and whether only exact
    mentions count."""

    name: str
    evidence: str
    heard: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    exact: bool = False


@dataclass(frozen=True, slots=True)
class _Candidate:
    far: float
    words: int
    position: int
    known: KnownName


def link_mentions(
    spoken: TokenStream, names: Sequence[KnownName], lexicon: Lexicon, taken: Sequence[NameLink] = ()
) -> tuple[NameLink, ...]:
    """The mentions of some names, in order of position; no word belongs to two of them, nor to one already `taken`."""
    if not names or not spoken.words:
        return ()
    claimed = np.zeros(len(spoken.words), dtype=bool)
    for earlier in taken:
        claimed[earlier.position : earlier.position + earlier.words] = True
    links = [_link(spoken, one) for one in _claim(_exact(spoken, names), claimed)]
    loose = [known for known in names if _is_loose(known, lexicon)]
    found = sorted(_near(spoken, loose, claimed, lexicon), key=_claim_order)
    links += [_link(spoken, one) for one in _claim(found, claimed)]
    return tuple(sorted(links, key=lambda one: one.position))


def _claim_order(one: _Candidate) -> tuple[bool, int, float, int]:
    """Close mentions before loose ones; among close ones a whole name before its parts."""
    return one.far > CLOSE, -len(_key(one.known.name)) if one.far <= CLOSE else 0, one.far, one.position


def _link(spoken: TokenStream, one: _Candidate) -> NameLink:
    heard = spoken.as_written(one.position, one.words)
    return NameLink(one.known.name, one.position, one.words, round(one.far, 3), one.known.evidence, heard)


def _claim(candidates: Iterable[_Candidate], claimed: NDArray[np.bool_]) -> Iterator[_Candidate]:
    for one in candidates:
        window = slice(one.position, one.position + one.words)
        if not claimed[window].any():
            claimed[window] = True
            yield one


def _exact(spoken: TokenStream, names: Sequence[KnownName]) -> list[_Candidate]:
    """The mentions spelt as the name is, or as a form that staff confirmed, longest first."""
    wanted = [(tuple(words(form)), known) for known in names for form in (known.name, *known.heard)]
    first_words = {run[0] for run, _ in wanted if run}
    places: dict[str, list[int]] = defaultdict(list)
    for position, word in enumerate(spoken.words):
        if word in first_words:
            places[word].append(position)
    found = [
        _Candidate(0.0, len(run), position, known)
        for run, known in wanted
        for position in (places[run[0]] if run else ())
        if spoken.words[position : position + len(run)] == run
    ]
    return sorted(found, key=lambda one: (-one.words, one.position))


def _is_loose(known: KnownName, lexicon: Lexicon) -> bool:
    """Whether a garbled mention can be told from a common word."""
    run = words(known.name)
    everyday = len(run) == 1 and lexicon.zipf(run[0]) >= _EVERYDAY_ZIPF
    return not known.exact and not everyday and len("".join(run)) >= _SHORTEST


def _near(spoken: TokenStream, names: Sequence[KnownName], claimed: NDArray[np.bool_], lexicon: Lexicon) -> Iterator[_Candidate]:
    """The windows near a name by sound or spelling; none in a language whose sounds nobody tells."""
    phonetics = languages.of(lexicon.language).phonetics
    if phonetics is None:
        return
    stream = PhonemeStream.of(spoken.words, claimed, lexicon)
    for known in names:
        refused = _keys(known.refused)
        for code in phonetics.encode_name(known.name):
            for position, n, heard in stream.near(code, _LISTEN):
                run = spoken.words[position : position + n]
                far = _far(known.name, heard, run, lexicon)
                if far <= NEAR and "".join(run) not in refused:
                    yield _Candidate(far, n, position, known)


def _far(name: str, heard: float, run: Sequence[str], lexicon: Lexicon) -> float:
    """The distance of a window from a name: by sound or by spelling, and what common words pay."""
    own, key = _key(name), "".join(run)
    if key == own:
        return 0.0
    by_spelling = Levenshtein.normalized_distance(own, key) if len(own) > SHORT else 1.0
    rarest = min((lexicon.zipf(word) for word in run if len(word) > 1), default=_PROSE_ZIPF)
    return max(float(min(heard, by_spelling)), SAME_SOUND) + max(rarest - COMMON_ZIPF, 0.0) * PENALTY_A_ZIPF


@lru_cache(maxsize=50_000)
def _key(name: str) -> str:
    return "".join(words(name)).replace("&", "et")


@lru_cache(maxsize=1000)
def _keys(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(_key, names))
