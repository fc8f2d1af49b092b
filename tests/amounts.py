"""How many random cases a property is tried on: few in every run, many with THOROUGH=1."""

import os

THOROUGH = bool(os.environ.get("THOROUGH"))


def cases(few: int, many: int) -> int:
    """`few` in every run, `many` in a thorough one."""
    return many if THOROUGH else few
