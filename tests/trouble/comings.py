"""Uploads and sessions come and go: what they held of a server's process is given back."""

import asyncio
import http.client
import random
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg

from pages.ui.server.sessions import SWEEP_S
from tests.asgi import apart
from tests.bench import crowd
from tests.browser.server import Server, started
from tests.deploy.reader import Reader, reading
from tests.exchange import samples
from tests.trouble.tally import Tried

TTL = "STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL"
USUAL_TTL_S, HURRIED_TTL_S = 120, 2
AT_LENGTH = 100  # uploads; from so many on the server keeps sessions as long as it does as it ships
SESSIONS = 2.5  # for each upload
AT_ONCE = 8
SLACK_S = 20
LARGE = 70 * 2**20  # more than is read in
MORE_MB = (
    30.0  # of memory after a second crowd than after a first, of which an allocator keeps some
)
WAYS = ("good", "bad", "too large", "aborted")


@dataclass(frozen=True, slots=True)
class Held:
    """What a server holds: of the system, of processes, of temporary files."""

    descriptors: int
    threads: int
    children: int
    files: tuple[str, ...]
    unnamed: int
    rss_mb: float

    @classmethod
    def by(cls, server: Server, temporary: Path) -> "Held":
        """Look at a server."""
        pid = server.process.pid
        found = crowd.footprint(pid)
        links = [_leads(each) for each in Path(f"/proc/{pid}/fd").iterdir()]
        return cls(
            found.descriptors,
            found.threads,
            len(_children(pid)),
            tuple(sorted(each.name for each in temporary.rglob("*"))),
            sum(each.startswith(f"{temporary}/") for each in links),
            found.rss_mb,
        )

    def told(self) -> str:
        """Return it in a line."""
        return (
            f"{self.descriptors} descriptors, {self.threads} threads, {self.children} children, "
            f"{len(self.files) + self.unnamed} temporary files, {self.rss_mb:.0f} MB"
        )


