"""Two nodes with data and one that votes: each is killed while questions are asked, while an index is built and while it is
published. No answer is wrong; what is missing is said; what serves loses nothing; all is green again when the node is back."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

import httpx
import pytest

from archive.errors import UnavailableError
from archive.search import open_index
from archive.search.generations import (
    ClusterFollower,
    Generation,
    GenerationError,
    current,
    publish_full,
    publish_incremental,
    share,
)
from archive.search.generations.generation import open_engine
from archive.search.index.document_table import Document
from archive.search.index.factory import EngineChoice, backend, choose
from archive.search.index.limits import Budget
from archive.search.index.read.engine import Engine
from archive.search.index.types import Clause, Expansion, Pattern, Request, TermPosition
from tests.given import Given
from tests.opensearch.nodes import Node, TestCluster, cluster, require_nodes
from tests.search.generations.test_generations import documents
from tests.search.index.archives import random_document

pytestmark = pytest.mark.slow
WORDS = ("ab", "cd", "ef", "gh", "ete")
EPISODES = 300


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestCluster]:
    """The cluster, which is the engine of this process."""
    require_nodes()
    with cluster(tmp_path_factory.mktemp("three-nodes"), data=2, managers=1) as made:
        choose(EngineChoice(made.address("three", shards=2)))
        yield made
        choose(EngineChoice())


@pytest.fixture(scope="module")
def root(nodes: TestCluster, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive whose generation has a copy of each shard."""
    folder = tmp_path_factory.mktemp("archive")
    publish_full(folder, Given(made(EPISODES)), revision=1).close()
    nodes.wait(status="green")
    return folder


def made(count: int, seed: int = 5) -> list[Document]:
    """Random episodes."""
    chance = random.Random(seed)
    return [random_document(f"episode-{number:04d}", chance) for number in range(count)]


def requests() -> list[Request]:
    """A word each, and a phrase."""
    clauses = [Clause(word, (Pattern((TermPosition(word, (Expansion((word,)),)),)),)) for word in WORDS]
    run = Expansion(("ab", "cd"))
    return [Request((clause,)) for clause in (*clauses, Clause("ab cd", (Pattern((TermPosition("", (run,)),)),)))]


def answers(engine: Engine) -> list[tuple[int, tuple[int, ...]]]:
    """Totals and episodes in order, of all questions."""
    found = [engine.evaluate(request) for request in requests()]
    return [(one.total, tuple(one.full.doc.tolist())) for one in found]


class Listener:
    """Asks again and again, each time of an engine that has nothing at hand, and counts what it is told."""

    def __init__(self, generation: Generation) -> None:
        self._generation, self._stop = generation, Event()
        self.right = answers(open_engine(generation))
        self.told: Counter[str] = Counter()
        self.wrong: list[object] = []
        self._thread = Thread(target=self._ask)

    def __enter__(self) -> "Listener":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _ask(self) -> None:
        while not self._stop.is_set():
            with suppress(UnavailableError):
                self._once()
                continue
            self.told["unavailable"] += 1

    def _once(self) -> None:
        engine = open_engine(self._generation)
        for request, (total, docs) in zip(requests(), self.right, strict=True):
            budget = Budget()
            found = engine.evaluate(request, budget)
            is_partial = any(cut.why == "shards" for cut in budget.cut)
            same = (found.total, tuple(found.full.doc.tolist())) == (total, docs)
            self.told["partial" if is_partial else "whole"] += 1
            if not same and not (is_partial and found.total <= total):
                self.wrong.append((request, found.total, total))


def wait_until(told: Callable[[], bool], seconds: float = 60) -> None:
    """Waits for something, for so long."""
    end = time.monotonic() + seconds
    while not told() and time.monotonic() < end:
        time.sleep(0.1)
    assert told()


def restart(nodes: TestCluster, node: Node) -> None:
    """Starts a node that was killed, and waits until every shard has its copy again."""
    node.start()
    nodes.wait(status="green")


@pytest.mark.parametrize("number", range(3))
def test_a_node_is_killed_while_questions_are_asked(nodes: TestCluster, root: Path, number: int) -> None:
    generation = current_of(root)
    with Listener(generation) as listener:
        wait_until(lambda: listener.told["whole"] > 6)
        nodes.nodes[number].kill()
        before = listener.told["whole"]
        wait_until(lambda: listener.told["whole"] > before + 12)
    assert listener.wrong == []
    restart(nodes, nodes.nodes[number])
    assert answers(open_engine(generation)) == listener.right


def current_of(root: Path) -> Generation:
    """What serves."""
    generation = current(root)
    assert generation is not None
    return generation


@pytest.mark.parametrize("number", range(3))
def test_a_node_is_killed_while_an_index_is_built(nodes: TestCluster, root: Path, number: int) -> None:
    serving, right = current_of(root), answers(open_engine(current_of(root)))
    documents = made(2 * EPISODES, seed=number)
    failed: list[Exception] = []

    def build() -> None:
        try:
            publish_full(root, Given(documents), revision=10 + number).close()
        except (UnavailableError, GenerationError) as error:
            failed.append(error)

    building = Thread(target=build)
    building.start()
    time.sleep(0.3)
    nodes.nodes[number].kill()
    building.join()
    if failed:
        assert current_of(root).number == serving.number
        assert answers(open_engine(serving)) == right
    restart(nodes, nodes.nodes[number])
    if failed:
        assert isinstance(failed[0], UnavailableError), failed
        publish_full(root, Given(documents), revision=10 + number).close()
    assert open_engine(current_of(root)).episodes == 2 * EPISODES


