"""What differs between documents, counted by hand from the plan and from the catalogue."""

import pytest

from atlas.analysis import changes
from atlas.analysis.findings import changed, overlay
from atlas.maps.choropleth import NONE
from atlas.maps.specification import USUAL
from atlas.model import documents, naming
from atlas.model.naming import FULLER, RENAMED, SAME
from atlas.model.vocabulary import SelectionError
from atlas.selection.selection import Selection

PLAN, CATALOGUE, NOW = "plan-2016", "catalogue-2018", "now"
RENAMINGS = {
    "yongdeng-lianhai": ("永登连海经济开发区", "兰州连海经济开发区"),
    "longnan-xicheng": ("陇南西成经济开发区", "陇南经济开发区"),
    "dunhuang": ("敦煌产业园区", "敦煌市循环经济产业园区"),
}
# Read from 专栏2—6 and from the catalogue's column of industries:
# zone -> clusters lost (grade by the plan, by the catalogue), clusters gained (the same).
SHIFTS = {
    # 特色农副产品加工、有色冶金新材料、生物制药、现代服务业 → 农副产品加工、生物制药、有色冶金
    "zhangye-etdz": (
        {
            ("metallurgical-materials", "direct", "weak"),
            ("new-materials", "direct", ""),
            ("modern-services", "direct", ""),
        },
        set(),
    ),
    # 食品加工 → 食品、医药、商贸物流
    "jiuzhou": (
        set(),
        {("biomedicine", "", "inference"), ("modern-services", "", "inference")},
    ),
    # 文化旅游、清洁能源、矿产资源综合利用、农副产品加工 → 装备制造、建材
    "dunhuang": (
        {("green-agri", "inference", ""), ("modern-services", "inference", "")},
        {("equipment", "", "direct")},
    ),
    # 地毯纺织、包装印刷 → 包装、印刷、农副产品加工
    "jingning": (set(), {("green-agri", "", "inference")}),
    # 煤化工、冶金、新型建材 → 煤化工、有色金属加工、电力
    "huating": (
        {("metallurgical-materials", "inference", "")},
        {("nonferrous-materials", "", "inference")},
    ),
    # 装备制造、食品加工、生物制药、新型建材 → 医药、食品、商贸物流
    "baiyin-xiqu": (
        {("equipment", "direct", "")},
        {("modern-services", "", "inference")},
    ),
    # 农副产品精深加工、装备制造、建筑建材 → 装备制造、金属冶炼、建材
    "lintao": (
        {("green-agri", "inference", "")},
        {("metallurgical-materials", "", "inference")},
    ),
    # 机械制造、电工电器、电子信息、医药食品 → 装备制造、医药、食品
    "tianshui-etdz": ({("information-technology", "inference", "")}, set()),
}


@pytest.fixture(scope="module")
def said(a):
    return changes.changes(a, PLAN, CATALOGUE)


def test_by_themselves_the_plan_is_held_against_the_last_list(a):
    assert changes.pair(a) == (PLAN, CATALOGUE)
    assert changes.pair(a, second=NOW) == (PLAN, NOW)


def test_both_have_41_the_plan_alone_1_the_catalogue_alone_24(said):
    counts = said.counts()
    assert (counts["both"], counts["first"], counts["second"]) == (41, 1, 24)
    assert list(said.of("first").index) == ["huixian"]
    alone = {*said.of("second")["name_zh_after"]}
    assert {"甘南合作生态产业园区", "通渭县工业集中区", "宁县长庆桥工业集中区"} <= alone
    assert not alone & {*said.of("both")["name_zh_after"]}


def test_three_zones_are_renamed_and_each_is_inferred_to_be_one(said):
    rows = said.of("renamed")
    names = zip(rows["name_zh_before"], rows["name_zh_after"], strict=True)
    assert dict(zip(rows.index, names, strict=True)) == RENAMINGS
    assert {*rows["same"]} == {"inferred"}
    assert rows["note_zh"].map(bool).all()
    assert rows["note_en"].map(bool).all()
    # All others are certain, and say so.
    others = said.of("both").drop(index=rows.index)
    assert {*others["same"]} == {"certain"}
    assert {*others["naming"]} == {SAME, FULLER}
    assert (others["naming"] == SAME).sum() == 11


