"""The running app in a real Chromium: links, filters, map, table, languages, keyboard, phone."""

import pytest
from playwright.sync_api import expect

from tests.browser.planner import PAGES, ids
from tests.shipped import ATLAS

pytestmark = pytest.mark.browser

ALL = list(ATLAS.zones.index)


def test_the_bare_address_shows_all_42(planner):
    desk = planner()
    assert desk.title == "总览"
    desk.sees_on_map(ALL)
    desk.sees_rows(ALL)
    assert "42个开发区" in desk.sentence


def test_a_cold_link_shows_exactly_its_view(planner):
    desk = planner("overview?area=hexi&type=specialty&zone=gaotai")
    expected = ids(area="hexi", type="specialty")
    desk.sees_on_map(expected)
    desk.sees_rows(expected)
    expect(desk.map.locator('[aria-selected="true"]')).to_have_attribute("data-zone", "gaotai")
    expect(desk.page.locator("#card-name")).to_have_text("高台工业园区")
    assert f"{len(expected)}个开发区" in desk.sentence


def test_unknown_values_in_a_link_are_named_and_dropped(planner):
    desk = planner("overview?area=hexii&type=specialty")
    expect(desk.page.locator("[role=alert]").first).to_contain_text("hexii")
    desk.sees_on_map(ids(type="specialty"))
    desk.sees_address(area=None, type=["specialty"])


def test_a_filter_draws_the_right_zones_and_keeps_the_map(planner):
    desk = planner("overview")
    desk.sees_on_map(ALL)
    frame = desk.page.locator(".atlas-map iframe")
    frame.evaluate("(f) => { f.contentWindow.atlas.view({lat: 36.2, lng: 103.9, zoom: 8}); }")
    frame.evaluate("(f) => { f.contentWindow.stillHere = true; }")
    announced = desk.count_of("cluster", "equipment")
    desk.choose("cluster", "equipment")
    expected = ids(cluster="equipment")
    desk.sees_on_map(expected)
    desk.sees_rows(expected)
    assert announced == len(expected)
    assert frame.evaluate("(f) => f.contentWindow.stillHere") is True
    view = frame.evaluate("(f) => f.contentWindow.atlas.view()")
    assert (round(view["lat"], 1), round(view["lng"], 1), view["zoom"]) == (36.2, 103.9, 8)
    desk.sees_address(cluster=["equipment"])


def test_choices_combine_and_one_click_clears(planner):
    desk = planner("overview")
    desk.choose("area", "hexi")
    desk.sees_on_map(ids(area="hexi"))
    desk.choose("type", "innovation")
    desk.sees_on_map(ids(area="hexi", type="innovation"))
    desk.choose("type", "foundation")
    desk.sees_on_map(ids(area="hexi", type=["innovation", "foundation"]))
    desk.clear()
    desk.sees_on_map(ALL)
    desk.sees_address(area=None, type=None)


def test_the_browser_goes_back(planner):
    desk = planner("overview")
    desk.choose("area", "longdongnan")
    desk.sees_on_map(ids(area="longdongnan"))
    desk.page.go_back()
    desk.sees_on_map(ALL)


def test_search_knows_pinyin_initials(planner):
    desk = planner("overview")
    desk.search("lzgx")
    desk.sees_on_map(["lanzhou-hitech"])


def test_nothing_found_is_a_sentence_with_a_way_back(planner):
    desk = planner("overview?area=ethnic&type=innovation")
    expect(desk.page.locator(".atlas-nothing")).to_contain_text("没有")
    desk.sees_on_map([])
    desk.page.locator(".atlas-nothing a").last.click()  # all filters away at once
    desk.sees_on_map(ALL)


def test_table_map_and_card_are_one(planner):
    desk = planner("overview")
    desk.sees_on_map(ALL)
    desk.click_row("tianshui-etdz")
    chosen = desk.map.locator('[aria-selected="true"]')
    expect(chosen).to_have_attribute("data-zone", "tianshui-etdz")
    expect(desk.page.locator("#card-name")).to_have_text("天水经济技术开发区")
    desk.click_symbol("dunhuang")
    expect(desk.page.locator("#card-name")).to_have_text("敦煌产业园区")
    expect(desk.page.locator("tr[data-picked]")).to_have_attribute("data-row", "dunhuang")
    desk.sees_address(zone=["dunhuang"])


