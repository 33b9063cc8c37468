"""Red lines as surveyors write them: topology, systems, units, corners in every form, drawings."""

import io
import random

import numpy as np
import pandas as pd
import pytest
import shapely

from atlas.exchange.coordinates import systems
from atlas.exchange.findings import ERROR, NOTE, QUESTION, WARNING, RefusedError
from atlas.exchange.reading import pasted
from tests.exchange.kept import (
    HECTARES,
    HITECH,
    NAMES,
    at_home,
    case,
    codes,
    proposed,
    read,
    refused,
)

# North and east of the corners of the first, in zone 35 of 3 degrees; the second is beside it.
CORNERS = [
    *[(3992205.451, 35400886.969), (3993869.948, 35400905.783)],
    *[(3993900.919, 35398203.106), (3992236.416, 35398183.779)],
]
BESIDE = [(north, east - 20_000) for north, east in CORNERS]
HEADER = "[属性描述]\n坐标系=2000国家大地坐标系\n几度分带=3\n带号=35\n[地块坐标]\n"

pytestmark = pytest.mark.usefixtures("forked")


def square(north, east, side):
    return [(north, east), (north, east + side), (north + side, east + side), (north + side, east)]


def redline(*rings, area="", header=HEADER, name=NAMES[0]):
    """Return a plot whose rings are closed, on a millimetre grid."""
    lines = [f"{sum(map(len, rings)) + len(rings)},{area},1,{name},面,,,,@"]
    for n, ring in enumerate(rings, start=1):
        lines += [
            f"J{m},{n},{3993000 + north:.3f},{35399000 + east:.3f}"
            for m, (north, east) in enumerate([*ring, ring[0]], start=1)
        ]
    return (header + "\n".join(lines)).encode()


def csv(*lines):
    return "\n".join(lines).encode()


# Topology -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "hectares"),
    [
        ("redline_two_parts_touch_at_a_corner.txt", 2.0),
        ("redline_hole_touches_the_outer_ring.txt", 0.96),
    ],
)
def test_rings_may_touch(name, hectares):
    draft = read(name)
    assert draft.geometry[0].area / 1e4 == pytest.approx(hectares, abs=1e-9)
    assert draft.geometry[0].is_valid
    assert codes(draft.findings, ERROR) == []
    assert codes(proposed(draft).findings, ERROR, QUESTION) == []


def test_a_sample_of_the_ministry_has_the_areas_that_it_states():
    draft = read("redline_real_sample_touching_parts_and_islands_gbk.txt")
    assert codes(draft.findings, ERROR) == []
    stated = [109.43, 14969.76, 459.73, 989.25, 165.20]
    assert [shape.area for shape in draft.geometry] == pytest.approx(stated, rel=1e-4)
    assert draft.table["地块面积（公顷）"].tolist() == pytest.approx([m2 / 1e4 for m2 in stated])


@pytest.mark.parametrize(
    ("rings", "m2"),
    [
        # a hole, an island within, a pond on that: to any depth, in any order
        ([square(0, 0, 100), square(10, 10, 80), square(20, 20, 60), square(30, 30, 40)], 5600),
        ([square(30, 30, 40), square(20, 20, 60), square(10, 10, 80), square(0, 0, 100)], 5600),
        # two parts along a side, and one in a corner of a hole
        ([square(0, 0, 100), square(0, 100, 100)], 20_000),
        ([square(0, 0, 100), square(20, 20, 60), square(20, 20, 20)], 6800),
        # two holes that touch, a hole along the outer side
        ([square(0, 0, 100), square(20, 20, 20), square(40, 40, 20)], 9200),
        ([square(0, 0, 100), square(0, 20, 40)], 8400),
        # a ring that comes to its own corner again, outside and inside
        ([[(0, 0), (0, 100), (100, 50), (200, 100), (200, 0), (100, 50)]], 10_000),
        ([[(0, 50), (0, 0), (100, 0), (100, 100), (0, 100), (0, 50), (20, 60), (20, 40)]], 9800),
        # the same ring twice counts once
        ([square(0, 0, 100), square(0, 0, 100)], 10_000),
    ],
)
def test_nesting_to_any_depth_and_touching_in_any_way(rings, m2):
    draft = read("a.txt", redline(*rings))
    assert codes(draft.findings, ERROR) == []
    assert draft.geometry[0].is_valid
    assert draft.geometry[0].area == pytest.approx(m2)


