"""Sheets: nothing covers anything, every figure agrees, the bar is true, and it is repeatable."""

import dataclasses
import datetime as dt
import io
import math
import subprocess
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pyproj import Geod

import atlas
from atlas import geo
from atlas.briefing import formats, sheet, typeset
from atlas.briefing.content import content
from atlas.briefing.order import LAYOUTS, SHEET_STYLES, Order, OrderError
from atlas.briefing.typeset import svg
from atlas.i18n import LANGS, text
from atlas.maps.palette import palette
from atlas.maps.print import fonts, projection
from atlas.maps.print.scene import Path as Drawn
from atlas.maps.print.scene import Scene, Symbol, Text, line
from tests.audit.cases import presets
from tests.pairwise import pairs, spread
from tests.readers import missing
from tests.shipped import ATLAS

AT = "https://atlas.example/"  # where the atlas is served
DAY = dt.date(2026, 11, 23)


def order(params=None, **changes):
    selection = atlas.Selection.from_params(params or {}, ATLAS)
    return Order.of(selection, **({"lang": "zh", "date": DAY, "base_url": AT} | changes))


def named(value):
    """Name a case's selection or paper."""
    if isinstance(value, dict):
        return "-".join(value.values()) or "all"
    return "-".join(value) if isinstance(value, tuple) else None


@cache
def scene(order):
    return sheet.compose(ATLAS, order)


def boxes(texts):
    """Return left, top, right, bottom of lines of text: from descent to the Hanzi's top."""
    rows = []
    for item in texts:
        wide = fonts.width(item.text, bold=item.bold) * item.size + item.spacing * len(item.text)
        left = item.x - {"start": 0, "middle": wide / 2, "end": wide}[item.anchor]
        rows.append((left, item.y - 0.86 * item.size, left + wide, item.y + 0.1 * item.size))
    return np.array(rows).reshape(-1, 4)


def overlapping(a, b):
    a = a[:, None, :]
    return (
        (a[..., 0] < b[:, 2])
        & (a[..., 2] > b[:, 0])
        & (a[..., 1] < b[:, 3])
        & (a[..., 3] > b[:, 1])
    )


def through(leader, box):
    """Return whether a leader passes through a box, by sampling it finely."""
    (x0, y0), (x1, y1) = leader.rings[0]
    steps = np.linspace(0, 1, 60)
    x, y = x0 + (x1 - x0) * steps, y0 + (y1 - y0) * steps
    left, top, right, bottom = box
    return ((x > left) & (x < right) & (y > top) & (y < bottom)).any()


def check_names(drawn, zones):
    """Hold a sheet's names against each other, the symbols, the leaders and the frames."""
    items = list(drawn.walk())
    labels = [i for i in items if isinstance(i, Text) and i.role == "label"]
    symbols = [i for i in items if isinstance(i, Symbol) and i.role == "zone"]
    leaders = [i for i in items if isinstance(i, Drawn) and i.role == "leader"]
    assert sorted(label.key for label in labels) == sorted(zones)
    assert sorted(symbol.key for symbol in symbols) == sorted(zones)
    assert drawn.unplaced == ()
    frames = {frame.name: frame for frame in drawn.frames}
    at = boxes(labels)
    for number, label in enumerate(labels):
        x, y, wide, high = frames[label.frame].box
        left, top, right, bottom = at[number]
        assert x <= left and right <= x + wide and y <= top and bottom <= y + high, label  # noqa: PT018
    frame_of = np.array([label.frame for label in labels])
    same = overlapping(at, at) & ~np.eye(len(labels), dtype=bool)
    assert not same[frame_of[:, None] == frame_of[None, :]].any()
    for name, frame in frames.items():
        mine = at[frame_of == name]
        round_ = np.array(
            [
                (s.x - s.size / 2.4, s.y - s.size / 2.4, s.x + s.size / 2.4, s.y + s.size / 2.4)
                for s in symbols
                if s.frame == name
            ]
        ).reshape(-1, 4)
        assert not overlapping(mine, round_).any(), name
        if name != "main":
            x, y, wide, high = frame.box
            inset = np.array([[x, y, x + wide, y + high]])
            assert not overlapping(at[frame_of == "main"], inset).any()
            main = [s for s in symbols if s.frame == "main"]
            assert not any(x < s.x < x + wide and y < s.y < y + high for s in main)
    for leader in leaders:
        frame = next(label.frame for label in labels if label.key == leader.key)
        for label, box in zip(labels, at, strict=True):
            if label.key != leader.key and label.frame == frame:
                assert not through(leader, box), (leader.key, label.key)


