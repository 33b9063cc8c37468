"""Approved hectares and years in the finished pieces: whose they are, and who has none."""

import datetime as dt
import io

import pytest
from pypdf import PdfReader

from atlas.briefing.book import chapters
from atlas.briefing.content import content, series
from atlas.briefing.formats import COLLECTIONS
from atlas.briefing.order import Order
from atlas.briefing.report import report
from atlas.briefing.sheet import compose
from atlas.exchange.writing.tables import APPROVAL, COLUMNS, rows
from atlas.i18n import LANGS, text
from atlas.maps.print.scene import Group, Symbol, Text
from atlas.maps.specification import USUAL
from atlas.model import columns, documents
from atlas.selection.selection import Selection
from tests.shipped import ATLAS

DAY = dt.date(2026, 11, 30)
LISTED = documents.under(ATLAS, "catalogue-2018")
CIRCLES = USUAL.with_(shade="area_ha", shade_as="size")
UNTIL = USUAL.with_(selection=Selection(where=("year<=2006",)))


def order(shown, lang="zh", **given):
    return Order(shown, lang, DAY, layout="a4", dpi=96, **given)


def paragraphs(told):
    return ["".join(run.text for run in each.runs) for each in told.paragraphs]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("shown", [CIRCLES, UNTIL, USUAL.with_(panels="year")])
def test_a_sheet_says_whose_figures_they_are_and_who_has_none(shown, lang):
    said = content(ATLAS, order(shown, lang))
    card = ATLAS.sources.loc["catalogue-2018", f"title_{lang}"]
    assert any(card in line for line in said.sources)
    short = ATLAS.label("documents", "catalogue-2018", lang, short=True)
    notes = " ".join(said.notes)
    assert text("print.note.figures", lang, document=short) in said.notes
    assert ATLAS.label("zones", "huixian", lang, short=True) in notes


def test_a_sheet_without_figures_says_nothing_of_them():
    said = content(ATLAS, order(USUAL))
    assert not any("目录" in line for line in (*said.notes, *said.sources, said.sentence))


def test_the_sentence_has_the_sum_to_the_cent():
    said = content(ATLAS, order(CIRCLES)).sentence
    assert said.endswith("其中41个核准面积合计23,204.20公顷（目录 2018，不是规划面积）。")
    # Of the list's own zones each has its area.
    listed = content(LISTED, order(CIRCLES.with_())).sentence
    assert listed.endswith("。核准面积合计28,874.64公顷（目录 2018，不是规划面积）。")
    part = UNTIL.with_(shade="area_ha")
    assert (
        "29个开发区，其中国家级2个、省级27个。核准面积合计18,412.34公顷"
        in content(ATLAS, order(part)).sentence
    )


def test_the_title_says_up_to_when():
    assert content(ATLAS, order(UNTIL)).title.endswith("截至2006年底批准设立")
    assert content(ATLAS, order(UNTIL, "en")).title.endswith("approved by the end of 2006")


def test_circles_have_areas_in_the_proportion_of_their_numbers():
    scene = compose(ATLAS, order(CIRCLES))
    sizes = {}
    for group in scene.items:
        for item in group.items if isinstance(group, Group) else ():
            if isinstance(item, Symbol) and item.role == "shade" and item.opacity < 1:
                sizes.setdefault(item.key, item.size)
    hectares = columns.known(ATLAS, columns.AREA)
    assert sizes.keys() == hectares.keys()
    assert "huixian" not in sizes
    one = "lanzhou-etdz"
    for zone, size in sizes.items():
        assert (size / sizes[one]) ** 2 == pytest.approx(hectares[zone] / hectares[one], rel=1e-6)


@pytest.mark.parametrize(("lang", "style"), [("zh", "colour"), ("en", "grey"), ("zh", "safe")])
def test_a_legend_says_what_the_circles_are_and_are_not(lang, style):
    scene = compose(ATLAS, order(CIRCLES, lang, style=style))
    words = {each.text for each in scene.walk() if isinstance(each, Text)}
    assert columns.origin(ATLAS, "area_ha", lang) in words
    assert text("shade.title.size", lang, head=text("figure.area_ha.head", lang)) in words
    assert {"1900", "580", "190"} <= words


@pytest.mark.parametrize("lang", LANGS)
def test_a_briefing_tells_sum_and_extremes_and_has_the_column(lang):
    asked = order(CIRCLES, lang)
    told = report(ATLAS, content(ATLAS, asked))
    said = " ".join(paragraphs(told))
    assert "23,204.20" in said
    for words in ("1,960.36", "15.56", columns.name(ATLAS, "area_ha", lang, whole=True)):
        assert words in said
    assert text("report.section.figures", lang) in said
    assert text("report.section.values", lang) not in said
    assert told.table.heads == (columns.name(ATLAS, "area_ha", lang),)
    cells = dict(zip(told.table.zones, told.table.values, strict=True))
    assert cells["lanzhou-etdz"] == ("953.00",)
    assert cells["huixian"] == ("",)


def test_the_plans_tables_have_the_columns_they_had():
    table = rows(ATLAS, ATLAS.zones, Selection())
    assert tuple(table.columns) == COLUMNS
    table = rows(LISTED, LISTED.zones, Selection())
    assert tuple(table.columns) == (*COLUMNS, *APPROVAL)
    assert table["area_ha"].sum() == pytest.approx(28874.64)


def test_the_book_has_a_chapter_of_sizes_and_says_whose_they_are():
    whole = chapters.write(ATLAS, Order.of(Selection(), lang="zh", date=DAY))
    starts = [block["id"] for block in whole.blocks if block["kind"] == "chapter"]
    assert starts.index("chapter:sizes") == starts.index("chapter:zones") - 1
    said = str(whole.blocks)
    for words in (
        "41个开发区核准面积合计23,204.20公顷（目录 2018）",
        "不是规划的；核准面积不是规划面积",
    ):
        assert words in said
    picture, _ = whole.pictures["chapter:sizes:map"]
    assert (picture.order.map.shade, picture.order.map.shade_as) == ("area_ha", "size")


def test_a_book_of_what_no_list_has_is_without_that_chapter():
    alone = Selection(zones=("huixian",))
    whole = chapters.write(ATLAS, Order.of(alone, lang="zh", date=DAY))
    assert "chapter:sizes" not in [block.get("id") for block in whole.blocks]


def test_each_year_has_a_page_and_all_show_one_land():
    sheets = series(ATLAS, order(USUAL.with_(panels="year")))
    years = [each.map.selection.where[-1] for each in sheets]
    assert years == [f"year<={year}" for year in (1988, 1991, 2006, 2010, 2013, 2015)]
    assert {each.map.extent for each in sheets} == {"province"}
    made = COLLECTIONS["pdf"].write(ATLAS, [each.with_(layout="a4") for each in sheets[:2]])
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(made)).pages]
    assert len(pages) == 2
    assert series(ATLAS, order(USUAL)) == ()


def test_a_title_of_ones_own_goes_on_every_page():
    sheets = series(ATLAS, order(USUAL.with_(panels="year"), title="沿革"))
    assert sheets[0].title == "沿革 · 截至1988年底批准设立"
