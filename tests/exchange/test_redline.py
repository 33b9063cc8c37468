# ruff: noqa: RUF001 - full-width digits and primes are what is read here

import re
from decimal import Decimal

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from atlas.exchange.findings import ERROR, NOTE, WARNING, RefusedError
from atlas.exchange.reading import redline

# A square of 2 km with a hole of 200 m, zone 35; north before east, as surveyors write it.
SHELL = [(3992000, 394000), (3992000, 396000), (3994000, 396000), (3994000, 394000)]
HOLE = [(3993000, 395000), (3993200, 395000), (3993200, 395200), (3993000, 395200)]
AREA_HA = 400 - 4
HEADER = """[属性描述]
格式版本号=1.01
数据产生单位=某测绘院
数据产生日期=2025-6-15
坐标系=2000国家大地坐标系
几度分带=3
投影类型=高斯克吕格
计量单位=米
带号=35
精度=0.001
转换参数=,,,,,,
[地块坐标]
"""
HEAD = "10,396.0000,GS-01,样例区块,面,I48G,工业用地,0601,@"
FIRST = HEADER.count("\n") + 1  # the line of the first plot's head


def corners(  # noqa: PLR0913 - the ways in which dialects differ
    points, ring=1, start=1, *, closed=True, zone=35, mark="J", sep=","
):
    rows = [(f"{mark}{start + n}", *point) for n, point in enumerate(points)]
    rows += [rows[0]] if closed else []
    return "".join(
        f"{number}{sep}{ring}{sep}{x:.3f}{sep}{zone or ''}{y:.3f}\n" for number, x, y in rows
    )


def body(**how):
    return corners(SHELL, **how) + corners(HOLE, 2, 5, **how)


def read(text):
    return redline.read("a.txt", text)


def levels(draft):
    """Return what was found; every message must be whole in both languages."""
    for each in draft.findings:
        for lang in ("zh", "en"):
            assert not set(each.message(lang)) & set("{}")
    return [(each.code, each.level, each.row) for each in draft.findings]


def expected(zone=35):
    def shift(points):
        return [(y + zone * 1_000_000, x) for x, y in points]

    return shapely.Polygon(shift(SHELL), [shift(HOLE)])


def test_a_file_as_it_should_be():
    draft = read(HEADER + HEAD + "\n" + body())
    assert draft.findings == ()
    assert draft.kind == "redline"
    assert list(draft.table.index) == [FIRST]
    assert draft.geometry[0].equals(expected())
    assert draft.geometry[0].area == AREA_HA * 1e4
    assert dict(draft.table.iloc[0]) == {
        "地块编号": "GS-01",
        "地块名称": "样例区块",
        "地块用途": "工业用地",
        "图幅号": "I48G",
        "地类编码": "0601",
        "地块面积（公顷）": 396.0,
    }
    assert draft.roles == {"地块名称": "name"}
    assert draft.stated == {
        "datum": "cgcs2000",
        "datum_words": "2000国家大地坐标系",
        "band": 3,
        "zone": 35,
        "area_ha": [396.0],
    }


