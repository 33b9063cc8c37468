"""An own column in the finished pieces: its sizes, its colours, its legend, its words."""

import datetime as dt
import io
import json
import re

import docx
import pytest
from pptx import Presentation

from atlas.briefing import provenance, sheet
from atlas.briefing.content import content
from atlas.briefing.document import document
from atlas.briefing.order import SHEET_STYLES, Order
from atlas.briefing.report import report
from atlas.briefing.slides import deck
from atlas.briefing.webpage import live
from atlas.i18n import LANGS, text
from atlas.maps.choropleth import Breaks, of_map
from atlas.maps.palette import palette
from atlas.maps.print.scene import Group, Path, Symbol, Text
from atlas.model.series import told as told_of
from atlas.office.edition import derive
from atlas.selection.selection import Selection
from tests.office import added
from tests.shipped import ATLAS

DAY = dt.date(2026, 11, 29)
HEAD, WORDS = "投资额", "阶段<b>"
NUMBERS = {zone: 2.0 + 3 * n for n, zone in enumerate(ATLAS.zones.index[:12])}


def laden(values):
    records = {zone: added.Record(zone, values=cells) for zone, cells in values.items()}
    return derive(ATLAS, added.State(1, records, dict.fromkeys(records, 1)))


ATLAS_OWN = laden(
    {zone: {HEAD: n, WORDS: "在建" if n > 9 else "投产"} for zone, n in NUMBERS.items()}
)


def order(lang="zh", **given):
    selection = given.pop("selection", Selection())
    return Order.of(selection, lang, DAY, **({"shade": HEAD, "dpi": 96} | given))


def shades(scene):
    """Return what is drawn of the column on the maps, by zone."""
    found = {}
    for group in scene.items:
        for item in group.items if isinstance(group, Group) else ():
            if item.role == "shade":
                found.setdefault(item.key, []).append(item)
    return found


def seams(items):
    paper = palette(ATLAS, "colour")["sheet/paper"].fill
    return [each for each in items if isinstance(each, Symbol) and each.fill == paper]


@pytest.mark.parametrize("layout", ["a4", "square", "slide"])
def test_the_area_of_a_circle_is_its_number(layout):
    drawn = shades(sheet.compose(ATLAS_OWN, order(shade_as="size", layout=layout)))
    areas = {}
    for zone, items in drawn.items():
        circles = [each for each in items if each not in seams(items)]
        assert {each.shape for each in circles} <= {"circle"}
        assert len({(each.x, each.y, each.size) for each in circles}) <= 1  # area and edge
        if circles:  # zones without a value have the seam of their symbol alone
            areas[zone] = circles[0].size ** 2
    assert areas.keys() == NUMBERS.keys()
    ratios = [areas[zone] / number for zone, number in NUMBERS.items()]
    assert ratios == pytest.approx([ratios[0]] * len(ratios))


def test_the_height_of_a_bar_is_its_number_and_no_name_lies_on_it():
    scene = sheet.compose(ATLAS_OWN, order(shade_as="bars", layout="a3"))
    bars = {zone: items[0].rings[0] for zone, items in shades(scene).items()}
    assert bars.keys() == NUMBERS.keys()
    ratios = [float(ring[:, 1].max() - ring[:, 1].min()) / NUMBERS[z] for z, ring in bars.items()]
    assert ratios == pytest.approx([ratios[0]] * len(ratios))
    labels = [item for item in walked(scene) if isinstance(item, Text) and item.role == "label"]
    for ring in bars.values():
        (left, top), (right, bottom) = ring.min(axis=0), ring.max(axis=0)
        on_it = [
            each.text
            for each in labels
            if left < each.x + each.size / 2 < right and top < each.y - each.size / 2 < bottom
        ]
        assert not on_it


def walked(scene):
    return list(scene.walk())


@pytest.mark.parametrize("style", SHEET_STYLES)
@pytest.mark.parametrize("head", [HEAD, WORDS])
def test_colours_are_those_of_the_classes(style, head):
    asked = order(shade=head, style=style, layout="a4")
    styles, shade = palette(ATLAS_OWN, style), of_map(ATLAS_OWN, asked.map, lang="zh")
    drawn = shades(sheet.compose(ATLAS_OWN, asked))
    for zone in NUMBERS:
        assert styles[shade.of[zone]].fill in {item.fill for item in drawn[zone]}
    used = {shade.of[zone] for zone in NUMBERS}
    assert len({styles[key].fill for key in used}) == len(used)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"breaks": Breaks(given=(10.0, 20.0))}, ["≤10", "10–20", ">20"]),
        ({"shade": WORDS}, ["在建", "投产"]),
        ({"shade_as": "size"}, ["35", "10", "3.5"]),
        ({"shade_as": "bars"}, ["35", "17", "8.7"]),
    ],
)
def test_every_format_explains_it(lang, given, said):
    asked = order(lang, **given)
    said = [*said, text("shade.none", lang)]
    drawn = of_map(ATLAS_OWN, asked.map, lang=lang).drawn
    title = text(f"shade.title.{drawn}", lang, head=asked.map.shade)
    on_sheet = {
        item.text for item in walked(sheet.compose(ATLAS_OWN, asked)) if hasattr(item, "text")
    }
    slide = Presentation(io.BytesIO(deck(ATLAS_OWN, [asked], native=True))).slides[0]
    shapes = list(flat(slide.shapes))
    on_slide = {s.text_frame.text.partition("\t")[0] for s in shapes if s.has_text_frame}
    for words in (title, *said):
        assert words in on_sheet
        assert words in on_slide
    # Each zone that has a value has a shape of its own.
    named = {s.name for s in shapes}
    for zone in NUMBERS:
        assert text("slides.of.shade", lang, name=ATLAS.label("zones", zone, lang)) in named


