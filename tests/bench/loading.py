"""A whole office at once: 10 to 200 sessions on one process and on two, with what ships."""

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

from tests.bench.crowd import CLICKS, Footprint, Met, footprint
from tests.bench.table import Row
from tests.browser.server import ROOT, started

CROWDS = (10, 50, 100, 200)
PEER_CROWDS = (10, 50)  # beyond that the peer answers nobody
PEER = "tests/bench/peers/crowded.py"
READERS = 20
RUNS = 2000
FIRST_P95_GOAL_MS = 1000
CLICK_P95_GOAL_MS = 300
FIRST_GOAL_KB = 250
CLICK_GOAL_KB = 15
FIRST_GOAL_CPU_MS = 100
CLICK_GOAL_CPU_MS = 25


@dataclass(frozen=True, slots=True)
class Load:
    """What a crowd met, and what the processes held then."""

    met: Met
    before: list[Footprint]
    after: list[Footprint]

    @property
    def rss_mb(self) -> float:
        """Memory of all processes with the crowd still in it."""
        return sum(each.rss_mb for each in self.after)

    @property
    def cpu_s(self) -> float:
        """Processor time that the crowd cost."""
        return sum(b.cpu_s - a.cpu_s for a, b in zip(self.before, self.after, strict=True))


def come(number: int, servers: list[tuple[str, int]], *options: str) -> Load:
    """Let a crowd come to some servers (address, process) from a process of its own."""
    before = [footprint(pid) for _, pid in servers]
    urls = [url for url, _ in servers]
    told = subprocess.run(
        [sys.executable, "-m", "tests.bench.crowd", str(number), *urls, *options],
        cwd=ROOT,
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    return Load(Met(**json.loads(told.stdout)), before, [footprint(pid) for _, pid in servers])


@contextlib.contextmanager
def processes(number: int, script: str = "app.py") -> Iterator[list[tuple[str, int]]]:
    """Run so many processes of an app as it ships."""
    with contextlib.ExitStack() as stack:
        servers = [stack.enter_context(started(script)) for _ in range(number)]
        yield [(server.url, server.process.pid) for server in servers]


def _rows(number: int, load: Load, where: str, peer: dict[str, float]) -> list[Row]:
    found, what = load.met.summary(), f"{number} sessions, {where}"
    name = "st_folium page, one process" if peer else ""
    goals = {
        "first_p95_ms": FIRST_P95_GOAL_MS if number <= 50 else None,
        "click_p95_ms": CLICK_P95_GOAL_MS if number <= 50 else None,
        "errors": 0,
    }
    units = {"errors": "refused or lost"}
    rows = []
    for key in ("first_ms", "first_p95_ms", "click_ms", "click_p95_ms", "errors"):
        goal = goals.get(key)
        rows.append(
            Row(
                f"{what}: {key.removesuffix('_ms').replace('_', ' ')}",
                found[key],
                unit=units.get(key, "ms"),
                peer_name=name,
                peer=peer.get(key),
                goal="" if goal is None else f"<= {goal}",
                reached=None if goal is None else found[key] <= goal,
            )
        )
    return [*rows, Row(f"{what}: memory of all processes", load.rss_mb, unit="MB")]


def crowds() -> list[Row]:
    """Return what crowds of several sizes meet on one process and on two, beside the peer's."""
    peers = {}
    with processes(1, PEER) as servers:
        come(1, servers)  # the first visitor warms the caches
        for number in PEER_CROWDS:
            peers[number] = come(number, servers).met.summary()
    rows = []
    for many in (1, 2):
        where = "one process" if many == 1 else "two processes"
        for number in CROWDS:
            with processes(many) as servers:
                load = come(number, servers)
            beside = peers.get(number, {}) if many == 1 else {}
            rows += _rows(number, load, where, beside)
    return rows


def alone() -> list[Row]:
    """Return what a new session's page and click cost in processor time and bytes."""
    with processes(1) as servers:
        come(1, servers)
        # Many at once, so that the processor is awake: one reader's pauses let its caches go cold.
        load = come(READERS, servers, "--think", "0.5", "--arrivals", "2")
    met = load.met.summary()
    runs = len(load.met.first) + len(load.met.clicks)
    cost = 1000 * load.cpu_s / runs
    goal = (FIRST_GOAL_CPU_MS + CLICKS * CLICK_GOAL_CPU_MS) / (1 + CLICKS)
    first_kb, click_kb = met["first_kb"], met["click_kb"]
    return [
        Row(
            f"processor time a page: {READERS} first pages, {CLICKS} clicks each",
            cost,
            goal=f"<= {goal:.0f} ms: {FIRST_GOAL_CPU_MS} a first page, {CLICK_GOAL_CPU_MS} a click",
            reached=cost <= goal,
        ),
        Row(
            "received by a new session for its first page",
            first_kb,
            unit="kB",
            goal=f"<= {FIRST_GOAL_KB} kB",
            reached=first_kb <= FIRST_GOAL_KB,
        ),
        Row(
            "received by a new session for a click",
            click_kb,
            unit="kB",
            goal=f"<= {CLICK_GOAL_KB} kB",
            reached=click_kb <= CLICK_GOAL_KB,
        ),
    ]


def lasting() -> list[Row]:
    """Return how memory and descriptors grow over many runs, and after sessions have gone."""
    with processes(1) as servers:
        (_, pid), *_ = servers
        come(20, servers)
        start = footprint(pid)
        for _ in range(-(-RUNS // (50 * (CLICKS + 1)))):
            come(50, servers)
        time.sleep(1)
        end = footprint(pid)
    return [
        Row(
            f"memory after {RUNS} more runs of sessions come and gone, beside before",
            end.rss_mb,
            unit="MB",
            peer_name="after 140 runs",
            peer=start.rss_mb,
        ),
        Row(
            "descriptors likewise",
            end.descriptors,
            unit="open",
            peer_name="after 140 runs",
            peer=start.descriptors,
            goal="no more",
            reached=end.descriptors <= start.descriptors,
        ),
    ]


def measure() -> list[Row]:
    """Return all rows of the load."""
    return [*alone(), *crowds(), *lasting()]