def test_the_phrase_that_answers_stands_out_in_the_table(planner):
    desk = planner("overview?cluster=equipment")
    asked = desk.page.locator('[data-row="lanzhou-etdz"] [data-asked]')
    expect(asked).to_have_text(["先进装备制造"])
    desk = planner("overview?industry-contains=医药&lang=en")
    expect(desk.page.locator('[data-row="lanzhou-etdz"] [data-asked]')).to_have_text(
        [ATLAS.label("industries", "biomedicine", "en")]
    )
    desk = planner("overview?area=hexi")
    desk.sees_rows(ids(area="hexi"))
    expect(desk.page.locator("[data-asked]")).to_have_count(0)


def test_the_selection_follows_to_other_pages(planner):
    desk = planner("overview?area=hexi&zone=yumen")
    desk.go("开发区")
    desk.sees_rows(ids(area="hexi"))
    desk.sees_address(area=["hexi"], zone=["yumen"])
    desk.go("总览")
    desk.sees_on_map(ids(area="hexi"))


def test_zoom_and_centre_survive_a_page_change(planner):
    desk = planner("overview")
    desk.sees_on_map(ALL)
    frame = desk.page.locator(".atlas-map iframe")
    view = "(f) => f.contentWindow.atlas.view()"
    before = frame.evaluate(view)
    desk.map.get_by_role("button", name="放大").click()
    desk.waits_until(lambda: frame.evaluate(view)["zoom"] > before["zoom"])
    left = frame.evaluate(view)
    desk.go("说明")
    desk.go("总览")
    desk.sees_on_map(ALL)
    assert frame.evaluate(view) == pytest.approx(left, abs=0.01)


def test_the_language_changes_in_place(planner):
    desk = planner("overview?area=hexi")
    desk.sees_on_map(ids(area="hexi"))
    desk.page.locator(".langs a", has_text="English").click()
    expect(desk.page.locator("h1")).to_have_text("Overview")
    desk.sees_on_map(ids(area="hexi"))
    desk.sees_address(lang=["en"], area=["hexi"])
    expect(desk.map.locator("body")).not_to_contain_text("图例")


def test_legend_rows_hide_a_type_without_the_server(planner):
    desk = planner("overview")
    desk.sees_on_map(ALL)
    frame = desk.page.locator(".atlas-map iframe")
    toggle = '(f, key) => f.contentDocument.querySelector(`button[data-layer="${key}"]`).click()'
    frame.evaluate(toggle, "type-innovation")
    assert set(desk.drawn()) == set(ALL) - set(ids(type="innovation"))
    frame.evaluate(toggle, "type-innovation")
    assert set(desk.drawn()) == set(ALL)


def test_the_matrix_filters(planner):
    desk = planner("clusters")
    cell = desk.page.locator('a[data-go][href*="area=hexi"][href*="cluster=equipment"]').first
    cell.click()
    desk.sees_address(area=["hexi"], cluster=["equipment"])
    desk.sees_on_map(ids(area="hexi", cluster="equipment"))


def test_a_zone_sheet_is_reached_by_keyboard_alone(planner):
    desk = planner("overview")
    desk.sees_on_map(ALL)
    focus = desk.page.locator('.atlas-register tr[data-row="longxi"] th button')
    focus.focus()
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator("#card-name")).to_have_text("陇西经济开发区")
    desk.page.locator(".atlas-card a.strong").focus()
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator("h1")).to_have_text("开发区")
    expect(desk.page.locator("body")).to_contain_text("专栏3·2")


def test_a_symbol_is_chosen_by_keyboard(planner):
    desk = planner("overview")
    desk.sees_on_map(ALL)
    desk.map.locator('[data-zone="jinchang-etdz"]').focus()
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator("#card-name")).to_have_text("金昌经济技术开发区")


def test_selected_rows_download_as_csv_and_geojson(planner):
    desk = planner("overview?area=hexi")
    desk.sees_rows(ids(area="hexi"))
    for name, suffix in (("CSV", ".csv"), ("GeoJSON", ".geojson")):
        with desk.page.expect_download() as download:
            desk.page.get_by_role("link", name=name).first.click()
        file = download.value
        assert file.suggested_filename.endswith(suffix)
        assert "河西走廊" in file.suggested_filename
        text = file.path().read_text(encoding="utf-8-sig")
        assert all(zone in text for zone in ids(area="hexi"))
        assert "tianshui-etdz" not in text


