"""An office's own templates: read guardedly, filled wholly, what finds no place said."""

import datetime as dt
import io
import posixpath
import re
import struct
import subprocess
import zipfile
from functools import cache

import docx
import pytest
from docx.oxml.ns import qn as w
from lxml import etree
from openpyxl import Workbook
from pptx import Presentation
from pptx.oxml.ns import qn

import atlas
from atlas.briefing import provenance, slides
from atlas.briefing.book import book
from atlas.briefing.content import content
from atlas.briefing.document import document, running_text
from atlas.briefing.order import Order
from atlas.briefing.report import report
from atlas.briefing.template.fitting import fit
from atlas.briefing.template.offer import offer
from atlas.briefing.template.reading import MOST_MIB, read
from atlas.briefing.template.remarks import remarks
from atlas.briefing.template.words import IN_DOCUMENTS, ON_SLIDES, role_of
from atlas.exchange.findings import RefusedError
from atlas.i18n import LANGS, text
from tests.briefing import office_templates as office
from tests.readers import needs
from tests.shipped import ATLAS

AT = "https://atlas.example/"
DAY = dt.date(2026, 11, 23)
EMU = 12700
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGED = "http://schemas.openxmlformats.org/package/2006/relationships"
WICKED = "</a:t><w:p/>&amp;<script>{{7*7}}"


@cache
def taken(data, name="模板.potx"):
    return read(name, data)


def order(template, params=None, **changes):
    selection = atlas.Selection.from_params(params or {}, ATLAS)
    given = {"lang": "zh", "date": DAY, "base_url": AT, "dpi": 96, "templates": (template,)}
    return Order.of(selection, **given | changes)


def opened(data):
    return Presentation(io.BytesIO(data))


def held(slide):
    """Return what fills a slide's placeholders, by the names in its layout."""
    names = {p.placeholder_format.idx: p.name for p in slide.slide_layout.placeholders}
    return {re.sub(r" \d+$", "", names[p.placeholder_format.idx]): p for p in slide.placeholders}


def told(slide):
    return slide.notes_slide.notes_text_frame.text


def boxes(slide):
    for shape in slide.shapes:
        yield shape.left, shape.top, shape.left + shape.width, shape.top + shape.height


