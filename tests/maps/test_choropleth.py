"""Zones coloured by a column."""

import datetime as dt

import numpy as np
import pytest

from atlas.maps.choropleth import NONE, Breaks, _breaks, read_breaks, shade, unfit
from atlas.office.edition import derive
from tests.office import added


def with_column(a, values):
    ids = a.zones.index[: len(values)]
    records = {
        zone: added.Record(zone, values={"x": value})
        for zone, value in zip(ids, values, strict=True)
    }
    return derive(a, added.State(1, records, {})), list(ids)


def test_numbers_fall_into_their_natural_breaks(a):
    groups = [1, 2, 3], [20, 21, 22], [50, 51], [80, 82], [100, 101, 102]
    atlas, ids = with_column(a, [float(n) for group in groups for n in group])
    found = shade(atlas, "x")
    assert [each.label for each in found.classes] == [
        *("1–3", "20–22", "50–51", "80–82", "100–102"),
        "无数据",
    ]
    assert [each.n for each in found.classes] == [3, 3, 2, 2, 3, 42 - 13]
    assert [found.of[zone] for zone in ids] == [
        *["shade/1"] * 3,
        *["shade/2"] * 3,
        *["shade/3"] * 2,
        *["shade/4"] * 2,
        *["shade/5"] * 3,
    ]


@pytest.mark.parametrize(
    ("values", "keys"),
    [([7.0], ["shade/5"]), ([7.0, 7.0], ["shade/5"] * 2), ([1.0, 2.0], ["shade/1", "shade/5"])],
)
def test_few_numbers_have_few_classes(a, values, keys):
    atlas, ids = with_column(a, values)
    found = shade(atlas, "x")
    assert [found.of[zone] for zone in ids] == keys
    assert found.of[atlas.zones.index[-1]] == NONE


@pytest.mark.parametrize("base", [0.0, 35_512_345.0, 620_123_000_000.0, -4e9])
def test_breaks_do_not_depend_on_where_the_numbers_lie(a, base):
    groups = [1, 2, 3], [20, 21, 22], [50, 51], [80, 82], [100, 101, 102]
    atlas, ids = with_column(a, [base + n for group in groups for n in group])
    of = shade(atlas, "x").of
    assert [of[zone] for zone in ids] == [
        f"shade/{step}" for step, group in enumerate(groups, start=1) for _ in group
    ]


@pytest.mark.parametrize(
    "values",
    [
        [-1e308, 1e308, 0.0, 1.0, 2.0, 3.0, 4.0],
        [1.0 + n * 2.0**-52 for n in range(9)],
        [0.0] * 20 + [1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
        [5e-324 * n for n in range(8)],
    ],
)
def test_no_class_is_empty(a, values):
    atlas, _ = with_column(a, values)
    found = shade(atlas, "x")
    assert all(each.n for each in found.classes)
    assert sum(each.n for each in found.classes) == 42


def test_many_numbers_fall_into_classes_found_from_some_of_them():
    middles = np.array([10.0, 200.0, 420.0, 700.0, 1000.0])
    values = np.concatenate([middle + np.linspace(-9, 9, 500) for middle in middles])
    breaks = _breaks(np.random.default_rng(7).permutation(values))
    # Each break is the end of a group, to the nearest of those looked at.
    assert breaks == pytest.approx(middles + 9, abs=1)
    assert breaks[-1] == values.max()


def test_words_are_categories_and_the_rare_ones_one(a):
    words = ["多", "多", "多", "中", "中", *"abcdefgh"]
    atlas, ids = with_column(a, words)
    found = shade(atlas, "x", lang="en")
    assert [each.label for each in found.classes[:2]] == ["多", "中"]
    assert found.classes[0].n == 3
    assert found.classes[7].label == "Other"
    assert found.classes[7].n == 3
    assert [found.of[zone] for zone in ids[:4]] == ["word/7"] * 3 + ["word/6"]
    assert found.of[ids[-1]] == "word/8"
    assert sum(each.n for each in found.classes) == 42


def test_every_colour_stands_in_the_style_table(a):
    keys = {f"shade/{n}" for n in range(1, 6)} | {f"word/{n}" for n in range(1, 9)} | {NONE}
    assert keys <= set(a.style.index)


def test_an_unknown_column_is_an_error(a):
    with pytest.raises(KeyError):
        shade(a, "x")


# How numbers are parted, and drawn ----------------------------------------------------------------

TEN = [float(n) for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 100)]


