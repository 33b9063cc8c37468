import math

import eviltransform
import numpy as np
import prcoords
import pytest
import shapely
from pyproj import CRS, Geod, Transformer
from pyproj.database import query_crs_info

from atlas.exchange.coordinates import SYSTEMS, from_wgs84, of_crs, to_wgs84
from atlas.exchange.coordinates.systems import meridian, said, xy_to_wgs84

GEOD = Geod(ellps="WGS84")
DATUMS = {"cgcs2000": "CGCS2000", "xian80": "Xian 1980", "beijing54": "Beijing 1954"}
GEOGRAPHIC = {
    "wgs84": "WGS 84",
    "cgcs2000": "China Geodetic Coordinate System 2000",
    "xian80": "Xian 1980",
    "beijing54": "Beijing 1954",
}
# Zones of Gansu and their central meridians, as every textbook has them.
MERIDIANS = {
    3: {31: 93, 32: 96, 33: 99, 34: 102, 35: 105, 36: 108},
    6: {16: 93, 17: 99, 18: 105, 19: 111},
}
ZONES = [(band, zone, cm) for band, zones in MERIDIANS.items() for zone, cm in zones.items()]


@pytest.fixture(scope="module")
def names():
    """Give the names of all EPSG codes in PROJ's database."""
    return {info.name: int(info.code) for info in query_crs_info(auth_name="EPSG")}


@pytest.fixture(scope="module")
def grid(a):
    """Give points every quarter of a degree over Gansu's bounds and those of its outline."""
    lon, lat = np.meshgrid(np.arange(92.25, 109, 0.25), np.arange(32.5, 43, 0.25))
    points = np.column_stack([lon.ravel(), lat.ravel()])
    corners = shapely.get_coordinates(a.province.geometry.to_numpy())[::40]
    return shapely.points(np.vstack([points, corners]))


def metres(one, other):
    one, other = shapely.get_coordinates(one), shapely.get_coordinates(other)
    return GEOD.inv(*one.T, *other.T)[2]


@pytest.mark.parametrize("datum", DATUMS)
@pytest.mark.parametrize(("band", "zone", "cm"), ZONES)
def test_projected_systems_have_the_codes_of_their_names_in_proj(names, datum, band, zone, cm):
    title = f"{DATUMS[datum]} / " + ("3-degree " if band == 3 else "") + "Gauss-Kruger"
    numbered, plain = SYSTEMS[f"{datum}-{band}-{zone}"], SYSTEMS[f"{datum}-{band}-{zone}-plain"]
    assert numbered.epsg == names[f"{title} zone {zone}"]
    assert plain.epsg == names[f"{title} CM {cm}E"]
    for system in (numbered, plain):
        assert (system.datum, system.band, system.zone, system.meridian) == (datum, band, zone, cm)
        assert system.is_metric


@pytest.mark.parametrize("key", GEOGRAPHIC)
def test_geographic_systems_have_the_codes_of_their_names_in_proj(key):
    assert CRS.from_epsg(SYSTEMS[key].epsg).name == GEOGRAPHIC[key]
    assert not SYSTEMS[key].is_metric


def test_there_are_the_systems_of_gansu_and_no_more():
    projected = {
        f"{datum}-{band}-{zone}{plain}"
        for datum in DATUMS
        for band, zone, _ in ZONES
        for plain in ("", "-plain")
    }
    assert set(SYSTEMS) == projected | set(GEOGRAPHIC) | {"gcj02", "bd09"}
    approximate = {key for key, system in SYSTEMS.items() if system.approximate}
    assert approximate == {key for key in SYSTEMS if key.startswith(("xian80", "beijing54"))}


def test_the_zones_span_gansu(a):
    west, _, east, _ = a.province.total_bounds
    for band, half in ((3, 1.5), (6, 3.0)):
        centres = [meridian(band, zone) for zone in MERIDIANS[band]]
        assert min(centres) - half <= west
        assert east <= max(centres) + half


def test_every_system_is_named_in_both_languages_and_no_two_alike():
    for lang in ("zh", "en"):
        titles = [system.name(lang) for system in SYSTEMS.values()]
        assert len(set(titles)) == len(titles)
        assert not [title for title in titles if "{" in title or "}" in title]
    assert "35" in SYSTEMS["cgcs2000-3-35"].name("zh")
    assert "105" in SYSTEMS["cgcs2000-3-35-plain"].name("en")


def test_the_known_point_of_lanzhou():
    # shared/facts: 103.83 E 36.06 N in zone 35
    lanzhou = np.array([shapely.Point(103.83, 36.06)], dtype=object)
    numbered = from_wgs84(lanzhou, "cgcs2000-3-35")[0]
    assert (numbered.x, numbered.y) == pytest.approx((35394586.182, 3992833.836), abs=5e-4)
    plain = from_wgs84(lanzhou, "cgcs2000-3-35-plain")[0]
    assert (plain.x, plain.y) == pytest.approx((394586.182, 3992833.836), abs=5e-4)


