"""Every page by a document that is not the plan: it is drawn, and says which document it is by."""

import re
from html import unescape

import pytest

from atlas.analysis.charts.theme import MOST_ZONES
from atlas.i18n import text
from atlas.model import documents
from pages.ui.session.inquiry import CHOICES
from tests.attribution import to_the_plan
from tests.pages.harness import PAGES, html_of, opened

TAG = re.compile(r"<[^>]*>")
LIST, NOW = "catalogue-2018", "now"


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("document", "lang"), [(LIST, "zh"), (NOW, "en")])
def test_a_page_is_drawn_by_each_document_and_says_so(a, page, document, lang):
    shown = html_of(opened(page, document=document, lang=lang))
    assert documents.told(documents.under(a, document), lang) in unescape(shown)
    assert f"document={document}" in shown
    words = TAG.sub(" ", unescape(shown))
    for note in a.listings[f"note_{lang}"][lambda notes: notes != ""]:
        words = words.replace(note, "")  # the two documents held against each other
    assert to_the_plan(words, lang) == []


# Beside the pages as they open: all that an analysis, a comparison and a sheet say.
ASKED = (
    *(("analysis", {"topic": topic}) for topic in CHOICES["topic"]),
    ("compare", {"compare": ["tianshui-etdz", "yongdeng-lianhai"]}),
    ("zones", {"zone": "tianshui-etdz"}),
)


@pytest.mark.parametrize(("page", "asked"), ASKED, ids=str)
@pytest.mark.parametrize(("document", "lang"), [(LIST, "zh"), (NOW, "en")])
def test_no_sentence_lays_to_the_plan_what_another_document_lists(page, asked, document, lang):
    shown = html_of(opened(page, document=document, lang=lang, **asked))
    assert to_the_plan(TAG.sub(" ", unescape(shown)), lang) == []


@pytest.mark.parametrize("page", ["overview", "zones"])
def test_a_zone_that_only_a_list_names_has_its_sheet(page):
    shown = html_of(opened(page, document=LIST, zone="hezuo", prefecture="gannan"))
    assert "甘南合作生态产业园区" in shown


def test_a_zone_that_the_document_does_not_name_is_said_with_what_does():
    shown = html_of(opened("overview", document=LIST, zone="huixian"))
    assert "徽县工业集中区" in shown
    assert "规划 2016" in shown.partition("徽县工业集中区")[2][:400]


def test_counts_are_of_the_document():
    assert "65个开发区" in html_of(opened("overview", document=LIST))
    assert "66个开发区" in html_of(opened("overview", document=NOW))
    assert "42个开发区" in html_of(opened("overview"))


def test_a_search_by_a_later_name_is_answered_beside_the_count():
    shown = html_of(opened("overview", text="定西高新"))
    assert "按规划没有的名称，另找到1个开发区，不计入结果" in shown
    said = shown.partition("不计入结果")[2][:400]
    assert "甘肃省定西高新技术产业开发区" in said
    assert "zone=dingxi" in said
    assert "不计入结果" not in html_of(opened("overview", text="定西高新", document=LIST))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_sheet_of_a_zone_of_a_list_rests_on_what_it_says(a, lang):
    shown = html_of(opened("zones", document=LIST, zone="hezuo", lang=lang))
    assert text("inquire.silent", lang) in unescape(shown)
    # Where its county's seat lies nobody of the office has said.
    assert text("sheet.by_office", lang) not in shown
    assert a.sources.at["geonames", f"title_{lang}"] in unescape(shown)
    assert a.documents.at[LIST, f"short_{lang}"] in unescape(shown.partition("atlas-foot")[2])


def test_the_analyses_have_room_for_all_zones_of_a_document(a):
    assert max(len(documents.under(a, each).zones) for each in a.documents.index) <= MOST_ZONES
