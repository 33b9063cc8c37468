"""What is drawn by hand: in links, in GeoJSON, in print; it hides no name, its words stay words."""

import datetime as dt
import io
import json

import numpy as np
import pytest
from lxml import etree
from pptx import Presentation

from atlas.briefing import sheet
from atlas.briefing.formats import SNAPSHOTS
from atlas.briefing.order import Order
from atlas.maps import marks
from atlas.maps.marks import KINDS, STYLES, Mark, MarksError
from atlas.maps.palette import palette
from atlas.maps.print import fonts
from atlas.maps.print.marks import ROLE, number_of, unwedge, wedge
from atlas.maps.print.scene import Group, Text
from atlas.selection.selection import Selection
from tests.maps.marked import REFUSED, collection, of
from tests.shipped import ATLAS
from tests.specified import MARKS

HOSTILE = '<img src=x onerror="window.broken=1"> </text>&amp; ]]>'


def order(*drawn, lang="zh", **changes):
    return Order.of(Selection(), lang, dt.date(2026, 11, 23), mark=drawn, **changes)


def walk(items):
    for item in items:
        if isinstance(item, Group):
            yield item
            yield from walk(item.items)


def groups(scene, number):
    """Return the groups that draw a mark, of all frames."""
    return [group for group in walk(scene.items) if number_of(group) == number]


# As GeoJSON ---------------------------------------------------------------------------------------


def test_what_is_written_as_geojson_comes_back():
    assert {mark.kind for mark in MARKS} == set(KINDS)
    written = json.dumps(marks.to_geojson(MARKS)).encode()
    assert marks.from_geojson(written) == (MARKS, 0)


RING = [[102, 36], [103, 36], [103, 37], [102, 36]]


@pytest.mark.parametrize(
    ("given", "found", "left"),
    [
        (of("Point", [103, 36, 1500], name="A"), [("text", 1, "A")], 0),
        (of("MultiPoint", [[103, 36], [104, 36]], 名称="甲"), [("text", 1, "甲")] * 2, 0),
        (of("LineString", [[103, 36], [104, 36]]), [("line", 2, "")], 0),
        (of("MultiLineString", [[[103, 36], [104, 36]]], Title=7), [("line", 2, "7")], 0),
        (of("Polygon", [RING, RING]), [("area", 3, "")], 0),
        (of("MultiPolygon", [[RING], [RING]], name="B"), [("area", 3, "B")] * 2, 0),
        # What says that it is an arrow and has three places is a line.
        (of("LineString", [[103, 36], [104, 36], [105, 36]], kind="arrow"), [("line", 3, "")], 0),
    ],
    ids=lambda value: str(value)[:40],
)
def test_features_of_other_programs_become_marks(given, found, left):
    nameless = of("Point", [103, 36])
    read, missed = marks.from_geojson(collection(given, nameless, None))
    assert [(mark.kind, len(mark.at), mark.words) for mark in read] == found
    assert {mark.style for mark in read} == {STYLES[0]}
    assert missed == left + 2


def test_a_geometry_alone_is_a_mark_too():
    alone = json.dumps({"type": "LineString", "coordinates": [[103, 36], [104, 36]]})
    assert len(marks.from_geojson(alone.encode("utf-8-sig"))[0]) == 1


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_taken_is_refused_in_words(name):
    with pytest.raises(MarksError) as caught:
        marks.from_geojson(REFUSED[name])
    assert caught.value.said == f"map.mark.wrong.{name.split('-')[0]}"
    assert caught.value.message("zh") != caught.value.message("en")
    assert "{" not in caught.value.message("en")


# In print -----------------------------------------------------------------------------------------


def box_of(text):
    wide = fonts.width(text.text, bold=text.bold) * text.size
    left = text.x - {"start": 0, "middle": wide / 2, "end": wide}[text.anchor]
    return np.array([left, text.y - 0.8 * text.size, left + wide, text.y + 0.1 * text.size])


def apart(a, b):
    return a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def test_no_zones_name_stands_under_words_and_who_has_none_is_named():
    zone = ATLAS.zones.loc["jiuquan-etdz"]
    words = Mark("text", "red", ((zone["lon"] + 0.6, zone["lat"]),), "重点发展区域" * 3)
    scene = sheet.compose(ATLAS, order(words))
    lettered = [item for item in scene.walk() if isinstance(item, Text)]
    said = [box_of(item) for item in lettered if item.role == ROLE]
    names = [item for item in lettered if item.role == "label"]
    assert said
    assert all(apart(box_of(name), box) for name in names for box in said)
    assert {name.key for name in names} | set(scene.unplaced) == set(ATLAS.zones.index)