PLAIN = body(zone=0)


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        pytest.param(HEAD + "\n" + body(), 35, id="no header"),
        pytest.param("[地块坐标]\n" + HEAD + "\n" + body(), 35, id="no properties"),
        pytest.param("[项目信息]\n项目名称=甲\n" + HEADER + HEAD + "\n" + body(), 35, id="project"),
        pytest.param(HEADER + HEAD + "\n" + PLAIN, 0, id="no zone number"),
        pytest.param(HEADER + HEAD + "\n" + body(mark=""), 35, id="no J"),
        pytest.param(HEADER + HEAD + "\n" + body(mark="j"), 35, id="small j"),
        pytest.param(HEADER + HEAD + "\n" + body(mark="J00"), 35, id="J001"),
        pytest.param(HEADER + HEAD + "\n" + body(sep="\t"), 35, id="tabs"),
        pytest.param(HEADER + HEAD + "\n" + body(sep="\t\t"), 35, id="two tabs"),
        pytest.param(HEADER + HEAD + "\n" + body(sep=" "), 35, id="spaces"),
        pytest.param(HEADER + HEAD + "\n" + body(sep=", "), 35, id="comma and space"),
        pytest.param(HEADER + HEAD + "\n" + body(sep="，"), 35, id="wide commas"),
        pytest.param(HEADER + HEAD.replace(",", "\t") + "\n" + body(), 35, id="head of tabs"),
        pytest.param(HEADER + HEAD.removesuffix(",@") + "@\n" + body(), 35, id="@ without comma"),
        pytest.param(HEADER + HEAD.removesuffix(",@") + "\n" + body(), 35, id="no @"),
        pytest.param(HEADER + HEAD[:-1] + "x,,,@\n" + body(), 35, id="12 fields"),
        pytest.param(HEADER + HEAD + "\n" + body().replace("\n", ",\n"), 35, id="comma at the end"),
        pytest.param(HEADER + HEAD + "\n" + body().replace("\n", ",,\n"), 35, id="two commas"),
        pytest.param(
            ("\ufeff" + HEADER + HEAD + "\n" + body()).replace("\n", "\r\n"), 35, id="BOM"
        ),
        pytest.param(HEADER + HEAD.replace("10,", "8,", 1) + "\n" + body(), 35, id="8 counted"),
        pytest.param(HEADER + HEAD.replace("10,", "010,", 1) + "\n" + body(), 35, id="010 counted"),
        pytest.param(
            HEADER + HEAD.replace("396.0000", "396.0000公顷") + "\n" + body(), 35, id="公顷"
        ),
    ],
)
def test_dialects(text, zone):
    draft = read(text)
    assert draft.findings == ()
    assert draft.geometry[0].equals(expected(zone))
    assert draft.table["地块名称"].tolist() == ["样例区块"]
    assert draft.table["地块用途"].tolist() == ["工业用地"]
    assert draft.stated["area_ha"] == [396.0]


def test_wide_digits():
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    draft = read(HEADER + HEAD + "\n" + body().translate(wide))
    assert draft.geometry[0].equals(expected())


@pytest.mark.parametrize("fields", [7, 8, 9, 12])
def test_heads_of_more_and_fewer_fields(fields):
    cells = [*HEAD.split(",")[:-1], "x", "y", "z", "w"][: fields - 1]
    draft = read(HEADER + ",".join([*cells, "@"]) + "\n" + body())
    assert draft.findings == ()
    assert draft.table["地块编号"].tolist() == ["GS-01"]
    assert draft.table["地块名称"].tolist() == ["样例区块"]


def test_an_unclosed_ring_is_closed_and_said():
    draft = read(HEADER + HEAD.replace("10,", "8,", 1) + "\n" + body(closed=False))
    assert draft.geometry[0].equals(expected())
    assert levels(draft) == [
        ("ring.unclosed", NOTE, FIRST + 1),
        ("ring.unclosed", NOTE, FIRST + 5),
    ]


@pytest.mark.parametrize(
    "written", ["{x},35{y}", "J{n},{x},35{y}", "{n},{x},35{y}", "J{n},,{x},35{y}"]
)
def test_corners_of_fewer_fields(written):
    rows = [written.format(n=n % 4 + 1, x=x, y=y) for n, (x, y) in enumerate([*SHELL, SHELL[0]])]
    draft = read("[地块坐标]\n5,400,1,甲,面,,,,@\n" + "\n".join(rows))
    assert draft.findings == ()
    assert draft.geometry[0].area == 400e4


def test_several_plots_follow_one_another():
    second = "5,4.0000,GS-02,第二块,面,,绿地,,@\n" + corners(HOLE)
    draft = read(HEADER + HEAD + "\n" + body() + second)
    assert list(draft.table.index) == [FIRST, FIRST + 11]
    assert draft.table["地块名称"].tolist() == ["样例区块", "第二块"]
    assert draft.table["图幅号"].tolist() == ["I48G", None]
    assert [shape.area for shape in draft.geometry] == [AREA_HA * 1e4, 4e4]
    assert draft.stated["area_ha"] == [396.0, 4.0]


