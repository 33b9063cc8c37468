"""The briefing as a Word document: its pages, footnotes, table, pictures and proof."""

import dataclasses
import datetime as dt
import io
import re
import shutil
import subprocess
import zipfile

import docx
import pytest
from docx.oxml.ns import qn
from PIL import Image
from pypdf import PdfReader

from atlas.briefing import provenance
from atlas.briefing.content import content
from atlas.briefing.document import document, figures, photos, running_text, tables, word
from atlas.briefing.document.context import DocumentContext, Part
from atlas.briefing.order import Order, OrderError
from atlas.briefing.report import report
from atlas.i18n import LANGS, dates, text
from atlas.office.edition import derive
from atlas.selection.selection import Selection
from tests.office import added
from tests.readers import needs

AT = "https://atlas.example/"  # where the atlas is served
DAY = dt.date(2026, 11, 22)
MM = 36000  # EMU
HOSTILE = "</w:t><w:p/>&amp;<script>{{7*7}}]]>\x00\x0b\u2028\ufffe\"'"
SELECTIONS = {
    "all": Selection(),
    "hexi": Selection(areas=("hexi",)),
    "cluster": Selection(clusters=("equipment",), types=("specialty",)),
    "one": Selection(text=("敦煌",)),
}


def order(name, lang="zh", **more):
    return Order.of(
        SELECTIONS[name], lang, DAY, **{"dpi": 96, "extent": "fit", "base_url": AT} | more
    )


@pytest.fixture(scope="module")
def made(a):
    """Give each document once: its bytes, what python-docx reads, content and report."""
    kept = {}

    def make(name, lang="zh"):
        if (name, lang) not in kept:
            asked = order(name, lang)
            written = document(a, [asked])
            said = content(a, asked)
            read = docx.Document(io.BytesIO(written))
            kept[name, lang] = (written, read, said, report(a, said))
        return kept[name, lang]

    return make


def part(written, name):
    with zipfile.ZipFile(io.BytesIO(written)) as file:
        return docx.oxml.parse_xml(file.read(name))


def words(element):
    """Give the text of an element as it is read, footnotes' marks and what holds them left out."""
    return _without_marks(element).replace(running_text.GLUE, "")


def _without_marks(element):
    return "".join(
        t.text or ""
        for t in element.iter(qn("w:t"))
        if t.getparent().find(f"{qn('w:rPr')}/{qn('w:rStyle')}") is None
        or t.getparent().find(f"{qn('w:rPr')}/{qn('w:rStyle')}").get(qn("w:val"))
        != "FootnoteReference"
    )


CASES = [(name, lang) for name in SELECTIONS for lang in LANGS]


@pytest.mark.parametrize(("name", "lang"), CASES)
def test_the_page_is_that_of_an_official_document(made, name, lang):
    for section in made(name, lang)[1].sections:
        assert round(section.page_width / MM) == 210
        assert round(section.page_height / MM) == 297
        assert round(section.top_margin / MM) == 37
        assert round(section.left_margin / MM) == 28
        assert round((section.page_width - section.left_margin - section.right_margin) / MM) == 156
        high = section.page_height - section.top_margin - section.bottom_margin
        assert round(high / MM) == 225


def test_chinese_is_set_in_the_named_faces_and_sizes(made):
    written = made("hexi")[0]
    styles = docx.Document(io.BytesIO(written)).styles
    expected = {"Heading 1": (22, "title"), "Body Text": (None, None), "Heading 2": (16, "heading")}
    for name, (points, face) in expected.items():
        style = styles[name]
        if points:
            size = style.font.size or style.base_style.font.size
            assert size.pt == points
            own = style if style.element.rPr is not None else style.base_style
            fonts = own.element.rPr.rFonts
            assert fonts.get(qn("w:eastAsia")) == text(f"document.font.{face}", "zh")
    defaults = part(written, "word/styles.xml").find(f".//{qn('w:rPrDefault')}//{qn('w:rPr')}")
    assert defaults.find(qn("w:rFonts")).get(qn("w:eastAsia")) == text("document.font.body", "zh")
    assert defaults.find(qn("w:sz")).get(qn("w:val")) == "32"
    for lang, latin in (("zh", "en-US"), ("en", "en-GB")):
        said = part(made("hexi", lang)[0], "word/styles.xml").find(f".//{qn('w:lang')}")
        assert said.get(qn("w:eastAsia")) == "zh-CN"
        assert said.get(qn("w:val")) == latin


