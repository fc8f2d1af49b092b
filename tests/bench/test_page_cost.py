"""`make page-cost` in small: the memory of a page that is costly, and how a cost is judged. No clock is asked."""

import sys

import pytest

from tests.bench.page_cost import KINDS, Cost, is_linear, measured


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="memory is read in /proc")
def test_a_page_of_one_word_keeps_to_the_memory_that_a_page_may_take() -> None:
    cost = measured("word", 0.1)
    assert cost.ended == 0
    assert 1.4 < cost.mb < 1.6
    assert 20 < cost.peak <= cost.bound


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_of_twice_the_scale_has_twice_the_size(kind: str) -> None:
    half, whole = (len(KINDS[kind][1](scale)) for scale in (0.01, 0.02))
    assert 1.5 * half < whole < 2.5 * half


def test_time_that_grows_with_the_square_and_memory_over_the_bound_are_told() -> None:
    half, whole, square = (Cost(mb, 0.0, cpu, 300.0, 0) for mb, cpu in ((5.0, 4.0), (10.0, 9.0), (10.0, 16.0)))
    assert is_linear(half, whole) and not is_linear(half, square)
    assert whole.is_small and not half.is_small
