"""Sizes and approvals: sums to the hundredth of a hectare, years' ends, and who has no figure."""

from decimal import Decimal

import pytest

from atlas.analysis import sizes
from atlas.analysis.charts import sizes as charts_sizes
from atlas.analysis.charts import theme as charts
from atlas.i18n import LANGS
from atlas.model import columns, documents
from atlas.selection.selection import Selection
from tests.shipped import ATLAS

LISTED = documents.under(ATLAS, "catalogue-2018")

# Typed from the catalogue's rows of 2018.
PLAN, ALL = Decimal("23204.20"), Decimal("28874.64")
BY_LEVEL = {
    "plan-2016": {"national": "5595.20", "provincial": "16427.23", "concentrated": "1181.77"},
    "catalogue-2018": {"national": "5595.20", "provincial": "23279.44"},
}
BY_TYPE = {
    "innovation": "5595.20",
    "upgrade": "6539.52",
    "specialty": "4400.61",
    "city-industry": "5487.10",
    "foundation": "1181.77",
}
BY_AREA = {
    "lanzhou": "12233.15",
    "hexi": "7307.34",
    "longdongnan": "3085.89",
    "ethnic": "978.29",
}
STANDING = {  # at the end of a year: of the plan's zones, of the catalogue's
    1990: (2, 2),
    2000: (3, 3),
    2006: (29, 29),
    2010: (36, 42),
    2014: (39, 61),
    2018: (41, 65),
}


def test_the_sums_are_those_of_the_rows_to_the_cent():
    assert sizes.sum_of(ATLAS, ATLAS.zones) == (41, PLAN)
    assert sizes.sum_of(LISTED, LISTED.zones) == (65, ALL)
    rows = ATLAS.listings
    assert sum(Decimal(f"{each:.2f}") for each in rows["area_ha"]) == ALL


@pytest.mark.parametrize("atlas", [ATLAS, LISTED], ids=lambda atlas: atlas.document)
def test_levels_part_the_sum(atlas):
    found = sizes.totals(atlas, atlas.zones, by="level")["area_ha"]
    assert {slug: f"{each:.2f}" for slug, each in found.items()} == BY_LEVEL[atlas.document]
    assert sum(found) == sizes.sum_of(atlas, atlas.zones)[1]


def test_types_and_areas_have_their_sums():
    types = sizes.totals(ATLAS, ATLAS.zones, by="type")
    areas = sizes.totals(ATLAS, ATLAS.zones, by="area")
    assert {slug: f"{each:.2f}" for slug, each in types["area_ha"].items()} == BY_TYPE
    assert {slug: f"{each:.2f}" for slug, each in areas["area_ha"].items()} == BY_AREA
    # The one without a figure is counted among the zones, and not among those that have one.
    assert types.loc["foundation", ["zones", "known"]].tolist() == [7, 6]
    # Two zones lie in two areas and count in both.
    twice = [zone for zone in ATLAS.zones.index if zone in ("sunan-qiqing", "tianzhu-jinqiang")]
    held = columns.known(ATLAS, columns.AREA, twice)
    assert sum(areas["area_ha"]) - PLAN == columns.total(held)


def test_only_huixian_has_no_figure():
    assert sizes.lacking(ATLAS, ATLAS.zones) == ("huixian",)
    assert sizes.lacking(LISTED, LISTED.zones) == ()


@pytest.mark.parametrize("year", STANDING)
def test_zones_that_stand_at_the_end_of_a_year(year):
    for atlas, n in zip((ATLAS, LISTED), STANDING[year], strict=True):
        assert len(Selection(where=(f"year<={year}",)).apply(atlas)) == n
        table = sizes.by_year(atlas, atlas.zones)
        assert table["standing"].get(year, table["standing"].iloc[-1]) == n


def test_approvals_add_up_and_every_year_has_a_row():
    table = sizes.by_year(LISTED, LISTED.zones)
    assert [*table.index] == [*range(1988, 2017)]
    assert (table["approved"].sum(), table["area_ha"].sum()) == (65, ALL)
    assert table.loc[2006, ["approved", "standing"]].tolist() == [25, 29]
    assert f"{table.loc[2006, 'standing_ha']:.2f}" == "18412.34"
    assert sizes.by_year(ATLAS, ATLAS.zones.loc[["huixian"]]).empty


@pytest.mark.parametrize("lang", LANGS)
def test_a_bar_a_year_can_be_chosen_and_so_can_a_stretch(lang):
    table = sizes.by_year(ATLAS, ATLAS.zones)
    drawn = charts_sizes.years(table, lang=lang, theme=charts.theme("print")).to_dict()
    assert {each["name"] for each in drawn["params"]} == {charts.PICK, charts.SWEPT}
    (rows,) = drawn["datasets"].values()
    assert [(row["year"], row["approved"]) for row in rows if row["approved"]] == [
        *((1988, 2), (1991, 1), (2002, 1), (2006, 25), (2008, 1)),
        *((2009, 1), (2010, 5), (2013, 3), (2015, 2)),
    ]
    groups = sizes.totals(ATLAS, ATLAS.zones, by="level")
    bars = charts_sizes.totals(ATLAS, groups, by="level", lang=lang, theme=charts.theme("print"))
    (rows,) = bars.to_dict()["datasets"].values()
    assert [row["shown"] for row in rows] == ["5,595.20", "16,427.23", "1,181.77"]