def test_no_font_is_shipped(made):
    with zipfile.ZipFile(io.BytesIO(made("all")[0])) as file:
        assert not [name for name in file.namelist() if re.search(r"font(s/|.*\.odttf)", name)]


@pytest.mark.parametrize("lang", LANGS)
def test_pages_are_numbered_at_their_outer_corners(made, lang):
    read = made("all", lang)[1]
    assert read.settings.odd_and_even_pages_header_footer
    section = read.sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        xml = footer._element.xml
        assert " PAGE " in xml
        assert re.findall(r'w:jc w:val="(\w+)"', xml) == [side]
        assert words(footer._element) == text("document.page", lang, n="1")


@pytest.mark.parametrize(("name", "lang"), CASES)
def test_the_text_is_the_reports(made, name, lang):
    _, read, _, told = made(name, lang)
    heading = next(line for line in read.paragraphs if line.style.name == "Heading 1")
    assert heading.text.replace("\n", "").replace(" ", "") == told.title.replace(" ", "")
    own = [line for line in read.paragraphs if line.style.name in {"Body Text", "Heading 2"}]
    # What it comes to stands first, before the map and every heading.
    texts = [told.conclusion, *(paragraph.text for paragraph in told.paragraphs)]
    assert [words(line._p) for line in own[: len(texts)]] == texts
    assert own[0]._p.getprevious() is not None
    assert own[0]._p.getnext().find(f".//{qn('wp:inline')}") is not None
    everything = "\n".join(words(line._p) for line in read.paragraphs)
    for line in told.sources:
        assert line in everything


@pytest.mark.parametrize(("name", "lang"), CASES)
def test_every_footnote_stands_once_and_is_referred_to_where_the_report_says(made, name, lang):
    written, _, _, told = made(name, lang)
    notes = part(written, "word/footnotes.xml").findall(qn("w:footnote"))
    own = [note for note in notes if note.get(qn("w:type")) is None]
    assert [words(note).strip() for note in own] == list(told.footnotes)
    body = part(written, "word/document.xml")
    ids = [ref.get(qn("w:id")) for ref in body.iter(qn("w:footnoteReference"))]
    assert ids == [note.get(qn("w:id")) for note in own]
    # A later mention is a field that leads to the first; each names a bookmark that is there.
    bookmarks = [mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))]
    assert len(bookmarks) == len(set(bookmarks))
    fields = re.findall(r"NOTEREF (\w+)", "".join(t.text for t in body.iter(qn("w:instrText"))))
    assert set(fields) <= set(bookmarks)
    mentioned = [run.note for p in told.paragraphs for run in p.runs if run.note]
    assert len(ids) == len(set(mentioned))
    assert len(ids) + len(re.findall("NOTEREF", body.xml)) == len(mentioned)


@pytest.mark.parametrize("name", SELECTIONS)
def test_no_line_of_a_chinese_text_can_begin_with_a_mark(made, name):
    """Before a mark stands what no line breaks at, behind it the stop that begins no line."""
    body = part(made(name)[0], "word/document.xml")
    marks = [
        run
        for run in body.iter(qn("w:r"))
        if run.find(f"{qn('w:rPr')}/{qn('w:rStyle')}") is not None
        and run.find(f"{qn('w:rPr')}/{qn('w:rStyle')}").get(qn("w:val")) == "FootnoteReference"
        and (run.find(qn("w:t")) is not None or run.find(qn("w:footnoteReference")) is not None)
    ]
    assert marks

    def beside(run, step):
        while (run := step(run)) is not None:
            found = [t.text for t in run.iter(qn("w:t"))]
            if found:
                return "".join(found)
        return ""

    for run in marks:
        assert beside(run, lambda each: each.getprevious()).endswith(running_text.GLUE)
        assert beside(run, lambda each: each.getnext()).startswith(text("report.list.stop", "zh"))


