"""What a build keeps of freed memory, and that it gives it back."""

import ctypes
import gc

import numpy as np
import psutil
import pytest

from archive.search.generations.building import kept_memory

MB = 2**20
pytestmark = pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallopt"), reason="the C library is not glibc")


def resident_mb() -> float:
    gc.collect()
    return psutil.Process().memory_info().rss / MB


def test_freed_memory_is_kept_for_the_next_array_and_given_back_at_the_end() -> None:
    before = resident_mb()
    with kept_memory():
        np.ones(400 * MB, np.uint8)
        kept = resident_mb()
    assert kept - before > 300
    assert resident_mb() - before < 100


def test_memory_is_given_back_where_a_build_fails() -> None:
    before = resident_mb()
    with pytest.raises(ZeroDivisionError), kept_memory():
        np.ones(400 * MB, np.uint8)
        raise ZeroDivisionError
    assert resident_mb() - before < 100
