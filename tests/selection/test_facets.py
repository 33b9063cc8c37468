import dataclasses

import pytest

from atlas import Selection
from atlas.selection.facets import Facets
from atlas.selection.flags import COUNTED, FLAGS

SELECTIONS = [
    Selection(),
    Selection(areas=("hexi",)),
    Selection(areas=("hexi", "ethnic"), types=("specialty",)),
    Selection(clusters=("equipment", "green-agri"), levels=("provincial",)),
    Selection(clusters=("chemical-materials",), min_grade="weak"),
    Selection(clusters=("equipment",), min_grade="direct", prefectures=("lanzhou", "jiuquan")),
    Selection(areas=("longdongnan-region",), scheme="plan14"),
    Selection(tags=("area-lead",), text=("jiuquan", "金昌")),
    Selection(industry_contains=("煤化工", "Coal chem"), counties=("620981",)),
    Selection(areas=("hexi",), prefectures=("lanzhou",)),
    Selection(zones=("yumen", "jiuquan-etdz"), levels=("provincial",)),
]


def by_hand(a, selection):
    """Ids that a selection keeps, worked out zone by zone from the tables."""
    grades = ["direct", "inference", "weak"]
    allowed = grades[: grades.index(selection.min_grade) + 1]
    members = a.members[a.members["scheme"] == selection.scheme]
    links = a.links[a.links["grade"].isin(allowed)]
    kept = []
    for zone, row in a.zones.iterrows():
        has = {
            "zones": {zone},
            "types": {row["zone_type"]},
            "levels": {row["level"]},
            "prefectures": {row["prefecture"]},
            "counties": {row["county"]},
            "areas": set(members.loc[members["zone"] == zone, "area"]),
            "clusters": set(links.loc[links["zone"] == zone, "cluster"]),
            "industries": set(a.zone_industries.query("zone == @zone")["industry"]),
            "tags": set(a.zone_tags.query("zone == @zone")["tag"]),
        }
        if all(
            not getattr(selection, field) or has[field] & set(getattr(selection, field))
            for field in has
        ):
            kept.append(zone)
    return kept


@pytest.mark.parametrize("selection", [s for s in SELECTIONS if not s.text + s.industry_contains])
def test_the_matrices_select_what_the_tables_say(a, selection):
    assert list(selection.apply(a).index) == by_hand(a, selection)


@pytest.mark.parametrize("selection", SELECTIONS)
def test_a_choice_counts_what_it_would_leave(a, selection):
    choices = a.once(Facets).choices(selection)
    assert tuple(choices) == COUNTED
    for flag, counted in choices.items():
        for slug, n in counted.items():
            changed = selection.with_(**{FLAGS[flag].field: [slug]})
            assert len(changed.apply(a)) == n, (flag, slug)


def test_choices_stand_in_table_order_and_areas_in_their_scheme(a):
    assert list(a.once(Facets).choices(Selection())["type"].index) == list(a.types.index)
    later = a.once(Facets).choices(Selection(scheme="plan14"))["area"]
    assert list(later.index) == ["lanzhou-circle", "hexi-belt", "longdongnan-region"]
    assert later.sum() == 42


def test_columns_are_contiguous(a):
    cells = a.once(Facets).matrix("industry").to_numpy()
    assert cells.flags.f_contiguous
    assert cells.dtype == bool


def test_an_atlas_cut_down_selects_among_what_is_left(a):
    some = a.zones.iloc[[30, 3, 8]]
    small = dataclasses.replace(a, zones=some)
    assert list(Selection().apply(small).index) == list(some.index)
    for selection in SELECTIONS[:7]:
        whole = set(selection.apply(a).index)
        assert list(selection.apply(small).index) == [z for z in some.index if z in whole]


def test_taking_all_zones_is_a_copy(a):
    taken = Selection().apply(a)
    taken.loc["lanzhou-hitech", "lon"] = 0
    assert a.zones.loc["lanzhou-hitech", "lon"] == 103.885
