"""Parks and disputed places on the printed map, in its legend and in its foot."""

import datetime as dt

import pytest

from atlas.briefing import sheet
from atlas.briefing.book.zones import around
from atlas.briefing.content import content
from atlas.briefing.order import Order
from atlas.i18n import LANGS, text
from atlas.maps.legend import Shown, legend
from atlas.selection.selection import Selection
from tests.shipped import ATLAS

DAY = dt.date(2026, 11, 30)


def drawn(lang="zh", *, hide=(), zone="", **flags):
    """Compose a sheet; return its items by role, the legend's entries and all that is written."""
    order = Order.of(Selection(**flags), lang, DAY, zone=zone, hide=hide)
    scene = sheet.compose(ATLAS, order)
    items = [*scene.walk()]
    shown = Shown.of(scene.items)
    listed = {each.style for each in legend(ATLAS, content(ATLAS, order), shown).marks}
    roles = {}
    for item in items:
        roles.setdefault(item.role, []).append(item)
    return roles, listed


@pytest.mark.parametrize("lang", LANGS)
def test_a_prefectures_map_shows_and_names_its_parks(lang):
    roles, listed = drawn(lang, prefectures=("dingxi",))
    names = ATLAS.parks.loc[["lintao-taoyang", "minxian-meichuan", "minxian-lujing"]]
    assert {park.alt for park in roles["park"]} == set(names[f"name_{lang}"])
    assert "park/other" in listed
    assert "disputed" not in roles


def test_a_map_of_the_province_shows_none():
    roles, listed = drawn()
    assert not {"park", "disputed"} & roles.keys()
    assert not {"park/other", "park/disputed"} & listed


def test_parks_are_left_out_where_they_are_put_away():
    roles, _ = drawn(prefectures=("dingxi",), hide=("parks",))
    assert "park" not in roles


@pytest.mark.parametrize("zone", ["jinchang-etdz", "gaotai", "xifeng", "linze", "shandan-chengbei"])
def test_a_zones_own_map_shows_both_places(zone):
    order = around(ATLAS, Order.of(Selection(), "zh", DAY), zone)
    scene = sheet.compose(ATLAS, order)
    assert {each.key for each in scene.walk() if each.role == "disputed"} == {zone}


@pytest.mark.parametrize("zone", ["jinchang-etdz", "gaotai", "xifeng"])
def test_the_other_place_is_shown_of_the_zone_that_is_marked(zone):
    prefecture = ATLAS.zones.loc[zone, "prefecture"]
    roles, listed = drawn(prefectures=(prefecture,), zone=zone)
    assert {each.key for each in roles["disputed"]} == {zone}
    assert "park/disputed" in listed
    roles, _ = drawn(prefectures=(prefecture,))
    alone = ATLAS.zones["prefecture"].eq(prefecture).sum() == 1
    assert ("disputed" in roles) == alone


@pytest.mark.parametrize("lang", LANGS)
def test_the_foot_says_how_many_are_placed_elsewhere(lang):
    order = Order.of(Selection(prefectures=("zhangye",)), lang, DAY)
    said = " ".join(content(ATLAS, order).notes)
    assert text("print.note.disputed", lang, n=3).strip() in said
