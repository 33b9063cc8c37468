"""A client gets what pages ask for; what else Streamlit would do for it is refused."""

import asyncio

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from streamlit.proto.BackMsg_pb2 import BackMsg

from pages.ui import server
from pages.ui.process import journal
from pages.ui.server import gate
from tests.asgi import apart

KINDS = [field.name for field in BackMsg.DESCRIPTOR.oneofs_by_name["type"].fields]
OPERATIONS = [
    field.name
    for field in BackMsg().backend_operation_request.DESCRIPTOR.oneofs_by_name["payload"].fields
]


@pytest.fixture
def told(monkeypatch):
    lines = []
    monkeypatch.setattr(journal, "event", lambda name, **said: lines.append({"event": name} | said))
    return lines


def passed(*messages):
    """Send messages; give those that reach Streamlit."""
    given = iter([*messages, {"type": "websocket.disconnect"}])
    seen = []

    async def app(_scope, receive, _send):
        while (message := await receive())["type"] != "websocket.disconnect":
            seen.append(message)

    async def receive():
        return next(given)

    apart(lambda: asyncio.run(gate.Asked(app)({"type": "websocket"}, receive, None)))
    return seen


def message(kind, operation=""):
    asked = BackMsg()
    if operation:
        getattr(asked.backend_operation_request, operation).SetInParent()
    elif kind in {"rerun_script", "file_urls_request", "backend_operation_request"}:
        getattr(asked, kind).SetInParent()
    else:
        setattr(asked, kind, True)
    return {"type": "websocket.receive", "bytes": asked.SerializeToString()}


@pytest.mark.parametrize("kind", KINDS)
def test_only_what_a_page_asks_for_passes(told, kind):
    asked = message(kind)
    assert passed(asked, message("rerun_script")) == [
        *([asked] if kind in gate.MESSAGES else []),
        message("rerun_script"),
    ]
    assert bool(told) == (kind not in gate.MESSAGES)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_operation_that_writes_files_does_not_pass(told, operation):
    asked = message("", operation)
    assert bool(passed(asked)) == (operation in gate.OPERATIONS)
    assert bool(told) == (operation not in gate.OPERATIONS)


def test_the_caches_of_all_are_nobodys_to_empty(told):
    assert passed(message("clear_cache")) == []
    assert told[0]["asked"] == "clear_cache"


def test_what_is_no_message_is_left_to_streamlit(told):
    odd = [{"type": "websocket.receive", "bytes": b"\xff\xff"}]
    odd.append({"type": "websocket.receive", "text": "x", "bytes": None})
    assert passed(*odd) == odd
    assert told == []


@pytest.mark.parametrize(
    ("client", "headers", "status"),
    [
        (("127.0.0.1", 1), [], 200),
        (("::1", 1), [], 200),
        (("192.0.2.1", 1), [], 404),
        (("127.0.0.1", 1), [(b"x-forwarded-for", b"192.0.2.1")], 404),
        (None, [], 404),
        (("", 0), [], 404),
    ],
)
@pytest.mark.parametrize(
    "path", ["/_stcore/metrics", "/atlas/_stcore/metrics", "/_stcore/metrics/"]
)
def test_figures_are_told_to_this_machine_alone(client, headers, status, path):
    async def figures(_request):
        return PlainTextResponse("42")

    app = Starlette(routes=[Route(path, figures)], middleware=[Middleware(gate.Asked)])
    sent = []

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "http.request"}

    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": headers,
        "client": client,
        "root_path": "",
    }
    apart(lambda: asyncio.run(app(scope, receive, send)))
    assert sent[0]["status"] == status


def test_it_stands_before_streamlit():
    assert gate.Asked in [each.cls for each in server.middleware()]