@pytest.mark.parametrize(
    ("one", "another", "places", "how"),
    [
        ("武威工业园区", "甘肃武威工业园区", ("甘肃", "武威"), FULLER),
        ("西峰工业园区", "甘肃庆阳西峰工业园区", ("甘肃", "庆阳", "西峰"), FULLER),
        ("肃南祁青工业集中区", "肃南县祁青工业集中区", ("甘肃", "肃南县", "肃南"), FULLER),
        ("甘肃武威工业园区", "武威工业园区", ("甘肃", "武威"), FULLER),
        ("永登连海经济开发区", "兰州连海经济开发区", ("甘肃", "兰州", "永登"), RENAMED),
        ("陇南西成经济开发区", "陇南经济开发区", ("甘肃", "陇南", "成县"), RENAMED),
        ("金塔工业集中区", "金塔工业集中区", ("金塔",), SAME),
        ("武威工业园区", "武威经济开发区", ("武威",), RENAMED),
    ],
)
def test_a_place_before_a_name_makes_no_new_name(one, another, places, how):
    assert naming.naming(one, another, places) == how


def test_six_concentrated_zones_are_provincial_in_the_catalogue(said):
    rows = said.of("level")
    assert {*rows.index} == {
        *("liuchuan", "jinta", "dunhuang", "sunan-qiqing", "zhenyuan-jinlong", "tianzhu-jinqiang")
    }
    assert {*rows["level_before"]} == {"concentrated"}
    assert {*rows["level_after"]} == {"provincial"}


def test_jiuquan_has_another_level_now_alone(a):
    rows = changes.changes(a, CATALOGUE, NOW).of("level")
    assert list(rows.index) == ["jiuquan-etdz"]
    row = rows.iloc[0]
    assert (row["level_before"], row["level_after"]) == ("national", "provincial")
    assert row["date_after"] == "2020-01-17"
    # One entry of one list is one zone.
    assert {*changes.changes(a, CATALOGUE, NOW).of("both")["same"]} == {"certain"}
    assert len(changes.changes(a, PLAN, NOW).of("level")) == 7


@pytest.mark.parametrize("zone", SHIFTS)
def test_clusters_are_lost_and_gained_by_their_grades(said, zone):
    lost, gained = SHIFTS[zone]
    row = said.rows.loc[zone]
    assert {(s.cluster, s.before, s.after) for s in row["lost"]} == lost
    assert {(s.cluster, s.before, s.after) for s in row["gained"]} == gained


def test_words_alone_change_no_cluster(said):
    # 现代综合物流 → 商贸物流; 新能源装备制造 → 新能源装备, and so on.
    assert {*said.of("words").index} == {
        *("jiuquan-etdz", "linxia", "lanzhou-xigu-xincheng", "baiyin-pingchuan"),
        *("minxian", "linze", "zhenyuan-jinlong"),
    }
    assert len(said.of("clusters")) == 34
    row = said.rows.loc["lanzhou-xigu-xincheng"]
    assert (row["dropped"], row["added"]) == (
        ("modern-integrated-logistics",),
        ("trade-logistics",),
    )


def test_a_weaker_grade_may_count(a, said):
    weak = changes.changes(a, PLAN, CATALOGUE, selection=Selection(min_grade="weak"))
    lost = {s.cluster for s in weak.rows.loc["zhangye-etdz", "lost"]}
    assert "metallurgical-materials" not in lost
    assert "metallurgical-materials" in {s.cluster for s in said.rows.loc["zhangye-etdz", "lost"]}


