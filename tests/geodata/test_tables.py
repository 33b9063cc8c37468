"""The tables row by row: the plan's counts, every zone whole, its figures read a second time."""

from collections import Counter

import geopandas as gpd
import pytest
from shapely import Point

from geodata import GPKG
from geodata.schema import read

TABLES = read.read_tables()
ZONES = TABLES["zones"].set_index("id")
BY_ZONE = pytest.mark.parametrize("zone", ZONES.index)

# Box of the plan -> type, level, number of zones.
BOXES = {
    "专栏2": ("innovation", "national", 7),
    "专栏3": ("upgrade", "provincial", 9),
    "专栏4": ("specialty", "provincial", 12),
    "专栏5": ("city-industry", "provincial", 7),
    "专栏6": ("foundation", "concentrated", 7),
}


def of_zone(name, zone):
    return TABLES[name][TABLES[name]["zone"] == zone]


def members(scheme):
    """Zone and area of the memberships of one scheme."""
    areas = TABLES["areas"].set_index("slug")["scheme"]
    table = TABLES["area_members"]
    return table[table["area"].map(areas) == scheme]


# The whole ----------------------------------------------------------------------------------------


def test_there_are_42_zones():
    assert len(ZONES) == 42
    assert ZONES.index.is_unique


def test_zones_stand_in_the_order_of_the_boxes():
    expected = [f"{box}·{n}" for box, (_, _, count) in BOXES.items() for n in range(1, count + 1)]
    assert list(ZONES["source"]) == expected


def test_zones_by_type():
    assert Counter(ZONES["type"]) == {kind: count for kind, _, count in BOXES.values()}


def test_zones_by_level():
    assert Counter(ZONES["level"]) == {"national": 7, "provincial": 28, "concentrated": 7}


def test_boxes_2_to_5_hold_the_35_national_and_provincial_zones():
    boxes = ZONES["source"].str.partition("·")[0]
    assert boxes.isin(["专栏2", "专栏3", "专栏4", "专栏5"]).sum() == 35
    assert (ZONES["level"] != "concentrated").sum() == 35


@pytest.mark.parametrize(
    ("scheme", "expected"),
    [
        ("plan13", {"lanzhou": 14, "hexi": 16, "longdongnan": 8, "ethnic": 6}),
        ("plan14", {"lanzhou-circle": 18, "hexi-belt": 16, "longdongnan-region": 8}),
    ],
)
def test_memberships_by_area(scheme, expected):
    assert Counter(members(scheme)["area"]) == expected


def test_only_the_four_zones_of_dingxi_are_inferred():
    table = members("plan13")
    inferred = set(table.loc[table["basis"] == "inferred", "zone"])
    assert inferred == {"longxi", "lintao", "dingxi", "minxian"}
    assert inferred == set(ZONES.index[ZONES["prefecture"] == "dingxi"])
    prefectures = TABLES["prefectures"]
    assert list(prefectures.loc[prefectures["basis_plan13"] == "inferred", "slug"]) == ["dingxi"]


def test_zones_of_autonomous_prefectures_and_counties_are_the_ethnic_ones():
    counties = TABLES["counties"].set_index("adcode")
    assert set(counties.index[counties["ethnic"] == "yes"]) == {
        *("620525", "620623", "620721", "620923", "620924")
    }
    autonomous = ZONES["prefecture"].isin(["linxia", "gannan"])
    county = ZONES["county"].map(counties["ethnic"]) == "yes"
    table = members("plan13")
    ethnic = table[table["area"] == "ethnic"]
    assert set(ethnic["zone"]) == set(ZONES.index[autonomous | county])
    assert set(ZONES.index[county]) == {"tianzhu-jinqiang", "sunan-qiqing"}
    # Only these two are in a second area.
    twice = {zone for zone, n in Counter(table["zone"]).items() if n > 1}
    assert twice == set(ZONES.index[county])


def test_there_are_thirteen_clusters():
    assert Counter(TABLES["clusters"]["group"]) == {"traditional": 8, "emerging": 5}


