"""Time the map document in Chromium: first paint at three sizes, a legend click, a drag."""

import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page

from atlas import load
from atlas.maps import marks, web
from tests.bench.synthetic import atlas_of
from tests.bench.table import Row
from tests.browser.chromium import started

SIZES = (42, 10_000, 100_000)
NATION = 2_543  # as many as China has
LOADS = 5
PAINTED = """
() => window.atlas.ready.then(() => new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now())))))
"""
FRAMES = """
(until) => new Promise((done) => {
  const gaps = [];
  let last = performance.now();
  const step = (now) => {
    gaps.push(now - last);
    last = now;
    if (gaps.length < until) requestAnimationFrame(step); else done(gaps);
  };
  requestAnimationFrame(step);
})
"""
PAINT_RATIO_GOAL = 1.5
PAINT_GOAL_MS = 3_000
LEGEND_GOAL_MS = 16
FRAME_GOAL_MS = 1000 / 30


def _page(browser: Browser) -> Page:
    return browser.new_context(viewport={"width": 1100, "height": 700}).new_page()


def first_paint(browser: Browser, file: Path) -> float:
    """Return the median time from opening a document to its zones painted, in ms."""
    taken = []
    for _ in range(LOADS):
        page = _page(browser)
        page.goto(file.as_uri())
        taken.append(page.evaluate(PAINTED))
        page.context.close()
    return statistics.median(taken)


def legend_click(browser: Browser, file: Path) -> float:
    """Return the median scripting time of a click on a legend row, in ms, by Chromium's count."""
    page = _page(browser)
    page.goto(file.as_uri())
    page.evaluate(PAINTED)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")

    def scripting() -> float:
        metrics = session.send("Performance.getMetrics")["metrics"]
        return next(m["value"] for m in metrics if m["name"] == "ScriptDuration") * 1000

    taken = []
    for slug in [*load().types.index] * 4:
        before = scripting()
        page.evaluate(
            '(key) => document.querySelector(`button[data-layer="${key}"]`).click()',
            f"type-{slug}",
        )
        page.evaluate("() => new Promise(requestAnimationFrame)")
        taken.append(scripting() - before)
    page.context.close()
    return statistics.median(taken)


def drag(browser: Browser, file: Path, marked: Sequence[str] = ()) -> float:
    """Return the median gap between frames while the map is dragged, some marks on it, in ms."""
    page = _page(browser)
    page.goto(file.as_uri())
    page.evaluate(PAINTED)
    page.evaluate("(marks) => window.atlas.marks(marks)", list(marked))
    page.mouse.move(550, 350)
    page.mouse.down()
    page.evaluate("() => { window.gaps = null; }")
    page.evaluate(f"() => {{ ({FRAMES})(60).then((gaps) => {{ window.gaps = gaps; }}); }}")
    for step in range(40):
        page.mouse.move(550 + 4 * step, 350 + 2 * step)
    page.mouse.up()
    page.wait_for_function("() => window.gaps !== null")
    gaps = page.evaluate("() => window.gaps")
    page.context.close()
    return statistics.median(gaps)


def _marks() -> list[str]:
    """Return as many marks as a map holds, of each kind, all over the province."""
    rng, made = np.random.default_rng(1), []
    for number in range(marks.MOST):
        kind = list(marks.KINDS)[number % len(marks.KINDS)]
        least, most = marks.KINDS[kind]
        places = rng.uniform((94, 33.5), (108, 41.5)) + rng.uniform(
            -0.8, 0.8, (max(least, min(most, 8)), 2)
        )
        at = tuple((lon, lat) for lon, lat in places.round(marks.DECIMALS).tolist())
        style = marks.STYLES[number % len(marks.STYLES)]
        made.append(marks.write(marks.Mark(kind, style, at, f"{number}")))
    return made


def measure() -> list[Row]:
    """Return the rows of painting, legend and drag."""
    with started() as browser, tempfile.TemporaryDirectory() as folder:
        files = {}
        for size in (*SIZES, NATION):
            files[size] = Path(folder) / f"{size}.html"
            files[size].write_text(web.document(atlas_of(size)), encoding="utf-8")
        painted = {size: first_paint(browser, file) for size, file in files.items()}
        legend = legend_click(browser, files[42])
        dragged = drag(browser, files[100_000])
        marked = drag(browser, files[NATION], _marks())
    return [
        Row("first paint, 42 zones", painted[42]),
        Row(
            "first paint, 10,000 zones",
            painted[10_000],
            peer_name="our own at 42 zones",
            peer=painted[42],
            goal=f"<= {PAINT_RATIO_GOAL} ×",
            reached=painted[10_000] / painted[42] <= PAINT_RATIO_GOAL,
        ),
        Row(
            "first paint, 100,000 zones",
            painted[100_000],
            peer_name="our own at 42 zones",
            peer=painted[42],
            goal="<= 3,000 ms",
            reached=painted[100_000] <= PAINT_GOAL_MS,
        ),
        Row("frame gap while dragging 100,000 zones", dragged),
        Row(
            "frame gap while dragging 2,543 zones and 300 marks",
            marked,
            goal="<= 33 ms",
            reached=marked <= FRAME_GOAL_MS,
        ),
        Row(
            "legend click: scripting",
            legend,
            goal=f"<= {LEGEND_GOAL_MS} ms, no server",
            reached=legend <= LEGEND_GOAL_MS,
        ),
    ]
