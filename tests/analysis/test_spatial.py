import dataclasses
import itertools

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from atlas import geo
from atlas.analysis import spatial

DEGREE_EAST, DEGREE_NORTH = 111.3195, 110.5744  # km at the equator, WGS 84


def placed(a, places, **tables):
    """Return the atlas with these zones only, at these places."""
    zones = a.zones.loc[list(places)].copy()
    lon, lat = np.array([*places.values()], dtype=float).T
    zones = zones.assign(lon=lon, lat=lat, geometry=gpd.points_from_xy(lon, lat, crs=zones.crs))
    return dataclasses.replace(a, zones=zones, **tables)


def one_province(*corners):
    """Return a province that is a box: west, south, east, north."""
    box = shapely.segmentize(shapely.box(*corners), 0.05)
    return gpd.GeoDataFrame({"adcode": ["620000"]}, geometry=[box], crs="EPSG:4326")


def distances(a):
    """Return the geodesic distance between all zones, n × n."""
    lon, lat = a.zones["lon"].to_numpy(), a.zones["lat"].to_numpy()
    return geo.distance_km(lon[:, None], lat[:, None], lon, lat)


# Closest and nearest -----------------------------------------------------------------------------


def test_the_closest_of_many_points_are_those_of_all_pairs():
    rng = np.random.default_rng(7)
    here, there = (
        pd.DataFrame({"lon": rng.uniform(92, 109, n), "lat": rng.uniform(32, 43, n)})
        for n in (300, 200)
    )
    at, km = spatial.closest(here, there, n=5)
    all_km = geo.distance_km(
        here["lon"].to_numpy()[:, None], here["lat"].to_numpy()[:, None], there["lon"], there["lat"]
    )
    assert np.array_equal(at, all_km.argsort(axis=1, kind="stable")[:, :5])
    assert km == pytest.approx(np.sort(all_km, axis=1)[:, :5])


def test_points_as_near_as_each_other_stand_in_their_order():
    here = pd.DataFrame({"lon": [0.0], "lat": [0.0]})
    there = pd.DataFrame({"lon": [1.0, 2.0, -1.0, 1.0], "lat": [0.0] * 4})
    at, km = spatial.closest(here, there, n=3)
    assert at.tolist() == [[0, 2, 3]]
    assert km[0] == pytest.approx([DEGREE_EAST] * 3, abs=1e-3)
    at, km = spatial.closest(here, there, n=9)
    assert at.shape == km.shape == (1, 4)
    assert spatial.closest(here, there.iloc[:0])[0].shape == (1, 0)
    assert spatial.closest(here.iloc[:0], there)[0].shape == (0, 1)


def test_the_nearest_national_zone(a):
    # A degree east is longer than a degree north.
    toy = placed(
        a,
        {"baiyin-hitech": (1, 0), "lanzhou-hitech": (0, 1), "yumen": (0, 0), "gaotai": (0, 0.1)},
    )
    table = spatial.nearest(toy)
    assert list(table.columns) == ["zone", "nearest", "km"]
    assert dict(zip(table["zone"], table["nearest"], strict=True)) == {
        "baiyin-hitech": "lanzhou-hitech",  # never itself
        "lanzhou-hitech": "baiyin-hitech",
        "yumen": "lanzhou-hitech",
        "gaotai": "lanzhou-hitech",
    }
    assert table.set_index("zone").loc["yumen", "km"] == pytest.approx(DEGREE_NORTH, abs=1e-3)
    assert list(spatial.nearest(toy, level="")["nearest"]) == [
        *("yumen", "gaotai", "gaotai", "yumen")
    ]


def test_the_only_national_zone_has_no_other(a):
    toy = placed(a, {"baiyin-hitech": (1, 0), "yumen": (0, 0)})
    table = spatial.nearest(toy)
    assert list(table["nearest"]) == ["", "baiyin-hitech"]
    assert np.isnan(table["km"].iloc[0])
    nobody = spatial.nearest(toy, level="concentrated")
    assert list(nobody["nearest"]) == ["", ""]
    assert nobody["km"].isna().all()


