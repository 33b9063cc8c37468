# ruff: noqa: RUF001 - full-width digits and primes are what is read here

import contextlib
import re

import eviltransform
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS, Geod, Transformer

from atlas.exchange.coordinates import SYSTEMS, detection
from atlas.exchange.coordinates.candidates import diagnose
from atlas.exchange.coordinates.systems import stated_crs
from atlas.exchange.findings import ERROR, NOTE, QUESTION, WARNING, RefusedError
from atlas.exchange.parsed import Draft
from atlas.exchange.reading import pasted, redline
from atlas.i18n import text

GEOD = Geod(ellps="WGS84")
LANZHOU, JIUQUAN = (103.83, 36.06), (98.51, 39.74)
TIANSHUI, DUNHUANG = (105.72, 34.58), (94.70, 40.10)


def projected(points, epsg):
    """Project longitude and latitude by PROJ alone: easting, northing."""
    crs = CRS.from_epsg(epsg)
    transformer = Transformer.from_crs(crs.geodetic_crs, crs, always_xy=True)
    return [transformer.transform(*point) for point in points]


def layer(shapes, *, kind="shp", crs=None, **stated):
    shapes = [shapely.Point(each) if isinstance(each, tuple) else each for each in shapes]
    geometry = np.empty(len(shapes), dtype=object)
    geometry[:] = shapes
    index = pd.Index(range(1, len(shapes) + 1), name="row")
    table = pd.DataFrame({"a": [None] * len(shapes)}, index=index, dtype=object)
    return Draft("f", kind, table, geometry=geometry, crs=crs and stated_crs(crs), stated=stated)


def columns(roles, rows, first=2):
    index = pd.Index(range(first, first + len(rows)), name="row")
    table = pd.DataFrame(rows, columns=list(roles), index=index, dtype=object)
    return Draft("f.csv", "csv", table, roles=dict(roles))


@pytest.fixture
def place(a):
    def placed(draft, **how):
        found = detection.place(draft, province=a.province, **how)
        assert len(found.geometry) == len(found.area_ha) == len(draft.table)
        return found

    return placed


def codes(placement):
    """Return what was found; every message must be whole in both languages."""
    for each in placement.findings:
        for lang in ("zh", "en"):
            assert not set(each.message(lang)) & set("{}")
    return [(each.code, each.level, each.row) for each in placement.findings]


def off(placement, *points):
    """Return how many metres the placed points are from where they should be, at most."""
    assert all(shape is not None for shape in placement.geometry)
    here = [(shape.x, shape.y) for shape in placement.geometry]
    return max(GEOD.inv(*one, *other)[2] for one, other in zip(here, points, strict=True))


# Degrees ------------------------------------------------------------------------------------------


def test_longitude_and_latitude_are_taken_and_what_gcj02_would_be_is_said(place):
    found = place(layer([LANZHOU, JIUQUAN]))
    assert (found.system, found.swap, found.certain) == ("wgs84", False, True)
    assert off(found, LANZHOU, JIUQUAN) < 1e-6
    assert np.isnan(found.area_ha).all()
    assert codes(found) == [("place.not_gcj02", NOTE, None)]
    assert {"gcj02", "bd09", "xian80", "beijing54"} <= {each.system for each in found.candidates}


def test_swapped_degrees_are_turned_with_a_warning(place):
    found = place(layer([LANZHOU[::-1], JIUQUAN[::-1]]))
    assert (found.system, found.swap) == ("wgs84", True)
    assert off(found, LANZHOU, JIUQUAN) < 1e-6
    assert ("place.swapped", WARNING, None) in codes(found)


def test_axes_as_they_are_if_so_chosen(place):
    found = place(layer([LANZHOU[::-1]]), swap=False)
    assert found.geometry[0] is None
    assert ("place.all_outside", ERROR, None) in codes(found)


def test_a_chosen_gcj02_is_undone(place):
    there = eviltransform.wgs2gcj(*LANZHOU[::-1])[::-1]
    found = place(layer([there]), system="gcj02")
    assert (found.system, found.certain) == ("gcj02", False)
    assert off(found, LANZHOU) < 0.1
    assert GEOD.inv(*there, *LANZHOU)[2] > 200


