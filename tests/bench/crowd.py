"""
A crowd of readers: sessions that speak Streamlit's own protocol and change a filter now and then.

`python -m tests.bench.crowd 50 http://127.0.0.1:8501` prints what they met, as JSON. Readers of
several addresses stand for readers of several processes.
"""

import argparse
import asyncio
import dataclasses
import gzip
import json
import os
import random
import re
import statistics
import sys
import time
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

# As many readers as an office has come one after another, not in one instant.
ARRIVALS_S = 10.0
CLICKS = 6
THINK_S = 5.0
PATIENCE_S = 60.0
QUERIES = (
    *("", "area=hexi", "area=hexi&type=specialty", "type=specialty", "area=longdongnan"),
    *("type=upgrade", "area=lanzhou&type=innovation", "cluster=equipment", "level=national"),
)
FILES = re.compile(rb"\.(/parts/[0-9a-z.]+(?:\?[\w=&-]*)?)")
STYLE = re.compile(rb'rel="stylesheet" href="\./(parts/[0-9a-z.]+)"')
TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


@dataclass(slots=True)
class Met:
    """
    What a crowd met.

    Attributes
    ----------
    first, clicks
        Seconds until a page was whole, and a click answered, each time.
    first_bytes, click_bytes
        What was received for each.
    errors
        Why readers gave up.
    """

    first: list[float] = field(default_factory=list)
    clicks: list[float] = field(default_factory=list)
    first_bytes: list[int] = field(default_factory=list)
    click_bytes: list[int] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def summary(self) -> dict[str, float]:
        """Return medians, 95th percentiles (ms) and kilobytes."""
        return {
            "first_ms": percentile(self.first, 50) * 1000,
            "first_p95_ms": percentile(self.first, 95) * 1000,
            "click_ms": percentile(self.clicks, 50) * 1000,
            "click_p95_ms": percentile(self.clicks, 95) * 1000,
            "first_kb": percentile(self.first_bytes, 50) / 1000,
            "click_kb": percentile(self.click_bytes, 50) / 1000,
            "errors": len(self.errors),
        }


def percentile(values: Iterable[float], of: float) -> float:
    """Return the value that so many of a hundred do not pass; nan of nothing."""
    ordered = sorted(values)
    if len(ordered) < 2:
        return ordered[0] if ordered else float("nan")
    return statistics.quantiles(ordered, n=100, method="inclusive")[int(of) - 1]


class Reader:
    """One session with an empty browser: it opens a page and changes the filter."""

    def __init__(self, socket: websockets.ClientConnection, url: str, page: str) -> None:
        self._socket, self._url, self._page = socket, url, page
        self._hashes: set[str] = set()  # the messages that a browser keeps and needs not again
        self._files: set[bytes] = set()  # and the files

    async def run(self, query: str) -> tuple[float, int]:
        """Ask for a page and return how long its answer took (s) and how large it was (bytes)."""
        asked = BackMsg()
        asked.rerun_script.query_string = query
        asked.rerun_script.page_name = self._page
        asked.rerun_script.cached_message_hashes.extend(self._hashes)
        start, size = time.perf_counter(), 0
        await self._socket.send(asked.SerializeToString())
        if not self._hashes:  # a page's first run: its shell names the stylesheet
            size += await asyncio.to_thread(self._style)
        while True:
            data = await asyncio.wait_for(self._socket.recv(), PATIENCE_S)
            size += len(data)
            for file in set(FILES.findall(data)) - self._files:
                self._files.add(file)
                size += await asyncio.to_thread(self._fetch, file.decode())
            answer = ForwardMsg()
            answer.ParseFromString(data)
            kind = answer.WhichOneof("type")
            if answer.metadata.cacheable and kind != "ref_hash":
                self._hashes.add(answer.hash)
            if kind == "script_finished":
                return time.perf_counter() - start, size

    def _style(self) -> int:
        """Fetch the stylesheet that the page's shell names, and return its size (bytes)."""
        with urllib.request.urlopen(self._url + "/", timeout=PATIENCE_S) as answer:  # noqa: S310
            found = STYLE.search(answer.read())
        return self._fetch("/" + found[1].decode()) if found else 0

    def _fetch(self, path: str) -> int:
        """Fetch what a page is drawn from, as a browser does, and return its size (bytes)."""
        request = urllib.request.Request(self._url + path, headers={"Accept-Encoding": "gzip"})  # noqa: S310
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:  # noqa: S310
            body = answer.read()
        name, _, query = path.partition("?")
        if not name.endswith(".json"):
            return len(body)
        # The map is a document of its own, beside what names it.
        document = json.loads(gzip.decompress(body))["document"]
        return len(body) + self._fetch(f"{name.rpartition('/')[0]}/{document}?{query}")


