"""What an assistant may ask. Each tool answers from the open archive, within bounds; none writes.
And the official server of the protocol with them: over stdin and stdout, or over HTTP for this machine alone."""

import inspect
from collections.abc import Callable, Iterable
from importlib.metadata import version
from typing import Annotated, Any, TypeVar

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import ToolAnnotations
from pydantic import Field

from archive.mcp import answers
from archive.mcp.answers import (
    ChapterLine,
    Citation,
    EpisodeResult,
    FoundEpisode,
    MomentsResult,
    MonthLine,
    PeopleResult,
    PersonLine,
    Quotation,
    SearchResult,
    TrendLine,
    TrendsResult,
)
from archive.model.episode import (
    MOST_PARAGRAPHS,
    Cue,
    Episode,
    Person,
    PersonJson,
    is_untimed,
    seconds_of,
    start_of_paragraph,
)
from archive.model.platforms import caution, known_source
from archive.python_api import Archive
from archive.search.filters import FILTERS, Filter, FilterError, Filters
from archive.search.results.answer import Answer, Hit
from archive.search.results.moments import moment_batch, said_at_once
from archive.text.slugs import plain
from archive.text.tokenizer import fold
from archive.text.word_times import length_ms
from archive.transcripts import chapters_of
from archive.transcripts.addresses import episode_address

MOST_EPISODES, MOST_QUOTATIONS, MOST_PEOPLE, MOST_WORDS, MOST_CHAPTERS = 20, 50, 20, 4, 100
OF_EACH = 3
LONGEST_PASSAGE_S = 600
LONGEST_DESCRIPTION = 2000

Query = Annotated[str, Field(max_length=500, description='words; "…" a phrase; -word without; word* its beginnings')]
Day = Annotated[str, Field(max_length=10, description="2026-02-09, 2026-02 or 2026; empty: no bound")]
Name = Annotated[str, Field(max_length=200, description="a name or part of one; empty: all")]
Slug = Annotated[str, Field(max_length=200, description="an episode's slug, as other tools give it")]
Second = Annotated[int, Field(ge=0, le=999_999)]
Paragraph = Annotated[int, Field(ge=0, le=MOST_PARAGRAPHS, description="where a quotation tells no second: its paragraph")]
Tool = TypeVar("Tool", bound=Callable[..., Any])


class UnknownEpisode(ToolError):
    """No episode has this slug, or it was taken down."""


def _filtered(tool: Tool) -> Tool:
    """A tool that takes each filter as a parameter of its own, as the protocol describes them; an episode is one of its
    own."""
    signature = inspect.signature(tool, eval_str=True)
    own = [one for one in signature.parameters.values() if one.kind is not inspect.Parameter.VAR_KEYWORD]
    filters = [
        inspect.Parameter(row.name, inspect.Parameter.KEYWORD_ONLY, default="", annotation=_annotation(row))
        for row in FILTERS
        if row.kind != "episode"
    ]
    tool.__signature__ = signature.replace(parameters=[*own, *filters])  # type: ignore[attr-defined]
    return tool


def _annotation(row: Filter) -> Any:
    if row.kind in {"from", "until"}:
        return Day
    return Name if row.kind == "name" else Annotated[str, Field(max_length=200, description=f"{row.help} Empty: all.")]


