"""The map document: whole, small, the same each time, and safe whatever the data say."""

import dataclasses
import html
import json
import re

import numpy as np
import pandas as pd
import pytest

from atlas.maps import web
from atlas.maps.layers import LAYERS
from atlas.maps.web import columns
from atlas.office.edition import derive
from atlas.selection.selection import Selection
from tests.bench.offices import state_of
from tests.maps.web.document import HOSTILE, data_of
from tests.shipped import ATLAS


@pytest.fixture(scope="module")
def real():
    return ATLAS


@pytest.fixture(scope="module")
def page(real):
    return web.document(real)


def texts_of(column, n):
    stem = columns.unpack(column["stem"]) if column["stem"] else np.zeros(n, dtype=int)
    tails = [""] * n if column["tails"] is None else column["tails"].split(",")
    return [column["stems"][k] + tail for k, tail in zip(stem, tails, strict=True)]


def hostile(table, *names):
    """Put our worst text before every text of some columns."""
    changes = {name: HOSTILE + table[name].astype("str") for name in names}
    return table.assign(**changes)


def names_of(zones):
    """Give the names in a document: one column after the other."""
    return texts_of(zones["names"], 4 * zones["n"])


def names(atlas):
    columns = ("name_zh", "name_en", "short_zh", "short_en")
    return [name for column in columns for name in atlas.zones[column]]


@pytest.fixture(scope="module")
def worst(real):
    """Give the atlas the worst text in every text that the map shows."""
    both = ("name_zh", "name_en")
    return dataclasses.replace(
        real,
        zones=hostile(real.zones, *both, "short_zh", "short_en"),
        areas=hostile(real.areas, *both, "short_zh", "short_en"),
        prefectures=hostile(real.prefectures, *both, "short_zh"),
        **{
            name: hostile(getattr(real, name), *both)
            for name in (
                "types",
                "levels",
                "schemes",
                "industries",
                "tags",
                "counties",
                "neighbours",
            )
        },
        version=HOSTILE,
    )


def test_the_document_holds_every_zone_in_table_order(real, page):
    zones = data_of(page)["zones"]
    assert texts_of(zones["id"], zones["n"]) == real.zones.index.tolist()
    assert names_of(zones) == names(real)


def test_a_zones_slugs_come_back(real, page):
    data = data_of(page)
    types = columns.unpack(data["zones"]["type"])
    assert [data["vocabulary"]["types"]["slug"][k] for k in types] == real.zones.zone_type.tolist()
    counts = columns.unpack(data["zones"]["industries"]["counts"])
    listed = real.zone_industries.zone.value_counts(sort=False)
    assert counts.tolist() == [listed[zone] for zone in real.zones.index]


def test_positions_come_back_to_a_metre(real, page):
    zones = data_of(page)["zones"]
    for name in ("lon", "lat"):
        column = zones[name]
        back = (column["from"] + columns.unpack(column["steps"])) * column["step"]
        assert np.abs(back - real.zones[name].to_numpy()).max() < 1e-5


def test_the_document_is_small(page):
    assert len(page.encode()) <= 600_000


def test_the_same_data_make_the_same_document(real, page):
    assert web.document(real) == page


def test_nothing_is_loaded_from_anywhere(page):
    # Addresses stand in Leaflet's own texts and in namespaces; none is where a browser loads from.
    assert not re.findall(r"""<(?:script|img|iframe|source)[^>]*\ssrc=""", page)
    assert not re.findall(r"<link\b", page)
    assert not re.findall(r"url\(\s*['\"]?(?!#)", page)
    assert "@import" not in page
    assert "sourceMappingURL" not in page
    assert "default-src 'none'" in page
    assert not re.search(r"img-src[^;\"]*http", page)


def test_a_page_with_tiles_may_load_images_and_nothing_else(real):
    url = "https://tiles.invalid/{z}/{x}/{y}.png"
    page = web.document(real, tiles={"url": url, "attribution": "<b>Tiles</b>"})
    assert data_of(page)["start"]["tiles"] == {"url": url, "attribution": "<b>Tiles</b>"}
    assert re.search(r"img-src[^;\"]*https:", page)
    assert "default-src 'none'" in page


