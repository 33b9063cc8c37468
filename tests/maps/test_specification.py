"""What a map is: read from a link and written into it, and what it shows."""

import datetime as dt

import pytest

from atlas.briefing.order import Order, check
from atlas.maps.frame import LAT, LON
from atlas.maps.marks import KINDS, Mark
from atlas.maps.specification import MOST_COMPARED, NAMES, USUAL, Specification
from atlas.maps.territory import territory
from atlas.selection.selection import Selection
from tests.shipped import ATLAS
from tests.specified import EXAMPLES, LADEN

ONE, TWO = ATLAS.zones.index[:2]


def parse(**params):
    given = {name.replace("_", "-"): value for name, value in params.items()}
    return Specification.parse(given, ATLAS)


def test_each_field_has_an_example_that_is_not_the_usual():
    assert set(EXAMPLES) == set(NAMES)
    for name, examples in EXAMPLES.items():
        assert all(getattr(each, name) != getattr(USUAL, name) for each in examples), name


@pytest.mark.parametrize(
    "shown", [USUAL, *(each for examples in EXAMPLES.values() for each in examples)], ids=repr
)
def test_a_map_comes_back_from_its_link(shown):
    assert Specification.parse(shown.to_params(analysis=True), LADEN) == (shown, ())


def test_the_usual_writes_nothing():
    assert USUAL.to_params() == {}


# A zone that is marked, and zones that are picked -------------------------------------------------


def test_a_zone_named_once_is_marked_and_leaves_nothing_out():
    shown, wrong = parse(zone=[ONE])
    assert (shown.zone, shown.selection, wrong) == (ONE, Selection(), ())
    assert len(shown.zones(ATLAS)) == len(ATLAS.zones)


def test_zones_named_more_than_once_are_picked():
    shown, _ = parse(zone=[TWO, ONE])
    assert (shown.zone, shown.selection.zones) == ("", (ONE, TWO))
    assert list(shown.zones(ATLAS).index) == [ONE, TWO]


@pytest.mark.parametrize(("sheet", "zone"), [("none", ""), (TWO, TWO)])
def test_where_a_sheet_is_named_one_zone_is_picked_too(sheet, zone):
    shown, wrong = parse(zone=[ONE], sheet=[sheet])
    assert (shown.zone, shown.selection.zones, wrong) == (zone, (ONE,), ())


def test_a_zone_goes_by_its_name_and_a_wrong_one_is_said():
    name = ATLAS.zones.at[ONE, "name_zh"]
    assert parse(zone=[name])[0].zone == ONE
    _, (wrong,) = parse(zone=[ONE + "x"])
    assert (wrong.flag, wrong.nearest) == ("zone", ONE)


# What is wrong ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("params", "flag"),
    [
        ({"extent": "screen"}, "frame"),
        ({"extent": "scale"}, "scale"),
        ({"frame": "1,2,3"}, "frame"),
        ({"frame": "nan,1,inf,2"}, "frame"),
        ({"frame": "101,38,94,41"}, "frame"),
        ({"frame": "0,0,1,1"}, "frame"),
        ({"scale": "100"}, "scale"),
        ({"context": "maybe"}, "context"),
        ({"hide": "clouds"}, "hide"),
        ({"opacity": "rivers"}, "opacity"),
        ({"opacity": "rivers:400"}, "opacity"),
        ({"shade": "nothing"}, "shade"),
        ({"breaks": "3,2"}, "breaks"),
        ({"breaks": "quantile:99999999999"}, "breaks"),
        ({"mark": "arrow.red;103,36;one place"}, "mark"),
        ({"mark": "text.red;103,36;"}, "mark"),
        ({"mark": "text.red;1,36;elsewhere"}, "mark"),
        ({"mark": "text.<b>;103,36;x"}, "mark"),
        ({"km": "7"}, "km"),
        ({"draw": "x"}, "draw"),
        ({"compare": "yumenn"}, "compare"),
        ({"partner": "equipmint"}, "partner"),
    ],
)
def test_what_is_wrong_is_said_and_left_out(params, flag):
    shown, (wrong,) = parse(**params)
    assert shown == USUAL
    assert wrong.flag == flag
    assert wrong.message("zh")


