"""What lies around the zones: a layer comes when it is first shown, small, named and credited."""

import dataclasses
import datetime as dt
import json
import re

import pytest

from atlas.briefing import webpage
from atlas.briefing.order import Order
from atlas.i18n import LANGS, text
from atlas.maps import surroundings, web
from atlas.maps.layers import LAYERS
from atlas.maps.specification import USUAL
from atlas.maps.web.surroundings import body, payload
from tests.maps.web.document import data_of
from tests.shipped import ATLAS

AROUND = [*ATLAS.surroundings]
PAYLOADS = {key: payload(ATLAS, key) for key in AROUND}
SOURCES = ("Natural Earth", "airportsdata", "OpenStreetMap")
ON_MAP = """
() => [...document.querySelectorAll(".leaflet-map-pane [class*='name-'], .leaflet-sites-pane path")]
  .filter((each) => !each.closest("[hidden]"))
  .map((each) => each.getAttribute("class").split(" ").find((name) => /^(site|name)-/.test(name)))
"""


def saved(shown, lang="zh"):
    """Return the page that holds a map alone, offline."""
    order = Order(USUAL.with_(show=tuple(shown)), lang, dt.date(2026, 11, 30), dpi=96)
    return webpage.live(ATLAS, order).decode()


@pytest.mark.parametrize("layer", AROUND)
def test_a_layer_costs_a_page_little(layer):
    assert len(body(ATLAS, layer)) <= 60_000


@pytest.mark.parametrize("layer", AROUND)
def test_a_layer_has_names_places_and_a_source_in_both_languages(layer):
    told = json.loads(body(ATLAS, layer))
    n = len(ATLAS.surroundings[layer])
    assert all(len(told["names"][lang]) == n for lang in LANGS)
    places = {"at", "lines", "rings"} & told.keys()
    assert len(places) == 1
    assert len(told[places.pop()]) == n
    for lang in LANGS:
        assert any(source in told["source"][lang] for source in SOURCES)
        assert re.search(r"MIT|ODbL 1\.0|Public Domain", told["source"][lang])


def test_sites_come_where_they_are():
    airports = ATLAS.surroundings["airports"]
    assert PAYLOADS["airports"]["at"] == airports[["lat", "lon"]].to_numpy().tolist()
    assert PAYLOADS["airports"]["names"]["en"] == airports["name_en"].tolist()


def test_the_document_holds_nothing_of_them_but_their_switches():
    page = web.document(ATLAS)
    assert {layer["key"] for layer in data_of(page)["layers"]} >= set(AROUND)
    for name in ("中川机场", "祁连山", "渭河", "乌金峡"):
        assert name not in page


def test_an_atlas_without_a_layer_has_no_switch_for_it():
    page = web.document(dataclasses.replace(ATLAS, surroundings={}))
    assert not {layer["key"] for layer in data_of(page)["layers"]} & set(AROUND)


def test_a_saved_page_holds_what_is_on_and_no_more():
    page = saved(["airports"])
    assert json.dumps("兰州中川机场") in page
    assert json.dumps("乌金峡") not in page
    assert len(saved(AROUND)) - len(saved([])) <= 60_000


@pytest.mark.parametrize("lang", LANGS)
def test_credits_name_each_source_once(lang):
    lines = surroundings.credits_of(ATLAS, AROUND, lang)
    assert len(lines) == len(SOURCES)
    for source in SOURCES:
        assert sum(source in line for line in lines) == 1
    for layer in AROUND:
        assert any(text(LAYERS[layer].title, lang) in line for line in lines)


@pytest.mark.browser
def test_a_layer_is_asked_for_when_it_is_first_shown_and_only_then(opened):
    page = opened(web.document(ATLAS))
    page.evaluate("asked = []; atlas.on('surroundings', ({ key }) => asked.push(key)); 0")
    assert page.evaluate("asked") == []
    page.evaluate("atlas.layers({ airports: true })")
    page.evaluate("atlas.layers({ airports: false })")
    page.evaluate("atlas.layers({ airports: true })")
    assert page.evaluate("asked") == ["airports"]
    page.evaluate("(data) => atlas.surroundings(data)", {"airports": PAYLOADS["airports"]})
    assert page.evaluate(ON_MAP).count("site-airports") == 9
    assert "airportsdata（MIT）" in page.text_content(".leaflet-control-attribution")
    page.evaluate("atlas.layers({ airports: false })")
    assert "site-airports" not in page.evaluate(ON_MAP)
    assert "airportsdata" not in page.text_content(".leaflet-control-attribution")
    page.evaluate("atlas.layers({ airports: true })")
    assert page.evaluate("asked") == ["airports"]