def test_people_may_zoom_the_page(page):
    assert "user-scalable" not in page
    assert "maximum-scale" not in page


def test_leaflet_comes_with_its_licence(page):
    assert "Redistributions in binary form must reproduce" in page


def test_folium_renders_the_map_its_panes_and_every_layers_group(page):
    assert "L.map(" in page
    for key in LAYERS:
        assert f"layer_{key.replace('-', '_')} = L.featureGroup" in page
    assert page.count("createPane(") >= len(web.PANES)


def test_jquery_and_bootstrap_stay_away(page):
    assert not re.search(r"jquery|bootstrap|awesome", page, flags=re.IGNORECASE)


def test_hostile_texts_come_out_unchanged(worst):
    page = web.document(worst)
    data = data_of(page)
    zones = data["zones"]
    assert names_of(zones) == names(worst)
    for name, table in data["vocabulary"].items():
        assert table["zh"] == getattr(worst, name).name_zh.tolist()
        assert table["en"] == getattr(worst, name).name_en.tolist()
    for name in ("counties", "prefectures", "neighbours"):
        assert data[name]["zh"] == getattr(worst, name).name_zh.tolist()
    assert data["version"] == HOSTILE


def test_hostile_texts_change_nothing_around_the_data(worst, page):
    def shell(document):
        return re.sub(r'(id="atlas-data">).*?(</script>)', r"\1\2", document)

    assert shell(web.document(worst)) == shell(page)


@pytest.mark.parametrize("character", ["<", ">", "&", "\u2028", "\u2029"])
def test_what_could_end_a_script_is_escaped(character):
    written = web._escaped({"text": character})
    assert character not in written
    assert json.loads(written) == {"text": character}


def test_explore_is_a_folium_map_that_gives_the_document_by_every_way(real, tmp_path):
    folium = pytest.importorskip("folium")
    shown = real.zones.iloc[:3]
    drawn = web.explore(real, shown, lang="en")
    assert isinstance(drawn, folium.Map)
    page = drawn.get_root().render()
    drawn.save(tmp_path / "map.html")
    assert (tmp_path / "map.html").read_text(encoding="utf-8") == page
    assert html.escape(page) in drawn._repr_html_()
    start = data_of(page)["start"]
    assert start == {
        "lang": "en",
        "scheme": "plan13",
        "show": shown.index.tolist(),
        "tiles": None,
    }


@pytest.mark.parametrize("scheme", ["plan13", "plan14"])
def test_explore_keeps_the_scheme_of_a_selection(real, scheme):
    page = real.explore(Selection(scheme=scheme)).get_root().render()
    assert data_of(page)["start"]["scheme"] == scheme
    assert "scheme: source.start.scheme," in page


def test_the_document_stays_small(page):
    assert len(page.encode()) <= 480_050  # 1.15 x what it was before one could work on the map


def test_explore_shows_everything_unless_told(real, page):
    assert web.explore(real).get_root().render() == page


def many(real, n):
    """Give an atlas of n zones, real ones over and over under numbered names."""
    drawn = np.arange(n) % len(real.zones)
    zones = real.zones.iloc[drawn].reset_index(drop=True)
    numbers = pd.Series(range(n)).astype("str")
    for name in ("name_zh", "name_en", "short_zh", "short_en"):
        zones[name] = zones[name].astype("str") + numbers
    zones.index = pd.Index(real.zones.index.astype("str")[drawn] + numbers, name="id")
    ids = pd.DataFrame({"old": real.zones.index.astype("str")[drawn], "zone": zones.index})

    def spread(table):
        rows = ids.merge(table.rename(columns={"zone": "old"}), on="old")
        return rows.drop(columns="old")

    return dataclasses.replace(
        real,
        zones=zones,
        members=spread(real.members),
        zone_industries=spread(real.zone_industries),
        zone_tags=spread(real.zone_tags),
    )


@pytest.mark.parametrize(("n", "most"), [(10_000, 1_500_000), (100_000, 8_000_000)])
def test_many_zones_stay_small(real, n, most):
    assert len(web.document(many(real, n)).encode()) <= most


