import numpy as np
import pytest
import shapely

from atlas.exchange.coordinates import rings
from atlas.exchange.coordinates.rings import Ring, mended, polygon
from atlas.exchange.findings import ERROR, NOTE, WARNING

SQUARE = [(0, 0), (100, 0), (100, 100), (0, 100)]


def ring(points, *, first=10, numbers=None):
    """Return a ring whose corners stand in consecutive lines."""
    return Ring(
        [(float(x), float(y)) for x, y in points],
        list(range(first, first + len(points))),
        list(numbers or [-1] * len(points)),
    )


def codes(found):
    """Return what was found; every message must be whole in both languages."""
    for each in found:
        for lang in ("zh", "en"):
            assert not set(each.message(lang)) & set("{}")
    return [(each.code, each.level, each.row) for each in found]


def test_a_closed_ring_is_a_polygon_and_nothing_is_said():
    shape, found = polygon([ring([*SQUARE, SQUARE[0]])])
    assert shape.equals(shapely.box(0, 0, 100, 100))
    assert found == []


def test_an_unclosed_ring_is_closed():
    shape, found = polygon([ring(SQUARE)])
    assert shape.area == 10_000
    assert codes(found) == [("ring.unclosed", NOTE, 10)]


def test_a_repeated_corner_is_left_out():
    shape, found = polygon([ring([*SQUARE[:2], SQUARE[1], *SQUARE[2:], SQUARE[0]])])
    assert len(shape.exterior.coords) == 5
    assert codes(found) == [("ring.repeated", NOTE, 12)]


def test_corners_out_of_order_are_put_in_the_order_of_their_numbers():
    mixed = [SQUARE[n] for n in (0, 2, 1, 3)]
    shape, found = polygon([ring([*mixed, mixed[0]], numbers=[1, 3, 2, 4, 1])])
    assert shape.area == 10_000
    assert codes(found) == [("ring.reordered", WARNING, 10)]


@pytest.mark.parametrize("numbers", [None, [1, 2, 3, 4], [1, 2, 2, 4]])
def test_a_bow_tie_is_refused_with_both_lines(numbers):
    # Sides 0-1 and 2-3 of the ring as it stands cross: they begin in lines 11 and 13.
    mixed = [SQUARE[n] for n in (0, 1, 3, 2)]
    shape, found = polygon([ring(mixed, numbers=numbers)])
    assert shape is None
    (crossing,) = [each for each in found if each.level == ERROR]
    assert crossing.code == "ring.crosses"
    assert (crossing.row, crossing.values) == (11, {"one": 11, "other": 13})


def test_a_spike_is_refused_with_both_lines():
    shape, found = polygon([ring([(0, 0), (100, 0), (100, 100), (100, 50), (0, 100)])])
    # The sides from (100, 0) to (100, 100) and back to (100, 50) lie on each other.
    assert shape is None
    assert found[-1].values == {"one": 11, "other": 12}


@pytest.mark.parametrize(
    ("points", "code"),
    [
        ([(0, 0)], "ring.too_few"),
        ([(0, 0), (1, 1)], "ring.too_few"),
        ([(0, 0), (1, 1), (0, 0)], "ring.too_few"),
        ([(5, 5)] * 6, "ring.too_few"),
        ([], "ring.too_few"),
    ],
)
def test_too_few_corners(points, code):
    shape, found = polygon([ring(points)])
    assert shape is None
    assert found[-1].code == code
    assert found[-1].level == ERROR


def test_corners_on_one_line_are_refused():
    shape, found = polygon([ring([(0, 0), (50, 50), (100, 100)])])
    assert shape is None
    assert found[-1].level == ERROR


def test_a_ring_within_is_a_hole_and_one_beside_another_part():
    hole = [(10, 10), (20, 10), (20, 20), (10, 20), (10, 10)]
    beside = [(200, 0), (210, 0), (210, 10), (200, 10), (200, 0)]
    in_part = [(202, 2), (204, 2), (204, 4), (202, 4), (202, 2)]
    rings = [
        ring([*SQUARE, SQUARE[0]]),
        ring(hole, first=20),
        ring(beside, first=30),
        ring(in_part, first=40),
    ]
    shape, found = polygon(rings[:2])
    assert (shape.area, len(shape.interiors)) == (9_900, 1)
    assert found == []
    shape, found = polygon(rings)
    assert shape.geom_type == "MultiPolygon"
    assert shape.area == 10_000 - 100 + 100 - 4
    assert codes(found) == [("ring.second_part", WARNING, 30)]


def test_a_hole_across_the_shell_is_refused():
    across = [(90, 10), (120, 10), (120, 20), (90, 20), (90, 10)]
    shape, found = polygon([ring([*SQUARE, SQUARE[0]]), ring(across, first=20)])
    assert shape is None
    assert codes(found) == [("ring.hole_crosses", ERROR, 20)]


def test_holes_that_cross_each_other_are_refused():
    one = [(10, 10), (30, 10), (30, 30), (10, 30), (10, 10)]
    other = [(20, 20), (40, 20), (40, 40), (20, 40), (20, 20)]
    shape, found = polygon([ring([*SQUARE, SQUARE[0]]), ring(one), ring(other)])
    assert shape is None
    assert [each.code for each in found] == ["ring.hole_crosses"]


def test_rings_without_end_are_refused():
    rings = [ring([(n, 0), (n + 0.5, 0), (n, 0.5)], first=n * 3 + 1) for n in range(5000)]
    shape, found = polygon(rings)
    assert shape is None
    assert codes(found) == [("ring.too_many", ERROR, 1)]


class Counted(shapely.STRtree):
    """A tree that counts the sides which it is asked about and those which it finds."""

    work = 0

    def query(self, geometry, **asked):
        found = super().query(geometry, **asked)
        Counted.work += np.size(geometry) + found.shape[-1]
        return found


def test_a_ring_that_crosses_itself_everywhere_takes_little_work(monkeypatch):
    monkeypatch.setattr(rings.shapely, "STRtree", Counted)
    took = []
    for n in (2_000, 4_000):
        points = np.random.default_rng(5).random((n, 2)) * 1000
        Counted.work = 0
        shape, found = polygon([ring(points.tolist())])
        took.append(Counted.work)
        assert shape is None
    # Held side by side until one meets another; all pairs of sides would be four times as many.
    assert 0 < took[1] < 3 * took[0] < 3 * 2_000
    one, other = found[-1].values["one"] - 10, found[-1].values["other"] - 10
    sides = [shapely.LineString([points[n], points[n + 1]]) for n in (one, other)]
    assert sides[0].crosses(sides[1])


def test_a_valid_shape_stays_as_it_is():
    box = shapely.box(0, 0, 1, 1)
    assert mended(box, row=3) == (box, [])


def test_only_what_keeps_its_area_is_tidied():
    # A spike of no width: the area is that of the square.
    spike = shapely.Polygon([(0, 0), (1, 0), (1, 1), (1, 2), (1, 1), (0, 1)])
    shape, found = mended(spike, row=3)
    assert shape.is_valid
    assert shape.area == 1
    assert codes(found) == [("ring.mended", WARNING, 3)]
    bow = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 2)])
    shape, found = mended(bow, row=4)
    assert shape is None
    assert codes(found) == [("ring.invalid", ERROR, 4)]
    assert found[0].values["place"] != "-"