# Names crowd where many zones stand on little paper: the whole province is shown in every way,
# the other selections in one of them each. English has room enough only on a slide.
WAYS = (
    [("slide", "en"), *((layout, "zh") for layout in LAYOUTS)],
    ["province", "fit"],
    SHEET_STYLES,
)
CASES = [({}, *way) for way in pairs(*WAYS)] + spread(presets()[1:], *WAYS)
# Nowhere is there less room for names than on a slide in English.
CROWDS = [params for params in presets()[1:] if len(order(params).selection.apply(ATLAS)) >= 12]
CASES += [(params, ("slide", "en"), extent, "colour") for params in CROWDS for extent in WAYS[1]]
CASES = [*{str(case): case for case in CASES}.values()]


@pytest.mark.parametrize(("params", "paper", "extent", "style"), CASES, ids=named)
def test_no_name_touches_another_a_symbol_a_leader_or_the_frame(params, paper, extent, style):
    layout, lang = paper
    asked = order(params, layout=layout, lang=lang, extent=extent, style=style)
    drawn = scene(asked)
    zones = asked.selection.apply(ATLAS).index.astype(str)
    check_names(drawn, [zone for zone in zones if zone not in drawn.beyond])
    assert drawn.beyond == ()
    assert drawn.missing == ""


def furniture(drawn):
    """Return the lines of text that stand outside the maps."""
    inside = {"label", "place", "said", "bar", "north", "caption", "graticule"}
    return [i for i in drawn.walk() if isinstance(i, Text) and i.role not in inside]


@pytest.mark.parametrize(
    ("params", "layout", "lang"),
    pairs(
        [{}, {"prefecture": "gannan"}, {"area": "hexi", "cluster": "clean-coal"}], [*LAYOUTS], LANGS
    ),
    ids=named,
)
def test_nothing_beside_the_map_covers_anything_or_leaves_the_sheet(params, layout, lang):
    long_name = "为政务公开而拟的很长很长的一个标题" * 4 if params else ""
    drawn = scene(order(params, layout=layout, lang=lang, title=long_name))
    texts = furniture(drawn)
    at = boxes(texts)
    assert (at[:, 0] >= 0).all()
    assert (at[:, 2] <= drawn.width).all()
    assert (at[:, 3] <= drawn.height).all()
    clash = np.argwhere(np.triu(overlapping(at, at), k=1))
    assert [(texts[a].text, texts[b].text) for a, b in clash] == []
    x, y, wide, high = drawn.frames[0].box
    frame = np.array([[x, y, x + wide, y + high]])
    assert not overlapping(at, frame).any()
    degrees = [i for i in drawn.walk() if isinstance(i, Text) and i.role == "graticule"]
    assert not overlapping(boxes(degrees), at).any()
    assert degrees


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_foot_that_has_much_to_say_takes_room_from_the_map(layout):
    """Which zones lie beyond the frame is known only once the map is drawn."""
    drawn = scene(order(layout=layout, extent="screen", frame=(103.0, 35.5, 105.0, 37.0)))
    assert len(drawn.beyond) > 10
    at = boxes(furniture(drawn))
    assert (at[:, 3] <= drawn.height - 0.55 * LAYOUTS[layout].margin).all()
    x, y, wide, high = drawn.frames[0].box
    assert not overlapping(at, np.array([[x, y, x + wide, y + high]])).any()


@pytest.mark.parametrize(
    ("params", "paper", "extent", "style"),
    [case for case in CASES if case[1][1] == "zh"],
    ids=named,
)
def test_every_figure_comes_from_the_selection(params, paper, extent, style):
    asked = order(params, layout=paper[0], extent=extent, style=style)
    drawn, said = scene(asked), content(ATLAS, asked)
    counts = {
        i.key: i.text
        for i in drawn.walk()
        if isinstance(i, Text) and i.role == "legend-count" and i.key
    }
    zones = said.zones
    for slug, n in zones["zone_type"].astype(str).value_counts().items():
        assert counts[slug] == f"{n}个"
    members = ATLAS.members[ATLAS.members["zone"].isin(zones.index)]
    for slug, n in members.loc[members["scheme"] == "plan13", "area"].value_counts().items():
        assert counts[slug] == f"{n}个"
    # Rows and columns without a zone go; of one area alone the legend says it all.
    table = [i.text for i in drawn.walk() if isinstance(i, Text) and i.role == "table" and i.bold]
    if (said.summary.areas > 0).sum() < 2:
        assert table == []
    else:
        assert table[-1] == str(len(zones))
        types = said.summary.types
        assert [int(n) for n in table[1:-1]] == types[types > 0].tolist()
    sentence = next(i.text for i in drawn.walk() if isinstance(i, Text) and i.role == "sentence")
    assert (f"{len(zones)}个" in sentence) == (len(zones) > 0)


