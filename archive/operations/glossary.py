"""The glossary as a table that people edit elsewhere, and what listeners' unanswered questions suggest for it."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, cast, get_args

from archive.library import GlossaryEntry, GlossaryState
from archive.operations.errors import OperationError
from archive.operations.query_counts import CountedQuery

if TYPE_CHECKING:
    from archive.search.shown.answer import Answer

COLUMNS = ("name", "heard", "show", "state", "evidence")
_STATES = get_args(GlossaryState)


class Index(Protocol):
    """What answers: an open index."""

    def search(self, text: str, *, limit: int = ..., moments: int | None = ..., aggregations: bool = ...) -> "Answer":
        """The answer to what was typed."""
        ...


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question that listeners asked in vain, and the nearest thing the archive holds (`near` empty where it holds none)."""

    words: str
    asked: int
    near: str = ""
    kind: str = ""
    episodes: int = 0

    def entry(self) -> GlossaryEntry | None:
        """The glossary entry it makes, for staff to confirm; None where nothing is near."""
        if not self.near:
            return None
        evidence = f"asked {self.asked} times without an answer; {self.kind}: {self.near} ({self.episodes} episodes)"
        return GlossaryEntry(self.words, self.near, None, "suggested", evidence)


def as_csv(entries: Iterable[GlossaryEntry]) -> str:
    """The entries as CSV with a header."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(
        (_safe(entry.name), _safe(entry.heard), _safe(entry.show or ""), entry.state, _safe(entry.evidence)) for entry in entries
    )
    return out.getvalue()


def of_csv(text: str) -> tuple[GlossaryEntry, ...]:
    """The entries of a CSV (or TSV) whose header names at least `name`; raises OperationError with the line that cannot be read."""
    text = text.removeprefix("\ufeff")
    delimiter = "\t" if "\t" in text.partition("\n")[0] else ";" if ";" in text.partition("\n")[0] else ","
    rows = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    if "name" not in (rows.fieldnames or ()):
        raise OperationError(
            f"the first line must name the columns: {', '.join(COLUMNS)} (name is needed, the others may lack)", code="no-columns"
        )
    return tuple(_entries(rows))


def _entries(rows: "csv.DictReader[str]") -> Iterator[GlossaryEntry]:
    for row in rows:
        fields = {column: (row.get(column) or "").strip() for column in COLUMNS}
        if not any(fields.values()):
            continue
        state = fields["state"] or "confirmed"
        if not fields["name"] or state not in _STATES:
            words = f"line {rows.line_num}: a name is needed, and a state of {', '.join(_STATES)} (not {state!r})"
            raise OperationError(words, code="bad-entry", line=rows.line_num)
        evidence = _plain(fields["evidence"]) or "imported"
        yield GlossaryEntry(
            _plain(fields["name"]), _plain(fields["heard"]), _plain(fields["show"]) or None, cast(GlossaryState, state), evidence
        )


def suggestions(index: Index, asked: Iterable[CountedQuery], most: int = 30) -> tuple[Suggestion, ...]:
    """For each question without (or with only a partial) answer, the nearest form that the archive holds, as the receipt of its
    answer tells it. Those with a near form first, the most asked first."""
    found = [_suggestion(index, one) for one in list(asked)[:most]]
    return tuple(sorted(found, key=lambda one: (not one.near, -one.asked, one.words)))


def _suggestion(index: Index, asked: CountedQuery) -> Suggestion:
    explanation = index.search(asked.words, limit=1, moments=0, aggregations=True).explanation
    near = [form for word in explanation.words if not word.excluded and not word.episodes for form in word.near]
    best = max(near, key=lambda form: form.episodes, default=None)
    times = asked.unanswered + asked.partly
    return Suggestion(asked.words, times, best.text, best.kind, best.episodes) if best else Suggestion(asked.words, times)


def _safe(text: str) -> str:
    """A cell that a spreadsheet would take for a formula is marked as text."""
    return "'" + text if text[:1] in ("=", "+", "-", "@") else text


def _plain(text: str) -> str:
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text
