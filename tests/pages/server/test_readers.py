"""A session goes on for the browser that began it, whoever knows its id."""

import asyncio
import contextlib
import re
import time
import urllib.request

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from pages.ui.server import readers
from tests.asgi import apart
from tests.browser.server import started

SECRET, OTHER = "a" * 43, "b" * 43


@pytest.fixture
def told():
    """Give what Streamlit is told of a connection with these headers."""

    def run(*given):
        seen = []

        async def app(scope, _receive, _send):
            seen.extend(value for name, value in scope["headers"] if name == readers.HEADER)

        scope = {"type": "websocket", "headers": list(given)}
        apart(lambda: asyncio.run(readers.SameReader(app)(scope, None, None)))
        assert len(seen) == 1
        return seen[0]

    return run


def cookie(value):
    return (b"cookie", f"other=1; {readers.COOKIE}={value}; more=2".encode())


def test_one_browser_is_one_and_two_are_two(told):
    assert told(cookie(SECRET)) == told(cookie(SECRET))
    assert told(cookie(SECRET)) != told(cookie(OTHER))
    assert SECRET.encode() not in told(cookie(SECRET))


@pytest.mark.parametrize(
    "given", [(), (cookie(""),), (cookie("short"),), ((b"cookie", b"=;=,\xff"),)]
)
def test_who_has_no_secret_is_somebody_else_each_time(told, given):
    assert told(*given) != told(*given)


def test_nobody_says_himself_who_he_is(told):
    victim = told(cookie(SECRET))
    assert told((readers.HEADER, victim)) != victim
    assert told(cookie(OTHER), (readers.HEADER, victim)) != victim


@pytest.fixture(scope="module")
def served():
    with started() as server:
        yield server.url


def given_by(url, **headers):
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:  # noqa: S310
        return answer.headers.get_all("Set-Cookie") or []


def test_a_page_brings_its_secret_once(served):
    (brought,) = [each for each in given_by(served + "/") if each.startswith(readers.COOKIE)]
    assert "HttpOnly" in brought
    assert "SameSite=lax" in brought
    secret = re.match(r"\w+=([\w-]+);", brought)[1]
    assert len(secret) >= readers.BYTES
    again = given_by(served + "/", Cookie=f"{readers.COOKIE}={secret}")
    assert not [each for each in again if each.startswith(readers.COOKIE)]
    assert not [each for each in given_by(served + "/health") if each.startswith(readers.COOKIE)]


@contextlib.contextmanager
def session(url, secret, resumed=""):
    """Open a session, or try to take one up; give its id and its socket."""
    stream = url.replace("http", "ws", 1) + "/_stcore/stream"
    heads = {"Cookie": f"{readers.COOKIE}={secret}"} if secret else {}
    spoken = ["streamlit", "token", *([resumed] if resumed else [])]
    with connect(
        stream, origin=url, subprotocols=spoken, additional_headers=heads, max_size=None
    ) as socket:
        asked = BackMsg()
        asked.rerun_script.query_string = ""
        socket.send(asked.SerializeToString())
        while True:
            answer = ForwardMsg()
            answer.ParseFromString(socket.recv(timeout=90))
            if answer.WhichOneof("type") == "new_session":
                yield answer.new_session.initialize.session_id, socket
                return


def test_its_own_browser_takes_a_session_up_again(served):
    with session(served, SECRET) as (first, _):
        pass
    time.sleep(0.5)  # the server has to see that it has gone
    with session(served, SECRET, first) as (second, _):
        assert second == first


@pytest.mark.parametrize("who", [OTHER, ""])
def test_another_gets_one_of_its_own_and_leaves_the_live_one_alone(served, who):
    with session(served, SECRET) as (mine, socket):
        with session(served, who, mine) as (theirs, _):
            assert theirs != mine
        # It still answers: nobody was put off it.
        asked = BackMsg()
        asked.rerun_script.query_string = "area=hexi"
        socket.send(asked.SerializeToString())
        assert socket.recv(timeout=90)
