"""Patterns that tell areas apart in grey: on the map, in its legend, in every form it takes."""

import datetime as dt
import io
import re

import numpy as np
import pytest
import shapely
from pptx import Presentation

from atlas.briefing import formats, sheet
from atlas.briefing.content import content
from atlas.briefing.order import Order
from atlas.briefing.report import figures
from atlas.maps.palette import palette
from atlas.maps.print.scene import Group, Path
from atlas.maps.print.symbols import pattern
from atlas.maps.style import PATTERNS, Style
from atlas.selection.selection import Selection
from tests.shipped import ATLAS

DAY = dt.date(2026, 11, 22)
SQUARE = np.array([(0, 0), (100, 0), (100, 60), (0, 60), (0, 0)], dtype=float)
HOLE = np.array([(30, 20), (60, 20), (60, 40), (30, 40), (30, 20)], dtype=float)


def order(params=None, **changes):
    selection = Selection.from_params(params or {}, ATLAS)
    return Order.of(selection, "zh", DAY, **({"style": "grey"} | changes))


def drawn(items, role="pattern"):
    """Return the paths of a role in what is drawn, groups too."""
    found = []
    for item in items:
        if isinstance(item, Group):
            found += drawn(item.items, role)
        elif isinstance(item, Path) and item.role == role:
            found.append(item)
    return found


def inks(paths):
    return {path.stroke for path in paths}


def patterned():
    """Return area -> style, of the usual areas that have a pattern in grey."""
    usual = ATLAS.areas.index[ATLAS.areas["scheme"] == Selection().scheme]
    known = palette(ATLAS, "grey")
    return {slug: known[f"area/{slug}"] for slug in usual if known[f"area/{slug}"].shape}


@pytest.mark.parametrize("shape", PATTERNS)
def test_lines_run_at_the_angles_of_a_pattern_and_stay_on_the_land(shape):
    (path,) = pattern([SQUARE, HOLE], Style("area/x", shape, stroke="#111111"), grow=1)
    land = shapely.Polygon(SQUARE, [HOLE]).buffer(1e-6)
    lines = [shapely.LineString(ring) for ring in path.rings]
    assert all(land.covers(each) for each in lines)
    ways = np.array([ring[-1] - ring[0] for ring in path.rings])
    # Upwards is less on a sheet.
    turns = np.round(np.degrees(np.arctan2(-ways[:, 1], ways[:, 0]))).astype(int) % 180
    assert {*turns.tolist()} == {*PATTERNS[shape]}


def test_the_lines_of_two_pieces_of_land_meet():
    style = Style("area/x", "rows", stroke="#111111")
    left, right = SQUARE, SQUARE + np.array([100, 13])
    heights = [
        {round(float(ring[0, 1]), 6) for ring in pattern([piece], style, grow=1)[0].rings}
        for piece in (left, right)
    ]
    shared = heights[0] & heights[1]
    assert len(shared) > 5
    assert {y for y in heights[0] if 13 < y < 60} == shared


def test_land_without_a_pattern_has_no_lines():
    assert pattern([SQUARE], Style("area/x", stroke="#111111"), grow=1) == []


@pytest.mark.parametrize("layout", ["a4", "a4-portrait", "slide"])
def test_the_map_and_its_legend_have_the_patterns(layout):
    scene = sheet.compose(ATLAS, order(layout=layout))
    wanted = {style.stroke for style in patterned().values()}
    assert len(patterned()) > 1
    assert inks(drawn(scene.items)) == wanted
    legend = [path for path in drawn(scene.items, "legend") if not path.closed and not path.fill]
    assert wanted <= inks(legend)


@pytest.mark.parametrize("style", ["colour", "safe"])
def test_where_colours_do_there_are_no_patterns(style):
    assert drawn(sheet.compose(ATLAS, order(style=style)).items) == []


def test_what_lies_back_is_paler_with_its_lines():
    scene = sheet.compose(ATLAS, order({"prefecture": "longnan"}))
    pale = 1 - palette(ATLAS, "grey")["veil"].opacity
    for role in ("pattern", "area"):
        assert {round(path.opacity, 6) for path in drawn(scene.items, role)} == {round(pale, 6), 1}
    hatch = palette(ATLAS, "grey")["area/inferred"].opacity
    assert {round(path.opacity, 6) for path in drawn(scene.items, "hatch")} == {
        round(hatch * pale, 6)
    }


def test_the_figure_of_a_document_has_them():
    scene = figures.plan(ATLAS, content(ATLAS, order()), 440.0, 300.0)
    assert inks(drawn(scene.items)) == {style.stroke for style in patterned().values()}


def test_a_slide_that_can_be_edited_has_them():
    made = formats.SNAPSHOTS["pptx"].write(ATLAS, order(native=True))
    xml = "".join(shape._element.xml for shape in Presentation(io.BytesIO(made)).slides[0].shapes)
    assert "区域底纹" in xml
    for style in patterned().values():
        assert style.stroke.removeprefix("#").upper() in xml.upper()


def test_the_page_has_the_colours_and_patterns_of_its_style():
    pages = {
        style: formats.SNAPSHOTS["html"].write(ATLAS, order(style=style)).decode()
        for style in ("grey", "colour")
    }
    for slug, style in patterned().items():
        rule = rf"\.area-pattern\.area-{slug} {{ fill: url\(#pattern-area-{slug}\); }}"
        assert re.search(rule, pages["grey"])
        assert not re.search(rule, pages["colour"])
        assert f"--area-{slug}-fill: {style.fill};" in pages["grey"]
    assert '"area/hexi":{"shape":"columns"' in pages["grey"]
