"""A comparison or an analysis leaves the screen: with sentence, title and table, in any form."""

import datetime as dt
import io
import json
import re

import pytest
from docx import Document
from pptx import Presentation

from atlas.briefing import provenance, sheet
from atlas.briefing.content import content
from atlas.briefing.formats import COLLECTIONS, SNAPSHOTS
from atlas.briefing.order import Order
from atlas.briefing.report import side_by_side
from atlas.i18n import LANGS, text
from atlas.maps.legend import EXPLAINED
from atlas.maps.print.scene import Text
from atlas.maps.specification import DRAWN, USUAL
from atlas.selection.selection import Selection
from tests.shipped import ATLAS

COMPARED = ("yumen", "dunhuang", "lanzhou-hitech")
ANALYSES = [name for name in DRAWN if name not in {"", "compare"}]
DAY = dt.date(2026, 11, 29)


def order(draw, lang="zh", **fields):
    compare = COMPARED if draw == "compare" else ()
    map_ = USUAL.with_(draw=draw, compare=compare)
    return Order(map_, lang, DAY, dpi=96, base_url="https://atlas.example/").with_(**fields)


def words_of(scene):
    return "".join(i.text for i in scene.walk() if isinstance(i, Text)).replace(" ", "")


def lettered(words):
    return "".join(words.split())


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("draw", ANALYSES)
def test_sentence_and_title_are_the_analysis_s(draw, lang):
    asked = order(draw, lang)
    said = content(ATLAS, asked)
    assert said.sentence == said.overlay.sentence
    assert said.title.endswith(said.overlay.title)
    for note in said.overlay.notes:
        assert note in said.notes
    drawn = sheet.compose(ATLAS, asked)
    plain = sheet.compose(ATLAS, asked.with_(draw=""))
    assert lettered(said.sentence)[:30] in words_of(drawn)
    roles = [item.role for item in drawn.walk()]
    assert {role for role in roles if role.startswith("drawn-")} or "shade" in roles
    assert not {item.role for item in plain.walk()} & {r for r in EXPLAINED if "drawn" in r}


def test_one_s_own_words_go_before_the_analysis_s():
    said = content(ATLAS, order("rings", title="我的题", sentence="我的话"))
    assert (said.title, said.sentence) == ("我的题", "我的话")


def test_zones_at_the_ends_of_lines_are_named_and_not_counted():
    chosen = Selection(levels=("concentrated",))
    asked = order("nearest", selection=chosen)
    said, drawn = content(ATLAS, asked), sheet.compose(ATLAS, asked)
    named = {i.key for i in drawn.walk() if i.role == "label"}
    assert said.overlay.ends <= named
    assert said.summary.n == len(chosen.apply(ATLAS)) < len(named)
    beyond = len(said.overlay.ends) - said.summary.n
    assert text("drawn.ends", "zh", n=beyond) in said.notes


@pytest.mark.parametrize("native", [True, False])
def test_on_a_slide_lines_are_shapes_with_names(native):
    asked = order("nearest", native=native)
    slide = Presentation(io.BytesIO(SNAPSHOTS["pptx"].write(ATLAS, asked))).slides[0]
    names = [shape.get("name") for shape in slide.shapes.element.iter() if shape.get("name")]
    lines = {line.text for line in content(ATLAS, asked).overlay.lines}
    assert (lines <= {*names}) == native
    assert text("drawn.key.nearest", "zh") in names


@pytest.mark.parametrize("draw", ANALYSES)
def test_the_exported_page_is_told_what_to_draw(draw):
    asked = order(draw)
    page = SNAPSHOTS["html"].write(ATLAS, asked).decode()
    (start,) = re.findall(r'<script type="application/json" id="atlas-start">(.*?)</script>', page)
    told = json.loads(start)["directions"]
    overlay = content(ATLAS, asked).overlay
    assert told["overlay"]["label"] == overlay.sentence
    assert len(told["overlay"].get("lines", ())) == len(overlay.lines)
    assert len(told["overlay"]["shapes"]) == len(overlay.shapes)
    assert [key["words"] for key in told["overlay"]["keys"]] == [k.words for k in overlay.keys]
    marked = {zone for group in overlay.groups for zone in group.zones}
    assert {*(told["shade"] or {"of": ()})["of"]} == marked


