"""What the filters offer of an office's own columns."""

from collections import Counter
from dataclasses import dataclass

from atlas.model.atlas import Atlas
from atlas.model.names import MAX_TEXT, shown, written

WORDS = 30  # different words up to which a column is a list to choose from


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a column: as a condition has it, as a reader sees it, and how often it stands."""

    value: str
    shown: str
    n: int


@dataclass(frozen=True, slots=True)
class Column:
    """
    What one column offers.

    Attributes
    ----------
    head
        Its head.
    kind
        Of its values, as in ``Atlas.own_columns``.
    least, most
        Its extremes as texts, of numbers and dates.
    words
        Its words, the commonest first; empty where there are too many to choose from.
    """

    head: str
    kind: str
    least: str = ""
    most: str = ""
    words: tuple[Word, ...] = ()


def of_columns(atlas: Atlas, lang: str) -> list[Column]:
    """Return what each own column offers, in the order of the columns."""
    found = []
    for head, kind in atlas.own_columns["kind"].items():
        cells = [cell for cell in atlas.own_values[head] if cell is not None]
        if kind in {"number", "date"}:
            found.append(Column(head, kind, shown(min(cells), lang), shown(max(cells), lang)))
            continue
        counted = Counter(cells) if kind == "bool" else Counter(written(cell) for cell in cells)
        words = [Word(written(cell), shown(cell, lang), n) for cell, n in counted.most_common()]
        # Where a word is longer than a link holds, its parts are searched for instead.
        fit = all(len(f"{head}={word.value}") <= MAX_TEXT for word in words)
        found.append(Column(head, kind, words=tuple(words) if fit and len(words) <= WORDS else ()))
    return found