class Tools:
    """The tools, over one open archive; `base` is the site's address, with which links begin."""

    def __init__(self, archive: Archive, base: str) -> None:
        self._archive = archive
        self._base = base.rstrip("/")

    @_filtered
    def search(
        self,
        query: Query,
        limit: Annotated[int, Field(ge=1, le=MOST_EPISODES)] = 5,
        **chosen: str,
    ) -> SearchResult:
        """Find the episodes in which something is said, each with up to three quotations."""
        answer = self._archive.search(query, filters=_filters(chosen), limit=limit, moments=OF_EACH)
        said, near = ([self._found(hit) for hit in hits] for hits in (answer.hits, answer.meaning))
        return SearchResult(answer.query, answer.total, answer.total_is, _note(answer), said, near)

    @_filtered
    def moments(
        self,
        query: Query,
        slug: Slug = "",
        limit: Annotated[int, Field(ge=1, le=MOST_QUOTATIONS)] = 10,
        **chosen: str,
    ) -> MomentsResult:
        """Find the best moments of all episodes, or of one (`slug`), in which something is said."""
        batch = moment_batch(self._archive.index, query, _filters({**chosen, "episode": slug}))
        said = [answers.of_moment(one.hit, one.moment, self._base) for one in batch.moments[:limit]]
        return MomentsResult(batch.answer.query, batch.answer.moments_total, _note(batch.answer), said)

    def episode(self, slug: Slug) -> EpisodeResult:
        """What an episode is: title, date, people, chapters, and how it begins."""
        told = self._episode(slug)
        source = known_source(told.platform, told.video_id, told.source_url)
        chapters = chapters_of(told, self._archive.analysis(slug))[:MOST_CHAPTERS]
        return EpisodeResult(
            slug=slug,
            title=answers.name(told.title),
            show=_name(told.show),
            channel=_name(told.channel),
            date=told.published.date.isoformat() if told.published else None,
            language=told.language,
            description=told.description[:LONGEST_DESCRIPTION],
            people=_names(told.people),
            duration_s=length_ms(told) // 1000 or None,
            link=episode_address(slug, base=self._base),
            source_link=source.url if source else None,
            chapters=[self._chapter(slug, one.title, one.start_ms, one.automatic) for one in chapters],
            opening=answers.of_cues(told, _from(told, 0, 30), self._base) if told.cues else None,
        )

    def passage(
        self,
        slug: Slug,
        second: Second = 0,
        seconds: Annotated[int, Field(ge=1, le=LONGEST_PASSAGE_S)] = 60,
        paragraph: Paragraph = 0,
    ) -> Quotation:
        """What is said in an episode from a second on, or in a paragraph where no times are told, word for word."""
        told = self._episode(slug)
        if not told.cues:
            raise UnknownEpisode(f"{slug} has no transcript")
        if is_untimed(told) and second and not paragraph:
            raise ToolError(f"{slug} tells no times: ask for a paragraph, the first is 1")
        if paragraph and not is_untimed(told):
            raise ToolError(f"{slug} tells times: ask for a second")
        start_ms = start_of_paragraph(paragraph) if paragraph else second * 1000
        return answers.of_cues(told, _from(told, start_ms, seconds), self._base)

    def cite(self, slug: Slug, second: Second = 0, paragraph: Paragraph = 0) -> Citation:
        """A passage ready to be quoted in a text, with who, when, where and the link."""
        said = self.passage(slug, second, 15, paragraph)
        where = ", ".join(part for part in (said.show or said.episode, said.date) if part)
        text = f"« {said.text} » {where}, {said.clock}. {caution(plays=bool(said.source_link)).fr} {said.link}"
        return Citation(text, said)

    def people(self, name: Name = "", limit: Annotated[int, Field(ge=1, le=MOST_PEOPLE)] = 10) -> PeopleResult:
        """Who presents or was invited, those with most episodes first."""
        wanted = fold(name)
        values = [one for one in self._archive.index.facet_values("person") if wanted in fold(one.value)][:limit]
        return PeopleResult([self._person(one.value, one.episodes) for one in values])

    def trends(self, words: Annotated[list[Query], Field(min_length=1, max_length=MOST_WORDS)]) -> TrendsResult:
        """How often words or phrases are said, month by month, each with its best moment; of several words, all at
        once."""
        return TrendsResult([self._trend(word) for word in words])

    def _trend(self, word: str) -> TrendLine:
        answer = self._archive.index.search(said_at_once(word), limit=1, moments=1)
        months = [MonthLine(month.month, month.moments, month.episodes, month.on_air) for month in answer.months if month.moments]
        return TrendLine(word, answer.moments_total, months, self._first(answer))

    def _found(self, hit: Hit) -> FoundEpisode:
        summary = hit.summary
        return FoundEpisode(
            slug=summary.slug,
            title=answers.name(summary.title),
            show=_name(summary.show),
            date=answers.date_of(summary),
            link=episode_address(summary.slug, base=self._base),
            people=_names(hit.people),
            lacks=list(hit.lacks),
            moments_total=hit.moments_total,
            quotations=[answers.of_moment(hit, moment, self._base) for moment in hit.moments],
        )

    def _best(self, query: str) -> Quotation | None:
        return self._first(self._archive.index.search(query, filters=Filters(), limit=1, moments=1, aggregations=False))

    def _first(self, answer: Answer) -> Quotation | None:
        said = [(hit, moment) for hit in answer.hits if not hit.lacks for moment in hit.moments]
        return answers.of_moment(*said[0], self._base) if said else None

    def _person(self, name: str, episodes: int) -> PersonLine:
        said = self._best(f'"{name}"') or self._newest_opening(Filters.of(person=name))
        return PersonLine(name, episodes, f"{self._base}/people/{plain(name)}", said)

    def _newest_opening(self, wanted: Filters) -> Quotation | None:
        """How the newest episode that passes begins."""
        slugs = [summary.slug for summary in self._archive.index.newest(wanted, limit=1).episodes]
        told = self._archive.episode(slugs[0]) if slugs else None
        return answers.of_cues(told, _from(told, 0, 30), self._base) if told and told.cues else None

    def _chapter(self, slug: str, title: str, start_ms: int, automatic: bool) -> ChapterLine:
        second = seconds_of(start_ms)
        return ChapterLine(answers.name(title), second, episode_address(slug, second, base=self._base), automatic)

    def _episode(self, slug: str) -> Episode:
        found = self._archive.episode(slug)
        if found is None:
            raise UnknownEpisode(f"no episode is called {slug}; search gives the slugs")
        return found


