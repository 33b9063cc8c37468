"""Yearly columns as one series on the pages: card, sheet, register, choices, the plain edition."""

import json
import re
from urllib.parse import unquote

import lxml.html
import pytest

from atlas.i18n import LANGS, text
from atlas.model import series
from atlas.office.edition import derive
from pages.ui.markup import cells, choices, render
from pages.ui.markup import register as made
from pages.ui.markup.build import Build
from pages.ui.zones import zone as zones
from tests.office import added
from tests.pages import register
from tests.pages.harness import view
from tests.plain import seen, served
from tests.shipped import ATLAS

FIRST, SECOND, THIRD = ATLAS.zones.index[:3]
HEADS = {year: f"{year}年产值（亿元）" for year in (2021, 2022, 2023)}
VALUES = {
    FIRST: {HEADS[2021]: 12.5, HEADS[2022]: 13.0, HEADS[2023]: 15.25, "阶段": "在建"},
    SECOND: {HEADS[2021]: 3.0, HEADS[2022]: 4.0},
}
RECORDS = {zone: added.Record(zone, values=values) for zone, values in VALUES.items()}
STATE = added.State(1, RECORDS, dict.fromkeys(RECORDS, 1))
OFFICE = derive(ATLAS, STATE)
NAME, ENDS = "产值（亿元）", "2021年 12.5 → 2023年 15.25"


def tree(html):
    return lxml.html.fromstring(f"<div>{html}</div>")


def card(zone, monkeypatch, lang="zh"):
    found = {}
    monkeypatch.setattr(zones, "_draw", lambda name, *_, **values: found.update({name: values}))
    zones.card(view(lang=lang, zone=zone), OFFICE)
    return found["zones/card"]["cells"]


def test_a_card_has_the_line_with_its_ends(monkeypatch):
    told = {each.name: each for each in card(FIRST, monkeypatch)}
    assert told[NAME].shown == ENDS
    assert told["阶段"] == ("阶段", "在建", None)
    assert not told.keys() & set(HEADS.values())
    assert unquote(told[NAME].line.src).startswith("data:image/svg+xml,<svg")
    assert NAME not in {each.name for each in card(THIRD, monkeypatch)}


def test_a_card_has_the_first_columns_a_series_as_one(monkeypatch):
    many = {f"栏{n}": float(n) for n in range(9)}
    record = added.Record(FIRST, values=VALUES[FIRST] | many)
    monkeypatch.setattr(
        f"{__name__}.OFFICE", derive(ATLAS, added.State(1, {FIRST: record}, {FIRST: 1}))
    )
    own = [each.name for each in card(FIRST, monkeypatch) if "目录" not in each.name]
    assert own == [NAME, "阶段", "栏0", "栏1", "栏2", "栏3"]


@pytest.mark.parametrize("lang", LANGS)
def test_card_and_sheet_draw_it_with_its_words(lang):
    atlas_sheet = OFFICE.zone(FIRST)
    asked = view(lang=lang, zone=FIRST)
    given = zones.position(asked, OFFICE, atlas_sheet) | {"sheet": atlas_sheet, "view": asked}
    drawn = tree(render.markup("zones/sheet_position", lang=lang, atlas=OFFICE, **given))
    (line,) = drawn.xpath("//img[@class='series-line']")
    words = series.told(series.points(OFFICE, series.table(OFFICE)[0], FIRST), lang)
    assert line.get("alt") == words
    assert words in line.getparent().text_content()
    assert line.getparent().getparent().findtext("dt") == NAME


@pytest.mark.parametrize("lang", LANGS)
def test_the_register_has_one_column_that_opens_into_its_years(lang):
    drawn = tree(register.whole(OFFICE, lang))
    heads = drawn.xpath("//thead//th")
    (at,) = (n for n, th in enumerate(heads) if "c-series" in th.get("class"))
    assert heads[at].xpath("string(button[@data-years])") == "2021–2023"
    assert [th.text_content() for th in heads[at + 1 : at + 4]] == list(HEADS.values())
    rows = {row.get("data-row"): row.xpath("./*") for row in drawn.xpath("//tbody/tr")}
    assert {len(row) for row in rows.values()} == {len(heads)}
    for n in range(at + 1, at + 4):
        assert all("c-year" in row[n].get("class") for row in [heads, *rows.values()])
    assert "c-year" not in heads[at + 4].get("class")
    whole, one, none = (rows[zone][at] for zone in (FIRST, SECOND, THIRD))
    column = made.table(OFFICE, lang)["columns"][at - 1]
    sorted_by = [
        register.order(column, OFFICE.zones.index.get_loc(zone)) for zone in (FIRST, SECOND, THIRD)
    ]
    assert sorted_by == ["15.25", "4", ""]
    assert whole.text_content().strip().endswith("15.25")
    assert "2022" in one.text_content()  # the last number is not of the last year
    assert none.text_content().strip() == ""
    assert len(drawn.xpath("//td//svg")) == len(VALUES)


def test_the_filters_offer_a_series_and_its_years():
    offer, *_ = (each for each in choices.of_columns(OFFICE, "zh") if each.name)
    assert (offer.name, offer.latest.head) == (NAME, HEADS[2023])
    assert [(each.year, each.head) for each in offer.columns] == list(HEADS.items())
    form = tree(json.loads(Build(OFFICE, "x").standing.body)["facets"]["zh"])
    offered = form.xpath("//select[@name='shade']/option/@value")
    assert set(offered) & set(HEADS.values()) == {HEADS[2023]}
    (years,) = form.xpath("//label[@data-series]")
    assert years.get("data-series") == NAME == form.xpath("//option/@data-series")[0]
    assert years.xpath(".//option/@value") == list(HEADS.values())
    (below,) = form.xpath("//details[@class='years']")
    assert len(below.xpath(".//input[@data-where]")) == 2 * len(HEADS)


@pytest.mark.parametrize("lang", LANGS)
def test_the_plain_edition_has_it_without_a_script(lang):
    app = served(ATLAS, STATE)
    page = seen(app, f"/plain?lang={lang}&shade={HEADS[2022]}")
    assert [th.text_content() for th in page.xpath("//thead/tr/th")].count(NAME) == 1
    assert len(page.xpath("//tbody//td[@class='num']//svg")) == len(VALUES)
    (group,) = page.xpath("//select[@name='shade']/optgroup")
    assert group.get("label") == NAME
    assert group.xpath("option[@selected]/@value") == [HEADS[2022]]
    sheet = seen(app, f"/plain/zones/{SECOND}?lang={lang}")
    (row,) = sheet.xpath(f"//tr[th='{NAME}']/td")
    assert row.find("svg").get("aria-label").startswith(NAME)
    assert text("series.gap", lang, year=2023) in row.text_content()


def test_what_a_head_holds_is_text():
    record = added.Record(FIRST, values={'<b>"2021"': 1.0, '<b>"2022"': 2.0})
    atlas = derive(ATLAS, added.State(1, {FIRST: record}, {FIRST: 1}))
    told, *_ = cells.told(atlas, "zh", FIRST)
    assert told.name.startswith("<b>")
    for drawn in (told.line.svg, register.whole(atlas, "zh")):
        assert not re.search(r"<b>", drawn)
