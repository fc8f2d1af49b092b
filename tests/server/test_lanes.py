"""Lanes: who is served, who waits, who is refused."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from archive.server.lanes import Busy, Lane


@contextmanager
def held(lane: Lane) -> Iterator[tuple["asyncio.Task[str]", Callable[[], None]]]:
    """A task that holds the lane's one thread until it is let go."""
    gate = threading.Event()

    def hold() -> str:
        assert gate.wait(60)
        return "held"

    task = asyncio.ensure_future(lane.run(hold))
    try:
        yield task, gate.set
    finally:
        gate.set()


async def settled() -> None:
    """Every task has come to where it waits."""
    for _ in range(5):
        await asyncio.sleep(0)


def lane_of(*, waiting: int, patience_s: float = 60.0) -> Lane:
    return Lane("test", threads=1, waiting=waiting, patience_s=patience_s)


def test_what_the_work_returns_or_raises_comes_back() -> None:
    async def run() -> None:
        lane = lane_of(waiting=0)
        assert await lane.run(lambda: 7) == 7
        with pytest.raises(ZeroDivisionError):
            await lane.run(lambda: 1 // 0)
        assert await lane.run(lambda: 8) == 8

    asyncio.run(run())


@pytest.mark.parametrize(("orderly_s", "order"), [(60.0, [0, 1, 2]), (0.0, [2, 1, 0])], ids=["nobody waits long", "a burst"])
def test_who_comes_first_is_served_first_but_in_a_burst_last(
    orderly_s: float, order: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive.server.lanes.ORDERLY_S", orderly_s)

    async def run() -> None:
        lane, served = lane_of(waiting=9), list[int]()
        with held(lane) as (first, let_go):
            await settled()
            waiting = []
            for number in range(3):
                waiting.append(asyncio.ensure_future(lane.run(lambda number=number: served.append(number))))  # type: ignore[misc]
                await settled()
            let_go()
            await asyncio.gather(first, *waiting)
        assert served == order

    asyncio.run(run())


def test_where_the_queue_is_full_the_oldest_is_refused() -> None:
    async def run() -> None:
        lane = lane_of(waiting=1)
        with held(lane) as (first, let_go):
            await settled()
            old = asyncio.ensure_future(lane.run(lambda: "old"))
            await settled()
            new = asyncio.ensure_future(lane.run(lambda: "new"))
            with pytest.raises(Busy):
                await old
            let_go()
            assert (await first, await new) == ("held", "new")

    asyncio.run(run())


def test_who_asks_without_end_from_one_place_is_in_nobody_else_s_way() -> None:
    async def run() -> None:
        lane = Lane("test", threads=1, waiting=20, patience_s=60, of_one=2)
        with held(lane) as (first, let_go):
            await settled()
            guesses = [asyncio.ensure_future(lane.run(lambda: "guess", "192.0.2.1")) for _ in range(50)]
            await settled()
            other = asyncio.ensure_future(lane.run(lambda: "other", "198.51.100.7"))
            await settled()
            let_go()
            heard = await asyncio.gather(*guesses, return_exceptions=True)
            assert (await first, await other) == ("held", "other")
        assert [isinstance(one, Busy) for one in heard] == [False] * 2 + [True] * 48
        assert await lane.run(lambda: "again", "192.0.2.1") == "again"

    asyncio.run(run())


def test_nobody_waits_longer_than_the_lane_s_patience_and_refused_work_is_never_done() -> None:
    async def run() -> None:
        lane, done = lane_of(waiting=9, patience_s=0.01), list[int]()
        with held(lane) as (first, let_go):
            await settled()
            with pytest.raises(Busy):
                await lane.run(lambda: done.append(1))
            let_go()
            await first
        assert await lane.run(lambda: "again") == "again"
        assert done == []

    asyncio.run(run())


def test_who_hangs_up_gives_his_place_to_the_next() -> None:
    async def run() -> None:
        lane, done = lane_of(waiting=1), list[str]()
        with held(lane) as (first, let_go):
            await settled()
            gone = asyncio.ensure_future(lane.run(lambda: done.append("gone")))
            await settled()
            gone.cancel()
            await settled()
            stays = asyncio.ensure_future(lane.run(lambda: done.append("stays")))
            await settled()
            let_go()
            await asyncio.gather(first, stays)
        assert done == ["stays"]
        assert gone.cancelled()

    asyncio.run(run())


def test_who_hangs_up_in_the_instant_his_turn_comes_hands_it_on() -> None:
    async def run() -> None:
        lane = lane_of(waiting=9)
        with held(lane) as (first, let_go):
            await settled()
            stays = asyncio.ensure_future(lane.run(lambda: "stays"))
            await settled()
            gone = asyncio.ensure_future(lane.run(lambda: "gone"))
            await settled()
            first.add_done_callback(lambda _: gone.cancel())
            let_go()
            assert await asyncio.wait_for(stays, 30) == "stays"

    asyncio.run(run())


def test_work_that_nobody_waits_for_any_more_holds_its_thread_to_its_end() -> None:
    async def run() -> None:
        lane = lane_of(waiting=9)
        with held(lane) as (first, let_go):
            await settled()
            first.cancel()
            await settled()
            second = asyncio.ensure_future(lane.run(lambda: "second"))
            await settled()
            assert not second.done()
            let_go()
            assert await second == "second"

    asyncio.run(run())
