"""Picking zones on the map: a click each, or what lies in a shape; by mouse, finger, keys."""

import random
from pathlib import Path

import pytest
import shapely

from atlas import geo
from atlas.maps import web
from tests.bench.synthetic import atlas_of
from tests.shipped import ATLAS

pytestmark = pytest.mark.browser

LONS, LATS = ATLAS.zones["lon"], ATLAS.zones["lat"]
ACCURACY = ATLAS.zones["accuracy_km"]
CENTRE = "jinchang-etdz"
FIRST = ATLAS.zones.index[0]
LISTEN = 'window.ids = []; void atlas.on("pick", ({ ids }) => (window.ids = ids))'
# Where a place is in the window.
AT = """([lon, lat]) => {
  const { x, y } = atlasShell.map.latLngToContainerPoint([lat, lon]);
  return [x, y];
}"""


@pytest.fixture(scope="module")
def document():
    return web.document(ATLAS)


@pytest.fixture
def page(opened, document):
    return listened(opened(document))


def listened(page):
    """Let someone take what is picked: the tool shows only then."""
    assert not page.locator('[data-act="pick"]').is_visible()
    page.evaluate(LISTEN)
    return page


def tool(page, mode="click"):
    page.click('[data-act="pick"]')
    page.click(f'[data-pick="{mode}"]')


def picked(page):
    """Return what is picked, as the page was told and as the map shows it."""
    told = page.evaluate("window.ids")
    ringed = page.locator("[data-picked]").evaluate_all("(all) => all.map((z) => z.dataset.zone)")
    assert sorted(told) == sorted(ringed)
    return set(told)


def at(page, lon, lat):
    return page.evaluate(AT, [lon, lat])


def click(page, *place):
    page.mouse.click(*at(page, *place))


def pull(page, start, end):
    page.mouse.move(*at(page, *start))
    page.mouse.down()
    page.mouse.move(*at(page, *((a + b) / 2 for a, b in zip(start, end, strict=True))))
    page.mouse.move(*at(page, *end))
    page.mouse.up()


def said(page):
    return page.inner_text(".picking [role=status]")


def within(geometry, km):
    return set(ATLAS.zones.index[geo.km_to(LONS, LATS, geometry) <= km])


def point(zone):
    return shapely.Point(LONS[zone], LATS[zone])


def measured(page, expression, cases=()):
    """Return what the map's scripts make of some cases."""
    folder = Path(web.__file__).parent / "assets"
    scripts = [(folder / name).read_text(encoding="utf-8") for name in ("geodesic.js", "reach.js")]
    return page.evaluate(f"(cases) => {{ {' '.join(scripts)} return {expression}; }}", cases)


def test_the_script_measures_as_the_library_does(page):
    chance = random.Random(15)  # noqa: S311 - cases that are the same every time

    def place():
        return [chance.uniform(92, 109), chance.uniform(32, 43)]

    cases = [[place(), [place() for _ in range(n)]] for n in (1, 2, 3, 5) for _ in range(40)]
    found = measured(page, "cases.map(([at, line]) => kmToLine(at, line))", cases)
    for ((lon, lat), line), km in zip(cases, found, strict=True):
        shape = shapely.LineString(line) if len(line) > 1 else shapely.Point(line[0])
        assert km == pytest.approx(geo.km_to(lon, lat, shape)[0], rel=1e-3, abs=1e-3)
    ring = [[100, 36], [104, 36.5], [101, 37], [103, 40]]
    places = [place() for _ in range(200)]
    inside = measured(page, "cases[0].map((p) => isWithin(p, cases[1]))", [places, ring])
    area = shapely.Polygon(ring)
    assert inside == [bool(shapely.contains_xy(area, *each)) for each in places]
    for lon, lat in measured(page, "circleAround([98, 39], 120)"):
        assert geo.distance_km(98, 39, lon, lat) == pytest.approx(120, rel=1e-6)


def test_a_click_picks_and_lets_go_and_selects_nothing(page):
    tool(page)
    symbol = page.locator(f'[data-zone="{FIRST}"]')
    symbol.click()
    assert picked(page) == {FIRST}
    assert symbol.get_attribute("aria-checked") == "true"
    assert symbol.get_attribute("aria-selected") == "false"
    symbol.click()
    assert picked(page) == set()
    symbol.press("Space")
    assert picked(page) == {FIRST}
    page.click('[data-act="pick"]')
    symbol.click()
    assert symbol.get_attribute("aria-selected") == "true"
    assert picked(page) == {FIRST}


def test_what_the_page_picks_is_ringed_without_an_echo(page):
    page.evaluate("(ids) => atlas.picked(ids)", [FIRST, "no-such-zone"])
    assert page.locator("[data-picked]").count() == 1
    assert page.evaluate("window.ids") == []
    page.evaluate("atlas.picked(null)")
    assert page.locator("[data-picked]").count() == 0


def test_a_rectangle_is_pulled_or_clicked_and_taken_back(page):
    tool(page, "box")
    corners = (103.1, 35.3), (104.6, 36.8)
    sure = set(ATLAS.zones.cx[103.15:104.55, 35.35:36.75].index)
    wide = set(ATLAS.zones.cx[103.05:104.65, 35.25:36.85].index)
    where = page.evaluate("atlas.view()")
    pull(page, *corners)
    assert sure <= picked(page) <= wide  # a pixel is some kilometres
    assert page.evaluate("atlas.view()") == where
    page.click('.picking [data-do="undo"]')
    assert picked(page) == set()
    for corner in corners:
        click(page, *corner)
    assert picked(page) >= sure
    # The next one is added.
    pull(page, (98.2, 39.3), (99.2, 40.2))
    assert picked(page) > {*sure, "jiuquan-etdz"}
    page.press(".folium-map", "Escape")
    assert "jiuquan-etdz" not in picked(page)
    assert picked(page) >= sure


