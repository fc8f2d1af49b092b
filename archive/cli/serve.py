"""`archive serve`: the site, by gunicorn (ADR 0011); `archive mcp`: the archive for assistants."""

import gc
import importlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.cli.from_cluster import followed
from archive.cli.output import counted, warn
from archive.cli.program import CommandContext, pass_context
from archive.cli.teaching import DeskTeacher

if TYPE_CHECKING:
    import socket

    from flask import Flask

    from archive.model.episode import Episode
    from archive.model.page import RawPage, Refusal
    from archive.server import Front
    from archive.settings import Settings


CONNECTIONS = 1000
"""Of one process; more are closed as they come."""
OPEN_FILES = 4096
"""Connections, and the files of two generations."""
_NOT_HERE: dict[str, Any] = {"staff_password_hash": "", "proposals": False, "count_queries": False}
"""What needs library or journal: where these are on another machine, so is this."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes a free one.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes that answer.")
@click.option(
    "--from-cluster",
    is_flag=True,
    help="Serve what the cluster (--engine) shares; this machine then needs no library.",
)
@click.option(
    "--socket",
    "on_socket",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A Unix socket instead of host and port, for a web server on this machine; its X-Forwarded headers are trusted.",
)
@pass_context
def serve(context: CommandContext, host: str, port: int, workers: int, from_cluster: bool, on_socket: Path | None) -> None:
    """Serve the site until it is interrupted. A newer index is taken up without a restart."""
    with followed(context) if from_cluster else nullcontext(context) as served, _door(served, host, port, on_socket) as door:
        listener, address = door
        _serve(served, listener, address, workers, on_socket is not None)


@contextmanager
def _door(context: CommandContext, host: str, port: int, on_socket: Path | None) -> "Iterator[tuple[socket.socket, str]]":
    """What is listened on, and its address."""
    if on_socket is not None:
        with _socket_file(on_socket) as listener:
            yield listener, str(on_socket)
        return
    _warn_of_strangers(host, context.settings())
    listener = _listen(host, port)
    try:
        yield listener, _address(host, listener.getsockname()[1])
    except Exception:
        listener.close()  # nothing is served; gunicorn closes it where something was
        raise


def _serve(context: CommandContext, listener: "socket.socket", address: str, workers: int, on_socket: bool) -> None:
    from archive.settings import unknown_variables

    settings = context.settings()
    episodes = _answering(context)
    for variable in unknown_variables(context.environ):
        warn(f"{variable} has no effect: there is no such setting")
    _run(
        context,
        _options(listener, workers, settings.trusted_proxies),
        lambda: click.echo(f"{counted(episodes, 'episode')} at {address} (Ctrl-C ends it)"),
        on_socket,
    )


def _warn_of_strangers(host: str, settings: "Settings") -> None:
    """A site that a network reaches without a proxy has no TLS, and nobody who counts the connections of an address;
    one that was told no name answers to this machine alone."""
    if _is_loopback(host):
        return
    if not settings.base_url and not settings.allowed_hosts:
        click.echo("archive: other machines are refused (400) until settings.toml has base_url or allowed_hosts", err=True)
    if not settings.trusted_proxies:
        click.echo(
            f"archive: {host} can be reached from other machines and no proxy is trusted: let nobody but your web server reach it "
            "(docs/deploy has nginx and Caddy), and name that server in trusted_proxies",
            err=True,
        )


def _is_loopback(host: str) -> bool:
    from ipaddress import ip_address

    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _answering(context: CommandContext) -> int:
    """How many episodes the site will answer with; raises where there is no library or no index, saying how to get
    one."""
    with nullcontext() if context.is_copy else context.open_read_only():
        index = context.index()
        try:
            index.warm()  # once, before the processes that answer are forked: they share the 100 MB of a model
            return index.episodes
        finally:
            index.close()


@contextmanager
def _socket_file(path: Path) -> "Iterator[socket.socket]":
    """A socket at a path, for its owner and its group; a stale one that nobody listens on is replaced. It goes with
    this process."""
    import socket

    from archive.cli.program import Exit, Failure

    listener, process = socket.socket(socket.AF_UNIX), os.getpid()
    try:
        if path.is_socket() and not _is_listened_on(path):
            path.unlink()
        before = os.umask(0o117)
        try:
            listener.bind(str(path))
        finally:
            os.umask(before)
    except OSError as error:
        listener.close()
        raise Failure(Exit.MISUSE, f"{path} cannot be listened on: {error.strerror or error}; give another --socket") from error
    try:
        yield listener
    finally:
        if os.getpid() == process:
            path.unlink(missing_ok=True)


def _is_listened_on(path: Path) -> bool:
    import socket

    with socket.socket(socket.AF_UNIX) as asked:
        return asked.connect_ex(str(path)) == 0


def _listen(host: str, port: int) -> "socket.socket":
    import socket

    from archive.cli.program import Exit, Failure

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise Failure(
            Exit.MISUSE, f"{host}:{port} cannot be listened on: {error.strerror}; give another --port or --host"
        ) from error
    return listener


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _run(context: CommandContext, options: dict[str, object], ready: Callable[[], None], on_socket: bool) -> None:
    from gunicorn.app.base import BaseApplication

    hold_program()  # before workers are forked, so that a new one is there sooner
    from archive.web.http.health_and_logs import to_stderr

    class Server(BaseApplication):  # type: ignore[misc]
        """Gunicorn with our options; each worker opens the archive for itself."""

        def load_config(self) -> None:
            for name, value in options.items():
                self.cfg.set(name, value)
            self.cfg.set("when_ready", lambda _server: ready())

        def load(self) -> Any:
            return asgi(context, on_socket=on_socket)

    _raise_open_files()
    to_stderr()
    Server().run()


_NOT_OF_THE_SITE = (
    "archive.cli",
    "archive.mcp",
    "archive.sample",
    "archive.operations.fetching",
    "archive.search.index_opensearch",
)


def hold_program() -> None:
    """Imports all that the site may need, so that it answers on with the program it began with where another is
    installed under it; what an extra or another engine brings is imported when it is asked for."""
    from pkgutil import walk_packages

    import archive

    for module in walk_packages(archive.__path__, "archive."):
        if not module.name.startswith(_NOT_OF_THE_SITE):
            with suppress(ImportError):
                importlib.import_module(module.name)
    hold_data()


def hold_data() -> None:
    """Reads the files that the program has of others' data, for the same reason."""
    from archive.model import cldr
    from archive.web import i18n, preview_images

    cldr.usual_code("fr")
    i18n.english()
    preview_images.width("a", 1)


