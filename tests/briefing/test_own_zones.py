"""An office's own zones in the finished pieces: nothing is cited for them, nothing said twice."""

import datetime as dt
import io
import re
from itertools import pairwise

import docx
import pptx
import pytest

from atlas.briefing.book import chapters, own, scope
from atlas.briefing.content import content
from atlas.briefing.document.settings import SETTINGS
from atlas.briefing.formats import SNAPSHOTS
from atlas.briefing.order import LAYOUTS, MM, Order
from atlas.briefing.report import facts, report
from atlas.briefing.report.sentences import sentence, series
from atlas.briefing.report.words import Words
from atlas.briefing.sheet import compose, zones_listed
from atlas.briefing.sheet.descriptions import FEW_LISTED, MOST_LISTED
from atlas.briefing.slides import tables
from atlas.i18n import LANGS, text
from atlas.maps.print import drawing, fonts
from atlas.maps.print.scene import Symbol, Text
from atlas.office.edition import derive
from atlas.selection.selection import Selection
from tests.audit.measures import box_of
from tests.bench.offices import state_of
from tests.office import added
from tests.shipped import ATLAS
from tests.specified import LADEN

DAY = dt.date(2026, 11, 29)
KIND = {"zh": "自有开发区", "en": "Office's own"}
TWICE = {lang: re.compile(rf"{kind}\W{{0,4}}{kind}", re.IGNORECASE) for lang, kind in KIND.items()}


def order(lang, **given):
    return Order.of(Selection(**given), lang, DAY, dpi=96, layout="a4")


def told(lang, **given):
    return report(LADEN, content(LADEN, order(lang, **given)))


def test_a_cell_without_a_reference_cites_nothing():
    assert sentence("x", [""])[0].refs == ()
    assert sentence("x", ["", "3.2.1|专栏4", "3.2.1"])[0].refs == ("3.2.1", "专栏4")
    (clause,) = series(Words(LADEN, "zh"), [("x", [""]), ("y", ())])
    assert clause.refs == ()


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("zone", list(LADEN.zones.index))
def test_a_brief_of_any_single_zone_cites_what_there_is(zone, lang):
    said = told(lang, zones=(zone,))
    assert all(note.strip() for note in said.footnotes)
    marked = {run.note for paragraph in said.paragraphs for run in paragraph.runs if run.note}
    assert marked == set(range(1, len(said.footnotes) + 1))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", list(SNAPSHOTS))
def test_every_format_of_one_own_zone_is_written(name, lang):
    given = order(lang, zones=(added.OWN,))
    made = SNAPSHOTS[name].write(LADEN, given)
    if SNAPSHOTS[name].suffix == ".docx":
        read = docx.Document(io.BytesIO(made))
        cells = [c.text for t in read.tables for row in t.rows for c in row.cells]
        words = "\n".join([*(line.text for line in read.paragraphs), *cells])
    elif name in {"html", "svg"}:
        words = made.decode()
    else:
        return
    assert LADEN.label("zones", added.OWN, lang) in words
    assert not TWICE[lang].search(words)


@pytest.mark.parametrize("lang", LANGS)
def test_what_level_and_type_are_both_called_is_said_once(lang):
    own, planned = LADEN.zones.loc[added.OWN], LADEN.zones.iloc[0]
    assert LADEN.standing(own, lang) == (KIND[lang],)
    assert len(LADEN.standing(planned, lang)) == 2
    given = order(lang, zones=(added.OWN,))
    assert KIND[lang] in content(LADEN, given).sentence
    assert not TWICE[lang].search(content(LADEN, given).sentence)
    alts = [s.alt for s in compose(LADEN, given).walk() if isinstance(s, Symbol) and s.alt]
    assert any(KIND[lang] in alt for alt in alts)
    assert not any(TWICE[lang].search(alt) for alt in alts)


def test_numbers_of_thousands_stand_apart_in_a_sheets_table():
    office = derive(ATLAS, state_of(ATLAS, 2_543), own=True)
    sheet = compose(office, Order.of(Selection(), "zh", DAY, dpi=96, layout="slide"))
    table = [each for each in sheet.walk() if isinstance(each, Text) and each.role == "table"]
    row = [each for each in table if each.bold]
    assert [each.text for each in row][-2:] == ["2543", "2585"]
    boxes = [box_of(each).bounds for each in sorted(row, key=lambda each: each.x)]
    for (_, _, right, _), (left, _, _, _) in pairwise(boxes):
        assert left - right > 0.2 * row[-1].size


