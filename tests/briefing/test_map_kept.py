"""A map is drawn once, whatever is written around it; whatever it shows is asked anew."""

import datetime as dt
from dataclasses import replace

import pytest

from atlas.briefing import formats, sheet
from atlas.briefing.order import Order
from atlas.briefing.sheet import kept
from atlas.maps.print import panels
from atlas.maps.print.drawing import PrintedMap
from atlas.maps.specification import NAMES, USUAL
from tests.specified import EXAMPLES

DAY = dt.date(2026, 11, 30)
ONE = Order(EXAMPLES["zone"][0], "zh", DAY, layout="a4", base_url="https://one.example/")
ROUND = {
    "title": "另一个标题",
    "unit": "另一家单位",
    "base_url": "https://two.example/",
    "date": DAY + dt.timedelta(1),
    "dpi": 300,
    "page": "briefing",
}


@pytest.fixture
def drawn(monkeypatch):
    """Count the maps that are drawn, by the first that each is drawn for; none is kept before."""
    found = []

    def counted(_atlas, said, *_given, **_looks):
        found.append(said.order)
        return PrintedMap((), (), (), (), ())  # how it looks does not matter here

    kept._drawn.cache_clear()
    monkeypatch.setattr(panels, "draw", counted)
    yield found
    kept._drawn.cache_clear()


@pytest.mark.parametrize("name", ROUND)
def test_what_stands_round_a_map_does_not_draw_it_anew(drawn, a, name):
    other = replace(ONE, **{name: ROUND[name]})
    sheet.compose_map(a, ONE, 400, 300)
    sheet.compose_map(a, other, 400, 300)
    assert drawn == [ONE]


@pytest.mark.parametrize("change", [{"lang": "en"}, {"style": "grey"}])
def test_another_language_or_style_is_another_map(drawn, a, change):
    sheet.compose_map(a, ONE, 400, 300)
    sheet.compose_map(a, replace(ONE, **change), 400, 300)
    assert drawn == [ONE, replace(ONE, **change)]


@pytest.mark.parametrize("looks", [(401, 300, 1.0), (400, 301, 1.0), (400, 300, 1.1)])
def test_another_size_is_another_map(drawn, a, looks):
    *size, grow = looks
    sheet.compose_map(a, ONE, 400, 300)
    sheet.compose_map(a, ONE, *size, grow=grow)
    assert drawn == [ONE, ONE]


@pytest.mark.parametrize("name", NAMES)
def test_every_field_of_a_map_tells_it_from_others(name):
    shown = EXAMPLES[name][0]
    without = shown.with_(**{name: getattr(USUAL, name)})
    assert kept.key(replace(ONE, map=shown)) != kept.key(replace(ONE, map=without))


def test_the_brief_on_paper_takes_the_maps_of_the_brief_in_words(drawn, a):
    formats.SNAPSHOTS["brief"].write(a, ONE)
    before = len(drawn)
    assert before
    formats.SNAPSHOTS["brief-pdf"].write(a, ONE)
    assert len(drawn) == before
