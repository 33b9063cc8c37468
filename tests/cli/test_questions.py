"""The command line's answers, against the plan read by hand."""

import csv
import io
import json
import re
from pathlib import Path

import pytest

from atlas import cli, geo, plan
from atlas.cli import citations, output, questions
from atlas.plan import lookup
from geodata.schema.tables import PLAN_CARD

COMMANDS = (
    *("compare", "similar", "nearest", "gaps", "strength", "sizes"),
    *("cite", "changes"),
)
# A call of each that works.
CALLS = {
    "compare": ["compare", "兰州高新", "baiyin-hitech"],
    "compare places": ["compare", "专栏5", "专栏8·3"],
    "similar": ["similar", "天水经开区"],
    "similar pairs": ["similar", "--area", "hexi", "--most", "3"],
    "nearest": ["nearest", "天水经开区"],
    "gaps": ["gaps", "--kind", "no-type"],
    "strength": ["strength", "--by", "type"],
    "sizes": ["sizes", "--by", "level"],
    "sizes by year": ["sizes", "--by", "year", "--where", "area_ha>=100"],
    "cite reference": ["cite", "3.2.2"],
    "cite name": ["cite", "定西"],
    "cite words": ["cite", "电池材料"],
    "changes": ["changes"],
    "changes of some": ["changes", "--from", "catalogue-2018", "--to", "now", "--area", "hexi"],
}


@pytest.fixture(autouse=True)
def _without_the_text(monkeypatch, a):
    monkeypatch.delenv(plan.ENV, raising=False)
    monkeypatch.setattr(questions, "load", lambda: a)


@pytest.fixture
def run(capsysbinary):
    """Run a command; return exit code, standard output and messages as texts."""

    def command(*argv):
        code = cli.main([str(word) for word in argv])
        captured = capsysbinary.readouterr()
        return code, captured.out.decode(), captured.err.decode()

    return command


@pytest.fixture
def rows(run):
    """Run a command that answers as CSV; return its rows."""

    def command(*argv):
        code, out, err = run(*argv, "--format", "csv")
        assert (code, err) == (0, "")
        return list(csv.DictReader(io.StringIO(out)))

    return command


@pytest.mark.parametrize("argv", CALLS.values(), ids=CALLS)
def test_every_answer_comes_as_text_csv_and_json_in_both_languages(run, argv):
    code, text, err = run(*argv)
    assert (code, err) == (0, "")
    assert not any(line != line.rstrip() for line in text.splitlines())
    _, english, _ = run(*argv, "--lang", "en")
    assert english != text
    _, table, _ = run(*argv, "--format", "csv")
    _, content, _ = run(*argv, "--format", "json")
    listed, objects = list(csv.DictReader(io.StringIO(table))), json.loads(content)
    assert objects
    assert [list(row) for row in objects] == [list(row) for row in listed]


