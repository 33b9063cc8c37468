"""An office's outlines in the map's document: they come back, and thousands of them stay small."""

import json

import numpy as np
import pytest
import shapely

from atlas.i18n import LANGS
from atlas.maps import topology, web
from atlas.maps.web import columns, outlines
from atlas.office import Record, State
from atlas.office.edition import derive
from tests.bench.offices import state_of
from tests.shipped import ATLAS

MANY = derive(ATLAS, state_of(ATLAS, 700), own=True)
SIDES = ("west", "south", "east", "north")


def numbers(digits):
    """Give whole numbers of digits as topology.js reads them."""
    found, number, bits = [], 0, 0
    for digit in map(topology.DIGITS.index, digits):
        number += (digit % 32) << bits
        bits += 5
        if digit < 32:
            found.append(-(number + 1) // 2 if number % 2 else number // 2)
            number = bits = 0
    return found


def shape_of(text, step):
    """Give a polygon or several, as outlines.js draws them."""

    def ring(digits):
        return np.cumsum(np.reshape(numbers(digits), (-1, 2)), axis=0) * step

    parts = [[ring(each) for each in part.split(",")] for part in text.split(";")]
    made = [shapely.Polygon(first, holes) for first, *holes in parts]
    return made[0] if len(made) == 1 else shapely.MultiPolygon(made)


def boxes(coded):
    sides = [
        (coded[side]["from"] + columns.unpack(coded[side]["steps"])) * coded[side]["step"]
        for side in SIDES
    ]
    return np.column_stack(sides)


@pytest.mark.parametrize(
    "shape",
    [
        shapely.box(103.6, 36.08, 103.62, 36.1),
        shapely.box(103, 36, 104, 37) - shapely.box(103.2, 36.2, 103.4, 36.3),
        shapely.MultiPolygon([shapely.box(-1, -2, 0, 0), shapely.box(98, 40, 98.00002, 40.00001)]),
    ],
    ids=["box", "hole", "parts"],
)
def test_a_shape_comes_back(shape):
    (text,) = outlines.rings(np.array([shape]), 1e-5)
    assert shape_of(text, 1e-5).normalize().equals_exact(shape.normalize(), 1e-9)
    corners = [
        each - before
        for line in shapely.get_rings(shapely.get_parts(shape))
        for ring in [np.rint(shapely.get_coordinates(line)[:-1] / 1e-5).astype(int).tolist()]
        for at, last in zip(ring, [[0, 0], *ring], strict=False)
        for each, before in zip(at, last, strict=True)
    ]
    assert text.replace(",", "").replace(";", "") == topology.digits(corners)


def test_few_are_fine_and_many_are_fetched_when_they_are_needed():
    few = derive(ATLAS, state_of(ATLAS, 60), own=True)
    assert "off" not in outlines.payload(few, fine=False)
    assert outlines.cells(few) == {}
    whole, coarse = (outlines.payload(MANY, fine=fine) for fine in (True, False))
    assert "off" not in whole
    for name in ("zone", "kind", *SIDES):
        assert coarse[name] == whole[name]
    for k, shape in enumerate(MANY.outlines.geometry):
        drawn = shapely.LineString(shape_of(coarse["rings"][k], coarse["step"]).exterior)
        assert shapely.hausdorff_distance(drawn, shape.exterior) < 3 * coarse["off"]


def test_each_cell_has_the_fine_outlines_that_begin_in_it():
    whole = outlines.payload(MANY, fine=True)
    fine = dict(zip(columns.unpack(whole["zone"]).tolist(), whole["rings"], strict=True))
    found = {}
    for cell, body in outlines.cells(MANY).items():
        coded = json.loads(body)
        assert {cell} == {f"{int(w)} {int(s)}" for w, s, *_ in np.floor(boxes(coded))}
        found |= zip(columns.unpack(coded["zone"]).tolist(), coded["rings"], strict=True)
    assert found == fine


def test_an_outline_more_costs_hundreds_of_bytes_not_thousands():
    coarse, whole = (outlines.payload(MANY, fine=fine) for fine in (False, True))
    n = len(MANY.outlines)
    assert len(json.dumps(coarse)) / n < 550
    assert len(json.dumps(whole)) / n < 800  # as GeoJSON it was 2,700


WORDS = {
    "zh": ["开发区范围（界址点）", "开发区范围（矢量化）"],
    "en": ["Zone outline (Surveyed)", "Zone outline (Digitised)"],
}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.browser
def test_the_legend_names_outlines_as_a_sheet_does(opened, lang):
    zones = ATLAS.zones.index[:2]
    records = {
        zone: Record(zone, geometry=shapely.Point(103.7, 36.1).buffer(0.02), kind=kind, source="x")
        for zone, kind in zip(zones, ("surveyed", "digitised"), strict=True)
    }
    atlas = derive(ATLAS, State(1, records, dict.fromkeys(records, 1)))
    page = opened(web.document(atlas), width=1500, height=900)
    page.evaluate("lang => atlas.lang(lang)", lang)
    assert page.locator(".outlines .title").all_inner_texts() == WORDS[lang]
    assert page.locator(".outlines h2").count() == 0
    chip = page.locator("[data-layer=outlines]").inner_text()
    assert WORDS[lang][0].startswith(chip.rstrip("s"))
