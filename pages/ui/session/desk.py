"""What one person has collected on the briefing page."""

from dataclasses import dataclass, field

from atlas.briefing.order import Order
from atlas.briefing.provenance import Proof, ProofError
from pages.ui.process.jobs import Job


@dataclass(slots=True)
class CollectedSheet:
    """A sheet of the list: a number of its own, and what is asked of it."""

    number: int
    order: Order


@dataclass(slots=True)
class Desk:
    """
    What one person has on the briefing page beside the link: it lasts as long as the session.

    Attributes
    ----------
    words
        Title, sentence, maker and so on as typed, each with the selection it belongs to, if to
        one; no link carries them.
    entries
        The sheets collected, in order.
    numbered
        How many there ever were.
    job
        The book being made or made last.
    checked
        The name of the file verified last and its record, or why it has none.
    dropped
        How many files were given to be verified.
    """

    words: dict[tuple[str, str], str] = field(default_factory=dict)
    entries: list[CollectedSheet] = field(default_factory=list)
    numbered: int = 0
    job: Job | None = None
    checked: tuple[str, Proof | ProofError] | None = None
    dropped: int = 0
