"""Names linked to their garbled mentions in the same episode's transcript, and corrected words to what was heard.

Each name of title, description, people and glossary is held against all windows of one to four words, by sound or by
spelling, whichever is nearer; a window of common words only pays for it. Exact mentions are claimed first. On a page
read by hand: at .12 all links are right and .80 of the mentions are found, at .15 .98 and .85; over 60 unrelated
episodes 30 names were linked 6 and 21 times."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from operator import or_

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from archive import languages
from archive.languages.base import plural_forms
from archive.languages.lexicon import Lexicon
from archive.languages.phonetic_distance import CLOSE, LONGEST, NEAR, SHORT, IncrementalDistance
from archive.model.episode import Cue
from archive.storage.array_file import Float32, Int32
from archive.text.token_stream import TokenStream
from archive.text.tokenizer import words

LONGEST_WINDOW = 4
# A word of grammar begins a garbled name (en Guéran) only before a word that is none.
GRAMMAR_ZIPF, PLAIN_ZIPF = 5.5, 4.0
_LENGTHS = 0.75


WINDOWS = 100_000
"""Windows that are extended at once, a speech of ten hours: more take memory (12 MB of text 400 MB) and no less
time."""


@dataclass(frozen=True, slots=True)
class PhonemeStream:
    """sounds uint8[m]: of all words, one after the other; starts int32[n + 1]: where each word's begin; ends int32[m]:
    the number of words that have ended after a sound, 0 inside a word; places int32[p]: the words at which a window may
    begin; openings uint8[2, k]: the first two sounds from there, each pair once; opening int32[p]: which of them."""

    sounds: NDArray[np.uint8]
    starts: Int32
    ends: Int32
    places: Int32
    openings: NDArray[np.uint8]
    opening: Int32

    @classmethod
    def of(cls, words: Sequence[str], claimed: NDArray[np.bool_], lexicon: Lexicon) -> "PhonemeStream":
        """The sounds of an episode's words; windows begin at none of the `claimed` ones (bool[n])."""
        ids = lexicon.ids(words)
        codes = b"".join(map(lexicon.sounds.__getitem__, ids.tolist()))
        lengths, common = lexicon.lengths[ids], lexicon.common[ids]
        starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
        ends = np.zeros(len(codes) + 2 * LONGEST, dtype=np.int32)
        sounding = np.flatnonzero(lengths)
        ends[starts[sounding + 1] - 1] = sounding + 1
        rare_next = np.append(common[1:] < PLAIN_ZIPF, False)
        begins = ~claimed & (lengths > 0) & ((common < GRAMMAR_ZIPF) | rare_next)
        sounds = np.frombuffer(codes + bytes(2 * LONGEST), np.uint8)
        places = np.flatnonzero(begins).astype(np.int32)
        first_two = sounds[starts[places]].astype(np.int32) * 256 + sounds[starts[places] + 1]
        pairs, opening = np.unique(first_two, return_inverse=True)
        return cls(sounds, starts, ends, places, np.array(np.divmod(pairs, 256), dtype=np.uint8), opening.astype(np.int32))

    def near(self, code: str, limit: float) -> Iterator[tuple[int, int, float]]:
        """(first word, words, distance) of the windows of one to four words at most `limit` from a code; a code of less
        than 4 sounds must be the same, one of less than 3 is not looked for. WINDOWS are extended at once, a sound
        at a time; those that cannot come near are dropped."""
        query = IncrementalDistance(code)
        length = len(query.code)
        limit = limit if length >= SHORT else 0.0
        longest = int(length / _LENGTHS) if limit else length
        one, two, alive = self._opened(query, limit * length)
        for piece in (alive[first : first + WINDOWS] for first in range(0, len(alive), WINDOWS)):
            opening = self.opening[piece]
            state = (two[:, opening], one[:, opening], self.openings[1][opening])
            yield from self._extended(query, limit, longest, self.places[piece], *state)

    def _extended(
        self, query: IncrementalDistance, limit: float, longest: int,
        words: Int32, rows: Float32, before: Float32, previous: NDArray[np.uint8],
    ) -> Iterator[tuple[int, int, float]]:  # fmt: skip
        """What `near` yields of windows that begin at some words: their rows after two sounds, the rows before and the
        second sound."""
        length = len(query.code)
        for step in range(2, longest):
            at = self.starts[words] + step
            sounds = self.sounds[at]
            before, rows = rows, query.extend(rows, before, sounds, previous)
            yield from self._ending(words, self.ends[at], rows[-1] / max(step + 1, length), limit)
            alive = np.flatnonzero(rows.min(axis=0) <= limit * length)
            if not len(alive):
                return
            words, rows, before, previous = words[alive], rows[:, alive], before[:, alive], sounds[alive]

    def _opened(self, query: IncrementalDistance, allowed: float) -> tuple[Float32, Float32, NDArray[np.intp]]:
        """Of each pair of first sounds the rows after the first and after both, and which of the places begin windows
        that may still come near then."""
        first, second = self.openings
        nothing = query.start(len(first))
        one = query.extend(nothing, nothing, first, np.zeros_like(first))
        two = query.extend(one, nothing, second, first)
        return one, two, np.flatnonzero((two.min(axis=0) <= allowed)[self.opening])

    def _ending(self, words: Int32, ends: Int32, distance: NDArray[np.float32], limit: float) -> Iterator[tuple[int, int, float]]:
        many = ends - words
        good = np.flatnonzero((ends > 0) & (many <= LONGEST_WINDOW) & (distance <= limit))
        return zip(words[good].tolist(), many[good].tolist(), distance[good].tolist(), strict=True)


