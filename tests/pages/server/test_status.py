"""The addresses for a monitor, and what is answered when a route fails."""

import errno
import json
import re

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from atlas.office import StoreError
from pages.ui import cache, server
from pages.ui.process import journal, stopping
from pages.ui.server import mishaps, status
from tests.asgi import apart, ask


@pytest.fixture
def app(monkeypatch):
    monkeypatch.setattr(status, "_look", lambda: None)
    return Starlette(routes=status.routes("kfq"))


def known(monkeypatch, *, trouble=None, plan="there"):
    """Let the pages hold these data in memory."""
    base = apart(cache.base_atlas) if plan else None
    held = cache.Condition(base, status.STARTED, trouble, status.STARTED if trouble else None, 1e9)
    monkeypatch.setattr(cache, "condition", lambda: held)


def test_a_process_that_lives_says_so(app):
    got = ask(app, "/kfq/health")
    assert got.status == 200
    assert got.headers["cache-control"].startswith("no-cache")
    assert got.json["status"] == "ok"
    assert re.fullmatch(r"\d+\.\d+\.\d+", got.json["version"])
    assert ask(app, "/kfq/health", "HEAD").status == 200
    assert ask(app, "/kfq/health", "POST").status == 405
    assert ask(app, "/health").status == 404


def test_it_is_ready_once_the_data_are_there(app, monkeypatch):
    known(monkeypatch)
    got = ask(app, "/kfq/ready")
    assert (got.status, got.json["status"], got.json["store"]) == (200, "ready", {"status": "ok"})
    assert got.json["data"].keys() == {"version", "date"}
    assert got.headers["cache-control"].startswith("no-cache")
    known(monkeypatch, plan=None)
    got = ask(app, "/kfq/ready")
    assert (got.status, got.json["status"], got.json["data"]) == (503, "no_data", None)
    assert got.json["message"].keys() == {"zh", "en"}


def test_a_store_in_trouble_is_told_without_its_name_and_the_atlas_stays_ready(app, monkeypatch):
    where = "postgresql://me:***@db.example/none"
    known(monkeypatch, trouble=StoreError("database", store=where, reason="refused"))
    got = ask(app, "/kfq/ready")
    assert (got.status, got.json["store"]["status"]) == (200, "trouble")
    assert got.json["store"].keys() == {"status", "since", "message"}
    assert "db.example" not in got.body.decode()


def test_who_stops_is_not_ready(app, monkeypatch):
    known(monkeypatch)
    work = stopping.Work()
    work.stop(1)
    monkeypatch.setattr(status, "WORK", work)
    got = ask(app, "/kfq/ready")
    assert (got.status, got.json["status"]) == (503, "stopping")
    assert ask(app, "/kfq/health").status == 200


def test_both_addresses_are_among_the_routes_of_the_server():
    paths = [route.path for route in server.routes("/kfq/")]
    assert paths[:2] == ["/kfq/health", "/kfq/ready"]


# Errors -------------------------------------------------------------------------------------------


async def fails(_request):
    raise LookupError("secret")


class Breaks:
    """Begins an answer and cannot end it."""

    async def __call__(self, _scope, _receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise LookupError("secret")


async def works(_request):
    return PlainTextResponse("fine")


@pytest.fixture
def failing():
    routes = [Route("/fails/{rest}", fails), Route("/breaks", Breaks()), Route("/works", works)]
    return Starlette(routes=routes, middleware=[mishaps.middleware()])


@pytest.fixture
def told(monkeypatch):
    """Give what the log is told, as fields."""
    lines = []
    monkeypatch.setattr(journal, "event", lambda name, **said: lines.append({"event": name} | said))
    return lines


def test_an_error_of_a_route_is_a_number_for_programs_and_for_the_log(failing, told):
    got = ask(failing, "/fails/li-si?text=li-si&lang=en")
    assert got.status == 500
    assert got.json.keys() == {"code", "description", "number"}
    assert got.json["number"] in got.json["description"]
    assert "administrator" in got.json["description"]
    (line,) = told
    assert (line["number"], line["path"], line["kind"]) == (
        *(got.json["number"], "/fails", "LookupError"),
    )
    assert "li-si" not in str(line)
    assert b"secret" not in got.body


def test_a_full_disk_is_told_as_that(told):
    async def full(_):
        raise OSError(errno.ENOSPC, "no room for li-si", "/secret")

    app = Starlette(routes=[Route("/full", full)], middleware=[mishaps.middleware()])
    got = ask(app, "/full?lang=en")
    assert got.status == 507
    assert "disk is full" in got.json["description"]
    page = ask(app, "/full", headers={"accept": "text/html"})
    assert page.status == 507
    assert "磁盘已满" in page.body.decode()
    assert [line["errno"] for line in told] == ["ENOSPC", "ENOSPC"]
    assert "li-si" not in str(told)
    assert "secret" not in str(told)


def test_an_error_of_a_route_is_a_page_for_people(failing, told):
    got = ask(failing, "/fails/x", headers={"accept": "text/html,*/*"})
    assert (got.status, got.headers["content-type"]) == (500, "text/html; charset=utf-8")
    page = got.body.decode()
    assert told[0]["number"] in page
    assert "告诉管理员" in page
    assert "Traceback" not in page
    assert "secret" not in page


def test_an_answer_that_has_begun_is_cut_off_and_one_that_is_fine_left_alone(failing, told):
    with pytest.raises(LookupError):
        ask(failing, "/breaks")
    assert len(told) == 1
    assert ask(failing, "/works").body == b"fine"
    assert len(told) == 1


def test_what_is_told_can_be_written_as_json(told):
    journal.mishap(ValueError(), where="page")
    json.dumps(told)
