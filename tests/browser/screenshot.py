"""Take the README's pictures of the pages: ``python -m tests.browser.screenshot``."""

from pathlib import Path

from tests.browser.chromium import started
from tests.browser.planner import Planner
from tests.browser.server import ROOT, running

PICTURES = {
    Path(__file__).with_name("screenshot.png"): "overview?zone=jinchang-etdz",
    ROOT / "docs" / "analysis.png": "analysis?topic=partners&partner=biomedicine",
    ROOT / "docs" / "compare.png": "compare?compare=zhangye-etdz&compare=minle&compare=gaotai"
    "&compare=jiuquan-etdz",
}
CHARTS = "[data-testid=stVegaLiteChart]:not(:has(canvas, svg.marks))"


def main() -> None:
    """Open each page and save what is seen once it is drawn."""
    with running() as url, started() as browser:
        for target, path in PICTURES.items():
            page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="zh-CN")
            planner = Planner(page, url).open(path)
            planner.waits_until(lambda planner=planner: len(planner.drawn()) > 0)
            page.wait_for_function(f"() => !document.querySelector('{CHARTS}')")
            page.wait_for_timeout(1_000)  # names and symbols settle after the first frame
            page.screenshot(path=target)
            page.close()


if __name__ == "__main__":
    main()
