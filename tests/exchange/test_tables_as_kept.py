"""Tables as offices keep them: sheets, titles, heads of several rows, units, names, positions."""

import io
import json

import pytest
import shapely
from openpyxl import Workbook

from atlas.cli import main
from atlas.exchange.findings import ERROR, NOTE, QUESTION, WARNING
from atlas.exchange.reading import heads
from tests.exchange import xlsb
from tests.exchange.kept import (
    ETDZ,
    HECTARES,
    HITECH,
    MIDDLE,
    NAMES,
    OUTLINES,
    at_home,
    case,
    codes,
    proposed,
    read,
    refused,
)

pytestmark = pytest.mark.usefixtures("forked")

ROWS = [[NAMES[0], *MIDDLE[HITECH], 1400, 12.5], [NAMES[1], *MIDDLE[ETDZ], 983, 8]]


def book(*sheets, merged=(), hidden=()):
    """Return a workbook of sheets, each a name and its rows; the last has the merged cells."""
    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets:
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if name in hidden:
            sheet.sheet_state = "hidden"
    for cells in merged:
        sheet.merge_cells(cells)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def csv(*rows, sign=",", encoding="utf-8"):
    said = "\n".join(sign.join("" if c is None else str(c) for c in row) for row in rows)
    return said.encode(encoding)


def points(proposal):
    """Return zone -> the place of its row."""
    return {
        zone: (round(shape.x, 6), round(shape.y, 6))
        for zone, shape in zip(proposal.matches["zone"], proposal.placement.geometry, strict=True)
    }


def placed(name, data=None, **options):
    """Read a table and hold its two points against where they are; return the draft."""
    draft = read(name, data, **options)
    proposal = proposed(draft)
    assert points(proposal) == MIDDLE
    assert not codes(proposal.findings, ERROR, QUESTION, WARNING)
    return draft


# Sheets -----------------------------------------------------------------------------------------

HEADS = ["开发区名称", "经度", "纬度", "面积（公顷）", "投资额"]
TABLE = ("数据", [HEADS, *ROWS])
TALK = ("填表说明", [["一、本表由各开发区填写"], ["二、坐标采用CGCS2000"]])
COVER = (
    "封面",
    [["甘肃省开发区基本情况调查表"], [], ["填报单位：", "某某局"], ["联系人：", "张三"]],
)


def test_the_sheet_that_holds_the_table_is_found():
    draft = read("workbook_first_sheet_is_instructions.xlsx")
    assert (draft.layers, draft.layer) == (("填表说明", "数据"), "数据")
    assert draft.table["产值"].tolist() == [1.5]
    assert {"read.sheet_found", "read.layers"} <= set(codes(draft.findings, NOTE))
    said = "".join(each.message("zh") for each in draft.findings)
    assert "填表说明" in said
    assert codes(refused("workbook_first_sheet_is_instructions.xlsx", layer="填表说明"))[-1] == (
        "read.no_rows"
    )


@pytest.mark.parametrize(
    "sheets",
    [
        [TALK, TABLE],
        [COVER, TALK, TABLE, ("字典", [["代码", "含义"], [1, "是"], [2, "否"]])],
        [("Sheet1", []), TABLE, ("Sheet3", [])],
        [("目录", [["序号", "表名"], [1, "数据"], [2, "说明"]]), TABLE],
        [TABLE, TALK],
    ],
)
def test_sheets_before_and_behind_the_table(sheets):
    draft = placed("a.xlsx", book(*sheets))
    assert draft.layer == "数据"
    assert draft.layers == tuple(name for name, _ in sheets)


def test_a_sheet_can_be_chosen_and_hidden_ones_are_said():
    data = book(TABLE, ("旧", [HEADS, [NAMES[0], 103.9, 36.1, 1, 2]]), hidden=["旧"])
    draft = placed("a.xlsx", data)
    assert draft.layers == ("数据",)
    assert [each.value for each in draft.findings if each.code == "read.hidden_sheet"] == ["旧"]
    assert read("a.xlsx", data, layer="旧").table["经度"].tolist() == [103.9]


