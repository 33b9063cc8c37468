"""How a document is set: its measures, and what differs between the languages."""

from dataclasses import dataclass

from atlas.briefing.order import MM

FACES = ("title", "heading", "lead", "body", "page")
TAGS = {"zh": "zh-CN", "en": "en-GB"}
# Of Latin letters and figures: in ones that are Chinese a reader breaks a line within a number.
LATIN_TAGS = {"zh": "en-US", "en": "en-GB"}
TEXT_WIDTH, TEXT_HEIGHT = 156 * MM, 225 * MM
MAP = (150.0, 101.0)  # millimetres; at most 150 wide, so that it stays within the text's 156
LEAST_MAP = 54.0  # millimetres: less of it is not read
HEAD = 128.0  # points that a briefing's head takes
LOOSE = 1.5  # em from one line to the next of what is set as loosely as its face wants
BARS = 132.0  # millimetres
CODE = 24.0  # millimetres: 18 and more are read from a copy
MOST_OWN = 6  # own columns in it
CLOSING = (32.0, 124.0)  # millimetres: the code and what stands beside it


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
    inside
        Whether the mark of a footnote stands before the stop of its sentence.
    columns
        Widths of the table's columns, millimetres: name; level and type; place and area;
        industries; box. They fill the text's width.
    beside
        The same of a table that has a column of own data too, the last one.
    reasons
        The same of the table of what puts zones into clusters: zone; phrase and cluster; grade;
        reason; box.
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
    inside: bool
    columns: tuple[float, ...]
    beside: tuple[float, ...]
    reasons: tuple[float, ...]

    def widths(self, *, own: bool) -> tuple[float, ...]:
        """Return the widths of the table's columns, millimetres, perhaps with one of own data."""
        return self.beside if own else self.columns


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
        inside=True,
        columns=(43, 22, 30, 42, 19),
        beside=(36, 20, 27, 28, 19, 26),
        reasons=(43, 35, 14, 45, 19),
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
        inside=False,
        columns=(38, 29, 32, 42, 15),
        beside=(31, 24, 27, 30, 16, 28),
        reasons=(40, 36, 18, 44, 18),
    ),
}
