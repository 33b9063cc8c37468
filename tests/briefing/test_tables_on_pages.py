"""What differs between documents, and few zones' lives: on slides, on printed pages, in a brief."""

import datetime as dt
import io
from functools import cache

import pytest
from pptx import Presentation

from atlas.analysis import life
from atlas.briefing.brief.page import compose
from atlas.briefing.brief.plan import EDGE
from atlas.briefing.brief.plan import brief as planned
from atlas.briefing.content import content
from atlas.briefing.formats import SNAPSHOTS
from atlas.briefing.order import LAYOUTS, Order
from atlas.briefing.report import figures, report
from atlas.briefing.report.pages import Measures, Series, parted
from atlas.briefing.sheet import SIZE, tables
from atlas.briefing.sheet.context import SheetContext
from atlas.briefing.slides import master
from atlas.briefing.slides import tables as of_slides
from atlas.briefing.slides.context import SlideContext
from atlas.i18n import LANGS, text
from atlas.maps.palette import palette
from atlas.maps.print.scene import Scene, Text
from atlas.maps.specification import Specification
from atlas.model import documents
from atlas.plan import references
from tests.shipped import ATLAS

PLAN, CATALOGUE, NOW = ATLAS.documents.index
DAY = dt.date(2026, 11, 30)
LEGEND = 140.0  # points


def order(lang="zh", document=PLAN, **params):
    at = documents.under(ATLAS, document)
    given = {name.rstrip("_"): value for name, value in params.items()}
    shown, wrong = Specification.parse(given | {"document": document}, at)
    assert not wrong
    return at, Order(shown, lang, DAY, dpi=96, base_url="https://atlas.example/")


@cache
def deck_of(lang, document=PLAN, **params):
    asked = order(lang, document, **params)
    return [*Presentation(io.BytesIO(SNAPSHOTS["pptx"].write(*asked))).slides], asked


def table_slides(at, asked):
    """Return the slides of tables alone: what takes long is the map."""
    said, styles = content(at, asked), palette(at, asked.style)
    made = master.deck(styles, lang=asked.lang, paper=LAYOUTS[asked.layout])
    first = SlideContext(at, said, styles, made.slides.add_slide(made.slide_layouts[0]))
    for told in of_slides.told(at, said, zones=True):
        for page in told.pages:
            of_slides.put(first, made, page, told.series.title)
    return [*made.slides][1:]


@pytest.fixture
def unmapped(monkeypatch):
    """Let a brief have an empty map as high as it would be with its legend: drawing takes long."""

    def plan(_atlas, _said, width, height, **_):
        return Scene(width, height + LEGEND, (), "")

    monkeypatch.setattr(figures, "plan", plan)


def grids(slides):
    return [shape for slide in slides for shape in slide.shapes if shape.has_table]


def cells(grid):
    return [tuple(cell.text for cell in row.cells) for row in grid.table.rows]


def words_on(slide):
    return [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]


@pytest.mark.parametrize("lang", LANGS)
def test_what_one_must_know_of_a_document_is_said_once(lang):
    at, asked = order(lang, CATALOGUE, draw="changes")
    notes = " ".join(content(at, asked).notes)
    assert notes.count(at.documents.loc[CATALOGUE, f"note_{lang}"]) == 1
    # The plan's note has no subject of its own; what is the plan's is said of both.
    assert at.documents.loc[PLAN, f"note_{lang}"] not in notes