def test_old_workbooks_and_those_of_other_programs():
    draft = placed("old_two_level.xls")
    assert draft.kind == "xls"
    assert draft.layers == ("填表说明", "数据")
    assert "read.hidden_sheet" in codes(draft.findings)
    assert draft.table["批准日期"].astype(str).tolist() == ["1991-03-06", "2002-03-15"]
    assert [repr(each) for each in draft.table["序号"]] == ["1", "2"]
    assert placed("开发区.et", case("old_two_level.xls")).layer == "数据"
    assert read("sheet.ods").table.iloc[0].tolist() == [NAMES[0], 103.885, 36.0625, 12]
    for cut in (600, 2000, 4000):
        assert codes(refused("a.xls", case("old_two_level.xls")[:cut]))[0].startswith("read.")


def test_a_binary_workbook():
    assert xlsb.CASE.read_bytes() == xlsb.example()
    draft = placed(xlsb.CASE.name)
    assert (draft.kind, draft.layer) == ("xls", "数据")
    assert draft.table["产值"].tolist() == [12.5, 8]
    assert "read.suffix" not in codes(draft.findings)
    assert codes(refused("a.xlsb", xlsb.example()[:700]))[0].startswith("read.")


# Heads ------------------------------------------------------------------------------------------


def test_heads_of_two_rows_are_joined():
    draft = read("workbook_two_level_merged_header.xlsx")
    assert list(draft.table.columns) == [
        *("序号", "开发区名称", "坐标 / 经度", "坐标 / 纬度"),
        *("规模 / 面积（公顷）", "规模 / 投资（亿元）"),
    ]
    assert list(draft.roles.values()) == ["name", "lon", "lat"]
    assert draft.table.loc[4].tolist()[2:] == [103.885, 36.062, 1400, 12.5]
    assert heads.areas(draft.table)["area_ha"] == [1400, 983]
    proposal = proposed(draft)
    assert proposal.can_apply
    assert not codes(proposal.findings, ERROR, QUESTION, WARNING)


UPPER = ["序号", "开发区名称", "坐标", None, "规模", None]
LOWER = [None, None, "经度", "纬度", "面积（公顷）", "投资（亿元）"]
NUMBERED = [[n, *row] for n, row in enumerate(ROWS, start=1)]
MERGED = ["A2:A3", "B2:B3", "C2:D2", "E2:F2"]


@pytest.mark.parametrize("merged", [MERGED, [], ["C2:D2"], ["A1:F1", *MERGED], ["E2:F2", "A2:A3"]])
@pytest.mark.parametrize("title", ["甘肃省开发区基本情况表", "填报单位：某某局"])
def test_heads_of_two_rows_however_their_cells_are_merged(merged, title):
    data = book(("表", [[title], UPPER, LOWER, *NUMBERED]), merged=merged)
    draft = placed("a.xlsx", data)
    assert list(draft.table.columns)[4:] == ["规模 / 面积（公顷）", "规模 / 投资（亿元）"]
    assert draft.table.iloc[:, 5].tolist() == [12.5, 8]


def test_heads_of_two_rows_in_a_csv_and_heads_of_three():
    placed("a.csv", csv(["情况表"], UPPER, LOWER, *NUMBERED))
    three = [
        ["开发区名称", "位置", None, "经济指标", None],
        [None, "中心点坐标", None, "2023年", None],
        [None, "东经", "北纬", "产值", "税收"],
    ]
    draft = placed("a.csv", csv(*three, *ROWS))
    assert list(draft.table.columns)[3:] == ["经济指标 / 2023年 / 产值", "经济指标 / 2023年 / 税收"]
    years = [["开发区名称", "2022年", None, "2023年", None], [None, "产值", "税收", "产值", "税收"]]
    draft = read("a.csv", csv(*years, [NAMES[0], 1, 2, 3, 4], [NAMES[1], 5, 6, 7, 8]))
    assert draft.table["2022年 / 税收"].tolist() == [2, 6]
    assert draft.table["2023年 / 产值"].tolist() == [3, 7]


