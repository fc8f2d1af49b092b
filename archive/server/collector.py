"""The collector of cycles, in a process that serves."""

import gc


def freeze_loaded() -> None:
    """Has the collector pass over all that the process holds by now, modules and an open index above all: to look through them took
    it 40 ms, some times in a thousand questions. To be called once, when all is loaded."""
    gc.collect()
    gc.freeze()
