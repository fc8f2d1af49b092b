"""A process ends with the one that started it. As a program this is the one that is killed: python -m tests.test_processes."""

import subprocess
import sys
import time

from archive.processes import SPAWNED, end_with_parent


def test_a_process_ends_with_the_one_that_started_it_killed_even() -> None:
    parent = subprocess.Popen([sys.executable, "-m", "tests.test_processes"], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    assert parent.stdout.readline() == b"waiting\n"
    parent.kill()
    # The output ends with the last process that could write to it.
    parent.communicate(timeout=30)


def wait() -> None:
    """What the other process does: for ever, if it were let."""
    end_with_parent()
    print("waiting", flush=True)
    time.sleep(3600)


if __name__ == "__main__":
    other = SPAWNED.Process(target=wait)
    other.start()
    other.join()
