import csv
import dataclasses

import pytest

from atlas.analysis import gaps
from geodata import TABLES


def rows(name):
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def found(table, **where):
    for column, value in where.items():
        table = table[table[column] == value]
    return table


# The tables -----------------------------------------------------------


def test_an_areas_phrases_point_to_clusters_as_the_same_words_of_a_zone_do():
    """Worked out twice by hand: what differs is a slip in one of the two tables."""
    names = {row["name_zh"]: row["slug"] for row in rows("industries")}
    checked = 0
    for phrase in {row["phrase_zh"] for row in rows("area_focus")} & names.keys():
        listed = {
            (row["cluster"], row["grade"])
            for row in rows("industry_clusters")
            if row["industry"] == names[phrase]
        }
        for area in {r["area"] for r in rows("focus_clusters") if r["phrase_zh"] == phrase}:
            named = {
                (row["cluster"], row["grade"])
                for row in rows("focus_clusters")
                if (row["area"], row["phrase_zh"]) == (area, phrase)
            }
            assert named == listed, (area, phrase)
            checked += 1
    assert checked >= 10


def test_every_phrase_of_an_area_points_to_a_cluster_but_four():
    key = ("area", "place_zh", "phrase_zh")
    wanted = {tuple(row[k] for k in key) for row in rows("area_focus")}
    pointing = {tuple(row[k] for k in key) for row in rows("focus_clusters")}
    assert pointing <= wanted
    assert {phrase for _, _, phrase in wanted - pointing} == {
        "新型高载能产业",
        "再生资源规模化利用",
        "再制造",
        "新能源",
    }


def test_complements_join_two_clusters_and_name_their_section():
    table = rows("complements")
    assert len({(row["cluster"], row["complement"]) for row in table}) == len(table)
    for row in table:
        assert row["cluster"] != row["complement"]
        assert any(place in row["reason_zh"] for place in row["source"].split("|")), row
        # English says Box 3·7 where Chinese says 专栏3·7.
        places = row["source"].replace("专栏", "Box ").split("|")
        assert any(place in row["reason_en"] for place in places), row


def test_a_part_stands_in_the_name_of_its_cluster():
    names = {row["slug"]: row["name_zh"] for row in rows("clusters")}
    parts = rows("cluster_parts")
    for row in parts:
        assert row["part_zh"] in names[row["cluster"]]
        assert all(word in row["part_zh"] for word in row["words"].split("|"))
    # Names that join two things with 和 or 及 before 产业集群.
    joined = {slug for slug, name in names.items() if "和" in name or "及" in name}
    assert {row["cluster"] for row in parts} == joined


# What the text wants -----------------------------------------------------------


@pytest.mark.parametrize(
    ("area", "phrase", "expected"),
    [
        ("lanzhou", "石油化工", ("none", (), ())),
        # Rare earths are of the same cluster, but not of its battery half.
        ("lanzhou", "动力电池及电池材料", ("none", (), ())),
        ("lanzhou", "有色冶金", ("exact", ("lanzhou-etdz",), ("nonferrous-metallurgy",))),
        ("lanzhou", "石化下游精细化工产品", ("contains", ("baiyin-hitech",), ("fine-chemicals",))),
        (
            "lanzhou",
            "新一代信息技术",
            ("cluster", ("lanzhou-hitech",), ("electronic-information",)),
        ),
        ("hexi", "石油化工及合成材料", ("contains", ("yumen",), ("petrochemicals",))),
        ("hexi", "再制造", ("none", (), ())),
        ("hexi", "新型高载能产业", ("none", (), ())),
        ("longdongnan", "新能源", ("contains", ("pingliang",), ("new-energy-new-materials",))),
        (
            "longdongnan",
            "煤电冶一体化",
            ("cluster", ("pingliang", "huating"), ("new-coal-power-chemicals", "coal-chemicals")),
        ),
        ("ethnic", "清真食品加工", ("exact", ("linxia",), ("halal-food-processing",))),
        (
            "ethnic",
            "地方特色农畜产品精深加工",
            ("contains", ("dongxiang",), ("farm-livestock-intensive-processing",)),
        ),
    ],
)
def test_an_areas_text_is_held_against_its_zones(a, area, phrase, expected):
    (row,) = found(gaps.focus(a), area=area, phrase_zh=phrase).itertuples()
    assert (row.match, row.zones, row.industries) == expected


def test_every_phrase_of_every_area_stands_there_once(a):
    table = gaps.focus(a)
    assert list(table.columns) == [
        *("area", "place", "phrase_zh", "phrase_en", "match", "zones", "industries"),
        *("answers", "addressed", "own", "source"),
    ]
    assert list(table["phrase_zh"]) == list(a.area_focus["phrase_zh"])
    assert table["match"].value_counts().to_dict() == {
        "cluster": 11,
        "contains": 9,
        "exact": 8,
        "none": 5,
    }
    for row in table.itertuples():
        members = set(found(a.members, area=row.area)["zone"])
        assert set(row.zones) <= members
        assert bool(row.zones) == (row.match != "none")