def test_the_other_way_round_lost_is_gained(a):
    back = changes.changes(a, CATALOGUE, PLAN)
    assert (len(back.of("first")), len(back.of("second"))) == (24, 1)
    row = back.rows.loc["jiuzhou"]
    assert {s.cluster for s in row["lost"]} == {"biomedicine", "modern-services"}
    assert {*back.of("renamed").index} == {*RENAMINGS}


def test_a_document_differs_from_itself_in_nothing(a):
    for document in (PLAN, CATALOGUE, NOW):
        said = changes.changes(a, document, document)
        assert said.counts() == dict.fromkeys(changes.KINDS, 0) | {"both": len(said.rows)}


def test_a_selection_holds_for_either_document(a):
    hexi = changes.changes(a, PLAN, CATALOGUE, selection=Selection(areas=("hexi",)))
    # 阿克塞、红沙岗、古浪 lie in 河西 too.
    assert {*hexi.of("second").index} == {"aksay", "minqin-hongshagang", "gulang"}
    # The catalogue knows no such level, and the plan no such phrase.
    level = changes.changes(a, PLAN, CATALOGUE, selection=Selection(levels=("concentrated",)))
    assert len(level.rows) == 7
    assert len(level.of("both")) == 6
    phrase = changes.changes(a, PLAN, CATALOGUE, selection=Selection(industries=("hydropower",)))
    assert list(phrase.rows.index) == ["sunan-qiqing"]


def test_the_same_is_said_from_any_document(a, said):
    from_list = changes.changes(documents.under(a, CATALOGUE), PLAN, CATALOGUE)
    assert from_list.rows.astype(str).equals(said.rows.astype(str))


def test_an_unknown_document_is_refused(a):
    with pytest.raises(SelectionError):
        changes.changes(a, PLAN, "catalogue-2019")


# In words and on a map ----------------------------------------------------------------------------


def test_the_sentence_counts(a, said):
    words = changed.reading(a, said, "zh")
    for part in (
        "42 个",
        "65 个",
        "41 个",
        "徽县工业集中区",
        "永登连海经济开发区→兰州连海经济开发区",
    ):
        assert part in words
    english = changed.reading(a, said, "en")
    assert "both have 41" in english
    assert "inferred" in english


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_kind_has_its_table(a, said, lang):
    found = changed.sections(a, said, lang)
    assert [section.kind for section in found] == [*changes.KINDS]
    for section in found:
        assert len(section.rows) == len(section.zones) == len(said.of(section.kind))
        assert {len(row) for row in section.rows} == {len(section.heads)}


def test_a_map_marks_what_became_of_each_zone(a):
    of_plan = overlay(a, USUAL.with_(draw="changes"), "zh")
    counts = [len(group.zones) for group in of_plan.groups]
    # 徽县; three renamed; five more of another level; the rest.
    assert counts == [1, 3, 5, 33]
    assert any("24" in note for note in of_plan.notes)
    # As the numbers beside the symbols have it; who is renamed counts as that alone.
    numbers = [group.number for group in of_plan.groups]
    assert [group.words[:2].strip() for group in of_plan.groups[:3]] == numbers[:3] == [*"123"]
    # What has not changed has neither colour nor number: what has is seen first.
    rest = of_plan.groups[3]
    assert (rest.style, rest.number, rest.words) == (NONE, "", "名称、级别未变")
    assert of_plan.groups[2].words == "3 级别不同（未改名）"
    every = overlay(documents.under(a, NOW), USUAL.with_(draw="changes"), "zh")
    assert [len(group.zones) for group in every.groups] == [1, 24, 3, 5, 33]
    zones = [zone for group in every.groups for zone in group.zones]
    assert len(zones) == len({*zones}) == 66


def test_a_map_of_other_documents_says_so(a):
    drawn = overlay(
        documents.under(a, NOW), USUAL.with_(draw="changes", from_=CATALOGUE, to=NOW), "en"
    )
    assert "Jiuquan" in drawn.sentence
    assert "Catalogue 2018" in drawn.title
