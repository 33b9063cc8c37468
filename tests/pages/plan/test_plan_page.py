"""The plan's page, references as links, dossiers, and the plan's words beside what zones list."""

import os
import re
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from atlas import plan
from atlas.i18n import LANGS
from atlas.plan import references
from atlas.selection.selection import Selection
from pages.ui import cache
from pages.ui.markup import render
from pages.ui.plan import discrepancies, places
from pages.ui.session.inquiry import Inquiry
from pages.ui.session.view import View
from pages.ui.zones import zone
from tests.pages.harness import PAGES, TAGS, WICKED, Elements, bodies, drawn_once, html_of, opened

TEXT = os.environ.get("ATLAS_PLAN", "")
with_text = pytest.mark.skipif(
    not TEXT, reason="the plan's text is not given: set ATLAS_PLAN=<file> to check against it"
)
SLIPS_OF = {  # zones of which the plan says two things in two places, and these places
    "tianshui-etdz": ("专栏2·5", "3.2.3"),
    "jinchang-etdz": ("专栏2·4", "1.1.2", "3.2.2"),
    "jiuquan-etdz": ("专栏2·6", "1.1.2", "3.2.2"),
    "linxia": ("专栏3·4", "专栏8·2"),
    "lanzhou-yuzhong-heping": ("专栏5·4", "专栏8·1"),
}


@pytest.fixture
def _without(monkeypatch):
    monkeypatch.delenv(plan.ENV, raising=False)


@pytest.fixture
def words(a):
    return plan.read(Path(TEXT), a)


def looking(**fields):
    given = {"lang": "zh", "selection": Selection(), "page": "plan"}
    return View.of(**given | fields)


def plain(html):
    return " ".join(unescape(TAGS.sub(" ", html)).split())


def linked_refs(html):
    """Every place that a link leads to."""
    for href in re.findall(r'href="([^"]*)"', html):
        yield from parse_qs(urlsplit(unescape(href)).query).get("ref", [])


# References ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", PAGES)
def test_every_reference_on_every_page_leads_to_a_place(a, name, lang):
    html = drawn_once(name, lang)
    known = set(a.passages["ref"])
    assert [ref for ref in linked_refs(html) if ref not in known] == []
    shown = re.findall(r'<(\w+)[^>]*class="ref"', html)
    assert set(shown) <= {"a"}


@pytest.mark.parametrize("name", ["clusters", "areas", "zones", "indicators", "plan", "about"])
def test_pages_with_references_link_them(name):
    assert len(set(linked_refs(drawn_once(name, "zh")))) > 3


@pytest.mark.parametrize(
    ("refs", "about", "lang", "expected"),
    [
        ("3.2.2", (), "zh", [("3.2.2", "3.2.2")]),
        ("3.2.3", ("zones", "longnan-xicheng"), "zh", [("3.2.3", "3.2.3·2")]),
        (
            "3.2.1|专栏4·7",
            ("zones", "yongjing"),
            "en",
            [("3.2.1", "3.2.1"), ("Box 4·7", "专栏4·7")],
        ),
        ("专栏8·2", ("zones", "linxia"), "zh", [("专栏8·2", "专栏8·2·1")]),
        ("3.2.1", ("area_focus", "石油化工"), "zh", [("3.2.1", "3.2.1·1")]),
    ],
)
def test_a_reference_leads_to_the_sentence_that_says_it(a, refs, about, lang, expected):
    cited = render.cite(a, looking(lang=lang), refs, *about)
    assert [(ref.shown, next(linked_refs(f'href="{ref.href}"'))) for ref in cited] == expected


def test_a_card_of_another_source_leads_to_the_sources(a):
    (card,) = render.cite(a, looking(), "web-mofcom-2020")
    assert card.shown == a.sources.loc["web-mofcom-2020", "title_zh"]
    assert card.href == "about"


# The page -----------------------------------------------------------------------------------------


def test_what_the_tree_counts_is_what_the_plan_module_counts(a):
    counted = places.citation_counts(a)
    for ref in a.sections["ref"]:
        assert dict(counted[ref]) == plan.cites(a, ref), ref


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.usefixtures("_without")
def test_the_tree_has_every_section_with_title_and_summary(a, lang):
    said = plain(html_of(opened("plan", lang=lang)))
    for row in a.sections.itertuples():
        title = references.headings(a, lang)[row.ref]
        assert f"{references.written(row.ref, lang)} {title}" in said
        summary = row.summary_zh if lang == "zh" else row.summary_en
        assert " ".join(summary.split()) in said, row.ref


