"""What a briefing in words is made of: runs, paragraphs, a table, a chart."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from atlas.model.series import Points

GAP = {"zh": "", "en": " "}  # between sentences
WIDEST, NARROWEST = 24, 4  # characters by which the widths of columns are shared out


@dataclass(frozen=True, slots=True)
class Run:
    """
    A sentence, with the gap before it, and what it rests on.

    Attributes
    ----------
    text
        Plain text, whatever it holds.
    note
        Number of the footnote that names all that the sentence rests on; 0 where there is none.
    """

    text: str
    note: int = 0


@dataclass(frozen=True, slots=True)
class Paragraph:
    """
    A heading or a paragraph.

    Attributes
    ----------
    runs
        Its sentences in order; they bring their own blanks and punctuation.
    heading
        Whether it is a heading, which has no footnote.
    """

    runs: tuple[Run, ...]
    heading: bool = False

    @property
    def text(self) -> str:
        """The text without footnotes."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Phrase:
    """
    A phrase that the plan gives a zone.

    Attributes
    ----------
    name
        Its words.
    asked
        Whether it answers what is selected.
    """

    name: str
    asked: bool


@dataclass(frozen=True, slots=True)
class Table:
    """
    A table that goes with a text.

    Attributes
    ----------
    title
        What it shows.
    header
        A name a column. Of all zones selected: name, level, type, area, place, industries, box;
        of what puts them into a cluster: zone, phrase, cluster (where several are asked for),
        grade, reason, box; of zones compared: see `atlas.briefing.report.compared`.
    rows
        A tuple of texts a row, in the order of the atlas.
    zones
        The zones' ids, row by row.
    phrases
        Of the table of zones: row by row, the phrases that stand in the column of industries.
    between
        What stands between two of them.
    heads
        Of the office's own columns in which a zone has a value.
    values
        A tuple of texts a zone, as `heads`; empty where a zone has none.
    lines
        The same as numbers by year where the column is a yearly series; else nothing.
    note
        What one must know to read it; may be empty.
    kind
        What a row says: a string of ``slides.spoken``; nothing where its cells say it.
    sharing
        How wide each column is, beside the others; where nothing is said, as its cells ask.
    """

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    zones: tuple[str, ...]
    phrases: tuple[tuple[Phrase, ...], ...] = ()
    between: str = ""
    heads: tuple[str, ...] = ()
    values: tuple[tuple[str, ...], ...] = ()
    lines: "tuple[tuple[Points, ...], ...]" = ()
    note: str = ""
    kind: str = ""
    sharing: tuple[float, ...] = ()

    def __hash__(self) -> int:
        # What is kept by table is asked for once a row: thousands of rows are not read each time.
        return hash((self.title, self.header, len(self.rows)))

    @property
    def shares(self) -> tuple[float, ...]:
        """How wide each column is, beside the others: as is said, or as what it holds asks."""
        if self.sharing:
            return self.sharing
        columns = zip(self.header, *self.rows, strict=True)
        return tuple(min(max(map(len, cells)), WIDEST) + NARROWEST for cells in columns)

    def known(self, row: int, *, most: int | None = None) -> "list[tuple[str, str, Points]]":
        """Return the heads, at most so many, in which a zone has a value, with value and line."""
        cells = list(zip(self.heads, self.values[row], self.lines[row], strict=True))[:most]
        return [(head, value, line) for head, value, line in cells if value]


@dataclass(frozen=True, slots=True)
class Series:
    """
    One row of figures of a chart.

    Attributes
    ----------
    key, name
        Slug and name of the level.
    counts
        Number of zones by type, as `Chart.labels` has them.
    """

    key: str
    name: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """
    Zones by type, each bar parted by level.

    Attributes
    ----------
    title
        What it shows.
    keys, labels
        Slugs and names of the types, all of them, in table order.
    series
        One for each level that a zone selected has; they add up to the number of zones.
    """

    title: str
    keys: tuple[str, ...]
    labels: tuple[str, ...]
    series: tuple[Series, ...]

    @property
    def totals(self) -> tuple[int, ...]:
        """Number of zones by type."""
        return tuple(sum(row.counts[i] for row in self.series) for i in range(len(self.labels)))


@dataclass(frozen=True, slots=True)
class Report:
    """
    A briefing in words.

    Attributes
    ----------
    title
        Its name, without what a reader need not know to understand it.
    conclusion
        What it comes to, in a few sentences of plain prose without a footnote: how many, which,
        where, doing what. All of it stands in the paragraphs too, with what it rests on.
    paragraphs
        Headings and paragraphs in order.
    footnotes
        Texts of the footnotes; number 1 is the first.
    table, chart
        What goes with the text.
    basis
        What puts the zones into the clusters asked for; None where none is.
    compared
        The zones that are set side by side; None where none are.
    changed
        What differs between documents, a table a kind of change; none where none are compared.
    lived
        The lives of the zones selected, a table each, where they are few; none of many.
    sources
        The lines of the foot, those of the map.
    """

    title: str
    conclusion: str
    paragraphs: tuple[Paragraph, ...]
    footnotes: tuple[str, ...]
    table: Table
    basis: Table | None
    compared: Table | None
    changed: tuple[Table, ...]
    lived: tuple[Table, ...]
    chart: Chart
    sources: tuple[str, ...]
