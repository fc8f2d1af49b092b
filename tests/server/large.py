"""A server to be tried, by the site's own worker: `python -m tests.server.large HEAD_S SEND_S MOST_UNSENT`.

It serves sixteen million bytes at any address, with these deadlines, and says its port on stdout.
"""

import socket
import sys
from typing import Any

from gunicorn.app.base import BaseApplication

from archive.server import connections

BODY = b"x" * 16_000_000
CONNECTIONS = 20


async def large(scope: Any, receive: Any, send: Any) -> None:
    """The application."""
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(BODY))]})
    await send({"type": "http.response.body", "body": BODY})


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn with one of our workers."""

    def load_config(self) -> None:
        """The options of `archive serve` that matter here."""
        listener = socket.create_server(("127.0.0.1", 0))
        listener.set_inheritable(True)
        port = listener.getsockname()[1]
        self.listener = listener
        for name, value in {
            "bind": f"fd://{listener.fileno()}",
            "worker_class": "archive.server.connections.Worker",
            "worker_connections": CONNECTIONS,
            "control_socket_disable": True,
            "loglevel": "warning",
            "keepalive": 60,
            "when_ready": lambda _server: print(port, flush=True),
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The application."""
        return large


if __name__ == "__main__":
    connections.HEAD_S, connections.SEND_S, connections.MOST_UNSENT = float(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
    connections.LEAST_RATE = 1_000_000_000
    Server().run()
