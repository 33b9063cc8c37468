import datetime as dt
import re

import pytest

from atlas import Selection, SelectionError
from atlas.i18n import text
from atlas.model.vocabulary import PROGRAM, TERMINAL
from atlas.office.edition import Edition
from atlas.selection.flags import FLAGS

DAY = dt.date(2026, 11, 22)

# What one may write -> the slug it means.
SPELLINGS = [
    ("area", "hexi", "hexi"),
    ("area", "河西走廊经济区", "hexi"),
    ("area", "河西走廊", "hexi"),
    ("area", "Hexi Corridor Economic Area", "hexi"),
    ("area", "民族地区", "ethnic"),
    ("level", "国家级", "national"),
    ("level", "NATIONAL", "national"),
    ("level", "工业集中区", "concentrated"),
    ("type", "创新驱动型", "innovation"),
    ("type", "city-industry", "city-industry"),
    ("cluster", "有色金属新材料产业集群", "nonferrous-materials"),
    ("cluster", "有色金属新材料", "nonferrous-materials"),
    ("cluster", "新材料", "new-materials"),
    ("cluster", "现代服务业产业集群", "modern-services"),
    ("prefecture", "兰州市", "lanzhou"),
    ("prefecture", "兰州", "lanzhou"),
    ("prefecture", "临夏回族自治州", "linxia"),
    ("prefecture", "临夏州", "linxia"),
    ("prefecture", "临夏", "linxia"),
    ("county", "620102", "620102"),
    ("county", "城关区", "620102"),
    ("county", "玉门", "620981"),
    ("county", "城关", "620102"),
    ("county", " 民乐县 ", "620722"),
    ("industry", "总部经济", "headquarters"),
    ("industry", "有色金属(稀土)", "nonferrous-rare-earth"),
    ("tag", "创新体系平台", "innovation-platform"),
    ("tag", "龙头", "area-lead"),
]


@pytest.mark.parametrize(("flag", "written", "slug"), SPELLINGS)
def test_slugs_and_names_mean_the_same(a, flag, written, slug):
    selection = Selection.from_params({flag: written}, a)
    assert getattr(selection, FLAGS[flag].field) == (slug,)


def test_every_name_of_every_vocabulary_is_known(a):
    for flag, record in FLAGS.items():
        if record.vocabulary:
            for slug, row in getattr(a, record.vocabulary).iterrows():
                scheme = row.get("scheme", "plan13")
                for value in (slug, row["name_zh"], row["name_en"]):
                    found = Selection.from_params({flag: value, "scheme": scheme}, a)
                    assert getattr(found, record.field) == (slug,), (flag, value)


# Parameters -> ids of the zones, read off the plan.
SELECTED = [
    ({"level": "national", "area": "hexi"}, "jinchang-etdz jiuquan-etdz zhangye-etdz"),
    ({"type": "foundation", "prefecture": ["酒泉", "武威"]}, "jinta dunhuang tianzhu-jinqiang"),
    ({"area": "ethnic", "type": "foundation"}, "sunan-qiqing tianzhu-jinqiang"),
    ({"area": ["hexi", "ethnic"], "county": ["肃南裕固族自治县"]}, "sunan-qiqing"),
    ({"industry": "总部经济"}, "lanzhou-hitech lanzhou-etdz"),
    ({"industry": "煤化工"}, "gaotai huating liuchuan"),
    (
        {"industry-contains": "煤化工"},
        "yumen gaotai huating liuchuan jinta tianzhu-jinqiang",
    ),
    ({"industry-contains": ["文化 旅游", "陶瓷"]}, "baiyin-pingchuan dunhuang"),
    ({"tag": "area-raise"}, "lanzhou-hitech baiyin-hitech lanzhou-etdz"),
    ({"tag": "area-support"}, "pingliang xifeng huating"),
    ({"text": "lzgx", "level": "provincial"}, ""),
    ({"area": "兰州经济圈", "scheme": "plan14", "level": "concentrated"}, "liuchuan"),
]


@pytest.mark.parametrize(("params", "ids"), SELECTED)
def test_a_selection_keeps(a, params, ids):
    assert list(Selection.from_params(params, a).apply(a).index) == ids.split()


@pytest.mark.parametrize(
    ("params", "n"),
    [
        ({}, 42),
        ({"area": "lanzhou"}, 14),
        ({"area": "hexi"}, 16),
        ({"area": "longdongnan"}, 8),
        ({"area": "ethnic"}, 6),
        ({"area": ["lanzhou", "hexi", "longdongnan", "ethnic"]}, 42),
        ({"level": ["national", "provincial"]}, 35),
        ({"area": "longdongnan-region", "scheme": "plan14"}, 8),
        ({"area": "lanzhou-circle", "scheme": "plan14"}, 18),
        ({"area": "hexi-belt", "scheme": "plan14"}, 16),
    ],
)
def test_a_selection_counts(a, params, n):
    assert len(Selection.from_params(params, a).apply(a)) == n


