"""Slides are as large as is asked: every layout, and nothing on them runs off or over another."""

import datetime as dt
import io

import pytest
from pptx import Presentation
from pptx.util import Emu

import atlas
from atlas.briefing.order import LAYOUTS, Order, OrderError
from atlas.briefing.slides import deck
from atlas.i18n import LANGS
from tests.shipped import ATLAS

DAY = dt.date(2026, 11, 23)
PRESETS = ({}, {"area": "hexi"}, {"cluster": "nonferrous-materials"}, {"prefecture": "longnan"})


def order(params, **changes):
    selection = atlas.Selection.from_params(params, ATLAS)
    given = {"lang": "zh", "dpi": 96, "base_url": "https://atlas.example/"} | changes
    return Order.of(selection, given.pop("lang"), DAY, **given)


def opened(*orders, **given):
    return Presentation(io.BytesIO(deck(ATLAS, orders, **given)))


def box(shape):
    return tuple(Emu(each).pt for each in (shape.left, shape.top, shape.width, shape.height))


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("number", range(len(PRESETS)))
def test_a_deck_is_as_large_as_asked_and_holds_all_of_it(layout, number):
    lang = LANGS[(number + len(layout)) % 2]
    made = opened(order(PRESETS[number], layout=layout, lang=lang))
    paper = LAYOUTS[layout]
    size = Emu(made.slide_width).pt, Emu(made.slide_height).pt
    assert size == pytest.approx((paper.width, paper.height), abs=0.1)
    for slide in made.slides:
        shapes = [each for each in slide.shapes if each.width]
        for shape in shapes:
            x, y, width, height = box(shape)
            assert x >= -0.5, shape.name
            assert y >= -0.5, shape.name
            assert x + width <= size[0] + 0.5, shape.name
            assert y + height <= size[1] + 0.5, shape.name
        pictures = [box(each) for each in shapes if each.shape_type == 13]
        tables = [box(each) for each in shapes if each.has_table]
        for (x, y, width, height), (left, top, wide, high) in (
            (one, other) for one in pictures for other in tables
        ):
            apart = x + width <= left + 1 or left + wide <= x + 1
            assert apart or y + height <= top + 1 or top + high <= y + 1


@pytest.mark.parametrize("layout", ["a4-portrait", "square"])
def test_on_an_upright_slide_what_explains_the_map_stands_beneath_it(layout):
    slide = opened(order({}, layout=layout)).slides[0]
    drawn = max((each for each in slide.shapes if each.shape_type == 13), key=lambda p: p.width)
    grid = next(each for each in slide.shapes if each.has_table)
    assert grid.top >= drawn.top + drawn.height
    assert drawn.width >= 0.8 * LAYOUTS[layout].width * 12700


@pytest.mark.parametrize("layout", ["slide-4x3", "a4-portrait"])
def test_map_and_table_can_be_edited_at_any_size(layout):
    slide = opened(order({"area": "hexi"}, layout=layout), native=True).slides[0]
    groups = [each for each in slide.shapes if each.shape_type == 6]
    assert max(len(each.shapes) for each in groups) > 1
    assert any(each.has_table for each in slide.shapes)


def test_a_file_has_slides_of_one_size_the_firsts():
    made = opened(order({}, layout="slide-4x3"), order({"area": "hexi"}, layout="a3"))
    assert (made.slide_width, made.slide_height) == (720 * 12700, 540 * 12700)
    assert len(made.slides) == 2


def test_a_layout_that_is_none_is_told():
    with pytest.raises(OrderError, match="a5"):
        deck(ATLAS, [order({}, layout="a5")])
