"""Who speaks: the labels of a transcript's cues, linked to the people of the episode.

A transcript says `DUREL`, `J.-L. M.`, `Mme Sophie Durel` or `Sophie` for somebody whom the page names in full. A label is that
person's where it can be nobody else's. One that only tells voices apart (SPEAKER_00) names nobody; any other stands for itself.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from archive.languages import united
from archive.model.episode import Cue, Episode, Person
from archive.text.speaker_labels import names_nobody
from archive.text.tokenizer import words

MOST_SPEAKERS = 1000
"""of one episode: more are no voices, and their cues name nobody"""
NOBODY = -1
_ROLE_BEHIND = re.compile(r"\s*\([^()]*\)\s*$")
_CIVIL = frozenset("m mm mme mmes mlle mr mrs ms miss dr pr me monsieur madame mademoiselle maitre herr frau senor senora".split())
_DOTTED = re.compile(r"[^\W\d_]\.")


@dataclass(frozen=True, slots=True)
class Speakers:
    """names: who speaks, each once, in the order in which they first do; of_cues: for each cue the place in it of who says the
    cue, NOBODY where no one is named."""

    names: tuple[str, ...]
    of_cues: tuple[int, ...]

    def name_of(self, cue: int) -> str | None:
        """Who says a cue; None where no one is named."""
        place = self.of_cues[cue]
        return None if place == NOBODY else self.names[place]

    def label_of(self, place: int, cue: Cue) -> str | None:
        """What is shown for who says the cue at a place: the name, else the label as it stands."""
        return self.name_of(place) or cue.speaker


def speakers_of(episode: Episode) -> Speakers:
    """Who says each cue of an episode, by the name under which they are found."""
    labels = dict.fromkeys([cue.speaker for cue in episode.cues if cue.speaker])
    if not labels:
        return Speakers((), (NOBODY,) * len(episode.cues))
    name_of = {label: name for label in labels if (name := speaker_name(label, episode.people))}
    names = tuple(dict.fromkeys(name_of.values()))[:MOST_SPEAKERS]
    place = {name: number for number, name in enumerate(names)}
    of_label = {label: place.get(name, NOBODY) for label, name in name_of.items()}
    return Speakers(names, tuple(of_label.get(cue.speaker or "", NOBODY) for cue in episode.cues))


def speaker_name(label: str, people: Iterable[Person]) -> str | None:
    """The name of the one person a label can mean, else the label itself; None for one that names nobody."""
    bare = _ROLE_BEHIND.sub("", " ".join(label.split())) or label.strip()
    if names_nobody(bare):
        return None
    meant = _meant(bare, tuple(dict.fromkeys(person.name for person in people if person.kind != "cited")))
    return meant or bare


def _meant(label: str, names: Sequence[str]) -> str | None:
    """The name that a label is, else the only one that it may shorten."""
    said = tuple(words(label))
    if len(said) > 1 and said[0] in _CIVIL:
        said = said[1:]
    same = [name for name in names if tuple(words(name)) == said]
    found = same or [name for name in names if _shortens(said, words(name), dotted=_DOTTED.search(label) is not None)]
    return found[0] if len(found) == 1 else None


def _shortens(label: Sequence[str], name: Sequence[str], *, dotted: bool) -> bool:
    """Whether the words of a label are some of a name's, in their order, each whole or (where the label has dots, or is letters
    only) its first letter. Letters alone must stand for every word of the name but its particles."""
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
    return word == whole or (dotted and len(word) == 1 and whole.startswith(word))
