"""Episodes for the bench: French words as often as they are said, or real transcripts recombined where these are present.

Episode number i is the same whatever the size of the corpus, so that 10,000 episodes begin with the same 1,000.
"""

import datetime as dt
import gzip
import json
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from archive.analysis import analyze
from archive.analysis.analyze import Analysis
from archive.analysis.mentions import NameLink
from archive.model.episode import Chapter, Cue, Episode, Person, Published, dumps, loads
from archive.text.tokenizer import words
from tests.bench.language import STRANGE_FALL, STRANGE_SHARE, Language, language, strange_word, written

CUES = 500
WORDS_A_CUE = (4, 14)
MS_A_WORD = 330
SET_PHRASE_RATE = 0.04
TOPIC_RATE = 0.08
BLOCK = 25
LINKS, PARAGRAPH, CHAPTER = 52, 6, 80
SEPARATOR = b"\t"
"""JSON holds none."""
FIRST_DAY = dt.date(2016, 1, 4)
DAYS = 3_650
SHOWS = ("Le Kiosque", "La Matinale", "Les Quais", "Le Débat", "Grand Angle", "Nuit blanche", "Le Journal", "Les Idées")
CATEGORIES = ("TV", "News", "Sport", "Personnes", "Musique", "Auto")
SHARED = Path(__file__).parents[3] / "shared" / "corpora"

Maker = Callable[[int], Episode]


def generated(number: int) -> Episode:
    """An episode of made-up speech."""
    rng = np.random.default_rng([7, number])
    spoken = language()
    return _episode(number, rng, spoken, _cues(_generated_lines(rng, spoken), rng))


def real(number: int) -> Episode:
    """An episode made of blocks of consecutive captions cut from real transcripts; its dates and people are invented."""
    rng = np.random.default_rng([8, number])
    lines: list[str] = []
    transcripts = _transcripts()
    while len(lines) < CUES:
        source = transcripts[int(rng.integers(len(transcripts)))]
        start = int(rng.integers(max(1, len(source) - BLOCK)))
        lines += source[start : start + BLOCK]
    return _episode(number, rng, language(), _cues(lines[:CUES], rng))


def slug_of(number: int) -> str:
    """The slug of an episode of a corpus."""
    return f"episode-{number:06d}"


def number_of(slug: str) -> int:
    """The number of the episode that has a slug."""
    return int(slug.rsplit("-", 1)[1])


def have_real() -> bool:
    """Whether real transcripts stand beside the project."""
    return any(SHARED.glob("fr-*.jsonl.gz"))


MAKERS: dict[str, Maker] = {"generated": generated, "real": real}