@pytest.mark.parametrize(("name", "lang"), CASES)
def test_the_table_has_a_row_a_zone_and_its_head_on_every_page(made, name, lang):
    _, read, said, told = made(name, lang)
    grid = next(each for each in read.tables if len(each.rows) - 1 == len(said.zones))
    assert said.summary.n == len(said.zones)
    for row, cells in zip(grid.rows[1:], told.table.rows, strict=True):
        assert [cell.text for cell in row.cells] == ["\n".join(c) for c in tables._paired(cells)]
        assert row._tr.trPr.find(qn("w:cantSplit")) is not None
    assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in grid.rows] == [
        True,
        *[False] * said.summary.n,
    ]
    assert sum(column.width for column in grid.columns) == pytest.approx(156 * MM, abs=1 * MM)


@pytest.mark.parametrize("lang", LANGS)
def test_a_cluster_s_brief_says_why_each_zone_is_there(made, lang):
    _, read, said, told = made("cluster", lang)
    rows = [[cell.text for cell in row.cells] for row in read.tables[1].rows]
    assert rows[0] == list(told.basis.header)
    assert [tuple(row) for row in rows[1:]] == list(told.basis.rows)
    assert {*told.basis.zones} == {*said.zones.index}
    bold = {
        (row.cells[0].text, run.text)
        for row in read.tables[0].rows[1:]
        for run in row.cells[3].paragraphs[0].runs
        if run.bold
    }
    assert bold == {(row[0], row[1]) for row in told.basis.rows}


def test_several_clusters_are_named_row_by_row(a):
    asked = Order.of(Selection(clusters=("equipment", "smart-equipment")), "zh", DAY, dpi=96)
    told = report(a, content(a, asked)).basis
    read = docx.Document(io.BytesIO(document(a, [asked])))
    cells = [row.cells[1].text for row in read.tables[1].rows[1:]]
    assert cells == [f"{row[1]}\n{row[2]}" for row in told.rows]


@pytest.mark.parametrize(("name", "lang"), CASES)
def test_pictures_fit_and_say_what_they_show(made, name, lang):
    _, read, said, told = made(name, lang)
    shapes = list(read.element.body.iter(qn("wp:inline")))
    described = [shape.docPr.get("descr") for shape in shapes]
    assert len(shapes) == (3 if said.summary.n > 1 else 2)
    assert all(shape.extent.cx <= 150 * MM for shape in shapes)
    for zone in said.zones[f"name_{lang}"]:
        assert zone in described[0]
    if said.summary.n > 1:
        bars = {
            text("document.bar", lang, name=label, n=total): total
            for label, total in zip(told.chart.labels, told.chart.totals, strict=True)
        }
        assert [bar for bar in bars if bar in described[1]] == [bar for bar in bars if bars[bar]]
    assert said.order.link in described[-1]


def test_the_maps_resolution_is_the_orders(a):
    for dpi in (96, 200):
        read = docx.Document(io.BytesIO(document(a, [order("one", dpi=dpi)])))
        picture = next(
            part
            for part in read.part.related_parts.values()
            if part.content_type == "image/png" and part.image.px_width > part.image.px_height
        )
        assert Image.open(io.BytesIO(picture.blob)).width == pytest.approx(150 / 25.4 * dpi, abs=2)


@pytest.mark.parametrize("lang", LANGS)
def test_the_mark_stands_on_every_page(a, lang):
    public = {
        "mode": "public",
        "review_number": "甘S（2026）001号",
        "base_map_source": "X",
        "maker": "Y",
    }
    for more, mark in (
        ({}, text("print.mark.internal", lang)),
        (public, text("print.mark.public", lang, number="甘S（2026）001号")),
    ):
        read = docx.Document(io.BytesIO(document(a, [order("one", lang, **more)])))
        for section in read.sections:
            assert words(section.header._element) == mark
            assert words(section.even_page_header._element) == mark
        assert mark in read.tables[-1].rows[0].cells[1].text