@pytest.mark.parametrize("level", ["national", "provincial", ""])
def test_the_nearest_of_each_zone_among_all_pairs(a, level):
    km = distances(a)
    np.fill_diagonal(km, np.inf)
    if level:
        km[:, (a.zones["level"] != level).to_numpy()] = np.inf
    table = spatial.nearest(a, level=level)
    assert list(table["zone"]) == list(a.zones.index)
    assert list(table["nearest"]) == list(a.zones.index[km.argmin(axis=1)])
    assert table["km"].to_numpy() == pytest.approx(km.min(axis=1))


def test_zones_asked_for_keep_their_order_and_all_zones_are_candidates(a):
    some = a.zones.loc[["dunhuang", "tianshui-etdz"]]
    table = spatial.nearest(a, some)
    assert list(table["zone"]) == ["dunhuang", "tianshui-etdz"]
    assert list(table["nearest"]) == ["jiuquan-etdz", "lanzhou-hitech"]
    assert spatial.nearest(a, some.iloc[:0]).empty


# Catchments --------------------------------------------------------------------------------------


def test_catchments_cover_the_province_without_overlap(a):
    cells = spatial.catchments(a)
    province = a.province.geometry.union_all()
    assert list(cells.columns) == ["zone", "geometry", "km2"]
    assert cells.crs == "EPSG:4326"
    assert list(cells["zone"]) == list(a.zones.index)
    assert cells["km2"].sum() == pytest.approx(geo.area_km2(province), rel=1e-6)
    # The border, too, is straight between its corners in another plane: 0.5 km² in all.
    assert shapely.union_all(cells.geometry).symmetric_difference(province).area < 1e-4
    pairs = itertools.combinations(cells.geometry, 2)
    assert max(one.intersection(other).area for one, other in pairs) < 1e-9
    assert cells.geometry.is_valid.all()
    assert shapely.contains(cells.geometry.to_numpy(), a.zones.geometry.to_numpy()).all()


def test_every_place_lies_in_the_catchment_of_its_nearest_zone(a):
    cells = spatial.catchments(a)
    rng = np.random.default_rng(11)
    west, south, east, north = a.province.total_bounds
    lon, lat = rng.uniform(west, east, 4000), rng.uniform(south, north, 4000)
    inside = np.array([shapely.contains_xy(cell, lon, lat) for cell in cells.geometry]).T
    places = inside.any(axis=1)
    assert places.sum() > 1000
    km = geo.distance_km(
        lon[places, None], lat[places, None], a.zones["lon"].to_numpy(), a.zones["lat"].to_numpy()
    )
    own = km[inside[places]]
    # The plane's scale moves an edge by less than half a per cent of the distance.
    assert (own <= km.min(axis=1) * 1.005).all()
    assert np.mean(own == km.min(axis=1)) > 0.995


def test_two_zones_halve_a_province_at_the_meridian_between_them(a):
    toy = placed(
        a,
        {"yumen": (100.5, 37.5), "gaotai": (101.5, 37.5)},
        province=one_province(100, 37, 102, 38),
    )
    cells = spatial.catchments(toy)
    assert cells["km2"].iloc[0] == pytest.approx(cells["km2"].iloc[1], rel=1e-6)
    assert cells.geometry.iloc[0].bounds == pytest.approx((100, 37, 101, 38), abs=1e-6)


def test_catchments_of_few_zones(a):
    province = geo.area_km2(a.province.geometry.union_all())
    alone = spatial.catchments(a, a.zones.loc[["dunhuang"]])
    assert list(alone["km2"]) == pytest.approx([province])
    assert spatial.catchments(a, a.zones.iloc[:0]).empty
    two = placed(a, {"dunhuang": (95, 40), "yumen": (97, 40), "gaotai": (95, 40)})
    cells = spatial.catchments(two).set_index("zone")
    assert cells.loc["gaotai"].geometry.is_empty  # dunhuang stands at the same place
    assert cells.loc["gaotai", "km2"] == 0
    assert cells["km2"].sum() == pytest.approx(province, rel=1e-6)
    in_line = placed(a, {"dunhuang": (95, 40), "yumen": (97, 40), "gaotai": (99, 40)})
    assert spatial.catchments(in_line)["km2"].sum() == pytest.approx(province, rel=1e-6)


# Rings -------------------------------------------------------------------------------------------