@pytest.mark.parametrize("number", range(3))
def test_a_node_is_killed_while_generations_are_published(nodes: TestCluster, root: Path, number: int) -> None:
    published, failed = [], []
    stop = Event()

    def publish() -> None:
        for count in range(20):
            if stop.is_set():
                return
            try:
                new = made(3, seed=100 + count)
                published.append(publish_incremental(root, new, [], revision=50 + count))
            except UnavailableError as error:
                failed.append(error)
                return

    publishing = Thread(target=publish)
    publishing.start()
    wait_until(lambda: bool(published))
    nodes.nodes[number].kill()
    time.sleep(2)
    stop.set()
    publishing.join()
    restart(nodes, nodes.nodes[number])
    assert current_of(root).number == published[-1].number
    assert len(answers(open_engine(current_of(root)))) == len(requests())
    for generation in published:
        generation.close()


def test_a_part_that_is_lost_is_said(nodes: TestCluster, root: Path) -> None:
    serving = current_of(root)
    right = answers(open_engine(serving))
    at = f"http://127.0.0.1:{nodes.nodes[0].http}"
    url = f"{at}/{','.join({f'three-{segment.name[1:7]}' for segment in serving.segments})}/_settings"
    one_copy = {"index": {"auto_expand_replicas": False, "number_of_replicas": 0}}
    httpx.put(url, json=one_copy).raise_for_status()
    largest = max(serving.segments, key=lambda segment: segment.documents)
    part_on_each_node(at, f"three-{largest.name[1:7]}")
    nodes.nodes[1].kill()
    nodes.wait(nodes=2, status="red")
    partial, before, held, index = Budget(), backend().partial_answers(), open_engine(serving), open_index(root)
    found = held.evaluate(requests()[0], partial)
    assert 0 < held.count(Expansion(("cd",))) < len(made(EPISODES))
    index.suggest("et")
    assert [cut.why for cut in partial.cut] == ["shards"]
    assert 0 < found.total < right[0][0]
    assert backend().partial_answers() > before
    assert backend().trouble(serving.segments) == "a part of the index does not answer"
    restart(nodes, nodes.nodes[1])
    httpx.put(url, json={"index": {"auto_expand_replicas": "0-1"}}).raise_for_status()
    nodes.wait(status="green")
    assert answers(open_engine(serving)) == right
    assert held.count(Expansion(("cd",))) == open_engine(serving).count(Expansion(("cd",)))
    assert index.suggest("et") == open_index(root).suggest("et")


def part_on_each_node(at: str, index: str) -> None:
    """Moves a shard of an index where both are on one node, as they may be after a node was away."""
    shards = httpx.get(f"{at}/_cat/shards/{index}", params={"format": "json"}).raise_for_status().json()
    here = {shard["node"] for shard in shards}
    if len(here) == 1:
        there = ({"n0", "n1"} - here).pop()
        move = {"index": index, "shard": int(shards[0]["shard"]), "from_node": here.pop(), "to_node": there}
        httpx.post(f"{at}/_cluster/reroute", json={"commands": [{"move": move}]}).raise_for_status()
    settled = {"wait_for_no_relocating_shards": "true", "timeout": "60s"}
    assert not httpx.get(f"{at}/_cluster/health", params=settled, timeout=70).json()["timed_out"]


@pytest.fixture
def other(nodes: TestCluster) -> Iterator[None]:
    """Another archive in the same cluster."""
    choose(EngineChoice(nodes.address("other", shards=2)))
    yield
    choose(EngineChoice(nodes.address("three", shards=2)))


@pytest.mark.parametrize("number", range(3))
def test_a_node_is_killed_while_a_web_machine_follows(nodes: TestCluster, other: None, tmp_path: Path, number: int) -> None:
    """Each generation has one episode more of the same word: an answer is of one of them, or none comes."""
    staff, web = tmp_path / "staff", tmp_path / "web"
    states = [documents(*(f"e{count}" for count in range(state))) for state in range(1, 9)]

    def publish(state: int) -> None:
        share(staff, publish_full(staff, Given(states[state - 1]), revision=state), lambda _: None)

    publish(1)
    follower = ClusterFollower(web)
    follower.step()
    index = open_index(web)
    nodes.nodes[number].kill()
    told, published = Counter[str](), 1
    end = time.monotonic() + 180
    while (published < len(states) or not told["whole"]) and time.monotonic() < end:
        with suppress(UnavailableError):
            if published < len(states):
                publish(published + 1)
                published += 1
        with suppress(UnavailableError):
            follower.step()
            index.refresh()
        held = index.pin()
        with suppress(UnavailableError):
            answer = held.search("bonjour")
            is_partial = any("shards" in cut.why for cut in answer.explanation.cut)
            assert answer.total == held.episodes or (is_partial and answer.total < held.episodes)
            told["partial" if is_partial else "whole"] += 1
        held.release()
    assert told["whole"]
    restart(nodes, nodes.nodes[number])
    publish(len(states))
    follower.step()
    index.refresh()
    assert index.search("bonjour").total == len(states)
    index.close()
