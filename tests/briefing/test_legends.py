"""Whatever a map draws its legend explains: on sheet, slide and document figure, in any form."""

import datetime as dt
import io
import itertools
from functools import cache
from itertools import pairwise

import pytest
from pptx import Presentation
from shapely.affinity import translate

import atlas
from atlas.briefing import sheet, webpage
from atlas.briefing.content import content
from atlas.briefing.order import LAYOUTS, SHEET_STYLES, Order
from atlas.briefing.report import figures
from atlas.briefing.slides import composition, deck
from atlas.i18n import LANGS, text
from atlas.maps import surroundings
from atlas.maps.layers import LAYERS, SURROUNDINGS
from atlas.maps.legend import EVIDENT, EXPLAINED, LINES, Shown, legend
from atlas.maps.overlay import NothingToDraw
from atlas.maps.print.scene import Text
from atlas.maps.specification import DRAWN
from atlas.office.edition import derive
from tests.audit.measures import seen
from tests.office import added
from tests.pairwise import pairs, spread
from tests.shipped import ATLAS

# An outline of 4 by 3 km in 兰州, seen on a map of it; 嘉峪关, 陇南 and 定西 show circles.
PRESETS = (
    {},
    {"area": "hexi"},
    {"prefecture": "jiayuguan"},
    {"prefecture": "longnan"},
    {"prefecture": "dingxi"},
    {"cluster": "petrochemical"},
    {"scheme": "plan14"},
    {"text": "兰州高新"},
)
ON_MAP = (PRESETS, ("province", "fit"), (True, False))  # with the extent, and zones around
OUTLINED = "lanzhou-hitech"


@cache
def laden():
    """Give the atlas with an office's own outlines of each kind, laid over zones in turn."""
    zones = [OUTLINED, *ATLAS.zones.index[ATLAS.zones["prefecture"] == "longnan"][:2]]
    records = {}
    for zone, kind in zip(zones, ("surveyed", "digitised", "bounds"), strict=True):
        row, centre = ATLAS.zones.loc[zone], added.PARK.centroid
        shape = translate(added.PARK, row["lon"] - centre.x, row["lat"] - centre.y)
        records[zone] = added.Record(zone, geometry=shape, kind=kind, source="红线.txt")
    return derive(ATLAS, added.State(1, records, dict.fromkeys(records, 1)))


def order(preset, **changes):
    selection = atlas.Selection.from_params(preset, laden())
    return Order.of(selection, **({"lang": "zh", "date": dt.date(2026, 11, 23)} | changes))


def on_map(items):
    """Return what is painted within the frames of a map and can be seen there."""
    return [item for item, _ in seen(items)]


def entries_of(listed):
    return [*listed.drawn, *listed.types, *listed.areas, *listed.lines, *listed.marks]


DOTS = {
    "sheet/context": "context",
    "sheet/seat": "seat",
    "park/other": "park",
    "park/disputed": "disputed",
}


def explained(asked, items):  # noqa: C901 - a branch a role
    """Return the entries that a map's legend must have; every role that is drawn has its own."""
    said, drawn = content(laden(), asked), on_map(items)
    listed = legend(laden(), said, Shown.of(items))
    entries = entries_of(listed)
    styles = {entry.style for entry in entries}
    for item in drawn:
        role, key = item.role, item.key
        if role in {"zone", "dot"}:
            assert f"type/{laden().zones.loc[key, 'zone_type']}" in styles
        elif role in {"area", "pattern"}:
            area = laden().prefectures.loc[key, f"area_{asked.selection.scheme}"]
            assert f"area/{area}" in styles
        elif role == "hatch":
            assert "hatched" in {entry.mark for entry in listed.areas}
        elif role in LINES:
            assert f"line/{role}" in styles
        elif role in DOTS.values():
            assert {role: style for style, role in DOTS.items()}[role] in styles
        elif role.startswith("site/"):
            assert role in styles
        elif role == "accuracy":
            assert "line/accuracy" in styles
        elif role == "zone-outline":
            assert f"outline/{laden().outlines.loc[key, 'kind']}" in styles
        elif role.startswith("drawn-") and role != "drawn-casing":
            assert role.replace("drawn-", "line/") in styles
        elif role == "shade":
            assert listed.shades
        else:
            assert role in EVIDENT, f"{role} is drawn and neither explained nor evident"
    # What is not drawn is not explained.
    roles = {item.role for item in drawn}
    signs = {"circle": "accuracy", "outline": "zone-outline"}
    dots = DOTS | {style: style for style in styles if style.startswith("site/")}
    assert {dots.get(each.style) or signs[each.mark] for each in listed.marks} <= roles
    assert {entry.style.replace("line/", "drawn-") for entry in listed.drawn} <= roles
    assert roles - EVIDENT <= EXPLAINED.keys()
    return entries


