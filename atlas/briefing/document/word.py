"""Write the elements of a Word document: runs, fields, the columns and cells of tables."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.table import Table, _Cell

MAX_PROPERTY = 255  # characters of a core property
# What XML 1.0 cannot hold, and line ends, which a paragraph has none of.
_UNWRITABLE = re.compile("[^\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]+")


def legal(words: str) -> str:
    """Return a text as XML can hold it, in one line."""
    return _UNWRITABLE.sub(" ", words)


def element(tag: str, **attributes: str) -> "BaseOxmlElement":
    """Return an element with attributes of the same vocabulary."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def run(
    words: str, lang: str, *, style: str = "", bold: bool = False, tongue: str = ""
) -> "BaseOxmlElement":
    """Return a run of text as it is, perhaps in a style of letters, bold, or in a language."""
    made = element("w:r")
    properties = element("w:rPr")
    if style:
        properties.append(element("w:rStyle", val=style))
    if lang == "zh":
        # Else quotation marks and dashes come from the Latin face, half as wide.
        properties.append(element("w:rFonts", hint="eastAsia"))
    if bold:
        properties.append(element("w:b"))
    if tongue:
        properties.append(element("w:lang", val=tongue))
    if len(properties):
        made.append(properties)
    body = element("w:t")
    body.set(qn("xml:space"), "preserve")
    body.text = legal(words)
    made.append(body)
    return made


def spanning(
    instruction: str, properties: "BaseOxmlElement | None" = None, *, stale: bool = False
) -> list["BaseOxmlElement"]:
    """
    Return the runs that begin a field, and the one that ends it behind what it shows.

    A stale one is computed when the document is opened.
    """

    def part(inside: "BaseOxmlElement") -> "BaseOxmlElement":
        made = element("w:r")
        if properties is not None:
            made.append(properties.__copy__())
        made.append(inside)
        return made

    code = element("w:instrText")
    code.set(qn("xml:space"), "preserve")
    code.text = f" {instruction} "
    marks = [element("w:fldChar", fldCharType=kind) for kind in ("begin", "separate", "end")]
    if stale:
        marks[0].set(qn("w:dirty"), "true")
    return [part(each) for each in (marks[0], code, *marks[1:])]


def field(instruction: str, shown: "BaseOxmlElement") -> Iterator["BaseOxmlElement"]:
    """Give a field: what a word processor computes, and what stands there until it has."""
    *begun, ended = spanning(instruction, shown.find(qn("w:rPr")))
    yield from begun
    yield shown
    yield ended


def tab() -> "BaseOxmlElement":
    """Return a run that goes to the next tab stop."""
    made = element("w:r")
    made.append(element("w:tab"))
    return made


def fixed(grid: "Table", widths: Sequence[float]) -> None:
    """Give a table columns of fixed widths, millimetres."""
    grid.autofit = False
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Mm(width)


def drop_first(cell: "_Cell") -> None:
    """Take away the empty paragraph that every new cell begins with."""
    first = cell.paragraphs[0]._p  # noqa: SLF001
    first.getparent().remove(first)
