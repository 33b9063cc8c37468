"""Questions a planner asks, put on the command line.

The answers were worked out by hand from the plan's text, not from the tables; each test names the
places of the plan it was read from. Distances were worked out apart, on a sphere.
"""

import csv
import io

import pytest

from atlas import cli, plan


@pytest.fixture
def ask(capsysbinary, monkeypatch):
    """Put a question to the atlas as it is shipped, without the text; return the answer's rows."""
    monkeypatch.delenv(plan.ENV, raising=False)

    def command(*words):
        code = cli.main([*words, "--format", "csv"])
        captured = capsysbinary.readouterr()
        assert code == 0, captured.err.decode()
        return list(csv.DictReader(io.StringIO(captured.out.decode())))

    return command


def zones(words):
    """Return the zones of a sentence of the plan, as the plan strings them together."""
    return sorted(words.split("、"))


def names(rows):
    return sorted(row["name_zh"] for row in rows)


SELECTIONS = {
    # 专栏3·1, 3·2, 3·3, 3·6, 4·5, 4·8, 5·3, 6·1.
    "which zones list 装备制造 exactly": (
        "--industry 装备制造",
        (
            "嘉峪关工业园区、陇西经济开发区、平凉工业园区、临洮经济开发区、民乐工业园区、"
            "白银平川经济开发区、白银西区经济开发区、刘川工业集中区"
        ),
    ),
    # Besides: 先进装备制造 (专栏2·3, 5·1), 新能源及装备制造 (2·4, 3·5), 新能源装备制造 (2·6).
    "which zones list something with 装备制造 in it": (
        "--industry-contains 装备制造",
        (
            "嘉峪关工业园区、陇西经济开发区、平凉工业园区、临洮经济开发区、民乐工业园区、"
            "白银平川经济开发区、白银西区经济开发区、刘川工业集中区、"
            "兰州经济技术开发区、定西经济开发区、金昌经济技术开发区、玉门经济开发区、酒泉经济技术开发区"
        ),
    ),
    # 专栏4·1, 4·2, 4·3, 4·5, 4·9: all five specialty zones of Hexi.
    "which specialty zones of Hexi process farm products": (
        "--area 河西走廊经济区 --type 特色产业型 --industry-contains 农副产品",
        "武威工业园区、武威黄羊工业园区、高台工业园区、民乐工业园区、山丹城北工业园区",
    ),
    # 生物医药 专栏2·1, 2·2, 2·3, 3·8, 4·1, 4·2; 生物制药 2·6, 2·7, 4·5, 4·7, 5·3, 5·4;
    # 生物食品 3·7; 生物保健食品 4·3.
    "which zones have 生物 in an industry": (
        "--industry-contains 生物",
        (
            "兰州高新技术产业开发区、白银高新技术产业开发区、兰州经济技术开发区、西峰工业园区、"
            "武威工业园区、武威黄羊工业园区、酒泉经济技术开发区、张掖经济技术开发区、民乐工业园区、"
            "永靖工业园区、白银西区经济开发区、兰州榆中和平工业园区、永登连海经济开发区、高台工业园区"
        ),
    ),
    # 煤化工 专栏4·3, 4·4, 6·1; 新型煤化工 3·5, 6·2, 6·7. 新型煤电化工 (3·3) reads otherwise.
    "which zones turn coal into chemicals by name": (
        "--industry-contains 煤化工",
        "高台工业园区、华亭工业园区、刘川工业集中区、玉门经济开发区、金塔工业集中区、天祝金强工业集中区",
    ),
    # 有色金属（稀土） 专栏2·2; 稀土新材料 6·1.
    "which zones list rare earths": (
        "--industry-contains 稀土",
        "白银高新技术产业开发区、刘川工业集中区",
    ),
    # 3.2.2; the fourth lead, 天水, is that of 陇东南 (3.2.3).
    "who are the three 龙头 of Hexi": (
        "--area hexi --tag 龙头",
        "酒泉经济技术开发区、金昌经济技术开发区、张掖经济技术开发区",
    ),
    # 专栏7·1.
    "which national zones are innovation platforms": (
        "--level 国家级 --tag 创新体系平台",
        "金昌经济技术开发区、白银高新技术产业开发区、兰州高新技术产业开发区、兰州经济技术开发区",
    ),
    # 专栏8·1 and 8·2 (临夏经济技术开发区 there is 临夏经济开发区 of 专栏3·4).
    "on which zones do the national demonstration areas rest": (
        "--tag 国家级产城融合示范区",
        "兰州高新技术产业开发区、兰州榆中和平工业园区、临夏经济开发区",
    ),
    # 临夏 and 甘南 are named (3.2.4); 肃南 and 天祝 are autonomous counties. None is national.
    "which zones stand in an area without a national zone": (
        "--area 民族地区",
        (
            "临夏经济开发区、永靖工业园区、广河经济开发区、东乡经济开发区、肃南祁青工业集中区、"
            "天祝金强工业集中区"
        ),
    ),
}


