"""Charts: what their data say, that they can be drawn, read in grey and without a network."""

import dataclasses
import io
import json
import re
from functools import lru_cache
from itertools import pairwise
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from atlas.analysis import similarity, strength
from atlas.analysis.charts import distances, files, likeness
from atlas.analysis.charts import strength as charts_strength
from atlas.analysis.charts import theme as charts
from atlas.analysis.similarity import Groups, Similarity
from atlas.i18n import LANGS

SCREEN, PRINT = charts.theme("screen"), charts.theme("print")
SVG = "{http://www.w3.org/2000/svg}"


def data(spec):
    """All rows of a specification, of whatever dataset."""
    return [row for rows in spec["datasets"].values() for row in rows]


def cells(**columns):
    return pd.DataFrame(columns)


@pytest.fixture
def table(a):
    """Two areas and three clusters, by hand: the second area lists nothing."""
    areas, clusters = a.areas.index[:2], a.clusters.index[:3]
    return cells(
        group=np.repeat(areas, 3),
        cluster=np.tile(clusters, 2),
        listings=[10, 5, 0, 0, 0, 0],
        zones=[8, 5, 0, 0, 0, 0],
        total=[15] * 3 + [0] * 3,
        share=[2 / 3, 1 / 3, 0, *[np.nan] * 3],
        lq=[1.25, 0.75, 0.0, *[np.nan] * 3],
        expected=[8.0, 6.0, 1.0, 0, 0, 0],
        few=[False, False, True, True, True, True],
    )


@lru_cache(maxsize=8)
def drawn(a, lang, theme):
    """Every chart of the real atlas, made once."""
    table, indices = strength.strength(a), strength.diversity(a, by="type")
    alike = similarity.similarity(a)
    groups = similarity.groups(alike, cut=0.6)
    order = [*groups.ids, *groups.without]
    bands = similarity.spread(a, alike)
    return {
        "matrix": charts_strength.matrix(a, table, by="area", lang=lang, theme=theme),
        "quotients": charts_strength.quotients(a, table, by="area", lang=lang, theme=theme),
        "indices": charts_strength.indices(a, indices, by="type", lang=lang, theme=theme),
        "likeness": likeness.likeness(a, alike, order=order, lang=lang, theme=theme),
        "distances": distances.distances(bands, lang=lang, theme=theme),
        "tree": likeness.tree(a, groups, lang=lang, theme=theme),
    }


NAMES = ("matrix", "quotients", "indices", "likeness", "distances", "tree")


def test_a_matrix_shades_by_the_most_and_leaves_nought_apart(a, table):
    spec = charts_strength.matrix(a, table, by="area", lang="zh", theme=SCREEN).to_dict()
    shades = {row["listings"]: row["shade"] for row in data(spec)}
    assert shades == {10: 5, 5: 3, 0: 0}  # 5/10 of five steps, rounded up


def test_a_matrix_names_its_groups_with_what_they_list(a, table):
    spec = charts_strength.matrix(a, table, by="area", lang="zh", theme=SCREEN).to_dict()
    (words,) = {layer["encoding"]["x"]["axis"]["labelExpr"] for layer in spec["layer"]}
    for slug, n in zip(table["group"].unique(), (15, 0), strict=True):
        assert f"{a.label('areas', slug, 'zh', short=True)}\\n{n}项" in words


def test_small_numbers_are_marked_and_undefined_ones_kept(a, table):
    rows = data(charts_strength.quotients(a, table, by="area", lang="zh", theme=SCREEN).to_dict())
    assert [row["kind"] for row in rows] == ["enough"] * 2 + ["few"] * 4
    assert [row["lq"] for row in rows] == [1.25, 0.75, 0.0, None, None, None]
    # 10 listings bear two digits, five bear one; what is undefined is a dash and no number.
    assert "1.3" in rows[0]["says"]
    assert "0.8" in rows[1]["says"]
    assert "–" in rows[3]["says"]


