"""Pieces of many zones that are asked for over HTTP: made by workers, ended when nobody waits."""

import asyncio
import threading
import time

import pytest
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect

from atlas.i18n import text
from pages.ui.plain import shelf
from pages.ui.plain.pages import Held
from pages.ui.process import stopping
from pages.ui.process.pool import drawings, works
from pages.ui.process.pool.job import Job
from pages.ui.process.pool.pool import Pool
from pages.ui.server import maps
from tests.asgi import apart, ask
from tests.plain import served

FILES = ("file.png", "file.svg", "file.pdf", "file.csv", "file.geojson", "map.svg")


@pytest.fixture
def line(monkeypatch):
    """Give a line before workers who do nothing by themselves."""
    pool = Pool(0)
    monkeypatch.setattr(shelf, "DRAWINGS", drawings.Drawings(pool))
    return pool


@pytest.fixture(scope="module")
def pool():
    workers = Pool()
    yield workers
    workers.stop()


@pytest.fixture
def many(monkeypatch):
    """Have every atlas count as one of many zones."""
    monkeypatch.setattr(works, "HEAVY", 41)


def api(a, **more):
    return Starlette(routes=maps.routes(holder=lambda _: Held(a, "key", **more)))


@pytest.mark.parametrize("name", FILES)
def test_a_file_has_the_same_bytes_whoever_makes_it(a, name, pool, monkeypatch):
    path = f"/plain/{name}?area=hexi"
    here = ask(served(a), path)
    monkeypatch.setattr(works, "HEAVY", 41)
    monkeypatch.setattr(shelf, "DRAWINGS", drawings.Drawings(pool))
    there = ask(served(a), path)
    assert (there.status, there.headers) == (here.status, here.headers) == (200, here.headers)
    assert there.body == here.body


@pytest.mark.usefixtures("many")
def test_a_map_for_other_portals_is_drawn_by_workers_and_kept(a, pool, monkeypatch):
    monkeypatch.setattr(shelf, "DRAWINGS", drawings.Drawings(pool))
    app = api(a)
    first = ask(app, "/api/map.png?area=hexi&width=480")
    assert first.status == 200
    monkeypatch.setattr(shelf, "DRAWINGS", None)
    assert ask(app, "/api/map.png?area=hexi&width=480").body == first.body


@pytest.mark.usefixtures("many")
def test_what_cannot_be_written_is_refused_in_the_same_words(a, pool, monkeypatch):
    monkeypatch.setattr(shelf, "DRAWINGS", drawings.Drawings(pool))
    there = ask(served(a), "/plain/file.csv?encoding=latin&lang=en")
    monkeypatch.setattr(works, "HEAVY", 200)
    here = ask(served(a), "/plain/file.csv?encoding=latin&lang=en")
    assert (there.status, there.text) == (here.status, here.text) == (400, here.text)


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("path", ["/plain/file.pdf", "/api/map.png"])
def test_who_leaves_the_line_is_taken_out_of_it(a, line, path):
    app = api(a) if path.startswith("/api") else served(a)
    got = ask(app, path, leave=lambda: line.condition()["waiting"])
    assert (got.status, got.body) == (shelf.GONE, b"")
    assert line.condition()["waiting"] == 0


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("path", ["/plain/file.pdf?lang=en", "/api/map.png?lang=en"])
def test_a_server_that_stops_waits_for_nothing_that_is_asked_for(a, line, path, monkeypatch):
    work = stopping.Work()
    monkeypatch.setattr(shelf, "WORK", work)
    work.stop(0)
    app = api(a) if path.startswith("/api") else served(a)
    got = ask(app, path, leave=lambda: True)
    assert got.status == 503
    assert text("stopping.refused", "en") in got.text
    assert line.condition()["waiting"] == 0