def test_the_link_leads_back_and_the_file_proves_itself(a, made):
    written, read, said, told = made("hexi")
    targets = [rel.target_ref for rel in read.part.rels.values() if rel.is_external]
    assert targets == [said.order.link]
    record = provenance.read(written)
    assert record.kind == "document"
    assert record.title == told.title
    assert set(record.zones) == set(said.zones.index)
    assert provenance.verify(a, record).same
    assert read.core_properties.title == told.title


@pytest.mark.parametrize("base", ["javascript:alert(1)//", "", "http://localhost:8501/"])
@pytest.mark.parametrize("lang", LANGS)
def test_without_an_address_there_is_neither_link_nor_code_nor_a_hole(a, base, lang):
    read = docx.Document(io.BytesIO(document(a, [order("one", lang, base_url=base)])))
    assert [rel for rel in read.part.rels.values() if rel.is_external] == []
    (cell,) = read.tables[-1].rows[0].cells
    assert text("print.no_code.no_address", lang) in cell.text
    assert "javascript" not in cell.text
    assert "localhost" not in cell.text
    assert len(list(read.element.body.iter(qn("wp:inline")))) == 1  # the map


def test_a_link_too_long_for_a_code_stands_as_text(a):
    asked = order("one", base_url=f"https://atlas.example/{'long/' * 200}")
    read = docx.Document(io.BytesIO(document(a, [asked])))
    assert len(list(read.element.body.iter(qn("wp:inline")))) == 1
    assert [rel.target_ref for rel in read.part.rels.values() if rel.is_external] == [asked.link]


@pytest.mark.parametrize("lang", LANGS)
def test_a_head_has_the_office_the_issue_and_the_day(a, lang):
    asked = order("hexi", lang, unit="某厅", issue="12")
    written = document(a, [asked])
    read = docx.Document(io.BytesIO(written))
    styles = [line.style.name for line in read.paragraphs]
    assert styles[:4] == ["Head Name", "Head Issue", "Head Line", "Heading 1"]
    heads = [line.text for line in read.paragraphs[:3]]
    assert heads[1] == text("head.issue", lang, n="12")
    assert heads[2].split("\t") == ["某厅", dates.day(DAY, lang)]
    record = provenance.read(written)
    assert record.head == {"unit": "某厅", "issue": "12"}
    assert "某厅" in provenance.in_words(record)
    assert provenance.verify(a, record).same
    # Without either there is none, and the day stands under the title.
    bare = docx.Document(io.BytesIO(document(a, [order("hexi", lang)])))
    assert [line.style.name for line in bare.paragraphs[:2]] == ["Heading 1", "Lead"]
    assert dates.day(DAY, lang) in bare.paragraphs[1].text
    assert provenance.read(document(a, [order("hexi", lang)])).head == {}
    # An issue that says itself what it is stays as it is.
    said = document(a, [order("one", lang, issue="2026 II")])
    assert docx.Document(io.BytesIO(said)).paragraphs[1].text == "2026 II"


@pytest.mark.parametrize(("name", "lang"), CASES)
def test_the_map_stands_on_the_first_page(a, made, name, lang):
    """What stands above it leaves it enough room, with a head too; nobody turns to half a page."""
    _, _, said, told = made(name, lang)
    for more in ({}, {"unit": "某厅", "issue": "12"}):
        asked = order(name, lang, **more)
        one = Part(1, content(a, asked), told, 0)
        context = DocumentContext(a, lang, (one,), docx.Document())
        scene = figures.first_map(context, one)
        assert scene is not None
        assert scene.height <= figures._room(context, one)
    long = dataclasses.replace(told, conclusion="长" * 900)
    assert figures.first_map(context, dataclasses.replace(one, told=long)) is None
    assert said.summary.n


