"""Pages made from good ones by cutting, gluing, shuffling lines and changing stamps, as accidents and careless hands do."""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

_STAMP = re.compile(r"[0-9]{1,3}:[0-5][0-9](?::[0-5][0-9])?(?:[.,][0-9]{1,3})?")
_WRITINGS = (
    lambda h, m, s: f"{h * 60 + m:02d}:{s:02d}",
    lambda h, m, s: f"{h}:{m:02d}:{s:02d}",
    lambda h, m, s: f"{h:02d}:{m:02d}:{s:02d}",
    lambda h, m, s: f"{h:02d}:{m:02d}:{s:02d}.160",
    lambda h, m, s: f"{h * 60 + m:02d}:{s:02d}.160",
    lambda h, m, s: f"{h:02d}:{m:02d}:{s:02d},160",
    lambda h, m, s: f"{h:02d}:{m:02d}:{s:02d}:05",
    lambda h, m, s: f"[{h:02d}:{m:02d}:{s:02d}]",
    lambda h, m, s: f"({h * 60 + m}:{s:02d})",
    lambda h, m, s: f"{h:02d}:{m:02d}:{s:02d} --> {h:02d}:{m:02d}:{s:02d}.500",
    lambda h, m, s: f"[{m:02d}:{s:02d}.000 --> {m:02d}:{s:02d}.900]",
    lambda h, m, s: f"{h * 60 + m:02d}:{s:02d} - {h * 60 + m:02d}:{s:02d}",
    lambda h, m, s: f"{m}:{s}",
    lambda h, m, s: f"{m:02d}.{s:02d}",
)


@dataclass(frozen=True, slots=True)
class Mutant:
    """A changed page, the name of the page it was made from, and what was done to it."""

    text: str
    source: str
    done: str


def mutants(sources: list[Path], count: int, seed: int) -> Iterator[Mutant]:
    """`count` changed pages, always the same for a seed."""
    chance = random.Random(seed)
    texts = {path.name: path.read_text("utf8") for path in sources}
    names = sorted(texts)
    for _ in range(count):
        name = chance.choice(names)
        text, done = texts[name], []
        for change in chance.choices(_CHANGES, k=chance.randint(1, 4)):
            text = change(text, texts[chance.choice(names)], chance)
            done.append(change.__name__)
        yield Mutant(text, name, ", ".join(done))


def cut(text: str, other: str, chance: random.Random) -> str:
    """A stretch of the text, cut at any sign."""
    first, end = sorted(chance.choices(range(len(text) + 1), k=2))
    return text[first:end]


def cut_lines(text: str, other: str, chance: random.Random) -> str:
    """Some lines lost."""
    return "\n".join(line for line in text.split("\n") if chance.random() > 0.2)


def cut_beginnings(text: str, other: str, chance: random.Random) -> str:
    """The first signs of some lines lost."""
    return "\n".join(line[chance.randint(0, 6) :] if chance.random() < 0.15 else line for line in text.split("\n"))


def glue(text: str, other: str, chance: random.Random) -> str:
    """Another page behind, or in the middle."""
    place = chance.choice((len(text), chance.randint(0, len(text))))
    return text[:place] + chance.choice(("", "\n", "\n\n")) + other + text[place:]


def glue_lines(text: str, other: str, chance: random.Random) -> str:
    """Line ends lost."""
    return "".join(line + ("" if chance.random() < 0.15 else "\n") for line in text.split("\n"))


def shuffle(text: str, other: str, chance: random.Random) -> str:
    """Some lines, or all, in another order."""
    lines = text.split("\n")
    if chance.random() < 0.3:
        chance.shuffle(lines)
        return "\n".join(lines)
    for _ in range(chance.randint(1, 8)):
        one, two = chance.randrange(len(lines)), chance.randrange(len(lines))
        lines[one], lines[two] = lines[two], lines[one]
    return "\n".join(lines)


def rewrite_stamps(text: str, other: str, chance: random.Random) -> str:
    """All stamps, or some, written in another way."""
    writing, share = chance.choice(_WRITINGS), chance.choice((1.0, 0.5, 0.05))
    return _STAMP.sub(lambda match: _rewritten(match, writing) if chance.random() < share else match[0], text)


def _rewritten(match: re.Match[str], writing: Callable[[int, int, int], str]) -> str:
    fields = [int(field) for field in re.findall(r"[0-9]+", re.split(r"[.,]", match[0])[0])]
    seconds = sum(field * 60**place for place, field in enumerate(reversed(fields)))
    return writing(seconds // 3600, seconds // 60 % 60, seconds % 60)


def move_stamps(text: str, other: str, chance: random.Random) -> str:
    """Some stamps replaced by any other time."""
    return _STAMP.sub(
        lambda match: f"{chance.randint(0, 120):02d}:{chance.randint(0, 59):02d}" if chance.random() < 0.1 else match[0], text
    )


def split_stamps(text: str, other: str, chance: random.Random) -> str:
    """Line ends behind some stamps, or within."""
    return _STAMP.sub(lambda match: _split(match[0], chance) if chance.random() < 0.2 else match[0], text)


def _split(stamp: str, chance: random.Random) -> str:
    place = chance.randint(1, len(stamp))
    return f"{stamp[:place]}\n{stamp[place:]}"


_CHANGES = (cut, cut_lines, cut_beginnings, glue, glue_lines, shuffle, rewrite_stamps, move_stamps, split_stamps)