@pytest.mark.usefixtures("_without")
def test_a_row_opens_with_all_that_was_taken_from_it():
    html = html_of(opened("plan", ref="专栏4·7"))
    place = plain(re.search(r'<section class="plan-place".*?</section>', html, re.DOTALL)[0])
    assert "特色产业型开发区 \u203a 专栏4·7" in place
    assert "← 专栏4·6" in place
    assert "专栏4·8 →" in place
    # 永靖: six phrases, one zone, one mention; slips of the box stand below.
    assert "开发区的产业词组 6" in place
    assert "对开发区的提及 1" in place
    assert place.count("永靖") >= 9
    assert 'href="#slip-near-phrases"' in html
    assert 'id="slip-near-phrases"' in html


@pytest.mark.usefixtures("_without")
def test_a_chapter_without_words_of_its_own_names_its_parts():
    html = html_of(opened("plan", ref="3"))
    place = plain(re.search(r'<section class="plan-place".*?</section>', html, re.DOTALL)[0])
    assert "下级 3.1 发展类型和重点方向" in place
    assert "句或行" not in place
    assert "共2句或行" in plain(html_of(opened("plan", ref="3.2.3")))


def test_a_sentence_has_what_its_section_gave_of_what_it_names(a):
    taken = dict(places.facts(looking(), a, "3.2.3·2"))
    assert [fact.text for fact in taken["area_focus"]] == list(
        a.area_focus[a.area_focus["area"] == "longdongnan"]["phrase_zh"]
    )
    assert {fact.of.key for fact in taken["mentions"]} == {
        *("tianshui-etdz", "longnan-xicheng", "xifeng", "pingliang", "huating")
    }
    assert places.facts(looking(), a, "6.5·1") == []


@pytest.mark.parametrize(
    ("find", "expected"),
    [
        ("电池", ["3.2.1", "3.2.1·1", "4.1.1", "4.1.1·2"]),
        ("Dingxi economic", ["3.1.4·4", "专栏5·1", "专栏8·3·1"]),
        ("6.6", ["6.6", "6.6·1"]),
        ("没有这样的词", []),
        ("  ", []),
    ],
)
def test_search_without_the_text_goes_by_references_summaries_and_names(a, find, expected):
    found = [hit.ref for hit in places.search(looking(), a, find)]
    assert found[: len(expected)] == expected
    assert bool(found) == bool(expected)


def test_hits_lead_back_to_zones(a):
    (hit,) = [hit for hit in places.search(looking(), a, "专栏5·1") if hit.ref == "专栏5·1"]
    assert ("zones", "dingxi", "zones?zone=dingxi") in {
        (lead.vocabulary, lead.key, lead.href) for lead in hit.leads
    }


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.usefixtures("_without")
def test_the_page_says_what_is_missing_and_how_to_add_it(a, lang):
    html = html_of(opened("plan", lang=lang, ref="3.2.2·1"))
    assert f"{plan.ENV}=" in html
    assert a.sources.loc[plan.PLAN_CARD, "sha256"] in html
    assert plan.place(a, "3.2.2").summary(lang) in unescape(html)
    assert "<blockquote" not in html


def test_a_wrong_file_is_named_and_not_used(a, tmp_path, monkeypatch):
    wrong = tmp_path / "other.txt"
    wrong.write_text("别的文字", encoding="utf-8")
    monkeypatch.setenv(plan.ENV, str(wrong))
    html = html_of(opened("plan", ref="3.2.2·1"))
    alert = re.search(r'role="alert">([^<]*)<', html)[1]
    assert "other.txt" in alert
    assert a.sources.loc[plan.PLAN_CARD, "sha256"] in alert
    assert "别的文字" not in html
    assert html_of(opened("zones", zone="linxia"))


def test_what_is_looked_for_is_text(monkeypatch):
    monkeypatch.delenv(plan.ENV, raising=False)
    read = Elements()
    for body in bodies(opened("plan", find=WICKED[:90])):
        if "<style" not in body:
            read.feed(body)
    assert not read.tags & {"img", "script"}
    assert WICKED[:20] in "".join(read.text)


