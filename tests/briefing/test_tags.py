"""A PDF says what its words are: a reader for the blind goes by title, list, table and figure."""

import datetime as dt
import io
from collections import Counter
from functools import cache

import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

import atlas
from atlas.briefing import formats, sheet
from atlas.briefing.content import content
from atlas.briefing.order import Order
from atlas.briefing.typeset.structure import UNSEEN, parted
from atlas.i18n import LANGS, text
from atlas.maps.print.scene import Group, Text
from tests.shipped import ATLAS

DAY = dt.date(2026, 11, 23)


def order(lang="zh", **given):
    selection = atlas.Selection.from_params({"area": "hexi"}, ATLAS)
    return Order.of(selection, lang, DAY, **({"base_url": "https://atlas.example/"} | given))


@cache
def made(name, lang="zh", layout="a4"):
    return formats.SNAPSHOTS[name].write(ATLAS, order(lang, layout=layout))


def tags(pdf):
    """Return the elements of a PDF's structure, in the order in which they are read."""
    root = PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/StructTreeRoot"]

    def walk(node):
        node = node.get_object()
        if isinstance(node, ArrayObject):
            for each in node:
                yield from walk(each)
        elif isinstance(node, DictionaryObject):
            if "/S" in node:
                yield str(node["/S"]), node
            if "/K" in node:
                yield from walk(node["/K"])

    return list(walk(root["/K"]))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("layout", ["slide", "a4", "a4-portrait", "square"])
def test_a_sheet_is_tagged_as_what_it_is(layout, lang):
    found = tags(made("pdf", lang, layout))
    kinds = Counter(kind for kind, _ in found)
    assert kinds["/H1"] == 1
    assert kinds["/H2"] == 3  # types, areas, table
    assert kinds["/Figure"] == kinds["/Table"] == 1
    types = len(ATLAS.types)
    assert kinds["/TH"] == types + 2
    areas = int((content(ATLAS, order()).summary.areas > 0).sum())  # empty rows are left out
    assert kinds["/TR"] == areas + 2
    assert kinds["/TD"] == (areas + 1) * (types + 2)
    assert kinds["/LI"] > types + areas
    assert kinds["/P"] >= 5  # mark, sentence, notes, sources, the way back
    order_ = [kind for kind, _ in found if kind in {"/H1", "/Figure", "/L", "/Table"}]
    assert order_[:2] == ["/H1", "/Figure"]
    assert order_.index("/L") < order_.index("/Table")


@pytest.mark.parametrize("name", ["pdf", "brief-pdf"])
@pytest.mark.parametrize("lang", LANGS)
def test_the_map_has_words_for_who_does_not_see_it(name, lang):
    (figure,) = [node for kind, node in tags(made(name, lang)) if kind == "/Figure"]
    said = str(figure["/Alt"])
    for zone in order().map.zones(ATLAS)[f"name_{lang}"]:
        assert zone in said
    assert "16" in said


def test_a_brief_has_its_headings_and_its_table():
    selection = atlas.Selection.from_params({"cluster": "modern-services"}, ATLAS)
    brief = formats.SNAPSHOTS["brief-pdf"].write(ATLAS, order().with_(selection=selection))
    kinds = Counter(kind for kind, _ in tags(brief))
    assert kinds["/H1"] == 1
    assert kinds["/H2"] >= 2
    assert kinds["/Table"] == 1
    assert kinds["/TR"] > 1
    assert kinds["/P"] > 3


@pytest.mark.parametrize("layout", ["slide", "a4-portrait"])
def test_no_word_of_a_sheet_is_lost_or_said_twice(layout):
    scene = sheet.compose(ATLAS, order(layout=layout))
    picture, ahead, after = parted(scene)
    words = Counter()
    for block in (*ahead, *after):
        lines = block.get("lines", [])
        cells = [cell for row in block.get("rows", []) for cell in row]
        lines = [*lines, *(line for cell in (*cells, *block.get("items", [])) for line in cell)]
        words.update(line["text"] for line in lines if line["fill"] != UNSEEN)
    left = Counter(each.text for each in picture.walk() if isinstance(each, Text))
    assert words + left == Counter(each.text for each in scene.walk() if isinstance(each, Text))
    # What stands in the map stays in its picture.
    assert not [t for t in picture.items if isinstance(t, Text) and t.role in {"note", "table"}]
    frames = [each for each in scene.items if isinstance(each, Group)]
    mapped = {each.text for frame in frames for each in frame.items if isinstance(each, Text)}
    assert mapped <= set(left)


def test_signs_at_the_head_of_a_table_are_read_by_their_names():
    _, _, after = parted(sheet.compose(ATLAS, order()))
    (grid,) = [block for block in after if block["kind"] == "table"]
    first, *rows = grid["rows"]
    named = ["".join(line["text"] for line in cell) for cell in first]
    assert named[1:-1] == list(ATLAS.types["name_zh"])
    assert named[-1] == text("print.table_total", "zh")
    assert all(len(row) == len(first) for row in rows)
    assert rows[0][0][0]["text"] == ATLAS.label("areas", "hexi", short=True)
    assert [cell[0]["text"] for cell in rows[-1]][-1] == "16"