def test_a_stated_datum_makes_gcj02_certain(place):
    found = place(layer([LANZHOU], datum="gcj02"))
    assert (found.system, found.certain) == ("gcj02", True)
    assert 150 < off(found, LANZHOU) < 300


@pytest.mark.parametrize("kind", ["kml", "geojson"])
def test_formats_that_fix_wgs84_are_not_asked(place, kind):
    found = place(layer([LANZHOU], kind=kind))
    assert (found.system, found.certain) == ("wgs84", True)
    assert found.findings == ()


@pytest.mark.parametrize(("code", "key"), [(4490, "cgcs2000"), (4326, "wgs84")])
def test_wgs84_and_cgcs2000_are_one(place, code, key):
    for found in (
        place(layer([LANZHOU], crs=CRS.from_epsg(code))),
        place(layer([LANZHOU]), system=key),
    ):
        assert found.system in {"wgs84", "cgcs2000"}
        assert off(found, LANZHOU) < 1e-6


# Metres -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("point", "zone"),
    [
        *(((93.5, 40.5), 31), (DUNHUANG, 32), (JIUQUAN, 33)),
        *(((102.6, 37.9), 34), (LANZHOU, 35), ((107.64, 35.73), 36)),
    ],
)
def test_the_number_before_the_easting_tells_the_zone(place, point, zone):
    (metres,) = projected([point], 4488 + zone)
    found = place(layer([metres]))
    assert (found.system, found.swap, found.certain) == (f"cgcs2000-3-{zone}", False, True)
    assert off(found, point) < 1e-3
    assert codes(found) == [("place.datum_taken", NOTE, None)]
    found = place(layer([metres[::-1]]))
    assert (found.system, found.swap) == (f"cgcs2000-3-{zone}", True)
    assert off(found, point) < 1e-3
    assert ("place.swapped", WARNING, None) in codes(found)


@pytest.mark.parametrize(("point", "zone"), [(DUNHUANG, 16), (JIUQUAN, 17), (LANZHOU, 18)])
def test_six_degree_zones_too(place, point, zone):
    found = place(layer(projected([point], 4478 + zone)))
    assert (found.system, found.certain) == (f"cgcs2000-6-{zone}", True)
    assert off(found, point) < 1e-3


def test_without_a_number_the_zone_in_which_it_is_gansu_is_taken(place):
    found = place(layer(projected([LANZHOU], 4544)))
    assert (found.system, found.certain) == ("cgcs2000-3-35-plain", True)
    assert off(found, LANZHOU) < 1e-3


# Zone 32 would put it in Gansu too, 256 km further west.
OPEN = projected([JIUQUAN], 4542)


def test_without_a_number_and_several_zones_possible_it_is_asked(place):
    found = place(layer(OPEN))
    assert (found.system, found.certain) == ("", False)
    assert found.geometry[0] is None
    (asked,) = found.findings
    assert (asked.code, asked.level) == ("place.which_zone", QUESTION)
    zones = re.findall(r"\d+", asked.message("en"))
    # Zone 17 of 6 degrees is zone 33 under another name.
    assert zones == ["32", "33"]
    offered = {each.system for each in found.candidates}
    assert {f"cgcs2000-3-{zone}-plain" for zone in zones} <= offered


def test_the_question_is_answered_by_a_choice(place):
    found = place(layer(OPEN), system="cgcs2000-3-33-plain")
    assert (found.system, found.certain) == ("cgcs2000-3-33-plain", False)
    assert off(found, JIUQUAN) < 1e-3


def test_the_question_is_answered_by_the_zone_a_row_names(place):
    found = place(layer(OPEN), expected={1: (98.6, 39.7)})
    assert (found.system, found.certain) == ("cgcs2000-3-33-plain", True)
    assert off(found, JIUQUAN) < 1e-3
    assert found.candidates[0].reasons[-1][0] == "at_home"


def test_a_header_that_contradicts_the_zone_a_row_names_is_asked_about(place):
    found = place(layer(OPEN, zone=32, band=3, datum="cgcs2000"), expected={1: (98.6, 39.7)})
    assert (found.system, codes(found)) == ("", [("place.zone_doubtful", QUESTION, None)])
    chosen = place(
        layer(OPEN, zone=32, band=3, datum="cgcs2000"),
        expected={1: (98.6, 39.7)},
        system="cgcs2000-3-33-plain",
    )
    assert off(chosen, JIUQUAN) < 1e-3