def test_a_weaker_grade_never_loses_a_zone(a):
    for cluster in a.clusters.index:
        kept = [
            set(Selection(clusters=(cluster,), min_grade=grade).apply(a).index)
            for grade in ("direct", "inference", "weak")
        ]
        assert kept[0] <= kept[1] <= kept[2]


def test_the_order_and_repetition_of_values_do_not_matter(a):
    one = Selection.from_params({"area": ["ethnic", "河西走廊", "hexi"]}, a)
    other = Selection.from_params({"area": ["hexi", "民族地区"]}, a)
    assert one == other
    assert one.to_params() == {"area": ["hexi", "ethnic"]}


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"scheme": ["plan14"], "area": ["hexi-belt"]},
        {"min-grade": ["weak"], "cluster": ["petrochemical", "equipment"]},
        {"type": ["upgrade"], "text": ["lzgx", "a b"], "industry-contains": ["煤"]},
        {"county": ["620102"], "tag": ["area-lead"], "industry": ["headquarters"]},
    ],
)
def test_parameters_come_back(a, params):
    selection = Selection.from_params(params, a)
    assert selection.to_params() == params
    assert Selection.from_params(selection.to_params(), a) == selection
    assert selection.is_empty == (not params.keys() - {"scheme", "min-grade"})


def test_defaults_are_left_out_of_links(a):
    assert (
        Selection.from_params({"scheme": "plan13", "min-grade": "inference"}, a).to_params() == {}
    )


@pytest.mark.parametrize(
    "params", [{"page": "x", "lang": "en"}, {"area": ""}, {"text": ["", "  "]}, {"type": []}]
)
def test_other_parameters_and_empty_values_ask_nothing(a, params):
    assert Selection.from_params(params, a) == Selection()


# An unknown value -> the nearest known one.
UNKNOWN = [
    ("area", "hexy", "hexi"),
    ("area", "河西", "hexi"),
    ("type", "特色产业", "specialty"),
    ("level", "国家", "national"),
    ("cluster", "石油化工", "petrochemical"),
    ("prefecture", "蓝州市", "lanzhou"),
    ("industry", "总部", "headquarters"),
    ("tag", "示范集", "example-cluster"),
    ("tag", "龙头企业", ""),
    ("type", "特色优势型", ""),
    ("scheme", "plan3", "plan13"),
    ("min-grade", "indirect", "direct"),
    ("area", "火星", ""),
]


def test_a_county_name_that_two_share_is_not_guessed(a):
    _, (unknown,) = Selection.parse({"county": "临夏"}, a)
    assert unknown.value == "临夏"


@pytest.mark.parametrize("value", ["火星人", "qqqq"])
def test_nothing_is_offered_that_is_not_similar(a, value):
    for flag, record in FLAGS.items():
        if record.vocabulary:
            _, (unknown,) = Selection.parse({flag: value}, a)
            assert unknown.nearest == "", (flag, value)
            assert 0 < len(unknown.known) <= 8


@pytest.mark.parametrize(("flag", "value", "nearest"), UNKNOWN)
def test_an_unknown_value_names_the_nearest(a, flag, value, nearest):
    with pytest.raises(SelectionError) as error:
        Selection.from_params({flag: value}, a)
    (unknown,) = error.value.unknown
    assert (unknown.flag, unknown.value, unknown.nearest) == (flag, value, nearest)
    assert value in str(error.value)
    table = getattr(a, FLAGS[flag].vocabulary) if flag in FLAGS else None
    for lang in ("zh", "en"):
        assert nearest in unknown.message(lang, to=TERMINAL)
        if table is None:
            continue
        # Who reads a page is told names: of the parameter, of what is meant or of what there is.
        said = unknown.message(lang)
        told = [nearest] if nearest else table.index[: len(unknown.known)]
        assert said.startswith(text(f"flag.{flag}", lang))
        assert all(table.at[slug, f"name_{lang}"] in said for slug in told)
        assert not any(slug in said.split() for slug in told)


def test_all_unknown_values_are_told_at_once_and_the_known_ones_kept(a):
    params = {"area": ["hexi", "x1"], "type": ["x2", "x3"], "text": "t" * 101}
    selection, unknown = Selection.parse(params, a)
    assert selection == Selection(areas=("hexi",))
    assert [(u.flag, u.value[:2]) for u in unknown] == [
        ("area", "x1"),
        ("type", "x2"),
        ("type", "x3"),
        ("text", "tt"),
    ]
    assert len(unknown[-1].value) == 40
    assert unknown[-1].too_long


def test_an_area_of_the_other_scheme_says_so(a):
    for value in ("hexi-belt", "河西走廊经济带"):
        _, (unknown,) = Selection.parse({"area": value}, a)
        assert (unknown.nearest, unknown.scheme) == ("hexi-belt", "plan14")
        assert "scheme=plan14" in unknown.message("zh", to=PROGRAM)
        assert "--scheme plan14" in unknown.message("zh", to=TERMINAL)
        assert "plan14" not in unknown.message("zh")
        assert a.schemes.at["plan14", "name_zh"] in unknown.message("zh")
    _, (unknown,) = Selection.parse({"area": "hexi", "scheme": "plan14"}, a)
    assert unknown.scheme == "plan13"