def _name(text: str | None) -> str | None:
    return answers.name(text) if text else None


def _names(people: Iterable[Person | PersonJson]) -> list[str]:
    """Those who present or were invited, as many as an answer has room for."""
    return [answers.name(person.name) for person in people if person.kind != "cited"][:MOST_PEOPLE]


def _filters(chosen: dict[str, str]) -> Filters:
    try:
        return Filters.of(**chosen)
    except FilterError as error:
        raise ToolError(str(error)) from error


def _from(told: Episode, start_ms: int, seconds: int) -> list[Cue]:
    """The cues that begin in a stretch of time, and the one that runs when it begins; the last one behind the end."""
    before = [cue for cue in told.cues if cue.start_ms <= start_ms]
    inside = [cue for cue in told.cues if start_ms < cue.start_ms < start_ms + seconds * 1000]
    return [*before[-1:], *inside] or [told.cues[0]]


def _note(answer: Answer) -> str:
    """What ought to be told of an answer, in English, for the assistant."""
    if answer.total_is == "heard":
        return "Nobody says it in exactly these words; what is listed was probably meant, as transcribed by a machine. Say so."
    if answer.date:
        of_it = f"Episodes of that date: {answer.date.episodes}; they stand first, whether they say it or not."
        return f"{of_it} The total counts those that say it."
    if answer.total == 0:
        return "Nowhere in the archive. What is listed lacks a word or only sounds like it: see `lacks` and `found`. Do not invent."
    return "Quote the texts as they stand and give their links; the transcripts are automatic."


HOST = "127.0.0.1"
_NAMES = ("127.0.0.1", "localhost")
INSTRUCTIONS = (
    "An archive of broadcasts with automatic transcripts. Every answer holds quotations with their second and link. Quote them "
    "word for word and give the link; never put words into anybody's mouth that are not quoted. `found` says whether something is "
    "said, probably said, or only near in sound or meaning: tell the reader which."
)


def server_of(archive: Archive, base: str) -> MCPServer:
    """The server over an open archive; `base` is the address of the site."""
    server = MCPServer(archive.settings.site_name, instructions=INSTRUCTIONS, version=version("mot-pour-mot"), log_level="WARNING")
    tools = Tools(archive, base)
    for tool in (tools.search, tools.moments, tools.episode, tools.passage, tools.cite, tools.people, tools.trends):
        server.add_tool(tool, annotations=ToolAnnotations(read_only_hint=True, open_world_hint=False), structured_output=True)
    return server


def serve_stdio(archive: Archive, base: str) -> None:
    """Serves whoever started this process, until the other end closes."""
    server_of(archive, base).run("stdio")


def serve_http(archive: Archive, base: str, port: int) -> None:
    """Serves this machine on a port, at /mcp. A request under another Host, or from another site's page (Origin), is
    refused."""
    server_of(archive, base).run(
        "streamable-http", host=HOST, port=port, json_response=True, stateless_http=True, transport_security=security(port)
    )


def security(port: int) -> TransportSecuritySettings:
    """Who may ask: programs of this machine, by its own names."""
    return TransportSecuritySettings(
        enable_dns_rebinding_protection=True,
        allowed_hosts=[f"{name}:{port}" for name in _NAMES],
        allowed_origins=[f"http://{name}:{port}" for name in _NAMES],
    )
