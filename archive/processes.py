"""Processes beside this one: each is started afresh, and ends with the one that started it."""

import os
from multiprocessing import get_context, parent_process
from threading import Thread

SPAWNED = get_context("spawn")
"""A fresh interpreter: a forked one would share open databases and the locks of threads that it does not have."""


def end_with_parent() -> None:
    """Has this process end at once when the one that started it is gone, killed even: it would wait for work for ever, or go on
    writing beside whoever begins anew. Does nothing in a process that no other of ours started."""
    Thread(target=_end_with_parent, name="end with parent", daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
