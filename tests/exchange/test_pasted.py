# ruff: noqa: RUF001 - full-width digits and primes are what is read here

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from atlas.exchange.findings import ERROR, NOTE, RefusedError
from atlas.exchange.reading import pasted


def points(draft):
    return [(point.x, point.y) for point in draft.geometry]


@pytest.mark.parametrize(
    "text",
    [
        "103.83,36.06",
        "103.83, 36.06",
        "103.83 36.06",
        "103.83\t36.06",
        "103.83，36.06",
        "103.83、36.06",
        "103.83;36.06",
        "103.83；36.06",
        "（103.83，36.06）",
        "[103.83, 36.06]",
        "１０３．８３　３６．０６",
        "103.83E 36.06N",
        "E103.83,N36.06",
        "36.06N 103.83E",
        "北纬36.06，东经103.83",
        "经度：103.83 纬度：36.06",
        "103°49′48″E 36°03′36″N",
        "103°49'48\"E, 36°03'36\"N",
        "E103°49'48\" N36°03'36\"",
        "东经103度49分48秒，北纬36度03分36秒",
        "103°49′48″ 36°03′36″",
        "103-49-48 36-03-36",
        "103 49 48 36 03 36",
        "103\t49\t48\t36\t3\t36",
        "103°49.8′ 36°3.6′",
        "103°49.8 36°3.6",
        "103°49′48 36°03′36",
        "103.83° 36.06°",
        "103.83°，36.06°",
        "103.83° 36.06",
        "\n\n103.83,36.06\n\n",
    ],
)
def test_degrees_in_every_notation(text):
    draft = pasted.read(text)
    assert points(draft) == [pytest.approx((103.83, 36.06), abs=1e-12)]
    assert draft.kind == "text"
    assert draft.stated == {"shape": "points"}
    assert draft.findings == ()
    assert draft.table.iloc[0, 0] is None


def test_latitude_first_without_a_mark_is_left_to_the_doctor():
    assert points(pasted.read("36.06,103.83")) == [(36.06, 103.83)]


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("3992833.836, 35394586.182", (35394586.182, 3992833.836)),
        ("35394586.182, 3992833.836", (35394586.182, 3992833.836)),
        ("3992833.836 394586.182", (394586.182, 3992833.836)),
        ("394586.182 3992833.836", (394586.182, 3992833.836)),
        ("P1 3992833.836 394586.182", (394586.182, 3992833.836)),
    ],
)
def test_metres_in_either_order(text, point):
    assert points(pasted.read(text)) == [point]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("兰州高新区 103.83,36.06", "兰州高新区"),
        ("兰州高新区：103.83，36.06", "兰州高新区"),
        ("兰州高新区,103.83E,36.06N", "兰州高新区"),
        ("度假区分园 103度49分48秒 36度3分36秒", "度假区分园"),
        ("七里河2号园 103.83,36.06", "七里河2号园"),
        ("兰州新区（北区）（103.83，36.06）", "兰州新区(北区)"),
        ("1 103.83 36.06", "1"),
        ("Lanzhou ZONE 103.83 36.06", "Lanzhou ZONE"),
        ("J7,103.83,36.06", "J7"),
        ("P1, 103 49 48, 36 03 36", "P1"),
    ],
)
def test_a_name_may_stand_before(text, name):
    draft = pasted.read(text)
    assert points(draft) == [pytest.approx((103.83, 36.06), abs=1e-12)]
    assert draft.table.iloc[0, 0] == name
    assert draft.roles == {draft.table.columns[0]: "name"}


def test_rows_are_lines():
    draft = pasted.read("甲 103.83 36.06\n\n乙 104.5 35.5\n")
    assert list(draft.table.index) == [1, 3]
    assert draft.table.iloc[:, 0].tolist() == ["甲", "乙"]


def test_several_points_of_one_line_are_counted_through():
    draft = pasted.read("103.83,36.06; 104.5,35.5；105,35")
    assert points(draft) == [(103.83, 36.06), (104.5, 35.5), (105, 35)]
    assert list(draft.table.index) == [1, 2, 3]


SQUARE = [(103.83, 36.06), (103.84, 36.06), (103.84, 36.07), (103.83, 36.07)]


def lines(corners, form="{x},{y}"):
    return "\n".join(form.format(n=n, x=x, y=y) for n, (x, y) in enumerate(corners, start=1))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (lines([*SQUARE, SQUARE[0]]), []),
        (lines([*SQUARE, SQUARE[0]]).replace("\n", "; "), []),
        (lines(SQUARE, "J{n} {x} {y}"), ["ring.unclosed"]),
        (lines(SQUARE, "j{n},{x},{y}"), ["ring.unclosed"]),
        (lines(SQUARE, "J{n},1,{x},{y}"), ["ring.unclosed"]),
        (lines([SQUARE[n] for n in (0, 2, 1, 3)], "J{n} {x} {y}"), None),
    ],
)
def test_a_closed_line_or_corner_numbers_make_a_polygon(text, said):
    draft = pasted.read(text)
    assert draft.stated == {"shape": "polygon"}
    assert len(draft.geometry) == len(draft.table) == 1
    if said is None:
        assert draft.geometry[0] is None
        assert "ring.crosses" in [each.code for each in draft.findings]
        return
    assert draft.geometry[0].equals(shapely.box(103.83, 36.06, 103.84, 36.07))
    assert [each.code for each in draft.findings] == [*said, "pasted.polygon"]
    assert draft.findings[-1].level == NOTE