def test_an_answer_goes_into_a_file_and_the_language_stands_anywhere(run, tmp_path):
    argv = CALLS["nearest"]
    for suffix, flags in (
        ("txt", ()),
        ("json", ("--format", "json")),
        ("csv", ("--format", "csv")),
    ):
        path = tmp_path / f"answer.{suffix}"
        assert run(*argv, "-o", path) == (0, "", "")
        # A file of a table begins with the mark that spreadsheets look for.
        written = path.read_text(encoding="utf-8-sig")
        assert written.splitlines() == run(*argv, *flags)[1].splitlines()
    assert run("--lang", "en", *argv) == run(*argv, "--lang", "en")


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_help_explains_every_command(capsys, command, lang):
    with pytest.raises(SystemExit) as end:
        cli.main([command, "--lang", lang, "--help"])
    assert end.value.code == 0
    assert "--format" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["compare", "兰州高心", "白银高新"], ["兰州高心", "lanzhou-hitech"]),
        (["compare", "专栏5", "专栏8·33"], ["专栏8·33", "专栏8·3"]),
        (["compare", "专栏5", "兰州高新"], ["专栏5"]),
        (["compare", "专栏5"], ["两处", "1"]),
        (["compare", "专栏5", "专栏 5"], ["两处", "1"]),
        (["compare", "专栏5", "专栏6", "专栏4"], ["两处", "3"]),
        (["compare", "兰州高新"], ["2至10", "1"]),
        (["compare", "兰州高新", "lanzhou-hitech"], ["2至10", "1"]),
        (["compare"], ["用法有误"]),
        (["similar", "天水经济区"], ["天水经济区", "tianshui-etdz"]),
        (["similar", "--on", "words"], ["--on", "words"]),
        (["similar", "--within", "hexi"], ["--within", "hexi"]),
        (["similar", "--most", "0"], ["--most", "0"]),
        (["similar", "--most", "ten"], ["--most", "ten"]),
        (["similar", "--area", "hexy"], ["--area", "hexy", "hexi"]),
        (["similar", "天水\x1b[31m经济区"], ["天水 [31m经济区", "tianshui-etdz"]),
        (["nearest"], ["用法有误"]),
        (["nearest", "天水市"], ["天水市", "tianshui-etdz"]),
        (["nearest", "tianshui-etdz", "--level", "国家"], ["--level", "国家", "national"]),
        (["gaps", "--kind", "no-typ"], ["--kind", "no-typ", "no-type"]),
        (["gaps", "--area", "hexi-belt"], ["--scheme plan14"]),
        (["gaps", "--level", "national"], ["用法有误"]),
        (["strength", "--by", "county"], ["--by", "county"]),
        (["cite", "3.2.9"], ["出处", "3.2.9", "3.2."]),
        (["cite", "专栏10"], ["专栏10", "专栏1"]),
        (["cite", "--lang", "en", "Box 4·99"], ["reference", "专栏4·"]),
        (["cite", ""], ["值为空"]),
        (["cite", "3.2.2", "--format", "xlsx"], ["xlsx", "text, csv, json"]),
        (["changes", "--to", "catalogue-2019"], ["--to", "catalogue-2018"]),
        (["changes", "--area", "hexy"], ["--area", "hexi"]),
        (["changes", "--format", "xlsx"], ["xlsx", "text, csv, json, md"]),
    ],
)
def test_what_is_unknown_exits_2_and_says_what_is_nearest(run, argv, said):
    code, out, err = run(*argv)
    assert (code, out) == (2, "")
    for words in said:
        assert words in err
    assert len(err) < 400


def test_eleven_zones_are_too_many_and_ten_are_not(run, a):
    code, _, err = run("compare", *a.zones.index[:11])
    assert code == 2
    assert "11" in err
    code, out, _ = run("compare", *a.zones.index[:10], "--format", "csv")
    assert code == 0
    assert out.split("\n", 1)[0] == "about,item," + ",".join(a.zones.index[:10])


@pytest.mark.parametrize("word", ["天水经开区", "tianshui-etdz", "天水经济技术开发区", "天水经开"])
def test_a_zone_is_known_by_any_of_its_names(rows, word):
    assert rows("nearest", word) == rows("nearest", "tianshui-etdz")


def test_zones_side_by_side(rows):
    """专栏2·1 and 2·2 share 生物医药 alone, of 5 + 4 phrases."""
    found = rows("compare", "兰州高新", "白银高新")
    first, second = "lanzhou-hitech", "baiyin-hitech"
    facts = {row["item"]: (row[first], row[second]) for row in found if row["about"] == "fact"}
    assert facts["级别"] == ("国家级", "国家级")
    assert facts["市州"] == ("兰州市", "白银市")
    industries = {
        row["item"]: (row[first], row[second]) for row in found if row["about"] == "industry"
    }
    assert [name for name, cells in industries.items() if cells == ("True", "True")] == ["生物医药"]
    assert len(industries) == 8
    apart = {row["about"]: row for row in found if row["item"] == "兰州高新"}
    assert float(apart["phrases"][second]) == pytest.approx(1 / 8)
    assert apart["phrases"][first] == ""
    assert apart["both-phrases"][second] == "生物医药"
    wanted = {row["item"]: row[first] for row in found if row["about"] == "wanted"}
    assert wanted["大兰州经济区：生物医药"] == "exact"


def test_what_more_of_the_zones_have_comes_first(rows):
    found = rows("compare", "天水经开", "兰州高新", "酒泉经开")
    for about in ("industry", "cluster"):
        shared = [
            sum(cell not in {"", "False"} for cell in [*row.values()][2:])
            for row in found
            if row["about"] == about
        ]
        assert len(set(shared)) > 1
        assert shared == sorted(shared, reverse=True)