def hold_templates(app: "Flask") -> None:
    """Reads every template, for the same reason: none is read again."""
    for name in app.jinja_env.list_templates(extensions=["html"]):
        app.jinja_env.get_template(name)


def _raise_open_files() -> None:
    """Systems allow a process 256 or 1024 open files until it asks for more; where it may not ask, these must do."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _options(listener: "socket.socket", workers: int, trusted: tuple[str, ...]) -> dict[str, object]:
    """What is not gunicorn's own default: connections with deadlines, its parser in Python (the one that is tested
    here), its signs of life kept in memory, no control socket, quiet. A visitor who hangs up gives up his place in a
    queue at once."""
    memory = Path("/dev/shm")
    return {
        "bind": f"fd://{listener.fileno()}",
        "workers": workers,
        "worker_class": "archive.server.connections.Worker",
        "worker_connections": CONNECTIONS,
        "worker_tmp_dir": str(memory) if memory.is_dir() and os.access(memory, os.W_OK) else None,
        "asgi_loop": "asyncio",
        "asgi_lifespan": "off",
        "asgi_disconnect_grace_period": 0,
        "http_parser": "python",
        "forwarded_allow_ips": ",".join(trusted),
        "secure_scheme_headers": {"X-FORWARDED-PROTO": "https"},
        "logger_class": "archive.server.connections.ServerLog",
        "control_socket_disable": True,
        "loglevel": "warning",
        "keepalive": 5,
        "graceful_timeout": 10,
        "timeout": 60,
    }


def asgi(context: CommandContext, *, on_socket: bool = False) -> "Front":
    """The site over a library directory behind its front, as `archive serve` runs it; logs a line a request on
    stderr."""
    from archive.server import Front, Proxies, Route, process_lanes
    from archive.web.http.error_pages import Refusals
    from archive.web.http.health_and_logs import log_requests, to_stderr
    from archive.web.http.request_lanes import ways

    settings = context.settings()
    to_stderr()
    site = wsgi_app(context, settings)
    hold_templates(site)
    refuse = Refusals(site, settings.default_language)
    log_requests(site, queries=settings.log_queries)
    way_of, by_name = ways(site), process_lanes()
    # and what is loaded by now is never looked through again: that took 40 ms, some times in a thousand questions
    gc.collect()
    gc.freeze()

    def route_of(environ: Any) -> Route:
        way = way_of(environ)
        return Route(by_name[way.lane], way.takes_body)

    return Front(
        site,
        route_of=route_of,
        refuse=refuse,
        most_bytes=site.config["MAX_CONTENT_LENGTH"],
        proxies=Proxies.named(settings.trusted_proxies, on_socket=on_socket),
    )


def wsgi_app(context: CommandContext, settings: "Settings") -> "Flask":
    """The application over a library directory, as any WSGI server may run it."""
    from archive.operations.query_counter import QueryCounter
    from archive.operations.served_library import ServedLibraries
    from archive.web import create_app
    from archive.web.site import IndexProvider, Site
    from ingest import CLEANER_VERSION

    provider = IndexProvider(context.directory)
    provider.warm()
    if context.is_copy:
        return create_app(Site(provider, ServedLibraries(), replace(settings, **_NOT_HERE)))
    return create_app(
        Site(
            provider,
            context.open_read_only(),
            settings,
            reader=partial(_read_again, context),
            cleaner=CLEANER_VERSION,
            counter=QueryCounter(context.directory, settings.zone) if settings.count_queries else None,
            teacher=DeskTeacher(context),
        )
    )


def _read_again(context: CommandContext, page: "RawPage") -> "Episode | Refusal":
    """Reads a saved page; what reads is loaded at the first call, since the site seldom needs it."""
    return context.reader()(page)


USUAL_SITE = "http://127.0.0.1:8000"
"""Where `archive serve` is without options: links lead there until base_url says where the site is."""


@click.command()
@click.option("--http", "port", type=click.IntRange(1, 65535), help="Serve on this port of 127.0.0.1, at /mcp, instead of stdio.")
@pass_context
def mcp(context: CommandContext, port: int | None) -> None:
    """Answer assistants by the Model Context Protocol, over stdin and stdout.

    Needs the extra `mcp` (pip install "mot-pour-mot[mcp]"). What is said comes as quotations, each with its second and
    its link."""
    from archive.cli.program import Exit, Failure
    from archive.python_api import open_archive

    try:
        from archive.mcp.tools import serve_http, serve_stdio
    except ModuleNotFoundError as error:
        raise Failure(Exit.MISUSE, 'the extra is not installed: pip install "mot-pour-mot[mcp]"') from error
    with open_archive(context.directory) as archive:
        base = archive.settings.base_url or USUAL_SITE
        if port:
            click.echo(f"assistants at http://127.0.0.1:{port}/mcp (Ctrl-C ends it)", err=True)
            serve_http(archive, base, port)
        else:
            serve_stdio(archive, base)


COMMANDS = (serve, mcp)
