"""The national catalogue of 2018, read a second time and held row by row against the tables."""

from collections import Counter
from decimal import Decimal

import pytest

from geodata.schema import read

TABLES = read.read_tables()
# Code, name, month of approval, hectares, zone and industries, as the catalogue prints them.
CATALOGUE = """
G621045 兰州经济技术开发区 2002-03 953.00 lanzhou-etdz 装备制造、有色冶金、生物医药
G621207 金昌经济技术开发区 2010-03 700.00 jinchang-etdz 有色金属加工、化工循环、新能源
G621208 天水经济技术开发区 2010-04 319.70 tianshui-etdz 装备制造、医药、食品
G621209 张掖经济技术开发区 2013-03 760.00 zhangye-etdz 农副产品加工、生物制药、有色冶金
G621210 酒泉经济技术开发区 2013-01 561.45 jiuquan-etdz 新能源装备、农副产品加工、生物制药
G622052 兰州高新技术产业开发区 1991-03 1496.00 lanzhou-hitech 生物医药、电子信息、新材料、新能源
G622151 白银高新技术产业开发区 2010-09 805.05 baiyin-hitech 精细化工、有色金属、生物医药
S627003 兰州九州经济开发区 2006-08 671.89 jiuzhou 食品、医药、商贸物流
S629004 兰州西固新城工业园区 2006-08 65.07 lanzhou-xigu-xincheng 商贸物流
S627001 兰州连海经济开发区 1988-08 690.42 yongdeng-lianhai 碳素、新材料、食品
S629035 皋兰三川口工业园区 2016-05 309.17 gaolan-sanchuankou 建材、机械、食品
S629002 兰州榆中和平工业园区 2006-04 465.00 lanzhou-yuzhong-heping 新材料、医药、机械
S629005 甘肃嘉峪关工业园区 2006-03 841.33 jiayuguan 有色金属冶炼加工、装备制造、建材
S629007 甘肃永昌工业园区 2006-03 479.91 yongchang 农畜产品加工、机械、商贸物流
S627009 甘肃白银西区经济开发区 1988-08 1960.36 baiyin-xiqu 医药、食品、商贸物流
S627010 甘肃白银平川经济开发区 2006-03 448.43 baiyin-pingchuan 建材、农产品加工、装备制造
S629036 白银刘川工业集中区 2013-06 659.86 liuchuan 有色金属加工、稀土、化工建材
S629037 会宁工业集中区 2013-06 357.60 huining 农产品加工、纺织、电器
S629038 景泰工业集中区 2013-06 234.49 jingtai 建材、非金属矿物加工、机械
S627039 张家川经济开发区 2013-06 112.21 zhangjiachuan 医药、食品、电力、建材
S629019 甘肃武威工业园区 2006-03 1168.50 wuwei 食品饮料、农副产品加工、生物医药
S629020 甘肃武威黄羊工业园区 2006-03 145.42 wuwei-huangyang 农副食品加工、装备制造、生物技术
S629040 武威民勤红沙岗能源化工工业集中区 2009-06 641.85 minqin-hongshagang 精细化工、能源、农副产品加工
S629041 武威古浪工业集中区 2009-06 415.86 gulang 建材、医药、食品
S629042 武威天祝金强工业集中区 2009-06 299.43 tianzhu-jinqiang 新材料、建材、机械
S629043 肃南县祁青工业集中区 2010-12 101.04 sunan-qiqing 矿产品采选加工、水电
S629017 甘肃民乐工业园区 2006-03 255.78 minle 农副产品加工、医药、新材料
S629015 甘肃临泽工业园区 2006-03 411.28 linze 农副产品加工、建材
S629016 甘肃高台工业园区 2006-03 621.57 gaotai 农副产品加工、装备制造、化工
S629018 甘肃山丹城北工业园区 2006-03 207.37 shandan-chengbei 建材、农产品加工、化工冶炼
S629026 甘肃平凉工业园区 2006-08 849.96 pingliang 煤电化工、装备制造、商贸物流
S629044 泾川工业集中区 2014-03 67.10 jingchuan 农副产品加工、建材、纺织
S629045 灵台县工业集中区 2014-03 64.18 lingtai 煤电化工、建材、农副产品加工
S629046 崇信县工业集中区 2014-03 177.03 chongxin 煤电化工、建材、机械
S629027 甘肃华亭工业园区 2006-04 361.53 huating 煤化工、有色金属加工、电力
S629047 庄浪县工业集中区 2014-03 36.96 zhuanglang 农副产品加工
S629028 甘肃静宁工业园区 2006-03 388.55 jingning 包装、印刷、农副产品加工
S629048 金塔工业集中区 2015-05 15.56 jinta 农副产品加工、矿产采选加工、煤化工
S629049 阿克塞工业园区 2015-05 260.01 aksay 建材、化工、装备制造
S627012 甘肃玉门经济开发区 2006-03 710.00 yumen 石化、装备制造、煤化工
S629050 敦煌市循环经济产业园区 2015-05 28.70 dunhuang 装备制造、建材
S629029 甘肃庆阳西峰工业园区 2006-03 399.44 xifeng 石化、装备制造、医药、食品
S629051 庆城驿马工业集中区 2008-09 301.29 qingcheng-yima 农副产品加工、医药、食品
S629052 合水县工业集中区 2008-09 75.59 heshui 特色农产品加工
S629053 正宁县周家工业集中区 2010-12 50.76 zhengning-zhoujia 煤电化工
S629054 宁县长庆桥工业集中区 2008-09 334.76 ningxian-changqingqiao 煤电化工
S629055 镇原金龙工业集中区 2008-09 77.18 zhenyuan-jinlong 农副产品加工
S627021 甘肃定西经济开发区 2006-08 850.21 dingxi 食品、医药、装备制造
S629056 通渭县工业集中区 2011-04 221.39 tongwei 农副产品加工、机械
S627022 甘肃陇西经济开发区 2006-03 1681.43 longxi 中医药、铝冶炼及制品、装备制造
S629057 渭源县工业集中区 2011-04 152.75 weiyuan 医药、农产品加工
S627023 甘肃临洮经济开发区 2006-03 837.98 lintao 装备制造、金属冶炼、建材
S629058 漳县工业集中区 2011-04 235.84 zhangxian 建材、农产品加工
S629024 甘肃岷县工业园区 2006-08 648.45 minxian 食品、医药、农副产品加工
S629059 武都区工业集中区 2014-12 568.44 wudu 农产品加工、制药、物流
S627025 陇南经济开发区 2006-12 689.53 longnan-xicheng 绿色有机食品加工、电商、仓储物流
S629060 宕昌县工业集中区 2014-12 92.34 tanchang 医药、农产品加工
S629061 康县工业集中区 2014-12 127.86 kangxian 特色农副产品加工、制药
S629062 西和县工业集中区 2014-12 112.67 xihe 中药材、农副产品加工
S629063 礼县工业集中区 2014-12 523.48 lixian 农副产品加工、医药、商贸物流
S627031 甘肃临夏经济开发区 2010-02 463.89 linxia 食品加工、民族特需用品加工
S629034 甘肃永靖工业园区 2006-08 70.01 yongjing 装备制造、化工
S627033 甘肃广河经济开发区 2006-08 20.83 guanghe 皮革加工、毛纺轻工
S627030 甘肃东乡经济开发区 2006-12 23.09 dongxiang 农畜产品加工、机械
S629064 甘南合作生态产业园区 2013-11 196.81 hezuo 农畜产品加工、中藏药研发、民族特色用品
"""  # noqa: E501 - a row of the catalogue is a line
READ = [line.split() for line in CATALOGUE.strip().splitlines()]
BY_ROW = pytest.mark.parametrize("said", READ, ids=[said[0] for said in READ])
CONTINUED = 34  # the catalogue numbers older provincial zones up to here, those it took in after
RENAMED = {"yongdeng-lianhai", "dunhuang", "longnan-xicheng"}
# Phrases of which no cluster of the plan is said: the plan's own of these kinds have none either.
WITHOUT = {
    *("新能源", "建材", "纺织", "非金属矿物加工", "电力", "矿产品采选加工", "水电", "包装", "印刷"),
    *("矿产采选加工", "民族特需用品加工", "皮革加工", "毛纺轻工", "民族特色用品"),
}
# The county of each zone that the plan does not name.
COUNTIES = {
    "gaolan-sanchuankou": "皋兰县",
    "huining": "会宁县",
    "jingtai": "景泰县",
    "zhangjiachuan": "张家川回族自治县",
    "minqin-hongshagang": "民勤县",
    "gulang": "古浪县",
    "jingchuan": "泾川县",
    "lingtai": "灵台县",
    "chongxin": "崇信县",
    "zhuanglang": "庄浪县",
    "aksay": "阿克塞哈萨克族自治县",
    "qingcheng-yima": "庆城县",
    "heshui": "合水县",
    "zhengning-zhoujia": "正宁县",
    "ningxian-changqingqiao": "宁县",
    "tongwei": "通渭县",
    "weiyuan": "渭源县",
    "zhangxian": "漳县",
    "wudu": "武都区",
    "tanchang": "宕昌县",
    "kangxian": "康县",
    "xihe": "西和县",
    "lixian": "礼县",
    "hezuo": "合作市",
}