@needs("soffice")
def test_another_program_counts_and_sets_map_and_conclusion_on_one_page(a, tmp_path):
    asked = [order("hexi", unit="某厅", issue="12"), order("cluster"), order("one")]
    (tmp_path / "several.docx").write_bytes(document(a, asked))
    (tmp_path / "one.docx").write_bytes(document(a, asked[:1]))
    subprocess.run(
        [
            *(shutil.which("soffice"), f"-env:UserInstallation=file://{tmp_path}/profile"),
            *("--headless", "--convert-to", "pdf", "--outdir", tmp_path),
            *sorted(tmp_path.glob("*.docx")),
        ],
        check=True,
        capture_output=True,
    )

    def captioned(name):
        """Return the numbers of the pages on which a map stands, from 0."""
        label = text("document.counted.figure", "zh")
        pages = [page.extract_text() for page in PdfReader(tmp_path / name).pages]
        return [n for n, shown in enumerate(pages) if re.search(rf"{label}\s*\d+\s+甘肃", shown)]

    assert captioned("one.pdf") == [0]
    first, *_ = captioned("several.pdf")
    assert first == 1
    assert len(captioned("several.pdf")) == len(asked)


def test_the_same_order_gives_the_same_bytes(a, made):
    assert document(a, [order("hexi")]) == made("hexi")[0]


def test_several_orders_are_parts_after_a_list_of_them(a):
    asked = [order("hexi"), order("cluster", title="自拟题目"), order("one")]
    heard = []
    written = document(a, asked, progress=lambda *said: heard.append(said))
    read = docx.Document(io.BytesIO(written))
    told = [report(a, content(a, each)) for each in asked]
    assert heard == [(n, 3, each.title) for n, each in enumerate(told, start=1)]
    titles = [
        line.text.replace("\n", "") for line in read.paragraphs if line.style.name == "Heading 1"
    ]
    assert titles == [each.title for each in told]
    assert titles[1] == "自拟题目"
    listed = [words(line._p) for line in read.paragraphs if line.style.name == "toc 1"]
    assert listed == titles
    body = part(written, "word/document.xml")
    fields = [code.text.split() for code in body.iter(qn("w:instrText"))]
    assert [each[:2] for each in fields if each[0] == "TOC"] == [["TOC", "\\o"]]
    stale = [mark for mark in body.iter(qn("w:fldChar")) if mark.get(qn("w:dirty")) == "true"]
    assert len(stale) == 1
    # Figures and tables are counted through.
    for kind in ("figure", "table"):
        label = text(f"document.counted.{kind}", "zh")
        counted = [each for each in fields if each[:2] == ["SEQ", label]]
        said = [line.text for line in read.paragraphs if line.style.name == "Caption"]
        own = [line for line in said if line.startswith(label)]
        assert len(own) == len(counted) > 1
        assert [re.match(r"\D+(\d+)", line)[1] for line in own] == [
            str(n) for n in range(1, len(own) + 1)
        ]
    begun = [mark.get(qn("w:fldCharType")) for mark in body.iter(qn("w:fldChar"))]
    assert begun.count("begin") == begun.count("separate") == begun.count("end")
    anchors = [link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))]
    bookmarks = {mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))}
    assert {anchor for anchor in anchors if anchor} == {"part_1", "part_2", "part_3"} <= bookmarks
    ids = [ref.get(qn("w:id")) for ref in body.iter(qn("w:footnoteReference"))]
    assert ids == [str(n) for n in range(1, sum(len(each.footnotes) for each in told) + 1)]
    # Each part's footnotes begin at 1, as its report numbers them.
    restarts = [mark.get(qn("w:val")) for mark in body.iter(qn("w:numRestart"))]
    assert restarts == ["eachSect"] * 4
    assert len(read.sections) == 4
    assert len(provenance.read(written).sheets) == 3


