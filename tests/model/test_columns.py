"""Columns: an office's own and figures of lists, which go the same way."""

import pytest

from atlas.i18n import LANGS
from atlas.maps import choropleth
from atlas.maps.panels import panels, until
from atlas.maps.specification import USUAL, Specification
from atlas.maps.web.directions import directions
from atlas.model import columns, documents
from atlas.office.edition import derive
from atlas.selection.conditions import Condition, condition, without
from atlas.selection.selection import Selection
from tests.office import added
from tests.shipped import ATLAS

LISTED = documents.under(ATLAS, "catalogue-2018")


@pytest.mark.parametrize("document", ATLAS.documents.index)
def test_every_vintage_knows_the_figures(document):
    table = columns.table(documents.under(ATLAS, document))
    assert [*table.index] == [*columns.FIGURES]
    assert {*table["n"]} == {41 if document == ATLAS.document else 65}


@pytest.mark.parametrize("head", columns.FIGURES)
@pytest.mark.parametrize("lang", LANGS)
def test_a_figure_never_goes_without_its_document(head, lang):
    listed = ATLAS.label("documents", "catalogue-2018", lang, short=True)
    for whole in (False, True):
        assert listed in columns.name(ATLAS, head, lang, whole=whole)
    assert listed in columns.origin(ATLAS, head, lang)


def test_hectares_say_that_they_are_not_planned():
    assert columns.name(ATLAS, columns.AREA, "zh", whole=True) == (
        "核准面积（公顷，目录 2018；不是规划面积）"
    )


def test_an_own_column_of_that_name_stands_in_the_figures_place():
    zone = ATLAS.zones.index[0]
    record = added.Record(zone, values={"year": "甲", "area_ha": 3.0})
    atlas = derive(ATLAS, added.State(1, {zone: record}, {zone: 1}))
    assert [*columns.table(atlas)["kind"]] == ["text", "number"]
    assert columns.name(atlas, "year", "zh") == "year"
    assert columns.known(atlas, "area_ha") == {zone: 3.0}
    assert panels(atlas, USUAL.with_(panels="year"), lang="zh") == ()


@pytest.mark.parametrize(
    ("given", "n"),
    [
        ("area_ha>=500", 20),
        ("核准面积>=500", 20),
        ("Approved area<=100", 7),
        ("area_ha=1496", 1),
        ("year=2006", 25),
        ("批准年份=2006..2010", 32),
        ("year=", 1),
    ],
)
def test_conditions_on_figures(given, n):
    selection, unknown = Selection.parse({"where": given}, ATLAS)
    assert not unknown
    assert len(selection.apply(ATLAS)) == n
    again, _ = Selection.parse(selection.to_params(), ATLAS)
    assert again == selection


@pytest.mark.parametrize("given", ["year>=2006.5", "year<=二〇〇六", "area_ha>=many", "year>=-1"])
def test_what_is_no_figure_is_said(given):
    _, (wrong,) = Selection.parse({"where": given}, ATLAS)
    assert wrong.flag == "where"


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        ("year<=2006", "截至2006年底批准设立", "approved by the end of 2006"),
        ("year>=2006", "2006年及以后批准设立", "approved in 2006 or later"),
        ("year=2006", "2006年批准设立", "approved in 2006"),
        ("year=2006..2010", "2006至2010年批准设立", "approved 2006–2010"),
        ("year=", "批准年份没有记载", "no year of approval"),
        (
            "area_ha>=500",
            "核准面积（公顷，目录 2018）≥500",
            "Approved area (ha, Catalogue 2018) ≥ 500",
        ),
    ],
)
def test_a_condition_on_a_figure_says_itself(value, zh, en):
    found = condition(value, ATLAS)
    assert isinstance(found, Condition)
    assert (found.said(ATLAS, "zh"), found.said(ATLAS, "en")) == (zh, en)


def test_bounds_of_a_column_are_not_said_as_alternatives():
    selection = Selection(where=("area_ha>=500", "area_ha<=900", "year=2006", "year=2010"))
    assert selection.describe_parts(ATLAS, lang="en") == (
        "Approved area (ha, Catalogue 2018) ≥ 500 · Approved area (ha, Catalogue 2018) ≤ 900"
        " · approved in 2006 or approved in 2010"
    )


def test_a_year_s_end_takes_the_place_of_another():
    asked = Selection(where=("area_ha>=100", "year<=2010"))
    assert until(ATLAS, asked, 2006).where == ("area_ha>=100", "year<=2006")
    assert without(asked.where, "year", ATLAS) == ["area_ha>=100"]


def test_circles_have_areas_that_go_by_hectares():
    shade = choropleth.shade(LISTED, columns.AREA, drawn="size")
    hectares = columns.known(LISTED, columns.AREA)
    greatest = max(hectares.values())
    assert shade.shares == {zone: ha / greatest for zone, ha in hectares.items()}
    # Three sizes, of round numbers, each as large as its number says.
    assert len(shade.steps) == 3
    for step in shade.steps:
        assert step.share == pytest.approx(float(step.label) / greatest)
    assert choropleth.shade(ATLAS, columns.AREA, drawn="size").of["huixian"] == choropleth.NONE


@pytest.mark.parametrize("lang", LANGS)
def test_the_map_s_script_is_told_circles_with_their_document(lang):
    shown = USUAL.with_(shade="area_ha", shade_as="size")
    told = directions(ATLAS, shown, lang=lang)["shade"]
    assert columns.name(ATLAS, "area_ha", lang, whole=True) in told["title"]
    assert told["said"]["lanzhou-etdz"].endswith("953.00")
    assert "huixian" not in told["said"]
    assert (len(told["shares"]), len(told["steps"])) == (41, 3)


def test_years_are_colours_only():
    _, (wrong,) = Specification.parse({"shade": "year", "shade-as": "size"}, ATLAS)
    assert (wrong.flag, wrong.unfit) == ("shade-as", "words")


def test_a_map_for_each_of_some_years():
    found = panels(ATLAS, USUAL.with_(panels="year"), lang="zh")
    assert [(part.title, part.n) for part in found] == [
        (f"截至{year}年底批准设立", n)
        for year, n in {1988: 2, 1991: 3, 2006: 29, 2010: 36, 2013: 39, 2015: 41}.items()
    ]
    last = panels(LISTED, USUAL.with_(panels="year"), lang="en")[-1]
    assert (last.title, last.n) == ("approved by the end of 2016", 65)
