"""What analyses draw on the map: a small payload, a style for all of it, texts that stay texts."""

import json

import pytest
import shapely

from atlas.analysis import findings, similarity, spatial
from atlas.maps import style, web
from atlas.maps.overlay import Line, Overlay, Shape, for_script
from atlas.maps.specification import USUAL
from atlas.selection.selection import Selection
from pages.ui.parts import maps, overlays
from pages.ui.session.view import View
from tests.browser import chromium
from tests.maps.web.document import HOSTILE

SHAPES = ("ring", "catchment", "uncovered", "standard", "centre")
LINES = ("pair", "feeds", "serves")
VIEW = View.of("zh", Selection(), page="analysis")
SQUARE = shapely.box(100, 36, 101, 37)


@pytest.fixture
def sent(monkeypatch):
    """Catch what the page sends to the browser."""
    caught = {}

    def part(_, directions, **_data):
        caught.update(directions)

    monkeypatch.setattr("pages.ui.parts.components.part", part)
    return caught


def lines_of(*pairs):
    return tuple(Line(a, b, 0.5, "pair", f"{a}-{b}") for a, b in pairs)


def drawn(**parts):
    return Overlay("nearest", "title", "sentence", **parts)


# -- what is sent -------------------------------------------------------------------------------


def test_a_map_without_an_analysis_sends_none(a, sent):
    maps.zone_map(VIEW, a, a.zones)
    assert sent["overlay"] is None


def test_a_lines_ends_show_though_they_are_not_selected(a, sent):
    zones = a.zones.loc[["yumen"]]
    overlays.overlay_map(VIEW, a, zones, drawn(lines=lines_of(("yumen", "dunhuang"))))
    order = [zone for zone in a.zones.index if zone in {"yumen", "dunhuang"}]
    assert sent["show"] == order
    assert sent["overlay"]["lines"] == [
        {"a": "yumen", "b": "dunhuang", "weight": 0.5, "kind": "pair", "text": "yumen-dunhuang"}
    ]


def test_all_zones_are_sent_as_no_list(a, sent):
    overlays.overlay_map(VIEW, a, a.zones, drawn(lines=lines_of(("yumen", "dunhuang"))))
    assert sent["show"] is None


def test_a_shape_is_as_coarse_as_the_map(a):
    # A province's boundary in full detail would be tens of times larger.
    province = a.province.geometry.union_all()
    (shape,) = for_script(drawn(shapes=(Shape("ring", province),)))["shapes"]
    assert len(json.dumps(shape)) < 40_000
    sent = shapely.geometry.shape(shape["geometry"])
    assert sent.is_valid
    assert sent.area == pytest.approx(province.area, rel=0.003)


def test_an_empty_shape_is_not_sent():
    shapes = Shape("ring", shapely.Polygon(), "none"), Shape("ring", SQUARE, "one")
    sent = for_script(drawn(shapes=shapes))
    assert [shape["text"] for shape in sent["shapes"]] == ["one"]


def test_a_centre_comes_with_the_circle_of_its_standard_distance(a):
    found = findings.overlay(a, USUAL.with_(draw="centre"), "zh")
    middle = spatial.centre(a)
    sent = for_script(found)
    assert sent["centre"]["at"] == pytest.approx([middle.lon, middle.lat], abs=1e-3)
    (circle,) = sent["shapes"]
    assert circle["kind"] == "standard"
    _, south, _, north = shapely.geometry.shape(circle["geometry"]).bounds
    # A degree of latitude is 111 km.
    assert (north - south) / 2 == pytest.approx(middle.km / 111, rel=0.01)


@pytest.mark.parametrize("on", ["phrases", "clusters"])
def test_pairs_are_lines_as_wide_as_they_are_alike(a, on):
    found = findings.overlay(a, USUAL.with_(draw="alike", on=on), "zh")
    alike = similarity.similarity(a)
    at = {zone: n for n, zone in enumerate(alike.ids)}
    for line in found.lines:
        likeness = getattr(alike, on)[at[line.a], at[line.b]]
        assert line.weight == pytest.approx(likeness, abs=0.005)
        assert "共有" in line.text


def test_what_shares_nothing_is_said_to(a):
    zones = Selection(zones=("yumen", "lanzhou-etdz"))
    found = findings.overlay(a, USUAL.with_(draw="alike", selection=zones), "zh")
    (line,) = found.lines
    assert (line.weight, "没有共同之处" in line.text) == (0, True)


def test_a_link_that_draws_draws_on_the_overview_too(a, sent):
    view = View.of("zh", Selection(levels=("concentrated",)), page="overview", draw="nearest")
    maps.zone_map(view, a, view.selection.apply(a))
    ends = {end for line in sent["overlay"]["lines"] for end in (line["a"], line["b"])}
    assert ends <= {*sent["show"]}
    assert not {*a.zones.index[a.zones["level"] == "national"]}.isdisjoint(sent["show"])
    assert sent["shade"] is None
    view = View.of("zh", Selection(), page="overview", draw="groups")
    maps.zone_map(view, a, view.selection.apply(a))
    assert len(sent["shade"]["classes"]) == 8