@pytest.mark.parametrize(("first", "second"), [(PLAN, CATALOGUE), (CATALOGUE, NOW)])
@pytest.mark.parametrize("lang", LANGS)
def test_a_comparison_s_tables_are_a_deck_s_own_tables(first, second, lang):
    at, asked = order(lang, draw="changes", from_=first, to=second)
    slides = table_slides(at, asked)
    wanted = report(at, content(at, asked)).changed
    assert wanted
    rows = {table.header: [] for table in wanted}
    for grid in grids(slides):
        head, *body = cells(grid)
        rows[head] += body
    assert rows == {
        head: [row for table in wanted if table.header == head for row in table.rows]
        for head in rows
    }
    above = {words for slide in slides for words in words_on(slide)}
    for table in wanted:
        assert str(len(table.rows)) in table.title
        assert table.title in above
        assert not table.note or table.note in above
    names = [at.label("documents", each, lang, short=True) for each in (first, second)]
    for slide in slides:
        assert all(name in slide.shapes.title.text_frame.text for name in names)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_table_is_set_smaller_or_runs_into_the_foot(layout):
    at, asked = order("en", draw="changes")
    slides = table_slides(at, asked.with_(layout=layout))
    least = SIZE.note * LAYOUTS[layout].scale
    for slide in slides:
        foot = max(s.top for s in slide.shapes if s.name == text("slides.notes", "en"))
        for grid in grids([slide]):
            assert grid.top + sum(row.height for row in grid.table.rows) <= foot
            runs = grid.element.xpath(".//a:rPr[@sz]")
            assert min(int(run.get("sz")) for run in runs) >= 100 * least


@pytest.mark.parametrize("document", [PLAN, NOW])
@pytest.mark.parametrize("lang", LANGS)
def test_a_deck_of_a_zone_has_its_life_on_a_line_and_in_a_table(lang, document):
    slides, (at, asked) = deck_of(lang, document, zone="jiuquan-etdz", sheet="none")
    listed, *parts = map(cells, grids(slides[1:]))
    assert lang == "en" or len(slides) == 2
    lived = [parts[0][0], *(row for part in parts for row in part[1:])]
    events = life.life(ATLAS, "jiuquan-etdz", lang)
    assert len(events) == len(lived) - 1 > 5
    for number, (event, row) in enumerate(zip(events, lived[1:], strict=True), start=1):
        assert row[0] == f"{number}. {event.dated(lang)}"
        assert row[2] == event.words
    assert listed[1:] == list(report(at, content(at, asked)).table.rows)
    (line,) = (s for s in slides[1].shapes if s.shape_type is not None and hasattr(s, "shapes"))
    written = [s.text_frame.text for s in line.shapes if s.has_text_frame and s.text_frame.text]
    assert {str(n) for n in range(1, len(events) + 1)} <= {*written}


def test_a_deck_of_a_comparison_has_its_map_then_its_tables_and_no_counts():
    slides, (at, asked) = deck_of("zh", draw="changes", prefecture="qingyang")
    told, lives = of_slides.told(at, content(at, asked), zones=True)
    assert len(slides) == 1 + len(told.pages) + len(lives.pages)
    notes = slides[0].notes_slide.notes_text_frame.text
    assert all(table.title in notes for table in told.series.tables)


def test_the_lives_of_few_zones_have_slides_and_of_many_none():
    two, (at, _) = deck_of("zh", zone=("dunhuang", "yumen"))
    titles = [at.label("zones", zone, "zh") for zone in ("dunhuang", "yumen")]
    above = [words for slide in two for words in words_on(slide)]
    assert all(text("life.title_of", "zh", name=name) in above for name in titles)
    at, asked = order("zh", zone=("dunhuang", "yumen", "jinta", "gaotai"))
    assert report(at, content(at, asked)).lived == ()


@pytest.mark.parametrize("layout", ["slide", "a4-portrait"])
@pytest.mark.parametrize("lang", LANGS)
def test_a_pdf_has_pages_of_what_differs_and_of_a_life(lang, layout):
    for params in ({"draw": "changes"}, {"zone": "hezuo", "sheet": "none"}):
        at, asked = order(lang, CATALOGUE, **params)
        asked = asked.with_(layout=layout)
        pages = [*tables.pages(SheetContext.of(at, content(at, asked)))]
        words = "".join(i.text for p in pages for i in p.walk() if isinstance(i, Text))
        words = "".join(words.split())
        told = report(at, content(at, asked))
        for table in (*told.changed, *told.lived):
            assert "".join(table.note.translate({0x201C: '"', 0x201D: '"'}).split())[:20] in words
            for row in table.rows:
                assert "".join(row[0].split()) in words
        for page in pages:
            foot = [i.y - i.size for i in page.walk() if isinstance(i, Text) and i.role == "note"]
            rows = [i.y for i in page.walk() if isinstance(i, Text) and i.role == "table"]
            assert max(rows) < max(foot)
            assert max(foot) < page.height


