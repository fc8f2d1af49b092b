"""How much of one speech stands in another."""

import subprocess
import sys
import tracemalloc

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.model.episode import Cue
from archive.text.shingles import (
    HASHES,
    ROWS,
    WORDS,
    alike,
    bands,
    resemblance,
    shared,
    shingles,
    signature,
    spoken_words,
)
from archive.text.tokenizer import words
from tests.amounts import cases

SPEECH = st.lists(st.sampled_from("abcdefgh"), max_size=60)


def slow_shared(a: list[str], b: list[str]) -> tuple[float, float]:
    """The plain twin: tuples of five words in sets."""

    def runs(words: list[str]) -> set[tuple[str, ...]]:
        run = min(WORDS, len(words))
        return {tuple(words[at : at + run]) for at in range(len(words) - run + 1)} if words else set()

    both = len(runs(a) & runs(b))
    return (both / len(runs(a)) if a else 0.0, both / len(runs(b)) if b else 0.0)


@given(SPEECH, SPEECH)
@settings(max_examples=cases(60, 1000))
def test_containment_is_that_of_a_slow_reader(a: list[str], b: list[str]) -> None:
    assert shared(shingles(a), shingles(b)) == slow_shared(a, b)


def test_a_clip_stands_in_its_programme_but_is_not_alike() -> None:
    whole = shingles([f"mot{at}" for at in range(500)])
    clip = shingles([f"mot{at}" for at in range(100, 200)])
    assert shared(clip, whole)[0] == 1.0
    assert not alike(clip, whole, 0.8)
    assert alike(whole, whole, 1.0)


def test_only_speech_is_compared_folded() -> None:
    cues = (Cue(0, "L’Été", kind="speech"), Cue(1, "[Musique]", kind="sound"), Cue(2, "Sous-titres", kind="artefact"))
    assert spoken_words(cues) == ["l", "ete"]


def test_a_signature_tells_the_resemblance_within_a_tenth() -> None:
    words = [f"mot{at}" for at in range(3000)]
    for cut in (0, 300, 1000, 2000, 3000):
        other = words[cut:] + [f"autre{at}" for at in range(cut)]
        true = len(np.intersect1d(shingles(words), shingles(other))) / len(np.union1d(shingles(words), shingles(other)))
        assert abs(resemblance(signature(shingles(words)), signature(shingles(other))) - true) < 0.1


def test_near_speeches_meet_in_a_band_and_strangers_hardly_ever() -> None:
    def speech(seed: int) -> list[str]:
        return [f"{seed}-{at}" for at in range(400)]

    met = strangers = 0
    for seed in range(100):
        near = [word if at % 45 else "autrement" for at, word in enumerate(speech(seed))]
        of_speech = bands(signature(shingles(speech(seed))))
        met += bool(np.intersect1d(of_speech, bands(signature(shingles(near)))).size)
        strangers += bool(np.intersect1d(of_speech, bands(signature(shingles(speech(seed + 1000))))).size)
    assert (met, strangers) == (100, 0)


def test_signatures_have_their_promised_shape_and_an_empty_speech_has_one_too() -> None:
    empty = signature(shingles([]))
    assert (empty.shape, empty.dtype) == ((HASHES,), np.dtype(np.uint32))
    assert bands(empty).shape == (HASHES // ROWS,)
    assert bands(empty).dtype == np.dtype(np.int64)


def test_signatures_are_the_same_in_every_process() -> None:
    """They are stored, so Python's seeded hashes must have no part in them."""
    script = (
        "from archive.text.shingles import *; print(bands(signature(shingles('un deux trois quatre cinq six'.split()))).tolist())"
    )
    here = bands(signature(shingles("un deux trois quatre cinq six".split()))).tolist()
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", script], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == str(here)


def test_the_words_of_many_captions_are_those_of_all_at_once_and_each_is_held_once() -> None:
    texts = ["", *(f"C'est le mot{at % 7} où l’on dit" for at in range(2_500)), ""]
    found = spoken_words([Cue(at, text) for at, text in enumerate(texts)])
    assert found == words("\n".join(texts))
    assert len({id(word) for word in found}) == len(set(found)) < 20


def test_shingles_take_few_bytes_beside_the_words() -> None:
    folded = ["mot", "autre", "encore", "jamais"] * 50_000
    tracemalloc.start()
    try:
        shingles(folded)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 32 * len(folded)