def test_distances_side_by_side_are_geodesic(rows, a):
    one, other = a.zones.loc["lanzhou-hitech"], a.zones.loc["baiyin-hitech"]
    km = geo.distance_km(one["lon"], one["lat"], other["lon"], other["lat"])
    (row,) = (
        row
        for row in rows("compare", "lanzhou-hitech", "baiyin-hitech")
        if (row["about"], row["item"]) == ("km", "兰州高新")
    )
    assert float(row["baiyin-hitech"]) == pytest.approx(km, abs=0.05)


def test_two_places_of_the_plan(rows):
    """专栏5 and 专栏8·3 have six zones in common; each has one more."""
    found = rows("compare", "专栏5", "专栏8·3")
    by_side = {
        side: [r for r in found if r["named"] == side] for side in ("both", "first", "second")
    }
    assert [len(of) for of in by_side.values()] == [6, 1, 1]
    assert by_side["first"][0]["name_zh"] == "兰州榆中和平工业园区"
    assert by_side["first"][0]["first"] == "专栏5·4"
    assert by_side["second"][0]["name_zh"] == "兰州西固新城工业园区"
    turned = rows("compare", "专栏8·3", "专栏5")
    assert [r["zone"] for r in turned if r["named"] == "first"] == ["lanzhou-xigu-xincheng"]


def test_most_alike_to_one(rows, a):
    """专栏2·5 shares 电子信息 with 专栏2·1, of 4 + 5 phrases, and no phrase with any other."""
    found = rows("similar", "天水经开区", "--most", "41")
    assert len(found) == 41
    assert {row["a"] for row in found} == {"tianshui-etdz"}
    first, *others = found
    assert (first["b"], first["common"]) == ("lanzhou-hitech", "电子信息")
    assert float(first["phrases"]) == pytest.approx(1 / 8)
    assert {float(row["phrases"]) for row in others} == {0}
    # A selection limits the others, never the zone itself.
    found = rows("similar", "天水经开区", "--area", "hexi", "--most", "41")
    assert {row["b"] for row in found} == {*a.select(area="hexi").index}


def test_most_alike_pairs_within_an_area_and_across(rows):
    """专栏2·6 and 4·5 share 2 of 5: 生物制药 and 农副产品精深加工."""
    first, *_ = rows("similar", "--within", "area")
    assert {first["a_name"], first["b_name"]} == {"酒泉经济技术开发区", "民乐工业园区"}
    assert float(first["phrases"]) == pytest.approx(2 / 5)
    assert {*first["common"].split("|")} == {"生物制药", "农副产品精深加工"}
    assert {r["same_area"] for r in rows("similar", "--within", "across")} == {"False"}
    assert float(rows("similar", "--least", "--most", "1")[0]["phrases"]) == 0


def test_a_zone_without_clusters_is_like_none_by_clusters(run):
    """专栏4·6 lists nothing that fits a cluster: two zones that have none are not alike."""
    code, out, _ = run("similar", "静宁", "--on", "clusters", "--format", "csv")
    found = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert {row["clusters"] for row in found} == {"0"}
    assert {row["common"] for row in found} == {""}


def test_who_is_nearest_and_makes_the_same(rows):
    """电子信息 of 专栏2·5 stands again in 专栏2·1 only."""
    (row,) = rows("nearest", "天水经开区", "--same", "phrases")
    assert (row["zone"], row["phrases"]) == ("lanzhou-hitech", "电子信息")


def test_the_nearest_of_a_selection(rows, a):
    found = rows("nearest", "天水经开区", "--level", "national", "--most", "41")
    national = {*a.select(level="national").index} - {"tianshui-etdz"}
    assert {row["zone"] for row in found} == national
    km = [float(row["km"]) for row in found]
    assert km == sorted(km)
    here = a.zones.loc["tianshui-etdz"]
    there = a.zones.loc[found[0]["zone"]]
    exact = geo.distance_km(here["lon"], here["lat"], there["lon"], there["lat"])
    assert km[0] == pytest.approx(exact, abs=0.05)


def test_which_area_lacks_which_type(rows):
    """专栏5 has no zone of 陇东南 or the ethnic areas; 专栏2 none of the ethnic areas."""
    found = {(row["area"], row["what"]) for row in rows("gaps", "--kind", "no-type")}
    assert found == {
        ("陇东南经济区", "产城融合型"),
        ("民族地区", "创新驱动型"),
        ("民族地区", "产城融合型"),
    }