@pytest.mark.parametrize("draw", ["rings", "groups", "compare"])
@pytest.mark.parametrize("form", ["png", "svg", "pdf", "pptx", "docx", "html"])
def test_every_form_bears_it_and_proves_it(form, draw):
    made = SNAPSHOTS[form].write(ATLAS, order(draw))
    record = provenance.read(made)
    assert f"draw={draw}" in record.link
    assert provenance.verify(ATLAS, record).same
    if draw == "compare":
        assert {*record.zones} == {*COMPARED}


@pytest.mark.parametrize("lang", LANGS)
def test_the_compared_alone_are_drawn_and_stand_in_a_table(lang):
    asked = order("compare", lang)
    said = content(ATLAS, asked)
    table = side_by_side(ATLAS, said)
    assert table.zones == COMPARED
    labels = {i.key for i in sheet.compose(ATLAS, asked).walk() if i.role == "label"}
    assert labels == {*COMPARED}
    wanted = [list(table.header), *map(list, table.rows)]

    slides = Presentation(io.BytesIO(SNAPSHOTS["pptx"].write(ATLAS, asked))).slides
    assert len(slides) == 2
    (grid,) = (shape.table for shape in slides[1].shapes if shape.has_table)
    assert [[cell.text for cell in row.cells] for row in grid.rows] == wanted

    document = Document(io.BytesIO(SNAPSHOTS["docx"].write(ATLAS, asked)))
    cells = [cell.text for each in document.tables for row in each.rows for cell in row.cells]
    for row in table.rows:
        assert any(row[5] in cell and row[6] in cell for cell in cells)
        assert row[7] in cells

    first, second = sheet.pages(ATLAS, asked)
    for words in (*table.header, *(cell for row in table.rows for cell in row)):
        assert lettered(words) in words_of(second), words
    assert SNAPSHOTS["pdf"].write(ATLAS, asked).count(b"/Type /Page\n") in {0, 2}
    page = SNAPSHOTS["html"].write(ATLAS, asked).decode()
    assert 'id="compared-title"' in page
    assert first.width == second.width


def test_what_is_said_to_be_shared_is(a):
    table = side_by_side(a, content(a, order("compare")))
    phrases = {
        zone: {*rows["industry"]} for zone, rows in a.zone_industries.groupby("zone", observed=True)
    }
    for zone, row in zip(table.zones, table.rows, strict=True):
        others = set().union(*(phrases[other] for other in COMPARED if other != zone))
        names = {a.label("industries", slug, short=True) for slug in phrases[zone] & others}
        said = set() if row[6] == text("report.compared.none", "zh") else {*row[6].split("、")}
        assert said == names


def test_ten_zones_fit_their_pages():
    zones = tuple(ATLAS.zones.index[:10])
    for lang in LANGS:
        for layout in ("slide", "a4", "a4-portrait", "square"):
            asked = order("compare", lang, compare=zones, layout=layout)
            _, second = sheet.pages(ATLAS, asked)
            table = [i for i in second.walk() if isinstance(i, Text) and i.role == "table"]
            foot = [i for i in second.walk() if isinstance(i, Text) and i.role == "note"]
            assert max(i.y for i in table) < min(i.y - i.size for i in foot)
        slides = Presentation(
            io.BytesIO(SNAPSHOTS["pptx"].write(ATLAS, order("compare", lang, compare=zones)))
        ).slides
        grids = [s.table for page in [*slides][1:] for s in page.shapes if s.has_table]
        assert sum(len(grid.rows) - 1 for grid in grids) == 10


def test_a_list_of_sheets_has_a_page_for_each_and_for_each_table():
    orders = [order("rings"), order("compare"), order("")]
    alone = [Presentation(io.BytesIO(SNAPSHOTS["pptx"].write(ATLAS, each))) for each in orders]
    deck = Presentation(io.BytesIO(COLLECTIONS["pptx"].write(ATLAS, orders)))
    assert len(deck.slides) == sum(len(each.slides) for each in alone)
    assert len(alone[1].slides) == 2  # the map, the table of the zones compared
    assert sum(len(sheet.pages(ATLAS, each)) for each in orders) == 4
