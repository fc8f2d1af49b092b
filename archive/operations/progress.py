"""How far long work is, told as it goes."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ProgressStep:
    """`done` of `total` things (None where nobody knows how many there are), and the name of the last, where it has
    one."""

    what: str
    done: int
    total: int | None = None
    name: str = ""


Progress = Callable[[ProgressStep], None]


def quiet(_: ProgressStep) -> None:
    """Nobody is told."""


def named(what: str, told: Progress, total: int | None = None) -> Callable[[str], None]:
    """To be called with the name of each thing that is done."""
    numbers = count(1)
    return lambda name: told(ProgressStep(what, next(numbers), total, name))


def numbered(what: str, told: Progress, total: int, then: str) -> Callable[[int], None]:
    """To be called with the number of things that are done so far; `then` is what begins after the last."""

    def tell(done: int) -> None:
        told(ProgressStep(what, done, total))
        if done == total:
            told(ProgressStep(then, 0))

    return tell


def through(things: Iterable[T], what: str, told: Progress, total: int) -> Iterator[T]:
    """The same things; each is told of once it was taken care of."""
    for number, thing in enumerate(things, start=1):
        yield thing
        told(ProgressStep(what, number, total))