def test_marks_lie_above_zones_and_their_words_stand_once():
    scene = sheet.compose(ATLAS, order(*MARKS))
    main = next(item for item in scene.items if isinstance(item, Group) and item.name == "map-main")
    above = [bool(number_of(item)) for item in main.items]
    assert any(above)
    assert above == sorted(above)
    for number, mark in enumerate(MARKS, 1):
        drawn = groups(scene, number)
        assert drawn, mark
        said = [
            "".join(each.text for each in group.items if isinstance(each, Text)) for group in drawn
        ]
        assert [words for words in said if words] == ([mark.words] if mark.words else [])


def test_a_mark_that_an_inset_shows_whole_is_drawn_there_alone():
    zone = ATLAS.zones.loc["lanzhou-hitech"]
    small = Mark("text", "blue", ((zone["lon"], zone["lat"]),), "城")
    scene = sheet.compose(ATLAS, order(small))
    frames = [
        item.name
        for item in scene.items
        if isinstance(item, Group) and any(map(number_of, item.items))
    ]
    assert frames == ["map-inset-1"]


@pytest.mark.parametrize("style", ["grey", "safe"])
def test_each_print_style_tells_the_marks_apart(style):
    colours = {palette(ATLAS, style)[f"mark/{name}"].stroke for name in STYLES}
    assert len(colours) == len(STYLES)


@pytest.mark.parametrize("tip", [(0, -90), (20, 90), (150, 5), (-150, -5), (60, 60), (3, 2)])
def test_a_callouts_outline_says_where_its_box_is_and_what_it_speaks_of(tip):
    box = (-40.0, -10.0, 40.0, 10.0)
    found, pointed = unwedge(wedge(box, tip))
    assert found == box
    assert pointed == (tip if tip != (3, 2) else (0, 0))


def test_long_words_and_marks_at_the_edge_stay_in_the_frame():
    drawn = (
        Mark("text", "red", ((87.0, 46.0),), "W" * 100),
        Mark("callout", "red", ((100.0, 38.0), (113.0, 30.0)), "x" * 100),
    )
    scene = sheet.compose(ATLAS, order(*drawn, extent="screen", frame=(86.5, 29.5, 113, 46.3)))
    x, y, wide, high = scene.frames[0].box
    for item in scene.walk():
        if isinstance(item, Text) and item.role == ROLE:
            left, top, right, bottom = box_of(item)
            assert x <= left < right <= x + wide
            assert y <= top < bottom <= y + high


# Elsewhere ----------------------------------------------------------------------------------------


def shapes(data):
    def all_of(given):
        for shape in given:
            yield shape
            if shape.shape_type == 6:  # a group
                yield from all_of(shape.shapes)

    return list(all_of(Presentation(io.BytesIO(data)).slides[0].shapes))


@pytest.mark.parametrize("native", [False, True], ids=["picture", "shapes"])
def test_on_a_slide_marks_are_shapes_whatever_the_map_is(native):
    found = shapes(SNAPSHOTS["pptx"].write(ATLAS, order(*MARKS, native=native)))
    marked = [
        shape for shape in found if shape.name.startswith(("文字", "标注框", "箭头", "线", "面"))
    ]
    xml = {shape.name: etree.tostring(shape._element).decode() for shape in marked}
    assert next(s for s in marked if s.name == "文字：重点").text_frame.text == "重点"
    callout = next(s for s in marked if s.name == "标注框：到2020年")
    assert callout.text_frame.text == "到2020年"
    assert 'prst="wedgeRectCallout"' in xml[callout.name]
    assert "a:tailEnd" in xml["箭头"]
    assert any("custGeom" in each for name, each in xml.items() if name.startswith("面"))
    assert any(shape.shape_type == 13 for shape in found) != native  # a picture


@pytest.mark.parametrize("name", ["svg", "html", "pptx", "docx"])
def test_markup_in_words_stays_text(name):
    written = SNAPSHOTS[name].write(ATLAS, order(Mark("text", "red", ((103, 38.5),), HOSTILE[:90])))
    if name == "svg":
        texts = [each.text for each in etree.fromstring(written).iter("{*}text")]
        assert any("<img" in (each or "") for each in texts)
    if name == "html":
        assert b"<img src=x" not in written
    if name == "pptx":
        assert any("<img src=x" in s.text_frame.text for s in shapes(written) if s.has_text_frame)


def test_who_does_not_see_the_map_is_told_the_words():
    assert "走廊" in sheet.compose(ATLAS, order(*MARKS)).description


def test_the_same_marks_are_the_same_bytes():
    one, two = (SNAPSHOTS["svg"].write(ATLAS, order(*MARKS)) for _ in range(2))
    assert one == two