@pytest.mark.parametrize("lang", LANGS)
def test_a_foot_that_could_list_thousands_lists_those_of_the_plan_and_a_few(lang):
    office = derive(ATLAS, state_of(ATLAS, 400), own=True)
    plan, own_ids = [*ATLAS.zones.index], office.zones.index[len(ATLAS.zones) :]
    few = zones_listed(office, own_ids, lang)
    assert few.count({"zh": "、", "en": ", "}[lang]) == FEW_LISTED - 1
    assert "400" in few
    mixed = zones_listed(office, [*own_ids, *plan[:20]], lang)
    assert all(ATLAS.label("zones", zone, lang, short=True) in mixed for zone in plan[:20])
    every = zones_listed(office, [*own_ids[:MOST_LISTED]], lang)
    assert all(office.label("zones", z, lang, short=True) in every for z in own_ids[:MOST_LISTED])


@pytest.mark.parametrize("lang", LANGS)
def test_the_office_is_credited_where_something_of_its_own_shows(lang):
    state = state_of(ATLAS, 3)
    words = text("print.source.office", lang, n=1)
    shown, hidden = (derive(ATLAS, state, own=own) for own in (True, False))
    assert words in content(shown, order(lang)).sources
    assert hidden.revision == shown.revision
    assert words not in content(hidden, order(lang)).sources


@pytest.mark.parametrize("suffix", [".docx", ".pptx"])
def test_the_map_of_hundreds_of_own_zones_is_arranged_once(suffix, monkeypatch):
    """What stands around it is told before it is drawn; on a document's first page it stands."""
    office = derive(ATLAS, state_of(ATLAS, 400), own=True)
    arranged, best = [], drawing._best
    monkeypatch.setattr(drawing, "_best", lambda *a: arranged.append(a) or best(*a))
    made = SNAPSHOTS[suffix[1:]].write(office, order("zh"))
    assert len(arranged) == 1
    if suffix == ".docx":
        lines = docx.Document(io.BytesIO(made)).paragraphs
        figure = next(n for n, each in enumerate(lines) if each._p.xpath(".//pic:pic"))
        assert figure <= 4, "after title, day and conclusion"


@pytest.mark.parametrize("lang", LANGS)
def test_the_plan_is_not_said_to_name_what_is_the_offices_own(lang):
    names = {"zh": "规划列名的开发区", "en": "The plan names"}[lang]
    lists = {"zh": "规划列出的产业", "en": "The plan lists 2 key"}[lang]
    said = "".join(p.text for p in told(lang, zones=(added.OWN,)).paragraphs)
    assert names not in said
    assert lists not in said
    every = "".join(p.text for p in told(lang).paragraphs)
    assert {"zh": f"{names}共有43个", "en": f"{names} 43"}[lang] not in every


def test_types_that_are_absent_are_named_as_one_speaks():
    """The name of the own type says already that it is one of zones."""
    said = "".join(p.text for p in told("zh", types=("upgrade", "own")).paragraphs)
    assert "开发区开发区" not in said
    some = "".join(p.text for p in told("zh", areas=("ethnic",)).paragraphs)
    assert "开发区开发区" not in some
    assert "无本单位自有的开发区。" in some
    in_english = "".join(p.text for p in told("en", areas=("ethnic",)).paragraphs)
    assert "None is the office's own." in in_english


@pytest.mark.parametrize("lang", LANGS)
def test_the_conclusion_does_not_lay_the_offices_industries_to_the_plan(lang):
    office = derive(ATLAS, state_of(ATLAS, 66), own=True)
    said = {"zh": "规划列出的产业重点中", "en": "that the plan lists for them"}[lang]
    own = {"zh": "类型以自有开发区最多", "en": "The commonest type is office's own"}[lang]
    asked = Order.of(Selection(), lang, DAY)
    assert said in report(ATLAS, content(ATLAS, asked)).conclusion
    told = report(office, content(office, asked)).conclusion
    assert said not in told
    assert own not in told
    assert {"zh": "产业重点中，最常见的是", "en": "Of their key industries"}[lang] in told


@pytest.mark.parametrize("lang", LANGS)
def test_the_columns_beside_own_data_hold_their_words_in_a_line(lang):
    """A number of a box that is cut reads as another: 4·1 for 4·10."""
    office = derive(ATLAS, state_of(ATLAS, 66), own=True)
    given = SETTINGS[lang]
    assert sum(given.widths(own=True)) == sum(given.widths(own=False))
    own = report(office, content(office, Order.of(Selection(), lang, DAY))).table
    longest = {
        1: [row[2] for row in own.rows] if lang == "zh" else ["Transformation", "Foundation-"],
        2: ["兰州市城关区", "大兰州（推断）"] if lang == "zh" else ["(inferred)"],
        4: [row[6] for row in own.rows],
    }
    for column, words in longest.items():
        room = (given.widths(own=True)[column] - 2) * MM
        for each in words:
            assert fonts.width(each) * given.cell <= room, each


