"""Who speaks: the labels of a transcript's cues, linked to the people of the episode.

A transcript says `DUREL`, `J.-L. M.`, `Mme Sophie Durel` or `Sophie` for somebody whom the page names in full. A label
is that person's where it can be nobody else's. One that only tells voices apart (SPEAKER_00) names nobody; any other
stands for itself."""

import operator
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from rapidfuzz.distance import Levenshtein

from archive.languages import united
from archive.languages.phonetic_distance import sound_alike
from archive.model.episode import Cue, Episode
from archive.text.speaker_labels import LABEL, is_label, is_name, names_nobody
from archive.text.tokenizer import ends_sentence, sentence_begins, words
from archive.text.word_times import silence_ms

MOST_SPEAKERS = 1000
"""of one episode: more are no voices, and their cues name nobody"""
NOBODY = -1
SILENCE_MS = 5000
"""between two captions: after more no sentence goes on"""
LEAST_HEARD = 4
"""letters of a word of a name from which on another may be the same misheard"""
MOST_INITIALS = 4
"""letters of a name of capitals alone that may be initials"""
_ROLE_BEHIND = re.compile(r"\s*\([^()]*\)\s*$")
COURTESY_TITLES = frozenset(
    "m mm mme mmes mlle mr mrs ms miss dr pr me monsieur madame mademoiselle maitre herr frau senor senora".split()
)
"""folded, that stand before a name"""
_DOTTED = re.compile(r"[^\W\d_]\.")
_WHOLE = re.compile(r"(?<!\w)[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+){1,3}")
"""A name of several words."""


@dataclass(frozen=True, slots=True)
class Speakers:
    """names: who speaks, each once, in the order in which they first do; of_cues: for each cue the place in it of who
    says the cue, NOBODY where no one is named."""

    names: tuple[str, ...]
    of_cues: tuple[int, ...]

    def name_of(self, cue: int) -> str | None:
        """Who says a cue; None where no one is named."""
        place = self.of_cues[cue]
        return None if place == NOBODY else self.names[place]

    def label_of(self, place: int, cue: Cue) -> str | None:
        """What is shown for who says the cue at a place: the name, else the label as it stands."""
        return self.name_of(place) or cue.speaker


def labels_in(episode: Episode) -> frozenset[str]:
    """How the page calls those who speak."""
    return frozenset(cue.speaker for cue in episode.cues if cue.speaker)


def turns_in(cue: Cue, labels: Collection[str]) -> list[tuple[str | None, int, int]]:
    """Who says a cue, and from which letter of it to which: as its page tells, and as its text does where that names
    somebody (`JLM : …`, also amid it; `Dorian : - …`, `AQUACULTRICE : …`). What tells is said by nobody. `labels`: how
    the page calls those who speak; without any no text tells."""
    found = [one for one in LABEL.finditer(cue.text) if labels and _tells(one, labels)]
    ends = [*(one.start() for one in found), len(cue.text)]
    own = [(cue.speaker, 0, ends[0])] if ends[0] or not found else []
    return own + [(one["name"].strip(), one.end(), end) for one, end in zip(found, ends[1:], strict=True)]


def _tells(label: re.Match[str], labels: Collection[str]) -> bool:
    """Whether what stands before a colon is who speaks: a label of the page or another writing of such a name, capitals
    alone, or before a dash."""
    name = label["name"].strip()
    if name in labels or (len(name) > 2 and name == name.upper()) or (label["dash"] and is_label(name)):
        return True
    return " " in name and is_name(name) and any(may_be_one(name, one) for one in labels)


def turns_between(episode: Episode, cues: range, begin: int = 0, end: int | None = None) -> list[tuple[str, str]]:
    """Who says the words of some cues, from a letter of the first of them to one of the last, one after the other, and
    what each does; without a name where nothing tells one."""
    labels, said = labels_in(episode), list[tuple[str | None, str]]()
    for place in (place for place in cues if episode.cues[place].kind == "speech"):
        cue = episode.cues[place]
        first, last = begin if place == cues[0] else 0, end if place == cues[-1] else None
        for who, start, stop in turns_in(cue, labels):
            part = cue.text[max(first, start) : stop if last is None else min(last, stop)].strip()
            said += [(who, part)] if part else []
    runs = groupby(said, key=operator.itemgetter(0))
    names = names_in(episode, labels)
    return [(speaker_name(who or "", names) or "", " ".join(part for _, part in some)) for who, some in runs]


