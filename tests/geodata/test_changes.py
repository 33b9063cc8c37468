"""Later changes and scattered figures, typed a second time and held row by row."""

import re
from collections import Counter

import pytest

from geodata.schema import read

TABLES = read.read_tables()
# Zone (– of the whole province), when, kind, new level, further name without 甘肃省 and
# 高新技术产业开发区, how sure it is, whether two sources agree, and a word that says what.
CHANGES = """
– 2011-09-13 list – – high no 十二五
jiuquan-etdz 2013-01 raised national – high yes 升级
dingxi 2018 second-name – 定西 high yes 以本区为基础
pingliang 2018 second-name – 平凉 low no 推断
jiayuguan 2018 second-name – 嘉峪关 low no 推断
zhangye-etdz 2018-01 second-name – 张掖 high yes 以本区为基础
minle 2018-01 second-name – 民乐 high yes 以本区为基础
jinchang-etdz 2018-01 second-name – 金昌 high yes 以本区为基础
yumen 2018-01 second-name – 玉门 high yes 以本区为基础
lanzhou-hitech 2018-02 recognised – – high no 自主创新示范区
baiyin-hitech 2018-02 recognised – – high no 自主创新示范区
– 2018-02-26 list – – high yes 66个
huixian 2018-02-26 list – – high no 未列入
huating 2018-08 division – – high yes 620881
jiuquan-etdz 2019/2021 assessed – – high no 第8
baiyin-xiqu 2019-09 recognised – – low no 绿色园区
jiuquan-etdz 2020-01-17 removed provincial – high yes 退出
longxi 2020-12 second-name – 陇西 high yes 以本区为基础
qingcheng-yima 2020-12 second-name – 庆城 medium yes 推断
lanzhou-hitech 2021-06 managed – – medium no 五个园区
jiuzhou 2021-06 managed – – medium no 九州园区
lanzhou-yuzhong-heping 2021-06 managed – – medium no 和平园区
lanzhou-etdz 2022-02 assessed – – medium no 升18位
dingxi 2022-08 assessed – – high no 第5
jiuquan-etdz 2022-11 second-name – 酒泉 high yes 依托本区
lanzhou-hitech 2022-11 recognised – – high yes 生物医药
jinchang-etdz 2022-11 recognised – – high no 有色金属
tianshui-etdz 2022-11 recognised – – high no 电子科技
jiuquan-etdz 2022-11 recognised – – high no 新能源装备制造
xifeng 2022-11 recognised – – high no 数字经济
longxi 2022-11 recognised – – high no 中医药循环经济
zhangye-etdz 2023 recognised – – high no 化工园区
gaotai 2023 recognised – – high no 盐池
minle 2023 recognised – – high no 化工园区
jiuquan-etdz 2024/2025 list – – medium no 232个
– 2025-11-27 law – – high yes 2026年1月1日
jingning 2025-12 second-name – 静宁 high no 以本区为基础
– 2026-02 list – – high no 71个
"""
# Zone, year, indicator, value, unit, how sure.
FIGURES = """
lanzhou-hitech 2020 国家高新区综合排名 65 位（共169个） high
lanzhou-hitech 2020 生产总值 292 亿元 high
lanzhou-hitech 2020 高新技术企业 365 家 high
lanzhou-hitech 2021 国家高新区综合排名 53 位（共157个） high
lanzhou-hitech 2022 国家高新区综合排名 56 位（共169个） high
lanzhou-hitech 2024 国家高新区综合排名 53 位（共178个） high
baiyin-hitech 2020 国家高新区综合排名 128 位（共169个） high
baiyin-hitech 2020 生产总值 128 亿元 high
baiyin-hitech 2020 高新技术企业 71 家 high
baiyin-hitech 2021 国家高新区综合排名 116 位（共157个） high
baiyin-hitech 2022 国家高新区综合排名 122 位（共169个） high
zhangye-etdz 2012 企业 462 家 medium
zhangye-etdz 2012 规模以上企业 24 家 medium
zhangye-etdz 2012 从业人员 30400 人 medium
zhangye-etdz 2012 生产总值 73.01 亿元 medium
zhangye-etdz 2012 工业增加值 40.6 亿元 medium
zhangye-etdz 2012 税收 3.93 亿元 medium
longxi 2020 工业企业 83 家 medium
longxi 2020 高新技术企业 11 家 medium
longxi 2020 营业总收入 13.84 亿元 medium
linxia 2015 企业 68 家 medium
linxia 2015 从业人员 4650 人 medium
linxia 2015 工业总产值 21.88 亿元 medium
dongxiang 2022 生产总值 7.16 亿元 high
dongxiang 2022 工业总产值 15 亿元 high
dongxiang 2022 固定资产投资 13.8 亿元 high
dongxiang 2022 税收 3800 万元 high
dongxiang 2022 企业 49 家 high
dongxiang 2022 规模以上企业 5 家 high
dongxiang 2022 从业人员 10050 人 high
linze 2010 总产值 19.51 亿元 medium
linze 2010 工业增加值 6.3 亿元 medium
linze 2010 税收 4664 万元 medium
yongchang 2015 生产总值 62884 万元 medium
yongchang 2015 销售收入 273469 万元 medium
yongchang 2015 工业增加值 49772 万元 medium
yongchang 2015 固定资产投资 37307 万元 medium
"""
NONE = "–"
TYPED = [tuple(line.split()) for line in CHANGES.strip().splitlines()]
COUNTED = [tuple(line.split()) for line in FIGURES.strip().splitlines()]


