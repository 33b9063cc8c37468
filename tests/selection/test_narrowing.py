"""What narrows a selection is taken away by itself; an empty one says what it would give up."""

import itertools

import pytest

from atlas.office.edition import derive
from atlas.selection import counts, narrowing
from atlas.selection.facets import Facets
from atlas.selection.selection import Selection
from tests.office import added

FULL = Selection(
    types=("innovation", "upgrade"),
    levels=("national",),
    areas=("hexi-belt",),
    clusters=("equipment",),
    text=("兰州", "酒泉"),
    min_grade="weak",
    scheme="plan14",
)


@pytest.fixture(scope="module")
def office_atlas(a):
    return derive(a, added.state(a.zones.index), own=True)


def test_each_value_is_a_term_that_goes_alone():
    terms = narrowing.terms(FULL)
    assert [(term.flag, *term.values) for term in terms] == [
        ("scheme", "plan14"),
        ("area", "hexi-belt"),
        ("level", "national"),
        ("type", "innovation"),
        ("type", "upgrade"),
        ("cluster", "equipment"),
        ("text", "兰州"),
        ("text", "酒泉"),
        ("min-grade", "weak"),
    ]
    left = {term.values[0]: term.without for term in terms}
    assert left["innovation"] == FULL.with_(types=("upgrade",))
    assert left["兰州"] == FULL.with_(text=("酒泉",))
    assert left["weak"] == FULL.with_(min_grade=Selection().min_grade)
    # Areas belong to their scheme.
    assert left["plan14"] == FULL.with_(scheme=Selection().scheme, areas=())
    assert narrowing.terms(Selection()) == ()


def test_zones_picked_by_hand_go_one_by_one_until_they_are_many(a):
    few = Selection(zones=tuple(a.zones.index[:3]))
    assert [term.without.zones for term in narrowing.terms(few)] == [
        few.zones[1:],
        (few.zones[0], few.zones[2]),
        few.zones[:2],
    ]
    many = Selection(areas=("hexi",), zones=tuple(a.zones.index[:20]))
    area, picked = narrowing.terms(many)
    assert picked.without == Selection(areas=("hexi",))
    assert picked.said(a) == "勾选的20个开发区"
    # The number is said once.
    assert picked.alone.describe(a) == "勾选的20个开发区"
    assert picked.alone.describe(a, lang="en") == "picked zones (20)"
    assert area.without.zones == many.zones


def test_terms_are_said_in_names(a):
    for lang, national, link in (("zh", "国家级", "弱"), ("en", "National", "weak")):
        said = [term.said(a, lang=lang) for term in narrowing.terms(FULL)]
        assert national in said
        assert said[-1].endswith(link)
        assert not {value for term in narrowing.terms(FULL) for value in term.values[:1]} & {*said}


def _by_force(selection, atlas):
    """Drop every set of fields, smallest first: what a planner would find out by trying."""
    fields = [record.field for record in narrowing.FLAGS.values()]
    asked = [name for name in fields if getattr(selection, name)]
    for size in range(1, len(asked) + 1):
        found = {}
        for dropped in itertools.combinations(asked, size):
            left = selection.with_(**dict.fromkeys(dropped, ()))
            if n := counts.total(atlas, left):
                found[frozenset(dropped)] = n
        if found:
            return found
    return {}


@pytest.mark.parametrize(
    "asked",
    [
        Selection(prefectures=("dingxi",), levels=("national",)),
        Selection(prefectures=("dingxi",), levels=("national",), text=("zzzz",)),
        Selection(text=("zzzz",)),
        Selection(types=("innovation",), prefectures=("gannan", "linxia"), clusters=("equipment",)),
        Selection(text=("zzzz",), industry_contains=("yyyy",), levels=("national",)),
    ],
)
def test_an_empty_selection_names_the_smallest_ways_out_with_what_they_leave(a, asked):
    remedies = narrowing.remedies(asked, a, most=99)
    fields = {flag: record.field for flag, record in narrowing.FLAGS.items()}
    found = {frozenset(fields[t.flag] for t in each.dropped): each.n for each in remedies}
    assert found == _by_force(asked, a)
    for each in remedies:
        assert counts.total(a, each.selection) == each.n > 0
    assert [each.n for each in remedies] == sorted(found.values(), reverse=True)
    for lang in ("zh", "en"):
        assert len(narrowing.message(asked, a, lang=lang).splitlines()) == 1 + len(found)


def test_a_strict_grade_can_be_what_empties(a):
    clusters = [
        Selection(clusters=(cluster,), prefectures=(prefecture,), min_grade="direct")
        for cluster in a.clusters.index
        for prefecture in a.prefectures.index
    ]
    empties = [
        each
        for each in clusters
        if not counts.total(a, each) and counts.total(a, each.with_(min_grade="inference"))
    ]
    assert empties
    for asked in empties:
        ways = {
            tuple(term.flag for term in each.dropped): each for each in narrowing.remedies(asked, a)
        }
        assert ways["min-grade",].selection == asked.with_(min_grade="inference")


def test_bounds_of_a_column_go_one_by_one_and_alternatives_together(office_atlas):
    asked = Selection(where=("投资额>=20", "投资额<=5"))
    (first, second) = narrowing.remedies(asked, office_atlas)
    assert {first.dropped[0].values, second.dropped[0].values} == {
        ("投资额>=20",),
        ("投资额<=5",),
    }
    both = Selection(where=("投资额>=100", "阶段=投产", "阶段=在建"))
    (remedy,) = narrowing.remedies(both, office_atlas)
    assert [term.values for term in remedy.dropped] == [("投资额>=100",)]
    both = Selection(where=("投资额=3", "投资额=7", "阶段=在建"))
    ways = narrowing.remedies(both, office_atlas)
    assert [(way.dropped[0].values, way.n) for way in ways] == [
        (("阶段=在建",), 2),
        (("投资额=3", "投资额=7"), 2),
    ]


def test_what_keeps_zones_needs_no_way_out(a):
    assert narrowing.remedies(Selection(levels=("national",)), a) == ()
    assert narrowing.remedies(Selection(), a) == ()


def test_values_of_own_columns_are_counted_within_the_other_filters(office_atlas):
    facets = office_atlas.once(Facets)
    assert facets.own_choices(Selection())["阶段"] == {"在建": 2, "投产": 1}
    for where in ((), ("阶段=投产",), ("投资额>=20",), ("投资额>=20", "阶段=投产")):
        for levels in ((), ("national",), ("provincial",)):
            asked = Selection(where=where, levels=levels)
            for word, n in facets.own_choices(asked)["阶段"].items():
                others = [each for each in where if not each.startswith("阶段")]
                alone = asked.with_(where=(*others, f"阶段={word}"))
                assert counts.total(office_atlas, alone) == n, (where, levels, word)
