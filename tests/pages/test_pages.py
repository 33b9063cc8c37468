"""Every page in every language, by Streamlit's own test harness: no browser, no server."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from markupsafe import escape
from streamlit.testing.v1 import AppTest

import atlas
from atlas.i18n import LANGS
from atlas.selection.selection import Selection
from pages.ui.markup import render
from pages.ui.session.view import View

ROOT = Path(__file__).parents[2]
PAGES = (
    *("overview", "clusters", "areas", "zones", "compare", "analysis"),
    *("indicators", "plan", "briefing", "data", "about"),
)
CHINESE = re.compile(r"[\u3400-\u9fff]")
TAGS = re.compile(r"<[^>]*>")
# What is Chinese on an English page: the language switch, and names said to be Chinese.
CHINESE_MARK = re.compile(r'</?span(?: lang="zh")?>')
SAID_CHINESE = re.compile(r'<(\w+)[^>]*\blang="zh"[^>]*>.*?</\1>', re.DOTALL)


@pytest.fixture(scope="module")
def a():
    return atlas.load()


def opened(page, **params):
    app = AppTest.from_file(str(ROOT / "pages" / "main.py"), default_timeout=60)
    for name, value in params.items():
        app.query_params[name.replace("_", "-")] = value
    app.run()
    if page != "overview":
        app.switch_page(f"{page}.py")
        for name, value in params.items():
            app.query_params[name.replace("_", "-")] = value
        app.run()
    assert not app.exception, app.exception
    return app


def html_of(app):
    """All HTML that a page drew by itself, without its stylesheet."""
    return "\n".join(body for body in bodies(app) if "<style" not in body)


def bodies(app):
    def below(block):
        for child in getattr(block, "children", {}).values():
            if getattr(child, "type", "") == "html":
                yield child.proto.body
            yield from below(child)

    return [*below(app.main), *below(app.sidebar)]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_draws_in_every_language(page, lang):
    html = html_of(opened(page, lang=lang, zone="lanzhou-hitech"))
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
    html = html_of(opened("overview", area="nowhere", zone="lanzou", lang="fr", type="specialty"))
    assert html.count('role="alert"') == 3
    assert "lanzhou-etdz" in html
    assert "nowhere" not in re.sub(r'<p class="notice".*?</p>', "", html, flags=re.DOTALL)


@pytest.mark.parametrize(
    "zone", ["jinchang-etdz", "dingxi", "sunan-qiqing", "lanzhou-yuzhong-heping"]
)
@pytest.mark.parametrize("lang", LANGS)
def test_a_sheet_has_every_mention_and_slip_of_its_zone(a, zone, lang):
    html = html_of(opened("zones", zone=zone, lang=lang))
    sheet = a.zone(zone)
    for table, column in ((sheet.mentions, "what"), (sheet.slips, "shown")):
        for said in table[f"{column}_{lang}"]:
            assert escape(said) in CHINESE_MARK.sub("", html)
    assert ("is-inferred" in html) == (
        "inferred" in set(sheet.members["basis"])
        or not sheet.row["verified"]
        or "no" in set(sheet.changes["checked"])
    )


def view(**fields):
    given = {"lang": "zh", "selection": Selection(), "zone": "", "unknown": (), "page": "overview"}
    return View(**given | fields)


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
    shown = render.markup("register", lang=lang, atlas=hostile)
    assert "{{7*7}}{% raw %}&lt;/script&gt;&lt;img" in shown
    assert "<img" not in shown