@dataclass(frozen=True, slots=True)
class Habit:
    """How readers behave: the page they open, their arrivals (s) and their pauses (s, the mean)."""

    page: str = "overview"
    arrivals_s: float = ARRIVALS_S
    think_s: float = THINK_S


async def visit(url: str, habit: Habit, met: Met, chance: random.Random, *, wait: float) -> None:
    """Let one reader come, look, click and go."""
    await asyncio.sleep(wait)
    stream = url.replace("http", "ws", 1) + "/_stcore/stream"
    try:
        async with websockets.connect(
            stream, subprotocols=["streamlit"], max_size=None, open_timeout=PATIENCE_S
        ) as socket:
            reader = Reader(socket, url, habit.page)
            taken, size = await reader.run("")
            met.first.append(taken)
            met.first_bytes.append(size)
            for _ in range(CLICKS):
                await asyncio.sleep(chance.expovariate(1 / habit.think_s))
                taken, size = await reader.run(chance.choice(QUERIES))
                met.clicks.append(taken)
                met.click_bytes.append(size)
    except (OSError, TimeoutError, websockets.WebSocketException) as error:
        met.errors.append(f"{type(error).__name__}: {error}")


async def crowd(number: int, urls: list[str], habit: Habit) -> Met:
    """Let so many readers come, spread evenly over the addresses."""
    met, chance = Met(), random.Random(number)  # noqa: S311 - a crowd, no secret
    await asyncio.gather(
        *(
            visit(urls[n % len(urls)], habit, met, chance, wait=habit.arrivals_s * n / number)
            for n in range(number)
        )
    )
    return met


@dataclass(frozen=True, slots=True)
class Footprint:
    """What a process holds: memory (MB), descriptors, threads, processor time (s)."""

    rss_mb: float
    descriptors: int
    threads: int
    cpu_s: float


def footprint(pid: int) -> Footprint:
    """Return what a process holds now, as Linux tells it."""
    proc = Path(f"/proc/{pid}")
    status = dict(
        line.split(":", 1) for line in (proc / "status").read_text(encoding="utf-8").splitlines()
    )
    fields = (proc / "stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return Footprint(
        rss_mb=int(status["VmRSS"].split()[0]) / 1000,
        descriptors=len(list((proc / "fd").iterdir())),
        threads=int(status["Threads"]),
        cpu_s=(int(fields[11]) + int(fields[12])) / TICKS,
    )


def main() -> int:
    """Let a crowd come and print what it met."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.crowd", description=__doc__)
    parser.add_argument("number", type=int)
    parser.add_argument("urls", nargs="+", metavar="url")
    parser.add_argument("--page", default="overview")
    parser.add_argument("--arrivals", type=float, default=ARRIVALS_S, metavar="S")
    parser.add_argument("--think", type=float, default=THINK_S, metavar="S")
    asked = parser.parse_args()
    habit = Habit(asked.page, asked.arrivals, asked.think)
    met = asyncio.run(crowd(asked.number, asked.urls, habit))
    sys.stdout.write(json.dumps(dataclasses.asdict(met)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