def rows(name):
    return TABLES[name].to_dict("records")


def of_catalogue(name):
    return [row for row in rows(name) if row["document"] == "catalogue-2018"]


LISTINGS = {row["code"]: row for row in of_catalogue("listings")}
PLAN = {row["id"]: row for row in rows("zones")}
LATER = {row["id"]: row for row in rows("later_zones")}
PHRASES = {row["slug"]: row["name_zh"] for t in ("industries", "listed_phrases") for row in rows(t)}


def hectares(zones):
    listed = (Decimal(row["area_ha"]) for row in LISTINGS.values() if row["zone"] in zones)
    return sum(listed, Decimal(0))


@BY_ROW
def test_a_row_is_as_it_was_read_a_second_time(said):
    code, name, approved, area, zone, industries = said
    row = LISTINGS[code]
    found = (row["name_zh"], row["approved"], row["area_ha"], row["zone"])
    assert found == (name, approved, area, zone)
    listed = sorted(
        (row for row in of_catalogue("listed_industries") if row["zone"] == zone),
        key=lambda row: int(row["rank"]),
    )
    assert "、".join(PHRASES[row["industry"]] for row in listed) == industries


@BY_ROW
def test_a_code_tells_level_and_part(said):
    row = LISTINGS[said[0]]
    national, serial = row["code"].startswith("G62"), int(row["code"][-3:])
    assert national or row["code"].startswith("S62")
    assert row["level"] == ("national" if national else "provincial")
    province = "continued" if serial <= CONTINUED else "other"
    assert row["part"] == ("state-council" if national else province)