def test_a_row_of_words_is_no_second_row_of_heads():
    rows = [
        ["开发区名称", "说明", None, None],
        [NAMES[0], "已建", "国家级", "园区"],
        [NAMES[1], "在建", "省级", "园"],
    ]
    draft = read("a.csv", csv(*rows))
    assert draft.table.iloc[:, 0].tolist() == NAMES
    rows = [["名称", "备注"], [NAMES[0], "公顷"], [NAMES[1], "亩"]]
    assert len(read("a.csv", csv(*rows)).table) == 2


def test_degrees_minutes_and_seconds_in_three_columns():
    draft = read("workbook_degrees_minutes_seconds_in_three_columns.xlsx")
    assert list(draft.table.columns) == ["开发区名称", "经度", "纬度"]
    there = proposed(draft)
    assert points(there)[HITECH] == (103.885, 36.062)
    assert points(there)[ETDZ] == (103.719278, 36.1035)


@pytest.mark.parametrize(
    ("lon", "lat"),
    [
        (["经度度", "经度分", "经度秒"], ["纬度度", "纬度分", "纬度秒"]),
        (["东经（度）", "东经（分）", "东经（秒）"], ["北纬（度）", "北纬（分）", "北纬（秒）"]),
        (["lon_d", "lon_m", "lon_s"], ["lat_d", "lat_m", "lat_s"]),
        (["Longitude deg", "Longitude min", "Longitude sec"],
         ["Latitude deg", "Latitude min", "Latitude sec"]),
    ],
)  # fmt: skip
def test_other_heads_of_the_parts_of_an_angle(lon, lat):
    rows = [
        ["名称", *lon, *lat],
        [NAMES[0], 103, 53, 6, 36, 3, 45],
        [NAMES[1], 103, 43, "3.0", 36, 6, 9],
    ]
    placed("a.csv", csv(*rows))


# Rows that are none of the table ----------------------------------------------------------------


def test_a_row_of_units_is_taken_into_the_heads():
    draft = read("table_row_of_units.csv")
    assert list(draft.table.columns)[3:] == ["面积（公顷）", "投资额（亿元）"]
    assert draft.table.iloc[:, 4].tolist() == [12.5, 8]
    assert heads.areas(draft.table)["area_ha"] == [1400, 983]
    assert "read.units" in codes(draft.findings, NOTE)
    assert not codes(proposed(draft).findings, ERROR, QUESTION, WARNING)


@pytest.mark.parametrize(
    "units",
    [
        ["", "°", "°", "hm²", "万元"],
        ["单位", "度", "度", "（平方公里）", "（亿元）"],
        ["-", "", "", "km2", "%"],
        [None, "deg", "deg", "ha", "家"],
    ],
)
def test_units_of_many_spellings(units):
    draft = placed("a.csv", csv(["名称", "经度", "纬度", "面积", "指标"], units, *ROWS))
    assert draft.table.iloc[:, 4].tolist() == [12.5, 8]
    assert heads.areas(draft.table)["area_ha"][0] == (
        1400 if units[3] in {"hm²", "ha"} else 140_000
    )


def test_titles_column_numbers_sums_remarks_and_heads_printed_again():
    rows = [
        ["附件2", None, None, None, None],
        ["甘肃省开发区基本情况表", None, None, None, None],
        ["填报单位：某某局", None, None, None, "单位：亿元"],
        HEADS,
        ["甲", 1, 2, 3, 4],
        ROWS[0],
        HEADS,
        ROWS[1],
        ["合计", None, None, 2383, 20.5],
        ["注：面积为批准面积。", None, None, None, None],
        ["填表人：李四", None, None, "审核人：王五", None],
    ]
    for draft in (read("a.csv", csv(*rows)), read("a.xlsx", book(("表", rows), merged=["A2:E2"]))):
        proposal = proposed(draft)
        zones = proposal.matches["zone"].tolist()
        assert zones == [HITECH, ETDZ, "skip"]
        assert draft.table["投资额"].tolist() == [12.5, 8, 20.5]
        assert not codes(proposal.findings, ERROR, QUESTION, WARNING)
        assert codes(proposal.findings).count("read.remark") == 2
        assert {"read.head_again", "match.total"} <= set(codes(proposal.findings, NOTE))