@pytest.mark.parametrize(("words", "answer"), SELECTIONS.values(), ids=SELECTIONS)
def test_zones_answer(ask, words, answer):
    assert names(ask("zones", *words.split())) == zones(answer)


def test_every_area_but_the_ethnic_areas_has_a_national_zone(ask):
    """3.2.1 and 3.2.2 name three national zones each, 3.2.3 one, 3.2.4 none."""
    national = {
        area: len(ask("zones", "--area", area, "--level", "国家级"))
        for area in ("大兰州经济区", "河西走廊经济区", "陇东南经济区", "民族地区")
    }
    assert list(national.values()) == [3, 3, 1, 0]


def test_what_the_provincial_list_of_box_8_has_that_box_5_has_not(ask):
    """专栏8·3 has 西固新城, of 专栏3; 专栏5 has 榆中和平, of 专栏8·1; the other six agree."""
    demonstration = set(names(ask("zones", "--tag", "省级产城融合示范区")))
    kind = set(names(ask("zones", "--type", "产城融合型")))
    assert demonstration - kind == {"兰州西固新城工业园区"}
    assert kind - demonstration == {"兰州榆中和平工业园区"}
    assert demonstration & kind == {
        "定西经济开发区",
        "九州经济开发区",
        "白银西区经济开发区",
        "岷县工业园区",
        "临泽工业园区",
        "永昌工业园区",
    }


def test_zones_in_two_areas(ask):
    """肃南 and 天祝 lie in Hexi and are autonomous counties (3.2.2, 3.2.4)."""
    both = {row["name_zh"]: row["areas"] for row in ask("zones") if "|" in row["areas"]}
    assert both == dict.fromkeys(
        ("肃南祁青工业集中区", "天祝金强工业集中区"), "河西走廊经济区|民族地区"
    )


def test_zones_with_one_industry(ask):
    """专栏3·9 and 5·2 list one industry; all others two or more."""
    one = {
        row["name_zh"]: row["industries"] for row in ask("zones") if "|" not in row["industries"]
    }
    assert one == {"兰州西固新城工业园区": "现代综合物流", "九州经济开发区": "食品加工"}


def test_no_area_text_gives_dingxi_a_place(ask):
    """3.2 never names 定西: its four zones, and no others, stand in an area by inference."""
    rows = ask("zones")
    inferred = {row["name_zh"]: row["areas"] for row in rows if row["area_basis"] == "inferred"}
    assert inferred == dict.fromkeys(
        ("陇西经济开发区", "临洮经济开发区", "定西经济开发区", "岷县工业园区"), "大兰州经济区"
    )
    assert names(ask("zones", "--prefecture", "定西")) == sorted(inferred)


def test_sales_revenue_for_2020(ask):
    """2.3.1 and 专栏1·2 agree: 12100, of 6026 in 2015, by 15% a year."""
    rows = [row for row in ask("indicators") if row["name"] == "销售收入"]
    said = {(row["year"], row["kind"], row["source"]): (row["value"], row["unit"]) for row in rows}
    assert said == {
        ("2015", "actual", "1.1.1"): ("6026", "亿元"),
        ("2015", "actual", "专栏1·2"): ("6026", "亿元"),
        ("2020", "target", "2.3.1"): ("12100", "亿元"),
        ("2020", "target", "专栏1·2"): ("12100", "亿元"),
        ("2011-2015", "growth_pct_per_year", "1.1.1"): ("17.82", "%"),
        ("2016-2020", "growth_pct_per_year", "2.3.1"): ("15", "%"),
        ("2016-2020", "growth_pct_per_year", "专栏1·2"): ("15", "%"),
    }
    assert len(rows) == len(said)


