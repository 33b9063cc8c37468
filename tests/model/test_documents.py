"""The zones by each document: what it names, says and counts, and that the plan stays as it is."""

import pytest

from atlas.model import documents
from atlas.model.vocabulary import SelectionError
from atlas.office.vintage import Vintage, other
from atlas.selection import counts
from atlas.selection.selection import Selection

PLAN, LIST, NOW = "plan-2016", "catalogue-2018", "now"
# Typed from the catalogue: zone -> code, level, approved, hectares, phrases.
LISTED = {
    "lanzhou-hitech": (
        *("G622052", "national", "1991-03", 1496.0),
        ("生物医药", "电子信息", "新材料", "新能源"),
    ),
    "jiuquan-etdz": (
        *("G621210", "national", "2013-01", 561.45),
        ("新能源装备", "农副产品加工", "生物制药"),
    ),
    "dongxiang": ("S627030", "provincial", "2006-12", 23.09, ("农畜产品加工", "机械")),
    "dunhuang": ("S629050", "provincial", "2015-05", 28.7, ("装备制造", "建材")),
    "hezuo": (
        *("S629064", "provincial", "2013-11", 196.81),
        ("农畜产品加工", "中藏药研发", "民族特色用品"),
    ),
}


@pytest.fixture(scope="module")
def by(a):
    return {document: documents.under(a, document) for document in a.documents.index}


def test_each_document_names_its_zones(by):
    assert {name: len(atlas.zones) for name, atlas in by.items()} == {PLAN: 42, LIST: 65, NOW: 66}
    plan, listed, now = (set(atlas.zones.index) for atlas in by.values())
    assert plan - listed == {"huixian"}
    assert len(plan & listed) == 41
    assert len(listed - plan) == 24
    assert now == plan | listed
    assert by[LIST].zones["zone_type"].eq(documents.UNLISTED).sum() == 24


def test_the_plan_is_what_it_was(a, by):
    assert by[PLAN] is a
    assert a.plan is None
    assert len(a.industries) == 85
    assert not a.types.index.isin([documents.UNLISTED]).any()
    assert documents.told(a) == ""


@pytest.mark.parametrize("zone", LISTED)
def test_a_list_says_of_a_zone_what_it_says(by, zone):
    atlas, (code, level, approved, hectares, phrases) = by[LIST], LISTED[zone]
    row = documents.listed(atlas).loc[zone]
    assert (row["code"], row["approved"], row["area_ha"]) == (code, approved, hectares)
    assert atlas.zones.loc[zone, "level"] == level
    own = atlas.zone_industries[atlas.zone_industries["zone"] == zone].sort_values("rank")
    assert tuple(atlas.label("industries", slug) for slug in own["industry"]) == phrases


def test_names_are_those_of_the_document(by):
    names = {document: atlas.zones["name_zh"].astype(str) for document, atlas in by.items()}
    assert names[PLAN]["yongdeng-lianhai"] == "永登连海经济开发区"
    assert names[LIST]["yongdeng-lianhai"] == names[NOW]["yongdeng-lianhai"] == "兰州连海经济开发区"
    assert names[NOW]["huixian"] == names[PLAN]["huixian"]
    found = Selection.from_params({"zone": ["永登连海", "兰州连海"]}, by[LIST]).zones
    assert found == ("yongdeng-lianhai",)


def test_what_is_known_now_has_later_levels(by):
    levels = {document: atlas.zones.loc["jiuquan-etdz", "level"] for document, atlas in by.items()}
    assert levels == {PLAN: "national", LIST: "national", NOW: "provincial"}
    assert [documents.raised(atlas) for atlas in by.values()] == [["jiuquan-etdz"]] * 2 + [[]]
    said = documents.said_of(by[PLAN], NOW)
    assert said.loc["jiuquan-etdz", "date"] == "2020-01-17"
    assert said.loc["huixian", "date"] == "2016-08-09"
    assert said.loc["hezuo", "date"] == "2018-02-26"


def test_counts_are_the_document_s_own(by):
    levels = counts.summary(by[LIST], by[LIST].zones).levels
    assert dict(levels) == {"national": 7, "provincial": 58}
    assert len(Selection(prefectures=("gannan",)).apply(by[LIST])) == 1
    assert len(Selection(prefectures=("gannan",)).apply(by[PLAN])) == 0
    members = by[LIST].members
    areas = members[(members["zone"] == "hezuo") & (members["scheme"] == "plan13")]["area"]
    assert areas.tolist() == ["ethnic"]


def test_what_only_its_county_is_known_of_says_so(by):
    later = by[LIST].zones[by[LIST].zones["zone_type"] == documents.UNLISTED]
    assert set(later["position_kind"].astype(str)) == {documents.COUNTY}
    assert not later["verified"].any()
    counties = by[LIST].counties.geometry.reindex(later["county"].astype(str))
    assert counties.reset_index(drop=True).contains(later.geometry.reset_index(drop=True)).all()


def test_hectares_add_up(a):
    rows = documents.listed(a)["area_ha"]
    assert round(rows.sum(), 2) == 28874.64
    assert round(rows[rows.index.isin(a.zones.index)].sum(), 2) == 23204.20


def test_a_document_that_is_not_there_is_said(a):
    with pytest.raises(SelectionError) as caught:
        documents.under(a, "catalogue")
    assert LIST in caught.value.message("en")
    found, unknown = Vintage.parse({"document": "catalogue"}, a)
    assert (found, [each.flag for each in unknown]) == (Vintage(), ["document"])


def test_a_vintage_is_what_a_link_carries(a):
    asked, unknown = Vintage.parse({"document": LIST, "own": "1"}, a)
    assert unknown == ()
    assert asked.to_params() == {"document": LIST, "own": "1"}
    assert asked.labels(a) == ["目录2018", "含自有"]
    assert Vintage().to_params() == {}
    assert other(a, asked).document == LIST


def test_where_a_prefecture_is_counted_to_an_area_by_inference_its_later_zones_are(by):
    members = by[LIST].members
    inferred = members[(members["scheme"] == "plan13") & (members["basis"] == "inferred")]
    assert {*inferred["zone"]} == {
        *("longxi", "lintao", "dingxi", "minxian"),
        *("tongwei", "weiyuan", "zhangxian"),
    }
    assert {*by[LIST].zones.loc[inferred["zone"], "prefecture"]} == {"dingxi"}
