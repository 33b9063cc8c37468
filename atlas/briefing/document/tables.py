"""Set a briefing's tables, and what closes it: sources, and the way back to its view."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from atlas.analysis.charts import sparkline
from atlas.briefing import provenance
from atlas.briefing.document.settings import CLOSING, CODE, MOST_OWN
from atlas.briefing.document.word import drop_first, element, fixed, legal, run
from atlas.briefing.order import MM
from atlas.briefing.report import GAP, figures
from atlas.i18n import text
from atlas.maps.palette import palette
from atlas.model import series

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.table import Table, _Cell

    from atlas.briefing.content import Content
    from atlas.briefing.document.context import DocumentContext, Part
    from atlas.briefing.report import Phrase
    from atlas.briefing.report import Table as Told
    from atlas.maps.print.scene import Scene

CODE_DPI = 300
LINE = 22.0  # millimetres: the width of the line of a yearly series
STYLE = "Atlas Table"
MOST_ROWS = 1_000  # of the zones' table: who wants more of them has a workbook
Pieces = Sequence[tuple[str, bool]]  # of a line: words, and whether they are bold


class _Line(NamedTuple):
    """The line of a yearly series: its picture, the series, its numbers in words."""

    png: bytes
    name: str
    words: str


Cell = Sequence[Pieces | _Line]  # its lines


def zone_table(context: "DocumentContext", part: "Part") -> None:
    """Set a row a zone; the phrases that answer what is selected are bold."""
    told = part.told.table
    comma = context.say("list")
    head = [_plain(comma.join(names)) for names in _paired(told.header)]
    if told.heads:
        alone = told.heads[0] if len(told.heads) == 1 else ""
        head.append(_plain(alone or text("report.table.own", context.lang)))
    rows = []
    for number, (cells, phrases) in enumerate(zip(told.rows, told.phrases, strict=True)):
        name, *others, _, box = (_plain(*lines) for lines in _paired(cells))
        own = [_values(context, part, number)] if told.heads else []
        rows.append([name, *others, [_phrases(phrases, told.between)], box, *own])
        if len(rows) == MOST_ROWS:
            break
    widths = context.setting.widths(own=bool(told.heads))
    _table(context, told.title, widths, head, rows)
    if left := len(told.rows) - len(rows):
        context.line("Small", text("slides.rows_left", context.lang, n=left))


def _values(context: "DocumentContext", part: "Part", row: int) -> Cell:
    """
    Set own data below each other, each with its head; a column alone has its head above.

    Under the numbers of a yearly series stands their line.
    """
    told = part.told.table
    colon = context.say("colon")
    colour = palette(context.atlas, part.said.order.style)["sheet/accent"].fill or ""
    lines: list[Pieces | _Line] = []
    for head, value, points in told.known(row, most=MOST_OWN):
        lines += _plain(value if len(told.heads) == 1 else f"{head}{colon}{value}")
        if points:
            drawn = sparkline.png(points, colour=colour)
            lines.append(_Line(drawn, head, f"{head}{colon}{series.told(points, context.lang)}"))
    return lines or _plain("")


def basis_table(context: "DocumentContext", part: "Part") -> None:
    """Set a row a phrase that puts a zone into a cluster asked for; nothing where none is."""
    told = part.told.basis
    if told is None:
        return
    comma = context.say("list")
    widths = context.setting.reasons
    head = [_plain(comma.join(names)) for names in _with_cluster(told.header)]
    rows = [[_plain(*lines) for lines in _with_cluster(cells)] for cells in told.rows]
    _table(context, told.title, widths, head, rows)


def compared_table(context: "DocumentContext", part: "Part") -> None:
    """Set the zones compared, a row each; nothing where none are."""
    told = part.told.compared
    if told is None:
        return
    comma, widths = context.say("list"), context.setting.columns
    head = [_plain(comma.join(names)) for names in _side_by_side(told.header)]
    rows = [[_plain(*lines) for lines in _side_by_side(cells)] for cells in told.rows]
    _table(context, told.title, widths, head, rows)


def told_tables(context: "DocumentContext", told: "Iterable[Told]") -> None:
    """Set tables as they are told, with their notes: what changed between documents, lives."""
    whole = sum(context.setting.columns)
    for each in told:
        widths = [whole * share / sum(each.shares) for share in each.shares]
        rows = [[_plain(cell) for cell in cells] for cells in each.rows]
        _table(context, each.title, widths, [_plain(head) for head in each.header], rows)
        if each.note:
            context.line("Small", each.note)


def _side_by_side(cells: Sequence[str]) -> list[tuple[str, ...]]:
    """Set level over type, place over area, and what is shared under each other."""
    name, level, kind, areas, place, clusters, phrases, km = cells
    return [(name,), _once(level, kind), (place, areas), (clusters, phrases), (km,)]


def _table(
    context: "DocumentContext",
    title: str,
    widths: Sequence[float],
    head: Sequence[Cell],
    rows: Iterable[Sequence[Cell]],
) -> None:
    """Set a table under its title; the head comes again on every page, no row is cut."""
    caption = context.caption("table", title)
    caption.paragraph_format.keep_with_next = True
    grid = context.document.add_table(rows=0, cols=len(widths))
    properties = grid._tbl.tblPr  # noqa: SLF001 - python-docx's way to the XML
    fixed(grid, context.widths(widths))
    grid.style = context.manner.table or STYLE
    if context.manner.table:
        properties.find(qn("w:tblLayout")).addnext(_close())
    properties.append(element("w:tblCaption", val=legal(title)))
    _row(context, grid, widths, head, head=True)
    for cells in rows:
        _row(context, grid, widths, cells)


def _close() -> "BaseOxmlElement":
    """Return a table's margins beside the words of its cells, as our own page has them."""
    margins = element("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(element(f"w:{side}", w="57", type="dxa"))
    return margins


def _row(
    context: "DocumentContext",
    grid: "Table",
    widths: Sequence[float],
    cells: Sequence[Cell],
    *,
    head: bool = False,
) -> None:
    """Set a row; each cell has a line or two."""
    row = grid.add_row()
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - as above
    properties.append(element("w:cantSplit"))
    if head:
        properties.append(element("w:tblHeader"))
    style = "Cell Head" if head else "Cell"
    widths = context.widths(widths)
    for cell, width, lines in zip(row.cells, widths, cells, strict=True):
        cell.width = Mm(width)
        for pieces in lines:
            if isinstance(pieces, _Line):
                context.drawing(
                    pieces.png, LINE, name=pieces.name, words=pieces.words, into=cell, style=style
                )
                continue
            line = context.line(style, into=cell)
            for words, bold in pieces:
                line._p.append(run(words, context.lang, bold=bold))  # noqa: SLF001 - as above
        drop_first(cell)


def _plain(*lines: str) -> Cell:
    """Return a cell of some lines without bold words."""
    return [[(words, False)] for words in lines]


def _phrases(phrases: Sequence["Phrase"], between: str) -> Pieces:
    """Return a line of phrases, those bold that answer what is selected."""
    pieces: list[tuple[str, bool]] = []
    for phrase in phrases:
        pieces += [(between, False)] if pieces else []
        pieces.append((phrase.name, phrase.asked))
    return pieces


def _once(*names: str) -> tuple[str, ...]:
    """Return names, each once: level and type of an office's own zones are called alike."""
    return tuple(dict.fromkeys(names))


def _paired(cells: Sequence[str]) -> list[tuple[str, ...]]:
    """Set level over type and place over area, so that seven columns fit an upright page."""
    name, level, kind, areas, place, industries, box = cells
    return [(name,), _once(level, kind), (place, areas), (industries,), (box,)]


def _with_cluster(cells: Sequence[str]) -> list[tuple[str, ...]]:
    """Set the cluster, where there is a column of it, under the phrase."""
    zone, *phrase, grade, reason, box = cells
    return [(zone,), tuple(phrase), (grade,), (reason,), (box,)]


def closing(context: "DocumentContext", said: "Content") -> None:
    """Say where it comes from, and how to come back to exactly this view."""
    heading = context.line("Heading 2", context.say("sources"))
    if not context.manner.own:
        heading.paragraph_format.space_before = Pt(context.setting.leading / 2)
    notes = [GAP[context.lang].join(said.notes)] if said.notes else []
    lines = [context.line("Small", words) for words in (*notes, *said.sources)]
    lines[-1].paragraph_format.keep_with_next = True  # what leads back does not stand alone
    scene, why = _code(context, said.order.link)
    widths = context.widths(CLOSING if scene else (sum(CLOSING),))
    grid = context.document.add_table(rows=1, cols=len(widths))
    fixed(grid, widths)
    row = grid.rows[0]
    row._tr.get_or_add_trPr().append(element("w:cantSplit"))  # noqa: SLF001 - as above
    for cell, width in zip(row.cells, widths, strict=True):
        cell.width = Mm(width)
    if scene:
        left = row.cells[0]
        line = context.picture(scene, CODE, dpi=CODE_DPI, into=left)
        line.paragraph_format.keep_with_next = False
        drop_first(left)
    _way_back(context, said, why, row.cells[-1])


def _code(context: "DocumentContext", link: str) -> "tuple[Scene | None, str]":
    """Return a link's code; if there is none, why not."""
    title = context.say("code", link=link)
    try:
        return figures.code(context.atlas, link, CODE * MM, title=title), ""
    except provenance.ProofError as error:
        return None, text(f"print.no_code.{error.key}", context.lang)


def _way_back(context: "DocumentContext", said: "Content", why: str, cell: "_Cell") -> None:
    """Set mark, filter, version and link; `why` says why there is no code."""
    for words in (
        said.mark,
        context.say("filter", words=said.words),
        context.say("data", version=context.atlas.version, day=context.atlas.date),
        why,
    ):
        if words:
            context.line("Cell", words, into=cell)
    if link := said.order.link:
        line = context.line("Cell", context.say("link"), into=cell)
        line._p.append(context.linked(link, address=link))  # noqa: SLF001 - as above
    drop_first(cell)
