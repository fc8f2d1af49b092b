"""What is said where a cluster cannot be reached, does not let in, is none, or takes nothing more: in words, without a password."""

import base64
import json
import shutil
import ssl
import subprocess
import threading
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from archive.search.index_opensearch.cluster import Cluster, ClusterError, ClusterGoneError, read_address
from archive.search.index_opensearch.queries import index_body
from tests.opensearch.nodes import TestCluster, free_ports, require_nodes
from tests.opensearch.nodes import cluster as running

PASSWORD = "s3cret-of-the-proxy"


def test_nobody_at_the_address_is_said() -> None:
    (port,) = free_ports(1)
    with pytest.raises(ClusterGoneError, match=f"no node answers at 127.0.0.1:{port}"):
        Cluster(read_address(f"opensearch+http://127.0.0.1:{port}/archive")).status(["archive-000001"])


OTHERS = {
    "another program than OpenSearch 8.1.0": {"number": "8.1.0", "build_flavor": "default"},
    "opensearch 1.3.20": {"number": "1.3.20", "distribution": "opensearch"},
    "opensearch 4.0.0": {"number": "4.0.0", "distribution": "opensearch"},
}
"""Elasticsearch answers much alike, and so do versions that this was not tried with."""


@pytest.mark.parametrize("named", OTHERS)
def test_another_program_or_version_is_refused(named: str) -> None:
    with _serving(ThreadingHTTPServer(("127.0.0.1", 0), _answering({"version": OTHERS[named]}))) as port:
        cluster = Cluster(read_address(f"opensearch+http://127.0.0.1:{port}/archive"))
        with pytest.raises(ClusterError, match=f"is {named}; this program works with"):
            cluster.refresh("archive-000001")


def test_one_that_does_not_answer_in_time_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.search.index_opensearch.cluster.SEARCH_S", 0.2)
    hung = threading.Event()
    with _serving(ThreadingHTTPServer(("127.0.0.1", 0), _answering({}, hung))) as port:
        with pytest.raises(ClusterGoneError, match="did not answer in time"):
            Cluster(read_address(f"opensearch+http://127.0.0.1:{port}/archive")).status(["archive-000001"])
        hung.set()


def _answering(
    body: dict[str, object], after: threading.Event | None = None, told: list[bytes] | None = None
) -> type[BaseHTTPRequestHandler]:
    """Answers everything alike, at once or after something; `told` takes what is sent."""

    class Other(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if after is not None:
                after.wait(10)
            data = json.dumps(body).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.end_headers()
            with suppress(OSError):
                self.wfile.write(data)

        def do_PUT(self) -> None:
            if told is not None:
                told.append(self.rfile.read(int(self.headers["content-length"])))
            self.do_GET()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    return Other


def test_a_full_disk_is_said(one_node: TestCluster) -> None:
    cluster = Cluster(read_address(one_node.address("full")))
    cluster.make_index("full-000001", index_body(1))
    # What a node does by itself when a disk is 95% full.
    cluster.set("full-000001", {"index.blocks.read_only_allow_delete": True})
    with pytest.raises(ClusterError, match="nearly full"):
        cluster.write("full-000001", iter([("one", {"part": "n000001a", "place": 0})]))
    cluster.delete_index("full-000001")


def test_a_node_that_has_too_much_to_do_is_waited_for(tmp_path: Path) -> None:
    require_nodes()
    with running(tmp_path, more={"thread_pool.write.size": "1", "thread_pool.write.queue_size": "1"}) as busy:
        many = Cluster(read_address(busy.address("busy", shards=4)))
        many.make_index("busy-000001", index_body(4))
        documents = [(f"n000001a.{place}", {"part": "n000001a", "place": place}) for place in range(3000)]
        with ThreadPoolExecutor(3) as pool:
            taken = pool.map(lambda part: many.write("busy-000001", iter(documents[part::3])), range(3))
            assert sum(taken) == len(documents)
        many.refresh("busy-000001")
        found = many.search("busy-000001", {"size": 0, "track_total_hits": True})
        assert found["hits"]["total"]["value"] == len(documents)
        with urllib.request.urlopen(f"http://127.0.0.1:{busy.nodes[0].http}/_nodes/stats/thread_pool") as answer:
            (node,) = json.load(answer)["nodes"].values()
        assert node["thread_pool"]["write"]["rejected"], "the node had room for everything: nothing was tried"


@pytest.fixture(scope="module")
def guarded(one_node: TestCluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    """A port with TLS and a password before the real node, and the certificate of who vouches for it."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl to make a certificate with")
    folder = tmp_path_factory.mktemp("tls")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    made: list[str | Path] = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-days", "2"]
    subprocess.run(
        [*made, "-out", certificate, "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _guard(one_node.nodes[0].http))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    with _serving(server) as port:
        yield port, certificate


def _guard(node: int) -> type[BaseHTTPRequestHandler]:
    """Passes on to a node what comes with the right name and password."""
    right = "Basic " + base64.b64encode(f"reader:{PASSWORD}".encode()).decode()

    class Guard(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.headers.get("authorization") != right:
                self.send_response(401)
                self.send_header("content-length", "0")
                self.end_headers()
                return
            with urllib.request.urlopen(f"http://127.0.0.1:{node}{self.path}") as answer:
                body = answer.read()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    return Guard


@contextmanager
def _serving(server: ThreadingHTTPServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_password_and_a_private_authority_let_in(guarded: tuple[int, Path]) -> None:
    port, certificate = guarded
    address = f"opensearch+https://127.0.0.1:{port}/archive"
    assert Cluster(read_address(address, "reader", PASSWORD, str(certificate))).indices("archive-*") == []


def test_a_wrong_password_is_said_and_not_repeated(guarded: tuple[int, Path], caplog: pytest.LogCaptureFixture) -> None:
    port, certificate = guarded
    cluster = Cluster(read_address(f"opensearch+https://127.0.0.1:{port}/archive", "reader", "wr0ng", str(certificate)))
    with pytest.raises(ClusterError, match="engine_password is wrong") as refused:
        cluster.indices("archive-*")
    assert "wr0ng" not in str(refused.value) + caplog.text


def test_a_certificate_that_nobody_vouches_for_is_refused(guarded: tuple[int, Path]) -> None:
    port, _ = guarded
    cluster = Cluster(read_address(f"opensearch+https://127.0.0.1:{port}/archive", "reader", PASSWORD))
    with pytest.raises(ClusterError, match="engine_ca"):
        cluster.indices("archive-*")


def test_what_an_older_version_does_not_know_is_not_asked_of_it() -> None:
    """2.14 refuses an index whose mapping names what 2.15 brought."""
    asked: list[bytes] = []
    older = _answering({"version": {"number": "2.14.0", "distribution": "opensearch"}}, told=asked)
    with _serving(ThreadingHTTPServer(("127.0.0.1", 0), older)) as port:
        Cluster(read_address(f"opensearch+http://127.0.0.1:{port}/archive")).make_index("archive-000001", index_body(1))
    assert json.loads(asked[-1])["mappings"]["_source"] == {"enabled": False}
