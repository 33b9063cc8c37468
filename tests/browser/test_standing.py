"""Pages stand: nothing jumps while they load, a notice goes with its word, paper has it all."""

import pytest

from atlas.i18n import LANGS
from tests.browser.planner import PAGES

pytestmark = pytest.mark.browser

SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""
MOST = 0.1  # of a good page, as browsers' makers put it
WINDOWS = {"wide": (1440, 900), "phone": (390, 844)}


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("path", PAGES)
def test_nothing_jumps_while_a_page_loads(planner, path, window):
    width, height = WINDOWS[window]
    desk = planner("about", width=width, height=height)
    desk.page.add_init_script(SHIFTS)
    # On a busy machine parts come one by one: what the page itself shifts is the least of three.
    shifts = []
    while len(shifts) < 3 and min(shifts, default=MOST) >= MOST:
        desk.open(path)
        desk.page.wait_for_function("() => !document.querySelector('[data-testid=stSkeleton]')")
        shifts.append(desk.page.evaluate("window.shifted"))
    assert min(shifts) < MOST


# How far the map drops as what stands above it comes: figures, years, switches.
DROP = """() => {
  const head = document.querySelector(".st-key-page-head");
  const top = () => document.querySelector(".st-key-map").getBoundingClientRect().top;
  const there = top();
  for (const each of head.children) each.style.display = "none";
  const before = top();
  for (const each of head.children) each.style.display = "";
  return there - before;
}"""


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("width", [1440, 1280, 1024, 390])
def test_the_map_lies_where_it_will_before_the_figures_above_it_come(planner, lang, width):
    page = planner(f"overview?lang={lang}", width=width).page
    page.locator(".atlas-strip").wait_for()
    page.locator(".st-key-approvals .atlas-sizes").wait_for()
    page.locator(".atlas-first").wait_for()
    assert 0 <= page.evaluate(DROP) < 20
    page.locator(".atlas-first button").click()
    page.locator(".atlas-first").wait_for(state="hidden")
    assert 0 <= page.evaluate(DROP) < 20


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("width", [1440, 1280, 390])
def test_the_key_of_marks_keeps_off_the_bars_of_areas(planner, lang, width):
    page = planner(f"areas?lang={lang}", width=width).page
    key, bars = (page.locator(each).bounding_box() for each in (".match-note", ".atlas-areas"))
    assert bars["y"] - key["y"] - key["height"] >= 8


def test_the_notice_of_a_word_too_long_goes_with_the_word(planner):
    desk = planner()
    field = desk.page.locator("input[data-text=text]")
    field.fill("x" * 600)
    notice = desk.page.locator(".notice[data-dropped]")
    notice.wait_for()
    field.fill("")
    notice.wait_for(state="detached")
    field.fill("y" * 600)
    notice.wait_for()


def test_on_paper_the_map_is_whole_and_light_and_afterwards_as_before(planner):
    desk = planner(theme="dark")
    frame = desk.page.locator(".atlas-map.is-ready iframe")
    frame.wait_for()
    seen = frame.evaluate("(frame) => JSON.stringify(frame.contentWindow.atlas.bounds().whole)")
    desk.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    desk.page.emulate_media(media="print")
    width, whole = frame.evaluate(
        "(frame) => [frame.clientWidth, frame.contentWindow.atlas.bounds().whole]"
    )
    assert width < 700
    assert whole
    # Nothing reaches beyond the page, and the sidebar is no part of it.
    desk.page.set_viewport_size({"width": 720, "height": 1000})
    assert desk.page.evaluate("document.documentElement.scrollWidth") <= 720
    assert not desk.page.locator("[data-testid=stSidebar]").is_visible()
    background = "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
    assert desk.page.evaluate(background) == "rgb(255, 255, 255)"
    desk.page.emulate_media(media="screen")
    desk.page.set_viewport_size({"width": 1440, "height": 900})
    desk.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert not desk.page.locator(".is-printed").count()
    assert frame.evaluate("(f) => JSON.stringify(f.contentWindow.atlas.bounds().whole)") == seen


def test_on_a_phone_the_filters_button_lies_on_a_strip_once_the_page_is_scrolled(planner):
    desk = planner(width=390, height=844)
    strip = "getComputedStyle(document.querySelector('[data-testid=stHeader]')).backgroundColor"
    assert desk.page.evaluate(strip) == "rgba(0, 0, 0, 0)"
    desk.page.locator("[data-testid=stMain]").evaluate("(main) => main.scrollTo(0, 60)")
    desk.page.wait_for_function("() => document.documentElement.hasAttribute('data-scrolled')")
    assert desk.page.evaluate(strip) != "rgba(0, 0, 0, 0)"
