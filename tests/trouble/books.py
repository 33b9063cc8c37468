"""Many sessions that ask for the atlas book at once: each gets it; who leaves is let go."""

import asyncio
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from pages.ui.process.pool.pool import AWAY_S, WORKERS
from tests.asgi import apart
from tests.browser.server import started
from tests.trouble import comings
from tests.trouble.tally import Tried

KINDS = {"pdf": b"%PDF", "pptx": b"PK\x03\x04"}
LEAVES = 5  # one of so many leaves before the book is made
LEFT_S = 3.0
PATIENCE_S = 1500.0
ANSWER_S = 120.0
AT_LENGTH = 10  # sessions; fewer ask once, for few zones
QUERY, FEW = "area=hexi", "prefecture=jiayuguan"


@dataclass(slots=True)
class Asker:
    """
    A session that asks for a book, with what its browser would know of the page.

    Attributes
    ----------
    socket
        Its websocket.
    buttons
        Ids of buttons.
    offered
        Where the book can be fetched.
    query, page, watched
        What is selected, the page's hash, and the part of it that looks again by itself.
    """

    socket: websockets.ClientConnection
    buttons: set[str] = field(default_factory=set)
    offered: str = ""
    query: str = QUERY
    page: str = ""
    watched: str = ""

    async def ask(self, *, click: str = "", fragment: str = "") -> None:
        """Have the page, or a part of it, run."""
        asked = BackMsg()
        asked.rerun_script.query_string = self.query
        if self.page:
            asked.rerun_script.page_script_hash = self.page
        else:
            asked.rerun_script.page_name = "briefing"
        if click:
            clicked = asked.rerun_script.widget_states.widgets.add()
            clicked.id, clicked.trigger_value = click, True
        asked.rerun_script.fragment_id = fragment
        await self.socket.send(asked.SerializeToString())

    async def answer(self) -> None:
        """Hear what is told until a run is whole."""
        whole = ForwardMsg.ScriptFinishedStatus
        ends = (whole.FINISHED_SUCCESSFULLY, whole.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
        while True:
            told = ForwardMsg()
            told.ParseFromString(await asyncio.wait_for(self.socket.recv(), ANSWER_S))
            if told.HasField("navigation"):
                self.page = told.navigation.page_script_hash
            elif told.HasField("auto_rerun"):
                self.watched = told.auto_rerun.fragment_id
            elif told.HasField("delta"):
                element = told.delta.new_element
                if element.HasField("button"):
                    self.buttons.add(element.button.id)
                elif (
                    element.HasField("download_button") and "job-save" in element.download_button.id
                ):
                    self.offered = element.download_button.url
            elif told.HasField("script_finished") and told.script_finished in ends:
                return


def run(folder: Path, times: int) -> Iterator[Tried]:
    """Let so many sessions ask at once, twice."""
    tried, left = Tried(f"{times} sessions make the book at once"), Tried("what the books leave")
    temporary = folder / "temporary"
    temporary.mkdir()
    store = f"sqlite:///{folder / 'store.sqlite'}"
    with started(ATLAS_STORE=store, TMPDIR=str(temporary)) as server:
        for _ in range(2 if times >= AT_LENGTH else 1):
            apart(lambda: asyncio.run(_all(server.url, times, tried)))
        until = time.monotonic() + 2 * AWAY_S
        while (held := comings.Held.by(server, temporary)).files and time.monotonic() < until:
            time.sleep(1)
        wrong = [
            *([f"{held.children} children"] if held.children > WORKERS else []),
            *([f"temporary files {held.files}"] if held.files or held.unnamed else []),
        ]
        left.expect("; ".join(wrong), held.told())
    yield tried
    yield left


async def _all(url: str, number: int, tried: Tried) -> None:
    for found in await asyncio.gather(
        *(_one(url, n, QUERY if number >= AT_LENGTH else FEW) for n in range(number))
    ):
        tried.expect(*found)


async def _one(url: str, n: int, query: str) -> tuple[str, str]:
    """Ask for a book and wait for it, or leave; return what is wrong, and what became of it."""
    kind = list(KINDS)[n % len(KINDS)]
    stream = url.replace("http", "ws", 1) + "/_stcore/stream"
    try:
        async with websockets.connect(
            stream, subprotocols=["streamlit"], max_size=None, open_timeout=ANSWER_S
        ) as socket:
            asker = Asker(socket, query=query)
            await asker.ask()
            await asker.answer()
            button = next((each for each in asker.buttons if f"book-{kind}" in each), "")
            if not button:
                return "the page has no button for a book", kind
            await asker.ask(click=button)
            await asker.answer()
            if n % LEAVES == LEAVES - 1:
                await asyncio.sleep(LEFT_S)
                return "", "left before it was made"
            until = time.monotonic() + PATIENCE_S
            while not asker.offered and time.monotonic() < until:
                if not asker.watched:
                    return "neither a book nor its progress", kind
                await asyncio.sleep(1)
                await asker.ask(fragment=asker.watched)
                await asker.answer()
            if not asker.offered:
                return "no book in time", kind
            book = await asyncio.to_thread(_fetched, url + asker.offered)
            return ("" if book.startswith(KINDS[kind]) else "no such book"), f"{kind} made"
    except (OSError, TimeoutError, websockets.WebSocketException) as error:
        return f"{type(error).__name__}: {error}", kind


def _fetched(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=ANSWER_S) as answer:  # noqa: S310 - our own server
        return bytes(answer.read())
