"""The archive in files for other tools: a list of results as a table, the whole of it as one SQLite file with full-text
search (FTS5), as Datasette and other tools open it."""

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import repeat
from pathlib import Path

import msgspec

from archive.analysis.analyze import Analysis
from archive.model.episode import Episode, JsonObject, paragraph_of, seconds_of, time_of
from archive.model.period import date_text
from archive.search import Index
from archive.search.filters import Filters
from archive.search.index.types import Sort
from archive.search.results.answer import Answer, Hit, MomentKind, PieceJson
from archive.search.results.answer_json import DateJson, QuotedJson, VerdictJson, moment_object, source_of_summary
from archive.search.results.explain import Standing, many_in_list, standing
from archive.search.results.moments import MOST_OF_ONE
from archive.sheets import QuotedTable, Sheet, cells, lines, table
from archive.text.word_times import length_ms
from archive.transcripts import EpisodeJson, episode_object, timed
from archive.transcripts.addresses import episode_address

SECTIONS: Mapping[Standing, str] = {
    "counted": "said", "dated": "of that date", "listed": "transcribed otherwise", "partial": "lacks a word", "meaning": "means it",
}  # fmt: skip
"""What the section of a row is called, by how its episode stands in the list."""
NAMED = "named"
"""The section of an episode that is counted though nothing of it is said: its title or description holds the words."""


class ResultRow(JsonObject, frozen=True):
    """A moment with its episode, flat; an episode without a moment has a row of its own. `seconds` is the caption's,
    `at_ms` the word's; `clock` is where `url` begins, as the site shows it. `section` is one of SECTIONS, NAMED, or
    note: a row whose title tells what the list holds and the file does not."""

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
    at_ms: int | None
    section: str
    lacks: str | None


def rows(hits: Iterable[Hit], base_url: str = "") -> Iterator[ResultRow]:
    """The rows of some hits, in their order."""
    base = base_url.rstrip("/")
    for hit in hits:
        summary, source = hit.summary, source_of_summary(hit.summary)
        day = date_text(summary.date, summary.precision, summary.approximate) if summary.date else None
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
                at_ms=said.at_ms if said else None,
                section=_section(hit, bool(said)),
                lacks=", ".join(hit.lacks) or None,
            )


def _section(hit: Hit, said: bool) -> str:
    named = standing(hit) == "counted" and not said and hit.matched
    return NAMED if named else SECTIONS[standing(hit)]


def note_row(note: str, url: str) -> ResultRow:
    """A row that tells what is not in a file, and where it is."""
    nothing = dict.fromkeys(("show", "date", "seconds", "clock", "text", "kind", "heard", "source_url", "at_ms", "lacks"))
    return msgspec.convert({"slug": "", "title": note, "url": url, "section": "note", **nothing}, ResultRow)


OF_BATCH, MOST_BATCHES, MOST_ROWS = 25, 40, 10_000
"""Episodes that are searched at once, so that a search cuts no moments of 80 each; and what one file holds at most."""


class WholeList:
    """A list from its beginning, all of its pages, some hits at a time. `answer` is that to its first page; what is
    lacking are the episodes and moments that it counts, and the episodes that it tells of beside them, that have not
    come yet. `index` is held until the list is let go."""

    def __init__(self, index: Index, text: str, filters: Filters, sort: Sort) -> None:
        self._index, self._asked = index, (text, filters, sort)
        self.answer, self._is_spent = self._page(1)
        self.episodes_lacking, self.moments_lacking = self.answer.total, self.answer.moments_total
        self.others_lacking = self.answer.listed_total + self.answer.partial_total

    @property
    def is_all_found(self) -> bool:
        """Whether its first page is known to be all of it: no later one can be cut short."""
        return many_in_list(self.answer) <= OF_BATCH and not self._is_spent and not self.answer.explanation.cut

    def batches(self) -> Iterator[Sequence[Hit]]:
        """Its hits, as far as MOST_ROWS, with all of their moments; each batch has means of its own, and one that
        spends them all is the last."""
        many, hits = 0, self.answer.hits
        for page in range(2, MOST_BATCHES + 2):
            self._came(hits)
            yield hits
            many += sum(len(hit.moments) or 1 for hit in hits)
            if self._is_spent or (page - 1) * OF_BATCH >= many_in_list(self.answer) or many >= MOST_ROWS or page > MOST_BATCHES:
                return
            answer, self._is_spent = self._page(page)
            hits = answer.hits

    def _page(self, page: int) -> tuple[Answer, bool]:
        """A page, and whether its means are spent."""
        text, filters, sort = self._asked
        held = self._index.pin()
        try:
            answer = held.search(text, filters=filters, sort=sort, page=page, limit=OF_BATCH, moments=MOST_OF_ONE)
            return answer, held.means.is_spent
        finally:
            held.release()

    def _came(self, hits: Sequence[Hit]) -> None:
        self.episodes_lacking -= sum(hit.counted for hit in hits)
        self.moments_lacking -= sum(len(hit.moments) for hit in hits if hit.counted)
        self.others_lacking -= sum(standing(hit) in {"listed", "partial"} for hit in hits)


