"""Own zones by the hundred: dots where symbols have no room, names for whom there is room."""

import datetime as dt
from functools import cache

import numpy as np
import pytest
import shapely

from atlas.briefing import sheet
from atlas.briefing.content import content
from atlas.briefing.order import Order
from atlas.i18n import LANGS
from atlas.maps.palette import palette
from atlas.maps.print import basemap, density, extents, insets, names, placement
from atlas.maps.print.context import MapContext, MapFrame
from atlas.maps.print.projection import View, forward
from atlas.maps.print.scene import Path, Symbol, Text
from atlas.maps.print.whitespace import crowds
from atlas.maps.print.zones import apart
from atlas.office.edition import OWN, derive
from atlas.selection.selection import Selection
from tests.bench.offices import state_of
from tests.effort import calls
from tests.shipped import ATLAS

DAY = dt.date(2026, 11, 29)
BOX = (0.0, 0.0, 660.0, 370.0)


@cache
def office(n):
    return derive(ATLAS, state_of(ATLAS, n), own=True)


def order(lang="zh", **given):
    return Order.of(Selection(**given), lang, DAY, dpi=96, layout="slide")


def context_of(atlas, **given):
    said = content(atlas, order(**given))
    return MapContext.of(atlas, said, palette(atlas, "colour"), grow=1.0)


def view_of(context):
    return View.over((*context.at.min(axis=0).tolist(), *context.at.max(axis=0).tolist()), BOX)


def test_few_own_zones_keep_their_symbols():
    context = context_of(office(30))
    assert len(density.dots(context, view_of(context))) == 0


def test_many_own_zones_are_dots_and_those_of_the_plan_are_not():
    context = context_of(office(400))
    view = view_of(context)
    found = density.dots(context, view)
    assert len(found) == (context.own & context.within(view)).sum() > 350
    assert not found.which[~context.own].any()
    more = context_of(office(900))
    assert density.dots(more, view_of(more)).size < found.size
    # A window that holds few of them has room for symbols.
    middle = context.at[context.own][0]
    near = View.over((*(middle - 9_000).tolist(), *(middle + 9_000).tolist()), BOX)
    assert len(density.dots(context, near)) == 0


def test_dots_are_one_area_whose_holes_are_none_of_theirs():
    """Filled by the even-odd rule two dots that overlap would cut each other out."""
    context = context_of(office(400))
    frame = MapFrame("main", view_of(context))
    found = density.dots(context, frame.view)
    (path,) = density.drawn(context, frame, found)
    assert isinstance(path, Path)
    area = shapely.union_all([shapely.Polygon(ring) for ring in path.rings])
    assert shapely.contains_xy(area, *frame.view.sheet(context.at[found.which]).T).all()


@pytest.mark.parametrize("lang", LANGS)
def test_a_sheet_names_the_plans_zones_first_and_says_what_it_left_out(lang):
    atlas = office(400)
    scene = sheet.compose(atlas, order(lang))
    left = set(scene.unplaced)
    assert left <= set(atlas.zones.index[atlas.zones["level"] == OWN])
    assert len(left) + sum(t.role == "label" for t in scene.walk()) >= len(atlas.zones) - 1
    foot = "".join(t.text for t in scene.walk() if isinstance(t, Text) and t.role == "note")
    assert str(len(left)) in foot
    assert str(len(scene.dots)) in foot
    assert len(scene.description) < 6_000
    # Each symbol that is left stands for a zone of the plan.
    drawn = {s.key for s in scene.walk() if isinstance(s, Symbol) and s.role == "zone"}
    assert drawn <= set(ATLAS.zones.index)


@pytest.mark.parametrize("lang", LANGS)
def test_own_zones_make_room_for_the_names_of_the_plans(lang):
    """With 66 of them whole symbols stand, but not in the way: no zone of the plan is nameless."""
    atlas = office(66)
    scene = sheet.compose(atlas, order(lang))
    assert not set(scene.unplaced) & set(ATLAS.zones.index)
    here = [s.key for s in scene.walk() if isinstance(s, Symbol) and s.frame == "main"]
    assert len(here) == len(set(here))
    assert bool(scene.dots) == (lang == "en")


def test_on_small_maps_own_zones_do_not_push_others_into_the_next_prefecture():
    atlas = office(66)
    scene = sheet.compose(atlas, order().with_(panels="prefecture"))
    first = [s for s in scene.walk() if isinstance(s, Symbol) and s.frame == "panel-1"]
    assert {s.key for s in first} == {
        *ATLAS.zones.index[ATLAS.zones["prefecture"] == "lanzhou"],
    }
    # Dots are counted as zones are, not as the map that has most of them.
    assert {"lanzhou", "baiyin"} <= set(atlas.zones.loc[[*scene.dots], "prefecture"])
    assert len(scene.dots) == len(set(scene.dots))


