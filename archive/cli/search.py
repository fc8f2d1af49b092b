"""`archive search`: a listener's question, on the terminal. `archive verify`: whether somebody said it."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import click

from archive.cli.output import bold, counted, faint, marked, plain, print_json
from archive.cli.program import CommandContext, as_json, pass_context
from archive.model.period import date_text
from archive.search.filters import FILTERS, Filter, FilterError, Filters

if TYPE_CHECKING:
    from archive.library import Library, ListedEpisode
    from archive.search.index.types import Sort, Summary
    from archive.search.results.announced import Where
    from archive.search.results.answer import Answer, Hit, ReceiptJson, Turn
    from archive.search.results.answer_json import QuotedJson, VerdictJson

    DayType = click.ParamType[dt.date]
    ValueType = click.ParamType[str]
else:
    DayType = ValueType = click.ParamType  # which older versions of click do not subscript


class Day(DayType):
    """A day, or the first or last day of a month or year: `2026-02-09` or `09/02/2026`, `2026-02` or `02/2026`,
    `2026`."""

    name = "date"

    def __init__(self, *, last: bool = False) -> None:
        self._last = last

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """The day; fails with what may be written."""
        from archive.model.period import PeriodError, parse_date

        if isinstance(value, dt.date):
            return value
        try:
            period = parse_date(value.strip())
        except PeriodError as error:
            self.fail(str(error), param, ctx)
        return period.last if self._last else period.first


class Value(ValueType):
    """The value of a filter, which its row of the table reads."""

    name = "text"

    def __init__(self, row: Filter) -> None:
        self._row = row

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The value; fails with what may be written."""
        try:
            return self._row.read(value)
        except FilterError as error:
            self.fail(str(error), param, ctx)


LISTED = ("after", "before", "show", "person", "category", "language")
"""The filters that a list of episodes knows, without an index."""


def filter_options(*names: str) -> Callable[[Any], Any]:
    """The filters of some names, as options."""

    def options(command: Any) -> Any:
        for row in reversed([row for row in FILTERS if row.name in names]):
            kind = Day(last=row.kind == "until") if row.kind in {"from", "until"} else Value(row)
            written = [f"--{name}" for name in (row.name, *row.aliases)]
            command = click.option(*written, row.name, type=kind, help=row.help)(command)
        return command

    return options


def in_order(after: dt.date | None, before: dt.date | None) -> None:
    """Refuses a period that ends before it begins: nothing could be in it."""
    if after and before and after > before:
        raise click.UsageError(f"the period ends before it begins: --after {after}, --before {before}")


def listed(
    context: CommandContext,
    library: "Library",
    *,
    after: dt.date | None,
    before: dt.date | None,
    show: str | None,
    person: str | None,
    category: str | None,
    language: str | None,
) -> "tuple[ListedEpisode, ...]":
    """The lines of the list that meet the filters, read as `search` reads them: part of a name will do where none is
    written so, and the translations of a category are one. Shows are those that search and site have."""
    from archive.search.filters import BY_NAME
    from archive.search.index.facet_index import category_key
    from archive.search.query.known_names import names_holding

    in_order(after, before)
    known = _shows(context)
    every = _as_known(library.listed(), known) if show or person or category else []
    spoken = BY_NAME["language"].read(language) if language else None
    shows = names_holding(show or "", {line.show for line in every if line.show})
    people = names_holding(person or "", {name for line in every for name in line.people})
    named = names_holding(category or "", {line.category for line in every if line.category}) or (category or "",)
    categories = {category_key(name) for name in named}
    return tuple(
        line
        for line in _as_known(library.listed(after=after, before=before, language=spoken), known)
        if (not show or line.show in shows)
        and (not person or any(name in people for name in line.people))
        and (not category or category_key(line.category or "") in categories)
    )


def _shows(context: CommandContext) -> "dict[str, str | None]":
    """By slug, the shows as the index has them, what other pages tell included; none where no index answers."""
    from archive.search import NOT_ANSWERING

    with suppress(*NOT_ANSWERING), closing(context.index()) as index:
        return {one.slug: one.show for one in index.newest(limit=index.episodes).episodes}
    return {}


