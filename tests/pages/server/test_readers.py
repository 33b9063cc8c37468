"""A session goes on for the browser that began it, whoever knows its id."""

import asyncio
import contextlib
import re
import time
import urllib.request

import pytest
from starlette.applications import Starlette
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from atlas.office import attempts
from pages.ui.process.sign_ins import SIGN_INS
from pages.ui.server import readers, signing
from pages.ui.session import browser
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


def connections(*given):
    """Return what two connections with these headers are told apart by."""
    seen = []

    async def app(scope, _receive, _send):
        seen.append([value for name, value in scope["headers"] if name == readers.CONNECTION])

    scope = {"type": "websocket", "headers": list(given)}
    for _ in range(2):
        apart(lambda: asyncio.run(readers.SameReader(app)(scope, None, None)))
    return seen


def test_each_connection_is_another_whatever_it_says_itself():
    (one,), (other,) = connections(cookie(SECRET), (readers.CONNECTION, b"theirs"))
    assert len({one, other, b"theirs"}) == 3


@pytest.mark.parametrize(("scheme", "secure"), [("https", True), ("http", False)])
def test_over_https_no_cookie_goes_over_anything_else(scheme, secure):
    """Those that Streamlit sets for the office's own log-in too."""

    async def app(_scope, _receive, send):
        heads = [(b"set-cookie", b"_streamlit_user=x; HttpOnly"), (b"set-cookie", b"a=b; Secure")]
        await send({"type": "http.response.start", "status": 200, "headers": heads})

    sent = []

    async def send(message):
        sent.extend(value for _, value in message["headers"])

    scope = {"type": "http", "scheme": scheme, "headers": []}
    apart(lambda: asyncio.run(readers.SameReader(app)(scope, None, send)))
    assert [value.count(b"Secure") for value in sent] == [int(secure), 1]


@pytest.fixture
def asked():
    """Ask for the cookie of a sign-in; give the answer and the sign-in."""
    SIGN_INS._all.clear()
    app, kept = Starlette(routes=signing.routes("/atlas")), []

    def ask_for(cookies, ticket=None, *, scheme="https", **heads):
        reader = readers.reader(f"{readers.COOKIE}={SECRET}")
        found = SIGN_INS.begin("anna", way="password", reader=reader, proof="x")
        body = (ticket or SIGN_INS.ticket(found.key)).encode()
        given = [(b"host", b"atlas.example"), (b"cookie", cookies.encode())]
        given += [(name.encode(), value.encode()) for name, value in heads.items()]
        scope = {
            "type": "http",
            "method": "POST",
            "path": "/atlas/sign-in",
            "query_string": b"",
            "scheme": scheme,
            "headers": given,
        }
        sent = []

        async def receive():
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message):
            sent.append(message)

        apart(lambda: asyncio.run(app(scope, receive, send)))
        brought = [value.decode() for name, value in sent[0]["headers"] if name == b"set-cookie"]
        kept.extend(each for each in brought if each.startswith(readers.COOKIE))
        rest = "".join(each for each in brought if each not in kept)
        return sent[0]["status"], rest, found

    ask_for.kept = kept
    yield ask_for
    SIGN_INS._all.clear()


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_browser_is_given_its_sign_in_as_a_cookie_that_no_script_reads(asked, scheme):
    status, brought, found = asked(
        f"{readers.COOKIE}={SECRET}", scheme=scheme, origin=f"{scheme}://atlas.example"
    )
    assert status == 204
    secret = re.match(rf"{browser.SIGN_IN}=([\w-]{{43}});", brought)[1]
    assert found.is_kept_in(secret)
    assert secret not in repr(found)
    for said in ("HttpOnly", "SameSite=strict", "Path=/atlas"):
        assert said in brought
    assert ("Secure" in brought) == (scheme == "https")
    assert "Max-Age" not in brought
    # The browser itself is known beyond its end, as one in which an editor was let in.
    (known,) = asked.kept
    assert known.startswith(f"{readers.COOKIE}={SECRET};")
    for said in ("HttpOnly", "SameSite=lax", f"Max-Age={int(attempts.KNOWN_S)}"):
        assert said in known
    assert ("Secure" in known) == (scheme == "https")


@pytest.mark.parametrize(
    ("cookies", "ticket", "heads"),
    [
        (f"{readers.COOKIE}={OTHER}", None, {}),
        ("", None, {}),
        (f"{readers.COOKIE}={SECRET}", "made up", {}),
        (f"{readers.COOKIE}={SECRET}", "x" * 10_000, {}),
        (f"{readers.COOKIE}={SECRET}", "\u7532", {}),
        (f"{readers.COOKIE}={SECRET}", None, {"origin": "https://evil.example"}),
    ],
)
def test_nobody_else_is_given_it(asked, cookies, ticket, heads):
    status, brought, found = asked(cookies, ticket, **heads)
    assert (status, brought, found.secret, asked.kept) == (403, "", "", [])


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
