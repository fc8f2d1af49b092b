"""What must stay quick however large the library grows. Processor time, with room for a slow machine."""

import time
from collections.abc import Callable

import pytest

from archive.library import Library
from tests.library.builders import episode, page, speech

MANY = 2000


@pytest.fixture
def large(library: Library) -> Library:
    """Episodes of 300 cues, five tellings of each speech."""
    cues = [speech(seed, 3000) for seed in range(20)]
    with library.together():
        for seed in range(MANY):
            library.keep(page(seed), episode(seed, guid=f"g{seed}", cues=cues[seed % 20][seed // 20 :]))
    return library


def cost_ms(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


@pytest.mark.slow
def test_a_large_library_answers_as_quickly_as_promised(large: Library) -> None:
    """Measured with 10,000 episodes of 257 cues: digests 5 to 10 ms, an episode read 0.21 ms, a page kept 3.7 ms, one that is
    known 0.64 ms."""
    assert len(large.digests()) == MANY
    assert cost_ms(large.digests) < 50
    assert cost_ms(lambda: sum(1 for _ in large.stored())) < MANY * 1.0
    assert cost_ms(lambda: [large.keep(page(seed), episode(seed, guid=f"g{seed}")) for seed in range(3000, 3050)]) < 50 * 15
    assert cost_ms(lambda: [large.keep(page(seed), episode(seed, guid=f"g{seed}")) for seed in range(3000, 3050)]) < 50 * 8
