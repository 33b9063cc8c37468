"""Write briefings as a Word document with the page habits of Chinese official documents."""

import datetime as dt
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import docx
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from atlas.briefing import provenance, typeset
from atlas.briefing.content import Content, content
from atlas.briefing.order import MM, Order, OrderError, check
from atlas.briefing.report import GAP, Paragraph, Report, Run, figures, report
from atlas.i18n import table, text
from atlas.maps.palette import palette
from atlas.maps.print import fonts as face

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.section import Section
    from docx.text.paragraph import Paragraph as Line

    from atlas.maps.print.scene import Scene
    from atlas.model.atlas import Atlas

Progress = Callable[[int, int, str], None]

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
# The parts that every document begins with; python-docx puts the pages into them.
PARTS = {
    "[Content_Types].xml": "content_types",
    "_rels/.rels": "rels",
    "word/document.xml": "document",
    "word/_rels/document.xml.rels": "document_rels",
    "word/styles.xml": "styles",
    "word/settings.xml": "settings",
    "word/fontTable.xml": "fontTable",
    "word/footnotes.xml": "footnotes",
}
FACES = ("title", "heading", "lead", "body", "page")
TAGS = {"zh": "zh-CN", "en": "en-GB"}
TEXT_WIDTH = 156 * MM
MAP = (150.0, 101.0)  # millimetres; at most 150 wide, so that it stays within the text's 156
BARS = 132.0  # millimetres
CODE = 24.0  # millimetres: 18 and more are read from a copy
CLOSING = (32.0, 124.0)  # millimetres: the code and what stands beside it
MAX_PROPERTY = 255  # characters of a core property
# What XML 1.0 cannot hold, and line ends, which a paragraph has none of.
_UNWRITABLE = re.compile("[^\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]+")


@dataclass(frozen=True, slots=True)
class Setting:
    """
    How a language is set.

    Attributes
    ----------
    title, heading, body, small, cell, note, mark, page
        Sizes of lettering, points.
    leading
        Of the running text from line to line, points.
    indent
        Of a paragraph's first line, in letters of the text.
    tracking
        Between the letters of the running text, twentieths of a point.
    above, below
        Before a heading and after a paragraph, points.
    bold
        Whether titles and headings are bold; Chinese ones have faces of their own.
    columns
        Widths of the table's columns, millimetres: name; level and type; place and area;
        industries; box. They fill the text's width.
    """

    title: float
    heading: float
    body: float
    small: float
    cell: float
    note: float
    mark: float
    page: float
    leading: float
    indent: int
    tracking: int
    above: float
    below: float
    bold: bool
    columns: tuple[float, ...]


# Chinese: 22 pt and 16 pt (sizes 2 and 3), 22 lines a page of 28 letters each, as GB/T 9704 has it.
SETTINGS = {
    "zh": Setting(
        title=22,
        heading=16,
        body=16,
        small=12,
        cell=10,
        note=10,
        mark=16,
        page=14,
        leading=28.9,
        indent=2,
        tracking=-5,
        above=0,
        below=0,
        bold=False,
        columns=(43, 22, 30, 42, 19),
    ),
    "en": Setting(
        title=19,
        heading=13,
        body=12,
        small=10,
        cell=8.5,
        note=9,
        mark=12,
        page=12,
        leading=17,
        indent=0,
        tracking=0,
        above=8,
        below=5,
        bold=True,
        columns=(38, 29, 32, 42, 15),
    ),
}


def document(atlas: "Atlas", orders: Sequence[Order], *, progress: Progress | None = None) -> bytes:
    """
    Write briefings as one Word document.

    Parameters
    ----------
    atlas
        The atlas.
    orders
        One part each; several parts follow a page that lists them. All in the first one's
        language.
    progress
        Told after each part how many are done, of how many, and the title.

    Returns
    -------
    bytes
        DOCX: for each part title, text with footnotes, map, chart, table and sources. The same
        bytes for the same atlas and orders.

    Raises
    ------
    OrderError
        If an order cannot be carried out, or selects no zone.
    ValueError
        If there is no order.
    """
    if not orders:
        raise ValueError("a document needs at least one order")
    lang = orders[0].lang
    orders = [order.with_(lang=lang) for order in orders]
    for order in orders:
        check(order)
    parts = []
    for order in orders:
        said = content(atlas, order)
        if not said.summary.n:
            raise OrderError([("empty", {})])
        parts.append((said, report(atlas, said)))
    writer = _Writer(atlas, lang, parts)
    for number in range(len(parts)):
        writer.part(number)
        if progress:
            progress(number + 1, len(parts), parts[number][1].title)
    record = provenance.proof(atlas, *orders, kind="document", title=writer.title)
    return provenance.stamp_office(writer.bytes(), record)