def test_own_zones_take_a_line_each_on_the_narrower_slide():
    """Their level is the longest: cut after its fourth letter it made every row two lines high."""
    office = derive(ATLAS, state_of(ATLAS, 66), own=True)
    given = Order.of(Selection(prefectures=("tianshui",)), "zh", DAY, layout="slide-4x3")
    (listed,) = tables.told(office, content(office, given), zones=True)
    measures = tables._Room(LAYOUTS["slide-4x3"], "").measures
    (table,) = listed.series.tables
    own = [row for row in table.rows if row[1] == KIND["zh"]]
    wide = measures.columns(table)[1]
    assert own
    assert all(len(measures.broken(row[1], wide, bold=False)) == 1 for row in own)


@pytest.mark.parametrize("lang", LANGS)
def test_long_tables_end_and_say_how_many_rows_are_left(lang, monkeypatch):
    monkeypatch.setattr("atlas.briefing.document.tables.MOST_ROWS", 5)
    monkeypatch.setattr("atlas.briefing.slides.tables.MOST_SLIDES", 1)
    given = order(lang)
    document = docx.Document(io.BytesIO(SNAPSHOTS["docx"].write(LADEN, given)))
    left = text("slides.rows_left", lang, n=len(LADEN.zones) - 5)
    assert left in [line.text for line in document.paragraphs]
    (parted,) = tables.told(LADEN, content(LADEN, given), zones=True)
    assert parted.left == len(LADEN.zones) - len(parted.pages[0][0].rows) > 0
    deck = pptx.Presentation(io.BytesIO(SNAPSHOTS["pptx"].write(LADEN, given)))
    shapes = (shape for slide in deck.slides for shape in slide.shapes)
    words = "".join(shape.text_frame.text for shape in shapes if shape.has_text_frame)
    assert text("slides.rows_left", lang, n=parted.left) in words


def test_which_columns_are_told_is_asked_once_of_a_report_not_once_a_zone(monkeypatch):
    office, asked = derive(ATLAS, state_of(ATLAS, 66), own=True), []
    known = facts.known
    monkeypatch.setattr(facts, "known", lambda *given: asked.append(given[1]) or known(*given))
    report(office, content(office, Order.of(Selection(), "zh", DAY)))
    assert len(asked) == len(set(asked)) > 0


# Very many of them in the book --------------------------------------------------------------------

SHEETS = 6  # own zones with a page each: as many as it takes to be too many


@pytest.fixture
def few_sheets(monkeypatch):
    for module in (scope, own):
        monkeypatch.setattr(module, "MOST_SHEETS", SHEETS)


PLANNED = tuple(ATLAS.zones.index[:2])  # the plan's own in the book


def blocks_of(n, lang="zh"):
    state = state_of(ATLAS, n)
    office = derive(ATLAS, state, own=True)
    asked = Order.of(Selection(zones=(*PLANNED, *state.records)), lang=lang, date=DAY)
    return [*within(chapters.write(office, asked).blocks)]


def within(blocks):
    """Yield blocks, spans and whatever else has names, however deep it lies."""
    for each in blocks:
        if isinstance(each, dict):
            yield each
            yield from within(each.values())
        elif isinstance(each, list | tuple):
            yield from within(each)


@pytest.mark.usefixtures("few_sheets")
@pytest.mark.parametrize(("n", "paged"), [(SHEETS, True), (SHEETS + 1, False)])
def test_own_zones_have_a_page_each_in_the_book_unless_they_are_too_many(n, paged):
    found = blocks_of(n)
    sheets = {each["id"] for each in found if each.get("kind") == "sheet"}
    assert len(sheets) == len(PLANNED) + n * paged
    named = {each["to"] for each in found if "to" in each} | {
        each["page"] for each in found if "page" in each
    }
    assert {each for each in named if each.startswith("zone:")} == sheets
    listed = [each for each in found if each.get("id") == "own"]
    assert bool(listed) != paged


@pytest.mark.usefixtures("few_sheets")
@pytest.mark.parametrize("lang", LANGS)
def test_a_crowd_of_own_zones_is_listed_or_counted_in_the_book(lang, monkeypatch):
    n = SHEETS + 5
    (listed,) = (each for each in blocks_of(n, lang) if is_of(each, own.LISTED, lang))
    assert len(listed["rows"]) == n
    monkeypatch.setattr(own, "MOST_LISTED", n - 1)
    (counted,) = (each for each in blocks_of(n, lang) if is_of(each, own.COUNTED, lang))
    assert sum(int(row[1]) for row in counted["rows"]) == n
    assert all(row[2] for row in counted["rows"])


def is_of(block, heads, lang):
    return block.get("kind") == "table" and block["header"] == [text(key, lang) for key in heads]