def test_a_zone_of_elsewhere_is_outside_gansu(place):
    found = place(layer([(38_500_000.0, 3_990_000.0)]))
    assert codes(found) == [("place.zone_elsewhere", ERROR, None)]


@pytest.mark.parametrize("epsg", [4326, 4523, 4544])
def test_a_row_whose_axes_alone_are_swapped_is_turned(place, epsg):
    points = [LANZHOU, (103.7, 36.1), (103.9, 36.0)]
    there = projected(points, epsg) if epsg != 4326 else points
    found = place(layer([there[0], there[1][::-1], there[2]]))
    assert ("place.row_swapped", WARNING, 2) in codes(found)
    assert off(found, *points) < 1e-3


@pytest.mark.parametrize("epsg", [4326, 4523, 4544])
@pytest.mark.parametrize("odd", [0, 1])
def test_of_two_rows_one_may_be_turned(place, epsg, odd):
    points = [LANZHOU, (103.7, 36.1)]
    there = projected(points, epsg) if epsg != 4326 else list(points)
    there[odd] = there[odd][::-1]
    found = place(layer(there))
    assert [each.row for each in found.findings if each.code == "place.row_swapped"] == [odd + 1]
    assert off(found, *points) < 1e-3


def test_the_question_is_answered_by_the_header(place):
    found = place(layer(OPEN, zone=33, band=3, datum="cgcs2000"))
    assert (found.system, found.certain) == ("cgcs2000-3-33-plain", True)
    assert found.findings == ()


def test_the_question_is_answered_by_the_prj(place):
    found = place(layer(OPEN, crs=CRS.from_epsg(4542)))
    assert (found.system, found.certain) == ("cgcs2000-3-33-plain", True)
    assert found.findings == ()


@pytest.mark.parametrize("epsg", [4523, 4544])
def test_a_zone_in_the_header_that_contradicts_the_coordinates_is_not_trusted(place, epsg):
    found = place(layer(projected([LANZHOU], epsg), zone=33, band=3, datum="cgcs2000"))
    assert found.system.removesuffix("-plain") == "cgcs2000-3-35"
    assert off(found, LANZHOU) < 1e-3
    (warned,) = found.findings
    assert (warned.code, warned.level) == ("place.zone_differs", WARNING)
    assert re.findall(r"\d+", warned.message("zh")) == ["33", "35"]


def test_a_band_in_the_header_that_contradicts_the_coordinates_is_not_trusted(place):
    found = place(layer(projected([LANZHOU], 4523), band=6, datum="cgcs2000"))
    assert found.system == "cgcs2000-3-35"
    assert codes(found) == [("place.band_differs", WARNING, None)]


def test_a_prj_that_contradicts_the_coordinates_is_not_trusted(place):
    found = place(layer(projected([LANZHOU], 4523), crs=CRS.from_epsg(4522)))
    assert found.system == "cgcs2000-3-35"
    assert off(found, LANZHOU) < 1e-3
    assert ("place.system_differs", WARNING, None) in codes(found)
    found = place(layer(projected([LANZHOU], 4523), crs=CRS.from_epsg(4326)))
    assert off(found, LANZHOU) < 1e-3
    assert ("place.system_differs", WARNING, None) in codes(found)


@pytest.mark.parametrize(("code", "words"), [(32648, "UTM"), (3857, "Mercator"), (4528, "zone 40")])
def test_a_system_that_is_not_offered_is_not_guessed_at(place, code, words):
    # UTM read as Gauss-Krüger would be 1.6 km off, within Gansu and unnoticed.
    found = place(layer(projected([LANZHOU], code), crs=CRS.from_epsg(code)))
    assert found.system == ""
    assert found.geometry[0] is None
    assert codes(found) == [("place.unknown_crs", ERROR, None)]
    assert words in found.findings[0].message("en")


def test_a_wrong_declaration_can_be_overruled(place):
    draft = layer(projected([LANZHOU], 4544), crs=CRS.from_epsg(32648))
    assert off(place(draft, system="cgcs2000-3-35-plain"), LANZHOU) < 1e-3


