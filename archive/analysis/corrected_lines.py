"""Words that an editor put right: linked to the ones that were heard, so that both are found in the same place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from archive.analysis.mentions import NameLink
from archive.model.episode import Cue
from archive.text.token_stream import TokenStream
from archive.text.tokenizer import words

EVIDENCE = "correction"
LONGEST_RUN = 4
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
            whole = (" ".join(change.heard),) if len(change.heard) <= LONGEST_RUN else ()
            for name in dict.fromkeys((*whole, *change.heard)) if length else ():
                yield NameLink(name, first, length, 0.0, EVIDENCE, stream.as_written(first, length))