Rows = Iterable[ResultRow]


def as_csv(batches: Iterable[Rows], sheet: Sheet = "") -> Iterator[str]:
    """A table with a line of names above it, a part for each batch; no cell is taken for a formula."""
    for number, some in enumerate(batches):
        yield table(ResultRow, some, sheet, goes_on=number > 0)


def as_jsonl(batches: Iterable[Rows], sheet: Sheet = "") -> Iterator[str]:
    """An object a line."""
    for some in batches:
        yield "".join(msgspec.json.encode(row).decode() + "\n" for row in some)


def as_markdown(batches: Iterable[Rows], sheet: Sheet = "") -> Iterator[str]:
    """A list of quotations with their links."""
    for some in batches:
        yield "".join(map(_item, some))


class VerdictRow(JsonObject, frozen=True):
    """A quotation and what the archive tells of it, flat: the best passage, or of one that is not found what says most
    of it, the `score` of that as the page has it; what differs in it as [quoted → said], and whether that turns its
    sense (negation, number, word, order, speaker); who says it; the names probably `meant` by what is transcribed; who
    is `named` beside the quotation, where the episode's page names them while its transcript names no voice
    (`announced`), whom it announces `instead`, and what else stands there."""

    quotation: str
    outcome: str
    score: float
    episodes: int
    slug: str | None
    title: str | None
    show: str | None
    date: str | None
    clock: str | None
    said: str | None
    before: str | None
    behind: str | None
    difference: str | None
    turns: str | None
    speaker: str | None
    meant: str | None
    named: str | None
    announced: str | None
    instead: str | None
    aside: str | None
    url: str | None


def verdict_row(verdict: VerdictJson) -> VerdictRow:
    """The row of a quotation; of several in one text, what differs in each."""
    shown = (verdict.passages or verdict.in_part or verdict.closest or ())[: len(verdict.parts) or 1]
    best, named, announced = next(iter(shown), None), verdict.named or (), verdict.announced or None
    return VerdictRow(
        quotation=verdict.quotation,
        outcome=verdict.outcome,
        score=_score_shown(verdict),
        episodes=verdict.episodes,
        slug=best.slug if best else None,
        title=best.title if best else None,
        show=best.show if best else None,
        date=_day(best.published) if best and best.published else None,
        clock=best.clock if best else None,
        said=best.text if best else None,
        before=best.before or None if best else None,
        behind=best.behind or None if best else None,
        difference=" / ".join(map(difference, shown)) if best and (verdict.outcome != "exact" or best.turns) else None,
        turns=" ".join(dict.fromkeys(turn for one in shown for turn in one.turns)) if best else None,
        speaker=", ".join(best.speakers) or None if best else None,
        meant=", ".join(best.meant or ()) or None if best else None,
        named=", ".join(named) or None,
        announced=announced.where if announced else None,
        instead=announced.instead or None if announced else None,
        aside=" · ".join(one for one in verdict.aside if one not in named) or None,
        url=best.url if best else None,
    )


def _score_shown(verdict: VerdictJson) -> float:
    """How much of a quotation the passage says that is shown first, be it a part; of several, of that of which least
    is."""
    if verdict.parts:
        return min(map(_score_shown, verdict.parts))
    return next((one.score for one in verdict.passages or verdict.in_part), verdict.score)


def _day(stated: DateJson) -> str:
    return date_text(dt.date.fromisoformat(stated.date), stated.precision, stated.approximate)


def difference(passage: QuotedJson) -> str:
    """A passage with what differs in it from the quotation: [quoted → said], – where there is nothing; [… 18 …] for as
    many words that it passes over."""
    return " ".join(map(_with_difference, passage.pieces))


def _with_difference(one: PieceJson) -> str:
    if one.fate in {"same", "left-out"}:
        passed = f"… {one.passed} …" if one.passed else "…"
        return one.said if one.fate == "same" else f"[{one.left_out or passed}]"
    return f"[{one.quoted or '–'} → {f'… {one.passed} …' if one.passed else one.said or '–'}]"


def verdicts_as_csv(verdicts: Iterable[VerdictRow], among: QuotedTable | None = None, sheet: Sheet = "") -> Iterator[str]:
    """A row a quotation, in their order, each a part, with a line of names above, the other columns of the table they
    came in behind them; no cell is taken for a formula."""
    told = lines(VerdictRow, verdicts, sheet)
    for number, (line, more) in enumerate(zip(told, among.others if among else repeat(()), strict=False)):
        yield cells([(*line, *more)], sheet, goes_on=number > 0)


def _item(row: ResultRow) -> str:
    show, date = row.show or "", row.date or ""
    told = (row.title, "" if row.title.startswith(show) else show, "" if row.title.endswith(date) else date, row.clock)
    where = ", ".join(filter(None, told))
    quoted = f"« {_plain(row.text)} » " if row.text else ""
    return f"- {quoted}[{_plain(where)}]({row.url})\n"