@pytest.mark.parametrize(
    "value", ["国\x00家级", "\u202e国家级", "\ud800", "<b>", "{n}", "x" * 100_000, "%s", "\n"]
)
def test_hostile_values_are_told_in_one_clean_line(a, value):
    _, unknown = Selection.parse({"level": value}, a)
    for wrong in unknown:
        message = wrong.message("zh")
        assert len(message) < 150
        assert message.isprintable()
        assert wrong.value in message


def test_many_values_do_not_take_long(a):
    _, unknown = Selection.parse({"industry": [f"zz{n}" for n in range(100_000)]}, a)
    assert len(unknown) == 200


DESCRIBED = [
    ({}, "全省（42个开发区）", "All Gansu (42 zones)"),
    (
        {"cluster": "nonferrous-materials", "level": "national", "area": "hexi"},
        "河西走廊经济区 · 国家级 · 有色金属新材料（2个开发区）",
        "Hexi Corridor Economic Area · National · New Non-ferrous Metal Materials (2 zones)",
    ),
    (
        {"area": ["hexi", "ethnic"], "type": "foundation"},
        "河西走廊经济区、民族地区 · 基础培育型（4个开发区）",
        "Hexi Corridor Economic Area or Ethnic Areas · Foundation-building (4 zones)",
    ),
    ({"text": "lzgx"}, "“lzgx”（1个开发区）", "“lzgx” (1 zone)"),
    (
        {"industry-contains": ["陶瓷", "煤化工"], "prefecture": "白银"},
        "产业含“陶瓷”、“煤化工” · 白银市（2个开发区）",
        None,
    ),
    (
        {"area": "hexi", "prefecture": "lanzhou"},
        "河西走廊经济区 · 兰州市（无符合条件的开发区）",
        None,
    ),
    ({"text": "{zz}"}, "“{zz}”（无符合条件的开发区）", "“{zz}” (no matching zone)"),
]


@pytest.mark.parametrize(("params", "zh", "en"), DESCRIBED)
def test_a_selection_describes_itself(a, params, zh, en):
    selection = Selection.from_params(params, a)
    assert selection.describe(a, lang="zh") == zh
    if en:
        assert selection.describe(a, lang="en") == en


@pytest.mark.parametrize(("grade", "word"), [("direct", "仅直接"), ("weak", "含弱")])
def test_a_caption_says_when_the_links_counted_are_not_the_usual(a, grade, word):
    selection = Selection(clusters=("equipment",), min_grade=grade)
    assert word in selection.describe(a, lang="zh")
    assert word not in Selection(clusters=("equipment",)).describe(a, lang="zh")


@pytest.mark.parametrize(
    ("params", "lang", "stem"),
    [
        ({}, "zh", "甘肃开发区_2026-11-22"),
        (
            {"area": "hexi", "cluster": "nonferrous-materials"},
            "zh",
            "甘肃开发区_河西走廊经济区_有色金属新材料_2026-11-22",
        ),
        (
            {"area": "hexi", "level": "national"},
            "en",
            "Gansu-zones_Hexi-Corridor_National_2026-11-22",
        ),
        ({"text": 'a/b\\c:d*e?f"g<h>i|j.'}, "zh", "甘肃开发区_a-b-c-d-e-f-g-h-i-j_2026-11-22"),
    ],
)
def test_a_file_is_named_by_what_it_holds(a, params, lang, stem):
    assert Selection.from_params(params, a).file_stem(a, lang=lang, date=DAY) == stem


def test_a_file_name_tells_the_edition(a):
    for edition, stem in (
        (Edition(own=True), "甘肃开发区_含自有_2026-11-22"),
        (Edition(own=True, as_of=3), "甘肃开发区_含自有_第3次修改后_2026-11-22"),
        (Edition(), "甘肃开发区_2026-11-22"),
    ):
        assert Selection().file_stem(a, date=DAY, beside=edition.labels()) == stem


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_file_name_stays_short_and_safe(a, lang):
    everything = Selection(
        areas=tuple(a.areas.index[:4]),
        industries=tuple(a.industries.index),
        text=("长" * 100, "../..", "CON", "a b"),
    )
    stem = everything.file_stem(a, lang=lang, date=DAY)
    assert 40 < len(stem) < 80
    assert stem.endswith("_2026-11-22")
    assert not re.search(r'[\s<>:"/\\|?*.]', stem)


def test_a_selection_is_frozen_and_changes_by_copy():
    one = Selection(areas=("hexi",))
    other = one.with_(areas=["lanzhou"], min_grade="weak")
    assert one == Selection(areas=("hexi",))
    assert other == Selection(areas=("lanzhou",), min_grade="weak")
    assert hash(one) != hash(other)
    with pytest.raises(AttributeError):
        one.areas = ()
