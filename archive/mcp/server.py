"""The tools behind the official server of the protocol: over stdin and stdout, or over HTTP for this machine alone."""

from importlib.metadata import version

from mcp.server import MCPServer
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import ToolAnnotations

from archive.mcp.tools import Tools
from archive.opened import Archive

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