@pytest.mark.browser
def test_what_could_not_be_had_is_asked_for_again(opened):
    page = opened(web.document(ATLAS))
    page.evaluate("asked = []; atlas.on('surroundings', ({ key }) => asked.push(key)); 0")
    page.evaluate("atlas.layers({ stations: true })")
    page.evaluate("atlas.layers({ stations: false }); atlas.surroundings({ stations: null })")
    page.evaluate("atlas.layers({ stations: true })")
    assert page.evaluate("asked") == ["stations", "stations"]


@pytest.mark.browser
def test_a_map_that_none_can_load_for_offers_only_what_it_has(opened):
    page = opened(web.document(ATLAS))
    assert page.locator(".legend .around").count() == 0
    page.evaluate("(data) => atlas.surroundings(data)", {"airports": PAYLOADS["airports"]})
    assert page.locator(".legend .around .chip").evaluate_all(
        "found => found.map((each) => each.dataset.layer)"
    ) == ["airports"]


@pytest.mark.browser
@pytest.mark.parametrize("width", [1440, 390])
def test_names_around_the_zones_cover_no_other(opened, width):
    page = opened(web.document(ATLAS), width=width, height=800)
    before = page.locator(".zone-label:not([hidden])").count()
    for lang in LANGS:
        page.evaluate("(lang) => atlas.lang(lang)", lang)
        page.evaluate("(data) => atlas.surroundings(data)", PAYLOADS)
        page.evaluate("(on) => atlas.layers(on)", dict.fromkeys(AROUND, True))
        boxes = page.evaluate(
            """[...document.querySelectorAll(
              ".place:not([hidden]) text, .zone-label:not([hidden])"
            )].map((each) => {
              const {left, right, top, bottom} = each.getBoundingClientRect();
              return [left, right, (top * 3 + bottom) / 4, (top + bottom * 3) / 4,
                each.textContent, each.getAttribute("class")];
            })"""
        )
        around = [box for box in boxes if re.search("site|river|landform", box[5])]
        if width == 1440:
            assert {box[5].split("-")[-1] for box in around} == {"site", "river", "landform"}
        for l1, r1, t1, b1, one, _ in around:
            assert l1 >= 0
            assert r1 <= width
            for l2, r2, t2, b2, other, _ in boxes:
                clear = not (l1 < r2 and l2 < r1 and t1 < b2 and t2 < b1)
                assert clear or one == other, (one, other)
    page.evaluate("atlas.lang('zh')")
    assert page.locator(".zone-label:not([hidden])").count() >= before - (width > 1000)


@pytest.mark.browser
def test_a_name_of_a_river_goes_with_the_rivers(opened):
    page = opened(web.document(ATLAS))
    page.evaluate("(data) => atlas.surroundings(data)", PAYLOADS)
    page.evaluate("atlas.layers({ 'river-names': true })")
    assert "name-river" in page.evaluate(ON_MAP)
    page.evaluate("atlas.layers({ rivers: false })")
    assert "name-river" not in page.evaluate(ON_MAP)


@pytest.mark.browser
def test_a_hostile_name_stays_text(opened):
    hostile = {
        **PAYLOADS["airports"],
        "names": dict.fromkeys(LANGS, ["<img src=x onerror=alert(1)>"] * 9),
    }
    page = opened(web.document(ATLAS))
    page.evaluate("(data) => atlas.surroundings(data)", {"airports": hostile})
    page.evaluate("atlas.layers({ airports: true })")
    assert page.evaluate("document.images.length") == 0


@pytest.mark.browser
def test_a_saved_page_draws_what_was_on(browser, tmp_path):
    path = tmp_path / "saved.html"
    path.write_text(saved(["airports", "landforms"]), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(path.as_uri())
    page.locator("body.ready").wait_for()
    drawn = page.evaluate(ON_MAP)
    page.close()
    assert drawn.count("site-airports") == 9
    assert "name-landform" in drawn
    assert "site-stations" not in drawn
