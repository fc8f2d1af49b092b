"""The distance by ear: cheap where machines mistake sounds for one another, and the same in both of its forms."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.languages.base import SOUNDS
from archive.languages.phonetic_distance import LONGEST, IncrementalDistance, distance, fixed_width, matrix, reversed_codes
from archive.storage.array_file import Float32, UInt8

codes = st.text(alphabet=SOUNDS, min_size=1, max_size=12)


def apart_from(code: str, numbers: UInt8, lengths: UInt8) -> Float32:
    """The distance of one code from each of many (as `matrix` gives them): float32[n], the same values as `distance`."""
    query = IncrementalDistance(code)
    rows = before = query.start(len(lengths))
    previous = np.zeros(len(lengths), dtype=np.uint8)
    cost = rows[-1].copy()
    for place in range(int(lengths.max(initial=0))):
        sounds = numbers[:, place]
        before, rows = rows, query.extend(rows, before, sounds, previous)
        cost = np.where(lengths == place + 1, rows[-1], cost)
        previous = sounds
    return np.asarray(cost / np.maximum(lengths, max(len(query.code), 1)), dtype=np.float32)


@given(codes, st.lists(codes, min_size=1, max_size=6))
def test_the_distance_from_many_is_the_distance_from_each(code: str, others: list[str]) -> None:
    numbers, lengths = matrix(fixed_width(others))
    assert np.allclose(apart_from(code, numbers, lengths), [distance(code, other) for other in others], atol=1e-4)


@given(codes, codes)
def test_the_distance_is_the_same_both_ways(one: str, other: str) -> None:
    assert distance(one, other) == pytest.approx(distance(other, one), abs=1e-6)


@given(codes)
def test_a_code_is_no_distance_from_itself(code: str) -> None:
    assert distance(code, code) == 0


@given(codes, codes)
def test_heard_backwards_the_distance_is_the_same(one: str, other: str) -> None:
    query, sounds = IncrementalDistance(one, backwards=True), matrix(fixed_width([other]))[0][0, : len(other)][::-1]
    rows = before = query.start(1)
    previous = np.zeros(1, dtype=np.uint8)
    for sound in sounds:
        heard = np.array([sound], dtype=np.uint8)
        before, rows = rows, query.extend(rows, before, heard, previous)
        previous = heard
    assert rows[-1, 0] / max(len(one), len(other)) == pytest.approx(distance(one, other), abs=1e-4)


@pytest.mark.parametrize(("near", "far"), [("pato bato", "pato lato"), ("sAtE sOtE", "sAtE sitE"), ("mani mami", "mani magi")])
def test_sounds_that_machines_mix_up_are_nearer(near: str, far: str) -> None:
    assert distance(*near.split()) < distance(*far.split())


def test_a_nasal_is_near_its_vowel_and_n() -> None:
    assert distance("kAdi", "kandi") < distance("kAdi", "kaldi")


def test_a_long_code_is_cut_and_not_refused() -> None:
    numbers, lengths = matrix(fixed_width(["a" * 100]))
    assert lengths.tolist() == [LONGEST]
    assert numbers.shape == (1, LONGEST)


@given(st.lists(st.text(alphabet=SOUNDS, max_size=30), max_size=8))
def test_mirrored_codes_are_read_from_their_end(written: list[str]) -> None:
    turned = [code.decode("latin-1") for code in reversed_codes(fixed_width(written)).tolist()]
    assert turned == [code[:LONGEST][::-1] for code in written]
