"""References to places of the plan: as tables have them, as readers see them, as readers write."""

import re

import pytest

import atlas
from atlas import plan
from atlas.i18n import LANGS
from atlas.plan import CITING, references


@pytest.fixture(scope="module")
def a():
    return atlas.load()


def test_a_cell_has_several_references():
    assert references.split("3.2.1|专栏4·7") == ("3.2.1", "专栏4·7")
    assert references.split("") == ()
    assert references.exact(["3.2.1|专栏4·7", "", "专栏4·7|专栏4·8"]) == [
        "3.2.1",
        "专栏4·7",
        "专栏4·8",
    ]
    assert references.whole(["专栏4·7|3.2.1·2", "专栏4·8"]) == ["专栏4", "3.2.1"]


def test_a_place_by_its_number_is_not_its_namesake():
    assert references.within("3.2.1·2", "3.2")
    assert references.within("专栏8·2·1", "专栏8·2")
    assert not references.within("专栏2·10", "专栏2·1")
    assert not references.within("4.1.10", "4.1.1")


def test_a_reference_leads_to_the_sentence_that_speaks_of_it():
    spoken = ("3.1.2·3", "专栏8·2·1")
    assert references.exactly("专栏8·2", spoken) == "专栏8·2·1"
    assert references.exactly("3.1.2", spoken) == "3.1.2·3"
    assert references.exactly("3.1.20", spoken) == "3.1.20"


@pytest.mark.parametrize(
    ("ref", "zh", "en"),
    [
        ("3.2.2", "3.2.2", "3.2.2"),
        ("3.2.2·2", "3.2.2·2", "3.2.2·2"),
        ("专栏4", "专栏4", "Box 4"),
        ("专栏4·7", "专栏4·7", "Box 4·7"),
        ("专栏8·2·1", "专栏8·2·1", "Box 8·2·1"),
        ("web-mofcom-2020", "web-mofcom-2020", "web-mofcom-2020"),
    ],
)
def test_a_reference_is_written_in_the_language(ref, zh, en):
    assert references.written(ref, "zh") == zh
    assert references.written(ref, "en") == en


@pytest.mark.parametrize("lang", LANGS)
def test_a_place_stands_under_the_title_of_its_heading(a, lang):
    for ref in a.passages["ref"]:
        assert references.title(a, ref, lang) == plan.place(a, ref).title(lang), ref
    assert references.title(a, "web-mofcom-2020", lang) == ""


def test_a_title_that_begins_with_its_number_has_it_once(a):
    assert references.headed(a, "专栏2", "en") == "Box 2: Innovation-driven zones"
    assert references.headed(a, "专栏2", "zh") == "专栏2 创新驱动型开发区"
    assert references.headings(a, "en")["专栏2"] == "Innovation-driven zones"
    for lang in LANGS:
        for ref, title in references.headings(a, lang).items():
            number = references.written(ref, lang)
            assert title, ref
            assert number not in title, ref
            assert references.headed(a, ref, lang).count(number) == 1, ref


@pytest.mark.parametrize("lang", LANGS)
def test_every_reference_of_the_tables_can_be_shown(a, lang):
    cells = (cell for name, column in CITING.items() for cell in getattr(a, name)[column])
    for ref in references.exact(cells):
        said = references.read(a, ref, lang)
        assert said.is_card == (ref in a.sources.index)
        assert said.title, ref
        assert lang == "zh" or said.is_card or not re.search("[\u4e00-\u9fff]", said.shown), ref


def test_a_source_card_is_shown_by_its_title(a):
    card = a.sources.loc["plan-2016-125"]
    said = references.read(a, "plan-2016-125", "en")
    assert (said.shown, said.number) == (card["title_en"], card["number"])
    assert said.title == card["publisher"]


# By a reader --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "ref"),
    [
        ("3.2.2", "3.2.2"),
        (" § 3.2.2 ", "3.2.2"),
        ("\uff13\uff0e\uff12\uff0e\uff12", "3.2.2"),
        ("3.2.2•2", "3.2.2·2"),
        ("专栏4・7", "专栏4·7"),
        ("Box 4.7", "专栏4·7"),
        ("BOX 4·7", "专栏4·7"),
        ("专栏 4", "专栏4"),
        ("石化", ""),
        ("2020", ""),
        ("", ""),
    ],
)
def test_a_reference_is_understood_however_it_is_typed(a, word, ref):
    assert references.understood(a, word) == ref


@pytest.mark.parametrize("lang", LANGS)
def test_what_is_written_for_a_reader_is_understood_again(a, lang):
    for ref in a.passages["ref"]:
        assert references.understood(a, references.written(ref, lang)) == ref


@pytest.mark.parametrize(("word", "nearest"), [("专栏99", "专栏9"), ("3.2.99", "3.2.")])
def test_a_place_that_the_plan_has_not_is_told_with_the_nearest(a, word, nearest):
    with pytest.raises(references.UnknownReferenceError) as caught:
        references.understood(a, word)
    assert caught.value.wrong.value == word
    assert caught.value.wrong.nearest.startswith(nearest)


# In a footnote ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ref", "zh", "en"),
    [
        (
            "3",
            "规划第三章：发展方向和支撑区域协调联动发展重点产业",
            (
                "Plan, chapter 3, “Directions, and key industries supporting coordinated"
                " regional development”"
            ),
        ),
        (
            "3.2",
            "规划第三章二：支撑区域协调联动发展重点产业",
            "Plan, chapter 3, part 2, “Key industries supporting coordinated regional development”",
        ),
        (
            "4.1.2",
            "规划第四章一（二）：加快壮大战略性新兴产业",
            "Plan, chapter 4, part 1 (2), “Expand the strategic emerging industries faster”",
        ),
        ("专栏2", "规划专栏2：创新驱动型开发区", "Plan, Box 2, “Innovation-driven zones”"),
        (
            "专栏4·12",
            "规划专栏4第12项：特色产业型开发区",
            "Plan, Box 4, item 12, “Specialty industry zones”",
        ),
        ("geonames", "GeoNames 地名库，GeoNames", "GeoNames gazetteer"),
        (
            "plan-2016-125",
            "《甘肃省“十三五”开发区发展规划》（甘政办发\u30142016\u3015125号，2016年8月9日）",
            (
                "Development Plan for Gansu's Development Zones, 13th Five-Year Plan period"
                " (甘政办发\u30142016\u3015125号, 9 August 2016)"
            ),
        ),
        (
            "huating-city-2018",
            "华亭撤县设市，民政部，2018年8月，未核实",
            "Huating becomes a city, August 2018, not checked",
        ),
    ],
)
def test_a_reference_is_cited_with_its_heading(a, ref, zh, en):
    assert references.cite(a, ref, "zh") == zh
    assert references.cite(a, ref, "en") == en


@pytest.mark.parametrize("lang", LANGS)
def test_every_place_with_a_title_can_be_cited(a, lang):
    for ref, title in references.headings(a, lang).items():
        assert title in references.cite(a, ref, lang), ref
