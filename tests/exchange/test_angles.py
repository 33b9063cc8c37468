# ruff: noqa: RUF001 - full-width digits and primes are what is read here

import math

import pytest

from atlas.exchange.coordinates.angles import plain, read, within
from tests.effort import an_end

LON = 103 + 49 / 60 + 48 / 3600  # 103°49'48"
LAT = 36 + 3 / 60 + 36.5 / 3600
# A second where the work grows with the length; minutes where it grows with its square.
LONG = 300_000  # characters


@pytest.mark.parametrize(
    "written",
    [
        "103°49′48″",
        "103°49'48\"",
        "103°49'48''",
        "103° 49′ 48″",
        "103度49分48秒",
        "103 度 49 分 48 秒",
        "１０３度４９分４８秒",
        "１０３°４９′４８″",
        "103º49'48\"",
        "103˚49’48”",  # what word processors make of primes
        "103-49-48",
        "103–49–48",  # an en dash
        "103°49.8′",
        "103°49'48",
        "103.83°",
        "103.83度",
    ],
)
def test_degrees_minutes_and_seconds_in_every_notation(written):
    found = read(written)
    assert found.value == pytest.approx(LON, abs=1e-12)
    assert found.is_angle
    assert found.axis == ""


@pytest.mark.parametrize(
    ("written", "axis"),
    [
        ("E103°49′48″", "lon"),
        ("103°49′48″E", "lon"),
        ("103°49′48″ E", "lon"),
        ("e 103.83", "lon"),
        ("103.83E", "lon"),
        ("Ｅ１０３．８３", "lon"),
        ("东经103°49′48″", "lon"),
        ("东经：103度49分48秒", "lon"),
        ("经度 103.83", "lon"),
        ("103-49-48E", "lon"),
        ("N36°03′36.5″", "lat"),
        ("36°03′36.5″N", "lat"),
        ("北纬36度3分36.5秒", "lat"),
        ("北纬:36-03-36.5", "lat"),
    ],
)
def test_the_marks_of_an_axis_stand_before_or_behind(written, axis):
    found = read(written)
    assert found.axis == axis
    assert found.value == pytest.approx(LON if axis == "lon" else LAT, abs=1e-12)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("103.83", 103.83),
        (" 103.83 ", 103.83),
        ("１０３．８３", 103.83),
        ("35394586.182", 35394586.182),
        ("3,992,833.836", 3992833.836),
        ("3，992，833.836", 3992833.836),
        (103.83, 103.83),
        (36, 36.0),
        ("-5.5", -5.5),
        ("−5.5", -5.5),  # a minus sign
    ],
)
def test_numbers(written, value):
    found = read(written)
    assert (found.value, found.axis, found.is_angle) == (value, "", False)


@pytest.mark.parametrize(
    "written",
    [
        *("", " ", None, True, math.nan, math.inf, "兰州", "39928x", "103.83 36.06", "103,83"),
        *("103°60′00″", "103°49′60″", "103-75-10"),  # there are no 60 minutes
        *("W103.83", "36.06S", "西经103度", "南纬36°03′"),  # Gansu is not there
        *("1" * 5000, "9" * 50, "E", "°", "1e5", "0x10", "--1"),
    ],
)
def test_what_is_no_coordinate(written):
    assert read(written) is None


@pytest.mark.parametrize(
    "written",
    [
        "103.83E 36.06N",
        "103.83E,36.06N",
        "103.83E36.06N",
        "E103.83 N36.06",
        "E103.83N36.06",
        "103°49′48″E 36°03′36″N",
        "103°49′48″E，36°03′36″N。",
        "E103°49′48″，N36°03′36″",
        "东经103°49′48″、北纬36°03′36″",
        "经度：103.83，纬度：36.06",
        "（103.83E，36.06N）",
    ],
)
def test_a_mark_between_two_numbers_belongs_to_the_right_one(written):
    (_, lon), (_, lat) = within(plain(written))
    assert (lon.axis, lat.axis) == ("lon", "lat")
    assert (lon.value, lat.value) == pytest.approx((103.83, 36.06), abs=1e-12)


def test_marks_that_swap_the_axes():
    for written in ("36.06N 103.83E", "N36.06 E103.83", "北纬36.06 东经103.83"):
        (_, one), (_, other) = within(plain(written))
        assert (one.axis, one.value) == ("lat", 36.06)
        assert (other.axis, other.value) == ("lon", 103.83)


def test_the_end_of_a_word_is_no_mark():
    found = within("ZONE 103.83 36.06")
    assert [each.axis for _, each in found] == ["", ""]
    assert found[0][0] == len("ZONE")


def test_names_keep_their_letters():
    assert plain("度假区分园 １０３度") == "度假区分园 103°"


@pytest.mark.parametrize(
    "hostile",
    [
        "1" + " " * LONG + "x",
        "1" * LONG,
        "1." * (LONG // 2),
        "E" * LONG,
        "1°" * (LONG // 2),
        "1-" * (LONG // 2 - 1),
    ],
    ids=lambda text: text[:2],
)
def test_hostile_text_takes_no_time(hostile):
    with an_end(30):
        within(plain(hostile))
