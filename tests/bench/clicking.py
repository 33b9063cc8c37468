"""Time a filter click until the zones are redrawn, in Chromium, beside two st_folium pages."""

import statistics
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

from playwright.sync_api import Browser, Page, Route, WebSocket

from atlas import load
from tests.bench.table import Row
from tests.browser.chromium import started
from tests.browser.server import running

PROBE = (Path(__file__).parent / "probe.js").read_text(encoding="utf-8")
PATIENCE_MS = 30_000
ROUNDS = 3
RATIO_GOAL = 0.25


@dataclass(frozen=True, slots=True)
class Side:
    """A page under test: its script, how its symbols and its five type choices are found."""

    script: str
    symbol: str
    choice: str
    labels: dict[str, str]


@dataclass(frozen=True, slots=True)
class Measured:
    """What a side's clicks took: medians of time, blank time (ms) and kilobytes received."""

    ms: float
    blank: float
    kilobytes: float
    clicks: int


def _answer_for_the_cdn(route: Route) -> None:
    """
    Answer at once what a plain folium page asks of four CDNs.

    Leaflet comes from its package; what draws no circle (jQuery, Bootstrap, fonts) is left empty.
    """
    name = route.request.url.rsplit("/", 1)[-1]
    if name in {"leaflet.js", "leaflet.css"}:
        package = distribution("XStatic-Leaflet")
        route.fulfill(path=package.locate_file(f"xstatic/pkg/leaflet/data/{name}"))
    else:
        route.fulfill(status=200, body="")


def _open(browser: Browser, url: str, *, symbol: str, expected: int) -> tuple[Page, list[int]]:
    """Open the page, wait for its first zones and count the bytes that arrive from then on."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    context.route(lambda address: "127.0.0.1" not in address, _answer_for_the_cdn)
    received: list[int] = []
    page = context.new_page()

    def follow(socket: WebSocket) -> None:
        socket.on("framereceived", lambda payload: received.append(len(payload)))

    page.on("websocket", follow)
    page.goto(url)
    for _ in range(PATIENCE_MS // 250):
        counts = [frame.locator(symbol).count() for frame in page.frames]
        if expected in counts:
            break
        page.wait_for_timeout(250)
    else:
        raise RuntimeError(f"{url} never drew {expected} zones")
    page.wait_for_timeout(2_000)
    return page, received


def measure_side(browser: Browser, side: Side) -> Measured:
    """Click each type on and off again, several rounds, and return the medians."""
    atlas = load()
    everything = len(atlas.zones)
    shares = atlas.zones["zone_type"].value_counts()
    times, blanks, sizes = [], [], []
    with running(side.script) as url:
        page, received = _open(browser, url, symbol=side.symbol, expected=everything)
        for slug, label in [*side.labels.items()] * ROUNDS:
            for expected in (int(shares[slug]), everything):
                received.clear()
                taken = page.evaluate(
                    PROBE,
                    {
                        "selector": side.choice,
                        "label": label,
                        "symbol": side.symbol,
                        "expected": expected,
                        "patience": PATIENCE_MS,
                    },
                )
                page.wait_for_timeout(700)  # let the rest of the page settle: not timed
                times.append(taken["ms"])
                blanks.append(taken["blank"])
                sizes.append(sum(received) / 1000)
        page.context.close()
    return Measured(
        statistics.median(times),
        statistics.median(blanks),
        statistics.median(sizes),
        len(times),
    )


def sides() -> dict[str, Side]:
    """Return our page and the two peers'."""
    types = load().types
    slugs = {slug: slug for slug in types.index}
    own = 'fieldset[data-flag="type"] label[data-value]'
    peer = ("path.peer-zone", "button", slugs)
    return {
        "atlas": Side("app.py", "[data-zone]", own, types["name_zh"].to_dict()),
        "st_folium, rebuilt": Side("tests/bench/peers/rebuild.py", *peer),
        "st_folium, feature_group_to_add": Side("tests/bench/peers/feature_group.py", *peer),
    }


def measure() -> list[Row]:
    """Return the click rows: time, blank time and bytes, each beside its peer."""
    with started() as browser:
        found = {name: measure_side(browser, side) for name, side in sides().items()}
    ours = found.pop("atlas")
    rows = []
    for name, peer in found.items():
        rebuilt = name.endswith("rebuilt")
        rows.append(
            Row(
                f"filter click -> zones redrawn ({ours.clicks} clicks)",
                ours.ms,
                peer_name=name,
                peer=peer.ms,
                goal=f"<= {RATIO_GOAL} ×" if rebuilt else "",
                reached=ours.ms / peer.ms <= RATIO_GOAL if rebuilt else None,
            )
        )
        rows.append(
            Row(
                "map blank after a filter click",
                ours.blank,
                peer_name=name,
                peer=peer.blank,
                goal="0 ms",
                reached=ours.blank == 0,
            )
        )
        rows.append(
            Row(
                "received for a filter click (whole page)",
                ours.kilobytes,
                unit="kB",
                peer_name=name,
                peer=peer.kilobytes,
            )
        )
    return rows