@pytest.mark.browser
def test_a_hostile_name_is_read_and_never_run(opened, worst):
    page = opened(web.document(worst))
    zone = worst.zones.index[0]
    for lang in ("zh", "en"):
        page.evaluate("lang => atlas.lang(lang)", lang)
        page.evaluate("id => atlas.select(id)", zone)
        page.mouse.move(5, 5)
        page.hover(f'[data-zone="{zone}"]')
        name = worst.zones[f"name_{lang}"].iloc[0]
        assert page.text_content(".card .name") == name
        assert name in page.get_attribute(f'[data-zone="{zone}"]', "aria-label")
    assert page.evaluate("window.broken") is None
    assert page.evaluate("document.images.length") == 0


@pytest.mark.browser
def test_a_map_starts_in_the_scheme_of_its_selection(opened, real):
    pages = [
        opened(real.explore(Selection(scheme=scheme)).get_root().render())
        for scheme in ("plan13", "plan14")
    ]
    legends = [page.text_content(".legend") for page in pages]
    assert real.areas.loc["hexi-belt", "name_zh"] not in legends[0]
    assert real.areas.loc["hexi-belt", "name_zh"] in legends[1]


@pytest.mark.browser
def test_every_zone_can_be_clicked_at_the_province_view(opened, real, page):
    opened_page = opened(page)
    for zone in real.zones.index:
        opened_page.click(f'[data-zone="{zone}"]')
        selected = opened_page.locator('[aria-selected="true"]')
        assert selected.evaluate_all("found => found.map(e => e.dataset.zone)") == [zone]


@pytest.mark.browser
def test_a_click_tells_and_a_call_does_not(opened, page):
    opened_page = opened(page)
    opened_page.evaluate("heard = []; atlas.on('select', ({ id }) => heard.push(id)); 0")
    opened_page.evaluate("atlas.select('yumen')")
    opened_page.click('[data-zone="dunhuang"]')
    assert opened_page.evaluate("heard") == ["dunhuang"]
    opened_page.focus('[data-zone="dunhuang"]')
    opened_page.keyboard.press("Enter")
    assert opened_page.evaluate("heard") == ["dunhuang", None]


@pytest.mark.browser
def test_showing_some_moves_nothing_and_a_legend_row_hides_its_type(opened, page):
    opened_page = opened(page)
    shown = """[...document.querySelectorAll("[data-zone]")]
        .filter(e => e.checkVisibility()).map(e => e.dataset.zone).sort()"""
    before = opened_page.evaluate("atlas.view()")
    opened_page.evaluate("atlas.show(['yumen', 'dunhuang', 'gaotai'])")
    assert opened_page.evaluate(shown) == ["dunhuang", "gaotai", "yumen"]
    assert opened_page.evaluate("atlas.view()") == before
    opened_page.click(".legend .opener")
    row = opened_page.locator('[data-layer="type-upgrade"]')
    row.click()
    assert row.get_attribute("aria-pressed") == "false"
    assert opened_page.evaluate(shown) == ["dunhuang", "gaotai"]
    assert opened_page.evaluate("atlas.layers({'type-upgrade': true})['type-upgrade']") is True
    assert opened_page.evaluate(shown) == ["dunhuang", "gaotai", "yumen"]


@pytest.mark.browser
def test_names_on_the_map_do_not_overlap(opened, page):
    opened_page = opened(page)
    boxes = opened_page.evaluate(
        """[...document.querySelectorAll(".zone-label:not([hidden])")].map(e => {
            const {left, right, top, bottom} = e.getBoundingClientRect();
            return [left, right, (top * 3 + bottom) / 4, (top + bottom * 3) / 4, e.textContent];
        })"""
    )
    assert len(boxes) >= 36
    for k, (l1, r1, t1, b1, one) in enumerate(boxes):
        for l2, r2, t2, b2, other in boxes[k + 1 :]:
            assert not (l1 < r2 and l2 < r1 and t1 < b2 and t2 < b1), (one, other)


