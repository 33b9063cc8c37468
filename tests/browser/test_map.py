"""The map in its page: what scrolls, what comes into view, what a click answers, and it alone."""

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import in_either_theme
from tests.browser.planner import ids
from tests.shipped import ATLAS

pytestmark = pytest.mark.browser

ALL = list(ATLAS.zones.index)
VIEW = "(frame) => frame.contentWindow.atlas.view()"
MOVE = "(frame, view) => { frame.contentWindow.atlas.view(view); }"
WEST = {"lat": 38.9, "lng": 100.4, "zoom": 8}
# Whether a zone's symbol is on the screen.
SEEN = """(frame, zone) => {
  const { top, left } = frame.getBoundingClientRect();
  const symbol = frame.contentDocument.querySelector(`[data-zone="${zone}"]`);
  const { x, y, width, height } = symbol.getBoundingClientRect();
  return document.elementFromPoint(left + x + width / 2, top + y + height / 2) === frame;
}"""


def frame_of(desk):
    expect(desk.page.locator(".atlas-map.is-ready")).to_be_attached()
    return desk.page.locator(".atlas-map iframe")


def test_the_wheel_scrolls_the_page_and_zooms_the_map_with_ctrl(planner):
    desk = planner("overview")
    frame = frame_of(desk)
    main = desk.page.locator('[data-testid="stMain"]')
    before = frame.evaluate(VIEW)
    frame.hover()  # which may bring all of it into the window first
    there = main.evaluate("(m) => m.scrollTop") + 200
    desk.page.mouse.wheel(0, 200)
    desk.waits_until(lambda: main.evaluate("(m) => m.scrollTop") == there)
    expect(desk.map.locator(".passing.on")).to_contain_text("Ctrl")
    assert frame.evaluate(VIEW) == before
    desk.page.keyboard.down("Control")
    desk.page.mouse.wheel(0, -200)
    desk.page.keyboard.up("Control")
    desk.waits_until(lambda: frame.evaluate(VIEW)["zoom"] > before["zoom"])
    assert main.evaluate("(m) => m.scrollTop") == there
    assert desk.page.evaluate("visualViewport.scale") == 1


def test_a_search_out_of_sight_says_so_and_leads_there(planner):
    desk = planner("overview")
    frame = frame_of(desk)
    frame.evaluate(MOVE, WEST)
    desk.search("定西")
    found = ids(text="定西")
    desk.sees_on_map(found)
    line = desk.map.locator(".outside")
    expect(line).to_contain_text(f"{len(found)} 个开发区都在图外")
    line.locator("button").click()
    desk.waits_until(lambda: all(frame.evaluate(SEEN, zone) for zone in found))
    expect(line).to_be_hidden()
    # Fitted, not moved by hand: the next answer comes into view by itself.
    desk.search("张掖")
    others = ids(text="张掖")
    desk.sees_on_map(others)
    desk.waits_until(lambda: all(frame.evaluate(SEEN, zone) for zone in others))


@pytest.mark.parametrize("width", [1440, 1280, 390])
def test_a_row_of_the_table_shows_its_zone_on_the_map(planner, width):
    desk = planner("overview", width=width)
    frame = frame_of(desk)
    place = desk.page.locator(".atlas-map").evaluate_handle("(box) => box.parentElement")
    room = place.evaluate("(p) => p.offsetHeight")
    for zone in (ALL[-1], ALL[20]):
        desk.click_row(zone)
        expect(desk.page.locator(".atlas-map.is-docked")).to_be_visible()
        desk.waits_until(lambda zone=zone: frame.evaluate(SEEN, zone))
        expect(desk.page.locator("tr[data-picked]")).to_be_in_viewport()
    assert place.evaluate("(p) => p.offsetHeight") == pytest.approx(room, abs=1)
    assert in_either_theme(desk) == []
    place.evaluate("(p) => p.scrollIntoView({block: 'center'})")
    expect(desk.page.locator(".is-docked, .undock")).to_have_count(0)


def test_a_map_in_its_corner_goes_back_by_its_button(planner):
    desk = planner("overview?lang=en")
    frame_of(desk)
    desk.click_row(ALL[-1])
    desk.page.get_by_role("button", name="Put the map back in its place").click()
    expect(desk.page.locator(".is-docked, .undock")).to_have_count(0)


def test_the_ground_answers_and_filters(planner):
    desk = planner("overview?area=longdongnan&type=upgrade")
    frame = frame_of(desk)
    frame.evaluate(MOVE, {"lat": 35.9, "lng": 103.6, "zoom": 8})
    desk.map.locator(".folium-map").press("Enter")
    button = desk.map.locator('.ground [data-flag="prefecture"]')
    prefecture = button.get_attribute("data-slug")
    button.click()
    desk.sees_address(prefecture=[prefecture], area=None, type=["upgrade"])
    desk.sees_on_map(ids(prefecture=prefecture, type="upgrade"))


def test_the_map_alone_fills_the_window_and_its_link_opens_it(planner):
    desk = planner("overview?area=hexi")
    frame = frame_of(desk)
    fills = """(frame) => {
      const { left, top, right, bottom } = frame.getBoundingClientRect();
      const far = [left, top, innerWidth - right, innerHeight - bottom];
      return far.every((px) => Math.abs(px) < 1);
    }"""
    assert not frame.evaluate(fills)
    desk.map.locator('[data-act="present"]').click()
    desk.sees_address(present=["1"], area=["hexi"])
    desk.waits_until(lambda: frame.evaluate(fills))
    title = desk.map.locator("h1.presented")
    expect(title).to_have_text(f"河西走廊经济区（{len(ids(area='hexi'))}个开发区）")
    expect(desk.map.locator(".legend-body")).to_be_visible()
    link = desk.page.url
    desk.page.keyboard.press("Escape")
    desk.sees_address(present=None, area=["hexi"])
    desk.waits_until(lambda: not frame.evaluate(fills))
    other = planner(link.split("/")[-1])
    frame = frame_of(other)
    other.waits_until(lambda: frame.evaluate(fills))
    expect(other.map.locator("h1.presented")).to_be_visible()
    assert in_either_theme(other) == []
    before = frame.evaluate(VIEW)["zoom"]
    frame.hover()
    other.page.mouse.wheel(0, -200)
    other.waits_until(lambda: frame.evaluate(VIEW)["zoom"] > before)
    frame.press("Escape")
    other.sees_address(present=None)
    expect(other.page.locator("h1").first).to_be_visible()


def test_the_zones_are_one_stop_of_the_page(planner):
    desk = planner("overview")
    frame_of(desk)
    desk.map.locator(".folium-map").focus()
    desk.page.keyboard.press("Tab")
    inside = "(map) => map.ownerDocument.activeElement.getAttribute('role')"
    assert desk.map.locator(".folium-map").evaluate(inside) == "option"
    desk.page.keyboard.press("Tab")
    assert desk.map.locator(".folium-map").evaluate(inside) is None
