"""A real cluster on this machine: nodes made of Maven Central's jars, on free ports of the loopback, each ended by its own pid.

What is built (the jars, the small class that starts a node) is kept in a cache under the name of what it is built from.
"""

import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import MappingProxyType

import pytest

SOURCE = Path(__file__).parent / "node"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "mot-pour-mot"
TOOLS = ("java", "javac", "jar", "mvn")
BUILD_S, START_S = 600, 180


class Absent(Exception):
    """What a node is made of is not to be had here."""


def node_directory(pom: Path = SOURCE / "pom.xml") -> Path:
    """The folder with all that a node needs, built where it is not there; raises Absent."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        raise Absent(f"no {', no '.join(missing)} on this machine")
    sources = [pom, SOURCE / "TestNode.java"]
    key = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:16]
    folder = CACHE / f"opensearch-{key}"
    if not (folder / "complete").exists():
        _build(folder, pom)
    return folder


def _build(folder: Path, pom: Path) -> None:
    """Fetches the jars and compiles the class, in a folder of another name first."""
    fresh = folder.with_name(f"{folder.name}.{os.getpid()}")
    (fresh / "classes").mkdir(parents=True)
    jars: list[str | Path] = [
        "mvn",
        "-q",
        "-B",
        "-f",
        pom,
        "dependency:copy-dependencies",
        f"-DoutputDirectory={fresh / 'jars'}",
    ]
    compiled: list[str | Path] = ["javac", "-cp", f"{fresh / 'jars'}/*", "-d", fresh / "classes", SOURCE / "TestNode.java"]
    packed: list[str | Path] = ["jar", "cf", fresh / "jars" / "test-node.jar", "-C", fresh / "classes", "."]
    try:
        for step in (jars, compiled, packed):
            done = subprocess.run(step, capture_output=True, text=True, timeout=BUILD_S, check=False)
            if done.returncode:
                raise Absent(f"{step[0]} failed: {(done.stdout + done.stderr)[-500:]}")
        for plugin in (fresh / "jars").glob("*.zip"):
            shutil.unpack_archive(plugin, fresh / "plugin")
        (fresh / "complete").touch()
        with suppress(OSError):
            fresh.rename(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


class Node:
    """One node, a process of ours. `roles` as OpenSearch names them; its data stay in `home` when it is killed."""

    def __init__(
        self,
        home: Path,
        name: str,
        http: int,
        transport: int,
        seeds: Sequence[int],
        managers: str,
        roles: str,
        more: Mapping[str, str] = MappingProxyType({}),
        pom: Path = SOURCE / "pom.xml",
    ) -> None:
        """`more` are settings besides; the node is made of what `pom` names."""
        self.home, self.name, self.http, self._pom = home, name, http, pom
        self._settings = {
            "path.home": str(home),
            "node.name": name,
            "cluster.name": home.parent.name,
            "network.host": "127.0.0.1",
            "http.port": str(http),
            "transport.port": str(transport),
            "node.roles": roles,
            "discovery.seed_hosts": ",".join(f"127.0.0.1:{port}" for port in seeds),
            "cluster.initial_cluster_manager_nodes": managers,
            "cluster.routing.allocation.disk.threshold_enabled": "false",
            "cluster.fault_detection.follower_check.interval": "500ms",
            "cluster.fault_detection.leader_check.interval": "500ms",
            **more,
        }
        self._heap = 512 if "data" in roles else 192
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Starts it; it is not waited for."""
        built = node_directory(self._pom)
        (self.home / "config").mkdir(parents=True, exist_ok=True)
        settings = [f"{name}={value}" for name, value in self._settings.items()]
        command = ["java", f"-Xms{self._heap}m", f"-Xmx{self._heap}m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]
        with (self.home / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*command, "-cp", f"{built / 'jars'}/*:{built / 'plugin'}/*", "TestNode", *settings],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
            )

    def kill(self) -> None:
        """Ends it as a power cut does."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        assert self._process.stdin is not None
        with suppress(OSError):
            self._process.stdin.close()

    def stop(self) -> None:
        """Ends it by the end of its standard input; kills it where that takes long."""
        if self._process is None or self._process.poll() is not None:
            return
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()


class TestCluster:
    """Some nodes, and what they say of themselves."""

    __test__ = False

    def __init__(self, nodes: Sequence[Node]) -> None:
        self.nodes = nodes

    def address(self, prefix: str, shards: int = 1) -> str:
        """The address by which the program finds the nodes that hold data."""
        hosts = ",".join(f"127.0.0.1:{node.http}" for node in self.nodes[:2])
        return f"opensearch+http://{hosts}/{prefix}?shards={shards}"

    def wait(self, nodes: int | None = None, status: str = "yellow", seconds: float = START_S) -> None:
        """Waits until so many nodes (all by default) are together, and their indices are as wanted."""
        wanted = f"_cluster/health?wait_for_nodes={nodes or len(self.nodes)}&wait_for_status={status}&timeout=2s"
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for node in self.nodes:
                if _health(node.http, wanted) is False:
                    return
            time.sleep(0.2)
        logs = "\n".join((node.home / "log").read_text("utf-8", "replace")[-1500:] for node in self.nodes)
        raise TimeoutError(f"the cluster is not {status} after {seconds} s:\n{logs}")


def _health(port: int, wanted: str) -> bool | None:
    """Whether a node waited in vain for what is wanted; None where it does not answer."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/{wanted}", timeout=5) as answer:
            return bool(json.load(answer)["timed_out"])
    except (OSError, ValueError):
        return None


@contextmanager
def cluster(home: Path, data: int = 1, managers: int = 0, more: Mapping[str, str] = MappingProxyType({})) -> Iterator[TestCluster]:
    """A cluster of so many data nodes, and of so many that only vote and manage, with `more` settings; all are ended with the
    block."""
    count = data + managers
    ports = free_ports(2 * count)
    names = [f"n{number}" for number in range(count)]
    roles = ["data,cluster_manager,ingest"] * data + ["cluster_manager"] * managers
    nodes = [
        Node(home / name, name, ports[number], ports[count + number], ports[count:], ",".join(names), roles[number], more)
        for number, name in enumerate(names)
    ]
    with ExitStack() as started:
        for node in nodes:
            started.callback(node.stop)
            node.start()
        made = TestCluster(nodes)
        made.wait()
        yield made


def free_ports(count: int) -> list[int]:
    """Ports of the loopback that nobody listens at."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def require_nodes(pom: Path = SOURCE / "pom.xml") -> None:
    """Skips where nobody asked for nodes (`make cluster` does), or where none can be made; that fails where all is to be tried."""
    if not os.environ.get("CLUSTER") and not os.environ.get("CLUSTER_SECURITY"):
        pytest.skip("`make cluster` tries this on real nodes")
    try:
        node_directory(pom)
    except Absent as why:
        words = f"no OpenSearch node can be made here: {why}"
        if os.environ.get("CI"):
            pytest.fail(words)
        pytest.skip(words)