# What a canvas writes and rings when the map is drawn again: [text, left, right, middle] in px.
WRITTEN = """(zone) => {
  const context = CanvasRenderingContext2D.prototype;
  const { fillText, arc } = context;
  const written = [];
  const rings = [];
  context.fillText = function (text, x, y, ...more) {
    const { width } = this.measureText(text);
    const left = x - { left: 0, center: width / 2, right: width }[this.textAlign];
    const at = new DOMPoint(left, y).matrixTransform(this.getTransform());
    const ratio = this.canvas.width / this.canvas.clientWidth;
    const edge = this.canvas.getBoundingClientRect();
    const start = at.x / ratio + edge.left;
    written.push([text, start, start + width, at.y / ratio + edge.top]);
    return fillText.call(this, text, x, y, ...more);
  };
  context.arc = function (...given) {
    rings.push(given);
    return arc.apply(this, given);
  };
  atlas.select(zone);
  written.length = 0;
  atlasShell.map.fire("moveend");
  Object.assign(context, { fillText, arc });
  return { written, rings: rings.length };
}"""


@pytest.mark.browser
@pytest.mark.parametrize("own", [400, 2_543])
def test_many_zones_are_named_by_importance(opened, own):
    office = derive(ATLAS, state_of(ATLAS, own), own=True)
    page = opened(web.document(office, whole=False))
    chosen = office.zones.index[-1]
    seen = page.evaluate(WRITTEN, chosen)
    texts = [text for text, *_ in seen["written"]]
    national = ATLAS.zones.query("level == 'national'")
    assert {*national.short_zh, office.zones.short_zh[chosen]} <= set(texts)
    assert seen["rings"]
    # No name is cut by the window nor lies over another.
    names = [
        each for each in seen["written"] if 0 < each[3] < 700 and each[1] < 1100 and each[2] > 0
    ]
    assert all(left >= 0 and right <= 1100 for _, left, right, _ in names)
    for k, (one, left, right, middle) in enumerate(names):
        for other, start, end, line in names[k + 1 :]:
            assert abs(middle - line) > 8 or right <= start or end <= left, (one, other)


# The sides of the pictures of symbols that a canvas puts into its window, px, when drawn again.
SIDES = """(zoom) => {
  const context = CanvasRenderingContext2D.prototype;
  const { drawImage } = context;
  const { map } = atlasShell;
  const sides = [];
  if (zoom) map.setZoom(zoom, { animate: false });
  context.drawImage = function (picture, x, y, wide, ...more) {
    sides.push(wide);
    return drawImage.call(this, picture, x, y, wide, ...more);
  };
  map.fire("moveend");
  Object.assign(context, { drawImage });
  return { sides, window: map.getSize().x * map.getSize().y };
}"""


@pytest.mark.browser
def test_own_symbols_leave_the_land_in_sight_and_grow_as_one_comes_nearer(opened):
    office = derive(ATLAS, state_of(ATLAS, 2_543), own=True)
    page = opened(web.document(office, whole=False))
    far = page.evaluate(SIDES, None)
    small, large = min(far["sides"]), max(far["sides"])
    assert far["sides"].count(small) > 1_000
    assert len([side for side in far["sides"] if side > 2 * small]) >= 40, "the plan's are seen"
    assert far["sides"].count(small) * small**2 < 0.5 * far["window"]
    chosen = office.zones.index[-1]
    page.evaluate("(zone) => atlas.select(zone)", chosen)
    picked_out = page.evaluate(SIDES, None)["sides"]
    assert len([side for side in picked_out if side > 2 * small]) > len(
        [side for side in far["sides"] if side > 2 * small]
    )
    near = page.evaluate(SIDES, 11)["sides"]
    assert min(near) > 2 * small
    assert large > 3 * small


@pytest.mark.browser
def test_ten_thousand_zones_are_one_canvas_and_one_element(opened, real):
    opened_page = opened(web.document(many(real, 10_000)))
    assert opened_page.locator("canvas.zones-canvas").count() == 1
    assert opened_page.locator("[data-zone]").count() == 1
    first = opened_page.locator("[data-zone]")
    first.focus()
    opened_page.keyboard.press("Enter")
    assert first.get_attribute("aria-selected") == "true"