def test_what_cannot_be_written_is_refused(a):
    with pytest.raises(ValueError, match="at least one"):
        document(a, [])
    nothing = Order.of(Selection(areas=("ethnic",), types=("innovation",)), "zh", DAY)
    with pytest.raises(OrderError):
        document(a, [order("one"), nothing])
    with pytest.raises(OrderError):
        document(a, [order("one", mode="public")])


@pytest.mark.parametrize("lang", LANGS)
def test_hostile_texts_stay_text(a, lang):
    names = {
        f"{kind}_{tongue}": HOSTILE + a.zones[f"{kind}_{tongue}"].astype("str")
        for kind in ("name", "short")
        for tongue in LANGS
    }
    worst = dataclasses.replace(a, zones=a.zones.assign(**names))
    asked = order("cluster", lang, title=HOSTILE, sentence=HOSTILE, maker=HOSTILE)
    written = document(worst, [asked])
    read = docx.Document(io.BytesIO(written))
    clean = word.legal(HOSTILE)
    assert "<script>" in clean
    first = next(p for p in read.paragraphs if p.style.name == "Body Text").text
    assert first.startswith(" ".join(clean.split()))
    cells = [row.cells[0].text for row in read.tables[0].rows[1:]]
    assert all(cell.startswith(clean) for cell in cells)
    # No element of the document is one that the text made.
    plain = part(document(a, [order("cluster", lang)]), "word/document.xml")
    assert {e.tag for e in part(written, "word/document.xml").iter()} <= {
        e.tag for e in plain.iter()
    } | {qn("w:br")}


@needs("soffice", "pdftotext")
@pytest.mark.parametrize(("name", "lang"), [("all", "zh"), ("all", "en"), ("one", "zh")])
def test_libreoffice_shows_it_whole(made, tmp_path, name, lang):
    office, reader = shutil.which("soffice"), shutil.which("pdftotext")
    written, _, said, told = made(name, lang)
    (tmp_path / "briefing.docx").write_bytes(written)
    subprocess.run(
        [
            office,
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            *("--headless", "--convert-to", "pdf", "--outdir", tmp_path),
            tmp_path / "briefing.docx",
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    pages = subprocess.run(
        [reader, "-layout", tmp_path / "briefing.pdf", "-"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\f")[:-1]
    mark = said.mark.replace(" ", "")
    for number, page in enumerate(pages, start=1):
        assert mark in page.replace(" ", "")
        assert re.search(rf"—\s*{number}\s*—", page), number
    shown = re.sub(r"\s", "", "".join(pages)).replace(running_text.GLUE, "")
    assert re.sub(r"\s", "", told.chart.title) in shown or said.summary.n == 1
    if lang == "en":
        # English names are broken over the lines of a cell, amid its neighbours' lines.
        assert all(zone.split()[0] in shown for zone in said.zones["name_en"])
        return
    text_ = re.sub(r"[\s,\d–-]", "", "".join(p.text for p in told.paragraphs[:2]))
    assert text_[:60] in re.sub(r"[\s,\d–-]", "", shown)
    heads = sum(told.table.header[-2] in page for page in pages)
    assert heads >= (2 if name == "all" else 1)


# Photos and documents -----------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_a_zones_photos_and_documents_are_in_its_document(a, lang):
    state, blob = added.attached("dunhuang", captions=("大门 <&>", "厂房"))
    laden = derive(dataclasses.replace(a, blob=blob), state)
    written = document(laden, [order("one", lang)])
    read = docx.Document(io.BytesIO(written))
    shown = {each._inline.docPr.get("descr"): each for each in read.inline_shapes}
    photo = shown["大门 <&> · 2026-11-30"]
    assert "厂房 · 2026-11-30" in shown
    said = [each.text for each in read.paragraphs]
    assert any("大门 <&> · 2026-11-30" in each for each in said)
    assert any("批复 <b>.pdf" in each for each in said)
    assert photo.height <= photos.HIGH * MM + 1
    assert photo.width / photo.height == pytest.approx(640 / 480, rel=0.01)
    with zipfile.ZipFile(io.BytesIO(written)) as package:
        assert added.PHOTO in [package.read(each) for each in package.namelist()]
