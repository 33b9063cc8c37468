"""Several maps for one: for each value of a flag, or beside each other; as they are drawn."""

import datetime as dt
import io
from dataclasses import replace

import numpy as np
import pytest
from pptx import Presentation

from atlas.analysis import findings
from atlas.briefing import sheet, slides
from atlas.briefing.content import content
from atlas.briefing.order import LAYOUTS, Order
from atlas.briefing.provenance import digests
from atlas.briefing.webpage import live
from atlas.i18n import LANGS
from atlas.maps.legend import Shown, legend
from atlas.maps.panels import MOST_LIVE, panels
from atlas.maps.print.scene import Group, Symbol, Text
from atlas.maps.specification import PANELS, USUAL, Specification
from atlas.model.vocabulary import SelectionError, UnknownValue
from atlas.selection.selection import Selection
from tests.office import added
from tests.shipped import ATLAS
from tests.specified import BARE, LADEN

DAY = dt.date(2026, 11, 29)
SCHEMES = ATLAS.schemes.index.tolist()
AREAS = ATLAS.areas.index[ATLAS.areas["scheme"] == SCHEMES[0]].tolist()
FIRST, SECOND = AREAS[:2]
BESIDE = USUAL.with_(selection=Selection(areas=(FIRST,)), beside=(f"area={SECOND}",))
# What the store of an office gives: an edition for whoever asks.
KEPT = replace(BARE, editions=lambda wanted: LADEN if wanted.edition.own else BARE)


def order(shown, **given):
    return Order(shown, "zh", DAY, base_url="https://atlas.example/").with_(**given)


def read(*beside, atlas=ATLAS, **params):
    return Specification.parse({"beside": list(beside), **params}, atlas)


# Read ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (f"area={SECOND}", f"area={SECOND}"),
        (f"area={ATLAS.label('areas', SECOND)}", f"area={SECOND}"),  # a name is its slug
        ("level=national&area=", "area=&level=national"),  # what is taken out stays so
        ("own=0", "own="),
        (f"scheme={SCHEMES[1]}&area=", f"area=&scheme={SCHEMES[1]}"),
        ("zone=dingxi", "zone=dingxi"),
    ],
)
def test_what_stands_beside_is_kept_in_one_form(given, kept):
    shown, wrong = read(given, area=[FIRST])
    assert (shown.beside, wrong) == ((kept,), ())
    assert read(*shown.beside, area=[FIRST]) == (shown, ())


@pytest.mark.parametrize(
    ("given", "flag"),
    [
        ("colour=red", "beside"),
        ("nothing", "beside"),
        ("extent=fit", "beside"),  # all maps show the same land
        ("panels=area", "beside"),
        ("beside=area", "beside"),
        ("area=nowhere", "area"),
        (f"scheme={SCHEMES[1]}", "area"),  # the area is none of the other scheme's
        ("as-of=999", "as-of"),
    ],
)
@pytest.mark.parametrize("lang", LANGS)
def test_what_cannot_stand_beside_is_said(given, flag, lang):
    shown, wrong = read(given, f"area={SECOND}", area=[FIRST])
    assert shown.beside == (f"area={SECOND}",)
    assert [each.flag for each in wrong] == [flag]
    assert wrong[0].message(lang)


def test_panels_have_no_maps_beside_them():
    shown, wrong = read(f"area={SECOND}", panels="type")
    assert (shown.panels, shown.beside) == ("type", ())
    assert [each.unfit for each in wrong] == ["panels"]
    assert "分幅" in wrong[0].message("zh")


# Part ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("flag", PANELS[1:])
def test_each_value_that_a_zone_has_is_a_map(flag):
    parts = panels(ATLAS, USUAL.with_(panels=flag), lang="zh")
    assert len({part.title for part in parts}) == len(parts) > 1
    for part in parts:
        assert part.n == len(part.shown.zones(ATLAS)) > 0
    found = {zone for part in parts for zone in part.shown.zones(ATLAS).index}
    assert found <= {*ATLAS.zones.index}
    if flag in {"type", "level", "prefecture"}:
        assert sum(part.n for part in parts) == len(ATLAS.zones)