def write(kind: str, count: int, path: Path) -> Path:
    """The first `count` episodes in a file, one a line as the Library stores them; made once."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        partly = path.with_suffix(".part")
        with partly.open("wb") as file:
            file.writelines(_line(number, MAKERS[kind](number)) for number in range(count))
        partly.replace(path)
    starts(path)
    return path


def starts(path: Path) -> NDArray[np.int64]:
    """int64[n]: where each episode of such a file begins; kept beside it."""
    kept = path.with_suffix(".starts.npy")
    if not kept.exists():
        with path.open("rb") as file:
            ends = np.cumsum([len(line) for line in file])
        np.save(kept, np.append(0, ends[:-1]))
    return np.asarray(np.load(kept), np.int64)


def stored(path: Path) -> Iterator[Episode]:
    """The episodes of such a file, without what was computed over them: no other engine has a use for that, or waits for it."""
    with path.open("rb") as file:
        for line in file:
            yield loads(line.partition(SEPARATOR)[0])


def _line(number: int, episode: Episode) -> bytes:
    return dumps(episode) + SEPARATOR + analyze.dumps(analysis(number, episode)) + b"\n"


def read(line: bytes) -> tuple[Episode, Analysis]:
    """An episode of such a file, and what was computed over it."""
    episode, _, computed = line.partition(SEPARATOR)
    return loads(episode), analyze.loads(computed)


def analysis(number: int, episode: Episode) -> Analysis:
    """As much as the archive computes over a real episode of this length: a name linked every 90 words (52 an episode of the
    corpora beside the project), a paragraph every 6 cues, a chapter every 80; one cue in 100 is a line that the show repeats."""
    rng = np.random.default_rng([10, number])
    spoken = [word for cue in episode.cues for word in words(cue.text)]
    places = np.sort(rng.choice(len(spoken) - 2, min(LINKS, len(spoken) // 8), replace=False))
    names = [person.name for person in episode.people]
    links = (
        NameLink(names[place % len(names)], place, 2, round(float(rng.random()) * 0.15, 3), "people", " ".join(heard))
        for place, heard in ((place, spoken[place : place + 2]) for place in places.tolist())
    )
    return Analysis(
        paragraphs=tuple(cue // PARAGRAPH for cue in range(len(episode.cues))),
        chapters=tuple(Chapter(cue.start_ms, cue.text[:40], automatic=True) for cue in episode.cues[::CHAPTER]),
        links=tuple(links),
        repeated=tuple(range(0, len(episode.cues), 100)),
    )


def _generated_lines(rng: np.random.Generator, spoken: Language) -> list[str]:
    lengths = rng.integers(*WORDS_A_CUE, CUES)
    said = _speech(rng, spoken, int(lengths.sum()))
    bounds = np.concatenate([[0], np.cumsum(lengths)])
    lines = [written(said[first:end]) for first, end in pairwise(bounds)]
    ended = rng.random(CUES) < 0.6
    return [f"{line[:1].upper()}{line[1:]}." if whole else line for line, whole in zip(lines, ended, strict=True)]


def _speech(rng: np.random.Generator, spoken: Language, count: int) -> list[str]:
    """Words by their share of speech, with the episode's own subjects and set phrases among them."""
    ranks, strange = spoken.draw(rng, count), rng.random(count) < STRANGE_SHARE
    topics = rng.integers(100, 20_000, 40)
    on_topic = rng.random(count) < TOPIC_RATE
    ranks[on_topic] = topics[rng.integers(0, len(topics), int(on_topic.sum()))]
    said = [spoken.words[rank] for rank in ranks.tolist()]
    for place, rank in zip(np.flatnonzero(strange).tolist(), rng.zipf(STRANGE_FALL, int(strange.sum())).tolist(), strict=True):
        said[place] = strange_word(rank)
    common = (len(spoken.expressions) ** rng.random(int(count * SET_PHRASE_RATE))).astype(int) - 1
    for place, which in zip(rng.integers(0, count - 4, len(common)).tolist(), common.tolist(), strict=True):
        phrase = spoken.expressions[which]
        said[place : place + len(phrase)] = phrase
    return said


def _cues(lines: list[str], rng: np.random.Generator) -> tuple[Cue, ...]:
    words = np.array([line.count(" ") + 1 for line in lines])
    starts = np.concatenate([[0], np.cumsum(words[:-1] * MS_A_WORD + rng.integers(0, 600, len(lines) - 1))])
    return tuple(Cue(start, line) for start, line in zip(starts.tolist(), lines, strict=True))


def _episode(number: int, rng: np.random.Generator, spoken: Language, cues: tuple[Cue, ...]) -> Episode:
    day = FIRST_DAY + dt.timedelta(days=int(rng.integers(DAYS)))
    guests = [spoken.names[int(rng.zipf(1.3)) % len(spoken.names)] for _ in range(3)]
    show = SHOWS[min(int(rng.zipf(1.6)) - 1, len(SHOWS) - 1)]
    bare = Episode(title=f"{show}, numéro {number}", title_source="bench", page_sha256=f"{number:064x}", cleaner_version=1)
    return replace(
        bare,
        slug=slug_of(number),
        guid=f"bench-{number:06d}",
        show=show,
        published=Published(day, "bench"),
        description=f"{show} reçoit {', '.join(guests)}.",
        category=CATEGORIES[int(rng.integers(len(CATEGORIES)))],
        people=tuple(Person(name, "guest") for name in guests),
        language="fr",
        cues=cues,
    )


@lru_cache(1)
def _transcripts() -> tuple[tuple[str, ...], ...]:
    """The captions of every French transcript beside the project that is long enough to be cut."""
    found = []
    for path in sorted(SHARED.glob("fr-*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf8") as file:
            for line in file:
                texts = tuple(_plain(cue["text"]) for cue in json.loads(line)["segments"])
                found.append(tuple(text for text in texts if text))
    return tuple(captions for captions in found if len(captions) > BLOCK)


def _plain(text: str) -> str:
    """The text with its accents composed, which not every engine does by itself."""
    return " ".join(unicodedata.normalize("NFC", text).split())