def test_degrees_are_read_north_before_east():
    rows = [(36.06, 103.83), (36.06, 103.84), (36.07, 103.84), (36.07, 103.83), (36.06, 103.83)]
    text = HEADER.replace("计量单位=米", "计量单位=度").replace("带号=35\n", "")
    text += "5,100,1,甲,面,,,,@\n"
    for write in ("J{n},1,{x:.8f},{y:.8f}\n", "J{n},1,N{x:.8f}°,E{y:.8f}°\n"):
        body = "".join(write.format(n=n % 4 + 1, x=x, y=y) for n, (x, y) in enumerate(rows))
        draft = read(text + body)
        assert draft.geometry[0].bounds == pytest.approx((103.83, 36.06, 103.84, 36.07), abs=1e-9)


@pytest.mark.parametrize("mark", ["°", "º", "度"])
def test_degrees_minutes_and_seconds_are_read(mark):
    rows = ["0,0", "0,30", "30,30", "30,0"]
    text = "[地块坐标]\n4,50,1,度假区,面,,,,@\n"
    for n, row in enumerate(rows, start=1):
        x, y = row.split(",")
        text += f"J{n},1,36{mark}03′{x}″,103{mark}49′{y}″\n"
    draft = read(text)
    assert draft.geometry[0].bounds == pytest.approx(
        (103 + 49 / 60, 36.05, 103 + 49.5 / 60, 36.05 + 1 / 120), abs=1e-12
    )
    assert draft.table["地块名称"].tolist() == ["度假区"]


def one_plot(*rows):
    return "[地块坐标]\n4,1,1,甲,面,,,,@\n" + "\n".join(rows) + "\n"


A, B, C, D = ("3992000,394000", "3992000,396000", "3994000,396000", "3994000,394000")


def test_corners_out_of_order_are_put_in_order():
    draft = read(one_plot(f"J1,1,{A}", f"J3,1,{C}", f"J2,1,{B}", f"J4,1,{D}", f"J1,1,{A}"))
    assert draft.geometry[0].area == 400e4
    assert levels(draft) == [("ring.reordered", WARNING, 3)]


def test_a_bow_tie_is_refused_with_both_lines():
    # As numbered the sides from J2 and from J4 cross; they begin in lines 4 and 6.
    draft = read(one_plot(f"J1,1,{A}", f"J2,1,{B}", f"J3,1,{D}", f"J4,1,{C}", f"J1,1,{A}"))
    assert draft.geometry[0] is None
    assert levels(draft) == [("ring.crosses", ERROR, 4)]
    for lang in ("zh", "en"):
        assert re.findall(r"\d+", draft.findings[0].message(lang)) == ["4", "4", "6"]


def test_north_written_twice_is_refused():
    rows = [f"J{n},1,{x},{x}" for n, x in enumerate((3992000, 3992500, 3994000, 3993000), start=1)]
    draft = read(one_plot(*rows))
    assert draft.geometry[0] is None
    assert levels(draft) == [("redline.repeated", ERROR, 3)]


def test_a_wrong_count_is_said():
    draft = read(HEADER + HEAD.replace("10,", "12,", 1) + "\n" + body())
    assert levels(draft) == [("redline.count", WARNING, FIRST)]
    assert draft.findings[0].value == "12"
    assert "10" in draft.findings[0].message("en")
    assert draft.geometry[0].equals(expected())


@pytest.mark.parametrize(
    "broken",
    ["J3,1,3994000", "J3,1,3994000,", "J3,1,,396000", "J3,1,3994000,39600x", "J3", "???", "J3,1,,"],
)
def test_a_broken_corner_is_an_error_with_its_line(broken):
    draft = read(one_plot(f"J1,1,{A}", f"J2,1,{B}", broken, f"J4,1,{D}", f"J1,1,{A}"))
    assert draft.geometry[0] is None
    assert levels(draft) == [("redline.corner", ERROR, 5)]


def test_a_height_behind_the_coordinates_is_let_be():
    draft = read(one_plot(*(f"J{n},1,{row},1520.5" for n, row in enumerate((A, B, C, D, A)))))
    assert draft.geometry[0].area == 400e4