def test_a_corner_that_only_rounding_puts_across_a_side_touches_it():
    slanting = [(0, 0), (33.333, 100), (100, 100), (100, 0)]
    on_it = (11.111, 33.333)
    draft = read("a.txt", redline(slanting, [on_it, (40, 30), (40, 50)]))
    assert codes(draft.findings, ERROR) == []
    hole = shapely.Polygon([on_it, (40, 30), (40, 50)]).area
    whole = shapely.Polygon(slanting).area
    assert draft.geometry[0].area == pytest.approx(whole - hole, abs=0.2)


@pytest.mark.parametrize(
    ("rings", "code"),
    [
        ([square(0, 0, 100), square(50, 50, 100)], "ring.hole_crosses"),
        ([square(0, 0, 100), square(20, 20, 40), square(40, 40, 40)], "ring.hole_crosses"),
        ([[(0, 0), (100, 100), (0, 100), (100, 0)]], "ring.crosses"),
        ([[(0, 0), (50, 50), (100, 100), (0, 100), (50, 50), (100, 0)]], "ring.crosses"),
    ],
)
def test_rings_may_not_cross(rings, code):
    # Without numbers that count on, no other order of the corners is tried.
    said = redline(*rings).decode().replace("\nJ", "\nJ0")
    draft = read("a.txt", said.encode())
    assert code in codes(draft.findings, ERROR)
    assert draft.geometry[0] is None


# Systems ------------------------------------------------------------------------------------------


def test_a_header_that_says_80_is_xian_80():
    proposal = proposed(read("redline_header_80_is_xian80.txt"))
    assert proposal.placement.system == "xian80-3-35"
    assert proposal.placement.area_ha[0] == pytest.approx(HECTARES[HITECH], rel=1e-4)
    assert codes(proposal.findings, QUESTION, ERROR) == []


@pytest.mark.parametrize(
    ("words", "datum"),
    [
        *(
            (words, "cgcs2000")
            for words in (
                *("2000国家大地坐标系", "CGCS2000", "国家大地坐标系2000", "2000坐标系", "国家2000"),
                *("２０００国家大地坐标系", "大地2000", "China Geodetic Coordinate System 2000"),
                *("CGCS2000_3_Degree_GK_Zone_35", "EPSG:4523", "GCS_China_2000", "cgcs 2000"),
            )
        ),
        *(
            (words, "xian80")
            for words in (
                *(
                    "80国家大地坐标系",
                    "1980西安坐标系",
                    "西安80",
                    "1980年西安坐标系",
                    "80西安坐标系",
                ),
                *("Xi'an 1980", "Xian_1980_3_Degree_GK_CM_105E", "西安-80", "IAG-75", "80坐标系"),
            )
        ),
        *(
            (words, "beijing54")
            for words in (
                *(
                    "1954北京坐标系",
                    "北京54",
                    "54北京坐标系",
                    "1954年北京坐标系",
                    "BJ-54",
                    "北京 54",
                ),
                *("Beijing_1954_3_Degree_GK_Zone_35", "54坐标系", "Krasovsky"),
            )
        ),
        *(
            (words, "wgs84")
            for words in (
                "WGS-84",
                "WGS1984",
                "GCS_WGS_1984",
                "84坐标系",
                "World Geodetic System 1984",
            )
        ),
        *((words, "") for words in ("兰州独立坐标系", "西安城市坐标系", "北京地方坐标系", "")),
    ],
)
def test_every_spelling_of_the_systems(words, datum):
    assert systems.said(words) == datum


@pytest.mark.parametrize(
    "lines",
    [
        ["坐标系=CGCS2000_3_Degree_GK_CM_105E"],
        ["坐标系=2000国家大地坐标系", "几度分带=3", "中央子午线=105"],
        ["坐标系=国家2000", "分带=3度", "中央经线=105°"],
        ["坐标系=EPSG:4544"],
    ],
)
def test_a_zone_is_stated_by_its_meridian_too(lines):
    header = "\n".join(["[属性描述]", *lines, "[地块坐标]", ""])
    assert read("a.txt", redline(square(0, 0, 9), header=header)).stated["zone"] == 35
    for lon in (96, 105):
        assert systems.zone_of(float(lon), 3) == lon // 3


# Areas --------------------------------------------------------------------------------------------