@pytest.mark.parametrize(
    ("params", "layout", "extent"),
    pairs([{}, {"area": "hexi"}, {"prefecture": "lanzhou"}], [*LAYOUTS], ["province", "fit"]),
    ids=named,
)
def test_every_scale_bar_is_true_at_its_place(params, layout, extent):
    drawn, geod = scene(order(params, layout=layout, extent=extent)), Geod(ellps="WGS84")
    for frame in drawn.frames:
        scale, dx, dy = frame.to_sheet
        left, right, y, km = frame.bar
        assert km > 0, frame.name
        ends = projection.back(
            np.array([[(x - dx) / scale, (dy - y) / scale] for x in (left, right)])
        )
        metres = geod.inv(*ends[0], *ends[1])[2]
        assert metres == pytest.approx(km * 1000, rel=0.005)
        words = [
            i.text
            for i in drawn.walk()
            if isinstance(i, Text) and i.role == "bar" and i.frame == frame.name
        ]
        assert f"{km:g} km" in words


def test_north_is_true_at_its_place():
    drawn = scene(order())
    frame = drawn.frames[0]
    scale, dx, dy = frame.to_sheet
    arrow = next(i for i in drawn.walk() if isinstance(i, Drawn) and i.role == "north")
    tip, notch = arrow.rings[0][0], arrow.rings[0][1]
    lonlat = projection.back(
        np.array([[(x - dx) / scale, (dy - y) / scale] for x, y in (notch, tip)])
    )
    azimuth = Geod(ellps="WGS84").inv(*lonlat[0], *lonlat[1])[0]
    assert abs((azimuth + 180) % 360 - 180) < 0.5


def test_areas_keep_their_size():
    """Equal-area: a county's drawn area over its true one is the same everywhere."""
    true = np.array([geo.area_km2(county) for county in ATLAS.counties.geometry])
    drawn = ATLAS.counties.to_crs(projection.CRS).area.to_numpy() / geo.M2_PER_KM2
    assert np.allclose(drawn / true, 1, atol=1e-4)


def test_an_inset_is_larger_and_holds_the_zones_that_crowd():
    drawn = scene(order())
    main, *insets = drawn.frames
    assert insets
    for inset in insets:
        assert inset.to_sheet[0] >= 1.7 * main.to_sheet[0]
        assert (
            sum(
                isinstance(i, Symbol) and i.frame == inset.name and i.role == "zone"
                for i in drawn.walk()
            )
            >= 3
        )
    assert scene(order({"area": "hexi"})).frames[1:] == ()


@pytest.mark.parametrize("style", SHEET_STYLES)
def test_types_differ_without_colour(style):
    styles = palette(ATLAS, style)
    shapes = [styles[f"type/{slug}"].shape for slug in ATLAS.types.index]
    assert len(set(shapes)) == len(shapes)


def grey(colour):
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def test_areas_differ_on_a_photocopy():
    styles = palette(ATLAS, "grey")
    shades = sorted(grey(styles[f"area/{slug}"].fill) for slug in ATLAS.areas.index[:4])
    assert min(np.diff(shades)) >= 10
    assert all(
        len({c[1:3], c[3:5], c[5:7]}) == 1
        for row in styles.values()
        for c in (row.fill,)
        if c and row.key.startswith(("area/", "type/", "text/n", "text/z"))
    )


def test_the_preview_is_the_same_drawing():
    """At a third of the resolution each pixel differs by less than 4 of 255 on average."""
    asked = order()
    small = Image.open(io.BytesIO(typeset.png(scene(asked), dpi=96))).convert("L")
    large = Image.open(io.BytesIO(typeset.png(scene(asked), dpi=288))).convert("L")
    shrunk = large.resize(small.size, Image.Resampling.BOX)
    difference = np.abs(np.asarray(small, float) - np.asarray(shrunk, float))
    assert difference.mean() < 4


