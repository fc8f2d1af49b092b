"""The words of each cue on a line, as the forms without markup have them: a turn begins with the name of who speaks.

`ingest` reads these lines by the rule of `archive.text.turns`. Where it would not give back who said what, word for
word, the lines state it by that module's sign; in nearly all episodes there is none of it."""

import re
from collections.abc import Iterator

from archive.analysis.analyze import Analysis
from archive.model.episode import Cue, Episode
from archive.text.turns import Turn, all_labelled, named, named_inside, speakers_of, turns_of, unnamed
from archive.transcripts.episode_json import correction_mark, speakers_in

_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]")


def one_line(words: str) -> str:
    """The words on one line, without characters that steer a terminal or turn the reading direction."""
    return " ".join(_CONTROLS.sub("", words).split())


def turns(episode: Episode, analysis: Analysis | None) -> tuple[str | None, ...]:
    """For each cue the name to be shown before it: where a turn begins, and its text does not begin with who speaks."""
    speakers, before = speakers_in(episode, analysis), None
    shown: list[str | None] = []
    for place, cue in enumerate(episode.cues):
        shown.append(None if _says_so(cue) or cue.speaker == before else speakers.label_of(place, cue))
        before = cue.speaker
    return tuple(shown)


def plain_lines(episode: Episode, analysis: Analysis | None) -> list[str]:
    """The lines for people."""
    return _noted(episode, _plain(episode, analysis))


def stated_lines(episode: Episode, analysis: Analysis | None) -> list[str]:
    """The same so that who said what can be read from them."""
    said, plain = _said(episode, analysis), _plain(episode, analysis)
    return _noted(episode, plain if turns_of(plain) == said else list(_stated(episode, said)))


def needs_brackets(episode: Episode, analysis: Analysis | None) -> bool:
    """Whether the clocks in front of the lines must stand in brackets: behind a bare clock a name is read as part of
    the words."""
    texts = [one_line(cue.text) for cue in episode.cues]
    if any(turns(episode, analysis)) or all_labelled(texts):
        return True
    return speakers_of(texts) != [cue.speaker for cue in episode.cues]


def voiced_lines(episode: Episode) -> list[str]:
    """The words alone, for a form that has names elsewhere; where there are none at all, no word can be taken for
    one."""
    texts = [one_line(cue.text) for cue in episode.cues]
    if not any(cue.speaker for cue in episode.cues) and any(turn.speaker for turn in turns_of(texts)):
        texts[0] = unnamed(texts[0])
    return _noted(episode, texts)


def _plain(episode: Episode, analysis: Analysis | None) -> list[str]:
    names = turns(episode, analysis)
    texts = (one_line(cue.text) for cue in episode.cues)
    return [f"{one_line(name)} : {text}" if name else text for name, text in zip(names, texts, strict=True)]


def _said(episode: Episode, analysis: Analysis | None) -> list[Turn]:
    """What a reader of the lines must get: the words, and who says them as the lines name them."""
    speakers, out = speakers_in(episode, analysis), list[Turn]()
    before: str | None = None
    name: str | None = None
    for place, cue in enumerate(episode.cues):
        if not out or cue.speaker != before:
            name = cue.speaker if _says_so(cue) else speakers.label_of(place, cue)
        out.append(Turn(one_line(cue.text), one_line(name) if name else None))
        before = cue.speaker
    return out


def _stated(episode: Episode, said: list[Turn]) -> Iterator[str]:
    before: str | None = ""
    for cue, turn in zip(episode.cues, said, strict=True):
        if cue.speaker == before:
            yield turn.text
        elif turn.speaker is None:
            yield unnamed(turn.text)
        else:
            yield named_inside(turn.speaker, turn.text) if _says_so(cue) else named(turn.speaker, turn.text)
        before = cue.speaker


def _says_so(cue: Cue) -> bool:
    """Whether a text begins with who speaks."""
    return bool(cue.speaker and re.match(rf"{re.escape(one_line(cue.speaker))}\s?:", one_line(cue.text)))


def _noted(episode: Episode, lines: list[str]) -> list[str]:
    """With a note where an editor corrected the line."""
    return [line + correction_mark(cue) for line, cue in zip(lines, episode.cues, strict=True)]