def test_small_numbers_are_hollow_whatever_the_colours(a, table):
    spec = charts_strength.quotients(a, table, by="area", lang="zh", theme=PRINT).to_dict()
    (points,) = [layer for layer in spec["spec"]["layer"] if layer["mark"].get("type") == "point"]
    fill = points["encoding"]["fill"]["scale"]
    assert dict(zip(fill["domain"], fill["range"], strict=True)) == {
        "enough": PRINT.accent,
        "few": PRINT.paper,
    }


def test_likeness_shows_phrases_below_the_diagonal_and_clusters_above(a):
    ids = a.zones.index[:3]
    phrases = np.array([[1, 0.5, 0], [0.5, 1, np.nan], [0, np.nan, 1]])
    clusters = np.array([[1, 0.9, 0.1], [0.9, 1, 0], [0.1, 0, 1]])
    sizes = {"phrases": np.array([3, 0, 0]), "clusters": np.array([10, 9, 1])}
    alike = Similarity(ids=ids, phrases=phrases, clusters=clusters, sizes=sizes)
    spec = likeness.likeness(a, alike, order=ids[[1, 0, 2]], lang="zh", theme=SCREEN).to_dict()
    drawn = {(row["a"], row["b"]): row["value"] for row in data(spec) if "value" in row}
    second, first, third = ids[1], ids[0], ids[2]
    # Rows stand as ordered: second, first, third; nought is not drawn, undefined is.
    assert drawn == {
        (first, second): 0.5,  # below: phrases
        (second, first): 0.9,  # above: clusters
        (first, third): 0.1,  # above
        (third, second): None,  # below: undefined
    }


def test_a_tree_has_three_lines_a_merge_and_no_colour_above_the_cut(a):
    ids = a.zones.index[:3]
    groups = Groups(
        ids=ids,
        merges=cells(left=[0, 2], right=[1, 3], height=[0.2, 0.8], size=[2, 3]),
        labels=np.array([1, 1, 2]),
        cut=0.5,
        without=(),
    )
    rows = data(likeness.tree(a, groups, lang="zh", theme=PRINT).to_dict())
    lines = [(r["from"], r["to"], r["at"], r["until"], r["hue"]) for r in rows if "until" in r]
    first, alone = PRINT.hues[0], PRINT.soft
    assert lines == [
        (0, 0.2, 0, 0, first),
        (0, 0.2, 1, 1, first),
        (0.2, 0.2, 0, 1, first),
        (0, 0.8, 2, 2, alone),
        (0.2, 0.8, 0.5, 0.5, alone),
        (0.8, 0.8, 0.5, 2, alone),
    ]
    leaves = [(r["at"], r["group"], r["hue"]) for r in rows if "name" in r]
    assert leaves == [(0, 1, first), (1, 1, first), (2, 2, alone)]


def test_bands_of_few_pairs_are_hollow():
    bands = cells(
        from_km=[0.0, 50.0],
        to_km=[50.0, np.inf],
        pairs=[9, 2],
        same_area_pairs=[5, 0],
        same_area_mean=[0.5, np.nan],
        across_pairs=[4, 2],
        across_mean=[0.25, 0.0],
    )
    rows = data(distances.distances(bands, lang="zh", theme=PRINT).to_dict())
    hollow = {(r["series"], r["band"]): r["fill"] == PRINT.paper for r in rows if "fill" in r}
    assert hollow == {
        ("same_area", "0"): False,
        ("same_area", "1"): True,
        ("across", "0"): True,
        ("across", "1"): True,
    }


@pytest.mark.parametrize("lang", LANGS)
def test_every_chart_draws_from_one_specification_on_screen_and_paper(a, lang):
    on_screen, on_paper = drawn(a, lang, SCREEN), drawn(a, lang, PRINT)
    for name in NAMES:
        screen = json.dumps(on_screen[name].to_dict(), sort_keys=True)
        assert "var(--" in screen, name
        paper = json.dumps(on_paper[name].to_dict(), sort_keys=True)
        assert "var(--" not in paper, name
        assert len(data(on_screen[name].to_dict())) == len(data(on_paper[name].to_dict())), name