@pytest.mark.usefixtures("unmapped")
@pytest.mark.parametrize("lang", LANGS)
def test_a_brief_of_a_comparison_has_the_weightiest_rows_and_counts_the_rest(lang):
    at, asked = order(lang, draw="changes")
    told = planned(at, asked)
    renamed, level, clusters, reworded = 3, 6, 34, 7
    rows = told.grid.rows[1:]
    kinds = [row[0] for row in rows]
    assert kinds[:4] == [text(f"changes.kind.{kind}", lang) for kind in ["renamed"] * 3 + ["level"]]
    zones = sum(len(row[1].split(text("list.comma", lang))) for row in rows)
    assert zones >= renamed + level
    left = renamed + level + clusters + reworded - zones
    (more,) = told.more
    assert more.words == text("brief.more.changes.many", lang, n=left)
    (alone, others) = told.body
    assert at.label("zones", "huixian", lang, short=True) in alone.words
    assert "24" in others.words
    comes_to = told.head[-1].words
    assert all(str(n) in comes_to for n in (42, 65, 41, 1, 24, renamed, level, clusters))
    page = compose(at, told)
    assert max(i.y for i in page.walk() if isinstance(i, Text)) <= page.height - EDGE


@pytest.mark.usefixtures("unmapped")
@pytest.mark.parametrize("lang", LANGS)
def test_a_brief_of_a_zone_has_its_life(lang):
    at, asked = order(lang, CATALOGUE, zone="hezuo", sheet="none")
    words = [line.words for line in planned(at, asked).body]
    for event in life.life(at, "hezuo", lang):
        assert any(event.words in each and event.dated(lang) in each for each in words)


def test_a_list_of_zones_names_its_source_shortly():
    at, asked = order("zh", CATALOGUE, prefecture="qingyang")
    assert {row[-1] for row in report(at, content(at, asked)).table.rows} == {"目录 2018"}
    assert references.short(ATLAS, "专栏4·7", "en") == "Box 4·7"
    assert references.short(ATLAS, "plan-2016-125", "zh") == "规划 2016"
    at, asked = order("en", NOW, zone="jiuquan-etdz", sheet="none")
    assert report(at, content(at, asked)).table.rows[0][-1] == "Source 2020"


def test_a_title_names_the_document_and_a_comparison():
    at, asked = order("zh", CATALOGUE)
    assert report(at, content(at, asked)).title == "甘肃省开发区（目录 2018）情况简报"
    at, asked = order("zh", draw="changes")
    assert report(at, content(at, asked)).title.startswith("甘肃省开发区变化简报（")


def test_that_the_plan_has_a_zone_not_is_no_type():
    at, asked = order("zh", CATALOGUE, zone="hezuo", sheet="none")
    told = report(at, content(at, asked))
    assert "类型为" not in told.conclusion + told.paragraphs[1].text
    at, asked = order("zh", CATALOGUE)
    assert "类型以特色产业型最多，有12个。" in report(at, content(at, asked)).conclusion
    at, asked = order("zh", CATALOGUE, prefecture="gannan")
    assert "类型以" not in report(at, content(at, asked)).conclusion


def test_a_short_table_is_not_torn_and_a_long_one_goes_on():
    at, asked = order("zh", draw="changes")
    tables = report(at, content(at, asked)).changed
    measures = Measures(800, 10, 8, 1.4, 0.4, 6, 1.0, 40, str)
    pages = [*parted(Series("", tables), measures, 300)]
    parts = [part for page in pages for part in page]
    for table in tables:
        own = [part for part in parts if part.table is table]
        assert [row for part in own for row in part.rows] == list(table.rows)
        assert [part.begins for part in own] == [True, *(False for _ in own[1:])]
        assert [part.ends for part in own] == [*(False for _ in own[1:]), True]
        assert len(own) == 1 or len(table.rows) > 8
    for page in pages:
        high = sum(
            measures.above(p)
            + measures.row(p.table, p.table.header, head=True)
            + sum(measures.row(p.table, row) for row in p.rows)
            + (measures.below(p.table) if p.ends else 0)
            for p in page
        )
        assert high + measures.between * (len(page) - 1) <= 300
