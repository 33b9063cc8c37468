"""A sample of the audit: all presets once, all papers, styles and languages, every limit held."""

from functools import cache

import pytest

from tests.audit.cases import drawn, sample
from tests.audit.measures import MEASURES
from tests.shipped import ATLAS


@cache
def sheets():
    return [drawn(case) for case in sample()]


@pytest.mark.parametrize("key", MEASURES)
def test_no_sheet_falls_short(key):
    measure = MEASURES[key]
    values = {sheet.name: [*measure.of(sheet)] for sheet in sheets()}
    assert any(values.values())
    short = {
        name: [each for each in found if each.value < measure.least]
        for name, found in values.items()
    }
    assert {name: found for name, found in short.items() if found} == {}


@pytest.mark.parametrize("key", ["astray", "leaders", "type", "legend", "overlaps", "north"])
@pytest.mark.parametrize("by", ["area", "level"])
def test_no_grid_of_small_maps_falls_short(by, key):
    sheet = drawn(({}, "a4", "colour", "zh"), panels=by)
    assert MEASURES[key].short(sheet) == []


@pytest.mark.parametrize("case", [({}, "a4", "colour", "zh"), ({}, "slide", "safe", "en")])
def test_what_lies_around_the_zones_lets_no_sheet_fall_short(case):
    sheet = drawn(case, show=tuple(ATLAS.surroundings))
    before = drawn(case)
    for key in ("astray", "leaders", "unnamed", "type", "legend", "overlaps", "north"):
        assert MEASURES[key].short(sheet) == [], key
    assert sheet.scene.unplaced == before.scene.unplaced
    assert sheet.scene.unnamed == before.scene.unnamed
