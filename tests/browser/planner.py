"""What a planner does with the atlas, in a planner's words."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from tests.shipped import ATLAS

# Who waits, waits for a reason: a loaded machine may take its time, a fixed sleep never helps.
PATIENCE_MS = 90_000
expect.set_options(timeout=PATIENCE_MS)
SHOWN = """
(frame) => [...(frame.contentDocument?.querySelectorAll("[data-zone]") ?? [])]
  .filter((symbol) => symbol.checkVisibility())
  .map((symbol) => symbol.dataset.zone)
  .sort()
"""
# Every page by its path, and its name in Chinese and English.
PAGES = {
    "overview": ("总览", "Overview"),
    "clusters": ("产业与集群", "Industries"),
    "areas": ("区域", "Areas"),
    "zones": ("开发区", "Zones"),
    "compare": ("对比", "Compare"),
    "analysis": ("分析", "Analysis"),
    "indicators": ("指标", "Indicators"),
    "plan": ("规划依据", "The plan"),
    "briefing": ("简报导出", "Briefing"),
    "data": ("数据", "Data"),
    "help": ("帮助", "Help"),
    "about": ("说明", "About"),
}


def ids(**flags: str) -> list[str]:
    """Return the ids of the zones that some flags select."""
    return list(ATLAS.select(**flags).index)


class Planner:
    """A person at a browser window."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        page.set_default_timeout(PATIENCE_MS)

    def open(self, path: str) -> "Planner":
        """Follow a link; return once the page stands."""
        self.page.goto(f"{self.url}/{path}")
        head = expect(self.page.locator("h1"))
        # Where the map stands alone in the window, nothing else of the page is seen.
        stands = head.to_be_attached if "present=" in path else head.to_be_visible
        stands(timeout=PATIENCE_MS)
        expect(self.page.locator(".atlas-facets")).to_be_attached(timeout=PATIENCE_MS)
        return self

    # -- seeing ------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """The page's heading."""
        return self.page.locator("h1").inner_text()

    @property
    def sentence(self) -> str:
        """What is selected, in words."""
        return self.page.locator(".atlas-heading .sentence").inner_text()

    @property
    def params(self) -> dict[str, list[str]]:
        """The state in the address."""
        return parse_qs(urlsplit(self.page.url).query)

    @property
    def map(self):
        """The inside of the map."""
        return self.page.frame_locator(".atlas-map iframe")

    def drawn(self) -> list[str]:
        """Return the ids of the zones drawn on the map now."""
        return self.page.locator(".atlas-map iframe").evaluate(SHOWN)

    def sees_on_map(self, expected: list[str]) -> None:
        """Wait until exactly these zones are drawn."""
        frame = self.page.locator(".atlas-map iframe")
        expect(self.page.locator(".atlas-map.is-ready")).to_be_visible(timeout=PATIENCE_MS)
        wanted = sorted(expected)
        self.waits_until(lambda: frame.evaluate(SHOWN) == wanted)

    def rows(self) -> list[str]:
        """Return the ids of the rows in the table of zones."""
        shown = self.page.locator(".atlas-register tr[data-row]").filter(visible=True)
        return shown.evaluate_all("(rows) => rows.map((row) => row.dataset.row)")

    def sees_rows(self, expected: list[str]) -> None:
        """Wait until the table lists exactly these zones."""
        self.waits_until(lambda: sorted(self.rows()) == sorted(expected))

    def sees_address(self, **params: list[str] | None) -> None:
        """Wait until the address says so."""
        self.waits_until(
            lambda: {name: self.params.get(name.replace("_", "-")) for name in params} == params
        )

    def waits_until(self, true: Callable[[], bool]) -> None:
        """Wait until something has come true."""
        for _ in range(PATIENCE_MS // 100):
            if true():
                return
            self.page.wait_for_timeout(100)
        assert true()

    def fits(self, width: int = 0) -> None:
        """Wait until nothing sticks out of the page, in a window of another width if asked."""
        if width:
            self.page.set_viewport_size({"width": width, "height": 844})
        main = self.page.locator('[data-testid="stMain"]')
        self.waits_until(lambda: main.evaluate("(m) => m.scrollWidth <= m.clientWidth"))
        assert main.evaluate("(m) => m.clientWidth <= window.innerWidth")

    # -- doing -------------------------------------------------------------------------------

    def choose(self, flag: str, slug: str) -> None:
        """Tick or untick a choice of the filter panel."""
        group = self.page.locator(f'.atlas-facets fieldset[data-flag="{flag}"]')
        details = group.locator("details")
        if not details.evaluate("(d) => d.open"):
            details.locator("summary").click()
        group.locator(f'label[data-value="{slug}"]:visible input').click()

    def count_of(self, flag: str, slug: str) -> int:
        """How many zones the panel says that a choice would leave."""
        label = self.page.locator(
            f'.atlas-facets fieldset[data-flag="{flag}"] label[data-value="{slug}"] output'
        )
        return int(label.text_content())

    def search(self, words: str) -> None:
        """Type into the search field."""
        self.page.locator('.atlas-facets input[data-text="text"]').fill(words)

    def clear(self) -> None:
        """Clear all filters."""
        self.page.locator(".atlas-facets [data-clear]").click()

    def go(self, name: str | re.Pattern) -> None:
        """Turn to a page by its name."""
        self.page.locator(".atlas-head nav a").filter(has_text=name).click()
        expect(self.page.locator("h1")).to_have_text(name)

    def click_symbol(self, zone: str) -> None:
        """Click a zone on the map."""
        self.map.locator(f'[data-zone="{zone}"]').click()

    def click_row(self, zone: str) -> None:
        """Click a zone in the table."""
        self.page.locator(f'.atlas-register tr[data-row="{zone}"] th button').click()