def test_what_87_2_percent_is(ask):
    """It stands twice: leading industries in output (1.1.2), land with infrastructure (1.1.4)."""
    said = {row["source"]: row["name"] for row in ask("indicators") if row["value"] == "87.2"}
    assert said == {
        "1.1.2": "主导产业占工业总产值",
        "1.1.4": "基础设施配套面积占已征用土地面积",
    }


# Two zones, or two places, side by side -----------------------------------------------------------


def test_what_zhangye_and_minle_share(ask):
    """专栏2·7 and 4·5 list four industries each and share one: 1 of 7."""
    sides = {
        (row["about"], row["item"]): (row["zhangye-etdz"], row["minle"])
        for row in ask("compare", "张掖经开区", "民乐")
    }
    listed = {item: pair for (about, item), pair in sides.items() if about == "industry"}
    assert {item for item, pair in listed.items() if pair == ("True", "True")} == {"生物制药"}
    assert len(listed) == 7
    served = {item: pair for (about, item), pair in sides.items() if about == "cluster"}
    assert {item for item, pair in served.items() if all(pair)} == {
        "绿色生态农产品加工产业集群",  # 特色农副产品加工, 农副产品精深加工
        "新材料产业集群",  # 有色冶金新材料, 化工新材料
        "生物医药产业集群",  # 生物制药
    }
    assert float(sides["phrases", "民乐"][0]) == pytest.approx(1 / 7)
    assert float(sides["km", "民乐"][0]) == pytest.approx(40.3, rel=0.01)


def test_box_8_item_3_held_against_box_5(ask):
    """The same question as above, put to the references."""
    sides = {}
    for row in ask("compare", "专栏8·3", "专栏5"):
        sides.setdefault(row["named"], set()).add(row["name_zh"])
    assert sides["first"] == {"兰州西固新城工业园区"}
    assert sides["second"] == {"兰州榆中和平工业园区"}
    assert len(sides["both"]) == 6


# Alike, and near ----------------------------------------------------------------------------------


def test_the_most_alike_pair_of_hexi(ask):
    """专栏2·6 lists three, 4·5 four industries; they share two: 2 of 5."""
    (row,) = ask("similar", "--area", "河西走廊经济区", "--most", "1")
    assert {row["a_name"], row["b_name"]} == {"酒泉经济技术开发区", "民乐工业园区"}
    assert set(row["common"].split("|")) == {"农副产品精深加工", "生物制药"}
    assert float(row["phrases"]) == pytest.approx(2 / 5)
    assert float(row["km"]) == pytest.approx(222.5, rel=0.005)


def test_the_most_alike_pair_of_all(ask):
    """专栏4·7 lists six, 5·3 four industries; they share three: 3 of 7."""
    (row,) = ask("similar", "--most", "1")
    assert {row["a_name"], row["b_name"]} == {"永靖工业园区", "白银西区经济开发区"}
    assert set(row["common"].split("|")) == {"食品加工", "生物制药", "新型建材"}
    assert float(row["phrases"]) == pytest.approx(3 / 7)


def test_who_is_near_tianshui_and_makes_the_same(ask):
    """Of the four phrases of 专栏2·5 one stands elsewhere: 电子信息, in 专栏2·1."""
    (row,) = ask("nearest", "天水经开区", "--same", "phrases")
    assert (row["name_zh"], row["phrases"]) == ("兰州高新技术产业开发区", "电子信息")
    assert float(row["km"]) == pytest.approx(251.1, rel=0.005)


