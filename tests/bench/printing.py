"""Time the finished pieces: a sheet beside a browser's screenshot and folium's own, and a book."""

import datetime as dt
import io
import itertools
import os
import statistics
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from pypdf import PdfReader

import atlas
from atlas.briefing import formats, sheet, typeset
from atlas.briefing.order import Order
from atlas.maps import web
from tests.bench.peers import screenshot
from tests.bench.table import Row
from tests.browser.chromium import started

TIMES, COLD_TIMES = 7, 3
SIZE = (4000, 2250)  # pixels: a slide at 300 dpi
ROUNDED = 4  # pixels: a window of folium's has whole ones before they are scaled
SNAPSHOT_GOAL_MS = 1_500
PDF_GOAL_KB, PPTX_GOAL_KB, BOOK_GOAL_KB = 600, 3_000, 12_000
BOOK_COLD_GOAL_MS, BOOK_WARM_GOAL_MS, BOOK_PAGES_GOAL = 40_000, 10_000, 75
SAMPLE_S = 0.02
ROOT = Path(__file__).parent.parent.parent
DAY = dt.date(2026, 11, 22)


def order(**changes: object) -> Order:
    """Return an order for the whole province on a slide."""
    return Order.of(atlas.Selection(), "zh", DAY, **({"dpi": 300} | changes))


def alternately(ours: Callable[[], bytes], peer: Callable[[], bytes]) -> tuple[float, float]:
    """
    Return both medians in ms; the sides take turns, so that both meet the same noise.

    The first turn warms up, and shows that both make the picture asked for.
    """
    for run in (ours, peer):
        made = struct.unpack(">II", run()[16:24])
        if any(abs(a - b) > ROUNDED for a, b in zip(made, SIZE, strict=True)):
            raise RuntimeError(f"a picture of {made} pixels instead of {SIZE}")
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(TIMES):
        for side, run in zip(taken, (ours, peer), strict=True):
            start = time.perf_counter()
            run()
            side.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken[0]), statistics.median(taken[1])


def _family(root: int) -> list[int]:
    """Return a process and all its descendants."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:  # it has just ended
                continue
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found, open_ = [], [root]
    while open_:
        found.append(open_.pop())
        open_ += children.get(found[-1], [])
    return found


def _memory(root: int) -> float:
    """Return what a process and its descendants hold in memory, shared pages once, MB."""
    total = 0
    for process in _family(root):
        try:
            rows = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="utf-8").splitlines()
        except OSError:
            continue
        total += sum(int(row.split()[1]) for row in rows if row.startswith("Pss:"))
    return total / 1024


def cold(command: list[str]) -> tuple[float, float]:
    """Run a program; return its time in ms and its greatest memory in MB."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    start = time.perf_counter()
    with subprocess.Popen(command, env=environment, cwd=ROOT) as process:
        peak = 0.0
        done = threading.Event()

        def sample() -> None:
            nonlocal peak
            while not done.wait(SAMPLE_S):
                peak = max(peak, _memory(process.pid))

        watcher = threading.Thread(target=sample)
        watcher.start()
        code = process.wait()
        taken = (time.perf_counter() - start) * 1000
        done.set()
        watcher.join()
    if code:
        raise RuntimeError(f"{command} ended with {code}")
    return taken, peak


def sheets() -> list[Row]:
    """Return the rows of one sheet: warm beside two peers, cold, memory."""
    gansu = atlas.load()
    number = itertools.count()

    def ours() -> bytes:
        # Another title each time: nothing of the drawing comes from a cache.
        return formats.SNAPSHOTS["png"].write(gansu, order(title=f"甘肃省开发区 {next(number)}"))

    with started() as browser, tempfile.TemporaryDirectory() as folder:
        document = Path(folder) / "map.html"
        document.write_text(web.document(gansu), encoding="utf-8")
        warm, theirs = alternately(ours, lambda: screenshot.take(browser, document, SIZE))
    rows = [
        Row(
            f"PNG {SIZE[0]} × {SIZE[1]}, whole province, warm",
            warm,
            peer_name="Chromium kept open: page, zones, screenshot",
            peer=theirs,
            goal="<= 1,500 ms and <= 1 ×",
            reached=warm <= min(SNAPSHOT_GOAL_MS, theirs),
        )
    ]
    name = "folium.Map._to_png without its delay (it restarts its browser)"
    try:
        warm, theirs = alternately(ours, lambda: screenshot.by_folium(gansu, SIZE))
    except screenshot.DriverMissingError as error:
        rows.append(Row("the same", warm, peer_name=f"{name}: not run, {error}"))
    else:
        rows.append(
            Row(
                "the same",
                warm,
                peer_name=name,
                peer=theirs,
                goal="<= 1 ×",
                reached=warm <= theirs,
            )
        )
    return rows + _processes()


