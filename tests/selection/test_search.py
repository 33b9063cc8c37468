import dataclasses

import pytest

from atlas import Selection
from atlas.model.names import normalise, syllables
from atlas.selection.search import industries_with


def found(a, *texts):
    return set(Selection(text=texts).apply(a).index)


@pytest.mark.parametrize(
    ("query", "zones"),
    [
        # names, in full and in part
        ("兰州高新技术产业开发区", {"lanzhou-hitech"}),
        ("黄羊", {"wuwei-huangyang"}),
        ("jinchang-etdz", {"jinchang-etdz"}),
        # aliases, as the plan and people write them
        ("金昌经开区", {"jinchang-etdz"}),
        ("临夏经济技术开发区", {"linxia"}),
        # initials of short and long names
        ("lzgx", {"lanzhou-hitech"}),
        ("LZJK", {"lanzhou-etdz"}),
        ("lzgxjscykfq", {"lanzhou-hitech"}),
        ("mlgy", {"minle"}),
        # full pinyin, with the readings that place names have
        ("minle", {"minle"}),
        ("minlegongye", {"minle"}),
        ("xifeng", {"xifeng"}),
        ("huating", {"huating"}),
        ("longxi", {"longxi"}),
        ("lin tao", {"lintao"}),
        # English
        ("Jiayuguan Industrial", {"jiayuguan"}),
        ("high-tech", {"lanzhou-hitech", "baiyin-hitech"}),
        ("hightech", {"lanzhou-hitech", "baiyin-hitech"}),
        # places
        ("肃南", {"sunan-qiqing"}),
        ("嘉峪关市", {"jiayuguan"}),
        ("Dunhuang", {"dunhuang"}),
        # industries; width, brackets and blanks do not matter
        ("陶瓷建材", {"baiyin-pingchuan"}),
        ("有色金属(稀土)", {"baiyin-hitech"}),
        ("有色金属（稀土）", {"baiyin-hitech"}),
        ("\uff2c\uff3a\uff27\uff38", {"lanzhou-hitech"}),
        # all words of one query must match
        ("武威 包装印刷", {"wuwei"}),
        ("武威 · 包装印刷", {"wuwei"}),
        ("静宁 包装印刷", {"jingning"}),
        ("敦煌 包装印刷", set()),
        ("没有这样的词", set()),
        ("··", set()),
    ],
)
def test_a_query_finds(a, query, zones):
    assert found(a, query) == zones


def test_several_queries_are_alternatives(a):
    assert found(a, "lzgx", "敦煌") == {"lanzhou-hitech", "dunhuang"}


def test_every_name_and_alias_finds_its_zone(a):
    names = [(zone, row[k]) for zone, row in a.zones.iterrows() for k in ("name_zh", "name_en")]
    names += [(zone, row["short_zh"]) for zone, row in a.zones.iterrows()]
    names += list(zip(a.aliases["zone"], a.aliases["alias"], strict=True))
    assert [(zone, name) for zone, name in names if zone not in found(a, name)] == []


@pytest.mark.parametrize(
    ("name", "english", "pinyin"),
    [
        ("民乐工业园区", "Minle Industrial Park", "min le gong ye yuan qu"),
        ("民乐", "", "min yue"),
        ("民乐县", "Minle County", "min le xian"),
        ("兰州A区", "Lanzhou Area A", "lan zhou A qu"),
    ],
)
def test_a_place_is_read_as_its_english_name_spells_it(name, english, pinyin):
    assert list(syllables(name, english=english)) == pinyin.split()


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Lanzhou  Hi-Tech", "lanzhouhitech"),
        ("有色金属（稀土）", "有色金属稀土"),
        ("２０１６年", "2016年"),
        (" ·—“”", ""),
    ],
)
def test_normal_text_has_letters_and_digits_only(text, plain):
    assert normalise(text) == plain


def test_a_match_never_runs_over_the_border_of_two_fields(a):
    zones = a.zones.head(1).copy()
    zones["name_en"], zones["short_en"] = "Alpha", "Beta"
    small = dataclasses.replace(a, zones=zones)
    assert found(small, "alpha") == found(small, "beta") == {"lanzhou-hitech"}
    assert found(small, "alphabeta") == set()


@pytest.mark.parametrize(
    ("needles", "industries"),
    [
        (["biomedicine"], {"biomedicine"}),
        (["有色金属(稀土)"], {"nonferrous-rare-earth"}),
        (["中医药", "地毯"], {"chinese-medicine", "chinese-medicine-research", "carpets-textiles"}),
        (["没有这样的词组"], set()),
    ],
)
def test_phrases_are_found_in_either_language_and_width(a, needles, industries):
    assert set(industries_with(a, needles)) == industries