def test_an_area_in_square_metres_is_recognised_and_stored_in_hectares():
    draft = read("redline_area_in_square_metres_gbk.txt")
    assert draft.table["地块面积（公顷）"].tolist() == [pytest.approx(449.962301)]
    (said,) = [each for each in draft.findings if each.code == "redline.area_unit"]
    assert "平方米" in said.message("zh")
    assert "square metres" in said.message("en")
    proposal = proposed(draft)
    at_home(proposal, HITECH)
    assert "place.area_differs" not in codes(proposal.findings)


@pytest.mark.parametrize(
    ("area", "header", "hectares", "said"),
    [
        ("1.0000", "", 1.0, []),
        ("10000", "", 1.0, ["redline.area_unit"]),
        ("10000.00平方米", "", 1.0, []),
        ("15", "", 1.0, ["redline.area_unit"]),
        ("15亩", "", 1.0, []),
        ("0.01", "", 0.01, []),  # as square kilometres: taken at its word only if it fits
        ("10000", "面积单位=平方米\n", 1.0, []),
        ("1公顷", "", 1.0, []),
        ("7.5", "", 7.5, []),
    ],
)
def test_areas_by_their_units(area, header, hectares, said):
    header = HEADER.replace("[地块坐标]", f"{header}[地块坐标]")
    draft = read("a.txt", redline(square(0, 0, 100), area=area, header=header))
    if area == "0.01":
        hectares, said = 1.0, ["redline.area_unit"]
    assert draft.table["地块面积（公顷）"].tolist() == [pytest.approx(hectares)]
    assert [code for code in codes(draft.findings) if code == "redline.area_unit"] == said
    differs = "place.area_differs" in codes(proposed(draft).findings, WARNING)
    assert differs == (area == "7.5")


# Corners in tables and texts ----------------------------------------------------------------------


def corners(points, form="J{n},{x},{y}"):
    return [form.format(n=n, x=x, y=y) for n, (x, y) in enumerate(points, start=1)]


def test_a_table_of_corners_is_one_outline_whose_zone_is_asked_once():
    draft = read("table_of_corners.csv")
    proposal = proposed(draft)
    assert len(draft.table) == 1
    assert codes(proposal.findings, QUESTION, ERROR) == ["match.place_unnamed"]
    settled = proposed(draft, zones={int(draft.table.index[0]): HITECH})
    at_home(settled, HITECH)
    assert settled.can_apply


TABLES = {
    "a column of names": ["开发区名称,点号,X坐标,Y坐标"]
    + [f"{NAMES[0]},{line}" for line in corners(CORNERS)]
    + [f"{NAMES[1]},{line}" for line in corners(BESIDE)],
    "names of the first rows": ["开发区名称,点号,X坐标,Y坐标"]
    + [f"{'' if n else NAMES[0]},{line}" for n, line in enumerate(corners(CORNERS))]
    + [f"{'' if n else NAMES[1]},{line}" for n, line in enumerate(corners(BESIDE))],
    "rows of headings": [
        "点号,X坐标,Y坐标",
        f"{NAMES[0]}界址点坐标,,",
        *corners(CORNERS, "{n},{x},{y}"),
        f"{NAMES[1]},,",
        *corners(BESIDE, "{n},{x},{y}"),
    ],
}


@pytest.mark.parametrize("case_", TABLES)
def test_names_of_corners_stand_in_a_column_or_a_row(case_):
    draft = read("a.csv", csv(*TABLES[case_]))
    assert draft.table[draft.head("name")].tolist() == NAMES
    assert [shape.area for shape in draft.geometry] == [pytest.approx(4499623, rel=1e-6)] * 2
    assert codes(draft.findings, ERROR, QUESTION, WARNING) == []


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (
            [f"{NAMES[0]}界址点成果表,,,", "点号,X坐标（m）,Y坐标（m）,边长", *corners(CORNERS)],
            NAMES[0],
        ),
        (["界址点号,纵坐标,横坐标", *corners(CORNERS)], None),
        (["拐点编号,X,Y,备注", *corners(CORNERS, "{n},{x},{y},角")], None),
        (["序号,北坐标,东坐标", *corners(CORNERS, "{n},{x},{y}")], None),
        (corners(CORNERS), None),
        (corners(CORNERS, "{n},{x},{y}"), None),
        (["X坐标,Y坐标", *corners([*CORNERS, CORNERS[0]], "{x},{y}")], None),
        (
            ["点号,X坐标,Y坐标,边长"]
            + [line for each in corners(CORNERS, "J{n},{x},{y},") for line in (each, ",,,1664.6")],
            None,
        ),
        (
            ["点号,X坐标,Y坐标,点号,X坐标,Y坐标"]
            + [
                ",".join(pair)
                for pair in zip(corners(CORNERS)[:2], corners(CORNERS)[2:], strict=True)
            ],
            None,
        ),
    ],
)
def test_tables_of_corners_in_many_forms(lines, name):
    draft = read("a.csv", csv(*lines))
    assert len(draft.table) == 1
    assert draft.geometry[0].area == pytest.approx(4499623, rel=1e-6)
    assert draft.table[draft.head("name")].tolist() == [name]
    assert codes(draft.findings, ERROR, QUESTION) == []
    workbook = io.BytesIO()
    width = max(line.count(",") for line in lines)
    rows = [
        [c or None for c in (line + "," * (width - line.count(","))).split(",")] for line in lines
    ]
    pd.DataFrame(rows).to_excel(workbook, header=False, index=False)
    draft = read("a.xlsx", workbook.getvalue())
    assert [round(shape.area) for shape in draft.geometry] == [4499623]


