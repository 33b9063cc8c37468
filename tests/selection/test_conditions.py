"""Conditions on own columns: what they mean, how they are said, what is wrong with them."""

from dataclasses import replace

import pytest

from atlas.i18n import LANGS
from atlas.maps.specification import Specification
from atlas.model.names import MAX_TEXT, written
from atlas.model.vocabulary import PROGRAM, READER, TERMINAL, UnknownValue
from atlas.office.edition import derive
from atlas.selection.conditions import Condition, condition
from atlas.selection.selection import Selection
from pages.ui.markup.choices import of_columns
from tests.office import added


@pytest.fixture(scope="module")
def office_atlas(a):
    return derive(a, added.state(a.zones.index), own=True)


def held(atlas, *values):
    selection, unknown = Selection.parse({"where": values}, atlas)
    assert not unknown
    places = {zone: n for n, zone in enumerate([*atlas.zones.index[:3], added.OWN])}
    return sorted(places[zone] for zone in selection.apply(atlas).index)


# Zones 0 to 2 of the plan and 3, the own one: investment 12.5, 3, 40, 7; stage building, running,
# building, none; key yes, none, no, none.
@pytest.mark.parametrize(
    ("values", "zones"),
    [
        (["投资额>=7"], [0, 2, 3]),
        (["投资额<=7"], [1, 3]),
        (["投资额>=7", "投资额<=20"], [0, 3]),
        (["投资额=3..12.5"], [0, 1, 3]),
        (["投资额=3", "投资额=40"], [1, 2]),
        (["投资额 ≥ 12.5"], [0, 2]),
        (["阶段=在建"], [0, 2]),
        (["阶段=在建", "阶段=投产"], [0, 1, 2]),
        (["阶段~产"], [1]),
        (["阶段=在建", "投资额>=20"], [2]),
        (["重点=是"], [0]),
        (["重点=no"], [2]),
        (["开工>=2026-02-28"], [0]),
        (["开工>=2026-03-02"], []),
        (["开工=2026-01-01..2026-12-31"], [0]),
    ],
)
def test_conditions_keep_the_zones_that_fulfil_them(office_atlas, values, zones):
    assert held(office_atlas, *values) == zones


def test_an_empty_cell_is_found_by_asking_for_it(office_atlas):
    selection, _ = Selection.parse({"where": "阶段="}, office_atlas)
    assert len(selection.apply(office_atlas)) == 43 - 3


@pytest.mark.parametrize("number", [123456789012.25, 620_123_456_789_012.0, 0.1 + 0.2, 1e22, -7.0])
def test_a_number_is_found_by_what_its_own_condition_says(a, number):
    ids = a.zones.index[:2]
    cells = dict(zip(ids, (number, number + max(abs(number), 1) * 1e-15), strict=True))
    records = {zone: added.Record(zone, values={"x": cell}) for zone, cell in cells.items()}
    atlas = derive(a, added.State(1, records, {}))
    selection, _ = Selection.parse({"where": f"x={written(number)}"}, atlas)
    again, unknown = Selection.parse(selection.to_params(), atlas)
    assert not unknown
    assert list(again.apply(atlas).index) == list(ids[: 1 + (cells[ids[1]] == number)])


def test_white_space_in_a_cell_is_one_blank_to_a_condition(a):
    zone = a.zones.index[0]
    record = added.Record(zone, values={"备注": "新区\n  二期\u3000东片"})
    atlas = derive(a, added.State(1, {zone: record}, {}))
    for asked in ("备注=新区 二期 东片", "备注~二期  东片"):
        selection, unknown = Selection.parse({"where": asked}, atlas)
        assert not unknown
        assert list(selection.apply(atlas).index) == [zone]
    offer, *_ = of_columns(atlas, "zh")  # figures of lists come after
    (column,) = offer.columns
    assert [word.value for word in column.words] == ["新区 二期 东片"]


def test_a_column_of_long_words_is_searched_not_chosen_from(a):
    zone = a.zones.index[0]
    record = added.Record(zone, values={"备注": "长" * MAX_TEXT, "阶段": "在建"})
    long, short, *_ = of_columns(derive(a, added.State(1, {zone: record}, {})), "zh")
    assert not long.latest.words
    assert [word.value for word in short.latest.words] == ["在建"]


def test_conditions_go_into_links_and_come_back(office_atlas):
    given = {"where": ["投资额 ≥ 12.50", "重点=是"], "level": "own"}
    selection, _ = Selection.parse(given, office_atlas)
    assert selection.to_params()["where"] == ["投资额>=12.5", "重点=true"]
    assert Selection.parse(selection.to_params(), office_atlas)[0] == selection


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        ("投资额>=12.5", "投资额≥12.5", "投资额 ≥ 12.5"),
        ("投资额=3..7", "投资额 3–7", "投资额 3–7"),
        ("阶段~产", "阶段含“产”", "阶段 contains “产”"),
        ("重点=true", "重点为是", "重点 is yes"),
        ("阶段=", "阶段为空", "阶段 is empty"),
    ],
)
def test_a_condition_says_itself(office_atlas, value, zh, en):
    found = condition(value, office_atlas)
    assert isinstance(found, Condition)
    assert (found.said(office_atlas, "zh"), found.said(office_atlas, "en")) == (zh, en)
    assert zh in Selection(where=(value,)).describe(office_atlas)


@pytest.mark.parametrize(
    ("value", "offered"),
    [
        ("投资=3", "投资额=3"),
        ("投资额=很多", "投资额=12.5"),
        ("投资额=7..3", "投资额=12.5"),
        ("投资额=inf", "投资额=12.5"),
        ("阶段>=在建", "阶段=在建"),
        ("阶段=在健", "阶段=在建"),
        ("开工>=春天", "开工=2026-03-01"),
        ("重点=也许", "重点=true"),
        ("没有", "投资额="),
    ],
)
def test_what_cannot_be_held_says_what_could(office_atlas, value, offered):
    selection, (wrong,) = Selection.parse({"where": value}, office_atlas)
    assert selection.where == ()
    assert wrong.flag == "where"
    assert offered in wrong.message("zh", to=TERMINAL)


def test_without_own_columns_no_condition_holds(a):
    selection, (wrong,) = Selection.parse({"where": "投资额>=1"}, a)
    assert selection == Selection()
    assert wrong.value == "投资额>=1"
    assert Selection(where=("投资额>=1",)).apply(a).empty


@pytest.mark.parametrize("to", [READER, TERMINAL, PROGRAM])
@pytest.mark.parametrize("lang", LANGS)
def test_where_there_is_nothing_to_choose_a_message_says_so(a, lang, to):
    """No message ends where the examples should stand."""
    bare = replace(a, listings=a.listings.iloc[:0])  # no list gives figures
    _, unknown = Specification.parse({"where": "投资额>=1", "shade": "投资额"}, bare)
    assert {each.flag for each in unknown} == {"where", "shade"}
    for each in (*unknown, UnknownValue("draw", "x")):
        said = each.message(lang, to=to)
        assert said.rstrip()[-1] not in "如是：:"
        assert not said.endswith((" ", "are", "“”"))
        assert each.value in said
    for each in unknown:
        assert {"zh": "引入", "en": "bring some in"}[lang] in each.message(lang, to=to)


def test_a_head_may_hold_signs(a):
    zone = a.zones.index[0]
    record = added.Record(zone, values={"a=b": "c", "a": "b=c"})
    atlas = derive(a, added.State(1, {zone: record}, {}))
    assert condition("a=b=c", atlas) == Condition("a=b", "=", ("c",))
    assert condition("a=b=c", atlas).holds("c")
