"""What a briefing in words is made of: runs, paragraphs, a table, a chart."""

from dataclasses import dataclass

GAP = {"zh": "", "en": " "}  # between sentences


@dataclass(frozen=True, slots=True)
class Run:
    """
    A stretch of text and what it rests on.

    Attributes
    ----------
    text
        Plain text, whatever it holds.
    notes
        Numbers of the footnotes that stand behind it, ascending.
    """

    text: str
    notes: tuple[int, ...] = ()

    @property
    def mark(self) -> str:
        """The footnotes' numbers as they are printed: ``"1–3, 7"``; nothing without notes."""
        spans: list[list[int]] = []
        for n in self.notes:
            if spans and n == spans[-1][1] + 1:
                spans[-1][1] = n
            else:
                spans.append([n, n])
        return ", ".join(
            f"{first}" if first == last else f"{first}{', ' if last == first + 1 else '–'}{last}"
            for first, last in spans
        )


@dataclass(frozen=True, slots=True)
class Paragraph:
    """
    A heading or a paragraph.

    Attributes
    ----------
    runs
        Its text in order; the runs bring their own blanks and punctuation.
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
class Table:
    """
    All zones selected, a row each.

    Attributes
    ----------
    title
        What it shows.
    header
        A name a column: name, level, type, area, place, industries, box.
    rows
        A tuple of texts a zone, in the order of the atlas.
    zones
        Their ids, row by row.
    """

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    zones: tuple[str, ...]


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
    title, lead
        Its name; filter, number of zones and day in one line.
    paragraphs
        Headings and paragraphs in order.
    footnotes
        Texts of the footnotes; number 1 is the first.
    table, chart
        What goes with the text.
    sources
        The lines of the foot, those of the map.
    """

    title: str
    lead: str
    paragraphs: tuple[Paragraph, ...]
    footnotes: tuple[str, ...]
    table: Table
    chart: Chart
    sources: tuple[str, ...]