def test_a_plot_without_corners_and_an_area_that_is_none():
    draft = read("[地块坐标]\n4,很大,1,甲,面,,,,@\n4,1,2,乙,面,,,,@\n" + corners(HOLE))
    assert draft.geometry[0] is None
    assert draft.stated["area_ha"] == [None, 1.0]
    assert ("redline.empty", ERROR, 2) in levels(draft)
    assert ("redline.area", WARNING, 2) in levels(draft)
    assert draft.geometry[1].area == 4e4


def test_a_line_before_any_plot_is_said():
    draft = read("[地块坐标]\n某某某\n" + HEAD + "\n" + body())
    assert levels(draft) == [("redline.stray", WARNING, 2)]


@pytest.mark.parametrize("text", ["", "\n\n", HEADER, "你好", "1,2,3"])
def test_without_a_plot_it_is_refused(text):
    with pytest.raises(RefusedError) as caught:
        read(text)
    assert caught.value.findings[-1].code == "redline.no_plot"


def test_numbers_of_endless_digits_do_no_harm():
    rows = [f"J{'9' * 5000},1,{row}" for row in (A, B, C, D)]
    draft = read(one_plot(*rows).replace("4,1,1", f"{'4' * 5000},{'1' * 5000},1"))
    assert draft.geometry[0].area == 400e4
    for finding in draft.findings:
        assert len(finding.message("zh")) < 300


@pytest.mark.parametrize(
    ("key", "words", "stated"),
    [
        ("坐标系", "1980西安坐标系", {"datum": "xian80"}),
        ("坐标系", "北京54", {"datum": "beijing54"}),
        ("坐标系", "独立坐标系", {"datum": ""}),
        ("分带", "3度带", {"band": 3}),
        ("几度分带", "6", {"band": 6}),
        ("带号", "36", {"zone": 36}),
        ("带号", "第36带", {"zone": 36}),
        ("带号", "不详", {}),
    ],
)
def test_what_a_header_says(key, words, stated):
    draft = read(f"[属性描述]\n{key}={words}\n[地块坐标]\n{HEAD}\n{body()}")
    ours = {"area_ha", "datum_words"}
    assert {name: draft.stated[name] for name in draft.stated.keys() - ours} == stated


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (HEADER, True),
        (HEAD + "\n" + body(), True),
        (HEAD + "\n" + body(mark=""), True),
        (HEAD + "\n" + body(sep="\t"), True),
        ("103.83,36.06\n103.84,36.07", False),
        ("J1,3992000,394000\nJ2,3992000,396000", False),
        ("name,lon,lat\na@b,103.8,36", False),
        ("", False),
    ],
)
def test_a_red_line_file_is_known_by_its_look(text, answer):
    assert redline.looks_like(text) is answer


# Writing ------------------------------------------------------------------------------------------


def parsed(data, encoding):
    """Read a written file by nothing of ours: its header, and each plot's head and rings."""
    text = data.decode(encoding)
    assert text.endswith("\r\n")
    header, plots, section = {}, [], ""
    for line in text.split("\r\n")[:-1]:
        if match := re.fullmatch(r"\[(.+)\]", line):
            section = match[1]
        elif section == "属性描述":
            key, value = line.split("=")
            header[key] = value
        elif line.endswith(",@"):
            plots.append((line.split(","), {}))
        else:
            number, ring, x, y = line.split(",")
            assert re.fullmatch(r"J\d+", number)
            plots[-1][1].setdefault(int(ring), []).append((number, Decimal(x), Decimal(y)))
    return header, plots


