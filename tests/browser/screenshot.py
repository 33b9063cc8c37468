"""Take the README's picture of the overview: ``python -m tests.browser.screenshot``."""

from pathlib import Path

from tests.browser.chromium import started
from tests.browser.planner import Planner
from tests.browser.server import running

TARGET = Path(__file__).with_name("screenshot.png")


def main() -> None:
    """Open the overview with one zone selected and save what is seen."""
    with running() as url, started() as browser:
        page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="zh-CN")
        planner = Planner(page, url).open("overview?zone=jinchang-etdz")
        planner.waits_until(lambda: len(planner.drawn()) > 0)
        page.wait_for_timeout(1_000)  # names and symbols settle after the first frame
        page.screenshot(path=TARGET)


if __name__ == "__main__":
    main()