def test_dots_are_what_was_asked():
    picture = Image.open(io.BytesIO(typeset.png(scene(order()), dpi=300)))
    assert picture.size == (4000, 2250)


@pytest.mark.parametrize(
    ("dpi", "layout"), spread([96, 150, 300, 600], ["slide", "a4", "a4-portrait"])
)
def test_a_picture_says_how_large_it_is_on_paper(dpi, layout):
    """Word and WPS place a picture by it; without it 300 dpi are taken for 96."""
    asked = order(layout=layout, dpi=dpi)
    picture = Image.open(io.BytesIO(formats.SNAPSHOTS["png"].write(ATLAS, asked)))
    assert picture.info["dpi"] == pytest.approx((dpi, dpi), abs=0.02)
    paper = LAYOUTS[layout]
    points = [n / dpi * 72 for n, dpi in zip(picture.size, picture.info["dpi"], strict=True)]
    assert points == pytest.approx([paper.width, paper.height], abs=1)


def test_the_same_order_is_the_same_file():
    first, again = sheet.compose(ATLAS, order()), sheet.compose(atlas.load(), order())
    assert svg.write(first) == svg.write(again)
    one, two = (typeset.pdf([each], lang="zh", fields={"title": "t"}) for each in (first, again))
    assert one == two
    assert typeset.png(first, dpi=96) == typeset.png(again, dpi=96)


def run(*command):
    if lacking := missing(command[0]):
        pytest.skip(lacking)
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def pdf(tmp_path_factory):
    path = tmp_path_factory.mktemp("sheet") / "sheet.pdf"
    path.write_bytes(typeset.pdf([scene(order(layout="a4"))], lang="zh", fields={}))
    return str(path)


def test_the_pdf_is_small_and_its_text_is_text(pdf):
    words = run("pdftotext", "-layout", pdf, "-")
    for name in ATLAS.zones["short_zh"]:
        assert name in words, name
    assert text("print.mark.internal", "zh") in words
    assert Path(pdf).stat().st_size <= 600_000


def test_the_pdf_embeds_its_two_faces_only(pdf):
    rows = run("pdffonts", pdf).splitlines()[2:]
    assert 1 <= len(rows) <= 2
    assert all("AtlasSansSC" in row and row.split()[-5:-2] == ["yes", "yes", "yes"] for row in rows)


def test_the_pdf_is_one_tagged_a4_page(pdf):
    said = run("pdfinfo", pdf)
    assert "841.89 x 595.276 pts (A4)" in said
    assert "Tagged:          yes" in said
    assert "Pages:           1" in said


HOSTILE = '<script>"&\u0007\ud800#panic("x") $x$ *b* {{7*7}} ]]>'


def test_markup_in_a_title_is_text():
    asked = order(title=HOSTILE, sentence=HOSTILE, layout="square")
    drawn = sheet.compose(ATLAS, asked)
    written = svg.write(drawn)
    assert "<script>" not in written
    assert "&lt;script&gt;" in written
    typeset.pdf([drawn], lang="zh", fields={"title": drawn.title})


def test_letters_of_a_drawing_are_as_wide_in_a_browser_as_they_were_measured():
    """Else each is rounded to whole pixels: lines of small ones ran into the next column."""
    drawn = Scene(100.0, 100.0, (), "#ffffff")
    assert 'text-rendering="geometricPrecision"' in svg.write(drawn)
    assert "text-rendering" not in svg.write(drawn, fonts=False)