def test_gaps_of_one_area(rows):
    """3.2.1 wants 石油化工 and batteries; no zone of 大兰州 lists either (专栏2 to 6)."""
    found = rows("gaps", "--area", "大兰州", "--kind", "区域文字点到而区内无开发区列出")
    named = {row["what"]: row for row in found if not row["zones"]}
    assert named.keys() >= {"石油化工", "动力电池及电池材料"}
    assert {row["area"] for row in found} == {"大兰州经济区"}
    assert {row["source"] for row in found} == {"3.2.1"}


def test_which_zone_fits_no_cluster_and_which_prefecture_has_no_zone(rows):
    """专栏4·6; 3.2.4 names 甘南, no box does."""
    (zone,) = rows("gaps", "--kind", "no-cluster")
    assert (zone["what"], zone["key"], zone["source"]) == ("静宁工业园区", "jingning", "专栏4·6")
    (prefecture,) = rows("gaps", "--kind", "no-zone")
    assert prefecture["what"] == "甘南藏族自治州"


def test_strength_has_every_group_and_cluster(rows, a):
    found = rows("strength", "--by", "type")
    assert len(found) == len(a.types) * len(a.clusters)
    counts = ["listings", "zones", "total", "share", "lq", "expected", "few"]
    assert list(found[0]) == ["group", "cluster", *counts]
    assert found[0]["group"] == "创新驱动型"


def test_a_group_asked_for_is_held_against_all_zones(rows):
    every = [row for row in rows("strength") if row["group"] == "陇东南经济区"]
    assert rows("strength", "--area", "陇东南") == every
    assert {row["lq"] for row in every} != {"1"}


def test_a_reference_says_where_it_stands_and_what_was_taken(rows, run):
    """3.2.3 names five zones."""
    found = rows("cite", "3.2.3")
    assert found[0]["kind"] == "place"
    assert found[0]["says"]
    zones = {r["subject"] for r in found if r["kind"] == "taken" and r["says"].startswith("开发区")}
    assert zones == {
        "天水经济技术开发区",
        "陇南西成经济开发区",
        "西峰工业园区",
        "平凉工业园区",
        "华亭工业园区",
    }
    slips = [row["says"] for row in found if row["kind"] == "slip"]
    assert any("电工电气" in says for says in slips)
    _, text, _ = run("cite", "3.2.3")
    assert text.startswith("3 ")
    assert " \u203a 3.2.3 " in text.splitlines()[0]


@pytest.mark.parametrize(
    "word", ["专栏4·7", "专栏 4•7", "专栏4.7", "Box 4·7", "box4.7", "§专栏4·7"]
)
def test_a_reference_may_be_written_in_several_ways(run, word):
    assert run("cite", word)[1] == run("cite", "专栏4·7")[1]


def test_what_the_plan_says_of_the_place_of_dingxi(rows, run):
    """No text of 3.2 names it; its zones stand in 1.1.2, 3.1.2, 3.1.4 and 专栏3, 5, 8."""
    found = rows("cite", "定西")
    slips = [row["says"] for row in found if row["kind"] == "slip"]
    assert "不见于任何一区的文字" in slips[0]
    members = [row for row in found if row["kind"] == "member"]
    assert {row["subject"] for row in members} == {
        "定西市",
        "陇西经济开发区",
        "临洮经济开发区",
        "定西经济开发区",
        "岷县工业园区",
    }
    assert all("推断" in row["says"] for row in members)
    assert not [row for row in found if row["kind"] == "place"]
    spoken = {row["ref"] for row in found if row["kind"] == "mention"}
    assert spoken == {
        *("1.1.2·2", "3.1.2·3", "3.1.4·4", "专栏3·2", "专栏3·6", "专栏5·1", "专栏5·5"),
        "专栏8·3·1",
    }
    _, text, _ = run("cite", "定西")
    assert "规划没有一句直接说到它" in text


def test_every_mention_of_a_zone_is_cited_once(rows, a):
    for zone in a.zones.index:
        cited = [row["says"] for row in rows("cite", zone) if row["kind"] == "mention"]
        for what in a.mentions.loc[a.mentions["zone"] == zone, "what_zh"]:
            assert any(what in says for says in cited), (zone, what)