def _processes() -> list[Row]:
    """Return the rows of programs that start, make one picture and end, in turns."""
    with tempfile.TemporaryDirectory() as folder:
        ours = ["-m", "atlas", "snapshot", "--dpi", "300", "-o", f"{folder}/sheet.png"]
        peer = ["-m", "tests.bench.peers.screenshot", f"{folder}/map.png"]
        runs = [
            [cold([sys.executable, *words]) for words in (ours, peer)] for _ in range(COLD_TIMES)
        ]
    return [
        Row(
            f"the same, cold process: {what}",
            statistics.median(mine[column] for mine, _ in runs),
            unit=unit,
            peer_name="Python, Playwright, Chromium started",
            peer=statistics.median(theirs[column] for _, theirs in runs),
        )
        for column, what, unit in ((0, "time", "ms"), (1, "peak memory", "MB"))
    ]


def _timed(run: Callable[[], bytes]) -> tuple[float, bytes]:
    start = time.perf_counter()
    made = run()
    return (time.perf_counter() - start) * 1000, made


def files() -> list[Row]:
    """Return the rows of the other formats: time and size."""
    gansu = atlas.load()
    rows = []
    goals = {"pdf": PDF_GOAL_KB, "pptx": PPTX_GOAL_KB}
    for name, snapshot in formats.SNAPSHOTS.items():
        if name == "png":
            continue
        snapshot.write(gansu, order())
        taken = [
            _timed(lambda s=snapshot, t=f"{name} {n}": s.write(gansu, order(title=t)))
            for n in range(TIMES)
        ]
        size = len(taken[-1][1]) / 1000
        rows.append(Row(f"{name}: time, warm", statistics.median(t for t, _ in taken)))
        goal = goals.get(name)
        rows.append(
            Row(
                f"{name}: size",
                size,
                unit="kB",
                goal=f"<= {goal:,} kB" if goal else "",
                reached=size <= goal if goal else None,
            )
        )
    return rows


def book() -> list[Row]:
    """Return the rows of the atlas book."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "book.pdf"
        taken, peak = cold([sys.executable, "-m", "atlas", "book", "-o", str(target)])
        pages = len(PdfReader(io.BytesIO(target.read_bytes())).pages)
        size = target.stat().st_size / 1000
    gansu, write = atlas.load(), formats.BOOKS["pdf"].write
    write(gansu, order())
    again, _ = _timed(lambda: write(gansu, order(maker="again")))
    return [
        Row("book, cold process", taken, goal="<= 40,000 ms", reached=taken <= BOOK_COLD_GOAL_MS),
        Row("book, maps cached", again, goal="<= 10,000 ms", reached=again <= BOOK_WARM_GOAL_MS),
        Row("book: size", size, unit="kB", goal="<= 12,000 kB", reached=size <= BOOK_GOAL_KB),
        Row("book: pages", pages, unit="", goal=">= 75", reached=pages >= BOOK_PAGES_GOAL),
        Row("book: peak memory", peak, unit="MB"),
    ]


def drawing() -> list[Row]:
    """Return how a sheet's time is spent."""
    gansu = atlas.load()
    scene = sheet.compose(gansu, order())
    laid = [_timed(lambda n=n: sheet.compose(gansu, order(title=f"{n}")))[0] for n in range(TIMES)]
    typeset.png(scene, dpi=96)
    return [Row("laying a sheet out", statistics.median(laid))]


def measure() -> list[Row]:
    """Return all rows of the finished pieces."""
    return [*sheets(), *drawing(), *files(), *book()]
