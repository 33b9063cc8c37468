"""The plain edition in a browser that runs no scripts, and in browsers that show text alone."""

import re
import subprocess
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.accessibility import SERIOUS
from tests.browser.chromium import Watch
from tests.browser.planner import PATIENCE_MS
from tests.readers import missing

pytestmark = pytest.mark.browser

PAGES = (
    *("plain", "plain?area=hexi&type=specialty&text=zh", "plain/zones/dingxi", "plain/files"),
    *("plain/indicators", "plain/sources", "plain/zones/nothing"),
)


@pytest.fixture
def reader(browser, address):
    """Open pages without scripts; afterwards nothing may have called outside or complained."""
    contexts, watch = [], Watch()

    def read(path, *, width=1280, theme="light", scripts=False):
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=theme,
            java_script_enabled=scripts,
            locale="zh-CN",
        )
        watch.follow(context)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(f"{address}/{path}")
        return page

    yield read
    for context in contexts:
        context.close()
    assert watch.foreign == []
    # What is not there is answered with 404, which a browser says too.
    assert [said for said in watch.complaints if "404" not in said] == []


def rows(page):
    return page.locator(".zones tbody tr")


def test_a_selection_is_made_looked_at_and_taken_away_without_scripts(reader, a):
    page = reader("plain")
    expect(rows(page)).to_have_count(len(a.zones))
    page.get_by_role("checkbox", name=a.label("areas", "hexi")).check()
    page.get_by_role("checkbox", name=a.label("types", "specialty")).check()
    page.get_by_role("button").first.click()
    chosen = a.select(area="hexi", type="specialty")
    expect(rows(page)).to_have_count(len(chosen))
    assert parse_qs(urlsplit(page.url).query) == {"area": ["hexi"], "type": ["specialty"]}
    expect(page.locator(".total b")).to_have_text(str(len(chosen)))
    page.wait_for_load_state("load")
    drawn = page.locator(".map img")
    assert drawn.evaluate("image => image.complete && image.naturalWidth > 500")
    with page.expect_download() as waiting:
        page.locator(".files a", has_text="Excel").click()
    assert waiting.value.suggested_filename.endswith(".xlsx")
    assert a.label("types", "specialty") in waiting.value.suggested_filename
    page.locator(".zones tbody a").first.click()
    expect(page.locator("h1")).to_have_text(a.label("zones", chosen.index[0]))
    page.locator(".ways a").first.click()
    expect(page.locator("h1")).to_have_text(a.label("zones", chosen.index[0], "en"))
    page.locator(".jump a").click()
    expect(rows(page)).to_have_count(len(chosen))
    page.locator(".chosen li a").first.click()
    expect(rows(page)).to_have_count(len(a.select(type="specialty")))


def test_the_app_and_the_plain_edition_lead_to_each_other(planner):
    desk = planner("overview?area=hexi&type=specialty")
    desk.page.locator(".atlas-foot a").last.click()
    expect(desk.page.locator(".zones tbody tr")).to_have_count(5)
    desk.page.locator(".ways a").last.click()
    expect(desk.page.locator(".atlas-foot")).to_be_attached()
    assert desk.params == {"area": ["hexi"], "type": ["specialty"]}


@pytest.mark.parametrize(("lang", "theme"), [("zh", "light"), ("en", "dark")])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_serious(reader, path, lang, theme):
    # Of the page itself no script runs; the check is one.
    page = reader(f"{path}{'&' if '?' in path else '?'}lang={lang}", theme=theme, scripts=True)
    expect(page.locator("h1")).to_be_visible()
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    faults = [
        (fault["id"], node["target"], node.get("failureSummary", "")[:200])
        for fault in found.response["violations"]
        if fault["impact"] in SERIOUS | {"moderate"}
        for node in fault["nodes"][:3]
    ]
    assert faults == []


@pytest.mark.parametrize("path", PAGES)
def test_a_small_screen_shows_all_without_scrolling_sideways(reader, path):
    page = reader(f"{path}{'&' if '?' in path else '?'}lang=en", width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    # What leads on can be hit with a finger or a pen.
    assert all(box["height"] >= 24 for box in map(boxed, page.locator("button").all()))


def boxed(item):
    return item.bounding_box()


def test_the_keyboard_reaches_the_content_first(reader):
    page = reader("plain?area=hexi")
    page.keyboard.press("Tab")
    skip = page.locator(".skip a")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert urlsplit(page.url).fragment == "content"
    page.keyboard.press("Tab")
    expect(page.locator(".chosen li a").first).to_be_focused()


DUMPS = {
    "lynx": ("-dump", "-nolist", "-width=100", "-assume_charset=utf-8", "-display_charset=utf-8"),
    "w3m": ("-dump", "-cols", "400", "-O", "UTF-8"),
}


@pytest.mark.parametrize("program", DUMPS)
def test_a_browser_of_text_shows_the_same(address, a, program):
    if lacking := missing(program):
        pytest.skip(lacking)

    def dump(path):
        command = [program, *DUMPS[program], f"{address}/{path}"]
        told = subprocess.run(command, capture_output=True, check=True, timeout=60)
        return " ".join(told.stdout.decode().split())

    shown = dump("plain?area=hexi&type=specialty")
    chosen = a.select(area="hexi", type="specialty")
    assert "5 个开发区" in shown
    for zone in a.zones.index:
        name = re.search(rf"{a.label('zones', zone)}(?= {a.label('levels', 'provincial')})", shown)
        assert bool(name) == (zone in chosen.index)
    assert shown.index(a.label("zones", chosen.index[0])) < shown.index(
        a.label("prefectures", "zhangye")
    )
    sheet = dump("plain/zones/dingxi?lang=en")
    for phrase in a.zone("dingxi").industries["industry"]:
        assert a.label("industries", phrase, "en") in sheet
    assert "inferred" in sheet