SAME_SOUND = 0.01
PENALTY_A_ZIPF, COMMON_ZIPF = 0.05, 4.0
# Words commoner than the first alone are prose; a name as common as the second is written right where it is meant.
_PROSE_ZIPF, _EVERYDAY_ZIPF = 5.5, 3.6
# Windows this far by sound may still be nearer by spelling.
SOUND_LIMIT = 0.16
_SHORTEST = 3
OFFERED, CLEARLY, _WHOLE = 0.22, 0.03, 2
"""How far what is offered to staff may lie from a whole name, of two words at least, and by how much nearer than
anything else."""


@dataclass(frozen=True, slots=True)
class NameLink:
    """A name and a mention of it as the machine heard it: `words` words of speech from word position `position`.

    `distance` is 0 for the same spelling, below .15 in all; `evidence` says where the right name stands
    (title, description, people, glossary, correction).
    """

    name: str
    position: int
    words: int
    distance: float
    evidence: str
    heard: str

    @property
    def is_a_guess(self) -> bool:
        """Whether readers are told that it is probably meant: it was transcribed otherwise, and not as the plural of
        what a page writes, or its singular, which is said right; a name of somebody has neither. Nor as a part of it
        that is written right, beside words of grammar alone ("execution layer in", Execution Layer Meeting)."""
        of_another_number = plural_forms(name_key(self.name), known=True) if self.evidence != "people" else ()
        name, heard = words(self.name), words(self.heard)
        own = [word in name for word in heard]
        is_part = any(own) and heard != name and all(map(or_, own, map(languages.is_function_word, heard)))
        return self.distance > 0 and not is_part and name_key(self.heard) not in of_another_number


@dataclass(frozen=True, slots=True)
class SoughtName:
    """A name to look for: where it stands, the forms staff confirmed, the forms they refused, and whether only exact
    mentions count."""

    name: str
    evidence: str
    heard: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    exact: bool = False


@dataclass(frozen=True, slots=True)
class _Candidate:
    distance: float
    words: int
    position: int
    sought: SoughtName


def link_mentions(
    stream: TokenStream, names: Sequence[SoughtName], lexicon: Lexicon, taken: Sequence[NameLink] = ()
) -> tuple[NameLink, ...]:
    """The mentions of some names, in order of position; no word belongs to two of them, nor to one already `taken`."""
    if not names or not stream.words:
        return ()
    claimed = np.zeros(len(stream.words), dtype=bool)
    for earlier in taken:
        claimed[earlier.position : earlier.position + earlier.words] = True
    links = [_link(stream, one) for one in _claim(_exact(stream, names), claimed)]
    loose, written = (
        [sought for sought in names if is_loose(sought, lexicon)],
        {part for link in links for part in _parts(link.name)},
    )
    near = (one for one in _fuzzy(stream, loose, claimed, lexicon) if not _is_everyday(one, written, stream, lexicon))
    found = sorted(near, key=_claim_order)
    links += [_link(stream, one) for one in _claim(found, claimed)]
    return tuple(sorted(links, key=lambda one: one.position))