def test_an_inset_leaves_the_border_of_selected_land_in_sight():
    atlas = office(400)
    asked = order(areas=("hexi",))
    said = content(atlas, asked)
    context = MapContext.of(atlas, said, palette(atlas, "colour"), grow=1.0)
    view, larger = insets.arrange(context, extents.extent_of(said, atlas, BOX), BOX)
    assert larger
    counties = basemap.base(atlas).counties
    land = counties.geometry[counties.index.isin(context.land)].union_all()
    border = shapely.transform(shapely.boundary(land), view.sheet)
    assert not any(border.intersects(shapely.box(*each.view.edges)) for each in larger)


def test_of_very_many_without_a_name_a_few_are_named():
    atlas = office(400)
    own = [*atlas.zones.index[atlas.zones["level"] == OWN]]
    said = sheet.zones_listed(atlas, [*own[:300], "jinta"], "zh")
    assert said.startswith("金塔、")
    assert said.count("、") < 10
    assert said.endswith("等301个")
    assert sheet.zones_listed(atlas, own[:3], "zh").count("、") == 2


def test_a_zone_that_is_marked_is_no_dot():
    atlas = office(400)
    zone = atlas.zones.index[-1]
    asked = order().with_(zone=zone)
    scene = sheet.compose(atlas, asked)
    assert any(s.role == "zone" and s.key == zone for s in scene.walk())
    assert any(s.role == "chosen" for s in scene.walk())


def test_a_name_beside_a_dot_is_nearer_to_it_than_to_any_other():
    context = context_of(office(400))
    frame = MapFrame("main", view_of(context))
    dots = density.marks(context, frame, density.dots(context, frame.view))
    placed = names.place_dot_names(context, frame, dots, dots, [])
    assert len(placed) > 10
    at = {dot.key: (dot.x, dot.y) for dot in dots}
    points = np.array([*at.values()])
    for name in placed:
        left, top, right, bottom = name.place.box
        near = np.clip(points, (left, top), (right, bottom))
        far = np.hypot(*(points - near).T)
        assert [*at][int(np.argmin(far))] == name.place.key
        assert name.place.leader is None


# What it takes ------------------------------------------------------------------------------------


def spread(n, seed=3):
    return np.random.default_rng(seed).uniform((0, 0), (70.0 * n**0.5, 50.0 * n**0.5), (n, 2))


def listed(n):
    return [
        placement.Name(f"n{i}", x, y, 4.0, 40.0, 10.0)
        for i, (x, y) in enumerate(spread(n).tolist())
    ]


def compared(n):
    """Return how many boxes are held against each other until names have their places."""
    held, overlap = 0, placement._overlap

    def counted(one, other):
        nonlocal held
        held += len(one) * len(other)
        return overlap(one, other)

    placement._overlap = counted
    try:
        side = 70.0 * n**0.5
        bounds, nothing = (0.0, 0.0, side, side), np.zeros((0, 4))
        placement.place(listed(n), bounds=bounds, obstacles=nothing)
    finally:
        placement._overlap = overlap
    return held


def test_a_name_is_held_against_its_neighbours_only():
    """On four times the paper four times the names take four times as long, not sixteen times."""
    assert compared(400) < 6.5 * compared(100)


def test_crowds_are_found_without_holding_each_against_all():
    few, _ = calls(lambda: crowds(spread(500), reach=30.0))
    many, _ = calls(lambda: crowds(spread(4_000), reach=30.0))
    assert many < 14 * few


def test_symbols_part_as_they_did_and_those_far_off_do_not_matter():
    context = context_of(office(30))
    alone = [Symbol(10.0, 10.0, "circle", 8.0, ""), Symbol(12.0, 10.0, "circle", 8.0, "")]
    far = [Symbol(500.0 + 20 * n, 300.0, "circle", 8.0, "") for n in range(50)]
    moved, offsets = apart(context, alone)
    among, _ = apart(context, [*alone, *far])
    assert among == [*moved, *far]
    assert np.hypot(moved[0].x - moved[1].x, moved[0].y - moved[1].y) >= 8.0
    assert len(offsets) == 2


def test_outlines_are_as_fine_as_paper_shows_them():
    atlas = office(30)
    asked = order(zones=(atlas.zones.index[-30],))
    paths = [p for p in sheet.compose(atlas, asked).walk() if p.role == "zone-outline"]
    known = atlas.outlines.geometry.loc[paths[0].key]
    assert 8 < len(paths[0].rings[0]) <= len(shapely.get_coordinates(known))
    ring = forward(*shapely.get_coordinates(known).T)
    assert len(ring) >= 24