@pytest.mark.parametrize(
    "row",
    [
        ["", "合计", 100, 2],
        ["合  计", "", 100, 2],
        ["小计", None, 100, 2],
        ["全省合计", "", 100, 2],
        ["", "总计：", 100, 2],
        ["Total", "", 100, 2],
    ],
)
def test_sums_are_no_zone_wherever_the_word_stands(row):
    rows = [["序号", "开发区名称", "面积", "产值"], [1, NAMES[0], 60, 1], [2, NAMES[1], 40, 1], row]
    proposal = proposed(read("a.csv", csv(*rows)))
    assert proposal.matches["zone"].tolist() == [HITECH, ETDZ, "skip"]
    assert not codes(proposal.findings, ERROR, QUESTION)


def test_a_cell_merged_downwards_counts_for_every_row_it_covers():
    rows = [
        ["市州", "开发区名称", "产值"],
        ["兰州市", NAMES[0], 1],
        [None, NAMES[1], 2],
        ["白银市", "白银高新技术产业开发区", 3],
    ]
    table = read("a.xlsx", book(("表", rows), merged=["A2:A3"])).table
    assert table["市州"].tolist() == ["兰州市", "兰州市", "白银市"]
    rows = [["开发区名称", "主管部门"], [NAMES[0], "商务厅"], [NAMES[1], None], ["合计", "—"]]
    draft = read("a.xlsx", book(("表", rows), merged=["B2:B3"]))
    assert draft.table["主管部门"].tolist()[:2] == ["商务厅", "商务厅"]


# Several tables in a sheet ------------------------------------------------------------------------

PLACED = [["表1 位置"], ["开发区名称", "经度", "纬度"], *(row[:3] for row in ROWS)]
VALUED = [["表2 产值"], ["开发区名称", "产值", "税收"], [NAMES[1], 8, 2], [NAMES[0], 12.5, 1.5]]
FIRMS = [["表2 企业"], ["企业", "年份", "人数"], ["甲厂", 2001, 20], ["乙厂", 2004, 33]]
BESIDE = [
    [*one, *[None] * (4 - len(one)), *other] for one, other in zip(PLACED, VALUED, strict=True)
]


@pytest.mark.parametrize(
    ("rows", "second"),
    [
        ([*PLACED, [], *VALUED], "表2 产值"),
        ([*PLACED, *VALUED], "表2 产值"),
        ([*PLACED, [], *FIRMS], "表2 企业"),
        ([*PLACED, [], VALUED[0], ["填报单位：商务厅", "", "单位：亿元"], *VALUED[1:]], "表2 产值"),
        ([*PLACED[1:], [], *VALUED[1:]], "2"),
        (BESIDE, "表2 产值"),
        ([row[:3] + row[4:] for row in BESIDE][1:], "2"),
    ],
)
@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
def test_of_several_tables_in_a_sheet_it_is_asked_which(name, rows, second):
    data = book(("表", rows)) if name == "a.xlsx" else csv(*rows)
    before = "表 / " if name == "a.xlsx" else ""
    draft = read(name, data)
    assert codes(draft.findings, QUESTION, WARNING) == ["read.tables"]
    assert draft.layers[1] == f"{before}{second}"
    assert draft.taken == draft.layers[:1]
    assert points(proposed(draft)) == MIDDLE
    other = read(name, data, layer=draft.layers[1])
    assert (
        list(other.table.columns) == next(r for r in (VALUED, FIRMS) if second in (r[0][0], "2"))[1]
    )
    assert not codes(other.findings, QUESTION)
    both = read(name, data, layer=draft.layers)
    assert both.taken == draft.layers
    assert not codes(both.findings, QUESTION)
    assert len(both.table) == 4


def test_several_tables_of_the_same_zones_are_taken_together():
    rows = [*PLACED, [], *VALUED]
    both = proposed(read("a.csv", csv(*rows), layer=["表1 位置", "表2 产值"]))
    assert both.can_apply
    assert both.records[HITECH].values == {"产值": 12.5, "税收": 1.5}
    assert both.records[HITECH].geometry.x == pytest.approx(MIDDLE[HITECH][0])
    (found,) = refused("a.csv", csv(*rows), layer="表3")
    assert found.code == "read.no_layer"


