"""Every answer says what may be loaded, who may frame it and what others are told of it."""

import base64
import hashlib
import re
from pathlib import Path

import pytest
import streamlit
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from pages.ui import server
from pages.ui.process import journal
from pages.ui.server import headers
from tests.asgi import ask

SHELL = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")


def policy_of(answer):
    parts = (each.split() for each in answer.headers["content-security-policy"].split(";"))
    return {name: set(sources) for name, *sources in parts}


async def page(_request):
    return HTMLResponse("<p>")


async def own(_request):
    said = {
        "Content-Security-Policy": "default-src 'self'; frame-ancestors *",
        "Referrer-Policy": "no",
    }
    return HTMLResponse("<p>", headers=said)


async def text(_request):
    return PlainTextResponse("fine")


async def unchanged(_request):
    return Response(status_code=304)


@pytest.fixture
def get(monkeypatch):
    def asked(path, embedded=""):
        monkeypatch.setenv(headers.ENV, embedded)
        routes = [Route(f"/{each.__name__}", each) for each in (page, own, text, unchanged)]
        return ask(Starlette(routes=routes, middleware=[Middleware(headers.Guarded)]), path)

    return asked


@pytest.mark.parametrize("path", ["/page", "/own", "/text", "/nowhere"])
def test_every_answer_bears_them(get, path):
    answer = get(path)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    assert policy_of(answer)["frame-ancestors"] == {"'self'"}
    assert answer.headers["referrer-policy"] == ("no" if path == "/own" else "same-origin")


def test_a_page_that_says_nothing_may_load_nothing(get):
    assert policy_of(get("/page"))["default-src"] == {"'none'"}
    assert policy_of(get("/own"))["default-src"] == {"'self'"}
    # A drawing or a file is no page: a browser shows it with a page of its own.
    assert "default-src" not in policy_of(get("/text"))


def test_what_a_browser_has_kept_keeps_its_policy(get):
    assert "content-security-policy" not in get("/unchanged").headers


def test_one_setting_lets_portals_embed_every_answer(get):
    given = "https://portal.example.cn, HTTP://oa.example.cn:8080/ https://*.example.cn"
    for path in ("/page", "/own", "/text"):
        answer = get(path, given)
        assert policy_of(answer)["frame-ancestors"] == {
            *("'self'", "https://portal.example.cn", "http://oa.example.cn:8080"),
            "https://*.example.cn",
        }
        assert "x-frame-options" not in answer.headers


@pytest.mark.parametrize(
    "wrong",
    [
        "*",
        "portal.example.cn",
        "https://a.cn;script-src",
        "https://a.cn/x",
        "'self'",
        "javascript:",
    ],
)
def test_what_is_no_portal_is_told_and_let_out(get, monkeypatch, wrong):
    lines = []
    monkeypatch.setattr(journal, "event", lambda name, **said: lines.append({"event": name} | said))
    answer = get("/page", f"https://good.example.cn {wrong}")
    assert policy_of(answer)["frame-ancestors"] == {"'self'", "https://good.example.cn"}
    headers.tell_what_is_wrong()
    assert lines
    assert all(line["event"] == "portal_refused" for line in lines)
    assert "portal.example.cn" in lines[0]["said_en"]


# Streamlit's page ---------------------------------------------------------------------------------


def test_no_script_runs_in_the_page_but_those_that_streamlit_ships():
    told = headers.page_policy(SHELL, "atlas.example.cn:8501")
    named = re.findall("sha256-([^']+)", told)
    inline = re.findall(r"<script>(.*?)</script>", SHELL, re.DOTALL)
    assert named == [
        base64.b64encode(hashlib.sha256(each.encode()).digest()).decode() for each in inline
    ]
    scripts = next(each for each in told.split("; ") if each.startswith("script-src"))
    assert "unsafe-inline" not in scripts
    assert "'unsafe-eval'" not in scripts
    assert "ws://atlas.example.cn:8501" in told


@pytest.mark.parametrize("host", ["", "a;script-src *", "a b", "a\r\nx: y", "a," * 9])
def test_a_host_that_is_none_gets_into_no_policy(host):
    told = headers.page_policy(SHELL, host)
    assert "ws:" not in told
    assert told.count("script-src") == 1


def test_the_outermost_of_all_gives_them():
    assert server.middleware()[0].cls is headers.Guarded


@pytest.mark.parametrize("name", headers.PAGE)
def test_nothing_is_loaded_from_another_host(name):
    allowed = {*("'self'", "'none'", "data:", "blob:"), "'unsafe-inline'", "'wasm-unsafe-eval'"}
    assert set(headers.PAGE[name]) <= allowed