# -- how it is drawn ----------------------------------------------------------------------------


def luminance(colour):
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    return sum(w * c**2.2 for w, c in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


@pytest.mark.parametrize("kind", [*LINES, *SHAPES, "casing"])
def test_every_kind_has_its_line_in_light_dark_and_grey(a, kind):
    styles = {row.key: row for row in style.read(a.style)}
    row = styles[f"line/{kind}"]
    assert row.stroke
    assert row.stroke_dark
    grey = a.palettes[a.palettes["palette"] == "grey"].set_index("key")["stroke"]
    stroke = grey[f"line/{kind}"]
    assert stroke[1:3] == stroke[3:5] == stroke[5:7]


@pytest.mark.parametrize("kind", [*LINES, *SHAPES])
def test_lines_stand_out_from_the_areas_by_lightness_alone(a, kind):
    styles = {row.key: row for row in style.read(a.style)}
    row = styles[f"line/{kind}"]
    for key, area in styles.items():
        if key.startswith("area/") and area.fill:
            assert luminance(area.fill) / luminance(row.stroke) > 3, key
            assert luminance(row.stroke_dark) / luminance(area.fill_dark) > 3, key


def test_the_overlay_lies_over_the_layers_and_below_the_zones():
    panes = web.PANES
    assert panes["province"] < panes["analysis"] < panes["names"] < panes["zones"]


# -- in a browser -------------------------------------------------------------------------------


@pytest.fixture
def opened(browser, a, tmp_path):
    """Open the map's document; nothing may complain."""
    watch = chromium.Watch()
    context = browser.new_context(viewport={"width": 1100, "height": 700}, reduced_motion="reduce")
    watch.follow(context)
    path = tmp_path / "map.html"
    path.write_text(web.document(a), encoding="utf-8")
    page = context.new_page()
    page.goto(path.as_uri())
    page.evaluate("atlas.ready")
    yield page
    context.close()
    assert watch.complaints == []


ALL = {
    "label": HOSTILE,
    "lines": [
        {"a": "yumen", "b": "dunhuang", "weight": 0, "kind": "pair", "text": HOSTILE},
        {"a": "yumen", "b": "gaotai", "weight": 1, "kind": "serves", "text": "x"},
        {"a": "yumen", "b": "no-such-zone", "weight": 1, "kind": "pair", "text": "x"},
    ],
    "shapes": [{"kind": "ring", "text": HOSTILE, "geometry": shapely.geometry.mapping(SQUARE)}],
    "counties": [{"county": "620921", "text": HOSTILE}, {"county": "1", "text": "x"}],
    "centre": {"at": [104, 36], "text": HOSTILE},
}


@pytest.mark.browser
def test_everything_is_drawn_and_taken_away_again(opened):
    opened.evaluate("data => atlas.overlay(data)", ALL)
    drawn = "path.overlay"
    # Two lines of three paths, a ring, a county, a centre of two; what names nothing is left out.
    wanted = {".hit": 2, ".line-casing": 2, ".line-ring": 1, ".line-centre": 2}
    assert {kind: opened.locator(drawn + kind).count() for kind in wanted} == wanted
    assert opened.get_attribute(".leaflet-analysis-pane", "role") == "img"
    opened.evaluate("atlas.overlay(null)")
    assert opened.locator(drawn).count() == 0
    assert opened.get_attribute(".leaflet-analysis-pane", "role") is None


@pytest.mark.browser
def test_a_heavier_line_is_wider_and_lies_on_top(opened):
    opened.evaluate("data => atlas.overlay(data)", ALL)
    lines = opened.locator("path.overlay.weighted:not(.line-casing)")
    widths = lines.evaluate_all(
        "found => found.map(line => parseFloat(getComputedStyle(line).strokeWidth))"
    )
    assert widths == pytest.approx([1.6, 5.6], abs=0.05)


@pytest.mark.browser
@pytest.mark.parametrize("selector", [".hit", ".line-ring", ".line-uncovered", ".eye"])
def test_a_text_is_shown_as_it_is_and_never_run(opened, selector):
    opened.evaluate("data => atlas.overlay(data)", ALL)
    path = opened.locator(f"path.overlay{selector}").first
    path.dispatch_event("mouseover")
    assert opened.text_content(".leaflet-tooltip.said") == HOSTILE
    assert opened.evaluate("window.broken") is None
    assert opened.evaluate("document.images.length") == 0


@pytest.mark.browser
def test_a_zone_on_a_shape_can_still_be_clicked(opened):
    everything = shapely.geometry.mapping(shapely.box(90, 30, 110, 45))
    shapes = [{"kind": "catchment", "text": "x", "geometry": everything}]
    opened.evaluate("shapes => atlas.overlay({ label: '', shapes })", shapes)
    opened.click('[data-zone="dunhuang"]')
    assert opened.get_attribute('[data-zone="dunhuang"]', "aria-selected") == "true"