def test_the_ring_of_one_zone_inside_is_a_circle(a):
    toy = placed(a, {"gaotai": (100, 38)}, province=one_province(95, 34, 105, 42))
    table = spatial.rings(toy)
    assert list(table.columns) == ["km", "geometry", "km2", "share"]
    assert table.crs == "EPSG:4326"
    assert list(table["km2"]) == pytest.approx([np.pi * r**2 for r in (50, 100, 150)], rel=1e-3)
    whole = geo.area_km2(toy.province.geometry.iloc[0])
    assert list(table["share"]) == pytest.approx(list(table["km2"] / whole))
    corners = shapely.get_coordinates(table.geometry.iloc[0])
    assert geo.distance_km(100, 38, *corners.T) == pytest.approx(50, rel=0.002)


def test_rings_of_two_zones_add_up_unless_they_overlap(a):
    province = one_province(95, 34, 105, 42)
    places = {"gaotai": (98, 38), "minle": (102, 38)}  # 351 km apart
    apart = spatial.rings(placed(a, places, province=province), km=[50, 150])
    assert list(apart["km2"]) == pytest.approx([2 * np.pi * 50**2, 2 * np.pi * 150**2], rel=1e-3)
    places["minle"] = places["gaotai"]
    together = spatial.rings(placed(a, places, province=province), km=[50])
    assert together["km2"].iloc[0] == pytest.approx(np.pi * 50**2, rel=1e-3)


def test_rings_end_at_the_border(a):
    # A zone on the border of a province that goes on straight for 200 km either way.
    toy = placed(a, {"gaotai": (100, 0)}, province=one_province(100, -3, 106, 3))
    (half,) = spatial.rings(toy, km=[100])["km2"]
    assert half == pytest.approx(np.pi * 100**2 / 2, rel=1e-3)
    outside = placed(a, {"gaotai": (90, 0)}, province=one_province(100, -3, 106, 3))
    assert list(spatial.rings(outside)["share"]) == [0, 0, 0]


def test_rings_grow_with_distance_and_with_zones(a):
    table = spatial.rings(a, km=(25, 50, 100, 150, 2000))
    assert table["share"].is_monotonic_increasing
    assert table["share"].iloc[-1] == pytest.approx(1, abs=1e-9)
    some = spatial.rings(a, a.zones.head(7), km=(25, 50, 100, 150, 2000))
    assert (some["km2"] <= table["km2"]).all()
    assert list(spatial.rings(a, a.zones.iloc[:0])["share"]) == [0, 0, 0]


def test_the_share_within_50_km_by_places_drawn_at_random(a):
    rng = np.random.default_rng(3)
    west, south, east, north = a.province.total_bounds
    # Evenly over the ground: latitudes by their sine.
    lon = rng.uniform(west, east, 20_000)
    lat = np.degrees(np.arcsin(rng.uniform(*np.sin(np.radians([south, north])), 20_000)))
    inside = shapely.contains_xy(a.province.geometry.union_all(), lon, lat)
    km = geo.distance_km(
        lon[inside, None], lat[inside, None], a.zones["lon"].to_numpy(), a.zones["lat"].to_numpy()
    )
    drawn = np.mean(km.min(axis=1) <= 50)
    assert spatial.rings(a, km=[50])["share"].iloc[0] == pytest.approx(drawn, abs=0.02)


# Centre ------------------------------------------------------------------------------------------


def test_the_centre_of_two_zones_on_the_equator(a):
    found = spatial.centre(placed(a, {"yumen": (100, 0), "gaotai": (102, 0)}))
    assert (found.lon, found.lat) == pytest.approx((101, 0))
    assert found.km == pytest.approx(DEGREE_EAST, abs=1e-3)
    assert found.n == 2


def test_the_standard_distance_is_the_root_of_the_mean_square(a):
    # From (101, 0): 1 degree east, 1 west, 1 north, 1 south.
    places = [(100, 0), (102, 0), (101, 1), (101, -1)]
    found = spatial.centre(placed(a, dict(zip(a.zones.index, places, strict=False))))
    assert (found.lon, found.lat) == pytest.approx((101, 0))
    expected = ((DEGREE_EAST**2 + DEGREE_NORTH**2) / 2) ** 0.5
    assert found.km == pytest.approx(expected, abs=1e-3)