def _as_known(lines: "Iterable[ListedEpisode]", shows: "Mapping[str, str | None]") -> "list[ListedEpisode]":
    return [replace(line, show=shows.get(line.slug, line.show)) for line in lines]


class _Search(click.Command):
    """Words may begin with a minus (-météo leaves out), so that -h alone is asked for as help, and -hiver is a word."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Reads `-h` as `--help`, before the first `--`."""
        end = args.index("--") if "--" in args else len(args)
        return super().parse_args(ctx, [("--help" if word == "-h" and n < end else word) for n, word in enumerate(args)])


@click.command(cls=_Search, context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@click.argument("words", nargs=-1, required=True)
@filter_options(*(row.name for row in FILTERS))
@click.option("--sort", type=click.Choice(["relevance", "date"]), default="relevance", show_default=True)
@click.option("--page", type=click.IntRange(1, 1000), default=1, help="Which page of results.")
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True, help="Episodes per page.")
@click.option("--moments", type=click.IntRange(0, 1000), default=3, show_default=True, help="Moments per episode.")
@click.option("--format", "form", type=click.Choice(["csv", "jsonl", "md"]), help="One row per moment, on stdout.")
@as_json
@pass_context
def search(
    context: CommandContext,
    /,
    words: tuple[str, ...],
    sort: str,
    page: int,
    limit: int,
    moments: int,
    form: str | None,
    as_json: bool,
    **asked: Any,
) -> None:
    """Find what was said.

    All words are needed; "…" (quoted once more for the shell) is a phrase, -word excludes, word* stands for what
    starts with it.
    `after:2026-02`, `guest:NAME`, `show:NAME`, `speaker:NAME` may stand among the words, and `-show:NAME` for all but
    that show."""
    from archive.exports import FORMATS, rows
    from archive.search.results.answer_json import answer_object

    in_order(asked["after"], asked["before"])
    index = context.index()
    try:
        text = " ".join(" ".join(words).split())
        answer = index.search(text, filters=Filters.of(**asked), sort=cast("Sort", sort), page=page, limit=limit, moments=moments)
    finally:
        index.close()
    if as_json:
        print_json(answer_object(answer, context.settings().base_url))
    elif form:
        click.echo("".join(FORMATS[form][1]([rows(answer.hits, context.settings().base_url)], "")), nl=False)
    else:
        click.echo("\n".join(_lines(answer)))


def _lines(answer: "Answer") -> list[str]:
    from archive.search.results.explain import many_in_list

    found = [list(_hit(hit, answer.explanation)) for hit in answer.hits]
    found[answer.meaning_after : answer.meaning_after] = [list(_near_by_meaning(answer))]
    lines = [line for hit in found for line in hit]
    silent = many_in_list(answer) - answer.total
    others = (
        (silent, "of that date that does not say it", "of that date that do not say it"),
        (answer.listed_total, "that may say it", "that may say it"),
        (answer.partial_total, "that lacks a word", "that lack a word"),
    )
    total = counted(answer.total, "episode") + "".join(
        f", {many} {one if many == 1 else more}" for many, one, more in others if many
    )
    return [*_rests_on(answer), *lines, faint(f"{total} in {answer.took_ms:.0f} ms"), *_explanation(answer.explanation)]


def _rests_on(answer: "Answer") -> list[str]:
    """What a total rests on where nobody said a word as it was asked; of a sentence, how many say it as it stands."""
    if answer.verbatim:
        return [plain(f"said word for word in {counted(answer.verbatim, 'episode')}"), ""]
    if answer.total_is != "heard":
        return []
    unsaid = [word for word in answer.explanation.words if not word.episodes and not word.excluded]
    heard = ", ".join(near.text for word in unsaid for near in word.near if near.counted)
    asked = ", ".join(word.text for word in unsaid)
    return [plain(f"no transcript has {asked}; {counted(answer.total, 'episode')} with: {heard}"), ""]


