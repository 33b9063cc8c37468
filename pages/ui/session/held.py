"""What data a run of a session is drawn from, and what the process holds in memory."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from atlas.model.atlas import Atlas
from atlas.office import Entry, State, StoreError
from atlas.office.vintage import Vintage

if TYPE_CHECKING:
    from pages.ui.markup.build import Build


@dataclass(frozen=True)
class Held:
    """
    The data that one run of a session's script is drawn from, and those of its callbacks after it.

    A file that is replaced, or another person's change, is seen by the session's next run, whole:
    no page is made of two versions, and what a button does belongs to the page it stands on.

    Attributes
    ----------
    asked, build
        The vintage that the URL asks for and its build.
    plan
        The plan's atlas.
    now
        What the office has added.
    renewed
        The version of the plan's data where it is new to the session since its last run.
    history
        What the office has changed, newest first, or why it cannot be read; empty until it is
        asked for, of one reading from then on.
    """

    asked: Vintage
    build: "Build"
    plan: Atlas
    now: State
    renewed: str = ""
    history: list[Sequence[Entry] | StoreError] = field(default_factory=list, compare=False)


@dataclass(frozen=True)
class Condition:
    """
    What is held in memory now.

    Attributes
    ----------
    plan
        The plan's atlas; None where none could be read yet.
    since
        When it was taken up.
    trouble, troubled
        Why the office's data cannot be read, and since when.
    age_s
        Seconds since they were last looked for.
    """

    plan: Atlas | None
    since: dt.datetime | None
    trouble: StoreError | None
    troubled: dt.datetime | None
    age_s: float