def test_who_is_near_tianshui_and_serves_a_cluster_of_its(ask):
    """徽县 has food and medicine (专栏6·6), 陇西 the nearest equipment (专栏3·2)."""
    first, *_ = ask("nearest", "天水经开区", "--same", "clusters")
    assert first["name_zh"] == "徽县工业集中区"
    assert float(first["km"]) == pytest.approx(89.8, rel=0.005)
    (maker,) = ask("nearest", "天水经开区", "--cluster", "装备制造产业集群", "--most", "1")
    assert maker["name_zh"] == "陇西经济开发区"
    assert float(maker["km"]) == pytest.approx(123.0, rel=0.005)


def test_the_national_zone_nearest_to_dunhuang(ask):
    (row,) = ask("nearest", "敦煌", "--level", "国家级", "--most", "1")
    assert row["name_zh"] == "酒泉经济技术开发区"
    assert float(row["km"]) == pytest.approx(336.0, rel=0.005)


# What is missing ----------------------------------------------------------------------------------


def test_what_the_text_of_greater_lanzhou_wants_and_no_zone_lists(ask):
    """3.2.1 wants eight things. 电子信息 (专栏2·1) comes near one of the three, in other words."""
    rows = ask("gaps", "--kind", "focus", "--area", "大兰州经济区")
    assert {row["what"]: row["zones"] for row in rows} == {
        "石油化工": "",
        "动力电池及电池材料": "",
        "新一代信息技术": "兰州高新技术产业开发区",
    }
    assert {row["source"] for row in rows} == {"3.2.1"}


def test_what_the_text_of_hexi_wants_and_nobody_comes_near(ask):
    """Of twelve phrases in 3.2.2 three find no zone, not even by a cluster."""
    rows = ask("gaps", "--kind", "focus", "--area", "河西走廊经济区")
    assert {row["what"] for row in rows if not row["zones"]} == {
        "新型高载能产业",
        "再生资源规模化利用",
        "再制造",
    }


def test_what_zones_of_the_ethnic_areas_list_and_the_text_passes_over(ask):
    """3.2.4 names farm and livestock products and halal food, no more."""
    rows = ask("gaps", "--kind", "unnamed", "--area", "民族地区")
    assert {row["what"]: set(row["zones"].split("|")) for row in rows} == {
        "民族特需品加工": {"临夏经济开发区"},
        "精细化工": {"永靖工业园区", "肃南祁青工业集中区"},
        "新型建材": {"永靖工业园区", "肃南祁青工业集中区"},
        "机械加工制造": {"永靖工业园区"},
        "生物制药": {"永靖工业园区"},
        "仓储物流": {"永靖工业园区"},
        "皮革毛纺": {"广河经济开发区"},
        "综合物流": {"广河经济开发区"},
        "铝合金加工": {"东乡经济开发区"},
        "有色金属冶选及加工": {"肃南祁青工业集中区"},
        "碳基新材料": {"天祝金强工业集中区"},
        "新型煤化工": {"天祝金强工业集中区"},
        "冶金建材": {"天祝金强工业集中区"},
    }


def test_which_zones_fit_no_cluster(ask):
    """专栏4·6: carpets and printing are in none of the thirteen clusters of 4.1."""
    (row,) = ask("gaps", "--kind", "no-cluster")
    assert (row["what"], row["area"]) == ("静宁工业园区", "陇东南经济区")


def test_which_area_has_no_city_industry_zone(ask):
    """专栏5 lies in 兰州, 白银, 定西, 张掖 and 金昌; the ethnic areas lack national zones too."""
    rows = ask("gaps", "--kind", "no-type")
    assert {(row["area"], row["what"]) for row in rows} == {
        ("陇东南经济区", "产城融合型"),
        ("民族地区", "产城融合型"),
        ("民族地区", "创新驱动型"),
    }


def test_what_of_the_clusters_no_zone_serves(ask):
    """4.1.1 and 4.1.2 name them; no box lists a phrase with 电池, 合成材料 or 智能."""
    rows = ask("gaps", "--kind", "part")
    assert {row["what"]: row["source"] for row in rows} == {
        "合成材料": "4.1.1",
        "电池材料": "4.1.1",
        "智能制造": "4.1.2",
    }


