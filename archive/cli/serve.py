"""`archive serve`: the site, by gunicorn."""

import os
import socket
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.cli.context import CommandContext, pass_place
from archive.cli.output import counted

if TYPE_CHECKING:
    from archive.model.episode import Episode
    from archive.model.page import RawPage, Refusal

THREADS = 4


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes a free one.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes that answer.")
@pass_place
def serve(place: CommandContext, host: str, port: int, workers: int) -> None:
    """Serve the site until it is interrupted. A newer index is taken up without a restart."""
    place.settings()
    episodes = _answering(place)
    listener = _listen(host, port)
    address = _address(host, listener.getsockname()[1])
    _run(place, listener, workers, lambda: click.echo(f"{counted(episodes, 'episode')} at {address} (Ctrl-C ends it)"))


def _answering(place: CommandContext) -> int:
    """How many episodes the site will answer with; raises where there is no library or no index, saying how to get one."""
    with place.reading():
        index = place.index()
        try:
            return index.episodes
        finally:
            index.close()


def _listen(host: str, port: int) -> socket.socket:
    from archive.cli.program import Misuse

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise Misuse(f"{host}:{port} cannot be listened on: {error.strerror}; give another --port or --host") from error
    return listener


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _run(place: CommandContext, listener: socket.socket, workers: int, ready: Callable[[], None]) -> None:
    from gunicorn.app.base import BaseApplication

    options = _options(listener, workers, ready)

    class Server(BaseApplication):  # type: ignore[misc]
        """Gunicorn with our options; each worker opens the archive for itself."""

        def load_config(self) -> None:
            for name, value in options.items():
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self) -> Any:
            return wsgi(place)

    Server().run()


def _options(listener: socket.socket, workers: int, ready: Callable[[], None]) -> dict[str, object]:
    """What is not gunicorn's own default: threads for slow readers, its signs of life kept in memory, no control socket, quiet."""
    memory = Path("/dev/shm")
    return {
        "bind": f"fd://{listener.fileno()}",
        "workers": workers,
        "worker_class": "gthread",
        "threads": THREADS,
        "worker_tmp_dir": str(memory) if memory.is_dir() and os.access(memory, os.W_OK) else None,
        "control_socket_disable": True,
        "loglevel": "warning",
        "when_ready": lambda _server: ready(),
        "graceful_timeout": 10,
        "timeout": 60,
    }


def wsgi(place: CommandContext) -> Any:
    """The site's application over a library directory, as any WSGI server may run it; logs a line a request on stderr."""
    from archive.operations.counting import QueryCounter
    from archive.web import create_app
    from archive.web.http.logs import log_requests, to_stderr
    from archive.web.site import Door, Site

    settings = place.settings()
    to_stderr()
    app = create_app(
        Site(
            Door(place.directory),
            place.reading(),
            settings,
            reader=partial(_read_again, place),
            counter=QueryCounter(place.directory, settings.zone) if settings.count_queries else None,
        )
    )
    log_requests(app, queries=settings.log_queries)
    return app


def _read_again(place: CommandContext, page: "RawPage") -> "Episode | Refusal":
    """Reads a saved page; what reads is loaded at the first call, since the site seldom needs it."""
    return place.reader()(page)


COMMANDS = (serve,)