def test_the_centre_does_not_depend_on_where_the_map_is_cut(a):
    found = spatial.centre(placed(a, {"yumen": (179, 0), "gaotai": (-179, 0)}))
    assert abs(found.lon) == pytest.approx(180)
    assert found.km == pytest.approx(DEGREE_EAST, abs=1e-3)


def test_the_centre_of_one_zone_none_and_opposite_ones(a):
    one = spatial.centre(a, a.zones.loc[["gaotai"]])
    assert (one.lon, one.lat) == pytest.approx(tuple(a.zones.loc["gaotai", ["lon", "lat"]]))
    assert one.km == pytest.approx(0, abs=1e-6)
    assert spatial.centre(a, a.zones.iloc[:0]) is None
    assert spatial.centre(placed(a, {"yumen": (0, 0), "gaotai": (180, 0)})) is None


def test_the_centre_of_all_zones_is_near_the_mean_of_their_coordinates(a):
    found = spatial.centre(a)
    assert found.n == len(a.zones)
    assert found.lon == pytest.approx(a.zones["lon"].mean(), abs=0.2)
    assert found.lat == pytest.approx(a.zones["lat"].mean(), abs=0.2)


# Counties without a zone near by -----------------------------------------------------------------


def test_a_county_a_degree_east_of_the_only_zone(a):
    counties = gpd.GeoDataFrame(
        {"name_zh": ["东", "里", "北"]},
        index=pd.Index(["620001", "620002", "620003"], name="adcode"),
        geometry=[shapely.box(1, -3, 2, 3), shapely.box(-1, -1, 1, 1), shapely.box(-3, 2, 3, 3)],
        crs="EPSG:4326",
    )
    toy = placed(a, {"gaotai": (0, 0)}, counties=counties)
    table = spatial.uncovered(toy)
    assert list(table.columns) == ["county", "km", "nearest"]
    # The foot of the perpendicular on an edge of 6 degrees, far from its corners.
    assert list(table["county"]) == ["620003", "620001"]
    assert list(table["km"]) == pytest.approx([2 * DEGREE_NORTH, DEGREE_EAST], abs=0.01)
    assert set(table["nearest"]) == {"gaotai"}
    assert list(spatial.uncovered(toy, km=111.4)["county"]) == ["620003"]
    assert list(spatial.uncovered(toy, km=0)["county"]) == ["620003", "620001"]


def test_uncovered_counties_by_the_distance_of_every_bit_of_their_boundary(a):
    lon, lat = a.zones["lon"].to_numpy(), a.zones["lat"].to_numpy()
    table = spatial.uncovered(a, km=20).set_index("county")
    for adcode in ("623025", "621222", "620924", "621023", "620102", "620622"):
        shape = a.counties.geometry[adcode]
        edge = shapely.get_coordinates(shapely.segmentize(shape, 0.002))
        km = geo.distance_km(edge[:, :1], edge[:, 1:], lon, lat).min(axis=0)
        km[shapely.contains_xy(shape, lon, lat)] = 0
        if km.min() > 20:
            assert table.loc[adcode, "km"] == pytest.approx(km.min(), abs=0.01)
            assert table.loc[adcode, "nearest"] == a.zones.index[km.argmin()]
        else:
            assert adcode not in table.index
    assert {"623025", "621222"} <= set(table.index)
    assert "620102" not in table.index


def test_uncovered_counties_come_farthest_first(a):
    table = spatial.uncovered(a)
    assert list(a.counties.loc[table["county"], "name_zh"]) == [
        *("玛曲县", "碌曲县", "文县", "华池县", "阿克塞哈萨克族自治县")
    ]
    assert table["km"].is_monotonic_decreasing
    assert (table["km"] > 50).all()


def test_the_counties_without_a_zone(a):
    inside = a.zones.sjoin(a.counties[["geometry"]], predicate="within")["adcode"]
    table = spatial.uncovered(a, km=0)
    assert set(table["county"]) == set(a.counties.index) - set(inside)


def test_without_zones_every_county_is_uncovered(a):
    table = spatial.uncovered(a, a.zones.iloc[:0])
    assert list(table["county"]) == list(a.counties.index)
    assert table["km"].isna().all()
    assert set(table["nearest"]) == {""}
