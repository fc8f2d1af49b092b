"""`archive show`, `list`, `export`: episodes out of the library."""

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from archive.cli.output import Column, counted, day, is_narrow, plain, print_json, print_table, progress
from archive.cli.program import CommandContext, as_json, pass_context
from archive.cli.search import LISTED, filter_options, listed
from archive.model.episode import is_untimed, paragraph_of

if TYPE_CHECKING:
    from archive.analysis.analyze import Analysis
    from archive.library import Library, ListedEpisode
    from archive.model.episode import Cue, Episode


FORMS = ("text", "md", "vtt", "srt", "json", "podcast", "chapters", "podcast-chapters")
"""Those of archive.transcripts, which is loaded when one is written."""


@click.command()
@click.argument("slug")
@click.option("--format", "form", type=click.Choice(FORMS), default="text", show_default=True)
@as_json
@pass_context
def show(context: CommandContext, slug: str, form: str, as_json: bool) -> None:
    """Print the transcript of an episode."""
    from archive.transcripts import FORMATS

    with context.open_read_only() as library:
        episode = _episode(library, slug)
    form = "json" if as_json else form
    if FORMATS[form].timed and is_untimed(episode):
        raise click.UsageError(f"no times are known in {slug}; write it as text, md or json")
    written = FORMATS[form].write(episode, _analysis(context, slug))
    is_json = FORMATS[form].extension.endswith("json")
    click.echo(written if is_json else "".join(map(_harmless, written)), nl=False)


def _harmless(character: str) -> str:
    return character if character == "\n" else plain(character)


def _episode(library: "Library", slug: str) -> "Episode":
    from archive.library import LibraryError, UnknownEpisode

    episode = library.episode(slug)
    if episode is not None:
        return episode
    removal = library.removal(slug)
    if removal is None:
        raise UnknownEpisode(slug)
    raise LibraryError(
        f"{slug} was taken down on {removal.at:%Y-%m-%d}: {removal.reason}; `archive remove --restore {slug}` lifts it"
    )


def _analysis(context: CommandContext, slug: str) -> "Analysis | None":
    """Paragraphs, chapters and names as the index has them; a transcript is shown without where there is no index
    yet."""
    from archive.search import NOT_ANSWERING

    with suppress(*NOT_ANSWERING):
        index = context.index()
        try:
            return index.analysis(slug)
        finally:
            index.close()
    return None


@click.command("list")
@filter_options(*LISTED)
@click.option("--slugs", is_flag=True, help="Show the slugs on a narrow terminal too.")
@as_json
@pass_context
def list_(context: CommandContext, /, slugs: bool, as_json: bool, **asked: Any) -> None:
    """List the episodes, the newest first."""
    with context.open_read_only() as library:
        found = listed(context, library, **asked)
    if as_json:
        print_json([_listed_object(line) for line in found])
        return
    columns = (Column("published"), Column("title", "bold"), Column("show"), Column("slug", "dim", whole=True))
    shown = len(columns) if slugs or not is_narrow() else len(columns) - 1
    rows = ((day(line.published), line.title, line.show or "", line.slug) for line in found)
    print_table(columns[:shown], (row[:shown] for row in rows))
    more = "" if shown == len(columns) else "; --slugs shows the name that commands take for each"
    click.echo(f"{counted(len(found), 'episode')}{more}", err=True)


def _listed_object(line: "ListedEpisode") -> dict[str, object]:
    return {
        "slug": line.slug,
        "guid": line.guid,
        "origin": line.origin,
        "title": line.title,
        "published": line.published,
    }


@click.command()
@click.option("--jsonl", is_flag=True, help="One episode per line, in a form that `archive add` reads.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to this new file instead of stdout.")
@click.option("--force", is_flag=True, help="Overwrite a file that is there.")
@click.option(
    "--sqlite",
    "database",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a database with full-text search to this file, for Datasette and others.",
)
@as_json
@pass_context
def export(context: CommandContext, jsonl: bool, output: Path | None, force: bool, database: Path | None, as_json: bool) -> None:
    """Export all episodes: as one JSON array, one per line, or as a database."""
    taken = next((file for file in (output, database) if file is not None and file.exists()), None)
    if taken and not force:
        raise click.UsageError(f"{taken} is there already; give another name, or --force to write over it")
    if database:
        _write_database(context, database)
        return
    with context.open_read_only() as library, click.open_file(str(output or "-"), "w", "utf-8", atomic=output is not None) as file:
        total = len(library.digests())
        with progress("Writing out", total) as done:
            for piece in _rows(library, done) if jsonl else _array(library, done):
                file.write(piece)


def _write_database(context: CommandContext, path: Path) -> None:
    from archive.exports import write_database

    with context.open_read_only() as library, progress("Writing out", len(library.digests())) as done:
        index = context.index()
        try:
            held = ((stored.episode, index.analysis(stored.slug)) for stored in library.stored())
            count = write_database(path, held, context.settings().base_url, done)
        finally:
            index.close()
    click.echo(f"{counted(count, 'episode')} in {path}", err=True)


def _array(library: "Library", done: Any) -> Iterator[str]:
    from archive.transcripts import episode_object

    before = "["
    for stored in library.stored():
        yield before + msgspec.json.encode(episode_object(stored.episode)).decode()
        before = ",\n"
        done(stored.slug)
    yield "]\n" if before != "[" else "[]\n"


def _rows(library: "Library", done: Any) -> Iterator[str]:
    for stored in library.stored():
        yield json.dumps(row_of(stored.episode, library.number(stored.slug)), ensure_ascii=False) + "\n"
        done(stored.slug)


def row_of(episode: "Episode", number: int | None = None) -> dict[str, object]:
    """An episode in the form of episode JSONL, times in seconds; null, with the paragraph, where nobody tells them."""
    published = episode.published
    return {
        "id": episode.guid or episode.video_id,
        "slug": episode.slug,
        "number": number,
        "title": episode.title,
        "date": published.date.isoformat() if published else None,
        "date_precision": published.precision if published else None,
        "description": episode.description,
        "language": episode.language,
        "url": episode.source_url,
        "show": episode.show,
        "channel": episode.channel,
        "category": episode.category,
        "people": [{"name": person.name, "role": person.role, "kind": person.kind} for person in episode.people],
        "segments": [_segment(cue) for cue in episode.cues],
    }


def _segment(cue: "Cue") -> dict[str, object]:
    """A cue, with who says it and that an editor corrected it where that is so."""
    end = {} if cue.end_ms is None else {"end": cue.end_ms / 1000}
    speaker = {"speaker": cue.speaker} if cue.speaker else {}
    stated = {"stated_speaker": cue.label} if cue.label else {}
    corrected = {"corrected": True, "heard": cue.heard} if cue.heard else {}
    paragraph = paragraph_of(cue.start_ms)
    at = {"start": cue.start_ms / 1000} if paragraph is None else {"start": None, "paragraph": paragraph}
    return {**at, **end, **speaker, **stated, "text": cue.text, **corrected}


COMMANDS = (show, list_, export)