def test_the_command_line_asks_for_the_table_too(tmp_path, capsysbinary):
    path = tmp_path / "两表.csv"
    path.write_bytes(csv(*PLACED, [], *VALUED))
    assert main(["import", str(path)]) == 1
    said = b"".join(capsysbinary.readouterr()).decode()
    assert "表1 位置（2 行）、表2 产值（2 行）" in said
    assert main(["import", str(path), "--layer", "表1 位置", "--layer", "表2 产值"]) == 0


@pytest.mark.parametrize(
    "rows",
    [
        [["填报单位：", "某某局"], ["联系人：", "张三"], [], HEADS, *ROWS],
        [HEADS, ROWS[0], [], HEADS, ROWS[1], ["注：面积为批准面积。"]],
        [["开发区名称", "说明", "备注"], [NAMES[0], "已建", "省级"], [], [NAMES[1], "在建", "3"]],
        [[*HEADS, None, "开发区名称", "产值"], *([*row, None, row[0], 1] for row in ROWS)],
        [["开发区名称", "园区名称", "产值"], [NAMES[0], "东园", 1], [NAMES[0], "西园", 2]],
    ],
)
def test_one_table_is_not_taken_for_several(rows):
    for draft in (read("a.csv", csv(*rows)), read("a.xlsx", book(("表", rows)))):
        assert "read.tables" not in codes(draft.findings)
        assert len(draft.table) == 2


# Names ------------------------------------------------------------------------------------------


def test_official_names_are_exact_without_the_place_in_front():
    proposal = proposed(read("workbook_official_names_with_province.xlsx"))
    assert proposal.matches["zone"].tolist() == [
        *("xifeng", "dingxi", "yongjing", "wuwei-huangyang", "jiayuguan", "longxi", "pingliang"),
    ]
    assert set(proposal.matches["how"]) == {"name"}
    assert not codes(proposal.findings, QUESTION)


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("甘肃省兰州市高新技术产业开发区", HITECH),
        ("兰州市高新技术产业开发区", HITECH),
        ("甘肃兰州经济技术开发区", ETDZ),
        ("武威市工业园区", "wuwei"),
        ("白银市平川区经济开发区", "baiyin-pingchuan"),
        ("陇西县经济开发区", "longxi"),
        ("临夏州永靖县工业园区", "yongjing"),
        ("临夏回族自治州永靖工业园区", "yongjing"),
        ("天祝藏族自治县金强工业集中区", "tianzhu-jinqiang"),
        ("甘肃省天水经济技术开发区管委会", "tianshui-etdz"),
        ("甘肃酒泉敦煌产业园区", "dunhuang"),
        ("榆中和平工业园区", "lanzhou-yuzhong-heping"),
    ],
)
def test_places_in_front_of_a_name(name, zone):
    rows = [["开发区名称", "产值"], [name, 1]]
    assert proposed(read("a.csv", csv(*rows))).matches["zone"].tolist() == [zone]


@pytest.mark.parametrize(
    "name",
    [
        "白银市经济开发区",
        "兰州市永靖工业园区",
        "甘肃经济开发区",
        "甘肃高新技术产业开发区",
        "甘肃省工业集中区",
    ],
)
def test_a_place_in_front_that_fits_no_zone_or_several_is_asked_about(name):
    rows = [["开发区名称", "产值"], [name, 1]]
    proposal = proposed(read("a.csv", csv(*rows)))
    assert proposal.matches["zone"].tolist() == [""]
    assert codes(proposal.findings, QUESTION)


# Positions --------------------------------------------------------------------------------------


def test_the_usual_heads_of_longitude_and_latitude():
    draft = read("table_center_lng_center_lat.csv")
    assert points(proposed(draft)) == {HITECH: (103.886, 36.063)}


