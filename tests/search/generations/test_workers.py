"""Nobody waits for a process that is dead."""

import os
import signal
from typing import Any

import pytest

from archive.processes import SPAWNED
from archive.search.generations import GenerationError
from archive.search.generations.building import _Others


def test_a_process_that_dies_holding_a_queue_holds_nobody_up() -> None:
    queue: Any = SPAWNED.Queue()
    process = SPAWNED.Process(target=_die_holding, args=(queue,))
    process.start()
    process.join()
    queue.put("a batch")
    with pytest.raises(GenerationError, match="ended with code -9"):
        _Others(SPAWNED.Queue(), [process], lambda _: None).wait_for(queue)
    queue.cancel_join_thread()


def _die_holding(queue: Any) -> None:
    queue._rlock.acquire()
    os.kill(os.getpid(), signal.SIGKILL)