def said_from(episode: Episode, place: int, letter: int) -> int:
    """The letter of a cue, from one on, at which something is said: behind a label where that one stands in it."""
    turns = turns_in(episode.cues[place], labels_in(episode))
    return next((max(letter, begin) for _who, begin, end in turns if letter < end), letter)


def begin_of_sentence(episode: Episode, cue: int, most: int) -> tuple[int, int]:
    """The cue, and the letter in it, at which the sentence begins that goes on in a cue, said by one alone and without
    a long silence, at most so many words before; the cue's own beginning where none does."""
    labels, words_before, begun = labels_in(episode), 0, cue
    while (place := _goes_on_from(episode, begun, labels)) is not None:
        before = episode.cues[place].text
        letter = max((turns_in(episode.cues[place], labels)[-1][1], *sentence_begins(before)))
        words_before += len(before[letter:].split())
        if words_before > most:
            return cue, 0
        if letter:
            return place, letter
        begun = place
    return begun, 0


def end_of_sentence(episode: Episode, cue: int, fewest: int, most: int) -> int:
    """The cue with which the sentence ends that begins in one, of so many words at least where others follow, and said
    by one alone; of a longer one the first that has so many. A sound that is noted ends with itself."""
    if episode.cues[cue].kind != "speech":
        return cue
    held, before, labels = 0, None, labels_in(episode)
    for place in (place for place in range(cue, len(episode.cues)) if episode.cues[place].kind == "speech"):
        turns = turns_in(episode.cues[place], labels)
        if place > cue and turns[0][0] != before:
            return place - 1
        before = turns[-1][0]
        held += len(episode.cues[place].text.split())
        if held >= most or (held >= fewest and ends_sentence(episode.cues[place].text)):
            return place
    return len(episode.cues) - 1


def _goes_on_from(episode: Episode, cue: int, labels: Collection[str]) -> int | None:
    """The speech before a cue whose sentence goes on in it, said by the same one and without a long silence."""
    place = next((place for place in range(cue - 1, -1, -1) if episode.cues[place].kind == "speech"), None)
    if place is None or turns_in(episode.cues[place], labels)[-1][0] != turns_in(episode.cues[cue], labels)[0][0]:
        return None
    before = episode.cues[place]
    ends = ends_sentence(before.text) or silence_ms(before, episode.cues[cue]) > SILENCE_MS
    return None if ends else place


def is_amid_sentence(episode: Episode, cue: int, letter: int) -> bool:
    """Whether what is said from a letter of a cue on goes on with a sentence that has begun before."""
    labels, before = labels_in(episode), episode.cues[cue].text[:letter]
    begun = max((begin for _who, begin, _end in turns_in(episode.cues[cue], labels) if begin <= letter), default=0)
    if any(map(str.isalnum, before[begun:])):
        return not ends_sentence(before)
    return not begun and _goes_on_from(episode, cue, labels) is not None


def across_gaps(parts: Iterable[Sequence[tuple[str, str]]]) -> list[tuple[str, str]]:
    """The turns of the parts of a quotation as those of the whole, with […] where it leaves words out between them."""
    turns: list[tuple[str, str]] = []
    for (who, said), *more in parts:
        if turns:
            before, text = turns.pop()
            text = f"{text.rstrip(' ,;:')} […]"
            turns += [(who, f"{text} {said}")] if who == before else [(before, text), (who, said)]
        else:
            turns.append((who, said))
        turns += more
    return turns


def speakers_of(episode: Episode) -> Speakers:
    """Who says each cue of an episode, by the name under which they are found."""
    labels = dict.fromkeys([cue.speaker for cue in episode.cues if cue.speaker])
    if not labels:
        return Speakers((), (NOBODY,) * len(episode.cues))
    known = names_in(episode, labels)
    name_of = {label: name for label in labels if (name := speaker_name(label, known))}
    names = tuple(dict.fromkeys(name_of.values()))[:MOST_SPEAKERS]
    place = {name: number for number, name in enumerate(names)}
    of_label = {label: place.get(name, NOBODY) for label, name in name_of.items()}
    return Speakers(names, tuple(of_label.get(cue.speaker or "", NOBODY) for cue in episode.cues))


