"""Moving the map by hand: wheel, fingers, keys and clicks, and what it says of where it stands."""

import dataclasses

import pytest

from atlas.maps import web
from tests.shipped import ATLAS

pytestmark = pytest.mark.browser

EAST = list(ATLAS.zones.query("lon > 104").index)
# Wheel events on the middle of the map, all in one task: [delta, mode of the delta, Ctrl].
WHEEL = """(events) => {
  const map = document.querySelector(".folium-map");
  return events.map(([deltaY, deltaMode, ctrlKey]) => {
    const [clientX, clientY] = [innerWidth / 2, innerHeight / 2];
    return map.dispatchEvent(new WheelEvent("wheel",
      { deltaY, deltaMode, ctrlKey, clientX, clientY, bubbles: true, cancelable: true }));
  });
}"""
# The zoom is at rest where it stays the same for a while.
RESTS = """async () => {
  const pause = () => new Promise((resolve) => setTimeout(resolve, 350));
  for (let before = null; before !== atlas.view().zoom; await pause()) before = atlas.view().zoom;
}"""
# From now on: how often the map was drawn at a new zoom, and how large its drawings ever were.
WATCH = """() => {
  window.seen = { drawn: 0, zooms: [], width: 0 };
  atlasShell.map.on("zoomend", () => {
    seen.drawn++;
    seen.zooms.push(atlas.view().zoom);
  });
  (function look() {
    for (const each of document.querySelectorAll(".leaflet-pane > svg, canvas")) {
      seen.width = Math.max(seen.width, each.getBoundingClientRect().width);
    }
    requestAnimationFrame(look);
  })();
}"""
FORTY_TIMES = """async (act) => {
  for (let k = 0; k < 40; k++) {
    document.querySelector(`[data-act="${act}"]`).click();
    await new Promise(requestAnimationFrame);
  }
}"""
FOCUS = "document.activeElement.dataset.zone ?? document.activeElement.className"


@pytest.fixture(scope="module")
def document():
    return web.document(ATLAS)


@pytest.fixture
def page(opened, document):
    return opened(document)


def zoom(page):
    page.evaluate(RESTS)
    return page.evaluate("atlas.view().zoom")


def limits(page):
    """Return the least and the greatest zoom that buttons reach."""
    found = []
    for act in ("out", "in"):
        page.evaluate(FORTY_TIMES, act)
        found.append(zoom(page))
    return found


# -- limits -------------------------------------------------------------------------------------


def test_the_province_is_never_a_ball_and_the_bar_never_finer_than_the_points(page):
    fitted = zoom(page)
    least, most = limits(page)
    assert fitted - 1 <= least < fitted
    assert page.inner_text(".leaflet-control-scale-line").endswith(" km")
    finest = int(ATLAS.zones["accuracy_km"].min())
    assert int(page.inner_text(".leaflet-control-scale-line").split()[0]) >= finest
    assert most < 13


def test_zones_whose_place_is_known_well_may_be_seen_from_close_by(opened):
    known = ATLAS.zones["accuracy_km"].where(ATLAS.zones.index != "dunhuang", 0.02)
    zones = ATLAS.zones.assign(accuracy_km=known)
    page = opened(web.document(dataclasses.replace(ATLAS, zones=zones)))
    assert limits(page)[1] < 13
    page.evaluate("atlas.fit(['dunhuang'])")
    page.evaluate(FORTY_TIMES, "in")
    assert zoom(page) == 15