def test_a_weak_link_lets_fine_chemicals_answer_for_petrochemicals(a):
    (row,) = found(
        gaps.focus(a, min_grade="weak"), area="lanzhou", phrase_zh="石油化工"
    ).itertuples()
    assert (row.match, row.zones) == ("cluster", ("baiyin-hitech",))


def test_without_its_parts_a_cluster_answers_as_a_whole(a):
    whole = dataclasses.replace(a, cluster_parts=a.cluster_parts.iloc[:0])
    (row,) = found(gaps.focus(whole), phrase_zh="动力电池及电池材料").itertuples()
    assert (row.match, row.zones) == ("cluster", ("baiyin-hitech", "liuchuan"))


def test_a_phrase_that_names_no_part_answers_for_all_of_them(a):
    links = a.links.copy()
    here = (links["zone"] == "linze") & (links["industry"] == "maize-seed")
    links.loc[here, ["cluster", "grade"]] = ["petrochemical", "direct"]
    members = a.members.copy()
    members.loc[(members["zone"] == "linze") & (members["scheme"] == "plan13"), "area"] = "lanzhou"
    changed = dataclasses.replace(a, links=links, members=members)
    (row,) = found(gaps.focus(changed), area="lanzhou", phrase_zh="石油化工").itertuples()
    assert (row.match, row.zones) == ("cluster", ("linze",))


# What zones list -----------------------------------------------------------


def test_what_southeast_gansu_lists_and_its_text_passes_over(a):
    table = found(gaps.unnamed(a), area="longdongnan", match="none")
    assert dict(zip(table["industry"], table["zones"], strict=True)) == {
        "packaging-printing": ("jingning",),
        "metallurgy": ("huating",),
        "new-building-materials": ("huating", "longnan-xicheng"),
        "carpets-textiles": ("jingning",),
        "light-industry-textiles": ("zhenyuan-jinlong",),
    }


def test_what_the_text_names_word_for_word_is_not_unnamed(a):
    table = gaps.unnamed(a)
    assert found(table, area="lanzhou", industry="biomedicine").empty
    assert list(found(table, area="hexi", industry="biomedicine")["match"]) == ["none"]
    assert list(found(table, area="lanzhou", industry="fine-chemicals")["match"]) == ["contains"]
    assert set(table["area"]) == set(a.area_focus["area"])
    assert list(dict.fromkeys(table["area"])) == ["lanzhou", "hexi", "longdongnan", "ethnic"]


def test_named_and_unnamed_are_all_that_an_area_lists(a):
    unnamed = gaps.unnamed(a)
    names = a.industries["name_zh"]
    for area in a.area_focus["area"].unique():
        members = found(a.members, area=area)["zone"]
        listed = set(a.zone_industries.loc[a.zone_industries["zone"].isin(members), "industry"])
        words = set(found(a.area_focus, area=area)["phrase_zh"])
        exact = {slug for slug in listed if names[slug] in words}
        assert set(found(unnamed, area=area)["industry"]) == listed - exact


# Parts, noughts and all of them -----------------------------------------------------------


def test_the_parts_of_clusters_and_who_serves_them(a):
    table = gaps.parts(a)
    assert dict(zip(table["part_zh"], table["zones"], strict=True)) == {
        "石油化工": ("yumen", "xifeng"),
        "合成材料": (),
        "稀土功能材料": ("baiyin-hitech", "liuchuan"),
        "电池材料": (),
        "先进装备": ("lanzhou-etdz", "dingxi"),
        "智能制造": (),
    }
    assert set(table["source"]) == {"4.1.1", "4.1.2"}


def test_which_area_has_no_zone_of_a_type(a):
    table = gaps.noughts(a)
    assert list(table.itertuples(index=False, name=None)) == [
        ("longdongnan", "city-industry"),
        ("ethnic", "innovation"),
        ("ethnic", "city-industry"),
    ]
    later = gaps.noughts(a, scheme="plan14")
    assert list(later.itertuples(index=False, name=None)) == [
        ("longdongnan-region", "city-industry")
    ]


def test_noughts_of_any_two_flags(a):
    table = gaps.noughts(a, rows="prefecture", columns="level")
    assert list(found(table, row="gannan")["column"]) == ["national", "provincial", "concentrated"]
    assert list(found(table, row="lanzhou")["column"]) == ["concentrated"]
    with pytest.raises(KeyError):
        gaps.noughts(a, rows="colour")


