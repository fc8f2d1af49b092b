"""Machines that have nothing of an archive but the address of its cluster, and what is kept for them there."""

import os
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import httpx
import msgspec
import pytest

from archive.library import Library
from archive.operations import publication
from archive.search import open_index
from archive.search.generations import ClusterFollower, publish_full, share
from archive.search.index.factory import EngineChoice, backend, choose
from archive.search.index.layout import DamagedError
from archive.search.index_opensearch import sharing
from tests.cli.conftest import started
from tests.given import Given
from tests.opensearch.nodes import TestCluster, free_ports
from tests.opensearch.test_generations import indices
from tests.opensearch.test_three_nodes import wait_until
from tests.search.generations.test_generations import documents
from tests.servers import get, serve_library
from tests.web import small_archive

SWAPS = 5


@pytest.fixture
def address(one_node: TestCluster, tmp_path: Path) -> Iterator[str]:
    """The address of a test's own indices: the first of its hosts is down."""
    name = tmp_path.name.replace("_", "-").lower()[:50].strip("-")
    (dead,) = free_ports(1)
    address = one_node.address(name).replace("://", f"://127.0.0.1:{dead},")
    choose(EngineChoice(address))
    yield address
    choose(EngineChoice())


def prefix(address: str) -> str:
    """The prefix of its indices."""
    return address.rpartition("/")[2].partition("?")[0]


def publish(root: Path, *slugs: str) -> None:
    """A full generation that no rollback leads from, shared."""
    generation = publish_full(root, Given(documents(*slugs)), revision=1, returns_to="nothing")
    share(root, generation, lambda _: None)
    generation.close()


def titled(library: Library, number: int) -> None:
    """Gives every episode a title that says which state this is, and publishes it."""
    with library.transaction():
        for slug in library.digests():
            library.edit(slug, title=f"La digue, état {number}")
    generation = publication.bring_up(library)
    assert generation is not None
    generation.close()


def states(text: str) -> set[str]:
    """The states that a page tells of; each result tells one."""
    return set(re.findall("état (\\d+)", text))


def test_two_web_machines_serve_one_generation_a_request(tmp_path: Path, address: str) -> None:
    with ExitStack() as stack:
        library = stack.enter_context(small_archive.build(tmp_path / "staff"))
        titled(library, 0)
        sites = [stack.enter_context(web_machine(tmp_path / name, address)) for name in ("one", "two")]
        pages = ("/api/search?q=digue", "/search?q=digue", f"/episodes/{small_archive.PORT}?q=digue", "/api/dump", "/shows")
        asked = [site + page for site in sites for page in pages]
        told: list[set[str]] = []
        with ThreadPoolExecutor(4) as several:
            for number in range(1, SWAPS):
                answers = several.map(lambda url: get(url).decode(), asked * 2)
                titled(library, number)
                told += map(states, answers)
                while told[-len(asked)] | told[-len(pages)] != {str(number)}:  # each machine follows within seconds
                    told += map(states, several.map(lambda url: get(url).decode(), asked))
        assert max(map(len, told)) == 1
        assert set.union(*told) >= {str(number) for number in range(1, SWAPS)}
        for site in sites:
            has_all_that_a_reader_asks_for(site, library)


def web_machine(folder: Path, address: str):  # type: ignore[no-untyped-def]  # as serve_library gives it
    """A site of a machine with an empty folder for what is temporary, and no library."""
    folder.mkdir()
    environ = os.environ | {"ARCHIVE_ENGINE": address, "TMPDIR": str(folder), "ARCHIVE_STAFF_PASSWORD_HASH": "x"}
    return serve_library(folder / "no library", "--from-cluster", "--workers", "1", env=environ)


def has_all_that_a_reader_asks_for(site: str, library: Library) -> None:
    """Episodes and transcripts come from the cluster; the journal and staff are elsewhere, and that is said."""
    health = msgspec.json.decode(get(f"{site}/healthz"))
    assert (health["status"], health["journal"]) == ("ok", "elsewhere")
    assert health["unheard_s"] < 10
    dumped = [msgspec.json.decode(line) for line in get(f"{site}/api/dump").splitlines()]
    assert [one["slug"] for one in dumped] == list(library.digests())
    told = get(f"{site}/episodes/{small_archive.NIGHT}.txt").decode()
    episode = library.episode(small_archive.NIGHT)
    assert episode is not None
    assert all(cue.text in told for cue in episode.cues)
    with pytest.raises(urllib.error.HTTPError, match="404"):
        get(f"{site}/staff/login")


