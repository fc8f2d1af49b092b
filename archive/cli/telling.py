"""Tells the hub that the settings name what is new, once it is published."""

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING

from archive.cli.context import CommandContext
from archive.cli.output import warn

if TYPE_CHECKING:
    from flask import Flask

    from archive.operations.fetching.websub import Newest

_ATOM = "{http://www.w3.org/2005/Atom}"


def tell_hub(context: CommandContext) -> tuple[str, ...]:
    """Tells the hub of the settings of our feeds that have something new, and gives their addresses; nothing where none
    is set. What it does not take is told the next time."""
    settings = context.settings()
    if not settings.hub:
        return ()
    if not settings.base_url:
        warn("a hub is set and no base_url: nobody can be told where the feeds are")
        return ()
    from archive.errors import PresentableError
    from archive.operations.fetching.fetcher import Fetcher
    from archive.operations.fetching.websub import tell
    from archive.operations.journal import Journal

    try:
        with Journal.open(context.directory, settings.zone) as journal, Fetcher(context.directory) as fetcher:
            return tell(journal, fetcher, settings.hub, settings.base_url, partial(_newest, _app(context), settings.base_url))
    except PresentableError as error:
        warn(f"the hub was not told what is new, and is the next time: {error}")
        return ()


def _app(context: CommandContext) -> "Flask":
    from archive.web import create_app
    from archive.web.site import IndexProvider, Site

    return create_app(Site(IndexProvider(context.directory), context.open_read_only(), context.settings()))


def _newest(app: "Flask", base: str, address: str) -> "Newest | None":
    """The first page of a feed as everybody gets it; None where it is not there now."""
    from urllib.parse import urlsplit
    from xml.etree import ElementTree

    from archive.operations.fetching.websub import Newest

    parts = urlsplit(base)
    answer = app.test_client().get(address, base_url=f"{parts.scheme}://{parts.netloc}")
    if answer.status_code != 200:
        return None
    root = ElementTree.fromstring(answer.data)
    entries = ((one.findtext(f"{_ATOM}id", ""), one.findtext(f"{_ATOM}published", "")) for one in root.iter(f"{_ATOM}entry"))
    whole = all(link.get("rel") != "next" for link in root.findall(f"{_ATOM}link"))
    return Newest(tuple((name, dt.datetime.fromisoformat(at)) for name, at in entries), whole)
