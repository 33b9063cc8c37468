"""What one person has collected on the briefing page."""

from collections.abc import Hashable
from dataclasses import dataclass, field

from atlas.briefing.kept import KeptCollection, KeptView
from atlas.briefing.order import Order
from atlas.briefing.provenance import Difference, Proof
from atlas.briefing.template.model import Template
from atlas.i18n.errors import AtlasError
from pages.ui.process.pool.job import Job

MOST_OVER = 4  # files that are kept for whoever asked for them


@dataclass(slots=True)
class CollectedSheet:
    """
    A sheet of a list.

    Attributes
    ----------
    number
        Its own in the session.
    order
        What is asked of it.
    kept
        The same as it is kept, with what the atlas said of it then.
    """

    number: int
    order: Order
    kept: KeptView

    def say(self, *, title: str, note: str) -> None:
        """Take what was typed of it."""
        self.order = self.order.with_(title=title)
        self.kept = self.kept.with_(self.order, note)


@dataclass(slots=True)
class CollectedList:
    """
    Sheets that belong together.

    Attributes
    ----------
    name
        Empty for the list that has none.
    entries
        The sheets, in order.
    base
        The version of the office's store that it is of; 0 where it is of none.
    """

    name: str = ""
    entries: list[CollectedSheet] = field(default_factory=list)
    base: int = 0

    def kept(self) -> KeptCollection:
        """Return it as a file holds it."""
        return KeptCollection(self.name, tuple(each.kept for each in self.entries))


@dataclass(slots=True)
class Desk:
    """
    What one person has on the briefing page beside the link.

    It lasts as long as the session; the browser keeps words and lists beyond that.

    Attributes
    ----------
    words
        Title, sentence, maker and so on as typed, each with the selection it belongs to, if to
        one; no link carries them.
    lists
        The lists of sheets, at least one.
    current
        The place of the one that is looked at.
    numbered
        How many sheets there ever were.
    turn
        How often the browser gave back what it keeps: fields are drawn anew then.
    told
        The last message of the browser's that was followed.
    is_kept
        Whether the browser is to keep what is here, nothing included.
    said
        What became of the last act on views and lists: a string's key and values.
    changes
        Whether what changed in the list looked at is shown.
    jobs
        Number -> a file being made or made last, in the order in which they were asked for.
    asked_for
        How many files were asked for.
    drawings
        Place on a page -> what is drawn there by workers: its key, and it, why it was not begun, or
        None where its reader put it off.
    not_begun
        Why the file asked for last was not begun, if it was not.
    checked
        The name of the file verified last, its record and what it shows; or why it has none.
    dropped
        How many files were given to be verified.
    templates
        Kind -> the office's template that was given in this session.
    given
        How many templates were given.
    refused
        The name of the template given last, and why it was not taken, if it was not.
    """

    words: dict[tuple[str, str], str] = field(default_factory=dict)
    lists: list[CollectedList] = field(default_factory=lambda: [CollectedList()])
    current: int = 0
    numbered: int = 0
    turn: int = 0
    told: str = ""
    is_kept: bool = False
    said: tuple[str, dict[str, object]] | None = None
    changes: bool = False
    jobs: dict[int, Job] = field(default_factory=dict)
    asked_for: int = 0
    drawings: dict[str, tuple[Hashable, Job | AtlasError | None]] = field(default_factory=dict)
    not_begun: AtlasError | None = None
    checked: tuple[str, tuple[Proof, Difference] | AtlasError] | None = None
    dropped: int = 0
    templates: dict[str, Template] = field(default_factory=dict)
    given: int = 0
    refused: tuple[str, AtlasError] | None = None

    @property
    def listed(self) -> CollectedList:
        """The list that is looked at."""
        return self.lists[min(self.current, len(self.lists) - 1)]

    @property
    def entries(self) -> list[CollectedSheet]:
        """The sheets of the list that is looked at, in order."""
        return self.listed.entries

    def ask(self, job: Job) -> None:
        """Keep a file that was begun; of those that are over only the last few."""
        self.asked_for += 1
        self.jobs[self.asked_for] = job
        over = [number for number, each in self.jobs.items() if each.is_over]
        for number in over[: max(0, len(over) - MOST_OVER)]:
            del self.jobs[number]

    def add(self, order: Order, kept: KeptView, *, to: CollectedList | None = None) -> None:
        """Put a sheet at the end of a list, the one looked at unless another is named."""
        self.numbered += 1
        (to or self.listed).entries.append(CollectedSheet(self.numbered, order, kept))