def legal(words: str) -> str:
    """Return a text as XML can hold it, in one line."""
    return _UNWRITABLE.sub(" ", words)


class _Writer:
    """A document while it is written."""

    def __init__(self, atlas: "Atlas", lang: str, parts: list[tuple[Content, Report]]) -> None:
        self.atlas, self.lang, self.parts = atlas, lang, parts
        self.set = SETTINGS[lang]
        self.document: Document = docx.Document(self._base())
        self.bookmarks = 0
        self.several = len(parts) > 1
        self._properties()
        self._feet(self.document.sections[0])
        if self.several:
            self._contents()

    def say(self, key: str, **values: object) -> str:
        return text(f"document.{key}", self.lang, **values)

    # The package ---------------------------------------------------------------------------------

    def _base(self) -> BytesIO:
        """Return the document without pages: faces, styles, settings and all footnotes."""
        lang = self.lang
        fonts, instead = table(lang, "document.font."), table(lang, "document.instead.")
        face = {name: fonts[f"document.font.{name}"] for name in FACES}
        values = {
            "face": face,
            "faces": list(
                dict.fromkeys((face[name], instead[f"document.instead.{name}"]) for name in FACES)
            ),
            "lang": lang,
            "latin": fonts["document.font.latin"],
            "notes": [legal(note) for _, told in self.parts for note in told.footnotes],
            "set": self.set,
            "tag": TAGS[lang],
        }
        package = BytesIO()
        with zipfile.ZipFile(package, "w") as file:
            for path, name in PARTS.items():
                file.writestr(path, _TEMPLATES.get_template(f"{name}.xml.j2").render(values))
        package.seek(0)
        return package

    def _properties(self) -> None:
        order = self.parts[0][0].order
        day = dt.datetime.combine(order.date, dt.time(), tzinfo=dt.UTC)
        properties = self.document.core_properties
        for name, words in {
            "title": self.title,
            "subject": self.parts[0][0].words,
            "author": order.maker,
            "comments": order.link,
            "keywords": self.atlas.version,
            "last_modified_by": order.maker,
            "language": TAGS[self.lang],
        }.items():
            setattr(properties, name, legal(words)[:MAX_PROPERTY])
        properties.revision = 1
        properties.created = properties.modified = day

    @property
    def title(self) -> str:
        return text("report.title", self.lang) if self.several else self.parts[0][1].title

    def bytes(self) -> bytes:
        file = BytesIO()
        self.document.save(file)
        return file.getvalue()

    # Letters -------------------------------------------------------------------------------------

    def line(self, style: str, *runs: str, into: object = None) -> "Line":
        """Set a paragraph in a style, given by its name, in the document or a cell."""
        paragraph = (into or self.document).add_paragraph(style=style)
        for words in runs:
            paragraph._p.append(self.run(words))  # noqa: SLF001 - python-docx's way to the XML
        return paragraph

    def run(self, words: str, *, style: str = "") -> "BaseOxmlElement":
        """Return a run of text as it is."""
        run = _element("w:r")
        properties = _element("w:rPr")
        if style:
            properties.append(_element("w:rStyle", val=style))
        if self.lang == "zh":
            # Else quotation marks and dashes come from the Latin face, half as wide.
            properties.append(_element("w:rFonts", hint="eastAsia"))
        if len(properties):
            run.append(properties)
        body = _element("w:t")
        body.set(qn("xml:space"), "preserve")
        body.text = legal(words)
        run.append(body)
        return run

    def linked(self, words: str, *, address: str = "", anchor: str = "") -> "BaseOxmlElement":
        """Return a run that leads to an address of the web or to a place in the document."""
        link = _element("w:hyperlink", history="1")
        if anchor:
            link.set(qn("w:anchor"), anchor)
        elif address.startswith(("http://", "https://")):
            part = self.document.part
            link.set(
                qn("r:id"), part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            )
        else:
            return self.run(words)
        link.append(self.run(words, style="Hyperlink"))
        return link

    def marked(self, name: str, *inside: "BaseOxmlElement") -> "Iterator[BaseOxmlElement]":
        """Give some elements between the ends of a bookmark."""
        self.bookmarks += 1
        yield _element("w:bookmarkStart", id=str(self.bookmarks), name=name)
        yield from inside
        yield _element("w:bookmarkEnd", id=str(self.bookmarks))

    # Pages ---------------------------------------------------------------------------------------

    def _feet(self, section: "Section") -> None:
        """Set the number of each page at its outer corner."""
        before, after = self.say("page", n="\n").split("\n")
        for footer, side in (
            (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
            (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
        ):
            footer.is_linked_to_previous = False
            line = footer.paragraphs[0]
            line.alignment = side
            # One letter in from the edge of the text.
            line.paragraph_format.right_indent = Pt(self.set.page)
            line.paragraph_format.left_indent = Pt(self.set.page)
            line._p.append(self.run(before))  # noqa: SLF001
            for element in _field("PAGE", self.run("1")):
                line._p.append(element)  # noqa: SLF001
            line._p.append(self.run(after))  # noqa: SLF001

    def _heads(self, section: "Section", mark: str) -> None:
        """Mark every page of a section: what may be done with it."""
        for header in (section.header, section.even_page_header):
            header.is_linked_to_previous = False
            header.paragraphs[0]._p.append(self.run(mark))  # noqa: SLF001

    def _contents(self) -> None:
        """List the parts, each leading to its page."""
        self._heads(self.document.sections[0], "")
        self.line("Title", self.title)
        self.line("Subtitle", self.say("contents"))
        for number, (_, told) in enumerate(self.parts, start=1):
            words = self.say("number", n=number, title=told.title)
            line = self.line("Contents")
            line._p.append(self.linked(words, anchor=f"part_{number}"))  # noqa: SLF001

    def part(self, number: int) -> None:
        """Write one briefing."""
        said, told = self.parts[number]
        if self.several:
            self.document.add_section(WD_SECTION.NEW_PAGE)
        self._heads(self.document.sections[-1], said.mark)
        title = self.line("Heading 1")
        lines = self._broken(told.title)
        for element in self.marked(f"part_{number + 1}", *lines):
            title._p.append(element)  # noqa: SLF001
        self.line("Subtitle", said.sentence)
        self.line("Lead", told.lead)
        self._text(number, told.paragraphs)
        self._map(said)
        if said.summary.n > 1:
            self._chart(said, told)
        self._table(said, told)
        self._closing(said)

    def _broken(self, title: str) -> "Iterator[BaseOxmlElement]":
        """Give a title; one that is too long for a line breaks behind its colon, if that helps."""
        first, colon, rest = legal(title).partition(self.say("colon"))
        room = TEXT_WIDTH / self.set.title
        if not rest or face.width(title) < room or face.width(first + colon) > room:
            yield self.run(title)
            return
        yield self.run(first + colon)
        turn = _element("w:r")
        turn.append(_element("w:br"))
        yield turn
        yield self.run(rest.strip())

    def _text(self, part: int, paragraphs: Sequence[Paragraph]) -> None:
        """Set the text; each footnote stands where it is first needed and is referred to later."""
        before = sum(len(told.footnotes) for _, told in self.parts[:part])
        seen: set[int] = set()
        for paragraph in paragraphs:
            line = self.line("Heading 2" if paragraph.heading else "Body Text")
            for run in paragraph.runs:
                line._p.append(self.run(run.text))  # noqa: SLF001
                for element in self._notes(run, before=before, part=part, seen=seen):
                    line._p.append(element)  # noqa: SLF001
                seen.update(run.notes)

    def _notes(
        self, run: Run, *, before: int, part: int, seen: set[int]
    ) -> "Iterator[BaseOxmlElement]":
        style = "FootnoteReference"
        for place, (first, last) in enumerate(_spans(run.notes, seen)):
            if place:
                yield self.run(",", style=style)
            for n in dict.fromkeys((first, last)):
                if n != first:
                    yield self.run("\u2013", style=style)
                name = f"note_{part + 1}_{n}"
                if n in seen:
                    yield from _field(f"NOTEREF {name} \\h", self.run(str(n), style=style))
                    continue
                reference = _element("w:r")
                properties = _element("w:rPr")
                properties.append(_element("w:rStyle", val=style))
                reference.append(properties)
                reference.append(_element("w:footnoteReference", id=str(before + n)))
                yield from self.marked(name, reference)

    # Pictures ------------------------------------------------------------------------------------

    def picture(self, scene: "Scene", wide: float, *, dpi: float, into: object = None) -> "Line":
        """Set a scene as a picture of a width in millimetres, with what it shows in words."""
        line = self.line("Figure", into=into)
        shape = line.add_run().add_picture(BytesIO(typeset.png(scene, dpi=dpi)), width=Mm(wide))
        properties = shape._inline.docPr  # noqa: SLF001
        properties.set("name", legal(scene.title)[:MAX_PROPERTY])
        properties.set("descr", legal(scene.description))
        return line

    def _map(self, said: Content) -> None:
        order = said.order
        wide, high = (side * MM for side in MAP)
        scene = figures.plan(self.atlas, said, wide, high)
        self.picture(scene, MAP[0], dpi=order.dpi)
        key = "figure_map" if said.summary.n > 1 else "figure_only"
        caption = self.line("Caption", self.say(key, title=said.title))
        left_out = [
            self.say(
                key,
                names=self.say("list").join(
                    self.atlas.label("zones", zone, self.lang, short=True) for zone in zones
                ),
            )
            for key, zones in (("unplaced", scene.unplaced), ("beyond", scene.beyond))
            if zones
        ]
        for words in left_out:
            caption.paragraph_format.keep_with_next = True
            self.line("Small", words)

    def _chart(self, said: Content, told: Report) -> None:
        scene = figures.bars(self.atlas, said, told.chart, BARS * MM)
        self.picture(scene, BARS, dpi=said.order.dpi)
        self.line("Caption", self.say("figure_chart", title=told.chart.title))

    # Tables --------------------------------------------------------------------------------------

    def _table(self, said: Content, told: Report) -> None:
        """Set a row a zone; the head comes again on every page, no row is cut."""
        caption = self.line("Caption", self.say("table", title=told.table.title))
        caption.paragraph_format.keep_with_next = True
        grid = self.document.add_table(rows=0, cols=len(self.set.columns))
        properties = grid._tbl.tblPr  # noqa: SLF001
        _fixed(grid, self.set.columns)
        rule = (palette(self.atlas, said.order.style)["sheet/rule"].stroke or "").removeprefix("#")
        borders = _element("w:tblBorders")
        for side, width, colour in (
            ("top", "12", "auto"),
            ("bottom", "12", "auto"),
            ("insideH", "4", rule or "auto"),
        ):
            borders.append(_element(f"w:{side}", val="single", sz=width, space="0", color=colour))
        # After the layout and before the look is where the schema wants them.
        properties.find(qn("w:tblLayout")).addprevious(borders)
        properties.append(_element("w:tblCaption", val=legal(told.table.title)))
        comma = self.say("list")
        self._row(grid, [(comma.join(names),) for names in _paired(told.table.header)], head=True)
        for cells in told.table.rows:
            self._row(grid, _paired(cells))

    def _row(self, grid: object, cells: Sequence[tuple[str, ...]], *, head: bool = False) -> None:
        """Set a row; each cell has a line or two."""
        row = grid.add_row()
        properties = row._tr.get_or_add_trPr()  # noqa: SLF001
        properties.append(_element("w:cantSplit"))
        if head:
            properties.append(_element("w:tblHeader"))
        style = "Cell Head" if head else "Cell"
        for cell, width, lines in zip(row.cells, self.set.columns, cells, strict=True):
            cell.width = Mm(width)
            for words in lines:
                self.line(style, words, into=cell)
            _drop_first(cell)
            if head:
                sides = _element("w:tcBorders")
                sides.append(_element("w:bottom", val="single", sz="6", space="0", color="auto"))
                cell._tc.get_or_add_tcPr().append(sides)  # noqa: SLF001

    def _closing(self, said: Content) -> None:
        """Say where it comes from, and how to come back to exactly this view."""
        order = said.order
        heading = self.line("Heading 2", self.say("sources"))
        heading.paragraph_format.space_before = Pt(self.set.leading / 2)
        notes = [GAP[self.lang].join(said.notes)] if said.notes else []
        for words in (*notes, *said.sources):
            self.line("Small", words).paragraph_format.keep_with_next = True
        why, scene = "", None
        try:
            title = self.say("code", link=order.link)
            scene = figures.code(self.atlas, order.link, CODE * MM, title=title)
        except provenance.ProofError as error:
            why = text(f"print.no_code.{error.key}", self.lang)
        widths = CLOSING if scene else (sum(CLOSING),)
        grid = self.document.add_table(rows=1, cols=len(widths))
        _fixed(grid, widths)
        row = grid.rows[0]
        row._tr.get_or_add_trPr().append(_element("w:cantSplit"))  # noqa: SLF001
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
        right = row.cells[-1]
        if scene:
            left = row.cells[0]
            self.picture(scene, CODE, dpi=300, into=left).paragraph_format.keep_with_next = False
            _drop_first(left)
        for words in (
            said.mark,
            self.say("filter", words=said.words),
            self.say("data", version=self.atlas.version, day=self.atlas.date),
            why,
        ):
            if words:
                self.line("Cell", words, into=right)
        if order.link:
            line = self.line("Cell", self.say("link"), into=right)
            line._p.append(self.linked(order.link, address=order.link))  # noqa: SLF001
        _drop_first(right)


def _paired(cells: Sequence[str]) -> list[tuple[str, ...]]:
    """Set level over type and place over area, so that seven columns fit an upright page."""
    name, level, kind, areas, place, industries, box = cells
    return [(name,), (level, kind), (place, areas), (industries,), (box,)]


def _spans(notes: Sequence[int], seen: set[int]) -> list[tuple[int, int]]:
    """Join three and more neighbours that all stand elsewhere; a footnote itself stands alone."""
    runs: list[list[int]] = []
    for n in notes:
        if n in seen and runs and runs[-1][-1] == n - 1 and runs[-1][-1] in seen:
            runs[-1].append(n)
        else:
            runs.append([n])
    spans = []
    for run in runs:
        if len(run) > 2:  # noqa: PLR2004 - two are as short with a comma
            spans.append((run[0], run[-1]))
        else:
            spans += [(n, n) for n in run]
    return spans


def _element(tag: str, **attributes: str) -> "BaseOxmlElement":
    """Return an element with attributes of the same vocabulary."""
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


def _field(instruction: str, shown: "BaseOxmlElement") -> "Iterator[BaseOxmlElement]":
    """Give a field: what a word processor computes, and what stands there until it has."""
    properties = shown.find(qn("w:rPr"))

    def run(inside: "BaseOxmlElement") -> "BaseOxmlElement":
        element = _element("w:r")
        if properties is not None:
            element.append(properties.__copy__())
        element.append(inside)
        return element

    code = _element("w:instrText")
    code.set(qn("xml:space"), "preserve")
    code.text = f" {instruction} "
    yield run(_element("w:fldChar", fldCharType="begin"))
    yield run(code)
    yield run(_element("w:fldChar", fldCharType="separate"))
    yield shown
    yield run(_element("w:fldChar", fldCharType="end"))


def _fixed(grid: object, widths: Sequence[float]) -> None:
    """Give a table columns of fixed widths, millimetres."""
    grid.autofit = False
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Mm(width)


def _drop_first(cell: object) -> None:
    """Take away the empty paragraph that every new cell begins with."""
    first = cell.paragraphs[0]._p  # noqa: SLF001
    first.getparent().remove(first)