@pytest.mark.parametrize(("datum", "epsg"), [("xian80", 2359), ("beijing54", 2411)])
def test_old_datums_are_always_approximate(place, datum, epsg):
    metres = projected([LANZHOU], epsg)
    for draft, how in (
        (layer(metres, datum=datum, zone=35, band=3), {}),
        (layer(metres, crs=CRS.from_epsg(epsg)), {}),
        (layer(metres), {"system": f"{datum}-3-35"}),
    ):
        found = place(draft, **how)
        assert found.system == f"{datum}-3-35"
        assert off(found, LANZHOU) < 1e-3  # latitude and longitude of their own
        assert codes(found) == [("place.approximate", WARNING, None)]
        marked = {each.system: each.approximate for each in found.candidates}
        assert marked[found.system]
        assert not marked["cgcs2000-3-35"]


# Outside ------------------------------------------------------------------------------------------


def test_all_outside_is_refused_and_said_where(place):
    found = place(layer([(116.4, 39.9), (116.5, 39.8)]))
    assert found.system == ""
    assert [shape for shape in found.geometry if shape] == []
    (refused,) = [each for each in found.findings if each.level == ERROR]
    assert refused.code == "place.all_outside"
    for lang in ("zh", "en"):
        assert "116.4" in refused.message(lang)
        assert "39.8" in refused.message(lang)


def test_a_single_row_outside_is_an_error_with_its_row(place):
    found = place(layer([LANZHOU, (116.4, 39.9), JIUQUAN]))
    assert [shape is None for shape in found.geometry] == [False, True, False]
    assert ("place.outside", ERROR, 2) in codes(found)


@pytest.mark.parametrize("point", [(12.0, 15.0), (500.0, 600.0), (-5e8, 5e8), (0.0, 0.0)])
def test_numbers_that_are_no_place_of_ours_are_refused(place, point):
    found = place(layer([point]))
    assert found.system == ""
    assert found.geometry[0] is None
    (refused,) = [each for each in found.findings if each.level == ERROR]
    assert refused.code in {"place.all_outside", "place.no_system"}


def test_without_coordinates_nothing_is_said(place):
    found = place(layer([None, None]))
    assert (found.system, found.candidates, found.findings) == ("", (), ())


# Columns ------------------------------------------------------------------------------------------

LONLAT = {"经度": "lon", "纬度": "lat"}
SURVEY = {"X坐标": "x", "Y坐标": "y"}


@pytest.mark.parametrize(
    "cells",
    [
        (103.83, 36.06),
        ("103.83", "36.06"),
        ("１０３．８３", "３６．０６"),
        ("103°49′48″", "36°03′36″"),
        ("103度49分48秒", "36度3分36秒"),
        ("东经103°49′48″", "北纬36°03′36″"),
        ("103-49-48", "36-03-36"),
        ("103.83E", "36.06N"),
        ("36.06N", "103.83E"),  # in each other's column, but marked
    ],
)
def test_columns_of_longitude_and_latitude(place, cells):
    found = place(columns(LONLAT, [cells]))
    assert off(found, LANZHOU) < 1e-4
    assert not found.swap


@pytest.mark.parametrize(
    "cell", ["103.83,36.06", "103.83，36.06", "103.83E 36.06N", "（103.83 36.06）"]
)
def test_a_column_of_both(place, cell):
    assert off(place(columns({"坐标": "point"}, [(cell,)])), LANZHOU) < 1e-6


def test_x_is_north_as_surveyors_have_it_and_either_order_is_right(place):
    ((east, north),) = projected([LANZHOU], 4523)
    found = place(columns(SURVEY, [(north, east)]))
    assert off(found, LANZHOU) < 1e-3
    assert not found.swap
    found = place(columns(SURVEY, [(east, f"{north:,.3f}")]))
    assert off(found, LANZHOU) < 1e-2
    assert found.swap


def test_what_is_wrong_in_a_cell_is_said_with_row_and_column(place):
    rows = [LANZHOU, ("103.8x", 36.06), (103.83, None), (None, " "), ("103°75′", 36)]
    found = place(columns(LONLAT, rows))
    errors = [each for each in found.findings if each.level == ERROR]
    assert [(each.code, each.row, each.column, each.value) for each in errors] == [
        ("place.no_number", 3, "经度", "103.8x"),
        ("place.missing", 4, "纬度", ""),
        ("place.no_number", 6, "经度", "103°75′"),
    ]
    assert [shape is None for shape in found.geometry] == [False, True, True, True, True]