@pytest.mark.parametrize("key", ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"])
def test_the_province_cannot_be_pushed_away(page, key):
    page.evaluate("atlas.view({ lat: 36, lng: 103, zoom: 7 })")
    page.focus(".folium-map")
    for _ in range(40):
        page.keyboard.press(key)
    page.wait_for_timeout(300)
    west, south, east, north = ATLAS.province.total_bounds
    at = page.evaluate("atlas.view()")
    assert west - 0.1 <= at["lng"] <= east + 0.1
    assert south - 0.1 <= at["lat"] <= north + 0.1


DELTAS = (1, 3, 10, 53.5, 120, 500, 1000, 2000)


def test_no_wheel_draws_more_often_or_larger_than_the_eye_can_see(opened, document):
    least, most = limits(opened(document))
    page = opened(document, reduced_motion="no-preference")
    page.evaluate(WATCH)
    storms = [
        [sign * delta, mode, ctrl]
        for sign, ctrl in ((-1, False), (1, True), (-1, True), (1, False))
        for mode in (0, 1, 2)
        for delta in DELTAS
    ]
    for each in storms:
        page.evaluate(WHEEL, [each] * 100)
    zoom(page)
    seen = page.evaluate("seen")
    # A hundred events of one moment are one turn, or two where they come while the map still turns.
    assert 1 <= seen["drawn"] <= 2 * len(storms)
    assert all(least <= each <= most for each in seen["zooms"])
    # A drawing is twice the window, and stretched by no more than two levels.
    assert seen["width"] <= 1100 * 2 * 4 * 1.05


def test_a_pinch_of_a_touchpad_adds_up_and_a_notch_is_a_level(page):
    page.evaluate("atlas.view({ lat: 36, lng: 104, zoom: 7 })")
    page.evaluate(WHEEL, [[-0.7, 0, True]] * 100)
    assert zoom(page) == 8
    page.evaluate(WHEEL, [[110, 0, False]])
    assert zoom(page) == 7


def test_a_pinch_on_a_screen_stays_within_the_limits(opened, document):
    page = opened(document, has_touch=True)
    tool = page.context.new_cdp_session(page)
    page.evaluate("atlas.embedded(true)")
    page.evaluate("atlas.view({ lat: 36, lng: 104, zoom: 7 })")
    least, most = 5, 12.25

    def pinch(*spans):
        kinds = ["touchStart"] + ["touchMove"] * (len(spans) - 1)
        for kind, span in zip(kinds, spans, strict=True):
            points = [{"x": 550 + side * span, "y": 350, "id": side + 1} for side in (-1, 1)]
            tool.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        tool.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        return zoom(page)

    assert 7 < pinch(4, 50, 200, 500) <= 9.5
    for _ in range(4):
        assert pinch(4, 50, 200, 500) <= most
    for _ in range(4):
        assert pinch(500, 200, 50, 4) >= least


# -- in a page that scrolls -----------------------------------------------------------------------


def test_a_plain_wheel_is_the_pages_and_said_so_once(page):
    page.evaluate("atlas.embedded(true)")
    before = zoom(page)
    assert page.evaluate(WHEEL, [[300, 0, False]]) == [True]
    assert "Ctrl" in page.inner_text(".passing.on")
    assert zoom(page) == before
    page.wait_for_selector(".passing.on", state="detached")
    page.evaluate(WHEEL, [[300, 0, False]])
    assert page.locator(".passing.on").count() == 0
    assert page.evaluate(WHEEL, [[-300, 0, True]]) == [False]
    assert zoom(page) > before


def test_a_document_of_its_own_zooms_by_the_plain_wheel(page):
    before = zoom(page)
    assert page.evaluate(WHEEL, [[-300, 0, False]]) == [False]
    assert zoom(page) > before


def test_one_finger_is_the_pages_too(opened, document):
    page = opened(document, has_touch=True)
    page.evaluate("atlas.embedded(true)")
    page.evaluate("atlas.lang('en')")
    tool = page.context.new_cdp_session(page)
    before = page.evaluate("atlas.view()")
    for kind, y in (("touchStart", 350), ("touchMove", 300), ("touchMove", 150)):
        points = [{"x": 300, "y": y}]
        tool.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    tool.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert page.inner_text(".passing.on") == "Use two fingers to move and zoom the map"
    assert page.evaluate("atlas.view()") == before


# -- what lies outside ----------------------------------------------------------------------------


def test_what_a_filter_shows_comes_into_view_unless_someone_has_moved_the_map(page):
    line = page.locator(".outside")
    inside = "(ids) => ids.every((id) => document.elementFromPoint(...centre(id)))"
    page.evaluate("""window.centre = (id) => {
      const { x, y, width, height } =
        document.querySelector(`[data-zone="${id}"]`).getBoundingClientRect();
      return [x + width / 2, y + height / 2];
    }; 0""")
    page.evaluate("atlas.show(['dunhuang', 'yumen'])")
    page.click('[data-act="fit"]')
    near = zoom(page)
    page.evaluate("(ids) => atlas.show(ids)", EAST)
    zoom(page)
    assert page.evaluate(inside, EAST)
    assert line.is_hidden()
    # By hand: it stays, and says so.
    page.evaluate("atlas.view({ lat: 40, lng: 95, zoom: 7 })")
    page.evaluate("(ids) => atlas.show(ids)", ["dunhuang", *EAST])
    assert f"另有 {len(EAST)} 个" in line.inner_text()
    page.evaluate("(ids) => atlas.show(ids)", EAST)
    assert f"{len(EAST)} 个开发区都在图外" in line.inner_text()
    assert page.evaluate("atlas.view().zoom") == 7
    line.locator("button").click()
    zoom(page)
    assert page.evaluate(inside, EAST)
    assert line.is_hidden()
    assert near > 6


def test_an_empty_map_has_its_word(page):
    page.evaluate("atlas.show([])")
    assert page.inner_text(".outside") == "没有符合条件的开发区"
    assert page.locator(".outside button").is_hidden()
    page.evaluate("atlas.show(null)")
    assert page.locator(".outside").is_hidden()
    page.evaluate("atlas.view({ lat: 40, lng: 95, zoom: 7 })")
    assert page.locator(".outside").is_hidden()
    page.evaluate("atlas.view({ lat: 42.5, lng: 96.5, zoom: 9 })")
    assert "42 个开发区都在图外" in page.inner_text(".outside")


# -- the keyboard ---------------------------------------------------------------------------------


def test_the_zones_are_one_stop_with_arrows_inside(page):
    assert page.locator('[role="option"][tabindex="0"]').count() == 1
    page.focus(".folium-map")
    page.keyboard.press("Tab")
    first, last = ATLAS.zones.index[[0, -1]]
    assert page.evaluate(FOCUS) == first
    for key, direction in (("ArrowLeft", -1), ("ArrowRight", 1)):
        before = ATLAS.zones.at[page.evaluate(FOCUS), "lon"]
        page.keyboard.press(key)
        assert (ATLAS.zones.at[page.evaluate(FOCUS), "lon"] - before) * direction > 0
    page.keyboard.press("End")
    assert page.evaluate(FOCUS) == last
    page.keyboard.press("Home")
    assert page.evaluate(FOCUS) == first
    page.keyboard.press("Enter")
    assert page.get_attribute(f'[data-zone="{first}"]', "aria-selected") == "true"
    page.keyboard.press("End")
    page.keyboard.press("Tab")
    assert "opener" in page.evaluate(FOCUS)
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(FOCUS) == last  # where one was
    page.keyboard.press("Escape")
    assert "folium-map" in page.evaluate(FOCUS)
    page.evaluate("(ids) => atlas.show(ids)", EAST)
    assert page.locator('[role="option"][tabindex="0"]').count() == 1
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS) in EAST