@pytest.mark.parametrize(
    ("lon", "lat"),
    [
        ("中心经度", "中心纬度"),
        ("经度(°)", "纬度(°)"),
        ("经度坐标（WGS84）", "纬度坐标（WGS84）"),
        ("东经E", "北纬N"),
        ("GPS经度", "GPS纬度"),
        ("WGS84_Lng", "WGS84_Lat"),
        ("Center Longitude", "Center Latitude"),
        ("lng_wgs84", "lat_wgs84"),
        ("centroid_lon", "centroid_lat"),
        ("X经度坐标", "Y纬度坐标"),
        ("经度（十进制度）", "纬度（十进制度）"),
        ("园区中心点经度", "园区中心点纬度"),
        ("LONGITUDE", "LATITUDE"),
        ("经度_东经", "纬度_北纬"),
        ("point_lng", "point_lat"),
        ("Lon (deg)", "Lat (deg)"),
        ("坐标经度", "坐标纬度"),
        ("经度值", "纬度值"),
    ],
)
def test_heads_of_longitude_and_latitude_with_words_around_them(lon, lat):
    rows = [["名称", lat, lon], *([row[0], row[2], row[1]] for row in ROWS)]
    proposal = proposed(read("a.csv", csv(*rows)))
    assert points(proposal) == MIDDLE


@pytest.mark.parametrize(
    "head",
    ["经度偏差", "latest", "belong", "along", "plate", "flat", "平均海拔", "long name", "e", "n"],
)
def test_words_that_only_look_like_these_are_no_coordinates(head):
    assert heads.coordinate(head) == ""


def test_outlines_in_wkt_and_ewkt():
    draft = read("table_with_wkt_column.csv")
    proposal = proposed(draft)
    at_home(proposal, HITECH, ETDZ)
    assert list(draft.table.columns) == ["开发区名称"]
    assert draft.crs.system == "wgs84"
    assert proposal.can_apply


def ewkb(shape, srid):
    return shapely.to_wkb(shapely.set_srid(shape, srid), hex=True, include_srid=True)


WRITTEN = {
    "wkt": shapely.to_wkt,
    "wkt in small letters": lambda s: shapely.to_wkt(s).lower(),
    "wkt of several": lambda s: shapely.to_wkt(shapely.MultiPolygon([s])),
    "wkt with heights": lambda s: shapely.to_wkt(shapely.force_3d(s, 1520.0), output_dimension=3),
    "ewkt": lambda s: f"SRID=4490;{shapely.to_wkt(s)}",
    "wkb": lambda s: shapely.to_wkb(s, hex=True),
    "wkb of postgresql": lambda s: "\\x" + shapely.to_wkb(s, hex=True).lower(),
    "ewkb": lambda s: ewkb(s, 4326),
    "geojson": shapely.to_geojson,
    "geojson with blanks": lambda s: json.dumps(json.loads(shapely.to_geojson(s)), indent=1),
}


@pytest.mark.parametrize("form", WRITTEN)
def test_outlines_in_cells_of_every_notation(form):
    rows = [["名称", "geom", "产值"], *(
        [name, WRITTEN[form](shape), 1] for name, shape in zip(NAMES, OUTLINES, strict=True)
    )]  # fmt: skip
    proposal = proposed(read("a.xlsx", book(("表", rows))))
    at_home(proposal, HITECH, ETDZ)
    assert not codes(proposal.findings, ERROR, QUESTION, WARNING)
    quoted = [[f'"{str(c).replace(chr(34), chr(34) * 2)}"' for c in row] for row in rows]
    at_home(proposed(read("a.csv", csv(*quoted))), HITECH, ETDZ)