def test_three_or_four_points_that_do_not_close_are_points():
    for corners in (SQUARE, SQUARE[:3], [SQUARE[0], SQUARE[1], SQUARE[0]]):
        draft = pasted.read(lines(corners))
        assert draft.stated == {"shape": "points"}
        assert points(draft) == corners


def test_rings_make_holes():
    hole = [(103.832, 36.062), (103.834, 36.062), (103.834, 36.064), (103.832, 36.062)]
    outer = lines([*SQUARE, SQUARE[0]], "{n},1,{x},{y}")
    draft = pasted.read(outer + "\n" + lines(hole, "{n},2,{x},{y}"))
    assert len(draft.geometry[0].interiors) == 1


def test_corners_in_metres_are_a_polygon_of_their_area():
    corners = [(3992000, 394000), (3992000, 396000), (3994000, 396000), (3994000, 394000)]
    draft = pasted.read(lines(corners, "J{n},{x},35{y}"))
    assert draft.geometry[0].bounds == (35394000, 3992000, 35396000, 3994000)
    assert draft.geometry[0].area == 400e4


def test_a_red_line_file_is_read_as_such():
    text = "[地块坐标]\n4,1,1,甲,面,,,,@\n" + lines(SQUARE, "J{n},1,{y},{x}")
    draft = pasted.read(text)
    assert draft.kind == "redline"
    assert draft.geometry[0].equals(shapely.box(103.83, 36.06, 103.84, 36.07))


def test_a_line_that_is_none_is_an_error_with_its_number():
    draft = pasted.read("103.83,36.06\n没有坐标\n104,35")
    assert [(each.code, each.level, each.row) for each in draft.findings] == [
        ("pasted.unread", ERROR, 2)
    ]
    assert points(draft) == [(103.83, 36.06), (104, 35)]
    for lang in ("zh", "en"):
        assert "没有坐标" in draft.findings[0].message(lang)


@pytest.mark.parametrize(
    "text", ["", " \n ", "你好", "103.83", "W103.83 N36.06", "103°75′00″ 36°03′00″", "9" * 5000]
)
def test_without_coordinates_it_is_refused(text):
    with pytest.raises(RefusedError) as caught:
        pasted.read(text)
    assert caught.value.findings[-1].code == "pasted.nothing"


TOKENS = st.sampled_from(
    [
        *("103.83", "36.06", "3992833.8", "35394586.1", "103°49′48″", "E", "N", "东经", "北纬"),
        *("J1", "j2", "1", "2", ",", ";", "；", "\t", "\n", " ", "-", "度", "分", "°", "面", "@"),
        *("9" * 400, "J" + "9" * 400, "[地块坐标]", "=", "４", "\x00", "\x85", "٣"),
    ]
)


@settings(max_examples=400, deadline=None, derandomize=True, database=None)
@given(st.one_of(st.lists(TOKENS, max_size=40).map("".join), st.text(max_size=80)))
def test_any_text_is_read_or_refused(text):
    try:
        draft = pasted.read(text)
    except RefusedError:
        return
    assert len(draft.geometry) == len(draft.table)
    assert draft.table.index.is_unique
    assert not np.isinf(shapely.bounds(draft.geometry)).any()
    for finding in draft.findings:
        assert finding.message("zh")
        assert finding.message("en")


@pytest.mark.parametrize(
    "text",
    [
        "103.8 36.0, 103.9 36.0, 103.9 36.1, 103.8 36.0",
        "103.8,36.0 103.9,36.0 103.9,36.1 103.8,36.0",
        "POLYGON ((103.8 36.0, 103.9 36.0, 103.9 36.1, 103.8 36.0))",
        "\n polygon z((103.8 36 0,103.9 36 0,\n103.9 36.1 0,103.8 36 0))",
    ],
)
def test_a_ring_in_one_line(text):
    (shape,) = pasted.read(text).geometry
    assert shapely.equals_exact(
        shapely.force_2d(shape), shapely.Polygon([(103.8, 36), (103.9, 36), (103.9, 36.1)]), 1e-9
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("103.83,36.06,1500", None),
        ("东园 103.83 36.06 1520.5", "东园"),
        ("SRID=4490;POINT(103.83 36.06)", None),
        ("srid=4326; POINT Z (103.83 36.06 1500)", None),
    ],
)
def test_heights_and_srids_are_no_coordinates(text, name):
    draft = pasted.read(text)
    assert points(draft) == [(103.83, 36.06)]
    assert draft.table.iloc[0, 0] == name
    assert not draft.findings


def test_several_shapes_as_wkt():
    draft = pasted.read("POINT(103.8 36.0)\nMULTIPOINT((104 36),(105 36))\nPOINT(x)")
    assert [shape and shape.geom_type for shape in draft.geometry] == ["Point", "MultiPoint", None]
    assert [(each.code, each.row) for each in draft.findings] == [("pasted.unread", 3)]
    assert points(pasted.read("point (103.83, 36.06)")) == [(103.83, 36.06)]
    with pytest.raises(RefusedError):
        pasted.read("POINT(x)")
