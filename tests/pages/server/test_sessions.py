"""Readers come and go: what their sessions held of the process is given back."""

import asyncio
import sys
import threading
from types import SimpleNamespace

import pytest

from pages.ui.process.pool import pool as pools
from pages.ui.process.pool import works
from pages.ui.process.pool.job import Job
from pages.ui.process.pool.pool import Pool
from pages.ui.server import sessions, uploads
from tests.asgi import apart
from tests.bench.crowd import Habit, crowd, footprint
from tests.browser.server import started

counted = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
HURRIED = Habit(arrivals_s=0.5, think_s=0.01)


def come(number, url):
    met = apart(lambda: asyncio.run(crowd(number, [url], HURRIED)))
    assert met.errors == []
    return met


@pytest.fixture(scope="module")
def served():
    with started() as server:
        yield server.url, server.process.pid


@counted
def test_fifty_sessions_leave_no_descriptor_and_no_thread(served):
    url, pid = served
    come(10, url)  # what is made once is made
    before = footprint(pid)
    for _ in range(5):
        come(10, url)
    after = footprint(pid)
    assert after.descriptors <= before.descriptors
    assert after.threads <= before.threads + 2  # a pool may have grown to its size
    # A session that is kept for its reader's return holds about 0.1 MB; 118 may be kept.
    assert after.rss_mb - before.rss_mb < 40


@counted
def test_a_page_is_fetched_once_and_a_click_is_small(served):
    url, _ = served
    met = come(1, url)
    assert max(met.first_bytes) <= 250_000
    assert max(met.click_bytes) <= 21_000
    assert min(met.click_bytes) < 10_000  # what was shown before travels as its name alone


# Forgotten by name: whoever else still knows a session does not keep it ---------------------------


class Left:
    """A session whose reader has gone; a watcher of files may know it for as long as it likes."""

    def __init__(self, key):
        self.id, self.ended, self.over = key, 0, threading.Event()
        self._script_event_loop = asyncio.new_event_loop()

    def shutdown(self):
        self.ended += 1
        self.over.set()

    @property
    def loop(self):
        return self._script_event_loop


@pytest.fixture
def clock(monkeypatch):
    now = SimpleNamespace(s=1000.0)
    monkeypatch.setattr(sessions, "time", SimpleNamespace(monotonic=lambda: now.s))
    return now


@pytest.fixture
def left():
    made = []

    def leave(storage, *keys):
        for key in keys:
            made.append(Left(key))
            storage.save(SimpleNamespace(session=made[-1]))
        return made[-len(keys) :]

    yield leave
    for each in made:
        each.loop.close()


def test_a_session_that_stays_away_is_shut_down_whoever_knows_it(clock, left):
    storage = sessions.ReleasingStorage(120)
    (first,) = left(storage, "a")
    clock.s += 119
    (second,) = left(storage, "b")
    assert storage.forget() == 0
    clock.s += 1
    assert storage.get("a") is None
    assert [info.session.id for info in storage.list()] == ["b"]
    assert storage.forget() == 1
    assert (first.ended, second.ended) == (1, 0)
    assert storage.forget() == 0


def test_a_session_that_is_taken_up_again_is_not_shut_down(clock, left):
    storage = sessions.ReleasingStorage(120)
    (session,) = left(storage, "a")
    assert session.loop.is_closed()
    assert storage.get("a").session is session
    assert not session.loop.is_closed()
    storage.delete("a")
    clock.s += 1000
    assert storage.forget() == 0
    assert session.ended == 0


def test_of_many_only_so_many_are_kept_the_last_ones(clock, left):  # noqa: ARG001 - time stands
    storage = sessions.ReleasingStorage(120, most=3)
    there = left(storage, *"abcdefg")
    assert storage.forget() == 4
    assert [each.ended for each in there] == [1, 1, 1, 1, 0, 0, 0]


def test_a_loop_that_was_still_driven_is_closed_when_its_session_is_forgotten(clock):
    storage, session = sessions.ReleasingStorage(120), Left("a")

    async def leave():
        storage.save(SimpleNamespace(session=session))

    apart(lambda: session.loop.run_until_complete(leave()))
    assert not session.loop.is_closed()
    clock.s += 200
    storage.forget()
    assert session.loop.is_closed()


def test_the_process_forgets_as_long_as_it_lives(clock, left):
    storage = sessions.ReleasingStorage(120)
    (session,) = left(storage, "a")
    clock.s += 200

    async def live():
        sweeping = asyncio.create_task(sessions.sweep(storage, every_s=0.001))
        await asyncio.to_thread(session.over.wait, 60)
        sweeping.cancel()

    apart(lambda: asyncio.run(live()))
    assert session.ended == 1


# What they have asked for -------------------------------------------------------------------------


def test_what_sessions_have_asked_for_that_are_gone_is_put_off(monkeypatch):
    pool, there = Pool(0), {"stays"}
    monkeypatch.setattr(sessions, "POOL", pool)
    monkeypatch.setattr(pools, "AWAY_S", 0.0)
    jobs = [pool.submit(Job(owner, works.book)) for owner in ("stays", "leaves")]
    manager = SimpleNamespace(is_active_session=there.__contains__, list_sessions=list)
    monkeypatch.setattr(uploads, "kept", lambda: SimpleNamespace(file_storage={}))
    app = SimpleNamespace(_runtime=SimpleNamespace(_session_mgr=manager))

    async def watch():
        watching = asyncio.create_task(sessions.end_what_is_left(app, every_s=0.01))
        while not jobs[1].is_over:  # noqa: ASYNC110 - a thread of the pool's could say it
            await asyncio.sleep(0.01)
        watching.cancel()

    apart(lambda: asyncio.run(watch()))
    assert [job.state for job in jobs] == ["waiting", "cancelled"]
