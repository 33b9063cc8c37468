"""How what a briefing is written with is called in the document: ours, or an office's own."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from atlas.briefing.document.settings import TEXT_WIDTH
from atlas.briefing.order import MM


@dataclass(frozen=True, slots=True)
class Manner:
    """
    A document's own ways.

    Attributes
    ----------
    own
        Whether the document is an office's: page, heads, feet and sections are then its own.
    styles
        A briefing's style -> the one that stands for it, where that has another name.
    letters
        Id of a style of letters -> the one that stands for it.
    table
        The style of tables; empty where their rules are ours.
    width
        Of the text, millimetres.
    notes, counted
        The largest id of a footnote that is there already; how many such notes there are.
    titled, dated, marked
        Whether the document has a place of its own for the title, for the day, and for what may be
        done with it.
    """

    own: bool = False
    styles: Mapping[str, str] = field(default_factory=dict)
    letters: Mapping[str, str] = field(default_factory=dict)
    table: str = ""
    width: float = TEXT_WIDTH / MM
    notes: int = 0
    counted: int = 0
    titled: bool = False
    dated: bool = False
    marked: bool = False

    @property
    def share(self) -> float:
        """The width of its text beside that of our own page."""
        return self.width * MM / TEXT_WIDTH
