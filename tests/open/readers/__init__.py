"""Others' software reads what the archive gives, and what it took is held against the archive: `python -m tests.open.readers
LIBRARY` for a whole archive, and the tests of this folder for the sample. A reader is a function over a `Visited` that yields, for
each thing that it read, what it was and, where that does not fit, why."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from flask.testing import FlaskClient

from archive.python_api import Archive

Outcome = tuple[str, str | None]
"""What was read; None, or how it differs from what the archive holds."""


@dataclass(frozen=True)
class Visited:
    """An archive: its library, its site asked in this process and served at an address, itself opened, and a folder to work in."""

    library: Path
    client: FlaskClient
    address: str
    archive: Archive
    work: Path

    def text(self, address: str) -> str:
        """What an address answers."""
        answer = self.client.get(address.removeprefix("http://localhost"))
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
        return answer.get_data(as_text=True)

    def json(self, address: str) -> dict:
        """The object that an address answers."""
        return self.client.get(address.removeprefix("http://localhost")).get_json(force=True)


Reader = Callable[[Visited], Iterator[Outcome]]


def plain(text: str) -> str:
    """The words without the width of their spaces, and without the sign that has no width."""
    return " ".join(text.replace("\u2060", "").split())


def different(**pairs: tuple[object, object]) -> str | None:
    """The first pair whose halves differ, as a complaint."""
    for name, (read, held) in pairs.items():
        if read != held:
            return f"{name}: {_where(read, held)}"
    return None


def _where(read: object, held: object) -> str:
    if isinstance(read, list) and isinstance(held, list):
        if len(read) != len(held):
            return f"{len(read)} read, {len(held)} held"
        place = next(place for place, (one, other) in enumerate(zip(read, held, strict=True)) if one != other)
        return f"at {place} {str(read[place])[:120]!r}, held {str(held[place])[:120]!r}"
    return f"{str(read)[:120]!r}, held {str(held)[:120]!r}"
