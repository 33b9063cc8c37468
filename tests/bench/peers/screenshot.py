"""The peers of a printed sheet: the folium map as Playwright and as folium itself picture it."""

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser

import atlas
from atlas.maps import web
from tests.browser.chromium import FLAGS, started
from tests.browser.install import find

SCALE = 2.5  # dots a CSS pixel
ZONES_DRAWN = """
() => window.atlas.ready.then(() => new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(done))))
"""


class DriverMissingError(RuntimeError):
    """What folium drives a browser with is not on this machine."""


def take(browser: Browser, document: Path, size: tuple[int, int]) -> bytes:
    """Open the map document in a new page, wait for its zones, and return a picture."""
    width, height = (round(side / SCALE) for side in size)
    page = browser.new_page(viewport={"width": width, "height": height}, device_scale_factor=SCALE)
    try:
        page.goto(document.as_uri())
        page.evaluate(ZONES_DRAWN)
        return page.screenshot()
    finally:
        page.close()


def by_folium(gansu: atlas.Atlas, size: tuple[int, int]) -> bytes:
    """
    Return folium's own picture of the map, without the three seconds that it waits unasked.

    It closes its driver after each picture, so none can be kept open for it.

    Raises
    ------
    DriverMissingError
        If the machine has no chromedriver.
    """
    from selenium.webdriver import Chrome, ChromeOptions  # noqa: PLC0415 - only here
    from selenium.webdriver.chrome.service import Service  # noqa: PLC0415

    path = shutil.which("chromedriver")
    if path is None:
        raise DriverMissingError("no chromedriver: apt-get install chromium-driver")
    options = ChromeOptions()
    options.binary_location = find()
    width, height = (round(side / SCALE) for side in size)
    for flag in (*FLAGS, "--headless=new", f"--force-device-scale-factor={SCALE}"):
        options.add_argument(flag)
    chrome = Chrome(options=options, service=Service(path))
    return web.explore(gansu)._to_png(  # folium has no public way
        delay=0, driver=chrome, size=(width, height)
    )


def main() -> None:
    """Make one picture in a process of its own: what `python -m atlas snapshot` is held against."""
    with started() as browser, tempfile.TemporaryDirectory() as folder:
        document = Path(folder) / "map.html"
        document.write_text(web.document(atlas.load()), encoding="utf-8")
        Path(sys.argv[1]).write_bytes(take(browser, document, (4000, 2250)))


if __name__ == "__main__":
    main()
