"""The tables of the bench over HTTP."""

from contextlib import nullcontext

from tests.load.http_bench import Measured, Server, table


def measured(requests: int, errors: int = 0) -> Measured:
    return Measured(requests, 2.0, 0, errors, 1000.0, 0.0, 0.0, 5000.0, 0.0)


def server(name: str) -> Server:
    return Server(name, lambda: nullcontext(""), lambda _: "", lambda _: "")


def test_ratios_come_first_and_failures_are_told() -> None:
    rows = {"page": [measured(30), measured(20, errors=3)], "JSON": [measured(10), measured(0)]}
    assert list(table("asked", [server("ours"), server("peer")], rows)) == [
        "| asked | times peer | ours | peer |",
        "|---|---|---|---|",
        "| page | ×1.5 | 15 (1.0, 5.0 ms) | 10 (1.0, 5.0 ms; 3 failed) |",
        "| JSON |  | 5 (1.0, 5.0 ms) | 0 (1.0, 5.0 ms) |",
    ]