def _near_by_meaning(answer: "Answer") -> Iterator[str]:
    """What may mean it in other words: no answer, and counted nowhere."""
    if answer.meaning:
        yield bold("near in meaning: these passages do not use all your words")
        yield from (line and f"  {line}" for hit in answer.meaning for line in _hit(hit, answer.explanation))


def _instead(hit: "Hit", explanation: "ReceiptJson") -> list[str]:
    """What an episode that is listed and not counted holds in place of the words that were asked for."""
    from archive.search.results.explain import resemblances, standing

    if standing(hit) != "listed":
        return []
    found = [f"{one.text} for {one.asked} ({one.nearness})" for one in resemblances(explanation, hit)]
    return [f"  {faint(plain('not counted, may be transcribed differently: ' + ', '.join(found)))}"]


def _hit(hit: "Hit", explanation: "ReceiptJson") -> list[str]:
    summary = hit.summary
    facts = " · ".join(part for part in (_date(summary), summary.show or "", summary.slug) if part)
    lacks = [f"  {faint('without ' + ', '.join(hit.lacks))}"] if hit.lacks else []
    matched = [f"  {faint(found.field)}  {marked(found.text, found.marks)}" for found in hit.matched]
    rest = hit.moments_total - len(hit.moments)
    more = [f"  {faint(counted(rest, 'more moment'))}"] if rest > 0 and hit.moments else []
    return [bold(summary.title), f"  {faint(facts)}", *_instead(hit, explanation), *lacks, *matched, *_moments(hit), *more, ""]


def _moments(hit: "Hit") -> list[str]:
    from archive.text.timecode import clock

    lines = []
    for moment in hit.moments:
        heard = f"  {faint(f'transcribed as “{moment.heard}”')}" if moment.heard else ""
        lines.append(f"  {clock(moment.second * 1000):>7}  {marked(moment.text, moment.marks)}{heard}")
    return lines


def _date(summary: "Summary") -> str:
    return date_text(summary.date, summary.precision, summary.approximate) if summary.date else "undated"


def _explanation(explanation: "ReceiptJson") -> list[str]:
    """What a listener ought to know of how the question was read; nothing where all went as typed."""
    lines: list[str] = []
    for word in explanation.words:
        if not word.episodes and not word.excluded:
            near = ", ".join(f"{form.text} ({form.episodes})" for form in word.near)
            lines.append(f"nowhere in the archive: {word.text}" + (f"; near it: {near}" if near else ""))
    lines += [
        f"{effect.key}:{effect.value} leaves out {counted(effect.removes, 'episode')}"
        for effect in explanation.filters
        if effect.removes
    ]
    lines += [f"not used: {ignored.text} ({ignored.why})" for ignored in explanation.ignored]
    if explanation.undated:
        lines.append(f"{counted(explanation.undated, 'episode')} without a date left out by the dates")
    if explanation.year_only:
        known = counted(explanation.year_only, "episode")
        lines.append(f"with {known} of which only the year is known, in or out of these dates; --dated month leaves them out")
    if explanation.near_phrase:
        lines.append(f"near the phrase: {explanation.near_phrase}")
    lines += [cut.en for cut in explanation.cut]
    return [faint(plain(line)) for line in lines]


