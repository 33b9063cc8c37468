"""What the pages are drawn from is served by names that tell the content."""

import gzip
import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.applications import Starlette

from atlas.office.vintage import Vintage
from pages.ui import cache
from pages.ui.markup import render
from pages.ui.markup.build import Build
from pages.ui.markup.files import File
from pages.ui.server import standing
from tests.asgi import ask


@pytest.fixture(params=["", "atlas"])
def get(request):
    """Ask for a file as a browser of a page does."""
    app = Starlette(routes=standing.routes(request.param))
    above = f"/{request.param}" if request.param else ""

    def asked(name, method="GET", **headers):
        given = {"accept-encoding": "gzip, deflate, br"} | {
            key.replace("_", "-"): value for key, value in headers.items()
        }
        return ask(app, f"{above}/parts/{name}", method, headers=given)

    return asked


@pytest.fixture
def built():
    return cache._build(Vintage())


def test_the_name_tells_the_content():
    one, other = (File(body, ".css", "text/css") for body in (b"a", b"b"))
    assert one.name != other.name
    assert one.name == File(b"a", ".css", "text/css").name
    assert gzip.decompress(one.gzipped) == b"a"
    assert one.gzipped == File(b"a", ".css", "text/css").gzipped


def test_a_browser_keeps_what_it_has_fetched(get, built):
    answer = get(built.standing.name)
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] == "gzip"
    assert set(json.loads(gzip.decompress(answer.body))) == {
        "document",
        "facets",
        "register",
        "approvals",
        "words",
        "surroundings",
        "outlines",
        "choices",
        "ticks",
    }
    plain = get(built.standing.name, accept_encoding="identity")
    assert "content-encoding" not in plain.headers
    assert plain.body == built.standing.body
    head = get(built.stylesheet.name, "HEAD")
    assert head.headers["content-type"] == "text/css; charset=utf-8"


@pytest.mark.parametrize("name", ["nothing.json", "0" * 20 + ".css", "%2e%2e%2fapp.py"])
def test_what_is_gone_is_said_to_be(get, name):
    answer = get(name)
    assert answer.status == 404
    assert answer.headers["cache-control"] == "no-store"


def test_another_process_draws_what_a_page_was_told_of(get, built):
    name = built.standing.name
    cache._kept.clear()
    assert get(f"{name}?own=0&as-of=nonsense").status == 200


def test_the_parts_are_json_of_both_languages(built):
    told = json.loads(built.standing.body)
    assert set(told["facets"]) == set(told["register"]) == {"zh", "en"}


def test_many_who_ask_at_once_have_it_drawn_once(built, monkeypatch):
    begun = []

    def draw(_):
        begun.append(1)
        time.sleep(0.05)  # long enough for the others to come
        return "p {}"

    monkeypatch.setattr(render, "stylesheet", draw)
    fresh = Build(built.atlas, "k")
    with ThreadPoolExecutor(8) as readers:
        files = list(readers.map(lambda _: fresh.stylesheet, range(24)))
    assert len(begun) == 1
    assert all(file is files[0] for file in files)
    assert fresh.drawn() == files[:1]