def _is_everyday(one: _Candidate, written: Collection[tuple[str, ...]], stream: TokenStream, lexicon: Lexicon) -> bool:
    """Whether a mention consists of everyday words, of a name that the machine wrote right elsewhere in the transcript,
    alone or in a longer one ("goûté, les", le Goulet; "bare", Bayer beside Mike Bayer)."""
    run = stream.words[one.position : one.position + one.words]
    return tuple(words(one.sought.name)) in written and all(lexicon.zipf(word) >= _EVERYDAY_ZIPF for word in run)


def _parts(name: str) -> Iterator[tuple[str, ...]]:
    """All words in a row of a name."""
    run = tuple(words(name))
    return (run[first:last] for first in range(len(run)) for last in range(first + 1, len(run) + 1))


def nearest_mention(stream: TokenStream, name: str, lexicon: Lexicon) -> NameLink | None:
    """The words of a transcript that sound most like a whole name, up to OFFERED: too far for a link, near enough to be
    offered to staff where a page states that this person speaks. Beside 1,160 pairs of a whole name and an unrelated
    episode, 8 have any. None for a name of one word, and where two places are about as near but not alike."""
    if len(words(name)) < _WHOLE:
        return None
    nobody = np.zeros(len(stream.words), dtype=bool)
    found = sorted(
        _fuzzy(stream, [SoughtName(name, "people")], nobody, lexicon, OFFERED), key=lambda one: (one.distance, one.position)
    )
    if not found:
        return None
    best = found[0]
    run = stream.words[best.position : best.position + best.words]
    near = [one for one in found if one.distance < best.distance + CLEARLY and not _overlap(one, best)]
    alike = all(stream.words[one.position : one.position + one.words] == run for one in near)
    return _link(stream, best) if alike else None


def _overlap(one: _Candidate, other: _Candidate) -> bool:
    return one.position < other.position + other.words and other.position < one.position + one.words


def _claim_order(one: _Candidate) -> tuple[bool, int, float, int]:
    """Close mentions before loose ones; among close ones a whole name before its parts."""
    return one.distance > CLOSE, -len(_key(one.sought.name)) if one.distance <= CLOSE else 0, one.distance, one.position


def _link(stream: TokenStream, one: _Candidate) -> NameLink:
    heard = stream.as_written(one.position, one.words)
    return NameLink(one.sought.name, one.position, one.words, round(one.distance, 3), one.sought.evidence, heard)


def _claim(candidates: Iterable[_Candidate], claimed: NDArray[np.bool_]) -> Iterator[_Candidate]:
    for one in candidates:
        window = slice(one.position, one.position + one.words)
        if not claimed[window].any():
            claimed[window] = True
            yield one


def _exact(stream: TokenStream, names: Sequence[SoughtName]) -> list[_Candidate]:
    """The mentions spelt as the name is, or as a form that staff confirmed, longest first."""
    wanted = [(tuple(words(form)), sought) for sought in names for form in (sought.name, *sought.heard)]
    first_words = {run[0] for run, _ in wanted if run}
    places: dict[str, list[int]] = defaultdict(list)
    for position, word in enumerate(stream.words):
        if word in first_words:
            places[word].append(position)
    found = [
        _Candidate(0.0, len(run), position, sought)
        for run, sought in wanted
        for position in (places[run[0]] if run else ())
        if stream.words[position : position + len(run)] == run
    ]
    return sorted(found, key=lambda one: (-one.words, one.position))


def is_loose(sought: SoughtName, lexicon: Lexicon) -> bool:
    """Whether a garbled mention can be told from a common word."""
    run = words(sought.name)
    everyday = len(run) == 1 and lexicon.zipf(run[0]) >= _EVERYDAY_ZIPF
    return not sought.exact and not everyday and len("".join(run)) >= _SHORTEST


