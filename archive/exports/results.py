"""A list of results for a spreadsheet, a program or a note: a row a moment."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping

import msgspec

from archive.model.json_object import JsonObject
from archive.model.period import iso_date
from archive.search.answer import Answer, MomentKind
from archive.search.answer_json import moment_object, source_of_summary
from archive.transcripts.addresses import episode_address


class ResultRow(JsonObject, frozen=True):
    """A moment with its episode, flat; an episode without a moment has a row of its own."""

    slug: str
    title: str
    show: str | None
    date: str | None
    seconds: int | None
    clock: str | None
    text: str | None
    kind: MomentKind | None
    heard: str | None
    url: str
    source_url: str | None


def rows(answer: Answer, base_url: str = "") -> Iterator[ResultRow]:
    """The rows of an answer, in its order."""
    base = base_url.rstrip("/")
    for hit in answer.hits:
        summary, source = hit.summary, source_of_summary(hit.summary)
        day = iso_date(summary.date, summary.precision) if summary.date else None
        for moment in hit.moments or (None,):
            said = moment_object(moment, summary.slug, source, base) if moment else None
            yield ResultRow(
                slug=summary.slug,
                title=summary.title,
                show=summary.show,
                date=day,
                seconds=said.seconds if said else None,
                clock=said.clock if said else None,
                text=said.text if said else None,
                kind=said.kind if said else None,
                heard=said.heard if said else None,
                url=said.url if said else episode_address(summary.slug, base=base),
                source_url=said.source_url if said else source.url if source else None,
            )


def as_csv(answer: Answer, base_url: str = "") -> str:
    """A table with a line of names above it; no cell is taken for a formula."""
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(ResultRow.__struct_fields__)
    for row in rows(answer, base_url):
        lines.writerow([harmless(value) for value in msgspec.structs.astuple(row)])
    return out.getvalue()


def as_jsonl(answer: Answer, base_url: str = "") -> str:
    """An object a line."""
    return "".join(msgspec.json.encode(row).decode() + "\n" for row in rows(answer, base_url))


def as_markdown(answer: Answer, base_url: str = "") -> str:
    """A list of quotations with their links."""
    return "".join(map(_item, rows(answer, base_url)))


def harmless(value: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def _item(row: ResultRow) -> str:
    where = ", ".join(part for part in (row.title, row.show, row.date, row.clock) if part)
    quoted = f"« {_plain(row.text)} » " if row.text else ""
    return f"- {quoted}[{_plain(where)}]({row.url})\n"


def _plain(text: str) -> str:
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>" else letter for letter in " ".join(text.split()))


FORMATS: Mapping[str, tuple[str, Callable[[Answer, str], str]]] = {
    "csv": ("text/csv; charset=utf-8", as_csv),
    "jsonl": ("application/jsonl", as_jsonl),
    "md": ("text/markdown; charset=utf-8", as_markdown),
}
"""By the end of a file's name: its media type, and how it is written."""
