import numpy as np
import pytest
import shapely

from atlas import geo
from atlas.model import atlas


@pytest.mark.parametrize(
    ("here", "there", "km"),
    [
        # published lengths of a degree on WGS 84
        ((0, 0), (1, 0), 111.3195),
        ((0, 0), (0, 1), 110.5744),
        ((103, 45), (103, 46), 111.1408),
        ((0, 0), (0, 90), 10001.9657),
        ((103.83, 36.06), (103.83, 36.06), 0),
    ],
)
def test_distances_are_geodesic(here, there, km):
    assert geo.distance_km(*here, *there) == pytest.approx(km, abs=1e-3)


def test_distances_broadcast():
    km = geo.distance_km(103.0, 36.0, np.array([103.0, 104.0]), np.array([37.0, 36.0]))
    assert km.shape == (2,)
    assert km[0] > km[1]


def test_the_province_has_its_area(a):
    assert geo.area_km2(a.province.geometry.union_all()) == pytest.approx(425_800, rel=0.01)


def test_area_leaves_out_holes_whichever_way_rings_run():
    shell = [(100, 36), (101, 36), (101, 37), (100, 37)]
    hole = [(100.2, 36.2), (100.8, 36.2), (100.8, 36.8), (100.2, 36.8)]
    areas = [
        geo.area_km2(shapely.Polygon(outer, [inner]))
        for outer in (shell, shell[::-1])
        for inner in (hole, hole[::-1])
    ]
    assert areas == pytest.approx([areas[0]] * 4)
    whole = geo.area_km2(shapely.Polygon(shell))
    assert areas[0] == pytest.approx(whole - geo.area_km2(shapely.Polygon(hole)))


@pytest.mark.parametrize("km", [3, 9, 75])
def test_the_circle_keeps_its_radius_on_the_ground(km):
    lon, lat = 98.5, 39.7
    circle = geo.accuracy_circle(lon, lat, km)
    corners = np.array(circle.exterior.coords)
    assert geo.distance_km(lon, lat, corners[:, 0], corners[:, 1]) == pytest.approx(km)
    assert circle.exterior.is_ccw
    assert circle.contains(shapely.Point(lon, lat))


def test_distances_to_shapes_are_geodesic_and_nothing_within():
    lons, lats = np.array([98.0, 103.8, 100.2]), np.array([39.0, 36.06, 36.5])
    line = shapely.LineString([(98.5, 39.7), (101.0, 38.2), (106.5, 33.0)])
    # As many points of the line as there are hundred metres or so.
    dense = shapely.get_coordinates(shapely.segmentize(line, 1e-3)).T
    least = [geo.distance_km(*at, *dense).min() for at in zip(lons, lats, strict=True)]
    assert geo.km_to(lons, lats, line) == pytest.approx(least, rel=1e-3)
    ring = shapely.box(100, 36, 101, 37).difference(shapely.box(100.4, 36.4, 100.6, 36.6))
    inside, hole = geo.km_to([100.2, 100.5], [36.5, 36.5], shapely.GeometryCollection([ring]))
    assert inside == 0
    assert hole == pytest.approx(geo.distance_km(100.5, 36.5, 100.6, 36.5), rel=1e-3)
    points = shapely.MultiPoint([(98, 39), (104, 36)])
    assert geo.km_to(103.8, 36.06, points) == pytest.approx(
        [geo.distance_km(103.8, 36.06, 104, 36)]
    )


def test_neighbours_come_nearest_first_with_their_bearing(a):
    near = atlas.neighbours(a, "lanzhou-hitech", n=41)
    assert len(near) == 41
    assert "lanzhou-hitech" not in set(near["zone"])
    assert near["km"].is_monotonic_increasing
    assert near["bearing"].between(0, 360, inclusive="left").all()
    far = near.set_index("zone").loc["dunhuang"]
    assert far["km"] == pytest.approx(900, abs=60)
    assert 290 < far["bearing"] < 315  # Dunhuang lies west-north-west of Lanzhou


def test_neighbours_are_mutual(a):
    there = atlas.neighbours(a, "wuwei", n=41).set_index("zone").loc["yongchang", "km"]
    back = atlas.neighbours(a, "yongchang", n=41).set_index("zone").loc["wuwei", "km"]
    assert there == pytest.approx(back)


def test_geocentric_points_lie_on_the_ellipsoid():
    """The equator's and the pole's are the semi-axes of WGS 84."""
    points = geo.geocentric([0.0, 90.0, 0.0], [0.0, 0.0, 90.0])
    wanted = [[6378137.0, 0, 0], [0, 6378137.0, 0], [0, 0, 6356752.314245]]
    assert np.abs(points - np.array(wanted)).max() < 1e-6
