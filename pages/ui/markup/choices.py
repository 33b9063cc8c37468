"""What the filters offer of columns: figures of lists, and an office's own."""

from collections import Counter
from dataclasses import dataclass

from atlas.maps import choropleth
from atlas.model import columns
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
    """

    head: str
    name: str
    kind: str
    drawn: str = choropleth.FILL
    least: str = ""
    most: str = ""
    words: tuple[Word, ...] = ()


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


def of_columns(atlas: Atlas, lang: str) -> list[Column]:
    """Return what each column offers, in their order."""
    found = []
    for head, kind in columns.table(atlas)["kind"].items():
        name = columns.name(atlas, head, lang)
        # A figure's cells are of all zones that lists name; these alone are here.
        figure = columns.is_figure(atlas, head)
        every = columns.known(atlas, head) if figure else columns.values(atlas, head).to_dict()
        cells = [cell for cell in every.values() if cell is not None]
        if kind in columns.ORDERED:
            drawn = choropleth.SIZE if figure and kind == columns.NUMBER else choropleth.FILL
            ends = (shown(min(cells), lang), shown(max(cells), lang))
            found.append(Column(head, name, kind, drawn, *ends))
            continue
        counted = Counter(cells) if kind == "bool" else Counter(written(cell) for cell in cells)
        words = [Word(written(cell), shown(cell, lang)) for cell, _ in counted.most_common()]
        # Where a word is longer than a link holds, its parts are searched for instead.
        fit = all(len(f"{head}={word.value}") <= MAX_TEXT for word in words)
        listed = tuple(words) if fit and len(words) <= WORDS else ()
        found.append(Column(head, name, kind, words=listed))
    return found