def words_of(texts):
    """Return lines without their blanks, and what two that follow each other say together."""
    lines = ["".join(words.split()) for words in texts]
    return {*lines, *(one + other for one, other in pairwise(lines))}


@pytest.mark.parametrize(
    ("shown", "layout", "style", "lang"),
    # What is shown asks for the entries; the rest for where they stand and how they look.
    spread([*itertools.product(*ON_MAP)], (*LAYOUTS,), SHEET_STYLES, LANGS),
)
def test_what_a_sheet_draws_its_legend_explains(shown, layout, style, lang):
    preset, extent, context = shown
    asked = order(preset, layout=layout, extent=extent, style=style, lang=lang, context=context)
    drawn = sheet.compose(laden(), asked)
    written = words_of(
        i.text for i in drawn.walk() if isinstance(i, Text) and i.role in {"legend", "note"}
    )
    for entry in explained(asked, drawn.items):
        assert words_of([entry.words]) & written or words_of([entry.short]) & written, entry
    signs = [i for i in drawn.walk() if not isinstance(i, Text) and i.role in {"legend", "hatch"}]
    entries = explained(asked, drawn.items)
    assert len(signs) >= sum(entry.mark != "words" for entry in entries)


@pytest.mark.parametrize(
    ("preset", "extent", "style", "lang", "context"),
    pairs(PRESETS, ("province", "fit"), SHEET_STYLES, LANGS, (True, False)),
)
def test_what_a_document_s_figure_draws_its_legend_explains(preset, extent, style, lang, context):
    asked = order(preset, extent=extent, style=style, lang=lang, context=context)
    drawn = figures.plan(laden(), content(laden(), asked), 450, 290)
    written = words_of(
        i.text for i in drawn.walk() if isinstance(i, Text) and i.role in {"legend", "note"}
    )
    entries = explained(asked, drawn.items)
    for entry in entries:
        words = "".join(entry.words.split())
        assert any(each.startswith(words) for each in written), entry
        if entry.n:
            count = "".join(text("print.count", lang, n=entry.n).split())
            assert f"{words}{count}" in written
    # Nothing of the legend leaves the figure.
    assert max(i.y for i in drawn.walk() if isinstance(i, Text)) < drawn.height


@pytest.mark.parametrize(
    ("preset", "extent", "style", "context", "native"),
    pairs(PRESETS[1::2], ("province", "fit"), SHEET_STYLES, (True, False), (True, False)),
)
def test_what_a_slide_draws_its_legend_explains(  # noqa: PLR0913, PLR0917 - its factors
    monkeypatch, preset, extent, style, context, native
):
    maps = []
    put = composition.put_map

    def seen(context, drawn, *at, **how):
        maps.append(drawn)
        return put(context, drawn, *at, **how)

    monkeypatch.setattr(composition, "put_map", seen)
    asked = order(preset, extent=extent, style=style, context=context, layout="slide", dpi=96)
    slide = Presentation(io.BytesIO(deck(laden(), [asked], native=native))).slides[0]
    written = words_of(
        shape.text_frame.text.partition("\t")[0]
        for shape in flat(slide.shapes)
        if shape.has_text_frame
    )
    for entry in explained(asked, maps[0].items):
        assert words_of({entry.words, entry.short}) & written, entry