@pytest.mark.parametrize(
    ("tag", "zones"),
    {
        "innovation-platform": ["jinchang-etdz", "baiyin-hitech", "lanzhou-hitech", "lanzhou-etdz"],
        "demo-national": ["lanzhou-hitech", "lanzhou-yuzhong-heping", "linxia"],
        "demo-provincial": [
            *("dingxi", "jiuzhou", "baiyin-xiqu", "minxian"),
            *("linze", "lanzhou-xigu-xincheng", "yongchang"),
        ],
        "example-cluster": ["tianshui-etdz", "longxi", "jiuquan-etdz", "jinchang-etdz"],
        "area-lead": ["jiuquan-etdz", "jinchang-etdz", "zhangye-etdz", "tianshui-etdz"],
        "area-support": ["xifeng", "pingliang", "huating"],
        "area-raise": ["lanzhou-hitech", "baiyin-hitech", "lanzhou-etdz"],
    }.items(),
)
def test_zones_of_a_tag_in_the_order_of_the_plan(tag, zones):
    table = TABLES["zone_tags"]
    assert list(table.loc[table["tag"] == tag, "zone"]) == zones


def test_no_other_tag_is_given():
    assert len(TABLES["zone_tags"]) == 4 + 3 + 7 + 4 + 4 + 3 + 3


def test_the_province_has_14_prefectures_and_87_units():
    assert len(TABLES["prefectures"]) == 14
    assert len(TABLES["counties"]) == 86 + 1  # Jiayuguan has no counties


def test_every_industry_phrase_belongs_to_a_zone():
    assert set(TABLES["industries"]["slug"]) == set(TABLES["zone_industries"]["industry"])


# Each zone ----------------------------------------------------------------------------------------


@BY_ZONE
def test_type_and_level_are_those_of_its_box(zone):
    row = ZONES.loc[zone]
    kind, level, _ = BOXES[row["source"].partition("·")[0]]
    assert (row["type"], row["level"]) == (kind, level)


@BY_ZONE
def test_its_name_is_printed_without_star(zone):
    name = ZONES.loc[zone, "name_zh"]
    assert name.endswith(("开发区", "园区", "集中区"))
    assert "*" not in name
    assert len(ZONES.loc[zone, "short_zh"]) <= 4


@BY_ZONE
def test_its_point_is_in_its_county(zone, counties):
    position = of_zone("positions", zone)
    assert len(position) == 1
    point = Point(float(position["lon"].iloc[0]), float(position["lat"].iloc[0]))
    assert counties[ZONES.loc[zone, "county"]].covers(point)


@BY_ZONE
def test_what_nobody_checked_is_not_called_verified(zone):
    """Unless two other sources agree with what is generally known."""
    position = of_zone("positions", zone).iloc[0]
    if "general-knowledge" in position["source"].split("|"):
        checks = of_zone("position_checks", zone)
        others = set(checks.loc[checks["supports"] == "yes", "source"])
        assert position["verified"] == "no" or len(others) > 1


@BY_ZONE
def test_its_industries_are_ranked_and_come_from_its_box(zone):
    industries = of_zone("zone_industries", zone)
    assert len(industries) >= 1
    assert list(industries["rank"]) == [str(n) for n in range(1, len(industries) + 1)]
    assert set(industries["source"]) == {ZONES.loc[zone, "source"]}


@BY_ZONE
def test_its_mentions_hold_its_box_and_the_list_of_its_type(zone):
    mentions = of_zone("mentions", zone)
    places = dict(zip(mentions["kind"], mentions["source"], strict=True))
    row = ZONES.loc[zone]
    number = list(BOXES).index(row["source"].partition("·")[0]) + 1
    assert places["box"] == row["source"]
    assert places["list"] == f"3.1.{number}"


@BY_ZONE
def test_its_mention_of_the_box_names_its_industries_verbatim(zone):
    names = TABLES["industries"].set_index("slug")["name_zh"]
    phrases = "、".join(of_zone("zone_industries", zone)["industry"].map(names))
    mentions = of_zone("mentions", zone)
    assert mentions.loc[mentions["kind"] == "box", "what_zh"].iloc[0].endswith(phrases)