def _fuzzy(
    stream: TokenStream, names: Sequence[SoughtName], claimed: NDArray[np.bool_], lexicon: Lexicon, farthest: float = NEAR
) -> Iterator[_Candidate]:
    """The windows near a name by sound or spelling, without what greets before it; none in a language whose sounds
    nobody tells."""
    phonetics = languages.of(lexicon.language).phonetics
    if phonetics is None:
        return
    phonemes, greetings = PhonemeStream.of(stream.words, claimed, lexicon), languages.of(lexicon.language).greetings
    for sought in names:
        refused = _keys(sought.refused)
        for code in phonetics.encode_name(sought.name):
            for position, n, by_sound in phonemes.near(code, max(SOUND_LIMIT, farthest)):
                run = stream.words[position : position + n]
                distance = distance_of(sought.name, by_sound, run, lexicon)
                greets = n > 1 and run[0] in greetings and run[0] not in words(sought.name)  # Hey, Tamar
                if distance <= farthest and "".join(run) not in refused:
                    yield _Candidate(distance, n - greets, position + greets, sought)


def distance_of(name: str, by_sound: float, run: Sequence[str], lexicon: Lexicon) -> float:
    """The distance of a window from a name: by sound or by spelling, and what common words pay."""
    own, key = _key(name), "".join(run)
    if key == own:
        return 0.0
    by_spelling = Levenshtein.normalized_distance(own, key) if len(own) > SHORT else 1.0
    rarest = min((lexicon.zipf(word) for word in run if len(word) > 1), default=_PROSE_ZIPF)
    return max(float(min(by_sound, by_spelling)), SAME_SOUND) + max(rarest - COMMON_ZIPF, 0.0) * PENALTY_A_ZIPF


@lru_cache(maxsize=50_000)
def _key(name: str) -> str:
    return "".join(words(name)).replace("&", "et")


@lru_cache(maxsize=1000)
def _keys(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(_key, names))


@lru_cache(4096)
def name_key(name: str) -> str:
    """A name as its folded words: what stands between them (Ben-Sédira, Ben Sédira) is no difference to the ear."""
    return " ".join(words(name))


def heard_forms(mentions: Iterable[NameLink]) -> Mapping[str, str]:
    """Name key -> the form in which the machine mostly wrote it, the earliest of equals; no entry for a name that it
    wrote right at least once: a listener who reads the transcript finds that name there."""
    forms: dict[str, Counter[str]] = {}
    for mention in mentions:
        forms.setdefault(mention.name, Counter())[mention.heard] += 1
    by_name: dict[str, Counter[str]] = {}
    for name, counted in forms.items():
        by_name.setdefault(name_key(name), Counter()).update(counted)
    return {
        name: counted.most_common(1)[0][0] for name, counted in by_name.items() if all(name_key(form) != name for form in counted)
    }


_LONGEST_RUN = 4
"""Words of a run that is found as one, as of a name."""


@dataclass(frozen=True, slots=True)
class ChangedWords:
    """Folded words that were heard, those that stand in their place, and at which word of the line these begin."""

    heard: tuple[str, ...]
    said: tuple[str, ...]
    first: int


def changed_words(heard: str, text: str) -> tuple[ChangedWords, ...]:
    """What a correction changes of a line, run by run."""
    before, after = words(heard), words(text)
    runs = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return tuple(ChangedWords(tuple(before[a:b]), tuple(after[c:d]), c) for what, a, b, c, d in runs if what != "equal")


def heard_links(cues: Sequence[Cue], stream: TokenStream) -> Iterator[NameLink]:
    """The words that were heard as mentions of what stands in their place now: the whole run, and each of its words."""
    for number, cue in enumerate(cues):
        for change in changed_words(cue.heard, cue.text) if cue.heard and cue.kind == "speech" else ():
            first, length = stream.first_word(number) + change.first, len(change.said)
            if not length:
                first, length = max(first - 1, 0), min(1, len(stream.words))
            whole = (" ".join(change.heard),) if len(change.heard) <= _LONGEST_RUN else ()
            for name in dict.fromkeys((*whole, *change.heard)) if length else ():
                yield NameLink(name, first, length, 0.0, "correction", stream.as_written(first, length))