def test_the_plans_words_are_text(a, monkeypatch):
    """A text with the worst words where sentences stand: what a checksum would keep out."""
    length = int((a.passages["start"] + a.passages["length"]).max())
    worst = plan.PlanText(a, (WICKED * (length // len(WICKED) + 1))[:length])
    monkeypatch.setattr(cache, "plan_text", lambda: worst)
    for name in ("plan", "zones"):
        read = Elements()
        for body in bodies(opened(name, zone="tianshui-etdz", ref="3.2.3·2", find="onerror")):
            if "<style" not in body:
                read.feed(body)
        assert "script" not in read.tags
        assert ("img" in read.tags) <= (name == "zones")  # the line of its life
        assert read.handlers == []
        assert "onerror" in "".join(read.text)


def test_every_slip_has_its_places_side_by_side(a):
    html = html_of(opened("plan"))
    for slip in a.slips.itertuples():
        article = re.search(rf'<article class="slip" id="slip-{slip.id}">.*?</article>', html)[0]
        assert {*linked_refs(article)} >= {*slip.refs.split("|")}, slip.id
        assert unescape(slip.shown_zh) in unescape(TAGS.sub("", article))
        for each in filter(None, slip.zones.split("|")):
            assert f"zone={each}" in article


def test_figures_of_a_slip_stand_by_place(a):
    slip = next(row for row in a.slips.itertuples() if row.id == "twice-87")
    first, second = discrepancies.statements(looking(), a, slip, words=None)
    assert [what for _, what in first.said] == ["主导产业占工业总产值  2015 87.2 %"]
    assert all("87.2" in what for side in (first, second) for _, what in side.said)
    assert len(first.said) == len(second.said) == 1


# With the text ------------------------------------------------------------------------------------


@with_text
def test_a_reference_opens_its_sentence_in_its_paragraph(words):
    html = html_of(opened("plan", ref="3.2.3·2", find="装备制造"))
    quote = re.search(r'<blockquote class="plan-words" lang="zh">.*?</blockquote>', html)[0]
    here = re.search(r'<span class="is-here">(.*?)</span>', quote)[1]
    assert plain(here).replace(" ", "") == "".join(words.words("3.2.3·2").split())
    assert here.count("<mark>") == 2
    assert "zone=tianshui-etdz" in here
    assert words.words("3.2.3·1")[:12] in TAGS.sub("", quote)


@with_text
@pytest.mark.parametrize(
    "ref", ["0·7", "1.1·1", "3.2", "专栏2·5", "专栏8·3·1", "专栏2·注", "4.1.1"]
)
@pytest.mark.usefixtures("words")
def test_every_kind_of_place_opens(ref):
    html = html_of(opened("plan", ref=ref, lang="en"))
    assert "<blockquote" in html


@with_text
def test_paragraphs_hold_every_sentence_once(a, words):
    for holder in a.sections["ref"]:
        own = a.passages[a.passages["parent"] == holder]
        own = own[own["kind"].isin(plan.SPOKEN)]["ref"]
        found = places.paragraphs(a, words, holder)
        assert [ref for paragraph in found for ref, _ in paragraph] == list(own), holder
    # 1.1 ends with a paragraph of its own, after its six parts.
    assert len(places.paragraphs(a, words, "1.1")) == 2


@with_text
def test_full_text_search_leads_back(words):
    html = html_of(opened("plan", find="定西"))
    said = plain(html)
    assert "原文中 3 处" in said
    assert "zone=dingxi" in html
    assert words.words("专栏5·1").split("\t")[0] in said


@with_text
def test_slips_quote_both_places(a, words):
    slip = next(row for row in a.slips.itertuples() if row.id == "lanbai-name")
    first, second = discrepancies.statements(looking(), a, slip, words=words)
    marked = [
        piece.text
        for side in (first, second)
        for _, pieces in side.quotes
        for piece in pieces
        if piece.found
    ]
    assert marked == ["实验区", "试验区"]


# The dossier --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("zone_id", "refs"), SLIPS_OF.items())
@pytest.mark.usefixtures("_without")
def test_a_dossier_shows_differing_places_side_by_side(zone_id, refs):
    html = html_of(opened("zones", zone=zone_id))
    rows = re.findall(r'<div class="sides">(.*?)</div> <p><span class="role">', html, re.DOTALL)
    shown = [re.findall(r'class="ref"[^>]*>([^<]*)<', row) for row in rows]
    assert [list(refs)] == [row for row in shown if row[: len(refs)] == list(refs)][:1]


@pytest.mark.usefixtures("_without")
def test_a_place_that_passes_over_a_zone_says_so():
    """专栏8·3 lists seven zones as 专栏5 does, but not 榆中和平."""
    html = html_of(opened("zones", zone="lanzhou-yuzhong-heping"))
    assert plain(html).count("此处没有提到本区。") >= 1
    assert "此处没有提到本区。" not in html_of(opened("zones", zone="jinchang-etdz"))


def test_mentions_of_one_place_go_with_its_sentences_in_order(a):
    view = looking(page="zones", zone="tianshui-etdz")
    rows = list(zone.mentions(view, a, a.zone("tianshui-etdz")))
    assert [(row.source, sentences) for row, _, sentences in rows if row.source == "3.2.3"] == [
        ("3.2.3", ["3.2.3·1"]),
        ("3.2.3", ["3.2.3·2"]),
    ]
    for zone_id in a.zones.index:
        named = plan.places(a, "zones", zone_id)
        rows = zone.mentions(looking(page="zones", zone=zone_id), a, a.zone(zone_id))
        assert {ref for _, _, sentences in rows for ref in sentences} == set(named), zone_id


def test_a_dossier_holds_the_areas_text_against_the_zones_list(a):
    (wanted,) = zone.wanted(a, a.zone("tianshui-etdz"))
    assert wanted["area"] == "longdongnan"
    answered = wanted["answered"].set_index("phrase_zh")["match"].to_dict()
    # 电子信息 stands in box 2 word for word; the three others only mean the same cluster.
    assert answered == {
        **dict.fromkeys(("装备制造", "电工电气", "食品医药"), "cluster"),
        "电子信息": "exact",
    }
    assert wanted["open"].empty
    hexi = zone.wanted(a, a.zone("yumen"))[0]
    # 酒泉、嘉峪关 are asked for it; 再制造 is asked of 金昌 and 武威, not of 玉门.
    assert "新型高载能产业" in set(hexi["open"]["phrase_zh"])
    assert "再制造" not in set(hexi["open"]["phrase_zh"])


def test_likeness_is_told_as_the_two_numbers(a):
    """天水 has 4 phrases, 兰州高新 5, one of them shared: 1 of 8."""
    first = zone.alike(a, "tianshui-etdz")[0]
    assert first["zone"] == "lanzhou-hitech"
    assert first["common_phrases"] == ("electronic-information",)
    assert first["n_phrases"] == 8


@pytest.mark.parametrize("lang", LANGS)
def test_the_contents_line_leads_to_parts_that_are_there(lang):
    for zone_id in ("jiuquan-etdz", "minxian"):
        html = html_of(opened("zones", zone=zone_id, lang=lang))
        named = re.findall(r'data-skip="(dossier-[a-z]+)"', html)
        assert len(named) >= 5
        assert named == [each for each in named if f'id="{each}"' in html]


def test_a_dossier_leads_to_comparison():
    html = unescape(html_of(opened("zones", zone="tianshui-etdz")))
    assert "compare?zone=tianshui-etdz&compare=tianshui-etdz&compare=lanzhou-hitech" in html


# Text against lists -------------------------------------------------------------------------------


def test_the_areas_page_marks_what_no_zone_lists():
    html = html_of(opened("areas"))
    lines = {
        plain(line).split(" ")[0]: re.search(r"match is-(\w+)", line)[1]
        for line in re.findall(r"<li>(<span class=\"match.*?)</li>", html)
    }
    assert lines["石油化工"] == "none"
    assert lines["动力电池及电池材料"] == "none"
    assert lines["有色冶金"] == "exact"
    assert lines["金属新材料"] == "contains"
    assert lines["新一代信息技术"] == "cluster"


@pytest.mark.parametrize("lang", LANGS)
def test_the_clusters_page_says_which_parts_nobody_serves(lang):
    html = html_of(opened("clusters", cluster="rare-earth-battery", lang=lang))
    table = re.search(r'<section class="plan-clusters">.*?</section>', html, re.DOTALL)[0]
    rows = [plain(row) for row in re.findall(r"<tr>(.*?)</tr>", table)]
    battery = {"zh": "电池材料", "en": "Battery materials"}[lang]
    unserved = {"zh": "没有开发区列有", "en": "no zone lists it"}[lang]
    assert any(battery in row and unserved in row for row in rows)
    assert len(rows) == 4  # head, the phrase of 3.2.1, two parts


def test_the_inquiry_of_a_link_is_kept_by_links_within_the_page():
    view = looking(inquiry=Inquiry(find="装备", ref="3.2.2"))
    assert parse_qs(urlsplit(view.href(ref="3.2.3")).query) == {"ref": ["3.2.3"], "find": ["装备"]}
    assert view.href("zones", zone="linxia") == "zones?zone=linxia"