@BY_ZONE
def test_its_areas_are_those_of_its_prefecture(zone):
    home = TABLES["prefectures"].set_index("slug").loc[ZONES.loc[zone, "prefecture"]]
    for scheme in ("plan13", "plan14"):
        table = members(scheme)
        areas = set(table.loc[table["zone"] == zone, "area"])
        assert areas - {"ethnic"} == {home[f"area_{scheme}"]} - {"ethnic"}
        assert areas


@BY_ZONE
def test_every_tag_stands_in_a_mention_of_its_place(zone):
    places = {ref for cell in of_zone("mentions", zone)["source"] for ref in cell.split("|")}
    assert set(of_zone("zone_tags", zone)["source"]) <= places


@pytest.fixture(scope="module")
def counties():
    return gpd.read_file(GPKG, layer="counties").set_index("adcode").geometry


# The figures, as read from the plan a second time -------------------------------------------------

BOX_1 = [  # row, name, unit, 2015, 2020, growth
    (1, "地区生产总值", "亿元", 1542, 3100, 15),
    (2, "销售收入", "亿元", 6026, 12100, 15),
    (3, "工业增加值", "亿元", 977, 2100, 16.5),
    (4, "财政收入", "亿元", 111, 195, 12),
    (5, "固定资产投资总额", "亿元", 1395, 3500, 20),
    (6, "第三产业增加值", "亿元", 327, 780, 18.8),
    (7, "第三产业增加值占比", "%", 21.2, 25, 3.8),
    (8, "研究与试验发展经费投入强度", "%", 2.3, 3, 0.7),
    (9, "技术贸易和技术服务收入", "亿元", 156, 310, 15),
]
POINTS = {7, 8}  # rows of the box whose last figure stands in brackets: points over five years


def figures(source):
    """Name, unit, year, value and kind of each indicator of a place."""
    table = TABLES["indicators"]
    here = table[table["source"] == source]
    return [
        (row.name_zh, row.unit_zh, row.year, float(row.value), row.kind)
        for row in here.itertuples()
    ]


def test_box_1_has_27_figures():
    assert TABLES["indicators"]["source"].str.startswith("专栏1·").sum() == 27


@pytest.mark.parametrize("printed", BOX_1)
def test_figures_of_box_1(printed):
    row, name, unit, actual, target, growth = printed
    last = ("百分点", "cumulative_points") if row in POINTS else ("%", "growth_pct_per_year")
    assert figures(f"专栏1·{row}") == [
        (name, unit, "2015", actual, "actual"),
        (name, unit, "2020", target, "target"),
        (name, last[0], "2016-2020", growth, last[1]),
    ]