def test_only_what_is_asked_for_is_parted():
    clusters = tuple(ATLAS.clusters.index[2:4])
    shown = USUAL.with_(selection=Selection(clusters=clusters, areas=(FIRST,)), panels="cluster")
    parts = panels(ATLAS, shown, lang="zh")
    assert [part.shown.selection.clusters for part in parts] == [(each,) for each in clusters]
    compared = USUAL.with_(compare=tuple(ATLAS.zones.index[:3]), draw="compare", panels="level")
    assert sum(part.n for part in panels(ATLAS, compared, lang="zh")) == 3


def test_titles_say_in_what_the_maps_differ():
    names = [part.title for part in panels(ATLAS, BESIDE, lang="zh")]
    assert names == [ATLAS.label("areas", each) for each in (FIRST, SECOND)]
    level = BESIDE.with_(selection=Selection(areas=(FIRST,), levels=("national",)))
    assert [part.title for part in panels(ATLAS, level, lang="zh")] == names  # that is common
    schemes = panels(ATLAS, USUAL.with_(beside=(f"scheme={SCHEMES[1]}",)), lang="en")
    assert [part.title for part in schemes] == [ATLAS.label("schemes", s, "en") for s in SCHEMES]
    own = panels(KEPT, USUAL.with_(beside=("own=1",)), lang="zh")
    assert [part.title for part in own] == ["规划所列", "含自有开发区"]


def test_an_edition_beside_another_has_its_own_zones():
    shown, wrong = read("own=1", atlas=KEPT)
    parts = panels(KEPT, shown, lang="zh")
    assert (wrong, [part.atlas for part in parts]) == ((), [KEPT, LADEN])
    assert [part.n for part in parts] == [len(BARE.zones), len(LADEN.zones)]
    said = content(KEPT, order(shown))
    assert added.OWN in said.panels[1].said.zones.index
    lone = content(BARE, order(shown))
    assert len(lone.notes) == len(said.notes) + 1  # no other edition is known there: that is said
    # An own zone can be picked on the one map though the other does not know it.
    assert read(f"own=1&zone={added.OWN}", atlas=KEPT)[1] == ()


def test_an_edition_that_is_not_there_is_said():
    def none(wanted):
        if wanted.edition.own:
            raise SelectionError([UnknownValue("own", "1")])
        return BARE

    shown, wrong = read("own=1", atlas=replace(BARE, editions=none))
    assert (shown.beside, [each.flag for each in wrong]) == ((), ["own"])


def test_the_zones_of_all_maps_are_counted_and_recorded():
    both = {*ATLAS.select(area=FIRST).index, *ATLAS.select(area=SECOND).index}
    assert {*BESIDE.zones(ATLAS).index} == both == {*digests(ATLAS, BESIDE)}
    assert content(ATLAS, order(BESIDE)).summary.n == len(both)


# Draw ---------------------------------------------------------------------------------------------


def maps_of(scene):
    """Return the maps of a scene: the frame, and the ids of the zones in it."""
    groups = [item for item in scene.items if isinstance(item, Group)]
    drawn = [{s.key for s in g.items if isinstance(s, Symbol) and s.role == "zone"} for g in groups]
    return list(zip(scene.frames, drawn, strict=True))


