"""Every caption of real transcripts is found as a quotation, at its second."""

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from archive.library import Library, StoredEpisode
from archive.model.episode import Cue
from archive.search import Index
from archive.search.generations import current
from archive.search.generations.generation import open_engine
from archive.search.index.read.engine import Engine
from archive.search.index.types import Clause, Expansion, Pattern, TermPosition
from archive.storage.array_file import Int32
from archive.text.tokenizer import words

QUOTED = 1_000
QUOTES = str.maketrans(dict.fromkeys('"«»“”„', " "))

pytestmark = [pytest.mark.shared, pytest.mark.slow]


@pytest.fixture(scope="module")
def stored(corpora_library: Path) -> tuple[StoredEpisode, ...]:
    with Library.open(corpora_library, read_only=True) as library:
        return tuple(library.stored())


def spoken(episode: StoredEpisode) -> list[Cue]:
    return [cue for cue in episode.episode.cues if cue.kind == "speech" and words(cue.text)]


def missed(index: Index, asked: Iterator[tuple[StoredEpisode, Cue]]) -> Iterator[str]:
    for episode, cue in asked:
        answer = index.search(f'"{cue.text.translate(QUOTES)}" episode:{episode.slug}', aggregations=False)
        if not answer.hits or cue.start_ms // 1000 not in {tick.seconds for tick in answer.hits[0].ticks}:
            yield f"{episode.slug} at {cue.start_ms}: {cue.text}"


def test_a_thousand_captions_are_found_as_quotations(index: Index, stored: tuple[StoredEpisode, ...]) -> None:
    every = [(episode, cue) for episode in stored for cue in spoken(episode)]
    assert list(missed(index, iter(random.Random(5).sample(every, QUOTED)))) == []


def test_the_last_caption_of_every_episode_is_found(index: Index, stored: tuple[StoredEpisode, ...]) -> None:
    assert list(missed(index, ((episode, spoken(episode)[-1]) for episode in stored if spoken(episode)))) == []


def test_the_words_of_every_caption_stand_at_its_positions_and_its_second(
    corpora_library: Path, stored: tuple[StoredEpisode, ...]
) -> None:
    generation = current(corpora_library)
    assert generation is not None
    engine = open_engine(generation)
    said = [(word, cue.start_ms) for episode in stored for cue in spoken(episode) for word in words(cue.text)]
    counts = [sum(len(words(cue.text)) for cue in spoken(episode)) for episode in stored]
    docs = np.array([engine.doc_of(episode.slug) for episode in stored], np.int32)
    vocabulary = sorted({word for word, _ in said})
    ids, starts = indexed(engine, docs, np.cumsum([0, *counts]), vocabulary)
    number = {word: n for n, word in enumerate(vocabulary)}
    np.testing.assert_array_equal(ids, [number[word] for word, _ in said])
    np.testing.assert_array_equal(starts, [start for _, start in said])
    engine.close()


def indexed(engine: Engine, docs: Int32, offset: np.ndarray, vocabulary: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """At every word position of the episodes laid end to end: which word the index holds there, and its cue's start."""
    ids, starts = np.full(offset[-1], -1), np.full(offset[-1], -1)
    for first in range(0, len(vocabulary), 200):
        clauses = [
            Clause(word, (Pattern((TermPosition(word, (Expansion((word,)),)),)),)) for word in vocabulary[first : first + 200]
        ]
        found = engine.occurrences(clauses, docs)
        place = offset[found.row] + found.position
        ids[place] = first + found.clause.astype(np.int64)
        starts[place] = found.start_ms
    return ids, starts


def test_a_quotation_over_two_captions_is_found_in_the_seed(index: Index) -> None:
    answer = index.search('"Tech & Co la quotidienne sur BFM Business"')
    (hit,) = (hit for hit in answer.hits if hit.summary.guid == "seed")
    assert [moment.start_ms // 1000 for moment in hit.moments] == [25 * 60 + 22]


def test_a_phrase_has_a_tick_for_each_of_its_captions(index: Index) -> None:
    (hit,) = (hit for hit in index.search('"commande publique"').hits if hit.summary.guid == "seed")
    assert len(hit.ticks) == 9
    assert hit.ticks[0].seconds == 20 * 60 + 28