def flat(shapes):
    for shape in shapes:
        if shape.shape_type == 6:
            yield from flat(shape.shapes)
        else:
            yield shape


def told(asked, atlas=ATLAS_OWN):
    return "".join(p.text for p in report(atlas, content(atlas, asked)).paragraphs)


def test_a_brief_on_a_number_states_sum_extremes_and_what_is_lacking():
    first, *_, last = NUMBERS
    name = {zone: ATLAS.label("zones", zone) for zone in NUMBERS}
    said = told(order())
    total = sum(NUMBERS.values())
    assert f"投资额：12个开发区有数据，合计{total:g}，最大为35（{name[last]}），" in said
    assert f"最小为2（{name[first]}）；另有30个没有数据。" in said
    # A filter speaks of its column too, whatever the map shows.
    where = order(shade="", selection=Selection(where=("投资额>=30",)))
    assert "投资额：2个开发区有数据，合计67，最大为35" in told(where)
    assert "没有单个开发区的数字，本简报不列" not in said
    assert "投资额" not in told(order(shade=""))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([5.0, 5.0], "2个开发区有数据，合计10，均为5"),
        ([5.0], "为5；另有41个没有数据"),
        ([-1e308, 1e308, 1e308], "合计1e+308"),
        ([1e308, 1e308], "合计2.00000e+308"),
        ([0.1, 0.2], "合计0.3，"),
        ([dt.date(2020, 1, 2), dt.date(2021, 3, 4)], "最早2020-01-02（"),
        ([True, True, False], "x：是2个、否1个；"),
    ],
)
def test_a_brief_finds_words_for_any_column(values, words):
    atlas = laden({zone: {"x": value} for zone, value in zip(NUMBERS, values, strict=False)})
    assert words in told(order(shade="x"), atlas)


@pytest.mark.parametrize("lang", LANGS)
def test_own_columns_stand_in_the_tables(lang):
    asked = order(lang, selection=Selection(zones=tuple(NUMBERS)[:3]))
    written = docx.Document(io.BytesIO(document(ATLAS_OWN, [asked])))
    grid = next(t for t in written.tables if len(t.rows) == 4)
    colon = text("document.colon", lang)
    for row, number in zip(grid.rows[1:], NUMBERS.values(), strict=False):
        # The column that the map shows comes first.
        assert row.cells[-1].text.splitlines()[0] == f"{HEAD}{colon}{number:g}"
    page = live(ATLAS_OWN, asked).decode()
    for number in list(NUMBERS.values())[:3]:
        assert re.search(rf"{HEAD}</span> {number:g}</span>", page)
    assert WORDS not in page  # what a head holds is text
    start = json.loads(re.search(r'id="atlas-start">(.*?)</script>', page)[1])
    shade = start["directions"]["shade"]
    assert shade["of"].keys() == set(list(NUMBERS)[:3])
    assert sum(each["n"] for each in shade["classes"]) == 3


def test_a_file_carries_it_and_proves_it():
    asked = order(
        shade_as="bars",
        breaks=Breaks("quantile", 3),
        base_url="https://atlas.example/",
        layout="a4",
    )
    record = provenance.read(document(ATLAS_OWN, [asked]))
    assert "shade-as=bars" in record.link
    assert "breaks=quantile%3A3" in record.link
    assert provenance.verify(ATLAS_OWN, record).same
    assert isinstance(shades(sheet.compose(ATLAS_OWN, asked))[next(iter(NUMBERS))][0], Path)


YEARS = {year: f"产值{year}" for year in (2021, 2022, 2023)}
YEARLY = laden(
    {
        zone: {YEARS[2021]: n, YEARS[2022]: n + 1, YEARS[2023]: 2 * n, WORDS: "a"}
        for zone, n in NUMBERS.items()
    }
)


@pytest.mark.parametrize("lang", LANGS)
def test_yearly_columns_stand_in_tables_as_one_with_their_line(lang):
    asked = order(lang, shade="", selection=Selection(zones=tuple(NUMBERS)[:3]))
    told = report(YEARLY, content(YEARLY, asked)).table
    assert told.heads == ("产值", WORDS)
    (head, words, points), _ = told.known(1)
    assert (head, points) == ("产值", ((2021, 5.0), (2022, 6.0), (2023, 10.0)))
    written = docx.Document(io.BytesIO(document(YEARLY, [asked])))
    grid = next(t for t in written.tables if len(t.rows) == 4)
    cell = grid.rows[2].cells[-1]
    assert cell.text.splitlines()[0] == f"产值{text('document.colon', lang)}{words}"
    (picture,) = cell._tc.iter("{*}docPr")
    years = told_of(points, lang)
    assert picture.get("descr").endswith(years)
    page = live(YEARLY, asked).decode()
    assert page.count('class="series-line"') == 3
    assert f'aria-label="{years}"' in page


def test_the_year_that_a_map_shows_stands_beside_its_series():
    asked = order(shade=YEARS[2023], selection=Selection(zones=tuple(NUMBERS)[:3]))
    told = report(YEARLY, content(YEARLY, asked)).table
    assert told.heads == (YEARS[2023], "产值", WORDS)
    assert told.lines[0][0] == ()