@pytest.mark.usefixtures("many")
def test_who_leaves_ends_nothing_that_another_waits_for(a, line):
    app, left = served(a), threading.Event()
    waits = threading.Thread(
        target=ask, args=(app, "/plain/file.pdf"), kwargs={"leave": left.is_set}
    )
    waits.start()
    while not line.condition()["waiting"]:
        time.sleep(0.01)
    (job,) = line._waiting
    assert ask(app, "/plain/file.pdf", leave=lambda: True).status == shelf.GONE
    assert line.condition()["waiting"] == 1
    line._made(job, b"%PDF")
    waits.join(60)
    assert job.state == "done"


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("path", ["/plain/file.pdf?lang=en", "/api/map.png?lang=en"])
def test_where_there_is_no_room_one_is_told_when_to_come_again(a, line, path):
    for number in range(40):
        line.submit(Job(str(number), works.preview))
    got = ask(api(a) if path.startswith("/api") else served(a), path)
    assert got.status == 503
    assert int(got.headers["retry-after"]) > 0
    assert text("making.busy.all", "en", n=40) in got.text


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("path", ["/plain/file.pdf?lang=en", "/api/map.svg?lang=en"])
@pytest.mark.parametrize(
    ("why", "status"), [("large", 413), ("late", 413), ("broken", 500), ("ended", 500)]
)
def test_what_failed_says_why_and_not_to_come_again(a, line, path, why, status):
    got, app = [], api(a) if path.startswith("/api") else served(a)
    asks = threading.Thread(target=lambda: got.append(ask(app, path)))
    asks.start()
    while not line.condition()["waiting"]:
        time.sleep(0.01)
    (job,) = line._waiting
    line._fail(job, why)
    asks.join(60)
    assert got[0].status == status
    assert "retry-after" not in got[0].headers
    assert text(f"making.why.{why}", "en", number="", minutes=3) in got[0].text
    if path.startswith("/api"):
        assert got[0].json["code"] in {"ContentTooLarge", "InternalServerError"}


@pytest.mark.usefixtures("line")
def test_the_end_of_a_job_after_the_end_of_its_loop_harms_nobody():
    class Asked:
        client = None

        async def is_disconnected(self):
            return True

    begun = []

    def begin(owner):
        begun.append(Job(owner, works.preview))
        return begun[0]

    async def asked():
        with pytest.raises(ClientDisconnect):
            await shelf.by_workers(Asked(), "key", begin)

    apart(lambda: asyncio.run(asked()))
    assert begun[0].state == "cancelled"


# What several look at -----------------------------------------------------------------------------


def test_who_asks_as_the_last_one_leaves_has_a_drawing_of_their_own():
    asked = []

    class Busy(Pool):
        def cancel(self, job, why=""):
            comes = threading.Thread(target=lambda: asked.append(kept.ask("key", "new", begin)))
            comes.start()
            comes.join(0.2)  # long enough, unless it has to wait
            super().cancel(job, why)
            comes_after.append(comes)

    def begin():
        return Job("me", works.preview)

    comes_after = []
    kept = drawings.Drawings(Busy(0))
    first = kept.ask("key", "old", begin)
    kept.leave(first, "old")
    comes_after[0].join()
    assert (first.state, asked[0].state) == ("cancelled", "waiting")


def test_as_much_is_kept_as_there_is_room_for_and_what_failed_is_not(line):
    kept = drawings.Drawings(line, room=10)
    jobs = []

    def begin():
        jobs.append(Job(str(len(jobs)), works.preview))
        return jobs[-1]

    for key, made in (("a", [(b"xxx", "yy")]), ("b", b"zzzz"), ("c", b"zzzz")):
        line._made(kept.ask(key, "me", begin), made)
    assert kept.ask("b", "me", begin) is jobs[1]
    assert kept.ask("c", "me", begin) is jobs[2]
    assert kept.ask("a", "me", begin) is jobs[3]
    line._fail(jobs[3], "large")
    assert kept.ask("a", "me", begin) is jobs[4]