# -- the ground -----------------------------------------------------------------------------------


def test_a_click_on_the_ground_answers_and_filters_where_someone_hears_it(page):
    page.evaluate("atlas.view({ lat: 36, lng: 104.2, zoom: 8 })")
    page.mouse.click(550, 430)
    card = page.locator(".ground")
    assert card.is_visible()
    assert card.locator("[data-flag]").count() == 0
    page.evaluate("heard = []; atlas.on('filter', (wish) => heard.push(wish)); 0")
    page.focus(".folium-map")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.dataset.flag") == "county"
    prefecture = card.locator('[data-flag="prefecture"]').get_attribute("data-slug")
    n = (ATLAS.zones["prefecture"] == prefecture).sum()
    said = card.locator("li", has=page.locator('[data-flag="prefecture"]')).inner_text()
    assert f"{n} 个开发区" in said
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("heard") == [{"flag": "prefecture", "slug": prefecture}]
    assert card.is_hidden()
    assert "folium-map" in page.evaluate(FOCUS)
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert card.is_hidden()
    assert "folium-map" in page.evaluate(FOCUS)


def test_beyond_the_province_the_ground_says_nothing(page):
    page.evaluate("atlas.view({ lat: 42, lng: 103, zoom: 7 })")
    page.mouse.click(550, 200)
    assert page.locator(".ground").is_hidden()


# -- the legend and the map alone -----------------------------------------------------------------


def test_the_legend_is_folded_on_a_narrow_page_and_stays_as_it_was_left(opened, document):
    page = opened(document, width=1399)
    assert page.locator(".legend-body").is_hidden()
    page.click(".legend .opener")
    page.reload()
    page.evaluate("atlas.ready")
    assert page.locator(".legend-body").is_visible()
    assert opened(document, width=1400).locator(".legend-body").is_visible()


def test_the_map_alone_has_title_and_legend_and_escape_leaves_it(page):
    page.click('[data-act="present"]')
    assert page.inner_text("h1.presented") == page.title()
    assert page.locator(".legend-body").is_visible()
    assert page.locator('[data-act="in"]').is_hidden()
    page.keyboard.press("Escape")
    page.wait_for_selector("h1.presented", state="hidden")
    assert page.locator('[data-act="in"]').is_visible()
    page.evaluate("heard = []; atlas.on('present', ({ on }) => heard.push(on)); 0")
    page.click('[data-act="present"]')
    assert page.evaluate("heard") == [True]
    assert page.locator("h1.presented").is_hidden()  # it waits to be told
    page.evaluate("atlas.present('<b>')")
    assert page.inner_text("h1.presented") == "<b>"


# -- what is fitted to stays free ------------------------------------------------------------------