@pytest.mark.parametrize(("band", "zone", "cm"), ZONES)
def test_projections_are_those_of_proj(band, zone, cm):
    # Not by EPSG code: by the definition of Gauss-Krüger on the ellipsoid of 2000.
    definition = (
        f"+proj=tmerc +lat_0=0 +lon_0={cm} +k=1 +x_0={{}} +y_0=0"
        " +a=6378137 +rf=298.257222101 +units=m +type=crs"
    )
    lonlat = np.array([[cm - 1.2, 35.1], [cm + 0.7, 41.3], [cm, 38.0]])
    points = shapely.points(lonlat)
    for key, false in ((f"{zone}", zone * 1_000_000 + 500_000), (f"{zone}-plain", 500_000)):
        there = from_wgs84(points, f"cgcs2000-{band}-{key}")
        crs = CRS.from_proj4(definition.format(false))
        transformer = Transformer.from_crs(crs.geodetic_crs, crs, always_xy=True)
        expected = np.column_stack(transformer.transform(*lonlat.T))
        assert shapely.get_coordinates(there) == pytest.approx(expected, abs=1e-4)
        assert there[2].x == pytest.approx(false, abs=1e-6)


@pytest.mark.parametrize(("key", "epsg"), [("xian80-3-33", 2357), ("beijing54-6-17-plain", 21457)])
def test_old_datums_keep_their_own_latitude_and_longitude(key, epsg):
    crs = CRS.from_epsg(epsg)
    transformer = Transformer.from_crs(crs.geodetic_crs, crs, always_xy=True)
    lon, lat = 98.51, 39.74
    x, y = transformer.transform(lon, lat)
    assert np.ravel(xy_to_wgs84(np.array([x]), np.array([y]), key)) == pytest.approx(
        (lon, lat), abs=1e-10
    )


@pytest.mark.parametrize("key", ["gcj02", "bd09", "cgcs2000-3-34", "xian80-6-18-plain"])
def test_there_and_back_is_less_than_a_millimetre(grid, key):
    assert metres(to_wgs84(from_wgs84(grid, key), key), grid).max() < 1e-3


def test_the_web_maps_agree_with_two_other_packages(grid):
    lonlat = shapely.get_coordinates(grid)
    for key, others in {
        "gcj02": (eviltransform.wgs2gcj, prcoords.wgs_gcj),
        "bd09": (eviltransform.wgs2bd, prcoords.wgs_bd),
    }.items():
        evil, rectified = (
            shapely.points([tuple(other(lat, lon))[::-1] for lon, lat in lonlat])
            if other.__module__ == "eviltransform"
            else shapely.points([tuple(other((lat, lon)))[::-1] for lon, lat in lonlat])
            for other in others
        )
        ours = from_wgs84(grid, key)
        # eviltransform takes the radius of another ellipsoid: centimetres.
        assert metres(ours, evil).max() < 0.05
        assert metres(ours, rectified).max() < 1e-6


@pytest.mark.parametrize("key", ["gcj02", "bd09"])
def test_the_way_back_from_the_web_maps_is_exact_in_all_of_china(key):
    lon, lat = np.meshgrid(np.arange(74, 135, 0.7), np.arange(4, 53.5, 0.7))
    china = shapely.points(lon.ravel(), lat.ravel())
    assert metres(to_wgs84(from_wgs84(china, key), key), china).max() < 1e-6


def test_nothing_is_shifted_beyond_china():
    beyond = shapely.points([[73.66, 40.0], [135.05, 48.0], [105.0, 3.86], [105.0, 53.55]])
    assert (
        shapely.get_coordinates(from_wgs84(beyond, "gcj02")) == shapely.get_coordinates(beyond)
    ).all()
    assert metres(from_wgs84(beyond, "bd09"), beyond).min() > 100  # Baidu's own shift knows no box
    assert from_wgs84(np.array([], dtype=object), "bd09").size == 0


@pytest.mark.parametrize(
    ("name", "lon", "lat", "off"),
    [  # shared/facts, measured at the city centres
        ("Lanzhou", 103.83, 36.06, 220),
        ("Jiuquan", 98.51, 39.74, 108),
        ("Tianshui", 105.72, 34.58, 389),
        ("Qingyang", 107.64, 35.73, 431),
    ],
)
def test_gcj02_is_off_by_what_is_known(name, lon, lat, off):
    here = shapely.points([[lon, lat]])
    assert metres(here, from_wgs84(here, "gcj02"))[0] == pytest.approx(off, abs=25), name


def test_the_way_back_is_exact_where_the_usual_one_is_not():
    here = shapely.points([[105.72, 34.58]])
    there = from_wgs84(here, "gcj02")
    assert metres(to_wgs84(there, "gcj02"), here)[0] < 1e-6
    lon, lat = shapely.get_coordinates(there)[0]
    once = eviltransform.gcj2wgs(lat, lon)[::-1]  # the shift of the shifted place
    assert metres(shapely.points([once]), here)[0] > 0.01


