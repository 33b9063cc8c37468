"""Every page in every language, by Streamlit's own test harness: no browser, no server."""

import re
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qs

import pytest
from markupsafe import escape

from atlas.i18n import LANGS
from atlas.model import later
from atlas.selection.selection import Selection
from tests.pages import register
from tests.pages.harness import (
    CHINESE,
    CHINESE_MARK,
    PAGES,
    SAID_CHINESE,
    TAGS,
    bodies,
    drawn_once,
    html_of,
    opened,
    view,
)
from tests.shipped import ATLAS


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_draws_in_every_language(page, lang):
    html = drawn_once(page, lang)
    assert html.count("<h1>") == 1
    assert 'aria-current="page"' in html
    if lang == "en":
        words = TAGS.sub(" ", SAID_CHINESE.sub(" ", html))
        assert not CHINESE.search(words), CHINESE.search(words)


@pytest.mark.parametrize("page", ["overview", "clusters", "areas", "zones"])
def test_a_link_shows_its_selection_on_every_page(page, a):
    html = html_of(opened(page, area="hexi", level="national"))
    assert Selection(areas=("hexi",), levels=("national",)).describe(a) in html


@pytest.mark.parametrize("page", ["overview", "clusters", "areas", "zones"])
def test_no_result_is_said_and_leads_back(page, a):
    html = html_of(opened(page, type="innovation", level="concentrated"))
    assert Selection(types=("innovation",), levels=("concentrated",)).describe(a) in html
    assert f'href="{page}"' in html


def test_what_a_link_gets_wrong_is_said_and_dropped():
    html = html_of(
        opened("overview", area="nowhere", zone="lanzhou-etz", lang="fr", type="specialty")
    )
    assert html.count('role="alert"') == 3
    assert "最接近的是兰州经济技术开发区" in html
    assert "nowhere" not in re.sub(r'<p class="notice".*?</p>', "", html, flags=re.DOTALL)


@pytest.mark.parametrize(
    "zone",
    ["jinchang-etdz", "dingxi", "sunan-qiqing", "lanzhou-yuzhong-heping", "lanzhou-hitech"],
)
@pytest.mark.parametrize("lang", LANGS)
def test_a_sheet_has_every_mention_and_slip_of_its_zone(a, zone, lang):
    html = html_of(opened("zones", zone=zone, lang=lang))
    sheet = a.zone(zone)
    for table, column in ((sheet.mentions, "what"), (sheet.slips, "shown")):
        for said in table[f"{column}_{lang}"]:
            assert escape(said) in CHINESE_MARK.sub("", html)
    changes, figures = later.changes(sheet.changes, lang), later.figures(sheet.figures, lang)
    for each in (*changes, *figures):
        for said in (each.when, each.what, each.amount, each.note, each.basis):
            assert escape(said) in CHINESE_MARK.sub("", html)
    assert ("dossier-figures" in html) == bool(figures)
    assert ("is-inferred" in html) == (
        "inferred" in set(sheet.members["basis"])
        or not sheet.row["verified"]
        or "no" in set(sheet.changes["checked"])
    )


@pytest.mark.parametrize(
    ("fields", "changes", "href"),
    [
        ({}, {}, "overview"),
        ({"lang": "en"}, {}, "overview?lang=en"),
        ({"zone": "dingxi"}, {"zone": None}, "overview"),
        ({}, {"area": ["hexi", "ethnic"]}, "overview?area=hexi&area=ethnic"),
        ({}, {"min_grade": "weak"}, "overview?min-grade=weak"),
        ({"selection": Selection(text=("a&b=c d",))}, {}, "overview?text=a%26b%3Dc+d"),
        (
            {"selection": Selection(areas=("hexi-belt",), scheme="plan14")},
            {"area": None},
            "overview?scheme=plan14",
        ),
    ],
)
def test_links_carry_the_view(fields, changes, href):
    assert view(**fields).href(**changes) == href


def test_clearing_keeps_scheme_language_and_zone():
    here = view(
        lang="en",
        zone="dingxi",
        selection=Selection(types=("innovation",), min_grade="weak", scheme="plan14"),
    )
    assert here.cleared() == "overview?scheme=plan14&zone=dingxi&lang=en"


@pytest.mark.parametrize("lang", LANGS)
def test_names_are_text_and_never_markup(a, lang):
    wicked = '{{7*7}}{% raw %}</script><img src=x onerror="alert(1)">'
    zones = a.zones.assign(name_zh=wicked, name_en=wicked)
    hostile = replace(a, zones=zones)
    shown = register.whole(hostile, lang)
    assert "{{7*7}}{% raw %}&lt;/script&gt;&lt;img" in shown
    assert "<img" not in shown


FILTERED = (
    *("overview", "clusters", "areas", "zones", "compare", "changes"),
    *("analysis", "briefing"),
)


@pytest.mark.parametrize("page", PAGES)
def test_filters_show_where_they_are_followed_each_with_its_way_out(page):
    """A page that follows the filters has each as a term to take away; others fold them away."""
    app = opened(page, level="national", prefecture="dingxi", lang="en")
    drawn = html_of(app)
    styles = "".join(body for body in bodies(app) if "<style" in body)
    assert ("stSidebar" in styles) == (page not in FILTERED)
    for what in ("National", "Dingxi City"):
        assert (f'title="Remove condition: {what}"' in drawn) == (page in FILTERED)


@pytest.mark.parametrize("page", ["overview", "clusters", "zones", "analysis", "briefing"])
def test_an_empty_page_says_what_dropping_would_leave_and_leads_there(page):
    app = opened(page, level="national", prefecture="dingxi", cluster="equipment")
    drawn = html_of(app)
    told = re.findall(r'href="\w+\?([^"]*)">去掉([^<]*)：(\d+)个开发区</a>', drawn)
    assert told
    for query, _, n in told:
        params = parse_qs(unescape(query))
        assert len(Selection.from_params(params, ATLAS).apply(ATLAS)) == int(n)


def test_the_take_task_of_the_data_page_follows_the_filters():
    app = opened("data", task="take", level="national")
    assert "stSidebar" not in "".join(body for body in bodies(app) if "<style" in body)
    assert "去掉条件：国家级" in html_of(app)