def test_nothing_sticks_out_on_a_phone(planner):
    """Opened on one; every page is made as small in test_accessibility.py."""
    desk = planner("overview", width=390, height=844)
    expect(desk.page.locator(".atlas-foot")).to_be_attached()
    desk.fits()


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_from_a_link_in_english_and_no_chinese_is_left_in_it(planner, page):
    desk = planner(f"{page}?lang=en")
    expect(desk.page.locator("h1")).to_have_text(PAGES[page][1])
    assert desk.page.locator("html").get_attribute("lang") == "en"
    expect(desk.page.locator(".atlas-foot")).to_be_attached()
    # Names of record, in brackets or as citations, may stand in Chinese; sentences may not, but for
    # the plan's own where its text is in place, which are said to be Chinese.
    words = desk.page.locator("[data-testid=stApp]").evaluate(
        """(app) => {
          app.querySelectorAll("[lang=zh]").forEach((said) => said.remove());
          return app.innerText;
        }"""
    )
    chinese = [c for c in words if "\u4e00" <= c <= "\u9fff"]
    assert len(chinese) <= 0.02 * len(words), "".join(chinese)


def test_markup_in_a_link_is_text(planner):
    desk = planner("overview?text=%3Cimg%20src%3Dx%20onerror%3Dhit()%3E&text=%7B%7B7*7%7D%7D")
    expect(desk.page.locator(".atlas-nothing")).to_be_visible()
    assert "<img src=x onerror=hit()>" in desk.sentence
    assert "{{7*7}}" in desk.sentence


# What the map is told in the very step of a click, when no answer can have come.
AT_ONCE = """
(selector) => {
  document.querySelector(`.atlas-facets ${selector}`).click();
  return JSON.parse(document.querySelector(".atlas-map.is-large iframe").told.show);
}
"""


def test_a_click_shows_on_the_map_before_the_server_answers(planner):
    """Which zones that are for every choice: tests/pages/parts/test_selecting.py."""
    desk = planner("overview?cluster=equipment")
    desk.sees_on_map(ids(cluster="equipment"))
    box = 'fieldset[data-flag="{}"] label[data-value="{}"] input'
    asked = {"cluster": "equipment"}
    for selector, flags in (
        (box.format("level", "provincial"), {"level": "provincial"}),
        ('input[name="min-grade"][value="direct"]', {"min_grade": "direct"}),
        ('input[name="scheme"][value="plan14"]', {"scheme": "plan14"}),
        ("[data-clear]", {"level": (), "cluster": (), "min_grade": "inference"}),
    ):
        asked |= flags
        expected = ids(**asked)
        foreseen = desk.page.evaluate(AT_ONCE, selector)
        assert (ALL if foreseen is None else foreseen) == expected
        # The next click finds the panel as the server has answered to this one.
        desk.waits_until(lambda: f"{len(expected)}个" in desk.sentence)  # noqa: B023 - at once
    desk.sees_on_map(ALL)
    desk.sees_address(scheme=["plan14"], cluster=None, level=None, min_grade=None)


def test_a_change_of_scheme_drops_the_areas_of_the_other(planner):
    desk = planner("overview?area=hexi&type=upgrade")
    shown = desk.page.locator('fieldset[data-flag="area"] label[data-value]').filter(visible=True)
    data = ATLAS
    for scheme in ("plan14", "plan13"):
        desk.page.locator(f'input[name="scheme"][value="{scheme}"]').check(force=True)
        desk.sees_address(area=None, type=["upgrade"])
        areas = data.areas.index[data.areas["scheme"] == scheme]
        expect(shown).to_have_count(len(areas))
    desk.sees_address(scheme=None)


def test_many_quick_clicks_end_where_they_should(planner):
    desk = planner("overview")
    desk.sees_on_map(ALL)
    for slug in ["innovation", "upgrade", "specialty", "city-industry"] * 4 + ["foundation"]:
        desk.choose("type", slug)
    desk.sees_on_map(ids(type="foundation"))
    desk.sees_rows(ids(type="foundation"))
    desk.sees_address(type=["foundation"])


@pytest.mark.parametrize(("flag", "slug"), [("area", "hexi"), ("cluster", "green-agri")])
def test_a_filter_beside_a_switch_asks_for_itself_alone(planner, flag, slug):
    """The switch of schemes, or of grades, stands among the choices and is none of them."""
    desk = planner("overview")
    desk.choose(flag, slug)
    desk.sees_on_map(ids(**{flag: slug}))
    desk.waits_until(lambda: f"（{len(ids(**{flag: slug}))}个" in desk.sentence)
    expect(desk.page.locator(".notice")).to_have_count(0)