def names_in(episode: Episode, labels: Collection[str]) -> tuple[str, ...]:
    """Whom a page tells to be in an episode; of those whom labels call by initials that are nobody's else, whom its
    text names whole where they speak, and else the one whom it names whole and the title or description by the last
    name."""
    names = tuple(dict.fromkeys(person.name for person in episode.people if person.kind != "cited"))
    letters = {label for label in labels if is_initials(label) and not any(may_be_one(name, label) for name in names)}
    told = {who for cue in episode.cues for who, *_ in turns_in(cue, letters)} if letters else set()
    whole = [who for who in sorted(filter(None, told)) if _is_whole_name(who)]
    speak = [who for who in whole if any(_meant(label, (who,)) for label in letters - {*who.split()})]
    left = {label for label in letters if not any(_meant(label, (who,)) for who in speak)}
    announced = list(_announced(episode, left)) if left else []
    return (*names, *speak, *announced, *_usual({one for one in left if not any(_meant(one, (who,)) for who in announced)}))


def _announced(episode: Episode, labels: Collection[str]) -> Iterator[str]:
    """Whom initials mean of those whom the cues name whole, and the title or description by the last name; nobody where
    they may be two."""
    stated = {*words(episode.title), *words(episode.description)}
    named = Counter(found for cue in episode.cues for found in _WHOLE.findall(cue.text))
    of_words = {tuple(words(name)): name for name, _ in reversed(named.most_common())}
    for label in sorted(labels):
        found = [name for parts, name in of_words.items() if parts[-1] in stated and _meant(label, (name,))]
        yield from found if len(found) == 1 else ()


def _usual(labels: Collection[str]) -> Iterator[str]:
    """Of initials that nobody has, written in several ways (J.-L. M., JLM, Jlm), the fullest writing."""
    full = sorted(labels, key=lambda label: (-len(words(label)), not label.isupper(), label))
    for _letters, alike in groupby(sorted(full, key=_letters_alone), _letters_alone):
        first, *others = alike
        yield from (first,) if others else ()


def _letters_alone(label: str) -> str:
    return "".join(words(label))


def _is_whole_name(who: str) -> bool:
    """Whether a name is of several words, no letter among them: each has a capital, but for particles."""
    parts, particles = [one for one in who.split() if words(one)], united().name_particles
    return len(parts) > 1 and all(len(words(one)[0]) > 1 and (one[0].isupper() or one in particles) for one in parts)


def speaker_name(label: str, names: Sequence[str]) -> str | None:
    """The one name that a label can mean, else the label itself; None for one that names nobody."""
    bare = _ROLE_BEHIND.sub("", " ".join(label.split())) or label.strip()
    return None if names_nobody(bare) else _meant(bare, names) or bare


def _meant(label: str, names: Sequence[str]) -> str | None:
    """The name that a label is, else the only one that it may shorten."""
    said = tuple(words(label))
    # but M. D. is initials
    if len(said) > 1 and said[0] in COURTESY_TITLES and not all(len(word) == 1 for word in said):
        said = said[1:]
    same = [name for name in names if tuple(words(name)) == said]
    found = same or [name for name in names if _shortens(said, words(name), dotted=_DOTTED.search(label) is not None)]
    return found[0] if len(found) == 1 else None


def _shortens(label: Sequence[str], name: Sequence[str], *, dotted: bool) -> bool:
    """Whether the words of a label are some of a name's, in their order, each whole or (where the label has dots, or is
    letters only) its first letter. Letters alone must stand for every word of the name but its particles."""
    letters = [word for word in label if len(word) == 1]
    if len(letters) == len(label):
        return _letters_of(name, "".join(letters))
    if len(label) == 1 and label[0].isascii() and _letters_of(name, label[0]) and len(label[0]) > 1:
        return True
    rest = iter(name)
    return all(any(_stands_for(word, whole, dotted) for whole in rest) for word in label)


def _letters_of(name: Sequence[str], letters: str) -> bool:
    particles = united().name_particles
    return letters in {"".join(word[0] for word in name), "".join(word[0] for word in name if word not in particles)}


def _stands_for(word: str, whole: str, dotted: bool) -> bool:
    return word == whole or (dotted and _is_letter_of(word, whole))