def _plain(text: str) -> str:
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>" else letter for letter in " ".join(text.split()))


FORMATS: Mapping[str, tuple[str, Callable[[Iterable[Rows], Sheet], Iterator[str]]]] = {
    "csv": ("text/csv; charset=utf-8", as_csv),
    "jsonl": ("application/jsonl", as_jsonl),
    "md": ("text/markdown; charset=utf-8", as_markdown),
}
"""By the end of a file's name: its media type, and how it is written, a part for each batch of rows."""


_SCHEMA = """
CREATE TABLE episodes (
    slug TEXT PRIMARY KEY, guid TEXT, title TEXT NOT NULL, show TEXT, channel TEXT, category TEXT, date TEXT, date_precision TEXT,
    language TEXT NOT NULL, description TEXT NOT NULL, duration_s INTEGER, source_url TEXT
);
CREATE TABLE cues (
    id INTEGER PRIMARY KEY, episode TEXT NOT NULL REFERENCES episodes (slug), start_s REAL, end_s REAL,
    speaker TEXT, kind TEXT NOT NULL, text TEXT NOT NULL, url TEXT NOT NULL, heard TEXT, paragraph INTEGER
);
CREATE INDEX cues_episode ON cues (episode, start_s);
CREATE TABLE people (
    id INTEGER PRIMARY KEY, episode TEXT NOT NULL REFERENCES episodes (slug), name TEXT NOT NULL, role TEXT, kind TEXT NOT NULL
);
CREATE INDEX people_name ON people (name);
CREATE TABLE chapters (
    id INTEGER PRIMARY KEY, episode TEXT NOT NULL REFERENCES episodes (slug), start_s REAL NOT NULL, title TEXT NOT NULL,
    automatic INTEGER NOT NULL
);
CREATE VIRTUAL TABLE cues_fts USING fts5 (text, content="cues", content_rowid='id', tokenize="unicode61 remove_diacritics 2");
CREATE VIRTUAL TABLE episodes_fts USING fts5 (
    title, description, content="episodes", content_rowid='rowid', tokenize="unicode61 remove_diacritics 2"
);
"""
Held = tuple[Episode, Analysis | None]


def write_database(path: Path, held: Iterable[Held], base_url: str = "", done: Callable[[str], None] = lambda _: None) -> int:
    """Writes a database of all episodes and says how many there are. The file appears whole or not at all; one that
    stands there is replaced then. Raises OSError or sqlite3.Error where it cannot be written."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(unfinished)) as connection:
            count = _fill(connection, held, base_url.rstrip("/"), done)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return count


def _fill(connection: sqlite3.Connection, held: Iterable[Held], base: str, done: Callable[[str], None]) -> int:
    count = 0
    connection.executescript(_SCHEMA)
    with connection:
        for episode, analysis in held:
            _put(connection, episode, episode_object(episode, analysis), base)
            count += 1
            done(episode.slug)
        for table in ("cues_fts", "episodes_fts"):
            connection.execute(f"INSERT INTO {table} ({table}) VALUES ('rebuild')")
    connection.execute("PRAGMA optimize")
    return count


def _put(connection: sqlite3.Connection, episode: Episode, told: EpisodeJson, base: str) -> None:
    published = told.published
    connection.execute(
        f"INSERT INTO episodes VALUES ({', '.join('?' * 12)})",
        (
            told.slug, told.guid, told.title, told.show, told.channel, told.category, published.date if published else None,
            published.precision if published else None, told.language, told.description, length_ms(episode) // 1000 or None,
            told.source_url,
        ),
    )  # fmt: skip
    connection.executemany(
        "INSERT INTO cues (episode, start_s, end_s, speaker, kind, text, url, heard, paragraph) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        _cues(episode, told, base),
    )
    connection.executemany(
        "INSERT INTO people (episode, name, role, kind) VALUES (?, ?, ?, ?)",
        ((told.slug, one.name, one.role, one.kind) for one in told.people),
    )
    connection.executemany(
        "INSERT INTO chapters (episode, start_s, title, automatic) VALUES (?, ?, ?, ?)",
        ((told.slug, one.start_ms / 1000, one.title, one.automatic) for one in told.chapters),
    )


def _cues(episode: Episode, told: EpisodeJson, base: str) -> Iterator[tuple[object, ...]]:
    for (cue, end_ms), shown in zip(timed(episode), told.cues, strict=True):
        url = episode_address(told.slug, seconds_of(cue.start_ms), base=base)
        times = (None, None) if time_of(cue.start_ms) is None else (cue.start_ms / 1000, end_ms / 1000)
        paragraph = paragraph_of(cue.start_ms)
        yield told.slug, *times, shown.speaker_name or cue.speaker, cue.kind, cue.text, url, cue.heard, paragraph