def rows(name):
    return TABLES[name].to_dict("records")


def typed(row):
    """Return a change as it is typed above, without what it says."""
    name = row["name_zh"].removeprefix("甘肃省").removesuffix("高新技术产业开发区")
    when = "/".join(filter(None, (row["date"], row["until"])))
    found = (row["zone"], when, row["kind"], row["level"], name, row["sure"], row["checked"])
    return tuple(each or NONE for each in found)


def test_the_changes_are_those_typed_a_second_time():
    assert [typed(row) for row in rows("changes")] == [each[:-1] for each in TYPED]
    for row, each in zip(rows("changes"), TYPED, strict=True):
        assert each[-1] in row["what_zh"], row


def test_changes_stand_in_the_order_of_time():
    dates = [row["date"] for row in rows("changes")]
    assert dates == sorted(dates)


def test_a_level_and_a_name_are_given_where_one_changes():
    for row in rows("changes"):
        assert bool(row["level"]) == (row["kind"] in {"raised", "removed"}), row
        assert bool(row["name_zh"]) == (row["kind"] == "second-name"), row
        assert row["name_zh"] in {"", *(f"甘肃省{n}高新技术产业开发区" for *_, n, _, _, _ in TYPED)}


def test_what_two_sources_say_has_two_and_what_is_inferred_says_so():
    for row in rows("changes"):
        several = "|" in row["source"]
        assert row["checked"] == "no" or several, row
        assert row["sure"] != "low" or "推断" in row["what_zh"], row
        assert row["sure"] != "low" or "inferred" in row["what_en"], row


def test_what_concerns_the_whole_province_has_no_place():
    whole = [row for row in rows("changes") if not row["zone"]]
    assert Counter(row["kind"] for row in whole) == {"list": 3, "law": 1}
    assert not any(row["county"] for row in whole)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_changed_is_said_in_few_words(lang):
    longest = {"zh": 90, "en": 200}[lang]
    for row in rows("changes"):
        said = row[f"what_{lang}"]
        assert len(said) <= longest, said
        assert not re.search(r"[.。]$", said), said


def test_further_names_are_those_of_the_ten_high_tech_zones_of_2022_and_jingning():
    ten = {"嘉峪关", "张掖", "酒泉", "金昌", "定西", "平凉", "玉门", "民乐", "陇西", "庆城"}
    found = {name for _, _, _, _, name, _, _, _ in TYPED if name != NONE}
    assert found == ten | {"静宁"}


def test_the_figures_are_those_typed_a_second_time():
    found = [
        (r["zone"], r["year"], r["indicator_zh"], r["value"], r["unit_zh"], r["sure"])
        for r in rows("zone_figures")
    ]
    assert found == COUNTED


def test_a_unit_is_called_alike_everywhere():
    for name in ("indicator", "unit"):
        pairs = {(row[f"{name}_zh"], row[f"{name}_en"]) for row in rows("zone_figures")}
        assert len(pairs) == len({zh for zh, _ in pairs}) == len({en for _, en in pairs})


def test_no_figure_is_of_the_plan():
    places = {row["ref"] for row in rows("sections")}
    for row in rows("zone_figures"):
        assert not places.intersection(row["source"].split("|")), row