def test_rings_and_plots_stand_in_columns():
    hole = square(3992800, 35399000, 100)
    lines = corners(CORNERS, "{n},1,{x},{y}") + corners(hole, "{n},2,{x},{y}")
    draft = read("a.csv", csv("点号,圈号,X,Y", *lines))
    assert draft.geometry[0].area == pytest.approx(4499623 - 10_000, rel=1e-6)
    lines = corners(CORNERS, "一,{n},{x},{y}") + corners(BESIDE, "二,{n},{x},{y}")
    draft = read("a.csv", csv("地块编号,点号,X,Y", *lines))
    assert draft.table["地块编号"].tolist() == ["一", "二"]


@pytest.mark.parametrize(
    "lines",
    [
        ["序号,开发区名称,经度,纬度", f"1,{NAMES[0]},103.885,36.062", f"2,{NAMES[1]},103.72,36.1"],
        ["序号,经度,纬度", "1,103.885,36.062", "2,103.72,36.1", "3,104.15,36.54"],
        ["编号,名称,经度,纬度", "1,甲园,103.8,36.0", "2,乙园,103.9,36.1", "3,丙园,104.1,36.2"],
        ["开发区名称,经度,纬度", "某园1,103.8,36.0", "某园2,103.9,36.1", "某园3,104.1,36.2"],
        [  # counted places all over, through which no ring goes around
            *("名称,经度,纬度", "点1,103.8,36.0", "点2,104.1,36.2"),
            *("点3,103.8,36.2", "点4,104.1,36.0"),
        ],
    ],
)
def test_a_list_of_zones_is_none_of_corners(lines):
    draft = read("a.csv", csv(*lines))
    assert draft.geometry is None
    assert len(draft.table) == len(lines) - 1


def test_a_cell_that_is_no_coordinate_is_said_of_corners_too():
    lines = corners(CORNERS)
    draft = read("a.csv", csv("点号,X坐标,Y坐标", *lines[:2], "J9,缺,35398203.1", *lines[2:]))
    (found,) = [each for each in draft.findings if each.level == ERROR]
    assert (found.code, found.row, found.column) == ("place.no_number", 4, "X坐标")


def test_cass_is_number_code_east_north_height():
    proposal = proposed(read("cass_dat_open.dat"))
    (shape,) = proposal.placement.geometry
    assert shape.centroid.coords[0] == pytest.approx((103.8850, 36.0625), abs=2e-5)
    assert proposal.placement.area_ha[0] == pytest.approx(449.85, abs=0.01)
    assert codes(proposal.findings, QUESTION, ERROR) == ["match.place_unnamed"]


@pytest.mark.parametrize(
    ("lines", "n"),
    [
        (corners(CORNERS, "{n},JZD,{y},{x},1520.35"), 1),
        (["4", *corners(CORNERS, "{n},,{y},{x},0")], 1),
        (corners(CORNERS, "J{n},,{y},{x},1520.35"), 1),
        (corners([(x, y - 35_000_000) for x, y in CORNERS], "{n},,{y},{x},0"), 1),
        (corners(CORNERS, "{n},A,{y},{x},0") + corners(BESIDE, "{n},B,{y},{x},0"), 2),
    ],
)
def test_cass_in_its_variants(lines, n):
    draft = read("a.dat", csv(*lines))
    assert [round(shape.area) for shape in draft.geometry] == [4499623] * n
    assert np.all(shapely.get_y(shapely.centroid(draft.geometry)) == pytest.approx(3993053, abs=9))