def test_all_gaps_in_one_table(a):
    table = gaps.gaps(a)
    assert list(table.columns) == ["kind", "area", "what", "zones", "source"]
    assert list(dict.fromkeys(table["kind"])) == [
        *("focus", "unnamed", "part", "no-cluster", "no-type", "no-zone")
    ]
    assert table["source"].all()
    lanzhou = found(table, kind="focus", area="lanzhou")
    assert dict(zip(lanzhou["what"], lanzhou["zones"], strict=True)) == {
        "石油化工": (),
        "动力电池及电池材料": (),
        "新一代信息技术": ("lanzhou-hitech",),
    }
    assert list(found(table, kind="part")["what"]) == ["合成材料", "电池材料", "智能制造"]
    (alone,) = found(table, kind="no-cluster").itertuples()
    assert (alone.area, alone.what, alone.zones) == ("longdongnan", "jingning", ("jingning",))
    assert alone.source == "专栏4·6"
    (empty,) = found(table, kind="no-zone").itertuples()
    assert (empty.area, empty.what, empty.zones) == ("ethnic", "gannan", ())
    types = found(table, kind="no-type", what="city-industry")
    assert list(types["area"]) == ["longdongnan", "ethnic"]


def test_the_plan_states_no_focus_for_the_later_areas(a):
    table = gaps.gaps(a, scheme="plan14")
    assert list(dict.fromkeys(table["kind"])) == ["part", "no-cluster", "no-type", "no-zone"]
    assert list(found(table, kind="no-cluster")["area"]) == ["longdongnan-region"]


def test_zones_that_fit_no_cluster_as_the_grade_rises(a):
    def outside(grade):
        return set(found(gaps.gaps(a, min_grade=grade), kind="no-cluster")["what"])

    assert outside("weak") == outside("inference") == {"jingning"}
    direct = {row["industry"] for row in rows("industry_clusters") if row["grade"] == "direct"}
    fitting = {row["zone"] for row in rows("zone_industries") if row["industry"] in direct}
    assert outside("direct") == set(a.zones.index) - fitting


def test_a_zone_in_two_areas_counts_in_both_and_one_in_none_is_kept(a):
    links = a.links[~a.links["zone"].isin(["tianzhu-jinqiang", "linze"])]
    members = a.members[a.members["zone"] != "linze"]
    changed = dataclasses.replace(a, links=links, members=members)
    table = found(gaps.gaps(changed), kind="no-cluster")
    assert sorted(zip(table["what"], table["area"], strict=True)) == [
        ("jingning", "longdongnan"),
        ("linze", ""),
        ("tianzhu-jinqiang", "ethnic"),
        ("tianzhu-jinqiang", "hexi"),
    ]


def test_a_prefecture_that_loses_its_zone_is_a_gap(a):
    small = dataclasses.replace(a, zones=a.zones.drop(index="tianshui-etdz"))
    table = gaps.gaps(small)
    assert list(found(table, kind="no-zone")["what"]) == ["tianshui", "gannan"]
    assert list(found(table, kind="no-type", area="longdongnan")["what"]) == [
        "innovation",
        "city-industry",
    ]
    (row,) = found(gaps.focus(small), area="longdongnan", phrase_zh="电子信息").itertuples()
    assert row.match == "none"


def test_whom_the_text_addresses_answers_for_itself(a):
    """3.2.3 wants 装备制造 of 天水 (专栏2·5 机械制造、电工电器); 平凉 (专栏3·3) lists the words."""
    table = gaps.focus(a)
    row = table[(table["area"] == "longdongnan") & (table["phrase_zh"] == "装备制造")].iloc[0]
    assert row["addressed"] == ("tianshui-etdz",)
    assert (row["match"], row["own"]) == ("exact", "cluster")
    answers = dict(row["answers"])
    assert answers["exact"] == ("pingliang",)
    assert "tianshui-etdz" in answers["cluster"]
    # 金昌、武威: the zones of both prefectures.
    row = table[table["phrase_zh"] == "再制造"].iloc[0]
    homes = a.zones.loc[list(row["addressed"]), "prefecture"]
    assert set(homes) == {"jinchang", "wuwei"}
    assert (row["own"], row["answers"]) == ("none", ())
    # Nobody addressed: the area answers.
    row = table[table["phrase_zh"] == "清真食品加工"].iloc[0]
    assert (row["addressed"], row["own"]) == ((), "exact")
    # 食品加工 (专栏4·7) and 清真食品 (4·11) are within it.
    assert dict(row["answers"])["contains"] == ("yongjing", "guanghe")


def test_what_the_text_does_not_name_cites_where_it_is_listed(a):
    table = gaps.gaps(a)
    rows = table[table["kind"] == "unnamed"]
    assert rows["source"].str.match(r"专栏[2-6]·\d+").all()
