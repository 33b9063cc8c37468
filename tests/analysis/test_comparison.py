"""Zones side by side: counted by hand from their rows of the plan."""

import io

import openpyxl
import pytest

from atlas.analysis import comparison
from atlas.exchange import writing
from atlas.i18n import text
from atlas.model.vocabulary import SelectionError

# 专栏2·5 机械制造、电工电器、电子信息、医药食品
# 专栏2·3 总部经济、有色冶金、先进装备制造、现代物流、生物医药
# 专栏5·1 绿色食品加工、现代医药、先进装备制造、环保节能建材
TIANSHUI, LANZHOU, DINGXI, JINGNING = "tianshui-etdz", "lanzhou-etdz", "dingxi", "jingning"


@pytest.fixture(scope="module")
def said(a):
    return comparison.compare(a, [TIANSHUI, LANZHOU, DINGXI, JINGNING])


def test_phrases_in_common_come_first(said):
    assert said.industries.index[0] == "advanced-equipment"
    assert list(said.industries.iloc[0]) == [False, True, True, False]
    assert len(said.industries) == 4 + 5 + 4 + 2 - 1
    # Then what one alone lists, zone after zone: 4 of 天水, 4 of 兰州, 3 of 定西, 2 of 静宁.
    alone = said.industries.iloc[1:].to_numpy().argmax(axis=1).tolist()
    assert alone == [0] * 4 + [1] * 4 + [2] * 3 + [3] * 2
    assert said.shared == ()
    assert list(said.industries.columns) == [TIANSHUI, LANZHOU, DINGXI, JINGNING]


def test_likeness_is_counts_in_common_and_in_all(said):
    assert said.common["phrases"].loc[LANZHOU, DINGXI] == 1
    assert said.either["phrases"].loc[LANZHOU, DINGXI] == 8
    # 天水: 装备、农产品、生物医药、信息技术; 兰州: 有色、装备、先进装备、生物医药、现代服务业.
    assert said.common["clusters"].loc[TIANSHUI, LANZHOU] == 2
    assert said.either["clusters"].loc[TIANSHUI, LANZHOU] == 7
    # 静宁's carpets and packaging fit no cluster.
    assert said.either["clusters"].loc[JINGNING, JINGNING] == 0


def test_clusters_carry_the_strongest_grade_weak_ones_too(said):
    assert said.clusters.loc["equipment", LANZHOU] == "direct"
    assert said.clusters.loc["equipment", TIANSHUI] == "inference"
    assert said.clusters.loc["metallurgical-materials", LANZHOU] == "weak"
    assert (said.clusters[JINGNING] == "").all()


def test_areas_of_both_schemes_with_their_basis(said):
    assert said.areas.loc["lanzhou", DINGXI] == "inferred"
    assert said.areas.loc["lanzhou-circle", DINGXI] == "place"
    assert said.areas.loc["lanzhou", TIANSHUI] == ""


def test_what_two_have_in_common_has_its_names(said):
    assert said.both["phrases"].loc[LANZHOU, DINGXI] == ("advanced-equipment",)
    assert {*said.both["clusters"].loc[TIANSHUI, LANZHOU]} == {"equipment", "biomedicine"}
    for measure, names in said.both.items():
        assert (names.map(len) == said.common[measure]).all(axis=None)


def test_what_the_plan_wants_is_asked_of_the_zones_of_the_area_alone(a, said):
    wanted = {
        (a.area_focus.loc[row, "area"], a.area_focus.loc[row, "phrase_zh"]): dict(cells)
        for row, cells in said.wanted.iterrows()
    }
    # 3.2.1 wants 装备制造 of 大兰州; 定西 lists 先进装备制造, 天水 is not of that area.
    assert wanted["lanzhou", "装备制造"] == {
        TIANSHUI: "",
        LANZHOU: "contains",
        DINGXI: "contains",
        JINGNING: "",
    }
    # 3.2.3 wants 电子信息 of 天水经开, which lists it, and of nobody else in 陇东南.
    (phrase,) = (cells for (_, words), cells in wanted.items() if words == "电子信息")
    assert phrase == {TIANSHUI: "exact", LANZHOU: "", DINGXI: "", JINGNING: ""}


def test_distances_are_symmetric_geodesics(said):
    assert said.km.loc[TIANSHUI, LANZHOU] == pytest.approx(265.58, abs=0.01)
    assert (said.km == said.km.T).all(axis=None)
    assert said.km.loc[DINGXI, DINGXI] == 0


def test_all_share_what_all_list(a):
    phrase = a.zone_industries["industry"].value_counts()
    most = phrase.index[0]
    zones = list(a.zone_industries["zone"][a.zone_industries["industry"] == most])[:10]
    assert most in comparison.compare(a, zones).shared


def test_named_twice_counts_once_unknown_and_too_many_are_refused(a):
    assert comparison.compare(a, [DINGXI, DINGXI]).ids == (DINGXI,)
    with pytest.raises(SelectionError):
        comparison.compare(a, ["nowhere", DINGXI])
    with pytest.raises(ValueError, match="11 zones"):
        comparison.compare(a, list(a.zones.index[:11]))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_table_says_all_of_it(a, said, lang):
    table = comparison.as_table(a, said, lang=lang)
    assert list(table.columns[2:]) == [a.label("zones", zone, lang) for zone in said.ids]
    names = set(table.iloc[:, 1])
    assert a.label("industries", "advanced-equipment", lang) in names
    assert a.label("clusters", "equipment", lang) in names
    assert not table.iloc[:, :2].eq("").any(axis=None)
    shared = table[table.iloc[:, 0] == text("compare.both.phrases", lang)]
    assert shared.iloc[2, 3] == a.label("industries", "advanced-equipment", lang)
    assert (table.iloc[:, 0] == text("compare.wanted", lang)).sum() == len(said.wanted)
    last = table.iloc[-1]
    assert last.iloc[-1] == ("0中0" if lang == "zh" else "0 of 0")
    assert not table.map(lambda cell: cell.count("/") == 1 and cell[0].isdigit()).any(axis=None)


def test_the_workbook_holds_the_table_and_its_source(a, said):
    table = comparison.as_table(a, said)
    book = openpyxl.load_workbook(
        io.BytesIO(
            writing.table_xlsx(a, table.rename(columns={table.columns[2]: "=1+1"}), name="a/b")
        )
    )
    sheet = book.worksheets[0]
    assert sheet.title == "a-b"
    assert sheet.max_row == len(table) + 1
    assert (sheet["C1"].value, sheet["C1"].data_type) == ("=1+1", "s")
    assert sheet["C1"].quotePrefix
    assert a.version in book.worksheets[1]["A1"].value
    assert writing.table_csv(table.assign(x="=cmd")).decode("utf-8-sig").count("'=cmd") == len(
        table
    )