AROUND = tuple(key for key, layer in LAYERS.items() if layer.group == SURROUNDINGS)


@pytest.mark.parametrize(
    ("preset", "layout", "style", "lang", "shown"),
    pairs(PRESETS[:4], ("a4", "slide"), SHEET_STYLES, LANGS, (*((key,) for key in AROUND), AROUND)),
)
def test_what_lies_around_the_zones_is_explained_and_credited(preset, layout, style, lang, shown):
    asked = order(preset, layout=layout, style=style, lang=lang, show=shown)
    drawn = sheet.compose(laden(), asked)
    written = words_of(
        i.text for i in drawn.walk() if isinstance(i, Text) and i.role in {"legend", "note"}
    )
    for entry in explained(asked, drawn.items):
        assert words_of([entry.words]) & written or words_of([entry.short]) & written, entry
    roles = {item.role for item in drawn.walk()}
    whole = not preset or "area" in preset
    sites = {f"site/{key}" for key in surroundings.SITES if key in shown}
    assert sites == {role for role in roles if role.startswith("site/")} or not whole
    said = content(laden(), asked).sources
    for line in surroundings.credits_of(laden(), shown, lang):
        assert line in said
    plain = content(laden(), order(preset, lang=lang)).sources
    assert not {*surroundings.credits_of(laden(), AROUND, lang)} & {*plain}
    figure = figures.plan(laden(), content(laden(), asked), 450, 290)
    explained(asked, figure.items)


@pytest.mark.parametrize("lang", LANGS)
def test_names_of_what_lies_around_the_zones_leave_those_of_zones_where_they_are(lang):
    """A layer that someone shows takes no zone's name away, nor a prefecture's."""
    for preset in ({}, {"area": "longdongnan"}):
        before = sheet.compose(laden(), order(preset, lang=lang, layout="a4"))
        after = sheet.compose(laden(), order(preset, lang=lang, layout="a4", show=AROUND))
        labels = [
            {i.key for i in drawn.walk() if isinstance(i, Text) and i.role == "label"}
            for drawn in (before, after)
        ]
        assert labels[0] == labels[1]
        assert len(after.unnamed) <= len(before.unnamed) + 1
        assert after.unplaced == before.unplaced


DRAWS = [name for name in DRAWN if name]
PARTLY = {"", "hexi", "ethnic"}


@pytest.mark.parametrize(
    ("asked", "layout", "style", "lang"),
    spread([*itertools.product(DRAWS, sorted(PARTLY))], (*LAYOUTS,), SHEET_STYLES, LANGS),
)
def test_what_an_analysis_draws_its_legend_explains(asked, layout, style, lang):
    draw, area = asked
    preset = {"area": area} if area else {}
    compare = tuple(laden().zones.index[:3])
    asked = order(preset, draw=draw, compare=compare, layout=layout, style=style, lang=lang)
    try:
        said = content(laden(), asked)
    except NothingToDraw:
        assert area
        return
    drawn = sheet.compose(laden(), asked)
    written = words_of(
        i.text for i in drawn.walk() if isinstance(i, Text) and i.role in {"legend", "note"}
    )
    for entry in explained(asked, drawn.items):
        assert words_of([entry.words]) & written or words_of([entry.short]) & written, entry
    overlay = said.overlay
    roles = {i.role for i in on_map(drawn.items)}
    kinds = {f"drawn-{each.kind}" for each in (*overlay.lines, *overlay.shapes)}
    assert kinds <= roles, "all that is drawn lies in the frame"
    assert ("drawn-centre" in roles) == (overlay.centre is not None)


@pytest.mark.parametrize(
    ("draw", "area", "style", "lang"),
    pairs(DRAWS, sorted(PARTLY), SHEET_STYLES, LANGS),  # a figure is the same for every paper
)
def test_what_an_analysis_draws_a_document_s_legend_explains(draw, area, style, lang):
    preset = {"area": area} if area else {}
    compare = tuple(laden().zones.index[:3])
    asked = order(preset, draw=draw, compare=compare, style=style, lang=lang)
    try:
        said = content(laden(), asked)
    except NothingToDraw:
        assert area
        return
    explained(asked, figures.plan(laden(), said, 450, 290).items)