def test_a_character_that_the_faces_lack_is_told_and_marked():
    drawn = sheet.compose(ATLAS, order({"text": "𠮷开发区"}))
    assert drawn.missing == "𠮷"
    words = "".join(i.text for i in drawn.walk() if isinstance(i, Text))
    assert "𠮷" not in words
    assert "〓开发区" in words
    typeset.pdf([drawn], lang="zh", fields={"title": "𠮷"})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"layout": "a5"}, "a4-portrait"),
        ({"style": "sepia"}, "grey"),
        ({"dpi": 30}, "96"),
        ({"dpi": 6000}, "600"),
        ({"mode": "public"}, "审图号"),
        ({"mode": "public", "review_number": "甘S(2026)1号", "maker": "某院"}, "底图来源"),
        ({"extent": "screen"}, "西,南,东,北"),
        ({"extent": "screen", "frame": (100.0, 30.0, 90.0, 40.0)}, "西,南,东,北"),
        ({"extent": "screen", "frame": (100.0, math.nan, 101.0, 40.0)}, "西,南,东,北"),
        ({"title": "长" * 300}, "200"),
        ({"title": "𠮷 😀"}, "𠮷"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_what_would_be_right(changes, words):
    with pytest.raises(OrderError) as error:
        sheet.compose(ATLAS, order(**changes))
    assert words in str(error.value)
    assert all(error.value.messages("en"))


def test_everything_wrong_is_told_at_once():
    with pytest.raises(OrderError) as error:
        sheet.compose(ATLAS, order(layout="x", dpi=1, mode="public"))
    assert len(error.value.wrong) == 5


def test_a_public_map_bears_its_review_number_and_no_internal_mark():
    drawn = sheet.compose(
        ATLAS,
        order(mode="public", review_number="甘S(2026)1号", base_map_source="天地图", maker="某院"),
    )
    words = [i.text for i in drawn.walk() if isinstance(i, Text)]
    assert "审图号：甘S(2026)1号" in words
    assert not any("内部" in each for each in words)
    assert any("某院" in each for each in words)


def test_what_lies_outside_the_frame_is_listed():
    drawn = scene(order(extent="screen", frame=(103.0, 35.5, 105.0, 37.0)))
    assert "dunhuang" in drawn.beyond
    words = "".join(i.text for i in drawn.walk() if isinstance(i, Text) and i.role == "note")
    assert "图幅外" in words
    assert "敦煌" in words
    shown = [i.key for i in drawn.walk() if isinstance(i, Symbol) and i.role == "zone"]
    assert sorted([*shown, *drawn.beyond]) == sorted(ATLAS.zones.index)


def test_zones_that_are_not_selected_show_grey_if_asked():
    drawn = scene(order({"area": "hexi"}, context=True, extent="province"))
    others = [i.key for i in drawn.walk() if isinstance(i, Symbol) and i.role == "context"]
    assert len(others) == 42 - 16


def test_zones_at_one_place_stand_apart_and_it_is_said():
    zones = ATLAS.zones.copy()
    zones.loc["jiuzhou", ["lon", "lat"]] = zones.loc["lanzhou-hitech", ["lon", "lat"]].to_numpy()
    drawn = sheet.compose(dataclasses.replace(ATLAS, zones=zones), order())
    at = {i.key: i for i in drawn.walk() if isinstance(i, Symbol) and i.role == "zone"}
    a, b = at["jiuzhou"], at["lanzhou-hitech"]
    assert math.hypot(a.x - b.x, a.y - b.y) > 0.8 * (a.size + b.size) / 2
    words = "".join(i.text for i in drawn.walk() if isinstance(i, Text) and i.role == "note")
    assert "移位" in words


def test_the_order_knows_its_link():
    asked = order(
        {"area": "hexi", "cluster": "clean-coal"},
        lang="en",
        zone="jiuquan-etdz",
        base_url="https://a.b/c",
    )
    assert (
        asked.link
        == "https://a.b/c/overview?area=hexi&cluster=clean-coal&zone=jiuquan-etdz&lang=en"
    )


def test_a_sheet_says_what_is_not_the_plans():
    def foot(params):
        drawn = scene(order(params))
        return "".join(i.text for i in drawn.walk() if isinstance(i, Text) and i.role == "note")

    assert "判读" in foot({"cluster": "clean-coal"})
    assert "判读" not in foot({"area": "hexi"})
    later = foot({"scheme": "plan14"})
    assert "2021" in later
    assert "不是本规划的内容" in later
    assert "酒泉经开" in foot({"area": "hexi"})
    assert "CC BY 4.0" in foot({})
    assert "均未经核实" in foot({"prefecture": "jiuquan"})


def test_a_line_is_open_and_a_ring_closed():
    assert not line((0, 0), (1, 1)).closed


def test_a_filter_of_very_many_words_still_makes_a_sheet():
    words = [f"第{n}个很长的搜索词语" for n in range(150)]
    drawn = sheet.compose(ATLAS, order({"text": words}))
    at = boxes(furniture(drawn))
    assert (at[:, 3] <= drawn.height).all()
    said = "".join(i.text for i in drawn.walk() if isinstance(i, Text) and i.role == "proof")
    assert text("print.no_code.long", "zh") in said
    assert not any(isinstance(i, Drawn) and i.role == "qr" for i in drawn.walk())
