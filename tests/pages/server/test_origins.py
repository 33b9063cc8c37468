"""A page of another site opens no session, and nothing is looked up before it is told so."""

import asyncio

import pytest
import streamlit as st
from streamlit import net_util
from streamlit.web.server.starlette import starlette_websocket
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from atlas.briefing import address
from pages.ui import server
from pages.ui.process import journal
from pages.ui.server.origins import OwnPages
from tests.asgi import apart
from tests.browser.server import started

HOST = "atlas.example.cn:8501"
OWN = [
    "http://atlas.example.cn:8501",
    "https://atlas.example.cn:8501",
    "HTTP://ATLAS.example.cn:8501",
]
FOREIGN = [
    *("http://evil.example", "https://evil.example:8501", "http://atlas.example.cn", "null", ""),
    *("http://atlas.example.cn:8501.evil.example", "http://atlas.example.cn:8501@evil.example"),
    # Streamlit takes these for its own; whoever runs a page on the reader's machine is not us.
    *("http://localhost:9000", "http://127.0.0.1:9000", "http://0.0.0.0"),
    *("http://[::1", "http://[", "//", "file://", "\x00", "http://:8501"),
]


@pytest.fixture
def opened(monkeypatch):
    """Open a websocket; give what Streamlit is asked, which must not look anything up."""

    def look_up(*_):
        raise AssertionError("looked up")

    for name in ("get_external_ip", "get_internal_ip", "_make_blocking_http_get"):
        monkeypatch.setattr(net_util, name, look_up)
    monkeypatch.setattr(journal, "event", lambda *_, **__: None)

    def run(origin, host=HOST, kind="websocket"):
        asked, sent = [], []

        async def app(scope, _receive, _send):
            heads = dict(scope["headers"])
            given = heads.get(b"origin")
            asked.append(given is not None and given.decode("latin-1"))
            if kind == "websocket":
                assert starlette_websocket._is_origin_allowed(
                    None if given is None else given.decode("latin-1"),
                    heads[b"host"].decode("latin-1"),
                )

        async def send(message):
            sent.append(message)

        heads = [(b"host", host.encode("latin-1"))]
        if origin is not None:
            heads.append((b"origin", origin.encode("latin-1")))
        scope = {"type": kind, "path": "/_stcore/stream", "headers": heads}
        apart(lambda: asyncio.run(OwnPages(app)(scope, None, send)))
        assert bool(asked) != bool(sent)
        return bool(asked)

    return run


@pytest.mark.parametrize("origin", [None, *OWN])
def test_our_own_pages_and_programs_come_in_unquestioned(opened, origin):
    assert opened(origin)


@pytest.mark.parametrize("origin", FOREIGN)
def test_all_others_are_refused_before_streamlit_is_asked(opened, origin):
    assert not opened(origin)


@pytest.mark.parametrize("host", ["", "127.0.0.1:8501", "[::1]:8501"])
def test_behind_a_proxy_the_administrators_address_is_our_own(opened, monkeypatch, host):
    assert not opened("https://atlas.example.cn", host)
    monkeypatch.setenv(address.ENV, "https://atlas.example.cn:443/atlas/")
    assert opened("https://atlas.example.cn", host)
    assert not opened("http://atlas.example.cn", host)
    assert not opened("https://evil.example", host)


def test_a_portal_that_streamlit_was_told_of_comes_in(opened, monkeypatch):
    set_to = st.get_option

    def option(name):
        given = {"server.corsAllowedOrigins": ["https://portal.example.cn"]}
        return given.get(name, set_to(name))

    monkeypatch.setattr(st, "get_option", option)
    assert opened("https://portal.example.cn")
    assert not opened("https://portal.example.cn:444")


def test_what_is_no_websocket_goes_its_way(opened):
    assert opened("http://evil.example", kind="http")


def test_it_stands_before_streamlit():
    assert OwnPages in [each.cls for each in server.middleware()]


def test_a_server_refuses_and_says_so_in_its_log():
    with started() as running:
        stream = running.url.replace("http", "ws", 1) + "/_stcore/stream"
        with connect(stream, origin=running.url, subprotocols=["streamlit"]) as socket:
            assert socket.response.status_code == 101
        with pytest.raises(InvalidStatus, match="403"):
            connect(stream, origin="http://elsewhere.example", subprotocols=["streamlit"])
        said = running.said()
    assert "event=origin_refused origin=http://elsewhere.example" in said
    assert "Rejecting WebSocket" not in said
