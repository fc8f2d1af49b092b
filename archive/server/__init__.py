"""The server round the site: slow visitors wait on an event loop, and the site's work is done on few threads."""

from archive.server.asgi import Front, Route
from archive.server.lanes import Lane, process_lanes
from archive.server.wsgi import Proxies

__all__ = ["Front", "Lane", "Proxies", "Route", "process_lanes"]