def test_there_are_65_rows_41_of_them_of_the_plan():
    assert len(LISTINGS) == len(READ) == 65
    zones = {row["zone"] for row in LISTINGS.values()}
    assert PLAN.keys() - zones == {"huixian"}
    assert len(zones & PLAN.keys()) == 41
    assert zones - PLAN.keys() == LATER.keys()
    assert len(LATER) == 24


def test_each_part_has_its_number():
    parts = Counter(row["part"] for row in LISTINGS.values())
    assert parts == {"state-council": 7, "continued": 28, "other": 30}
    serials = sorted(int(code[-3:]) for code in LISTINGS if code.startswith("S"))
    assert len(set(serials)) == 58
    assert serials[-30:] == list(range(35, 65))


def test_hectares_add_up():
    assert hectares(PLAN.keys() | LATER.keys()) == Decimal("28874.64")
    assert hectares(PLAN.keys()) == Decimal("23204.20")


def test_zones_that_are_called_otherwise_are_inferred():
    inferred = {row["zone"] for row in LISTINGS.values() if row["same"] == "inferred"}
    assert inferred == RENAMED
    for row in LISTINGS.values():
        assert bool(row["note_zh"]) == bool(row["note_en"]) == (row["zone"] in RENAMED), row["code"]


def test_there_are_173_phrases_of_59_kinds():
    listed = [row["industry"] for row in of_catalogue("listed_industries")]
    assert len(listed) == 173
    assert len(set(listed)) == len({PHRASES[each] for each in listed}) == 59
    new = {row["slug"] for row in rows("listed_phrases")}
    assert new <= set(listed)


def test_every_phrase_points_to_a_cluster_or_is_known_to_point_to_none():
    linked = {
        row["industry"] for name in ("industry_clusters", "listed_clusters") for row in rows(name)
    }
    unlinked = {row["industry"] for row in of_catalogue("listed_industries")} - linked
    assert {PHRASES[each] for each in unlinked} == WITHOUT


def test_a_phrase_with_the_words_of_a_cluster_points_to_it_directly_and_no_other_does():
    words = {row["slug"]: row["short_zh"] for row in rows("clusters")}
    for row in rows("listed_clusters"):
        direct = words[row["cluster"]] in PHRASES[row["industry"]]
        assert (row["grade"] == "direct") == direct, row


def test_a_later_zone_lies_in_its_county():
    names = {row["adcode"]: row["name_zh"] for row in rows("counties")}
    homes = {row["adcode"]: row["prefecture"] for row in rows("counties")}
    assert {zone: names[row["county"]] for zone, row in LATER.items()} == COUNTIES
    for row in LATER.values():
        assert homes[row["county"]] == row["prefecture"]