def test_nothing_stays_nothing_and_every_part_is_moved():
    hole = [(103.82, 36.03), (103.84, 36.03), (103.84, 36.05)]
    shape = shapely.Polygon([(103.8, 36), (103.9, 36), (103.9, 36.1), (103.8, 36.1)], [hole])
    moved = from_wgs84(np.array([None, shape], dtype=object), "cgcs2000-3-35")
    assert moved[0] is None
    assert len(moved[1].interiors) == 1
    expected = abs(GEOD.geometry_area_perimeter(shapely.orient_polygons(shape))[0])
    # 1.2 degrees from the meridian the plane is larger by some 0.02 %
    assert moved[1].area == pytest.approx(expected, rel=5e-4)


@pytest.mark.parametrize("key", [key for key, system in SYSTEMS.items() if system.epsg])
def test_a_system_is_known_by_its_code_and_by_its_prj(key):
    crs = CRS.from_epsg(SYSTEMS[key].epsg)
    assert of_crs(crs) == key
    assert of_crs(CRS.from_wkt(crs.to_wkt("WKT1_ESRI"))) == key
    assert of_crs(CRS.from_wkt(crs.to_wkt("WKT1_GDAL"))) == key


PRJ = (
    'PROJCS["{name}",GEOGCS["{gcs}",DATUM["{datum}",SPHEROID["{ellipsoid}",{axes}]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["{projection}"],'
    'PARAMETER["False_Easting",{east}],PARAMETER["False_Northing",0.0],'
    'PARAMETER["Central_Meridian",{cm}],PARAMETER["Scale_Factor",{k}],'
    'PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)
NEW = {
    "gcs": "GCS_China_Geodetic_Coordinate_System_2000",
    "datum": "D_China_2000",
    "ellipsoid": "CGCS2000",
    "axes": "6378137.0,298.257222101",
}
OLD = {
    "gcs": "GCS_Xian_1980",
    "datum": "D_Xian_1980",
    "ellipsoid": "Xian_1980",
    "axes": "6378140.0,298.257",
}
GAUSS, MERCATOR = "Gauss_Kruger", "Transverse_Mercator"


@pytest.mark.parametrize(
    ("key", "made"),
    [
        ("cgcs2000-3-35", ("CGCS2000_3_Degree_GK_Zone_35", NEW, GAUSS, 35_500_000, 105, 1)),
        ("cgcs2000-3-35-plain", ("CGCS2000_3_Degree_GK_CM_105E", NEW, GAUSS, 500_000, 105, 1)),
        ("cgcs2000-3-33-plain", ("some name", NEW, MERCATOR, 500_000, 99, 1)),
        ("xian80-3-34", ("Xian_1980_3_Degree_GK_Zone_34", OLD, GAUSS, 34_500_000, 102, 1)),
        ("", ("a city's own", NEW, GAUSS, 500_000, 103.75, 1)),
        ("", ("UTM in all but name", NEW, MERCATOR, 500_000, 105, 0.9996)),
        ("", ("another false easting", NEW, GAUSS, 400_000, 105, 1)),
    ],
)
def test_a_system_is_known_by_a_prj_as_others_write_it(key, made):
    name, gcs, projection, east, cm, k = made
    wkt = PRJ.format(name=name, **gcs, projection=projection, east=east, cm=cm, k=k)
    assert of_crs(CRS.from_wkt(wkt)) == key


@pytest.mark.parametrize("code", [32648, 3857, 4528, 2326])
def test_systems_that_are_not_gansus_are_not_known(code):
    assert of_crs(CRS.from_epsg(code)) == ""


@pytest.mark.parametrize(
    ("words", "datum"),
    [
        ("2000国家大地坐标系", "cgcs2000"),
        ("CGCS2000", "cgcs2000"),
        ("1980西安坐标系", "xian80"),
        ("西安80", "xian80"),
        ("1954年北京坐标系", "beijing54"),
        ("北京54", "beijing54"),
        ("WGS84", "wgs84"),
        ("GCJ-02", "gcj02"),
        ("百度坐标系", "bd09"),
        ("独立坐标系", ""),
        ("", ""),
    ],
)
def test_words_name_a_datum(words, datum):
    assert said(words) == datum


def test_a_zone_off_is_what_the_facts_say():
    east, north = np.array([394586.182]), np.array([3992833.836])
    here = xy_to_wgs84(east, north, "cgcs2000-3-35-plain")
    there = xy_to_wgs84(east, north, "cgcs2000-3-34-plain")
    _, _, off = GEOD.inv(here[0], here[1], there[0], there[1])
    assert math.isclose(off[0] / 1000, 272, abs_tol=3)