def test_a_machine_without_a_library_says_so(tmp_path: Path, address: str) -> None:
    publish(tmp_path, "un")
    told = started(tmp_path / "no library", "--engine", address, "doctor").stdout
    assert "what listeners look for is not counted on this machine" in told
    assert "cluster: 0 machines follow it" in told
    refused = started(
        tmp_path / "no library", "--engine", address.replace("/" + prefix(address), "/none"), "serve", "--from-cluster"
    )
    assert "nothing is shared at this address yet" in refused.stderr


def test_nothing_is_deleted_that_a_living_machine_holds(tmp_path: Path, address: str, one_node: TestCluster) -> None:
    staff, web = tmp_path / "staff", tmp_path / "web"
    publish(staff, "un", "deux")
    follower = ClusterFollower(web)
    assert follower.step()
    reader = open_index(web)
    publish(staff, "un")
    assert indices(one_node, prefix(address)).keys() >= {"000001", "000002"}
    assert follower.step()
    assert reader.search("bonjour").total == 2
    reader.close()
    follower.step()
    publish(staff, "un", "trois")
    assert not {"000001"} & indices(one_node, prefix(address)).keys()
    assert [lease.machine for lease in shared().leases()] == [follower.machine]
    follower.close()
    assert shared().leases() == ()


def shared() -> sharing.ClusterSharing:
    """What the cluster shares."""
    found = backend().sharing()
    assert isinstance(found, sharing.ClusterSharing)
    return found


def test_the_lease_of_a_dead_machine_runs_out(
    tmp_path: Path, address: str, one_node: TestCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharing, "LEASE_S", 1)
    staff, web = tmp_path / "staff", tmp_path / "web"
    publish(staff, "un", "deux")
    follower = ClusterFollower(web)
    follower.step()
    publish(staff, "un")
    wait_for_no_lease()
    publish(staff, "deux")
    assert indices(one_node, prefix(address)).keys() & {"000001", "000002", "000003"} == {"000003"}
    assert follower.step(), "it comes back, and takes what serves"
    index = open_index(web)
    assert (index.generation, index.search("bonjour").total) == (3, 1)
    index.close()


def wait_for_no_lease() -> None:
    """Until no machine was heard of lately."""
    wait_until(lambda: not shared().leases())


def test_what_leaves_is_given_to_nobody(tmp_path: Path, address: str) -> None:
    publish(tmp_path, "un")
    found = shared()
    identity = found.serving()
    assert identity is not None
    found.lease("other", [identity])
    found.serve("another")
    assert [one.identity for one in found.collect([])] == [identity]
    assert found.find(identity) is None
    found.release("other")
    assert found.collect([]) == ()


@pytest.mark.parametrize("change", ["another byte", "a name that leads out"])
def test_what_is_not_as_it_was_shared_is_not_served(tmp_path: Path, address: str, one_node: TestCluster, change: str) -> None:
    staff, web = tmp_path / "staff", tmp_path / "web"
    publish(staff, "un")
    ClusterFollower(web).step()
    publish(staff, "un", "deux")
    url = f"http://127.0.0.1:{one_node.nodes[0].http}/{prefix(address)}"
    key = f"g-{shared().serving()}"
    listed = httpx.get(f"{url}-shared/_doc/{key}").json()["_source"]
    if change == "another byte":
        piece = next(file for file in listed["body"]["files"] if file["name"] == "vocabulary")["pieces"][0]
        httpx.put(f"{url}-pieces/_doc/{piece}", json={"digest": piece, "data": "AAAA"}).raise_for_status()
    else:
        listed["body"]["files"][0]["name"] = "../../outside"
        httpx.put(f"{url}-shared/_doc/{key}", json=listed).raise_for_status()
    with pytest.raises(DamagedError):
        ClusterFollower(web).step()
    index = open_index(web)
    assert (index.generation, index.search("bonjour").total) == (1, 1)
    index.close()
    assert not (tmp_path / "outside").exists()