def test_a_name_of_several_things_cites_them_all(rows):
    """石油化工: 专栏3·5 and 3·8 list it, 3.2.1 wants it of 大兰州."""
    found = rows("cite", "石油化工")
    assert [row["ref"] for row in found if row["kind"] == "place"] == [
        "专栏3·5",
        "专栏3·8",
        "3.2.1·1",
    ]
    assert len([row for row in found if row["kind"] == "slip"]) == 1


def test_a_tag_and_an_indicator_are_cited(rows):
    """3.2.2 has three 龙头 and 3.2.3 one; 生产总值 has its minimum in 2.3.1."""
    refs = [row["ref"] for row in rows("cite", "龙头")]
    assert refs == ["3.2.2", "3.2.2", "3.2.2", "3.2.3"]
    figures = [row["says"] for row in rows("cite", "生产总值") if row["kind"] == "figure"]
    assert any(says.startswith("2020年 目标 3100亿元以上") for says in figures)


def test_words_without_the_text_search_our_own_and_say_what_is_missing(run, rows, a):
    found = rows("cite", "电池材料")
    assert {row["kind"] for row in found} == {"summary", "slip"}
    _, text, _ = run("cite", "电池材料")
    assert plan.ENV in text
    assert a.sources.loc[PLAN_CARD, "sha256"] in text
    code, text, _ = run("cite", "没有这样的话")
    assert code == 0
    assert "0处" in text


def test_two_words_must_both_stand_there(rows):
    both = {row["ref"] for row in rows("cite", "电池材料", "生物医药")}
    assert both
    assert both < {row["ref"] for row in rows("cite", "电池材料")}


def test_another_file_than_the_plan_is_told(run, monkeypatch, tmp_path):
    (tmp_path / "plan.txt").write_text("规划", encoding="utf-8")
    monkeypatch.setenv(plan.ENV, str(tmp_path / "plan.txt"))
    code, out, err = run("cite", "3.2.2")
    assert (code, out) == (1, "")
    assert "plan.txt" in err
    assert "SHA-256" in err


@pytest.fixture
def _with_a_text(monkeypatch, a):
    """Stand a text in for the plan's: every passage says its own place in it."""
    end = int((a.passages["start"] + a.passages["length"]).max())
    text = "".join(chr(0x4E00 + n % 5000) for n in range(end))
    monkeypatch.setattr(plan, "in_place", lambda atlas: plan.PlanText(atlas, text))


@pytest.mark.usefixtures("_with_a_text")
def test_with_the_text_its_words_stand_beside_our_own(rows, run, a):
    span = a.passages.set_index("ref").loc["3.2.2·2"]
    start, end = int(span["start"]), int(span["start"] + span["length"])
    words = "".join(chr(0x4E00 + n % 5000) for n in range(start, end))
    (row,) = (row for row in rows("cite", "3.2.2·2") if row["kind"] == "text")
    assert row["says"] == words
    found = [row for row in rows("cite", words[:12]) if row["kind"] == "found"]
    assert "3.2.2·2" in {row["ref"] for row in found}
    assert plan.ENV not in run("cite", "3.2.2")[1]
    said = {row["ref"]: row["says"] for row in rows("cite", "zhangye-etdz")}
    assert words in said["3.2.2·2"]


def test_columns_stand_below_each_other_in_a_terminal():
    lines = output.aligned([["开发区", "7", "x"], ["ab", "12", ""]], right=[1])
    assert lines == ["开发区   7  x", "ab      12"]


def test_the_rows_of_an_answer_are_those_of_cite(a):
    assert tuple(citations.cite(a, "3.2.2").table.columns) == lookup.Row._fields


def readme_calls():
    """Every call that the README shows with its output."""
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    shown = "\n".join(re.findall(r"```console\n(.*?)```", readme, flags=re.DOTALL))
    prompt, *calls = re.split(r"^\$ python -m atlas ", shown, flags=re.MULTILINE)
    assert (prompt, len(calls)) == ("", 5)
    return [call.partition("\n")[::2] for call in calls]


@pytest.mark.parametrize(("call", "output"), readme_calls())
def test_the_readme_shows_real_output(run, call, output):
    assert run(*call.split())[1].strip() == output.strip()