@pytest.mark.parametrize(
    ("breaks", "labels"),
    [
        (Breaks("quantile", 2), ["1–5", "6–100"]),
        (Breaks("quantile", 5), ["1–2", "3–4", "5–6", "7–8", "9–100"]),
        (Breaks("equal", 3), ["1–9", "100"]),  # no value falls into the middle third
        (Breaks("natural", 2), ["1–9", "100"]),
        # Given breaks are classes whatever falls into them; a break belongs to the lower one.
        (Breaks(given=(3.0, 20.0, 50.0)), ["≤3", "3–20", "20–50", ">50"]),
    ],
)
def test_numbers_are_parted_as_asked(a, breaks, labels):
    atlas, _ = with_column(a, TEN)
    found = shade(atlas, "x", breaks=breaks)
    assert [each.label for each in found.classes] == [*labels, "无数据"]
    assert sum(each.n for each in found.classes) == 42
    assert found.classes[0].key == "shade/1"
    assert found.classes[-2].key == "shade/5"
    if breaks.given:
        assert [each.n for each in found.classes] == [3, 6, 0, 1, 32]


@pytest.mark.parametrize("method", ["natural", "quantile", "equal"])
@pytest.mark.parametrize(
    "values", [[7.0], [7.0, 7.0], [-1e308, 0.0, 1e308], [-5.0, -3.0, -1.0, 0.5, 2.0, 9.0]]
)
def test_any_numbers_can_be_parted(a, method, values):
    atlas, ids = with_column(a, values)
    found = shade(atlas, "x", breaks=Breaks(method, 3))
    assert sum(each.n for each in found.classes) == 42
    assert all(found.of[zone] != NONE for zone in ids)


def test_dates_are_parted_in_their_order(a):
    days = [dt.date(2020, 1, 1), dt.date(2020, 1, 2), dt.date(2025, 6, 1), dt.date(2025, 6, 2)]
    atlas, ids = with_column(a, days)
    found = shade(atlas, "x", breaks=Breaks("natural", 2))
    assert found.classes[0].label == "2020-01-01–2020-01-02"
    assert [found.of[zone] for zone in ids] == ["shade/1"] * 2 + ["shade/5"] * 2


@pytest.mark.parametrize("given", ["10,50,100", "10，50、100", " 10, 50,100, "])
def test_breaks_are_read_however_commas_are_typed(given):
    assert read_breaks(given) == Breaks(given=(10.0, 50.0, 100.0))


@pytest.mark.parametrize("drawn", ["size", "bars"])
def test_sizes_are_shares_of_the_greatest(a, drawn):
    atlas, ids = with_column(a, [0.0, 25.0, 104.0])
    found = shade(atlas, "x", drawn=drawn)
    assert found.drawn == drawn
    assert [found.shares[zone] for zone in ids] == [0.0, 25 / 104, 1.0]
    # Round numbers, none beyond what there is; zones without a value have no share.
    assert found.steps[0].label == "100"
    assert [step.share * 104 for step in found.steps] == pytest.approx(
        [100, 31, 10] if drawn == "size" else [100, 52, 26]
    )
    assert [(each.key, each.n) for each in found.classes] == [(NONE, 39)]


@pytest.mark.parametrize(
    ("values", "why"),
    [(["多"], "words"), ([-1.0, 2.0], "negative"), ([0.0, 0.0], "nothing"), ([1e308, 5e-324], "")],
)
def test_what_has_no_size_is_coloured(a, values, why):
    atlas, _ = with_column(a, values)
    assert unfit(atlas, "x") == why
    assert shade(atlas, "x", drawn="size").drawn == ("fill" if why else "size")
