"""What analyses draw: one source for page and piece, with sentence, legend and refusals."""

import pytest

from atlas.analysis import similarity, spatial
from atlas.analysis.findings import OVERLAYS, Question, gaps, overlay
from atlas.i18n import LANGS, text
from atlas.maps.overlay import MOST, NothingToDraw, colours
from atlas.maps.specification import DRAWN, USUAL
from atlas.selection.facets import Facets
from atlas.selection.selection import Selection

COMPARED = ("yumen", "dunhuang", "lanzhou-hitech")


def asked(draw, **fields):
    compare = COMPARED if draw == "compare" else ()
    return USUAL.with_(**{"draw": draw, "compare": compare} | fields)


def test_all_that_can_be_drawn_has_what_draws_it():
    assert {*OVERLAYS} == {*DRAWN} - {""}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("draw", OVERLAYS)
def test_each_says_what_it_is_and_explains_all_that_it_draws(a, draw, lang):
    found = overlay(a, asked(draw), lang)
    assert found.draw == draw
    assert found.title
    assert found.sentence
    drawn = {each.kind for each in (*found.lines, *found.shapes)}
    drawn |= {"uncovered"} if found.counties else set()
    drawn |= {"centre"} if found.centre else set()
    assert {key.kind for key in found.keys} == drawn
    assert found.ends <= {*a.zones.index}
    assert {*found.counties} <= {*a.counties.index}
    zones = [zone for group in found.groups for zone in group.zones]
    assert len(zones) == len(set(zones))
    assert {*zones} <= {*a.zones.index}


def test_nothing_asked_for_is_nothing(a):
    assert overlay(a, USUAL, "zh") is None
    nobody = USUAL.with_(selection=Selection(types=("innovation",), levels=("concentrated",)))
    assert overlay(a, nobody.with_(draw="rings"), "zh") is None


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("map_", "key"),
    [
        (asked("compare", compare=COMPARED[:1]), "drawn.no.compare"),
        (asked("alike", selection=Selection(zones=COMPARED[:1])), "analysis.too_few.zones"),
        (asked("groups", selection=Selection(zones=COMPARED[:1])), "analysis.too_few.zones"),
    ],
)
def test_what_has_nothing_to_draw_says_why(a, map_, key, lang):
    with pytest.raises(NothingToDraw) as refused:
        overlay(a, map_, lang)
    assert refused.value.message(lang) == text(key, lang)


@pytest.mark.parametrize("lang", LANGS)
def test_a_cluster_without_a_zone_there_says_so_by_name(a, lang):
    map_ = asked("partners", partner="petrochemical", selection=Selection(areas=("ethnic",)))
    with pytest.raises(NothingToDraw) as refused:
        overlay(a, map_, "zh")
    name = a.label("clusters", "petrochemical", lang, short=True)
    assert refused.value.message(lang) == text("space.partners.empty", lang, cluster=name)


def test_groups_are_those_of_the_tree_and_each_has_one_colour(a):
    found = overlay(a, asked("groups", on="clusters", cut=60), "zh")
    tree = similarity.groups(similarity.similarity(a), on="clusters", cut=0.6)
    number = dict(zip(tree.ids, tree.labels, strict=True))
    for group in found.groups:
        assert len(group.zones) > 1
        assert {str(number[zone]) for zone in group.zones} == {group.number}
    shade = colours(a, asked("groups"), found, lang="zh")
    assert sum(each.n for each in shade.classes) == len(shade.of)
    assert len({each.key for each in shade.classes}) == len(shade.classes) <= 8


def test_more_groups_than_colours_share_the_last(a):
    found = overlay(a, asked("groups", on="phrases", cut=80), "zh")
    assert len(found.groups) > 8
    shared = [group for group in found.groups if group.style == "word/8"]
    assert len(shared) == len(found.groups) - 7
    sizes = [len(group.zones) for group in found.groups if group not in shared]
    assert min(sizes) >= max(len(group.zones) for group in shared)


def test_gaps_mark_zones_and_land_where_they_are(a):
    found = overlay(a, asked("gaps"), "zh")
    table = gaps.find(Question(a, USUAL, a.zones, "zh"))
    unfit = {zone for zones in table.loc[table["kind"] == "no-cluster", "zones"] for zone in zones}
    first, second = found.groups
    assert {*first.zones} == unfit == {"jingning"}
    assert not {*first.zones} & {*second.zones}
    without = a.counties.index[a.counties["prefecture"].isin(["gannan"])]
    assert {*found.counties} == {*without}


def test_lines_lead_from_the_selected_to_zones_that_need_not_be(a):
    chosen = Selection(levels=("concentrated",))
    found = overlay(a, asked("nearest", selection=chosen), "zh")
    zones = chosen.apply(a)
    table = spatial.nearest(a, zones)
    assert {(line.a, line.b) for line in found.lines} == {
        *zip(table["zone"], table["nearest"], strict=True)
    }
    assert {line.a for line in found.lines} == {*zones.index}
    assert not {line.b for line in found.lines} & {*zones.index}


def test_partners_are_of_the_cluster_asked_for_else_of_the_selected_one(a):
    has = a.once(Facets).matrix("cluster")
    chosen = overlay(a, asked("partners", selection=Selection(clusters=("biomedicine",))), "zh")
    named = overlay(a, asked("partners", partner="biomedicine"), "zh")
    assert chosen.title == named.title
    for line in named.lines:
        assert has.loc[line.a, "biomedicine"] or has.loc[line.b, "biomedicine"]
        assert line.kind in {"feeds", "serves"}


def test_only_so_many_lines_are_drawn_the_weightiest_first(a, monkeypatch):
    monkeypatch.setattr("atlas.analysis.findings.partners.MOST", 3)
    found = OVERLAYS["partners"](Question(a, asked("partners", zone="yumen"), a.zones, "zh"))
    weights = [line.weight for line in found.lines]
    assert len(weights) == 3 < MOST
    assert weights == sorted(weights, reverse=True)
