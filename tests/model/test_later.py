"""Later changes and scattered figures as they are told, and where they may not go."""

from pathlib import Path

import pytest

from atlas.i18n import text
from atlas.model import later
from tests.shipped import ATLAS

ROOT = Path(__file__).parents[2]
LANGS = ("zh", "en")


def told(zone, lang):
    return later.changes(ATLAS.zone(zone).changes, lang)


@pytest.mark.parametrize(
    ("start", "end", "zh", "en"),
    [
        ("2018", "", "2018年", "2018"),
        ("2018-01", "", "2018年1月", "January 2018"),
        ("2020-01-17", "", "2020年1月17日", "17 January 2020"),
        ("2019", "2021", "2019年至2021年", "2019 to 2021"),
        ("2018-01", "2021-04", "2018年1月至2021年4月", "January 2018 to April 2021"),
    ],
)
def test_a_date_or_its_years_are_said(start, end, zh, en):
    change = {"date": start, "until": end}
    assert later.when(change, "zh") == zh
    assert later.when(change, "en") == en


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("zone", ATLAS.zones.index)
def test_a_zone_is_told_all_its_changes_in_the_order_of_time(zone, lang):
    rows = ATLAS.changes
    county = ATLAS.zones.loc[zone, "county"]
    mine = rows[(rows["zone"] == zone) | (rows["county"] == county)].sort_values("date")
    found = told(zone, lang)
    assert [each.when for each in found] == [
        later.when(row, lang) for row in mine.to_dict("records")
    ]
    for each, row in zip(found, ATLAS.zone(zone).changes.to_dict("records"), strict=True):
        assert row[f"what_{lang}"] in each.what
        assert row[f"name_{lang}"] in each.what
        alone = text("change.one_source", lang) in each.basis
        assert alone == (row["checked"] == "no")
        assert (text("basis.inferred", lang) in each.basis) == (row["sure"] == "low")
        assert each.doubtful == (alone or row["sure"] == "low")
        assert each.standing == bool(row["level"] or row["name_zh"])


def test_the_zone_that_left_the_national_list_has_its_story():
    story = [(each.when, each.standing) for each in told("jiuquan-etdz", "zh")]
    assert story == [
        ("2013年1月", True),
        ("2019年至2021年", False),
        ("2020年1月17日", True),
        ("2022年11月", True),
        ("2022年11月", False),
        ("2024年至2025年", False),
    ]


@pytest.mark.parametrize("lang", LANGS)
def test_a_figure_has_its_year_its_unit_and_its_source(lang):
    rows = ATLAS.zone_figures
    for zone in rows["zone"].unique():
        figures = later.figures(ATLAS.zone(zone).figures, lang)
        assert len(figures) == (rows["zone"] == zone).sum()
        years = [each.when for each in figures]
        assert years == sorted(years, reverse=True)
        for each in figures:
            assert each.what
            assert each.amount[0].isdigit()
            assert " " in each.amount
            assert set(each.source.split("|")) <= set(ATLAS.sources.index)


def test_no_figure_of_a_single_zone_is_drawn_or_added_up():
    """Maps, analyses and exports know nothing of the table; the interface only repeats it."""
    for room in ("maps", "analysis", "selection", "exchange", "office"):
        for path in (ROOT / "atlas" / room).rglob("*.py"):
            assert "zone_figures" not in path.read_text(encoding="utf-8"), path