def may_be_one(one: str, other: str) -> bool:
    """Whether two names may be one person's, each whole, a part or initials: each word of the shorter stands for one of
    the other, whole, cut (J.-L. M., JLM, Sam) or as it may be heard; or the last word of one stands behind the first of
    the other: somebody is called Bob who is named Robert; no letter does (F. L., J.-L. M.). A first name alone that
    both have makes them one no more than its half (Jean-Luc, Jean-Jacques)."""
    short, long = sorted((_parts_of(one), _parts_of(other)), key=len)
    return _all_stand_in(short, long) or any(len(a[-1]) > 1 and a[-1] in b[1:] for a, b in ((short, long), (long, short)))


def is_initials(name: str) -> bool:
    """Whether a name is initials alone (JLM, A. B.), which many may have."""
    return all(len(part) == 1 for part in _parts_of(name))


def _all_stand_in(short: Sequence[str], long: Sequence[str]) -> bool:
    """Whether each word of a name stands for one of the other, no two for the same; in any order (MÉLENCHON Jean-
    Luc)."""
    left = list(long)
    for part in sorted(short, key=len, reverse=True):
        found = next((whole for alike in (operator.eq, _is_cut, _is_heard) for whole in left if alike(part, whole)), None)
        if found is None:
            return False
        left.remove(found)
    return True


def _is_cut(part: str, whole: str) -> bool:
    return whole.startswith(part) or part.startswith(whole)


def _is_heard(part: str, whole: str) -> bool:
    """Whether a word of a name may be another misheard: a letter apart, or sounding nearly the same."""
    if min(len(part), len(whole)) < LEAST_HEARD:
        return False
    return Levenshtein.distance(part, whole, score_cutoff=1) <= 1 or sound_alike(part, whole)


def _parts_of(name: str) -> list[str]:
    """The words of a name without particles and titles; the letters of one that is capitals alone (JLM)."""
    left_out = COURTESY_TITLES.union(united().name_particles)
    parts = [word for word in words(name) if len(word) == 1 or word not in left_out]
    return list(parts[0]) if len(parts) == 1 and name.isupper() and len(parts[0]) <= MOST_INITIALS else parts


def _is_letter_of(part: str, whole: str) -> bool:
    return part == whole or (len(part) == 1 and whole.startswith(part))


# -- who a voice may be


_NAME = r"((?:[A-ZÀ-Þ][\w’'-]+ ){0,2}[A-ZÀ-Þ][\w’'-]+)"
_INTRODUCES = re.compile(rf"\b(?:[Jj]e suis|[Jj]e m['’]appelle|[Mm]on nom est|I am|I['’]m|[Mm]y name is) {_NAME}")
_ADDRESSED = 80
"""A question names whom it is put to in its last letters."""
MOST_HINTS = 3
_NO_NAME = frozenset(words("I'm I"))


def suggested_names(episode: Episode) -> dict[str, tuple[tuple[str, str], ...]]:
    """Label -> names that it may be, each with what says so: who introduces themselves, who is addressed before they
    speak, the page's host where one voice begins. Nothing is taken of it without staff."""
    found: dict[str, dict[str, str]] = {}
    cues = [cue for cue in episode.cues if cue.speaker]
    people = [person for person in episode.people if person.kind != "cited"]
    for place, cue in enumerate(cues):
        match = _INTRODUCES.search(cue.text)
        if match and not set(words(match[1])) <= {*words(_label(cue)), *_NO_NAME}:  # “I'm I'm”; the label's own
            found.setdefault(_label(cue), {}).setdefault(match[1], f"“{match[0]}”")
        after = cues[place + 1] if place + 1 < len(cues) else None
        if after is not None and _label(after) != _label(cue):
            for person in people:
                if person.name in cue.text[-_ADDRESSED:] and not (match and person.name in match[1]):
                    found.setdefault(_label(after), {}).setdefault(person.name, f"“…{cue.text[-_ADDRESSED:]}”")
    hosts = [person.name for person in people if person.kind == "host"]
    if cues and len(hosts) == 1:
        found.setdefault(_label(cues[0]), {}).setdefault(hosts[0], "the page's host; this voice begins")
    return {label: tuple(names.items())[:MOST_HINTS] for label, names in found.items()}


def _label(cue: Cue) -> str:
    return cue.label or cue.speaker or ""