def test_a_cell_names_its_system_and_is_longer_than_others_may_be():
    many = shapely.segmentize(OUTLINES[0], 0.0001)
    wkt = f"SRID=4326;{shapely.to_wkt(many, rounding_precision=9)}"
    assert len(wkt) > 10_000
    at_home(proposed(read("a.csv", csv(["名称", "WKT"], [NAMES[0], f'"{wkt}"']))), HITECH)
    metres = (
        "SRID=4523;POLYGON((35400886.969 3992205.451, 35400905.783 3993869.948,"
        "35398203.106 3993900.919, 35398183.779 3992236.416, 35400886.969 3992205.451))"
    )
    proposal = proposed(read("a.csv", csv(["名称", "面"], [NAMES[0], f'"{metres}"'])))
    assert proposal.placement.system == "cgcs2000-3-35"
    assert proposal.placement.area_ha[0] == pytest.approx(HECTARES[HITECH], rel=1e-3)
    utm = "SRID=32648;POINT(399600.0 3991400.0)"
    proposal = proposed(read("a.csv", csv(["名称", "点"], [NAMES[0], f'"{utm}"'])))
    assert "place.converted" in codes(proposal.findings)


def test_a_cell_that_is_no_shape_among_shapes_is_an_error_of_its_row():
    rows = [[n, f'"{shapely.to_wkt(s)}"'] for n, s in zip(NAMES, OUTLINES, strict=True)]
    rows = [["名称", "WKT"], *rows, ["白银高新技术产业开发区", "POLYGON ((1 2"]]
    draft = read("a.csv", csv(*rows))
    (found,) = [each for each in draft.findings if each.level == ERROR]
    assert (found.code, found.row, found.column) == ("read.cell_shape", 4, "WKT")


def test_a_table_without_a_position_says_so():
    proposal = proposed(read("a.csv", csv(["开发区名称", "产值"], [NAMES[0], 1])))
    assert "place.none" in codes(proposal.findings, NOTE)
    assert proposal.can_apply
    for lon, lat in (("X坐标点", "Y坐标点"), ("位置1", "位置2"), ("横", "纵")):
        rows = [["开发区名称", lon, lat], *(row[:3] for row in ROWS)]
        proposal = proposed(read("a.csv", csv(*rows)))
        assert "place.none_but" in codes(proposal.findings, QUESTION, WARNING)


# Several rows of one zone -----------------------------------------------------------------------

PARKS = ["循环经济产业园", "安定工业园", "安定现代物流园", "安定科技园"]


def test_several_rows_of_a_zone_are_its_parks_and_how_is_asked():
    draft = read("workbook_one_zone_many_parks.xlsx")
    proposal = proposed(draft)
    assert proposal.matches["zone"].tolist() == ["dingxi"] * 4
    assert codes(proposal.findings, ERROR, QUESTION) == ["match.zone_parks"]
    assert not proposal.can_apply
    joined = proposed(draft, parks="join")
    assert joined.can_apply
    assert joined.records["dingxi"].values == {"园区名称": "、".join(PARKS)}
    assert "match.park_numbers" in codes(joined.findings, NOTE)
    main = proposed(draft, parks="main")
    assert main.records["dingxi"].values == {"园区名称": PARKS[0], "面积（公顷）": 1200.5}


@pytest.mark.parametrize("head", ["园区名称", "片区", "park name", "所在"])
def test_places_of_several_parks(head):
    rows = [
        ["开发区名称", head, "经度", "纬度"],
        *(["定西经济开发区", name, 104.6 + n / 50, 35.6] for n, name in enumerate(PARKS)),
    ]
    draft = read("a.csv", csv(*rows))
    assert codes(proposed(draft, far="take").findings, ERROR, QUESTION) == ["match.zone_parks"]
    taken = proposed(draft, parks="join", far="take")
    assert "match.main_park" in codes(taken.findings, NOTE)
    assert taken.can_apply
    assert taken.records["dingxi"].geometry.x == pytest.approx(104.6)


def test_rows_that_contradict_each_other_are_no_parks():
    rows = [["开发区名称", "主管部门", "产值"], [NAMES[0], "商务厅", 1], [NAMES[0], "科技厅", 1]]
    proposal = proposed(read("a.csv", csv(*rows)))
    assert codes(proposal.findings, ERROR, QUESTION) == ["match.differs"]
    rows = [["开发区名称", "经度", "纬度"], [NAMES[0], 103.8, 36.1], [NAMES[0], 103.9, 36.1]]
    assert "match.two_points" in codes(proposed(read("a.csv", csv(*rows))).findings, ERROR)