COVERED = """(ids) => {
  const boxes = [...document.querySelectorAll(".legend, .leaflet-bottom.leaflet-right")]
    .map((element) => element.getBoundingClientRect());
  return ids.filter((id) => {
    const symbol = document.querySelector(`[data-zone="${id}"]`).getBoundingClientRect();
    const [x, y] = [symbol.x + symbol.width / 2, symbol.y + symbol.height / 2];
    const within = (low, at, high) => at > low && at < high;
    return boxes.some((box) => within(box.left, x, box.right) && within(box.top, y, box.bottom));
  });
}"""
PAIRS = (
    ["lanzhou-etdz", "tianshui-etdz"],
    ["jiuquan-etdz", "lanzhou-etdz"],
    ["dunhuang", "huixian"],
)


@pytest.mark.parametrize("ids", PAIRS, ids="-".join)
@pytest.mark.parametrize("size", [(400, 300), (400, 338), (620, 460)])
def test_no_zone_lies_under_the_legend_the_scale_or_the_credits(opened, document, size, ids):
    page = opened(document, width=size[0], height=size[1])
    page.evaluate("(ids) => { atlas.show(ids); atlas.fit(ids); }", ids)
    page.wait_for_timeout(600)
    assert page.evaluate(COVERED, ids) == []


# -- names ----------------------------------------------------------------------------------------

NAMES = """() => [...document.querySelectorAll(".zone")].flatMap((zone) => {
  const middle = zone.getBoundingClientRect();
  const x = middle.x + middle.width / 2;
  const y = middle.y + middle.height / 2;
  if (x < 60 || y < 20 || x > innerWidth - 60 || y > innerHeight - 60) return [];
  const label = zone.querySelector(".zone-label");
  if (label.hasAttribute("hidden")) return [[zone.dataset.zone, null]];
  const { left, right, top, bottom } = label.getBoundingClientRect();
  return [[zone.dataset.zone, [left, right, (top * 3 + bottom) / 4, (top + bottom * 3) / 4]]];
})"""


ASTRAY = """() => {
  const zones = [...document.querySelectorAll(".zone")].map((zone) => {
    const { x, y, width, height } = zone.getBoundingClientRect();
    return { zone, x: x + width / 2, y: y + height / 2, r: width / 2 };
  });
  return zones.flatMap(({ zone }, own) => {
    const label = zone.querySelector(".zone-label");
    const isTied = !zone.querySelector(".tie").hasAttribute("hidden");
    if (label.hasAttribute("hidden") || isTied) return [];
    const { left, right, top, bottom } = label.getBoundingClientRect();
    const [high, low] = [(top * 3 + bottom) / 4, (top + bottom * 3) / 4];
    const away = (least, at, most) => Math.max(least - at, 0, at - most);
    const far = ({ x, y, r }) => Math.hypot(away(left, x, right), away(high, y, low)) - r;
    const near = zones.filter((other, k) => k !== own && far(other) < far(zones[own]) - 3);
    return near.length ? [[zone.dataset.zone, near[0].zone.dataset.zone]] : [];
  });
}"""


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", [(790, 605), (1000, 700), (360, 506)])
def test_no_name_reads_as_another_symbols(opened, document, size, lang):
    """Names stand by their own symbol, or are tied to it; few that have no other place do not."""
    page = opened(document, width=size[0], height=size[1])
    page.evaluate("(lang) => atlas.lang(lang)", lang)
    for zoom in (None, 6.5, 7, 8, 9):
        if zoom:
            page.evaluate("(zoom) => atlas.view({lat: 36.1, lng: 103.8, zoom})", zoom)
        assert len(page.evaluate(ASTRAY)) <= (0 if zoom else 1), zoom


@pytest.mark.parametrize(
    ("place", "unnamed"),
    [
        ({"lat": 36.1, "lng": 103.8}, {6: 3, 6.5: 1, 7: 0, 8: 0, 9: 0, 10: 0, 12: 0}),
        ({"lat": 39.6, "lng": 98.7}, {6.5: 1, 7: 0, 8: 0, 9: 0, 10: 0, 12: 0}),
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_names_are_whole_and_apart_at_each_zoom(opened, document, lang, place, unnamed):
    page = opened(document, width=790, height=605)
    page.evaluate("(lang) => atlas.lang(lang)", lang)
    for level, most in unnamed.items():
        page.evaluate("(view) => atlas.view(view)", {**place, "zoom": level})
        names = page.evaluate(NAMES)
        assert [zone for zone, box in names if box is None][most:] == [], level
        boxes = sorted(box for _, box in names if box)
        for k, (_, right, top, bottom) in enumerate(boxes):
            for left, _, other_top, other_bottom in boxes[k + 1 :]:
                if left >= right:
                    break
                assert top >= other_bottom or other_top >= bottom, level
