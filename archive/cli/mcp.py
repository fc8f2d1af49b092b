"""`archive mcp`: the archive for assistants."""

import click

from archive.cli.context import CommandContext, pass_context

USUAL_SITE = "http://127.0.0.1:8000"
"""Where `archive serve` is without options: links lead there until base_url says where the site is."""


@click.command()
@click.option("--http", "port", type=click.IntRange(1, 65535), help="Serve on this port of 127.0.0.1, at /mcp, instead of stdio.")
@pass_context
def mcp(context: CommandContext, port: int | None) -> None:
    """Answer assistants by the Model Context Protocol, over stdin and stdout.

    Needs the extra `mcp` (pip install "mot-pour-mot[mcp]"). What is said comes as quotations, each with its second and its link.
    """
    from archive.cli.program import Misuse
    from archive.opened import open_archive

    try:
        from archive.mcp.server import serve_http, serve_stdio
    except ModuleNotFoundError as error:
        raise Misuse('the extra is not installed: pip install "mot-pour-mot[mcp]"') from error
    with open_archive(context.directory) as archive:
        base = archive.settings.base_url or USUAL_SITE
        if port:
            click.echo(f"assistants at http://127.0.0.1:{port}/mcp (Ctrl-C ends it)", err=True)
            serve_http(archive, base, port)
        else:
            serve_stdio(archive, base)


COMMANDS = (mcp,)
