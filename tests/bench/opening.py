"""Time how fast each page opens in Chromium, beside the overview in the same run."""

import statistics

from playwright.sync_api import Browser

from pages.ui.session.inquiry import CHOICES
from tests.bench.table import Row
from tests.browser.chromium import started
from tests.browser.server import running

HOME = "overview"
PAGES = ("clusters", "areas", "zones?zone={zone}", "compare?compare={zone}&compare={other}", "plan")
ZONE, OTHER = "tianshui-etdz", "lanzhou-etdz"
ROUNDS = 5
RATIO_GOAL = 1.3
PATIENCE_MS = 30_000
# First: the heading stands. Whole: the foot does, the map is drawn and so are the charts.
WATCH = """
() => {
  const seen = (window.seen = {});
  const first = () => document.querySelector("h1");
  const whole = () =>
    document.querySelector(".atlas-foot") &&
    ![...document.querySelectorAll(".atlas-map")].some((m) => !m.matches(".is-ready")) &&
    ![...document.querySelectorAll("[data-testid='stVegaLiteChart']")].some(
      (c) => !c.querySelector("canvas, svg.marks"));
  const look = () => {
    if (!seen.first && first()) seen.first = performance.now();
    if (!seen.whole && whole()) seen.whole = performance.now();
    if (!seen.whole) requestAnimationFrame(look);
  };
  look();
}
"""


def opening(browser: Browser, url: str) -> tuple[float, float]:
    """Return when a page's heading and when all of it was drawn, ms after it was asked for."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    page = context.new_page()
    page.add_init_script(f"({WATCH})()")
    page.goto(url, wait_until="commit")
    page.wait_for_function("() => window.seen?.whole", timeout=PATIENCE_MS)
    seen = page.evaluate("() => window.seen")
    context.close()
    return seen["first"], seen["whole"]


def measure() -> list[Row]:
    """Return two rows a page: first paint, held against the overview's, and the whole of it."""
    topics = [f"analysis?topic={topic}" for topic in CHOICES["topic"]]
    paths = [HOME, *(page.format(zone=ZONE, other=OTHER) for page in (*PAGES, *topics))]
    taken: dict[str, list[tuple[float, float]]] = {path: [] for path in paths}
    with running() as url, started() as browser:
        for path in paths:
            opening(browser, f"{url}/{path}")  # the first visitor warms the caches
        for _ in range(ROUNDS):
            for path in paths:  # in turn, so that a noisy minute meets all of them
                taken[path].append(opening(browser, f"{url}/{path}"))
    first, whole = (
        {path: statistics.median(each[n] for each in times) for path, times in taken.items()}
        for n in (0, 1)
    )
    rows = []
    for path in paths[1:]:
        rows += [
            Row(
                f"{path}: first paint",
                first[path],
                peer_name=HOME,
                peer=first[HOME],
                goal=f"<= {RATIO_GOAL} ×",
                reached=first[path] / first[HOME] <= RATIO_GOAL,
            ),
            Row(f"{path}: whole", whole[path], peer_name=HOME, peer=whole[HOME]),
        ]
    return rows
