"""Following references into the plan, with its text and without."""

import os
from pathlib import Path

import pytest

from atlas import plan

TEXT = os.environ.get("ATLAS_PLAN", "")
with_text = pytest.mark.skipif(
    not TEXT, reason="the plan's text is not given: set ATLAS_PLAN=<file> to check against it"
)


@pytest.fixture(scope="module")
def words(a):
    return plan.read(Path(TEXT), a)


def test_a_place_knows_what_it_is_part_of(a):
    place = plan.place(a, "3.2.2·2")
    assert place.parents == ("3", "3.2", "3.2.2")
    assert place.kind == "sentence"
    assert place.heading == "3.2.2"
    assert plan.place(a, "专栏8").children == ("专栏8·1", "专栏8·2", "专栏8·3")
    assert plan.place(a, "专栏9").parents == ("4", "4.6", "4.6.1")
    assert plan.place(a, "2").title("en") == "Guiding thought, basic principles and goals"
    with pytest.raises(KeyError):
        plan.place(a, "9.9")


def test_the_two_lists_of_city_integration_differ(a):
    """专栏5 and 专栏8·3 list seven zones each; six are the same."""

    def zones(ref):
        found = plan.taken(a, ref)
        return set(found["key"][found["vocabulary"] == "zones"])

    box, demo = zones("专栏5"), zones("专栏8·3")
    assert len(box) == len(demo) == 7
    assert demo - box == {"lanzhou-xigu-xincheng"}
    assert box - demo == {"lanzhou-yuzhong-heping"}


def test_places_of_a_zone_are_those_of_its_mentions(a):
    for zone in a.zones.index:
        mentioned = a.mentions[a.mentions["zone"] == zone]["source"].str.split("|").explode()
        found = plan.places(a, "zones", zone)
        for ref in mentioned:
            assert any(ref in (place, *plan.place(a, place).parents) for place in found), ref


def test_dingxi_stands_in_no_areas_text(a):
    assert plan.places(a, "prefectures", "dingxi") == ()
    assert "3.2.3·2" in plan.places(a, "zones", "tianshui-etdz")
    assert plan.places(a, "prefectures", "jiayuguan") == ("3.2.2·2",)


def test_cites_count_our_rows(a):
    own = a.zones["source"].str.startswith("专栏4·").sum()
    assert plan.cites(a, "专栏4")["zones"] == own == 12
    assert plan.cites(a, "专栏4·1") == {"zones": 1, "zone_industries": 4, "mentions": 1}
    assert "zones" not in plan.cites(a, "6.6")


def test_no_text_is_no_error_and_a_wrong_one_says_what_is_right(a, tmp_path, monkeypatch):
    monkeypatch.delenv(plan.ENV, raising=False)
    assert plan.in_place(a) is None
    monkeypatch.setenv(plan.ENV, str(tmp_path / "none.txt"))
    with pytest.raises(plan.PlanTextError) as missing:
        plan.in_place(a)
    assert "none.txt" in missing.value.message("en")
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("x", encoding="utf-8")
    monkeypatch.setenv(plan.ENV, str(wrong))
    with pytest.raises(plan.PlanTextError) as other:
        plan.in_place(a)
    assert a.sources.loc["plan-2016-125", "sha256"] in other.value.message("zh")


@with_text
def test_pieces_are_the_words_cut_at_names(words):
    pieces = words.pieces("3.2.3·2", find="装备制造")
    assert "".join(piece.text for piece in pieces) == words.words("3.2.3·2")
    assert pieces[0].key == "tianshui-etdz"
    assert [p.text for p in pieces if p.found] == ["装备制造", "装备制造"]


@with_text
def test_search_finds_sentences_and_leads_back(words):
    hits = words.search("定西")
    # The list of its type, its own row, and the provincial demonstration; no area's text.
    assert [hit.ref for hit in hits] == ["3.1.4·4", "专栏5·1", "专栏8·3·1"]
    assert all(("zones", "dingxi") in hit.leads for hit in hits)
    assert words.search("定西 没有这样的词") == []
    assert words.search("  ") == []
    assert len(words.search("开发区", most=7)) == 7
    for hit in words.search("ppp"):
        assert any(piece.found and piece.text == "PPP" for piece in hit.pieces)


@with_text
def test_around_walks_a_section(words):
    assert words.around("3.2.3·1") == ("", "3.2.3·2")
    assert words.around("3.2.3") == ("3.2.2", "3.2.4")