def test_half_a_pair_of_columns_and_half_a_pair_in_a_cell(place):
    found = place(columns({"经度": "lon"}, [(103.83,)]))
    assert [(each.code, each.level, each.column) for each in found.findings] == [
        ("place.half", WARNING, "经度")
    ]
    found = place(columns({"坐标": "point"}, [("103.83",), ("1,2,3",)]))
    assert codes(found) == [("place.no_pair", ERROR, 2), ("place.no_pair", ERROR, 3)]


# Shapes -------------------------------------------------------------------------------------------


def block(lon, lat, side=0.01, hole=None):
    holes = [] if hole is None else [shapely.box(*hole).exterior]
    return shapely.Polygon(shapely.box(lon, lat, lon + side, lat + side).exterior, holes)


def hectares(shape):
    return abs(GEOD.geometry_area_perimeter(shapely.orient_polygons(shape))[0]) / 1e4


def test_areas_are_those_of_the_ellipsoid(place):
    shape = block(*LANZHOU, hole=(103.832, 36.062, 103.834, 36.065))
    both = shapely.MultiPolygon([shape, block(104, 36)])
    found = place(layer([shape, both]))
    assert found.area_ha == pytest.approx([hectares(shape), hectares(both)], rel=1e-9)
    assert hectares(shape) == pytest.approx(100 - 6, rel=0.02)


def test_a_stated_area_is_held_against_ellipsoid_and_plane(place):
    (metres,) = projected([LANZHOU], 4523)
    square = shapely.box(*metres, metres[0] + 1000, metres[1] + 1000)
    for stated, differs in ((100.0, False), (100.4, False), (101.0, True), (10.0, True)):
        found = place(layer([square], area_ha=[stated], datum="cgcs2000"))
        assert found.area_ha[0] == pytest.approx(100, rel=5e-4)
        expected = [("place.area_differs", WARNING, 1)] if differs else []
        assert codes(found) == expected, stated
    for lang in ("zh", "en"):
        said = found.findings[0].message(lang)
        assert "10.0000" in said
        assert "100.0000" in said  # in the plane
    assert codes(place(layer([square], area_ha=[None], datum="cgcs2000"))) == []


def test_an_area_without_unit_is_held_against_every_unit(place):
    (metres,) = projected([LANZHOU], 4523)
    square = shapely.box(*metres, metres[0] + 1000, metres[1] + 1000)
    for stated, differs in (
        (100.0, False),
        (1500.0, False),
        (1e6, False),
        (1.0, False),
        (77.0, True),
        (None, False),
    ):
        found = place(layer([square], area=[stated], datum="cgcs2000"))
        assert codes(found) == ([("place.area_unit", WARNING, 1)] if differs else []), stated


def test_a_rounded_area_may_be_off_by_half_of_its_last_digit(place):
    (metres,) = projected([LANZHOU], 4523)
    square = shapely.box(*metres, metres[0] + 1000, metres[1] + 1400)  # 1.4 km² said as 1 km²
    for room, differs in ((50.0, False), (0.5, True)):
        draft = layer([square], area_ha=[100.0], area_room_ha=[room], datum="cgcs2000")
        assert bool(codes(place(draft))) is differs


def test_a_small_area_may_differ_by_a_hundredth_of_a_hectare(place):
    ((x, y),) = projected([LANZHOU], 4523)
    small = shapely.box(x, y, x + 50, y + 40)  # 0.2 ha
    assert codes(place(layer([small], area_ha=[0.209], datum="cgcs2000"))) == []
    assert len(codes(place(layer([small], area_ha=[0.211], datum="cgcs2000")))) == 1


def test_shapes_that_are_neither_point_nor_area_and_broken_ones(place):
    x, y = LANZHOU
    bow = shapely.Polygon([(x, y), (x + 0.01, y + 0.01), (x + 0.01, y), (x, y + 0.02)])
    line = shapely.LineString([LANZHOU, (104, 36)])
    found = place(layer([block(x, y), line, bow, shapely.Point(), None], kind="geojson"))
    assert [shape is None for shape in found.geometry] == [False, True, True, True, True]
    assert codes(found) == [("place.no_area", ERROR, 2), ("ring.invalid", ERROR, 3)]