def test_the_words_of_a_name_are_looked_for_too(monkeypatch, rows, a):
    """Where a name stands in words that the tables took nothing from, these places follow."""
    span = a.passages.set_index("ref").loc["6.6·1"]
    end = int((a.passages["start"] + a.passages["length"]).max())
    name = a.industries.loc["petrochemicals", "name_zh"]
    text = list("\u3000" * end)
    text[int(span["start"]) : int(span["start"]) + len(name)] = name
    monkeypatch.setattr(plan, "in_place", lambda atlas: plan.PlanText(atlas, "".join(text)))
    found = [row for row in rows("cite", name) if row["kind"] == "found"]
    assert [row["ref"] for row in found] == ["6.6·1"]


def test_what_differs_between_documents(rows):
    found = {row["zone"]: row for row in rows("changes")}
    assert len(found) == 66
    held = [row["in"] for row in found.values()]
    assert (held.count("both"), held.count("first"), held.count("second")) == (41, 1, 24)
    assert found["huixian"]["kinds"] == "first"
    lianhai = found["yongdeng-lianhai"]
    assert lianhai["kinds"] == "renamed|clusters"
    assert (lianhai["name_from"], lianhai["name_to"]) == (
        "永登连海经济开发区",
        "兰州连海经济开发区",
    )
    assert (lianhai["same"], lianhai["code_to"]) == ("inferred", "S627001")
    assert lianhai["area_ha_to"] == "690.42"
    jiuzhou = found["jiuzhou"]
    assert jiuzhou["gained"] == "生物医药产业集群:-:inference|现代服务业产业集群:-:inference"
    assert (jiuzhou["level_from"], jiuzhou["source_from"]) == ("省级", "专栏5·2")


def test_documents_are_named_as_people_do(run):
    assert run("changes", "--from", "目录 2018", "--to", "现状") == run(
        "changes", "--from", "catalogue-2018", "--to", "now"
    )


def test_changes_of_some_zones(rows):
    of_area = {row["zone"] for row in rows("changes", "--area", "hexi") if row["in"] == "second"}
    assert of_area == {"aksay", "minqin-hongshagang", "gulang"}
    one = rows("changes", "--zone", "徽县", "--zone", "酒泉经开区")
    assert [row["zone"] for row in one] == ["jiuquan-etdz", "huixian"]
    # A level that the catalogue does not know, and one that only it would give them.
    assert len(rows("changes", "--level", "concentrated")) == 7
    alone = rows("changes", "--zone", "通渭县工业集中区")
    assert [row["in"] for row in alone] == ["second"]


def test_changes_in_markdown_are_tables_of_plain_words(run, tmp_path):
    _, words, _ = run("changes", "--format", "md")
    assert words.startswith("# 规划 2016 与 目录 2018 对照")
    heads = [line for line in words.splitlines() if line.startswith("## ")]
    assert len(heads) == 6
    assert words.count("\n| --- |") == 6
    path = tmp_path / "changes.md"
    assert run("changes", "-o", path) == (0, "", "")
    assert path.read_text(encoding="utf-8") == words


def test_no_cell_is_markdown():
    assert output.in_markdown([["a|b", "c"], ["*d*", "[e](f)"]]) == [
        r"| a\|b | c |",
        "| --- | --- |",
        r"| \*d\* | \[e\](f) |",
    ]


# Sizes and approvals ------------------------------------------------------------------------------


def test_sizes_add_up_to_the_cent(rows):
    found = rows("sizes", "--by", "level")
    assert [(row["key"], row["zones"], row["known"], row["area_ha"]) for row in found] == [
        ("national", "7", "7", "5595.2"),
        ("provincial", "28", "28", "16427.23"),
        ("concentrated", "7", "6", "1181.77"),
    ]
    found = rows("sizes", "--by", "level", "--document", "catalogue-2018")
    assert [row["area_ha"] for row in found] == ["5595.2", "23279.44"]


def test_approvals_by_year(rows, run):
    found = {row["year"]: row for row in rows("sizes", "--by", "year")}
    assert (found["2006"]["approved"], found["2006"]["standing"]) == ("25", "29")
    assert found["2015"]["standing_ha"] == "23204.2"
    _, said, _ = run("sizes", "--by", "year")
    # Whose figures they are, what they are not, and who has none.
    for words in ("目录 2018", "不是规划面积", "徽县工业集中区", "23,204.20"):
        assert words in said