@pytest.mark.parametrize(
    ("layout", "shown"),
    [
        ("a3", USUAL.with_(panels="cluster")),
        ("a4", USUAL.with_(panels="type")),
        ("a3-portrait", USUAL.with_(panels="prefecture")),
        ("square", USUAL.with_(panels="area")),
        ("slide", USUAL.with_(beside=(f"scheme={SCHEMES[1]}",))),
        ("a4-portrait", BESIDE),
    ],
)
@pytest.mark.parametrize("lang", LANGS)
def test_small_maps_stand_in_a_grid_of_one_scale(layout, shown, lang):
    asked = order(shown, layout=layout, lang=lang)
    scene, said = sheet.compose(ATLAS, asked), content(ATLAS, asked)
    maps = maps_of(scene)
    assert len(maps) == len(said.panels) > 1
    for (_, drawn), part in zip(maps, said.panels, strict=True):
        assert drawn == {*part.said.zones.index}
    # The same land in each: a place stands at the same distance from the corner of its frame.
    frames = np.array([frame.box for frame, _ in maps])
    to_sheet = np.array([frame.to_sheet for frame, _ in maps])
    assert np.allclose(to_sheet[:, 1:] - frames[:, :2], to_sheet[0, 1:] - frames[0, :2])
    assert np.allclose(to_sheet[:, 0], to_sheet[0, 0])
    # On the page, none over another, each under its title.
    page = LAYOUTS[layout]
    low, high = frames[:, :2], frames[:, :2] + frames[:, 2:]
    assert (low >= 0).all()
    assert (high <= (page.width, page.height)).all()
    for n, (a0, a1) in enumerate(zip(low, high, strict=True)):
        for b0, b1 in zip(low[n + 1 :], high[n + 1 :], strict=True):
            assert (a1 <= b0).any() or (b1 <= a0).any()
    titles = [t for t in scene.walk() if isinstance(t, Text) and t.role == "caption"]
    for frame, _ in maps:
        x, y, wide, _ = frame.box
        mine = [t for t in titles if t.frame == frame.name]
        assert mine
        assert all(t.x >= x - 0.1 and y - 0.2 * wide < t.y < y for t in mine)
    assert any(frame.bar[3] for frame, _ in maps)
    assert not any(frame.bar[3] for frame, _ in maps[1:])  # one scale bar says it for all


def test_one_legend_explains_the_areas_of_both_schemes():
    said = content(ATLAS, order(USUAL.with_(beside=(f"scheme={SCHEMES[1]}",))))
    scene = sheet.compose(ATLAS, said.order)
    listed = legend(ATLAS, said, Shown.of(scene.items))
    patches = [entry.key for entry in listed.areas if entry.mark == "patch"]
    assert patches == ATLAS.areas.index.tolist()
    words = {item.text for item in scene.walk() if isinstance(item, Text)}
    assert {ATLAS.label("schemes", each) for each in SCHEMES} <= words


def test_a_drawing_of_each_map_is_explained_once():
    shown = BESIDE.with_(draw="nearest")
    said = content(ATLAS, order(shown))
    assert [part.said.overlay is not None for part in said.panels] == [True, True]
    alone = findings.overlay(ATLAS, said.panels[1].said.order.map, "zh")
    assert said.panels[1].said.overlay.title == alone.title
    listed = legend(ATLAS, said, Shown.of(sheet.compose(ATLAS, said.order).items))
    assert len(set(listed.drawn)) == len(listed.drawn) > 0


# In files -----------------------------------------------------------------------------------------


def test_many_small_maps_have_a_slide_each_few_do_not():
    few = Presentation(io.BytesIO(slides.deck(ATLAS, [order(USUAL.with_(panels="area"))])))
    assert len(few.slides) == 1
    asked = order(USUAL.with_(panels="type"))
    said = content(ATLAS, asked)
    many = Presentation(io.BytesIO(slides.deck(ATLAS, [asked])))
    titles = [slide.shapes.title.text_frame.text for slide in many.slides]
    assert titles == [said.title, *(part.said.title for part in said.panels)]


def test_the_page_has_live_maps_beside_and_pictures_of_small_ones():
    side_by_side = live(ATLAS, order(BESIDE)).decode()
    assert side_by_side.count('"document": "\\u003c!DOCTYPE html') == 1
    assert "data:image/png;base64" not in side_by_side
    many = BESIDE.with_(beside=tuple(f"area={each}" for each in AREAS[1:]))
    assert len(many.beside) >= MOST_LIVE
    for shown in (many, USUAL.with_(panels="area")):
        page = live(ATLAS, order(shown)).decode()
        assert page.count("data:image/png;base64") == len(panels(ATLAS, shown, lang="zh"))
        assert '"document"' not in page