def test_which_prefecture_has_no_zone(ask):
    """3.2.4 names 甘南, no box does."""
    (row,) = ask("gaps", "--kind", "no-zone")
    assert (row["what"], row["area"]) == ("甘南藏族自治州", "民族地区")


def test_where_equipment_is_listed(ask):
    """
    Count the phrases that say 装备制造, and those that are machinery or electrical goods.

    大兰州: 专栏2·3, 3·2, 3·6, 4·8, 5·1, 5·3, 6·1. 河西: 2·4, 2·6, 3·1, 3·5, 4·5, 5·7.
    陇东南: 2·5 (机械制造, 电工电器), 3·3. 民族地区: 4·7.
    """
    rows = ask("strength", "--by", "area")
    counted = {
        row["group"]: row["listings"] for row in rows if row["cluster"] == "装备制造产业集群"
    }
    assert counted == {
        "大兰州经济区": "7",
        "河西走廊经济区": "6",
        "陇东南经济区": "3",
        "民族地区": "1",
    }


# Where the plan says so ---------------------------------------------------------------------------


def spoken(rows, subject):
    """Return where the plan speaks of somebody: reference -> what it says in our words."""
    found = [
        row for row in rows if row["subject"] == subject and row["kind"] in {"place", "mention"}
    ]
    return {row["ref"]: row["says"] for row in found}


def test_where_the_plan_speaks_of_the_jiuquan_zone(ask):
    """As an example, in the list of its type, in its row, as a lead; 3.2.2·2 has the city only."""
    said = spoken(ask("cite", "酒泉经开区"), "酒泉经济技术开发区")
    assert set(said) == {"1.1.2·2", "3.1.1·3", "专栏2·6", "3.2.2·1"}
    assert "新能源及装备制造" in said["1.1.2·2"]  # the two places differ
    assert "新能源装备制造" in said["专栏2·6"]


def test_what_the_plan_says_of_dingxis_place(ask):
    """Nothing: none of its four zones stands in 3.2; its area is our inference."""
    rows = ask("cite", "定西")
    where = {
        "陇西经济开发区": {"1.1.2·2", "3.1.2·3", "专栏3·2"},
        "临洮经济开发区": {"3.1.2·3", "专栏3·6"},
        "定西经济开发区": {"3.1.4·4", "专栏5·1", "专栏8·3·1"},
        "岷县工业园区": {"3.1.4·4", "专栏5·5", "专栏8·3·1"},
    }
    assert {zone: set(spoken(rows, zone)) for zone in where} == where
    assert spoken(rows, "定西市") == {}
    placed = {row["subject"]: row["says"] for row in rows if row["kind"] == "member"}
    assert set(placed) == {"定西市", *where}
    assert all("大兰州经济区（推断）" in says for says in placed.values())


def test_which_sentence_of_3_2_2_speaks_of_jinchang_and_wuwei(ask):
    """The second; elsewhere 金昌 and 武威 are parts of zones' names."""
    assert set(spoken(ask("cite", "武威"), "武威市")) == {"3.2.2·2"}
    assert set(spoken(ask("cite", "金昌"), "金昌市")) == {"3.2.2·2"}
    taken = {row["subject"] for row in ask("cite", "3.2.2·2") if row["kind"] == "taken"}
    assert {"有色金属冶炼及新材料", "再生资源规模化利用", "再制造"} < taken


def test_linxia_in_two_places_that_differ(ask):
    """专栏3·4 lists two industries, 专栏8·2 four, worded otherwise: both stand."""
    said = spoken(ask("cite", "临夏经济开发区"), "临夏经济开发区")
    assert set(said) == {"3.1.2·3", "专栏3·4", "专栏8·2·1"}
    assert "清真食品加工、民族特需品加工" in said["专栏3·4"]
    assert "清真农畜产品加工、民族特需用品制造、生物制药" in said["专栏8·2·1"]


def test_where_battery_materials_stand(ask):
    """In 3.2.1 and 4.1.1; without the text our summaries say so."""
    rows = ask("cite", "电池材料")
    assert {row["ref"].partition("·")[0] for row in rows if row["kind"] != "slip"} == {
        "3.2.1",
        "4.1.1",
    }