def ground(n, code="", seed=5):
    """Return points of the ground as CASS writes them: here and there, with heights."""
    chance = random.Random(seed)  # noqa: S311
    return [
        f"{k},{code},{35398200 + chance.uniform(0, 2700):.3f},"
        f"{3992300 + chance.uniform(0, 1500):.3f},{1500 + chance.uniform(0, 40):.2f}"
        for k in range(1, n + 1)
    ]


@pytest.mark.parametrize(
    ("n", "lines"),
    [(60, ground(60)), (15, ground(15, "GCD")), (400, ["400", *ground(400, "DX")])],
)
def test_points_of_the_ground_are_no_outline_and_are_called_what_they_are(n, lines):
    (found,) = refused("a.dat", csv(*lines))
    assert (found.code, found.level) == ("pasted.terrain", ERROR)
    assert f"{n} 个点" in found.message("zh")
    with pytest.raises(RefusedError):
        pasted.read("\n".join(lines))


def test_more_points_than_any_outline_has_are_called_so_too():
    assert codes(refused("a.dat", csv(*ground(9000)))) == ["pasted.terrain"]


def test_which_code_of_many_points_has_the_corners_is_asked():
    lines = [*corners(CORNERS, "{n},JZD,{y},{x},1520.35"), *ground(80, "GCD"), *ground(2, "DG")]
    draft = read("a.dat", csv(*lines))
    assert codes(draft.findings, QUESTION) == ["pasted.scattered"]
    assert (draft.layers, draft.taken, draft.about) == (("JZD",), ("JZD",), {"JZD": [4, "area"]})
    chosen = read("a.dat", csv(*lines), layer="JZD")
    assert codes(chosen.findings, QUESTION) == []
    assert [round(shape.area) for shape in chosen.geometry] == [4499623]
    assert [each.code for each in refused("a.dat", csv(*lines), layer="GCD")] == ["read.no_layer"]


def test_corners_out_of_order_are_no_points_of_the_ground():
    ring = shapely.segmentize(shapely.Polygon([(y, x) for x, y in CORNERS]), 150).exterior.coords
    places = [(north, east) for east, north in ring[:-1]]
    places[3], places[9] = places[9], places[3]
    draft = read("a.dat", csv(*corners(places, "{n},,{y},{x},1520")))
    assert "pasted.terrain" not in codes(draft.findings)
    in_order = [(north, east) for east, north in ring[:-1]]
    draft = read("a.dat", csv(*corners(in_order, "{n},,{y},{x},1520")))
    assert codes(draft.findings, ERROR, QUESTION) == []


def test_a_heading_names_the_outline_below():
    proposal = proposed(pasted.read(case("pasted_heading_line_blocks.txt").decode()))
    at_home(proposal, HITECH)
    assert proposal.can_apply


def test_a_sentence_of_corners_is_one_outline():
    draft = pasted.read(case("pasted_sentence_of_four_corners.txt").decode())
    (shape,) = draft.geometry
    assert shapely.equals_exact(
        shape.normalize(), shapely.box(103.87, 36.055, 103.9, 36.07).normalize(), 1e-9
    )
    assert codes(proposed(draft).findings, QUESTION, ERROR) == ["match.place_unnamed"]


@pytest.mark.parametrize(
    ("said", "names"),
    [
        (
            "\n".join(
                [
                    f"{NAMES[0]}四至拐点坐标：",
                    "坐标系：2000国家大地坐标系",
                    "点号 X Y",
                    *corners(CORNERS, "J{n} {x} {y}"),
                    "",
                    f"{NAMES[1]}界址点坐标",
                    *corners(BESIDE, "J{n} {x} {y}"),
                ]
            ),
            NAMES,
        ),
        ("界址点坐标表\n" + "\n".join(corners(CORNERS, "{n}\t{x}\t{y}")), [None]),
        ("；".join(corners(CORNERS, "J{n}：X={x}，Y={y}")) + "。", [None]),
        ("\n".join(corners(CORNERS, "J{n}:北坐标{x},东坐标{y}")), [None]),
        ("拐点坐标：" + "、".join(corners(CORNERS, "J{n}（{x}，{y}）")), [None]),
        (
            f"{NAMES[0]}用地范围由以下拐点围成："
            + "、".join(f"{'ABCD'[n]}（{x}，{y}）" for n, (x, y) in enumerate(CORNERS)),
            NAMES[:1],
        ),
        ("\n".join(corners(CORNERS) + corners(BESIDE)), [None, None]),
    ],
)
def test_corners_in_words(said, names):
    draft = pasted.read(said)
    assert draft.table.iloc[:, 0].tolist() == names
    assert [round(shape.area) for shape in draft.geometry] == [4499623] * len(names)
    assert codes(draft.findings, ERROR) == []


