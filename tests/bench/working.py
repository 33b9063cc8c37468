"""
Time clicks while heavy pieces are being made: by workers, and as it was, by the pages' own process.

An office with thousands of zones of its own asks for one piece after another, two at once; a reader
of the plan's zones clicks meanwhile.
"""

import asyncio
import contextlib
import statistics
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from atlas import load
from tests.bench import crowd, offices
from tests.bench.crowd import Habit
from tests.bench.table import Row
from tests.browser.server import running

OWN = 2_543  # zones
PIECES = 2  # at once
HABIT = Habit(arrivals_s=0.0, think_s=0.5)
VISITS = 4
PATIENCE_S = 600
PDF = b"%PDF"
RATIO_GOAL = 2.0  # times what a click takes where nothing is made
SIDES = {"workers": "app.py", "the pages' process": "tests/bench/peers/in_place.py"}


@dataclass(slots=True)
class Clicks:
    """Milliseconds that clicks took, and how many pieces were made meanwhile."""

    took: list[float] = field(default_factory=list)
    pieces: int = 0

    @property
    def median(self) -> float:
        """Of the clicks."""
        return statistics.median(self.took)


@contextlib.contextmanager
def asking(url: str, found: Clicks) -> Iterator[None]:
    """Ask for heavy pieces all the time, each another."""
    over, numbers = threading.Event(), iter(range(10_000))
    begun = time.time_ns()

    def ask() -> None:
        while not over.is_set():
            path = f"/plain/file.pdf?own=1&title={begun}-{next(numbers)}"
            try:
                with urllib.request.urlopen(url + path, timeout=PATIENCE_S) as answer:  # noqa: S310
                    found.pieces += answer.read(4) == PDF
            except urllib.error.HTTPError:  # too much was asked for; the next may be made
                continue

    threads = [threading.Thread(target=ask, daemon=True) for _ in range(PIECES)]
    for thread in threads:
        thread.start()
    time.sleep(5)  # until both are being made
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join(PATIENCE_S)
    if found.pieces < PIECES:
        raise RuntimeError(f"{found.pieces} pieces were made")


def _clicks(url: str, found: Clicks) -> None:
    for _ in range(VISITS):
        met = asyncio.run(crowd.crowd(1, [url], HABIT))
        if met.errors:
            raise RuntimeError(met.errors)
        found.took += [1000 * taken for taken in met.clicks]


def measure() -> list[Row]:
    """Return what a click takes where nothing is made, and while two heavy pieces are."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store.sqlite"
        offices.write(load(), OWN, store)
        busy = {}
        for name, script in SIDES.items():
            idle, busy[name] = Clicks(), Clicks()
            with running(script, ATLAS_STORE=f"sqlite:///{store}") as url:
                _clicks(url, Clicks())  # what is drawn once is drawn
                _clicks(url, idle)
                with asking(url, busy[name]):
                    _clicks(url, busy[name])
            if name == next(iter(SIDES)):
                rows.append(
                    Row(f"click, nothing being made ({len(idle.took)} clicks)", idle.median)
                )
                alone = idle.median
    ours, theirs = busy.values()
    rows.append(
        Row(
            f"click while {PIECES} pieces of {OWN:,} own zones are made",
            ours.median,
            peer_name="made in the pages' process",
            peer=theirs.median,
            goal=f"<= {RATIO_GOAL} × of nothing being made",
            reached=ours.median <= RATIO_GOAL * alone,
        )
    )
    rows.append(
        Row(
            "the same: the slowest click",
            max(ours.took),
            peer_name="made in the pages' process",
            peer=max(theirs.took),
        )
    )
    return rows
