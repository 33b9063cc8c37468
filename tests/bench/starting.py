"""From the start to the answer: the command line's whole process, a server's first answers."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.table import Row
from tests.browser.server import ROOT, running

RUNS = 5
PEER = "import pandas, geopandas, folium"
ANSWERS = {
    "--help": ("--help",),
    "a wrong flag": ("zones", "--nope"),
    "zones": ("zones",),
    "zones --area hexi": ("zones", "--area", "hexi"),
    "export --format csv": ("export", "--format", "csv", "-o", "zones.csv"),
}
BEFORE = 2.8  # of the peer's time, a command, while each imported what any of them needs
GOAL = 0.35  # of that
UNITS = {"time": ("processor time", "ms"), "memory": ("peak memory", "MiB")}
PICTURE = ("snapshot", "--dpi", "300", "-o", "sheet.png")  # 4000 x 2250 pixels
# What a picture and the list of zones took of the peer's time and memory while they brought GDAL
# and Arrow with them; what they may take, ms and MiB.
HEAVY = {
    "a picture of 4000 x 2250": (PICTURE, {"time": (2.55, 4_000), "memory": (2.6, 300)}),
    "the list of zones": (("zones",), {"memory": (1.36, 200)}),
}


# What a server that has only just started is asked first, by programs and by old browsers.
FIRST = (
    *("/api", "/api/openapi", "/api/conformance", "/api/collections"),
    *("/api/collections/zones/items", "/api/map.png", "/api/map.png?lang=en"),
    *("/plain", "/plain/zones/lanzhou-hitech", "/plain/map.svg"),
)
STARTS = 3
FIRST_MS = 1000.0
DRAWN = "/api/map.png?lang=en"  # the slowest of them
RESTED_S = 20.0


@dataclass(frozen=True, slots=True)
class Cost:
    """Processor time of a process, user's and system's, in ms; its memory, MiB; how it ended."""

    time: float
    memory: float
    status: int = 0


# A process begins with what its parent holds counted as its own: one that holds little starts it.
METER = """import os, sys
quiet = [(os.POSIX_SPAWN_OPEN, n, os.devnull, os.O_WRONLY, 0) for n in (1, 2)]
words = [sys.executable, *sys.argv[1:]]
child = os.posix_spawn(sys.executable, words, os.environ, file_actions=quiet)
_, status, used = os.wait4(child, 0)
status = os.waitstatus_to_exitcode(status)
print(1000 * (used.ru_utime + used.ru_stime), used.ru_maxrss / 1024, status)
"""


def cost(words: Sequence[str], folder: Path, *, store: str = "") -> Cost:
    """Return what a Python process takes, with those that it starts; `store` is its own."""
    env = {name: value for name, value in os.environ.items() if name != "ATLAS_STORE"}
    env |= {"ATLAS_STORE": store} if store else {}
    told = subprocess.run(
        [sys.executable, "-S", "-c", METER, *words],
        cwd=folder,
        env=env | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        encoding="ascii",
        check=True,
    )
    ms, mb, status = told.stdout.split()
    return Cost(float(ms), float(mb), int(status))


def measure() -> list[Row]:
    """Return a row a command, beside an interpreter that imports what a map in a notebook does."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        runs: dict[str, list[Cost]] = {}
        peers = []
        asked = ANSWERS | {what: words for what, (words, _) in HEAVY.items()}
        for _ in range(RUNS):  # by turns: what else the machine does hits all alike
            peers.append(cost(("-c", PEER), here))
            for what, words in asked.items():
                runs.setdefault(what, []).append(cost(("-m", "atlas", *words), here))
    rows = []
    for what in ANSWERS:
        mine, peer = _medians("time", runs[what], peers)
        name, goal = f"command line, {what}: processor time", GOAL * BEFORE
        before = f"{PEER}; before: {BEFORE:.2g} of it"
        reached = mine <= goal * peer
        rows.append(
            Row(name, mine, peer_name=before, peer=peer, goal=f"<= {goal:.2g} x", reached=reached)
        )
    for what, (_, limits) in HEAVY.items():
        for measured, (was, most) in limits.items():
            mine, peer = _medians(measured, runs[what], peers)
            called, unit = UNITS[measured]
            rows.append(
                Row(
                    f"command line, {what}: {called}",
                    mine,
                    unit=unit,
                    peer_name=f"{PEER}; before: {was:.3g} of it",
                    peer=peer,
                    goal=f"<= {most:,} {unit}",
                    reached=mine <= most,
                )
            )
    return rows + _first_rows()


def first_answer(path: str, *, after_s: float = 0.0) -> float:
    """Return how long a server that has just started takes for the first that is asked, ms."""
    with running() as url:
        time.sleep(after_s)
        begun = time.perf_counter()
        with urllib.request.urlopen(f"{url}{path}") as answer:  # noqa: S310 - our own server
            answer.read()
        return 1000 * (time.perf_counter() - begun)


def _first_rows() -> list[Row]:
    asked = [(path, 0.0) for path in FIRST] + [(DRAWN, RESTED_S)]
    taken: dict[tuple[str, float], list[float]] = {}
    for _ in range(STARTS):  # by turns, as above
        for path, after in asked:
            taken.setdefault((path, after), []).append(first_answer(path, after_s=after))
    rows = []
    for (path, after), times in taken.items():
        mine = statistics.median(times)
        then = f", {after:.0f} s after its start" if after else ""
        name = f"first answer of a server{then}: {path}"
        rows.append(Row(name, mine, goal=f"<= {FIRST_MS:,.0f} ms", reached=mine <= FIRST_MS))
    return rows


def _medians(measured: str, ours: Sequence[Cost], peers: Sequence[Cost]) -> tuple[float, float]:
    mine, peer = ([getattr(each, measured) for each in side] for side in (ours, peers))
    return statistics.median(mine), statistics.median(peer)