@pytest.mark.parametrize(
    ("params", "flag", "said"),
    [
        ({"shade": "阶段", "shade-as": "size"}, "shade-as", "“阶段”不是数字栏"),
        ({"shade": "阶段", "breaks": "quantile:4"}, "breaks", "“阶段”是文字"),
        ({"shade": "开工", "breaks": "10,50"}, "breaks", "自然断点"),
        ({"shade": "投资客"}, "shade", "最接近的是投资额"),
    ],
)
def test_what_does_not_go_with_a_column_is_said_and_left_out(params, flag, said):
    shown, (wrong,) = Specification.parse(params, LADEN)
    assert wrong.flag == flag
    assert said in wrong.message("zh")
    assert (shown.breaks, shown.shade_as) == (USUAL.breaks, USUAL.shade_as)


def test_a_column_goes_by_its_name_whatever_is_unseen_in_it():
    for typed in ("投资额\u200b", " 投 资额", "\u202e投资额"):
        assert Specification.parse({"shade": typed}, LADEN)[0].shade == "投资额"


def test_a_map_speaks_of_the_columns_that_it_shows_and_is_filtered_by():
    shown, _ = Specification.parse({"shade": "阶段", "where": ["投资额>=5"]}, LADEN)
    assert shown.columns(LADEN) == ("投资额", "阶段")


def test_no_more_zones_are_compared_than_a_table_holds():
    shown, (wrong,) = parse(compare=list(ATLAS.zones.index[: MOST_COMPARED + 1]))
    assert shown.full
    assert wrong.too_many == MOST_COMPARED


@pytest.mark.parametrize(
    "frame",
    [
        "-180,-90,180,90",
        "103.8,36.05,103.8001,36.0501",
        "86,29.3,86.01,29.31",
        "113.39,46.4,120,50",
    ],
)
def test_any_frame_of_the_screen_becomes_one_that_can_be_drawn(frame):
    shown, wrong = parse(frame=[frame], extent=["screen"])
    assert wrong == ()
    check(Order(shown, "zh", dt.date(2026, 11, 29)))
    west, south, east, north = shown.frame
    assert LON[0] <= west < east <= LON[1]
    assert LAT[0] <= south < north <= LAT[1]


@pytest.mark.parametrize("kind", KINDS)
def test_a_mark_keeps_its_words_whatever_is_in_them(kind):
    at = tuple((100.0 + n, 36.25) for n in range(KINDS[kind][0]))
    mark = Mark(kind, "red", at, '玉门 <b>;"&a=1;')
    shown = USUAL.with_(mark=(mark,))
    assert Specification.parse(shown.to_params(), ATLAS) == (shown, ())


# What it shows ------------------------------------------------------------------------------------


def test_a_type_that_is_hidden_is_neither_shown_nor_counted():
    slug = str(ATLAS.zones["zone_type"].iloc[0])
    shown = USUAL.with_(hide=(f"type-{slug}",))
    zones = shown.zones(ATLAS)
    assert len(zones) == (ATLAS.zones["zone_type"] != slug).sum()
    assert str(len(zones)) in shown.describe(ATLAS)
    assert ATLAS.label("types", slug, "zh", short=True) in shown.describe(ATLAS)


def test_where_the_compared_are_drawn_they_are_all_that_shows():
    shown = USUAL.with_(draw="compare", compare=(TWO, ONE), selection=Selection(areas=("hexi",)))
    assert set(shown.zones(ATLAS).index) == {ONE, TWO}


def test_the_land_is_what_is_asked_for_else_where_the_zones_lie():
    def land(**fields):
        shown = Specification(Selection(**fields))
        return territory(ATLAS, shown, shown.zones(ATLAS))

    assert list(land()) == list(ATLAS.counties.index)
    of_prefecture = land(prefectures=("jiuquan",))
    assert set(ATLAS.counties.loc[of_prefecture, "prefecture"]) == {"jiuquan"}
    assert len(of_prefecture) == (ATLAS.counties["prefecture"] == "jiuquan").sum()
    overlapping = ATLAS.counties.loc[land(areas=("ethnic",))]
    assert (ATLAS.counties["ethnic"] == "yes").sum() == (overlapping["ethnic"] == "yes").sum()
    assert set(land(zones=(ONE,))) == {str(ATLAS.zones.at[ONE, "county"])}
