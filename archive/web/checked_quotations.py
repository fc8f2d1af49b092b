"""What the archive tells of each of some quotations: of a link of the site the words to which it leads, and of what
nobody says its clauses."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from archive.model.period import Period, dates_in, iso_date, parse_date
from archive.search import Index
from archive.search.filters import Filters
from archive.search.index.types import Summary
from archive.search.quotations.attribution import Quotation
from archive.search.quotations.pasted import MARKED, as_read, is_citation, outside, slug_cited
from archive.search.quotations.verdict import LONGEST, UNQUOTED_FROM
from archive.search.results.answer import PieceJson, Quoted, Verdict
from archive.sheets import QuotedTable, quoted_table
from archive.text.tokenizer import words
from archive.text.word_times import LEAD_MS
from archive.web.i18n import short_day, stated_language
from archive.web.own_links import OwnLink, beside_links, has_own, own_links
from archive.web.presentation.passage_links import Passage
from archive.web.presentation.template_context import moment_url, shortened

MARKS = '«»“”„"'
MOST_CLAUSES, MOST_SAYING_A_CLAUSE = 12, 10
"""Clauses of quotations that nobody says whole that a request looks for; episodes that say one that tells something."""
MOST_LINES = 200
"""Lines in which links are looked for: more than are checked."""
MOST_BESIDE = 400
"""Letters of the words on a side of a quotation that are read for a day."""
NEAR_S, MOST_SHOWN = 10, 1000
"""Seconds between a quotation and where a link leads that are one place; letters that are shown of a passage, or of each
of its parts, to which a link leads."""


def checked(held: Index, texts: Sequence[str], filters: Filters | None = None) -> Iterator[Verdict]:
    """A verdict after the other, as each is taken."""
    return _with_clauses((_of_link(held, text) or held.verify(text, filters=filters) for text in texts), held, filters)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkVerdict(Verdict):
    """The words to which a link of the site leads, as the verdict on it."""

    link: OwnLink


def leads_to(one: Verdict, said: Quoted) -> str:
    """The address of what is told of a quotation; of a link its own."""
    return one.link.address(stated_language()) if isinstance(one, LinkVerdict) else moment_url(said, said.summary)


def ends_at(one: Verdict) -> int | None:
    """The second at which the passage of a link ends, where it states one."""
    return one.link.span.until if isinstance(one, LinkVerdict) and one.link.span else None


def pasted_table(typed: str, *, is_table: bool) -> QuotedTable:
    """The quotations of what is typed or sent, each with the link of the site below it, as a phone shares it. A line of
    nothing but tags and addresses of others is none."""
    table = quoted_table(typed if is_table else _with_links(typed), is_table=is_table, kept=has_own)
    first = tuple(line for line in table.lines[:MOST_LINES] if not _is_nothing(line[table.column]))
    return replace(table, lines=(*first, *table.lines[MOST_LINES:]))


def is_link(text: str) -> bool:
    """Whether a text is a link of the site, be it behind a few words that lead to it and no quotation."""
    beside = beside_links(text) if has_own(text) else text
    return not beside or (beside is not text and len(words(beside)) < UNQUOTED_FROM and not set(beside) & set(MARKS))


@dataclass(frozen=True, slots=True)
class ToldLink:
    """A link that stands beside a quotation, and whether it leads to where that is said."""

    link: OwnLink
    is_there: bool


def links_beside(one: Verdict) -> list[ToldLink]:
    """Where the links lead that stand beside a quotation; of nothing but a link where others of them do."""
    found = islice(own_links(one.quotation), int(is_link(one.quotation)), None)
    return [ToldLink(link, any(_is_at(link, said) for said in one.shown)) for link in found]


def other_days(one: Verdict) -> Sequence[str]:
    """The days that a text states beside its quotation, where none of them can be that of an episode that says it."""
    parts = one.parts or (one,)
    stated = _days_beside(one) if one.outcome != "not-found" else []
    told = [said.summary for part in parts for said in part.passages or part.in_part]
    known = [parse_date(iso_date(some.date, some.precision)) for some in told if some.date and some.precision]
    can_be = any(some.approximate for some in told) or any(part.episodes > len(part.passages) for part in parts)
    is_one = can_be or any(day.overlaps(of.first, of.last) for day in stated for of in known)
    return () if is_one or not known else tuple(short_day(day.first, day.precision or "day") for day in stated)


def _days_beside(one: Verdict) -> list[Period]:
    """The days, months and years that stand beside a quotation, before it, behind it, or in a citation of this site."""
    whole = as_read(one.quotation, lambda _words: 0.0)
    marked = list(MARKED.finditer(whole)) if is_citation(whole) or slug_cited(one.quotation) else []
    return [day for text in (outside(whole, marked) if marked else one.aside) for day in dates_in(text[:MOST_BESIDE])]


def _is_at(link: OwnLink, said: Quoted) -> bool:
    """Whether a link leads to where some words are said."""
    if link.episode.slug != said.summary.slug:
        return False
    passage = link.passage
    return passage is None or abs(passage.start_ms - said.at_ms) <= NEAR_S * 1000 or _holds(passage.text, said.text)


def _holds(whole: str, part: str) -> bool:
    one, other = (f" {' '.join(words(text))} " for text in (whole, part))
    return other in one or one in other


def _of_link(held: Index, text: str) -> LinkVerdict | None:
    """The verdict on a link; None of any other text."""
    link = next(own_links(text), None) if is_link(text) else None
    passage = link.opened if link else None
    some = held.newest(Filters.of(episode=link.episode.slug), limit=1).episodes if link and passage else ()
    if not (link and passage and some):
        return None
    return LinkVerdict(text, "exact", 1, (_quoted(link, passage, some[0]),), read=passage.text, link=link)


def _quoted(link: OwnLink, passage: Passage, summary: Summary) -> Quoted:
    """The words to which a link leads, heard from its second on, with a sign where it leaves some out."""
    parts = passage.parts or (passage,)
    same = [PieceJson("same", text, text) for text in (shortened(one.text, MOST_SHOWN) for one in parts)]
    pieces = [piece for one in same for piece in (PieceJson("left-out", "[…]", ""), one)][1:]
    speakers = dict.fromkeys(filter(None, (passage.speaker, *(who for who, _ in passage.voices))))
    return Quoted(
        summary,
        score=1.0,
        start_ms=link.episode.cues[passage.cue].start_ms,
        at_ms=link.second * 1000 + LEAD_MS,
        at_source="given",
        text=" […] ".join(one.text for one in parts),
        pieces=tuple(pieces),
        speakers=tuple(speakers),
        place=int(passage.id.partition("-")[2] or 1),
        stands=tuple(one.text for one in parts if one.is_said),
    )


def _with_links(typed: str) -> str:
    """A text whose lines that are a link of the site alone stand behind the words above them that have none."""
    told = list[str]()
    lines = typed.splitlines()
    for line in lines[:MOST_LINES]:
        last = next((place for place in reversed(range(len(told))) if told[place].strip()), None)
        is_alone = has_own(line) and not beside_links(line)
        if is_alone and last is not None and beside_links(told[last]) and not has_own(told[last]):
            told[last] = f"{told[last]} {line.strip()}"
        else:
            told.append(line)
    return "\n".join((*told, *lines[MOST_LINES:]))


def _is_nothing(cell: str) -> bool:
    """Whether all words of a cell stand in tags and in addresses, none of them of an episode of the site."""
    return bool(words(cell)) and not beside_links(cell) and not has_own(cell)


def _with_clauses(told: Iterable[Verdict], held: Index, filters: Filters | None = None) -> Iterator[Verdict]:
    """Each verdict; of a quotation that nobody says, even nearly, with those on its clauses, where one of them tells
    something, in few episodes: what many say is a turn of phrase (et ainsi de suite). One of several, or too long, is
    told as it stands."""
    left = MOST_CLAUSES
    for one in told:
        is_whole = one.outcome != "not-found" or any("order" in part.turns for part in one.in_part)
        read = next(iter(one.parts), one).read
        clauses = () if is_whole or len(one.parts) > 1 or len(read) > LONGEST else Quotation(read).clauses
        several = 2 <= len(clauses) <= left
        left -= len(clauses) if several else 0
        apart = tuple(_clause(held, clause, one.named, filters) for clause in clauses) if several else ()
        is_some = any(0 < part.episodes <= MOST_SAYING_A_CLAUSE and _tells_of(part, read) for part in apart)
        yield replace(one, apart=apart) if is_some else one


def _tells_of(part: Verdict, whole: str) -> bool:
    """Whether a clause that is said tells that some of a quotation is: it is long enough for one, or half of it (le
    revenu universel is the name of a thing), and nobody else says it than who is named."""
    many = len(words(part.read))
    return (many >= UNQUOTED_FROM or 2 * many >= len(words(whole))) and any("speaker" not in said.turns for said in part.shown)


def _clause(held: Index, clause: str, named: Sequence[str], filters: Filters | None) -> Verdict:
    """The verdict on a clause of a quotation, held against who is named beside it."""
    text = f"{named[0]} : « {clause} »" if len(named) == 1 and not set(clause) & set(MARKS) else clause
    told = held.verify(text, filters=filters)
    return replace(next(iter(told.parts), told), quotation=clause, read=clause)