def test_a_heading_without_corners_is_still_an_error():
    draft = pasted.read("103.83,36.06\n没有坐标\n104,35")
    assert codes(draft.findings, ERROR) == ["pasted.unread"]


# Drawings -----------------------------------------------------------------------------------------


def polyline(layer, points, *, closed=True):
    corners_ = "".join(f"10\n{east}\n20\n{north}\n" for north, east in points)
    return (
        f"0\nLWPOLYLINE\n100\nAcDbEntity\n8\n{layer}\n100\nAcDbPolyline\n90\n{len(points)}\n"
        f"70\n{closed:d}\n{corners_}"
    )


def older(layer, points):
    corners_ = "".join(f"0\nVERTEX\n8\n{layer}\n10\n{e}\n20\n{n}\n30\n0\n" for n, e in points)
    return f"0\nPOLYLINE\n8\n{layer}\n66\n1\n70\n1\n{corners_}0\nSEQEND\n8\n{layer}\n"


def words(layer, said, north=3993053, east=35399544):
    return f"0\nTEXT\n8\n{layer}\n10\n{east}\n20\n{north}\n40\n3\n1\n{said}\n"


def drawing(*entities, encoding="gbk"):
    return f"0\nSECTION\n2\nENTITIES\n{''.join(entities)}0\nENDSEC\n0\nEOF\n".encode(encoding)


def test_a_drawing_of_cass_is_read():
    draft = read("format_X08_cass_like.dxf")
    assert draft.table["名称"].tolist() == NAMES
    assert draft.taken == ("HX",)
    proposal = proposed(draft)
    at_home(proposal, HITECH)
    assert proposal.can_apply


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
@pytest.mark.parametrize("draw", [polyline, older])
def test_closed_lines_are_outlines_called_by_the_words_within(draw, encoding):
    data = drawing(draw("红线", CORNERS), words("注记", NAMES[0]), encoding=encoding)
    draft = read("a.dxf", data)
    assert draft.taken == ("红线",)
    assert draft.table["名称"].tolist() == NAMES[:1]
    at_home(proposed(draft), HITECH)


def test_of_several_layers_it_is_asked_which():
    house = square(3992900, 35399000, 20)
    entities = [
        polyline("房屋", house),
        polyline("用地红线", CORNERS),
        words("房屋", "砼3", 3992905, 35399005),
    ]
    data = drawing(*entities, words("注记", NAMES[0]))
    draft = read("a.dxf", data)
    assert codes(draft.findings, QUESTION) == ["read.layers_one"]
    assert draft.taken == ("用地红线",)
    assert codes(read("a.dxf", data, layer="用地红线").findings, QUESTION) == []
    assert read("a.dxf", data, layer="房屋").geometry[0].area == pytest.approx(400)


@pytest.mark.parametrize(
    "data",
    [
        drawing(polyline("红线", CORNERS, closed=False)),
        drawing(words("注记", NAMES[0])),
    ],
)
def test_a_drawing_without_closed_lines_is_refused_in_words(data):
    assert [each.code for each in refused("a.dxf", data)] == ["read.no_outline"]


def test_a_line_that_comes_back_is_closed_and_one_drawn_twice_is_one():
    back = polyline("HX", [*CORNERS, CORNERS[0]], closed=False)
    draft = read("a.dxf", drawing(back, polyline("HX", CORNERS)))
    assert len(draft.table) == 1
    assert codes(draft.findings, NOTE)[:1] == ["read.drawing_names"]


def test_half_a_drawing_is_refused_in_words():
    data = drawing(polyline("HX", CORNERS))
    for cut in (40, 120, len(data) - 30):
        assert refused("a.dxf", data[:cut])[0].code in {
            "read.drawing_broken",
            "read.no_outline",
            "read.broken",
        }