def test_a_radius_is_typed_and_pulled_and_says_what_is_not_sure(page):
    tool(page, "circle")
    page.fill(".picking input", "120")
    click(page, LONS[CENTRE], LATS[CENTRE])
    assert picked(page) == within(point(CENTRE), 120)
    assert f"自金昌经开起量（位置±{ACCURACY[CENTRE]:g} km）" in said(page)
    page.fill(".picking input", "300")
    assert picked(page) == within(point(CENTRE), 300)
    away = geo.km_to(LONS, LATS, point(CENTRE)) - 300
    rough = ACCURACY + ACCURACY[CENTRE]
    out, outside = ((away <= 0) & (away > -rough)).sum(), ((away > 0) & (away < rough)).sum()
    assert (f"其中 {out} 个也可能在外" in said(page)) == bool(out)
    assert (f"在外的有 {outside} 个也可能在内" in said(page)) == bool(outside)
    page.fill(".picking input", "0")
    assert said(page) == "距离应大于 0、不大于 5000 km"
    assert picked(page) == within(point(CENTRE), 300)
    page.click('[data-pick="circle"]')
    pull(page, (100.5, 39), (101.5, 39))
    km = float(page.input_value(".picking input"))
    assert km == pytest.approx(geo.distance_km(100.5, 39, 101.5, 39), abs=2)
    assert page.text_content(".pick-words") == f"{km:g} km"
    assert picked(page) >= within(shapely.Point(100.5, 39), km - 4)


def test_a_polygon_and_a_line_are_drawn_place_by_place(page):
    tool(page, "area")
    ring = [(97.6, 38.9), (101.2, 38.0), (101.2, 39.6), (97.6, 40.4)]
    for place in ring:
        click(page, *place)
    page.click('.picking [data-do="finish"]')
    inside = set(ATLAS.zones.index[shapely.contains_xy(shapely.Polygon(ring), LONS, LATS)])
    assert picked(page) == inside
    page.click('[data-pick="line"]')
    page.fill(".picking input", "30")
    # A place of a line that is a zone's is exactly there.
    ends = ["minxian", "tianshui-etdz", "pingliang"]
    for zone in ends[:2]:
        page.click(f'[data-zone="{zone}"]')
    click(page, 108, 33)
    page.press(".folium-map", "Backspace")
    page.click(f'[data-zone="{ends[2]}"]')
    page.click(f'[data-zone="{ends[2]}"]')
    near = within(shapely.LineString([point(zone) for zone in ends]), 30)
    assert near > set(ends)
    assert picked(page) == inside | near


def test_the_keyboard_draws_at_the_middle_of_the_window(page):
    tool(page, "circle")
    page.fill(".picking input", "5000")
    page.press(".picking input", "Enter")
    assert picked(page) == set(ATLAS.zones.index)
    page.press(".folium-map", "Escape")
    assert picked(page) == set()
    page.locator('[data-pick="box"]').press("Enter")
    page.evaluate("atlas.view({ lat: 34, lng: 102, zoom: 6 })")
    page.keyboard.press("Enter")
    page.evaluate("atlas.view({ lat: 37, lng: 106, zoom: 6 })")
    page.keyboard.press("Enter")
    assert picked(page) == set(ATLAS.zones.cx[102:106, 34:37].index)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert not page.is_visible(".picking")


def test_only_what_shows_is_picked(page):
    shown = list(ATLAS.zones.index[:5])
    page.evaluate("(ids) => atlas.show(ids)", shown)
    tool(page, "circle")
    page.fill(".picking input", "5000")
    click(page, 103, 33.5)
    assert picked(page) == set(shown)


def test_one_tool_is_at_hand(page):
    tool(page, "area")
    page.click('[data-act="measure"]')
    assert not page.is_visible(".picking")
    for place in ((101, 38), (102, 38)):
        click(page, *place)
    assert "km" in page.inner_text(".measuring output")
    page.click('[data-act="pick"]')
    assert not page.is_visible(".measuring")
    assert picked(page) == set()


def test_a_finger_draws(opened, document):
    page = listened(opened(document, width=390, height=600, has_touch=True))
    page.evaluate("atlas.embedded(true)")
    page.tap('[data-act="pick"]')
    page.tap('[data-pick="box"]')
    start, end = at(page, 102.9, 36.9), at(page, 104.9, 35.2)
    middle = [(a + b) / 2 for a, b in zip(start, end, strict=True)]
    finger = page.context.new_cdp_session(page)
    for kind, place in (("Start", start), ("Move", middle), ("Move", end), ("End", None)):
        points = [{"x": place[0], "y": place[1]}] if place else []
        finger.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})
    page.wait_for_function("window.ids.length > 0")
    inside = set(ATLAS.zones.cx[102.9:104.9, 35.2:36.9].index)
    assert len(picked(page) ^ inside) <= 2  # a finger is some kilometres


def test_thousands_are_picked(opened):
    many = atlas_of(2543)
    page = opened(web.document(many))
    page.evaluate(LISTEN)
    tool(page, "circle")
    page.fill(".picking input", "150")
    click(page, 103.8, 36.9)
    km = geo.km_to(many.zones["lon"], many.zones["lat"], shapely.Point(103.8, 36.9))
    # The click means the zone that is nearest to it, some kilometres off.
    told = set(page.evaluate("window.ids"))
    assert set(many.zones.index[km < 120]) < told < set(many.zones.index[km < 180])