@pytest.mark.parametrize(
    ("source", "figure"),
    [
        ("1.1.1", ("地区生产总值", "亿元", "2015", 1542, "actual")),
        ("1.1.1", ("占全省地区生产总值", "%", "2015", 22.7, "actual")),
        ("1.1.1", ("销售收入", "亿元", "2015", 6026, "actual")),
        ("1.1.1", ("地区生产总值", "%", "2011-2015", 16.96, "growth_pct_per_year")),
        ("1.1.1", ("销售收入", "%", "2011-2015", 17.82, "growth_pct_per_year")),
        ("1.1.2", ("主导产业占工业总产值", "%", "2015", 87.2, "actual")),
        ("1.1.2", ("销售收入超过100亿的开发区", "个", "2015", 12, "actual")),
        ("1.1.2", ("销售收入超过1000亿元的开发区", "个", "2015", 2, "actual")),
        ("1.1.3", ("工业增加值", "亿元", "2015", 977, "actual")),
        ("1.1.3", ("工业增加值", "%", "2011-2015", 12, "growth_pct_per_year")),
        ("1.1.3", ("财政收入", "亿元", "2015", 111, "actual")),
        ("1.1.3", ("财政收入", "%", "2011-2015", 17.6, "growth_pct_per_year")),
        ("1.1.3", ("工业固废综合利用率", "%", "2015", 85.9, "actual")),
        ("1.1.3", ("工业固废综合利用率较2010年提高", "%", "2015", 16.2, "actual")),
        ("1.1.3", ("单位工业增加值能耗", "吨标准煤/万元", "2015", 3.26, "actual")),
        ("1.1.3", ("单位工业增加值能耗较2010年下降", "%", "2015", 13.5, "actual")),
        ("1.1.4", ("固定资产投资", "亿元", "2015", 1395, "actual")),
        ("1.1.4", ("固定资产投资", "%", "2011-2015", 12, "growth_pct_per_year")),
        ("1.1.4", ("基础设施配套面积占已征用土地面积", "%", "2015", 87.2, "actual")),
        ("1.1.5", ("建成并投入使用科技型企业孵化器", "万平方米", "2015", 18.6, "actual")),
        ("1.1.5", ("新增高新技术企业", "家", "2015", 38, "actual")),
        ("1.1.5", ("高新技术企业总数", "家", "2015", 270, "actual")),
        ("1.1.5", ("拥有硕士以上学历人员", "人", "2015", 5523, "actual")),
        ("1.1.5", ("科技研发经费支出", "亿元", "2015", 36, "actual")),
        ("1.1.5", ("工业增加值", "亿元", "2015", 175, "actual")),
        ("1.1.5", ("新申请专利", "项", "2015", 2620, "actual")),
        ("1.1.5", ("技术贸易和技术服务收入", "亿元", "2015", 156, "actual")),
        ("2.3.1", ("国家级和省级开发区", "个", "2020", 60, "target")),
        ("2.3.1", ("生产总值", "亿元", "2020", 3100, "target")),
        ("2.3.1", ("工业增加值", "%", "2016-2020", 16.5, "growth_pct_per_year")),
        ("2.3.1", ("地方财政收入", "亿元", "2020", 195, "target")),
        ("2.3.1", ("固定资产投资总额", "%", "2016-2020", 20, "growth_pct_per_year")),
        ("2.3.2", ("年销售收入超过100亿元的开发区", "个", "2020", 20, "target")),
        ("2.3.2", ("第三产业增加值占生产总值比重", "%", "2020", 25, "target")),
        ("2.3.2", ("第三产业增加值", "%", "2016-2020", 18.8, "growth_pct_per_year")),
        ("2.3.3", ("研究发展（R&D）经费", "亿元", "2020", 95, "target")),
        ("2.3.3", ("研究发展（R&D）经费占生产总值比重", "%", "2020", 3, "target")),
        ("2.3.3", ("技术贸易和技术服务收入", "%", "2016-2020", 15, "growth_pct_per_year")),
        ("2.3.3", ("孵化器和众创空间（平台）", "家", "2020", 100, "target")),
        ("2.3.4", ("工业废水排放达标率", "%", "2020", 95, "target")),
        ("2.3.4", ("固体废物综合利用率", "%", "2020", 90, "target")),
        ("专栏9·1", ("开发区与高等级公路通达率", "%", "2020", 100, "target")),
        ("专栏9·2", ("开发区供水普及率", "%", "2020", 100, "target")),
        ("专栏9·3", ("工业废水排放达标率", "%", "2020", 95, "target")),
    ],
)
def test_figures_of_the_text(source, figure):
    assert figures(source).count(figure) == 1


def test_only_what_the_plan_calls_at_least_is_a_minimum():
    table = TABLES["indicators"]
    least = table[table["qualifier"] == "min"]
    assert list(zip(least["source"], least["name_zh"], strict=True)) == [
        ("2.3.1", "国家级和省级开发区"),
        ("2.3.1", "生产总值"),
    ]


# Seats --------------------------------------------------------------------------------------------

COUNTIES = gpd.read_file(GPKG, layer="counties").set_index("adcode")
SEATED = COUNTIES[COUNTIES["seat_lon"].notna()]


@pytest.mark.parametrize("county", SEATED.index)
def test_a_county_s_seat_lies_in_it(county):
    row = SEATED.loc[county]
    # The boundaries are simplified by some hundred metres.
    assert row.geometry.buffer(0.01).contains(Point(row["seat_lon"], row["seat_lat"]))
    assert row["seat_source"]


def test_most_counties_have_a_seat_and_the_others_are_left_open():
    assert len(SEATED) == 81
    assert (COUNTIES["seat_source"].fillna("") == "").sum() == len(COUNTIES) - 81
