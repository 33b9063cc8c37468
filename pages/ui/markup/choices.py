"""What the filters offer of columns: figures of lists, and an office's own."""

from collections import Counter
from dataclasses import dataclass, replace

from atlas.maps import choropleth
from atlas.model import columns, series
from atlas.model.atlas import Atlas
from atlas.model.names import MAX_TEXT, shown, written

GIVEN = "given"  # beside the methods by which numbers are parted: by breaks that are written down
WORDS = 30  # different words up to which a column is a list to choose from


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a column: as a condition has it, and as a reader sees it."""

    value: str
    shown: str


@dataclass(frozen=True, slots=True)
class Column:
    """
    What one column offers.

    Attributes
    ----------
    head
        Its head, as a link has it.
    name
        What a reader calls it.
    kind
        Of its values, as in `atlas.model.columns.table`.
    drawn
        How the map shows it at first, of `atlas.maps.choropleth.SHADED_AS`.
    least, most
        Its extremes as texts, of numbers and dates.
    words
        Its words, the commonest first; empty where there are too many to choose from.
    year
        Of a yearly series' column.
    """

    head: str
    name: str
    kind: str
    drawn: str = choropleth.FILL
    least: str = ""
    most: str = ""
    words: tuple[Word, ...] = ()
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """
    A column, or the columns of a yearly series.

    Attributes
    ----------
    name
        Of the series; empty of a column by itself.
    columns
        One, or those of the years, rising.
    """

    name: str
    columns: tuple[Column, ...]

    @property
    def latest(self) -> Column:
        """The column that stands for all of them at first."""
        return self.columns[-1]


@dataclass(frozen=True, slots=True)
class Shading:
    """
    How a column can be shown on the map.

    Attributes
    ----------
    drawn
        Of `atlas.maps.choropleth.SHADED_AS`.
    methods
        How numbers can be parted into classes.
    classes
        How many there may be.
    """

    drawn: tuple[str, ...] = choropleth.SHADED_AS
    methods: tuple[str, ...] = (*choropleth.METHODS, GIVEN)
    classes: tuple[int, ...] = tuple(range(2, choropleth.CLASSES + 1))

    def parted(self) -> list[tuple[str, str, int]]:
        """Return every method with every number of classes, the usual first: as a link has it."""
        return [
            (choropleth.write_breaks(choropleth.Breaks(method, n)), method, n)
            for method in choropleth.METHODS
            for n in reversed(self.classes)
        ]


def of_columns(atlas: Atlas, lang: str) -> list[Group]:
    """Return what the columns offer, in their order, those of a yearly series together."""
    return [
        Group("", (_column(atlas, lang, each),))
        if isinstance(each, str)
        else Group(
            each.name(lang),
            tuple(replace(_column(atlas, lang, head), year=y) for y, head in each.heads.items()),
        )
        for each in series.grouped(atlas)
    ]


def _column(atlas: Atlas, lang: str, head: str) -> Column:
    kind, name = columns.table(atlas).loc[head, "kind"], columns.name(atlas, head, lang)
    # A figure's cells are of all zones that lists name; these alone are here.
    figure = columns.is_figure(atlas, head)
    every = columns.known(atlas, head) if figure else columns.values(atlas, head).to_dict()
    cells = [cell for cell in every.values() if cell is not None]
    if kind in columns.ORDERED:
        drawn = choropleth.SIZE if figure and kind == columns.NUMBER else choropleth.FILL
        return Column(head, name, kind, drawn, shown(min(cells), lang), shown(max(cells), lang))
    counted = Counter(cells) if kind == "bool" else Counter(written(cell) for cell in cells)
    words = [Word(written(cell), shown(cell, lang)) for cell, _ in counted.most_common()]
    # Where a word is longer than a link holds, its parts are searched for instead.
    fit = all(len(f"{head}={word.value}") <= MAX_TEXT for word in words)
    listed = tuple(words) if fit and len(words) <= WORDS else ()
    return Column(head, name, kind, words=listed)