@pytest.mark.parametrize("name", NAMES)
def test_svg_keeps_its_words_as_text_and_brings_its_face(a, name):
    chart = files.sheet(
        drawn(a, "zh", PRINT)[name], title="标题", lines=["所选", "依据"], theme=PRINT
    )
    root = ET.fromstring(files.svg(chart))  # noqa: S314 - our own
    words = ["".join(node.itertext()) for node in root.iter(f"{SVG}text")]
    assert "标题" in words
    assert "所选依据" in words  # two lines of one text
    style = root.find(f"{SVG}style").text
    assert style.count("@font-face") == 2
    assert not re.search(r"url\((?!data:font/woff;base64,)", style)
    fonts = {node.get("font-family") for node in root.iter(f"{SVG}text")}
    assert {font.strip("'\"") for font in fonts} == {"Atlas Sans SC"}


def test_png_is_a_picture_of_200_pixels_to_the_inch(a):
    chart = drawn(a, "zh", PRINT)["distances"]
    width = float(ET.fromstring(files.svg(chart)).get("width"))  # noqa: S314 - our own
    picture = files.png(chart)
    assert picture.startswith(b"\x89PNG")
    assert Image.open(io.BytesIO(picture)).info["dpi"] == pytest.approx(
        (files.PNG_PPI, files.PNG_PPI), abs=0.1
    )
    assert int.from_bytes(picture[16:20]) == pytest.approx(files.PNG_PPI / 72 * width, abs=2)


def lightness(colour):
    """Relative luminance of #rrggbb (WCAG 2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return float(np.dot(linear, (0.2126, 0.7152, 0.0722)))


def contrast(one, other):
    low, high = sorted((lightness(one), lightness(other)))
    return (high + 0.05) / (low + 0.05)


def screens():
    """Give the colours of the stylesheet, light and dark."""
    css = (
        charts.THEMES.parents[3] / "pages" / "ui" / "analysis" / "styles" / "analysis.css"
    ).read_text("utf-8")
    light, dark = re.findall(r":root[^{]*{([^}]*--ramp-0[^}]*)}", css)
    return [dict(re.findall(r"--([\w-]+): (#\w+);", block)) for block in (light, dark)]


def test_shades_tell_apart_in_grey_and_their_words_can_be_read():
    ramps = [(PRINT.ramp, PRINT.on_ramp[1:])]
    ramps += [
        (
            [colours[f"ramp-{i}"] for i in range(6)],
            [colours[f"on-ramp-{i}"] for i in range(1, 6)],
        )
        for colours in screens()
    ]
    for ramp, on in ramps:
        greys = [lightness(colour) for colour in ramp]
        assert greys in (sorted(greys), sorted(greys, reverse=True))
        assert all(contrast(x, y) > 1.15 for x, y in pairwise(ramp))
        assert all(contrast(x, y) >= 4.5 for x, y in zip(ramp[1:], on, strict=True))


@pytest.mark.parametrize(
    ("line", "em", "lines"),
    [
        ("一二三四五", 3, ["一二三", "四五"]),
        ("一二三，四", 3, ["一二", "三，四"]),
        ("an even line", 4, ["an even", "line"]),
        ("短", 9, ["短"]),
    ],
)
def test_lines_break_between_words_and_never_before_a_closing_mark(line, em, lines):
    assert charts.wrapped(line, em) == lines


@pytest.fixture(scope="module")
def evil(a):
    """Give the atlas the worst text in every name that a chart shows."""
    worst = "\u2028'];hit()//\\\"</svg><script>hit()</script>{{7*7}}${7*7}"

    def wicked(table):
        texts = [column for column in table if column.startswith(("name_", "short_"))]
        return table.assign(**{column: worst + table[column].astype(str) for column in texts})

    names = ("zones", "areas", "clusters", "types", "industries")
    return dataclasses.replace(a, **{table: wicked(getattr(a, table)) for table in names})


@pytest.mark.parametrize("name", NAMES)
def test_the_worst_names_are_text_in_every_chart(evil, name):
    """A name is no expression, no markup, no end of a line for Vega, and no Python for anyone."""
    picture = files.svg(drawn(evil, "zh", PRINT)[name])
    tree = ET.fromstring(picture)  # noqa: S314 - our own, and it must be well-formed
    assert not [each for each in tree.iter() if each.tag.endswith("script")]
    if name != "distances":  # it names no zone and no area
        assert "hit()" in "".join(tree.itertext())