def assert_sound(data):
    """Whatever a part names is there, every part has its type, no number comes twice."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert len(set(file.namelist())) == len(file.namelist())
        names = set(file.namelist())
        types = etree.fromstring(file.read("[Content_Types].xml"))
        typed = {each.get("PartName", "").lstrip("/") for each in types}
        usual = {each.get("Extension", "").lower() for each in types}
        for name in names - {"[Content_Types].xml"}:
            assert name in typed or name.rpartition(".")[2].lower() in usual, name
        assert {name for name in typed if name} <= names
        for name in names:
            if not name.endswith(".rels"):
                continue
            folder = posixpath.dirname(posixpath.dirname(name))
            source = posixpath.join(folder, posixpath.basename(name)[: -len(".rels")])
            ids = set()
            for each in etree.fromstring(file.read(name)):
                ids.add(each.get("Id"))
                if each.get("TargetMode") != "External":
                    there = posixpath.normpath(posixpath.join("/", folder, each.get("Target")))
                    assert there.lstrip("/") in names, (name, there)
            if source in names:
                used = set(re.findall(rb'\br:(?:id|embed|link)="([^"]+)"', file.read(source)))
                assert {each.decode() for each in used} <= ids, source
        for name in names:
            if re.fullmatch(r"ppt/slides/slide\d+\.xml", name):
                numbers = re.findall(rb'<p:cNvPr id="(\d+)"', file.read(name))
                assert len(set(numbers)) == len(numbers)
            if name == "word/document.xml":
                marks = re.findall(rb'<w:bookmarkStart [^>]*w:id="(\d+)"', file.read(name))
                assert len(set(marks)) == len(marks)


# Slides -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "english", "native"),
    [("zh", False, False), ("zh", True, True), ("en", False, True), ("en", True, False)],
)
def test_every_named_placeholder_is_filled_by_its_part(lang, english, native):
    template = taken(office.slides(english=english))
    given = order(template, {"area": "hexi"}, lang=lang, native=native)
    data, said = slides.deck(ATLAS, [given]), content(ATLAS, given)
    assert_sound(data)
    deck = opened(data)
    (slide,) = deck.slides
    assert slide.slide_layout.name == "图集页"
    own = office.ENGLISH if english else dict.fromkeys(office.ALL)
    parts = held(slide)

    def words(role):
        return parts[own[role] or role].text_frame.text

    assert words("标题") == said.title
    assert words("摘要") == said.sentence
    assert words("密级") == said.mark
    assert words("制图日期") == "2026-11-23"
    assert all(source in words("来源") for source in said.sources)
    assert all(note in words("脚注") for note in said.notes)
    assert slide.shapes.title.text_frame.text == said.title
    table = next(shape for shape in slide.shapes if shape.has_table)
    assert table.element.xpath(".//p:nvPr/p:ph/@type") == ["tbl"]
    rows = [[cell.text for cell in row.cells] for row in table.table.rows]
    assert rows[-1][1:] == [
        str(n) for n in (*said.summary.types[said.table.columns], said.summary.n)
    ]
    # The map stands where its place is, as a picture or in shapes of its own.
    x, y, wide, high = (
        share * side
        for share, side in zip(
            office.ALL["地图"][1], (deck.slide_width, deck.slide_height) * 2, strict=True
        )
    )
    kind = "p:grpSp" if native else "p:pic"
    name = text("slides.map", lang)
    (drawn,) = (s for s in slide.shapes if s.element.tag == qn(kind) and s.name == name)
    slack = 2 * EMU
    assert x - slack <= drawn.left
    assert drawn.left + drawn.width <= x + wide + slack
    assert y - slack <= drawn.top
    assert drawn.top + drawn.height <= y + high + slack
    assert drawn.width > 0.8 * wide
    assert bool(drawn.element.xpath(".//p:nvPr/p:ph")) != native
    assert provenance.read(data).template == {"name": "模板.potx", "sha256": template.digest}
    assert template.name in told(slide)


def test_the_masters_looks_and_the_slides_size_are_the_offices():
    template = taken(office.slides(size=(10, 7.5), samples=3))
    deck = opened(slides.deck(ATLAS, [order(template), order(template, {"area": "hexi"})]))
    assert (deck.slide_width / EMU, deck.slide_height / EMU) == (720, 540) == template.size
    assert len(deck.slides) == 2
    assert [held(slide)["标题"].text_frame.text for slide in deck.slides] == [
        content(ATLAS, each).title for each in (order(template), order(template, {"area": "hexi"}))
    ]
    themes = [
        part.blob.decode()
        for part in deck.part.package.iter_parts()
        if "/theme/" in part.partname and office.BLUE in part.blob.decode()
    ]
    assert themes
    assert all('typeface="楷体"' in theme for theme in themes)
    shown = [shape.name for shape in deck.slides[0].slide_layout.shapes]
    assert "色带" in shown
    # Nothing says a face or a colour of its own where the office's are to be seen.
    title = held(deck.slides[0])["标题"].element
    assert not title.xpath(".//a:latin | .//a:ea | .//a:solidFill")


@pytest.mark.parametrize("lang", LANGS)
def test_a_template_without_names_takes_the_nearest_layout_and_says_what_found_no_place(lang):
    template = taken(office.usual(), "usual.pptx")
    given = order(template, lang=lang)
    data, said = slides.deck(ATLAS, [given]), content(ATLAS, given)
    assert_sound(data)
    deck = opened(data)
    (slide,) = deck.slides
    assert slide.slide_layout.name == fit(template).layout.name == "Title and Content"
    assert slide.shapes.title.text_frame.text == said.title
    missing = remarks(template, lang)
    for key in ("no_sentence", "table_beside", "source_below", "no_code"):
        assert text(f"template.said.{key}", lang) in missing
    assert [line for line in missing if line not in told(slide)] == []
    shown = "\n".join(s.text_frame.text for s in slide.shapes if s.has_text_frame)
    assert all(source in shown for source in (*said.sources, said.mark))
    # All of it stands on the slide, and the table beside the map.
    for left, top, right, bottom in boxes(slide):
        assert min(left, top) >= 0
        assert right <= deck.slide_width
        assert bottom <= deck.slide_height
    (table,) = (shape for shape in slide.shapes if shape.has_table)
    (drawn,) = (s for s in slide.shapes if s.name == text("slides.map", lang))
    assert drawn.left + drawn.width <= table.left


@pytest.mark.parametrize(
    ("left_out", "key"),
    [("摘要", "no_sentence"), ("二维码", "no_code"), ("标题", "no_title")],
)
def test_what_finds_no_place_is_said(left_out, key):
    roles = tuple(role for role in office.ALL if role != left_out)
    template = taken(office.slides(roles=roles))
    (slide,) = opened(slides.deck(ATLAS, [order(template)])).slides
    assert text(f"template.said.{key}", "zh") in remarks(template, "zh")
    assert text(f"template.said.{key}", "zh") in told(slide)
    said = content(ATLAS, order(template))
    assert report(ATLAS, said).conclusion in told(slide)
    assert said.title in told(slide)


def test_a_table_without_room_leaves_its_figures_in_the_notes():
    roles = tuple(role for role in office.ALL if role != "表格")
    template = taken(office.slides(roles=roles, size=(7.5, 10)))
    (slide,) = opened(slides.deck(ATLAS, [order(template)])).slides
    assert not [shape for shape in slide.shapes if shape.has_table]
    assert text("template.said.no_table", "zh") in remarks(template, "zh")
    said = content(ATLAS, order(template))
    for area, n in said.summary.areas.items():
        name = ATLAS.label("areas", area, "zh", short=True)
        assert re.search(rf"{name}.*{n}", told(slide))


def test_a_notes_page_without_words_is_said():
    template = taken(office.slides(notes=False))
    assert text("template.said.no_notes", "zh") in remarks(template, "zh")
    assert_sound(slides.deck(ATLAS, [order(template)]))


@pytest.mark.parametrize("form", ["presentation", "template", "slideshow"])
def test_every_form_of_a_file_becomes_a_presentation(form):
    template = taken(office.slides(form=form))
    made = slides.deck(ATLAS, [order(template, {"area": "ethnic"})])
    assert made == slides.deck(ATLAS, [order(template, {"area": "ethnic"})])
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        types = file.read("[Content_Types].xml").decode()
        shown = [name for name in file.namelist() if name.startswith("ppt/slides/slide")]
        assert "示例幻灯片" not in "".join(file.read(name).decode() for name in shown)
    assert "presentationml.presentation.main+xml" in types
    assert ".template." not in types
    assert ".slideshow." not in types
    assert len(shown) == 1


def test_the_books_deck_is_written_into_it_too():
    template = taken(office.slides())
    selection = atlas.Selection.from_params({"text": "敦煌"}, ATLAS)
    made = book(ATLAS, selection, lang="zh", date=DAY, templates=(template,), format="pptx")
    deck = opened(made)
    assert {slide.slide_layout.name for slide in deck.slides} == {"图集页"}
    assert provenance.read(made).template["sha256"] == template.digest


def test_names_in_a_template_and_words_of_the_order_stay_text():
    data = office.changed(
        office.slides(), {"ppt/slideLayouts/slideLayout6.xml": ("图集页", "&lt;script&gt;{{1}}")}
    )
    template = taken(data, f"{WICKED}.potx")
    said = remarks(template, "zh")
    assert "<script>{{1}}" in said[0]
    given = order(template, title=WICKED, sentence=WICKED, lang="en")
    made = slides.deck(ATLAS, [given])
    assert_sound(made)
    (slide,) = opened(made).slides
    assert held(slide)["标题"].text_frame.text == WICKED
    assert provenance.read(made).template["name"] == template.name


# Documents ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mark", "name"), [("bookmark", "正文"), ("bookmark", "Body"), ("control", "正文"), ("", "")]
)
def test_the_text_stands_at_its_mark_in_the_offices_styles(mark, name):
    template = taken(office.document(mark=mark, name=name), "公文.dotx")
    given = order(template, {"area": "hexi"})
    data = document(ATLAS, [given])
    assert_sound(data)
    made = docx.Document(io.BytesIO(data))
    said = report(ATLAS, content(ATLAS, given))
    lines = [(line.style.name, line.text) for line in made.paragraphs]
    shown = [words for _, words in lines]
    first, last = shown.index("各有关单位："), shown.index("（联系人：张三）")
    begins = shown.index(said.conclusion)
    assert (first < begins < last) if mark else first < last < begins
    assert "正文写在这里" not in "".join(data_words(data))
    used = {style for style, _ in lines}
    assert {"一级标题", "公文正文", "表题"} <= used
    assert {"Body Text", "Heading 2", "Caption"}.isdisjoint(used)
    paragraphs = "".join(words for style, words in lines if style == "公文正文")
    paragraphs = paragraphs.replace(running_text.GLUE, "")
    first_words = [p.runs[0].text.removesuffix("。") for p in said.paragraphs if not p.heading]
    assert [words for words in first_words if words not in paragraphs] == []
    assert made.tables[0].style.name == "公文表格"
    assert len(made.tables[0].rows) == len(said.table.rows) + 1
    # The letterhead, the foot and the page are the office's.
    assert len(made.sections) == 1
    assert made.sections[0].header.paragraphs[0].text == "甘肃省某某局文件"
    assert made.sections[0].footer.paragraphs[0].text == "某某局办公室　印发"
    room = made.sections[0].page_width - made.sections[0].left_margin * 2
    assert round(room / 36000) == 140
    assert all(shape.width <= room for shape in made.inline_shapes)
    assert sum(cell.width for cell in made.tables[0].rows[0].cells) <= room + 36000
    key = "at_body" if mark else "at_end"
    assert text(f"template.said.{key}", "zh") in remarks(template, "zh")
    assert data == document(ATLAS, [given])
    assert provenance.read(data).template == {"name": "公文.dotx", "sha256": template.digest}


def data_words(data):
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        root = etree.fromstring(file.read("word/document.xml"))
    return [each.text or "" for each in root.iter(w("w:t"))]


def test_controls_are_filled_and_what_they_say_is_not_said_again():
    template = taken(office.document(), "公文.dotx")
    given = order(template, {"area": "hexi"})
    said = content(ATLAS, given)
    words = data_words(document(ATLAS, [given]))
    told_of = report(ATLAS, said)
    assert words.count(told_of.title) == 1
    assert "2026-11-23" in words
    assert said.mark in words
    assert not [each for each in words if each.startswith("点击填写")]
    # Without them the title is a heading, and the mark stands before it.
    bare = taken(office.document(controls=False), "公文.dotx")
    made = docx.Document(io.BytesIO(document(ATLAS, [order(bare, {"area": "hexi"})])))
    lines = [(line.style.name, line.text) for line in made.paragraphs]
    at = lines.index(("公文标题", told_of.title))
    assert lines[at - 1][1] == said.mark
    assert text("template.said.mark_first", "zh") in remarks(bare, "zh")


def test_a_document_without_styles_of_its_own_gets_those_it_lacks():
    template = taken(office.document(styled=False, form="document"), "plain.docx")
    data = document(ATLAS, [order(template, {"area": "hexi"}, lang="en")])
    made = docx.Document(io.BytesIO(data))
    used = {line.style.name for line in made.paragraphs}
    assert {"Heading 2", "Body Text", "Caption", "Figure", "Small"} <= used
    added = next(line for line in remarks(template, "en") if "Figure" in line)
    assert "Cell Head" in added
    assert "Heading" not in added


def test_parts_of_a_document_count_their_notes_through_and_after_those_that_are_there():
    bare = office.document(controls=False)
    own = etree.fromstring(footnotes_of(document(ATLAS, [order(taken(bare, "a.dotx"))])))
    for note in list(own)[4:]:
        own.remove(note)
    kinds = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    data = office.changed(
        bare,
        {
            "[Content_Types].xml": (
                "</Types>",
                f'<Override PartName="/word/footnotes.xml" ContentType="{kinds}"/></Types>',
            )
        },
        {"word/footnotes.xml": etree.tostring(own)},
    )
    data = office.related(data, "word/document.xml", "footnotes", "footnotes.xml", external=False)
    template = taken(data, "noted.dotx")
    given = [order(template, {"area": "hexi"}), order(template, {"area": "ethnic"})]
    made = document(ATLAS, given)
    assert_sound(made)
    n = sum(len(report(ATLAS, content(ATLAS, each)).footnotes) for each in given)
    ids = [int(note.get(w("w:id"))) for note in etree.fromstring(footnotes_of(made))]
    assert ids == [-1, 0, 1, 2, *range(3, n + 3)]
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        body = etree.fromstring(file.read("word/document.xml"))
    references = [int(each.get(w("w:id"))) for each in body.iter(w("w:footnoteReference"))]
    assert references == list(range(3, n + 3))
    styles = docx.Document(io.BytesIO(made)).styles.element
    known = {style.get(w("w:styleId")) for style in styles.findall(w("w:style"))}
    kinds = (w("w:pStyle"), w("w:rStyle"), w("w:tblStyle"))
    used = {each.get(w("w:val")) for each in body.iter(*kinds)}
    assert used <= known


def footnotes_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return file.read("word/footnotes.xml")


def test_the_link_to_the_template_it_came_from_is_taken_out():
    attached = f'<w:attachedTemplate xmlns:r="{RELATIONS}" r:id="rIdX"/><w:zoom '
    data = office.changed(
        office.document(),
        {"word/settings.xml": ("<w:zoom ", attached)},
        {
            "word/_rels/settings.xml.rels": f'<Relationships xmlns="{PACKAGED}">'
            f'<Relationship Id="rIdX" Type="{RELATIONS}/attachedTemplate" '
            'Target="file:///C:/secret.dotm" TargetMode="External"/></Relationships>'
        },
    )
    template = taken(data, "attached.dotx")
    assert text("template.said.attached", "zh") in remarks(template, "zh")
    made = document(ATLAS, [order(template, {"text": "敦煌"})])
    assert_sound(made)
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        assert not [name for name in file.namelist() if b"secret" in file.read(name)]
        assert b"attachedTemplate" not in file.read("word/settings.xml")


# What is taken ------------------------------------------------------------------------------------


SLIDES, DOCUMENT = office.slides(), office.document()
LAYOUT = "ppt/slideLayouts/slideLayout6.xml"
BOMB = '<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><p:sldLayout '
FIELD = (
    "<w:r><w:instrText>INCLUDE</w:instrText></w:r>"
    '<w:r><w:instrText>TEXT "\\\\host\\a.docx"</w:instrText></w:r></w:p>'
)


def made_of(book):
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def locked(data):
    """Return an archive that says of its files that they have a password."""
    return re.sub(
        rb"(PK\x01\x02....)..", lambda m: m[1] + struct.pack("<H", 1), data, flags=re.DOTALL
    )


REFUSED = {
    "macros by type": (
        office.changed(
            SLIDES,
            {
                "[Content_Types].xml": (
                    "application/vnd.openxmlformats-officedocument.presentationml.template.main+xml",
                    "application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml",
                )
            },
        ),
        "template.macros",
    ),
    "a project": (office.changed(DOCUMENT, {}, {"word/vbaProject.bin": b"x"}), "template.macros"),
    "a control": (
        office.related(DOCUMENT, "word/document.xml", "control", "a.xml", external=False),
        "template.macros",
    ),
    "a linked picture": (
        office.related(SLIDES, LAYOUT, "image", "http://elsewhere.example/a.png"),
        "template.external",
    ),
    "a picture of a share": (
        office.related(DOCUMENT, "word/document.xml", "image", "file://host/share/a.png"),
        "template.external",
    ),
    "a link to a file": (
        office.related(DOCUMENT, "word/document.xml", "hyperlink", "file:///C:/a.exe"),
        "template.external",
    ),
    "an object": (
        office.related(SLIDES, LAYOUT, "oleObject", "../embeddings/a.bin", external=False),
        "template.embedded",
    ),
    "a chunk": (
        office.related(DOCUMENT, "word/document.xml", "aFChunk", "a.html", external=False),
        "template.embedded",
    ),
    "a field in pieces": (
        office.changed(
            DOCUMENT,
            {
                "word/document.xml": (
                    "（联系人：张三）</w:t></w:r></w:p>",
                    "（联系人：张三）</w:t></w:r>" + FIELD,
                )
            },
        ),
        "template.fetching",
    ),
    "entities": (office.changed(SLIDES, {LAYOUT: ("<p:sldLayout ", BOMB)}), "read.entities"),
    "depth": (
        office.changed(SLIDES, {}, {"ppt/deep.xml": "<a>" * 5000 + "</a>" * 5000}),
        "read.broken",
    ),
    "a bomb": (office.changed(SLIDES, {}, {"ppt/media/a.bin": bytes(60 * 2**20)}), "read.bomb"),
    "a way out": (office.changed(SLIDES, {}, {"../../a.xml": "<a/>"}), "read.path"),
    "a password": (locked(SLIDES), "read.encrypted"),
    "half of it": (SLIDES[: len(SLIDES) // 2], "read.broken"),
    "a broken part": (office.changed(SLIDES, {LAYOUT: ("</p:cSld>", "")}), "read.broken"),
    "a workbook": (made_of(Workbook()), "template.not_office"),
    "an old file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "template.old"),
    "a text": (b"title", "template.not_office"),
    "nothing": (b"", "template.not_office"),
    "an empty archive": (b"PK\x05\x06" + bytes(18), "template.not_office"),
    "too much": (b"PK\x03\x04" + bytes(MOST_MIB * 2**20), "template.bytes"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_may_do_harm_is_refused_in_words(name):
    data, code = REFUSED[name]
    with pytest.raises(RefusedError) as caught:
        read("x.potx", data)
    assert [finding.code for finding in caught.value.findings] == [code]
    for lang in LANGS:
        assert len(caught.value.message(lang)) > 10


def test_what_does_no_harm_is_taken():
    linked = office.related(DOCUMENT, "word/document.xml", "hyperlink", "https://office.example/")
    assert read("a.dotx", linked).kind == "docx"
    # Samples go, and with them what they draw on.
    slide = office.related(SLIDES, "ppt/slides/slide1.xml", "image", "file:///C:/logo.png")
    template = read("a.potx", slide)
    made = slides.deck(ATLAS, [order(template, {"text": "敦煌"})])
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        assert not [name for name in file.namelist() if b"logo.png" in file.read(name)]


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_file_is_refused_or_taken_and_nothing_else(seed):
    data = bytearray(SLIDES if seed % 2 else DOCUMENT)
    step = len(data) // 13
    data[seed * step : seed * step + 7] = bytes(7)
    try:
        template = read("x", bytes(data))
    except RefusedError:
        return
    assert offer(template, "zh")
    assert remarks(template, "en")


@pytest.mark.parametrize(
    ("name", "roles", "role"),
    [
        ("地图", ON_SLIDES, ("map", True)),
        ("Map", ON_SLIDES, ("map", True)),
        ("地图占位符 12", ON_SLIDES, ("map", True)),
        ("地图区域", ON_SLIDES, ("map", True)),
        ("图片占位符 3", ON_SLIDES, ("map", False)),
        ("Picture Placeholder 3", ON_SLIDES, ("map", False)),
        ("数据来源", ON_SLIDES, ("source", True)),
        ("副标题 2", ON_SLIDES, ("sentence", False)),
        ("Subtitle 2", ON_SLIDES, ("sentence", False)),
        ("标题 1", ON_SLIDES, ("title", False)),
        ("QR code", ON_SLIDES, ("code", True)),
        ("图例", ON_SLIDES, ("legend", True)),
        ("Text Placeholder 4", ON_SLIDES, ("", False)),
        ("内容占位符 2", ON_SLIDES, ("", False)),
        ("单击此处编辑母版标题样式，第二级，第三级，第四级，第五级", ON_SLIDES, ("", False)),
        ("正文", IN_DOCUMENTS, ("body", True)),
        ("BODY", IN_DOCUMENTS, ("body", True)),
        ("发文单位", IN_DOCUMENTS, ("maker", True)),
        ("_GoBack", IN_DOCUMENTS, ("", False)),
    ],
)
def test_a_name_means_its_part_in_both_languages(name, roles, role):
    assert role_of(name, roles) == role


@needs("soffice", "pdftotext")
@pytest.mark.parametrize("kind", ["pptx", "docx"])
def test_another_program_shows_it_all(tmp_path, kind):
    template = taken(SLIDES if kind == "pptx" else DOCUMENT)
    given = order(template, {"area": "hexi"})
    said = content(ATLAS, given)
    write = slides.deck if kind == "pptx" else document
    (tmp_path / f"made.{kind}").write_bytes(write(ATLAS, [given]))
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            *("--headless", "--convert-to", "pdf", "--outdir", tmp_path),
            tmp_path / f"made.{kind}",
        ],
        capture_output=True,
        check=True,
        timeout=180,
    )
    found = subprocess.run(
        ["pdftotext", "-raw", tmp_path / "made.pdf", "-"],
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    # Marks that come from another face are read in another order.
    shown = re.sub(r"[\s“”]+", "", found)
    told = said.sentence if kind == "pptx" else report(ATLAS, said).conclusion
    for words in (told, said.mark, *said.sources):
        assert re.sub(r"[\s“”]+", "", words) in shown, words
    if kind == "docx":
        assert shown.count("甘肃省某某局文件") == found.count("\f")
        assert shown.rindex("（联系人：张三）") > shown.index("资料来源")
