"""Time the first page with many own zones, and a click on it, in Chromium with what ships."""

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from playwright.sync_api import Browser, CDPSession

from atlas import load
from tests.bench import offices
from tests.bench.crowd import footprint
from tests.bench.table import Row
from tests.browser.chromium import started as browsing
from tests.browser.server import ROOT, started

# Own zones -> ms and MB of the first page, ms of a click in the browser.
GOALS = {66: (3_000, 3.5, 300), 400: (3_000, 3.5, 300), 2_543: (3_000, 3.5, 300)}
GOALS |= {20_000: (15_000, 10.0, 1_000)}
PATIENCE_MS = 300_000
STANDS = """
() => document.querySelector(".atlas-foot") && document.querySelector(".atlas-map.is-ready") &&
  document.querySelector(".atlas-register tbody tr")
"""
# A type is chosen; the browser is at work until the next frame, the page until the table is told.
CLICK = """
async () => {
  const said = () => document.querySelector(".atlas-register caption").textContent;
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const before = said();
  const start = performance.now();
  document.querySelector('fieldset[data-flag="type"] label[data-value] input').click();
  await frame();
  const browser = performance.now() - start;
  while (said() === before) await new Promise((done) => setTimeout(done, 10));
  await frame();
  return [browser, performance.now() - start];
}
"""


@dataclass(frozen=True, slots=True)
class Visit:
    """What a first page took: ms, bytes as they travelled and as they are, and a click, ms."""

    ms: float
    sent: float
    decoded: float
    nodes: int
    heap: float
    click: float
    answered: float


def visit(browser: Browser, url: str) -> Visit:
    """Open the overview with the office's zones as who was never there, and click once."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    page = context.new_page()
    counted = {"sent": 0.0, "decoded": 0.0}
    _count(context.new_cdp_session(page), counted)
    page.goto(f"{url}/overview?own=1", wait_until="commit")
    page.wait_for_function(STANDS, timeout=PATIENCE_MS)
    ms = page.evaluate("performance.now()")
    page.wait_for_timeout(2_000)
    nodes = sum(frame.evaluate("document.querySelectorAll('*').length") for frame in page.frames)
    heap = page.evaluate("performance.memory.usedJSHeapSize")
    received = dict(counted)
    click, answered = page.evaluate(CLICK)
    context.close()
    sent, decoded = (received[name] / 1e6 for name in ("sent", "decoded"))
    return Visit(ms, sent, decoded, nodes, heap / 1e6, click, answered)


def _count(session: CDPSession, counted: dict[str, float]) -> None:
    def add(name: str, number: float) -> None:
        counted[name] += number

    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda told: add("sent", told["encodedDataLength"]))
    session.on("Network.dataReceived", lambda told: add("decoded", told["dataLength"]))


def _peer(number: int, folder: Path) -> tuple[float, float] | None:
    """Return seconds of the processor and MB that geopandas.explore takes; None without it."""
    if not find_spec("mapclassify"):
        return None
    file = folder / "explored.html"
    words = [sys.executable, "-m", "tests.bench.peers.explored", str(number), str(file)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(words, env=environment) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        return None
    return used.ru_utime + used.ru_stime, file.stat().st_size / 1e6


def measure() -> list[Row]:
    """Return the rows of the first page and the click, each number of zones beside the peer's."""
    rows, atlas = [], load()
    with tempfile.TemporaryDirectory() as folder, browsing() as browser:
        for n, (most_ms, most_mb, most_click) in GOALS.items():
            store = Path(folder) / f"{n}.sqlite"
            offices.write(atlas, n, store)
            peer = _peer(n, Path(folder))
            seconds, mb = peer or (None, None)
            with started(ATLAS_STORE=f"sqlite:///{store}") as server:
                cold = visit(browser, server.url)
                warm = visit(browser, server.url)
                memory = footprint(server.process.pid).rss_mb
            beside = "geopandas.explore" if peer else ""
            what = f"page, {n:,} own zones"
            rows += [
                Row(
                    f"{what}: the server's first",
                    cold.ms,
                    peer_name=f"{beside}, processor" if peer else "",
                    peer=None if seconds is None else seconds * 1000,
                ),
                Row(
                    f"{what}: a browser's first",
                    warm.ms,
                    goal=f"<= {most_ms:,} ms",
                    reached=warm.ms <= most_ms,
                ),
                Row(
                    "the same: received, as it travels",
                    warm.sent,
                    unit="MB",
                    goal=f"<= {most_mb} MB",
                    reached=warm.sent <= most_mb,
                ),
                Row(
                    "the same: received, decoded",
                    warm.decoded,
                    unit="MB",
                    peer_name=f"{beside}, its file" if peer else "",
                    peer=mb,
                ),
                Row("the same: elements", warm.nodes, unit=""),
                Row("the same: memory of the page's scripts", warm.heap, unit="MB"),
                Row("the same: memory of the server", memory, unit="MB"),
                Row(
                    "the same: a click, in the browser",
                    warm.click,
                    goal=f"<= {most_click} ms",
                    reached=warm.click <= most_click,
                ),
                Row("the same: a click, until the table is told", warm.answered),
            ]
    return rows
