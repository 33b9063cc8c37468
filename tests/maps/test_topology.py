"""The boundaries' coding: arcs are stored once and the units come back on the grid."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from atlas.maps import topology
from tests.shipped import ATLAS


def points_of(digits):
    """Return the points of a line as topology.js reads them."""
    numbers, number, bits = [], 0, 0
    for digit in map(topology.DIGITS.index, digits):
        number += digit % 32 << bits
        bits += 5
        if digit < 32:
            numbers.append(-(number + 1) // 2 if number % 2 else number // 2)
            number = bits = 0
    return np.cumsum(np.reshape(numbers, (-1, 2)), axis=0)


def decoded(coded):
    """Polygons as topology.js reads them."""
    arcs = [points_of(arc) for arc in coded["arcs"]]

    def ring(numbers):
        parts = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers]
        points = np.concatenate([parts[0], *(part[1:] for part in parts[1:])])
        return points * coded["step"]

    return [
        shapely.multipolygons([shapely.Polygon(ring(p[0]), [ring(h) for h in p[1:]]) for p in unit])
        for unit in coded["units"]
    ]


SQUARE = shapely.box(0, 0, 1, 1)
RIGHT = shapely.box(1, 0, 2, 1)
HOLED = shapely.box(0, 0, 3, 3).difference(shapely.box(1, 1, 2, 2))
INNER = shapely.box(1, 1, 2, 2)


@pytest.mark.parametrize(
    ("units", "arcs"),
    [([SQUARE], 1), ([SQUARE, RIGHT], 3), ([HOLED, INNER], 2), ([shapely.union(SQUARE, INNER)], 2)],
    ids=["one", "side by side", "enclave", "two parts"],
)
def test_units_come_back_and_share_their_arcs(units, arcs):
    coded = topology.encode(gpd.GeoSeries(units))
    assert len(coded["arcs"]) == arcs
    for unit, back in zip(units, decoded(coded), strict=True):
        assert shapely.equals(unit, back)


def test_the_counties_come_back_within_the_grid():
    counties = ATLAS.counties.geometry
    for county, back in zip(counties, decoded(topology.encode(counties)), strict=True):
        assert back.area == pytest.approx(county.area, rel=2e-3)


def test_every_county_line_is_stored_once():
    coded = topology.encode(ATLAS.counties.geometry)
    uses = np.zeros(len(coded["arcs"]), dtype=int)
    for unit in coded["units"]:
        for polygon in unit:
            for ring in polygon:
                for arc in ring:
                    uses[arc if arc >= 0 else ~arc] += 1
    assert set(uses) == {1, 2}


def test_lines_come_back():
    line = shapely.LineString([(100, 36), (100.5, 36.2), (101, 36)])
    coded = topology.encode_lines(gpd.GeoSeries([line]))
    points = points_of(coded["lines"][0]) * coded["step"]
    assert shapely.LineString(points).equals_exact(line, 1e-4)


@pytest.mark.parametrize("number", [0, 1, -1, 15, 16, -16, -17, 1023, -200_000, 4_000_000])
def test_a_number_comes_back_from_its_digits(number):
    assert points_of(topology.digits([number, -number])).tolist() == [[number, -number]]