@pytest.mark.parametrize("prefecture", ["jiayuguan", "longnan"])
@pytest.mark.parametrize("lang", LANGS)
def test_circles_of_accuracy_are_explained_on_a_slide_that_has_them(prefecture, lang):
    asked = order({"prefecture": prefecture}, extent="fit", lang=lang, layout="slide", dpi=96)
    slide = Presentation(io.BytesIO(deck(ATLAS, [asked], native=True))).slides[0]
    shapes = [*flat(slide.shapes)]
    circles = [s for s in shapes if text("slides.of.accuracy", lang, name="") in s.name]
    words = [s.text_frame.text for s in shapes if s.has_text_frame]
    assert circles
    assert text("print.accuracy", lang) in words


@pytest.mark.parametrize("lang", LANGS)
def test_an_office_s_outline_is_named_on_a_slide(lang):
    asked = order({"text": "兰州高新"}, extent="fit", lang=lang, layout="slide", dpi=96)
    slide = Presentation(io.BytesIO(deck(laden(), [asked]))).slides[0]
    kind = laden().label("position_kinds", "surveyed", lang)
    words = [s.text_frame.text for s in flat(slide.shapes) if s.has_text_frame]
    assert text("map.legend.outline", lang, name=kind) in words


def flat(shapes):
    for shape in shapes:
        if shape.shape_type == 6:
            yield from flat(shape.shapes)
        else:
            yield shape


@pytest.mark.parametrize("preset", [{"area": "hexi"}, {"scheme": "plan14"}])
def test_the_legend_lists_each_thing_once_with_its_number(preset):
    said = content(ATLAS, order(preset))
    listed = legend(ATLAS, said, Shown(frozenset({"accuracy", "river", "county"})))
    assert sum(entry.n or 0 for entry in listed.types) == len(said.zones)
    patches = {entry.key: entry.n for entry in listed.areas if entry.mark == "patch"}
    assert patches == said.summary.areas.to_dict()
    assert [entry.style for entry in listed.lines] == ["line/county", "line/river"]
    assert [entry.mark for entry in listed.marks] == ["circle"]
    entries = entries_of(listed)
    assert len({entry.words for entry in entries}) == len(entries)


# Classes of what the web map draws, and of what its legend shows.
ON_WEB = """
() => {
  const of = (within) => [...new Set([...document.querySelectorAll(`${within} [class]`)]
    .filter((each) => !each.closest("[hidden]") && !each.matches(".area-hatch:not(.on)"))
    .flatMap((each) => [...each.classList])
    .filter((name) => /^(line|area|outline|type|level|tag|site)-/.test(name)))];
  return [of(".leaflet-map-pane"), of(".legend")];
}
"""
# All areas have one class for their fill; halos and leaders say themselves.
EVIDENT_ON_WEB = {"area-fill", "line-province-glow", "line-ethnic-glow", "line-leader"}


@pytest.mark.parametrize("asked", [{"area": "longdongnan"}, {"scheme": "plan14"}])
def test_what_the_web_map_draws_its_legend_explains(browser, tmp_path, asked):
    page = tmp_path / "live.html"
    zone = "longnan-xicheng"
    page.write_bytes(webpage.live(laden(), order(asked, extent="province", zone=zone, show=AROUND)))
    tab = browser.new_page(viewport={"width": 1440, "height": 900})
    tab.goto(page.as_uri())
    tab.locator(".legend .more").click()
    drawn, told = map(set, tab.evaluate(ON_WEB))
    tab.close()
    assert {"line-accuracy", "line-national", "line-river", "outline-digitised"} <= drawn
    assert {f"site-{key}" for key in surroundings.SITES} <= drawn
    assert drawn - told <= EVIDENT_ON_WEB