def test_what_is_written_is_read_by_others():
    plot = redline.Plot("GS-01", "样例, 区块@", "工业用地", 395.9, expected())
    data = redline.write([plot], system="cgcs2000-3-35", by="某单位", date="2026-11-23")
    header, plots = parsed(data, "gbk")
    assert header["坐标系"] == "2000国家大地坐标系"
    assert (header["几度分带"], header["带号"]) == ("3", "35")
    assert (header["计量单位"], header["精度"]) == ("米", "0.001")
    assert (header["数据产生单位"], header["数据产生日期"]) == ("某单位", "2026-11-23")
    ((head, rings),) = plots
    assert head == ["10", "395.9000", "GS-01", "样例 区块", "面", "", "工业用地", "", "@"]
    assert list(rings) == [1, 2]
    for ring, points in zip(rings.values(), (SHELL, HOLE), strict=True):
        assert ring[0] == ring[-1]
        assert [(int(x), int(y)) for _, x, y in ring[:-1]] == [
            (x, y + 35_000_000) for x, y in points
        ]
        assert {-x.as_tuple().exponent for _, x, _ in ring} == {3}
    numbers = [number for ring in rings.values() for number, *_ in ring]
    assert numbers == ["J1", "J2", "J3", "J4", "J1", "J5", "J6", "J7", "J8", "J5"]


def test_every_plot_comes_back_as_it_was():
    shapes = [expected(), shapely.box(35400000.123, 3990000.456, 35400100.789, 3990100.012)]
    plots = [redline.Plot(str(n), f"块{n}", "", 1.0, shape) for n, shape in enumerate(shapes)]
    for encoding in ("gbk", "utf-8"):
        data = redline.write(plots, system="cgcs2000-3-35", encoding=encoding)
        draft = read(data.decode(encoding))
        assert draft.findings == ()
        assert draft.table["地块名称"].tolist() == ["块0", "块1"]
        for shape, back in zip(shapes, draft.geometry, strict=True):
            assert shapely.hausdorff_distance(shape, back) < 5e-4
            assert back.normalize().equals_exact(shape.normalize(), 5e-4)


def test_a_multipolygon_becomes_several_plots_that_share_its_area():
    parts = [
        shapely.box(500000, 4e6, 500100, 4e6 + 100),
        shapely.box(500200, 4e6, 500500, 4e6 + 100),
    ]
    plot = redline.Plot("1", "两块", "", 4.2, shapely.MultiPolygon(parts))
    _, plots = parsed(
        redline.write([plot], system="cgcs2000-3-35-plain", encoding="utf-8"), "utf-8"
    )
    assert [head[3] for head, _ in plots] == ["两块-1", "两块-2"]
    assert [float(head[1]) for head, _ in plots] == pytest.approx([4.2 / 4, 4.2 * 3 / 4])
    assert [rings[1][0][2] for _, rings in plots] == [Decimal("500100.000"), Decimal("500500.000")]


def test_degrees_are_written_to_the_millimetre_and_letters_gbk_lacks_are_marked():
    box = shapely.box(103.83, 36.06, 103.84, 36.07)
    plot = redline.Plot("1", "甲🏭", "", 1.0, box)
    header, plots = parsed(redline.write([plot], system="wgs84"), "gbk")
    assert header["计量单位"] == "度"
    assert header["带号"] == ""
    ((head, rings),) = plots
    assert head[3] == "甲?"
    assert (Decimal("36.06000000"), Decimal("103.84000000")) in [point[1:] for point in rings[1]]


# Whatever stands in a file ------------------------------------------------------------------------

PIECES = st.sampled_from(
    [*HEADER.splitlines(), HEAD, *body().splitlines(), "@", "面", ",", "\t", "=", "J1,1,", "°", "-"]
)
LINES = st.lists(st.one_of(PIECES, st.text(max_size=30), st.floats().map(str)), max_size=25)


@settings(max_examples=250, deadline=None, derandomize=True, database=None)
@given(LINES, st.sampled_from(["\n", "", ",", "\r\n"]))
def test_any_text_is_read_or_refused(lines, between):
    text = between.join(lines)
    for given_text in (text, "[地块坐标]\n" + HEAD + "\n" + text):
        try:
            draft = redline.read("", given_text)
        except RefusedError:
            continue
        assert len(draft.geometry) == len(draft.table)
        assert not np.isinf(shapely.bounds(draft.geometry)).any()
        for finding in draft.findings:
            assert finding.message("zh")
            assert finding.message("en")
