"""`archive verify`: whether somebody said it, word for word, nearly so, or not at all."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from archive.cli.context import CommandContext, as_json, pass_context
from archive.cli.output import bold, counted, faint, plain, print_json
from archive.cli.search import filter_options, in_order
from archive.search.filters import FILTERS, Filters

if TYPE_CHECKING:
    from archive.search.shown.answer import Turn
    from archive.search.shown.answer_json import QuotedJson, VerdictJson


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

    A near match never counts as said. With --file each line or row is answered by a row, in the same
    order."""
    from archive.exports import quotations_of, saved_text, verdicts_as_csv
    from archive.search.shown.answer_json import verdict_object

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
        click.echo(verdicts_as_csv(told), nl=False)
    else:
        click.echo("\n".join(line for one in told for line in _lines(one)))


def _lines(verdict: "VerdictJson") -> list[str]:
    head = {
        "exact": f"said word for word, in {counted(verdict.episodes, 'episode')}",
        "nearly": "nobody says it in these words; this comes close:",
        "not-found": "not found: nobody says it, or anything close",
    }[verdict.outcome]
    return [bold(head), *(line for passage in verdict.passages for line in _passage(passage, verdict.outcome == "nearly"))]


def _passage(passage: "QuotedJson", differs: bool) -> list[str]:
    from archive.exports import difference
    from archive.search.shown.answer_json import told_clock

    facts = " · ".join(part for part in (passage.title, passage.show or "", told_clock(passage), passage.url) if part)
    score = f"  (likeness {int(passage.score * 100)}%)" if differs else ""
    turned = [bold(f"  {TURNED[turn]}") for turn in passage.turns]
    return [f"  {plain(difference(passage))}{score}", *turned, f"  {faint(plain(facts))}"]


TURNED: Mapping["Turn", str] = {
    "negation": "the negation differs: they do not say the same",
    "number": "a number differs: they do not say the same",
}


COMMANDS = (verify,)