def run(folder: Path, times: int) -> Iterator[Tried]:
    """Let two crowds come and go, and hold what is left after the one against the other."""
    uploads, sessions = Tried("uploads come and go"), Tried("sessions come and go")
    left = Tried("what is left: second crowd against first")
    if sys.platform != "linux":
        left.skipped = "reads /proc"
        yield left
        return
    temporary = folder / "temporary"
    temporary.mkdir()
    long = times >= AT_LENGTH
    ttl = USUAL_TTL_S if long else HURRIED_TTL_S
    own = {"TMPDIR": str(temporary), TTL: str(ttl)}
    store = f"sqlite:///{folder / 'store.sqlite'}"
    good = samples.all_of_them(folder)
    with started(ATLAS_STORE=store, **own) as server:
        _crowd(server, max(4, times // 10), good, Tried(""), Tried(""))  # what is made once is made
        found = []
        for _ in range(2):
            _crowd(server, times, good, uploads, sessions)
            found.append(_settled(server, temporary, ttl + SWEEP_S + SLACK_S, whole=long))
            left.held(found[-1].told())
        # What was sent was also read: the log has a line for each.
        told = server.said().count("event=upload")
    wanted = sum(uploads.outcomes[way] for way in ("good", "bad"))
    if told < wanted:
        uploads.failed(f"{told} of {wanted} files were read")
    yield uploads
    yield sessions
    first, second = found
    if second.descriptors > first.descriptors:
        left.failed(f"descriptors {first.descriptors} -> {second.descriptors}")
    if second.threads > first.threads + 2:
        left.failed(f"threads {first.threads} -> {second.threads}")  # a pool may grow to its size
    if second.children > first.children:
        left.failed(f"children {first.children} -> {second.children}")
    if second.files or second.unnamed:
        left.failed(f"temporary files: {second.files}, {second.unnamed} without a name")
    if second.rss_mb > first.rss_mb + MORE_MB:
        left.failed(f"memory {first.rss_mb:.0f} -> {second.rss_mb:.0f} MB")
    yield left


def _settled(server: Server, temporary: Path, seconds: float, *, whole: bool) -> Held:
    """Return what is held after so long, or once nothing is underway any more."""
    until = time.monotonic() + seconds
    while True:
        held = Held.by(server, temporary)
        idle = not (held.children or held.files or held.unnamed)
        if time.monotonic() > until or (idle and not whole):
            return held
        time.sleep(1)


def _children(pid: int) -> list[int]:
    found = []
    for each in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(each.read_text(encoding="utf-8").rsplit(")", 1)[1].split()[1])
        except (OSError, IndexError):
            continue
        if parent == pid:
            found.append(int(each.parent.name))
    return found


def _leads(link: Path) -> str:
    try:
        return str(link.readlink())
    except OSError:  # closed since
        return ""


def _crowd(
    server: Server, times: int, good: dict[str, bytes], uploads: Tried, sessions: Tried
) -> None:
    tasks = [WAYS[0 if n % 2 else (n // 2) % 4] for n in range(times)]
    if times >= AT_LENGTH:  # a large one costs as much as ten others
        tasks = [way if way != "too large" or n % 4 == 0 else "bad" for n, way in enumerate(tasks)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for said in pool.map(partial(_upload, server.url, good), tasks, range(times)):
            uploads.expect(*said)
        apart(lambda: asyncio.run(_sessions(server.url, round(SESSIONS * times), sessions)))


# Uploads ------------------------------------------------------------------------------------------


def _upload(url: str, good: dict[str, bytes], way: str, n: int) -> tuple[str, str]:
    """Bring a file in and leave; return what is wrong with how it is answered, and the way."""
    chance = random.Random(n)  # noqa: S311 - no secret
    name = chance.choice(sorted(good))
    content = good[name]
    try:
        with reading(urlsplit(url).port, "", "127.0.0.1") as reader:
            reader.open("data")
            if way == "aborted":
                return _aborted(reader, urlsplit(url).port, name), way
            if way == "too large":
                # The server's own limit, or the reading's: refused, whichever comes first.
                answered = reader.bring("a.csv", bytes(LARGE))
                return ("" if answered else "no answer"), way
            if way == "bad":
                content = content[: chance.randrange(1, len(content))] + chance.randbytes(200)
            return ("" if reader.bring(name, content) else "no answer"), way
    except (OSError, TimeoutError, AssertionError, websockets.WebSocketException) as error:
        return f"{type(error).__name__}: {error}", way


def _aborted(reader: Reader, port: int, name: str) -> str:
    """Send two of four megabytes and hang up."""
    to, heads = reader.place(name)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.putrequest("PUT", f"/{to.lstrip('/')}")
    for head, value in heads.items():
        connection.putheader(head, value)
    connection.putheader("Content-Length", str(4 * 2**20))
    connection.endheaders()
    opened = (
        f'--{reader.EDGE}\r\nContent-Disposition: form-data; name="f"; filename="{name}"\r\n\r\n'
    )
    connection.send(opened.encode() + bytes(2 * 2**20))
    connection.close()
    return ""


# Sessions -----------------------------------------------------------------------------------------


async def _sessions(url: str, number: int, sessions: Tried) -> None:
    room = asyncio.Semaphore(AT_ONCE)

    async def come(n: int) -> None:
        async with room:
            sessions.expect(await _visit(url, n), "came, clicked and left")

    await asyncio.gather(*(come(n) for n in range(number)))


async def _visit(url: str, n: int) -> str:
    """Open a page, change the filter, and leave: sometimes before the answer is whole."""
    stream = url.replace("http", "ws", 1) + "/_stcore/stream"
    try:
        async with websockets.connect(
            stream, subprotocols=["streamlit"], max_size=None, open_timeout=crowd.PATIENCE_S
        ) as socket:
            reader = crowd.Reader(socket, url, "overview")
            await reader.run("")
            if n % 5 == 0:
                asked = BackMsg()
                asked.rerun_script.query_string = "level=national"
                await socket.send(asked.SerializeToString())
            else:
                await reader.run(crowd.QUERIES[n % len(crowd.QUERIES)])
    except (OSError, TimeoutError, websockets.WebSocketException) as error:
        return f"{type(error).__name__}: {error}"
    return ""
