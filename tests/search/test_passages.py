"""Passages found in arrays are those that a slow reader finds."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from archive.search.index.types import Occurrences
from archive.search.ranking.passages import FAR_WORTH, NEAR_MS, PASSAGE_MS, SURELY_SHOWN, Passages, best_passages, passages, values

ROWS = 3


def occurrences(entries: list[tuple[int, int, int, int]]) -> Occurrences:
    """Occurrences from (row, position, start_ms, clause), one word each."""
    entries = sorted(set(entries))
    row, position, start, clause = (np.array([entry[n] for entry in entries], np.int32) for n in range(4))
    n = len(entries)
    return Occurrences(
        row=row,
        position=position,
        length=np.ones(n, np.int32),
        cue=position,
        start_ms=start,
        clause=clause.astype(np.uint8),
        slot=np.zeros(n, np.uint8),
        kind=np.zeros(n, np.uint8),
        weight=np.ones(n, np.float32),
        repeated=np.zeros(n, np.bool_),
    )


@st.composite
def said(draw: st.DrawFn) -> Occurrences:
    entries = []
    for row in range(ROWS):
        position = start = 0
        for _ in range(draw(st.integers(0, 12))):
            position += draw(st.integers(6, 40))  # words too far apart to follow one another
            start += draw(st.integers(0, 50_000))
            entries.append((row, position, start, draw(st.integers(0, 2))))
    return occurrences(entries)


def slow_worth(found: Occurrences, idf: list[float], first: int) -> tuple[float, float]:
    """Of the passage, and of an excerpt of it."""
    total = excerpt = 0.0
    for clause, value in enumerate(idf):
        for n in range(first, len(found.row)):
            if found.row[n] == found.row[first] and found.clause[n] == clause:
                distance = int(found.start_ms[n] - found.start_ms[first])
                share = min(1.0, max(0.0, (distance - NEAR_MS) / (PASSAGE_MS - NEAR_MS)))
                adds = value * (1 - (1 - FAR_WORTH) * share) if distance <= PASSAGE_MS else 0
                total += adds
                excerpt += adds if found.position[n] + 1 - found.position[first] <= SURELY_SHOWN else FAR_WORTH * adds
                break
    return total, excerpt


def passages_of(found: Occurrences, idf: np.ndarray, exact: Occurrences | None = None) -> Passages:
    """Every passage of some occurrences."""
    return passages(found, values(found, idf, exact), len(idf))


@given(said(), st.lists(st.floats(0.1, 9), min_size=3, max_size=3))
def test_every_passage_is_worth_what_a_slow_reader_says(found: Occurrences, idf: list[float]) -> None:
    every = passages_of(found, np.array(idf, np.float32))
    expected = [slow_worth(found, idf, n) for n in range(len(found.row))]
    np.testing.assert_allclose(every.worth, [one[0] for one in expected], rtol=1e-4)
    np.testing.assert_allclose(every.excerpt, [one[1] for one in expected], rtol=1e-4)


@given(said())
def test_the_best_passage_of_each_episode_is_its_greatest_and_earliest(found: Occurrences) -> None:
    every = passages_of(found, np.array([1, 2, 3], np.float32))
    best = best_passages(found, every, ROWS)
    for row in range(ROWS):
        here = np.flatnonzero(found.row == row)
        if not len(here):
            assert best.first[row] == -1 and best.worth[row] == 0
        else:
            assert best.first[row] == here[np.argmax(every.worth[here])]
            assert best.worth[row] == every.worth[here].max()


def test_words_close_together_beat_the_same_words_an_hour_apart() -> None:
    found = occurrences([(0, 0, 0, 0), (0, 9000, 3_600_000, 1), (1, 50, 1000, 0), (1, 60, 4000, 1)])
    best = best_passages(found, passages_of(found, np.ones(2, np.float32)), 2)
    assert best.worth[1] > best.worth[0]
    assert [int(held) for held in best.holds] == [0b01, 0b11]


def test_words_that_follow_one_another_beat_words_that_do_not() -> None:
    found = occurrences([(0, 10, 0, 0), (0, 11, 0, 1), (1, 10, 0, 0), (1, 30, 0, 1)])
    best = best_passages(found, passages_of(found, np.ones(2, np.float32)), 2)
    assert best.worth[0] > best.worth[1]


def test_a_query_said_word_for_word_is_worth_more() -> None:
    found = occurrences([(0, 10, 0, 0), (0, 14, 0, 1), (1, 10, 0, 0), (1, 14, 0, 1)])
    exact = occurrences([(1, 10, 0, 0)])
    exact = replace(exact, length=np.array([5]))
    best = best_passages(found, passages_of(found, np.ones(2, np.float32), exact), 2)
    assert best.worth[1] > best.worth[0]


def test_no_occurrence_at_all_gives_no_passage() -> None:
    found = occurrences([])
    best = best_passages(found, passages_of(found, np.ones(2, np.float32)), 2)
    assert best.first.tolist() == [-1, -1]
