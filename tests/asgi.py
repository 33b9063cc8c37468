"""Ask an ASGI application in this process, as a browser would over the network."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

CLIENT = ("192.0.2.7", 50_000)  # address and port of the browser


@dataclass
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def text(self):
        return self.body.decode()


def apart(run):
    """Run something in a thread of its own: the browser of other tests keeps a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result()


def ask(app, path, method="GET", *, root="", headers=None, leave=None):  # noqa: PLR0913 - what a request is
    """
    Send a request to an ASGI application.

    A client who is to leave does so once the function `leave` says that the time has come.
    """
    given = {"host": "atlas.example"} | (headers or {})
    path, _, query = path.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "https",
        "server": ("127.0.0.1", 8501),
        "client": CLIENT,
        "path": root + path,
        "raw_path": path.encode(),
        "root_path": root,
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in given.items()],
    }
    sent = []

    asked = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive():
        # Then the client waits: who listens for its going away must not be answered at once.
        if found := next(asked, None):
            return found
        while leave is None or not leave():  # noqa: ASYNC110 - others' threads say when
            await asyncio.sleep(0.01 if leave else 3600)
        return {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    apart(lambda: asyncio.run(app(scope, receive, send)))
    got = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return Reply(sent[0]["status"], got, b"".join(each.get("body", b"") for each in sent[1:]))