def test_heights_and_single_parts_are_made_plain(place):
    point = shapely.MultiPoint([shapely.Point(*LANZHOU, 1520)])
    found = place(layer([point], kind="kml"))
    assert found.geometry[0].geom_type == "Point"
    assert not found.geometry[0].has_z


def test_a_red_line_file_from_text_to_place(place):
    corners = shapely.get_coordinates(block(*LANZHOU))
    metres = projected(corners, 4523)
    lines = [f"J{n % 4 + 1},1,{y:.3f},{x:.3f}" for n, (x, y) in enumerate(metres)]
    area = hectares(block(*LANZHOU))
    text = "[属性描述]\n坐标系=2000国家大地坐标系\n几度分带=3\n带号=35\n[地块坐标]\n"
    text += f"5,{area:.4f},1,甲,面,,,,@\n" + "\n".join(lines)
    found = place(redline.read("a", text))
    assert (found.system, found.certain, found.findings) == ("cgcs2000-3-35", True, ())
    assert shapely.hausdorff_distance(found.geometry[0], block(*LANZHOU)) < 1e-8
    assert found.area_ha[0] == pytest.approx(area, rel=1e-5)


def test_diagnose_is_what_place_shows(a):
    draft = layer(projected([LANZHOU], 4523))
    candidates = diagnose(draft, province=a.province)
    assert candidates == detection.place(draft, province=a.province).candidates
    assert candidates[0].centre == pytest.approx(LANZHOU, abs=1e-6)
    assert sum(each.score for each in candidates) <= 1 + 1e-9
    for candidate in candidates:
        assert candidate.system in SYSTEMS
        for key, values in candidate.reasons:
            for lang in ("zh", "en"):
                assert "{" not in text(f"place.reason.{key}", lang, **values)


# Messages -----------------------------------------------------------------------------------------


def test_every_message_is_whole_in_both_languages(place):
    x, y = LANZHOU
    bow = shapely.Polygon([(x, y), (x + 0.01, y + 0.01), (x + 0.01, y), (x, y + 0.02)])
    findings = []
    for draft in (
        layer([LANZHOU[::-1]]),
        layer(OPEN),
        layer(projected([LANZHOU], 4523), zone=33, band=6),
        layer(projected([LANZHOU], 4523), crs=CRS.from_epsg(4522)),
        layer(projected([LANZHOU], 32648), crs=CRS.from_epsg(32648)),
        layer(projected([LANZHOU], 2359), datum="xian80"),
        layer([(116.4, 39.9)]),
        layer([(500.0, 600.0)]),
        layer([block(x, y), bow, shapely.LineString([LANZHOU, (104, 36)]), (116.4, 39.9)]),
        layer([block(x, y)], area_ha=[7.0]),
        columns(LONLAT, [LANZHOU, ("{x}", 36), (103, None)]),
        columns({"{经度}": "lon"}, [(103.83,)]),
        columns({"坐标": "point"}, [("103.83",)]),
    ):
        findings += place(draft).findings
    assert len({each.code for each in findings}) >= 15
    for finding in findings:
        for lang in ("zh", "en"):
            said = finding.message(lang)
            assert said
            for kept in ("{x}", "{经度}"):
                said = said.replace(kept, "")
            assert "{" not in said
            assert "}" not in said


NUMBERS = st.one_of(
    st.floats(allow_nan=False, width=64).filter(lambda value: abs(value) < 1e9),
    st.floats(92, 109),
    st.floats(32, 43),
    st.floats(31e6, 37e6),
    st.floats(3.5e6, 4.8e6),
)


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=6))
def test_any_coordinates_are_placed_or_refused(points):
    province = gpd.GeoDataFrame(geometry=[shapely.box(92.3, 32.6, 108.7, 42.8)], crs=4326)
    written = "\n".join(f"J{n} {x!r} {y!r}" for n, (x, y) in enumerate(points))
    drafts = [layer(points)]
    with contextlib.suppress(RefusedError):
        drafts.append(pasted.read(written))
    for draft in drafts:
        found = detection.place(draft, province=province)
        for shape in found.geometry:
            assert shape is None or (shape.is_valid and shapely.box(92, 32, 109, 43).covers(shape))