@click.command()
@click.argument("quotation", nargs=-1)
@click.option("--file", "file", type=click.File("rb"), help="Many at once: a CSV file, or one quotation per line; - reads stdin.")
@click.option("--format", "form", type=click.Choice(["csv"]), help="One row per quotation, on stdout; the default with --file.")
@filter_options(*(row.name for row in FILTERS if row.name != "speaker"))
@as_json
@pass_context
def verify(
    context: CommandContext, /, quotation: tuple[str, ...], file: BinaryIO | None, form: str | None, as_json: bool, **asked: Any
) -> None:
    """Check whether a quotation is said: exactly, nearly (with what differs), or not found.

    A near match never counts as said. Where quotation marks stand in the text, each quotation that they
    hold is judged, and what stands around them is left aside. With --file each line or row is answered by
    a row, in the same order."""
    from archive.exports import verdict_row, verdicts_as_csv
    from archive.search.results.answer_json import verdict_object
    from archive.sheets import quotations_of, saved_text

    texts = (
        quotations_of(saved_text(file.read()), is_table=file.name.endswith((".csv", ".tsv"))) if file else (" ".join(quotation),)
    )
    if not any(texts):
        raise click.UsageError("give a quotation after the command, or a file with --file")
    filters = Filters.of(**asked)
    in_order(filters.after, filters.before)
    index, base = context.index(), context.settings().base_url
    try:
        told = [verdict_object(index.verify(text, filters=filters), base) for text in texts]
    finally:
        index.close()
    if as_json:
        print_json(told if file else told[0])
    elif form or file:
        click.echo("".join(verdicts_as_csv(map(verdict_row, told))), nl=False)
    else:
        click.echo("\n".join(line for one in told for line in _verdict(one)))


def _verdict(verdict: "VerdictJson") -> list[str]:
    head = {
        "exact": f"said word for word, in {counted(verdict.episodes, 'episode')}",
        "nearly": "nobody says it in these words; this comes close:",
        "not-found": "not found: nobody says it, or anything close",
    }[verdict.outcome]
    if verdict.in_part:
        head = "not found: only a part of it is said:"
    elif verdict.closest:
        head = "not found: nobody says these words; the closest passage:"
    elif verdict.cut and verdict.outcome == "not-found":
        head = f"not looked for: {verdict.cut[0].en}"
    aside = [faint(plain(f"  left aside: {' · '.join(verdict.aside)}"))] if verdict.aside else []
    if len(verdict.parts) > 1:
        each = (line for part in verdict.parts for line in (bold(plain(f"“{part.quotation}”:")), *_verdict(part)))
        return [*aside, *each]
    shown = verdict.passages or verdict.in_part or verdict.closest or ()
    aside += _announced(verdict)
    aside += [plain(f"  it stands in the title or description of {slug}") for slug in verdict.written or ()]
    return [bold(head), *aside, *(line for passage in shown for line in _quoted(passage, verdict.outcome != "exact"))]


def _announced(verdict: "VerdictJson") -> list[str]:
    """What the page of an episode whose transcript names no voice tells of who is named."""
    if not (verdict.named and verdict.announced):
        return []
    instead = f"; it names {verdict.announced.instead}" if verdict.announced.instead else ""
    return [plain(f"  the transcript names no voice; {', '.join(verdict.named)} {ANNOUNCED[verdict.announced.where]}{instead}")]


def _quoted(passage: "QuotedJson", differs: bool) -> list[str]:
    from archive.exports import difference

    facts = " · ".join(
        part for part in (", ".join(passage.speakers), passage.title, passage.show or "", passage.clock, passage.url) if part
    )
    score = f"  (likeness {int(passage.score * 100)}%)" if differs else ""
    others = "; ".join(f"“{one.quoted}” in place of “{one.said}”" for one in passage.replaced or ())
    turned = [bold(f"  {TURNED[turn]}{others if turn == 'word' else ''}") for turn in passage.turns]
    turned += [bold(plain(f"  this sentence is not said: “{one}”")) for one in passage.unsaid or ()]
    turned += [faint(plain(f"  probably: {name}")) for name in passage.meant or ()]
    return [f"  {plain(difference(passage))}{score}", *turned, f"  {faint(plain(facts))}"]


TURNED: Mapping["Turn", str] = {
    "negation": "the negation differs or is left out, or a word says the contrary: they do not say the same",
    "number": "a number differs: they do not say the same",
    "word": "a word is replaced: ",
    "order": "two parts of it are said the other way round",
    "speaker": "the transcript gives it to somebody else than who is named beside it",
}

ANNOUNCED: Mapping["Where", str] = {
    "people": "takes part in the episode",
    "title": "is named in its title",
    "description": "is named in its description",
    "mentioned": "is named in its title or description, but not among its people",
    "nowhere": "is not named by its title, description or people",
}


COMMANDS = (search, verify)
