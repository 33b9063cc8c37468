"""Sizes and approvals on the pages: the slider, the sum, the register, the charts that filter."""

import json
import re

import pytest

from atlas.i18n import LANGS, text
from atlas.model import columns, documents
from atlas.selection.selection import Selection
from pages.ui.analysis import sizes as topic
from pages.ui.markup import choices, register, render
from pages.ui.markup.build import Build
from pages.ui.parts import approvals, components
from pages.ui.session.view import View
from tests.pages.harness import html_of, opened
from tests.shipped import ATLAS

LISTED = documents.under(ATLAS, "catalogue-2018")
SLIDER = re.compile(r"<input type=\"range\"[^>]*>")


def attributes(tag):
    return dict(re.findall(r'([\w-]+)="([^"]*)"', tag))


def told(monkeypatch, lang="zh", atlas=ATLAS, where=(), **given):
    """Return what the part of approvals is told."""
    found = {}
    monkeypatch.setattr(components, "part", lambda name, **data: found.update(data, name=name))
    selection = Selection(where=where)
    view = View.of(lang, selection, page="overview", **given)
    approvals.approvals(view, atlas, selection.apply(atlas))
    return found


@pytest.mark.parametrize("lang", LANGS)
def test_the_slider_goes_from_the_first_approval_to_the_catalogues_year(lang):
    build = json.loads(Build(ATLAS, "x").standing.body)
    said = attributes(SLIDER.search(build["approvals"][lang])[0])
    assert (said["min"], said["max"], said["value"]) == ("1988", "2018", "2018")
    assert said["data-where"] == "year&lt;="


@pytest.mark.parametrize("lang", LANGS)
def test_the_sum_says_whose_it_is(monkeypatch, lang):
    data = told(monkeypatch, lang)
    assert (data["n"], data["ha"]) == (41, "23,204.20")
    assert (data["until"], data["left"], data["shaded"]) == (None, "", False)
    assert told(monkeypatch, lang, LISTED)["ha"] == "28,874.64"
    given = {"years": range(2), "until": "", "area": ""}
    html = render.markup("markup/approvals", lang=lang, atlas=ATLAS, **given)
    words = text("time.sum", lang, n="{n}", ha="{ha}", document=columns.document(ATLAS, lang))
    assert words in html
    assert told(monkeypatch, lang, shade="area_ha")["shaded"]


@pytest.mark.parametrize("lang", LANGS)
def test_at_a_years_end_the_page_says_who_is_left_out(monkeypatch, lang):
    data = told(monkeypatch, lang, where=("area_ha>=0", "year<=2006"))
    assert (data["until"], data["others"]) == (2006, ["area_ha>=0"])
    data = told(monkeypatch, lang, where=("year<=2006",))
    assert data["ha"] == "18,412.34"
    assert data["left"] == ATLAS.label("zones", "huixian", lang, short=True)


def test_a_card_says_that_a_zone_is_not_listed():
    html = html_of(opened("overview", zone="huixian"))
    assert text("figure.none", "zh") in html
    html = html_of(opened("overview", zone="lanzhou-etdz"))
    assert '<dd class="clamp">953.00</dd>' in html


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("atlas", [ATLAS, LISTED], ids=lambda atlas: atlas.document)
def test_the_register_has_the_figures_and_sorts_by_them(atlas, lang):
    table = register.table(atlas, lang)
    for head in columns.FIGURES:
        assert columns.name(atlas, head, lang) in table["html"]
    hectares, years = table["columns"][-3:-1]
    assert "2006" in years["cells"]
    orders = [hectares["orders"][n] for n in hectares["of"]]
    hectares = [order for order in orders if order]
    assert len(hectares) == len(columns.known(atlas, columns.AREA))
    assert sum(map(float, hectares)) == pytest.approx(
        float(columns.total(columns.known(atlas, columns.AREA)))
    )


def test_the_filters_offer_ranges_and_circles():
    found = {each.latest.head: each.latest for each in choices.of_columns(ATLAS, "zh")}
    assert (found["area_ha"].least, found["area_ha"].most) == ("15.56", "1960.36")
    assert (found["year"].least, found["year"].most) == ("1988", "2015")
    assert (found["area_ha"].drawn, found["year"].drawn) == ("size", "fill")


def test_a_year_of_the_chart_filters_and_so_does_a_stretch():
    view = View.of("zh", Selection(where=("area_ha>=100", "year<=2010")), page="analysis")
    figure = topic._years(view, ATLAS, ATLAS.zones)
    assert figure.pick({"year": 2006}) == "overview?where=area_ha%3E%3D100&where=year%3D2006"
    assert figure.sweep([2010, 2008, 2006]).endswith("where=year%3D2006..2010")
    assert figure.sweep([2006]).endswith("where=year%3D2006")


def test_a_selection_without_figures_has_no_chart():
    html = html_of(opened("analysis", topic="sizes", where="year="))
    assert text("analysis.too_few.figures", "zh") in html
