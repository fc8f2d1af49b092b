"""Processes beside this one: each is started afresh, and ends with the one that started it where it calls `end_with_parent`."""

import os
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from threading import Thread

SPAWNED = get_context("spawn")
"""A fresh interpreter: a forked one would share open databases and the locks of threads that it does not have."""


def end_with_parent() -> None:
    """Has this process end when the one that started it is gone, killed even: it would wait for work for ever, or go on writing
    beside whoever begins anew. A step within C that lets no other thread run is finished first. Does nothing in a process that no
    other of ours started."""
    parent = parent_process()
    if parent is not None:
        Thread(target=_end_with, args=(parent,), name="end with parent", daemon=True).start()


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)
