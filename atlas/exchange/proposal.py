"""What applying a file would do: its rows placed, matched and held against what is there."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from atlas.exchange.draft import Draft
from atlas.exchange.findings import ERROR, QUESTION, Finding
from atlas.exchange.placing import Placement
from atlas.store.record import Change, Record, State

NEW, SKIP = "new", "skip"  # what may be chosen for a row beside a zone
MERGE, REPLACE = "merge", "replace"
MODES = (MERGE, REPLACE)


@dataclass(frozen=True, slots=True)
class Choices:
    """
    What whoever brings a file has decided; what is left out is decided where it is certain.

    Attributes
    ----------
    system
        Key of the coordinate system the file is in; empty to take the certain one.
    swap
        Whether its axes are swapped; None to judge by the numbers.
    zones
        Row -> id of a zone, `NEW` or `SKIP`.
    unmatched
        What becomes of rows that match no zone: empty to ask, `NEW` or `SKIP`.
    mode
        `MERGE` leaves what the file does not speak of; `REPLACE` takes it out.
    kind
        How well the positions are known, one of `atlas.store.record.KINDS`; empty for what the
        format implies.
    left_out
        Heads of columns not to be taken.
    """

    system: str = ""
    swap: bool | None = None
    zones: Mapping[int, str] = field(default_factory=dict)
    unmatched: str = ""
    mode: str = MERGE
    kind: str = ""
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Proposal:
    """
    What applying a file would do.

    Attributes
    ----------
    draft
        The file as read.
    choices
        What was decided.
    placement
        Its coordinates.
    matches
        Indexed by row: ``zone`` (an id, `NEW`, `SKIP` or empty where it is open), ``how`` (``id``,
        ``name``, ``alias``, ``near``, ``place``, ``chosen``, ``none``), ``said`` (what the row is
        called), ``candidates`` (tuple of ids, the likelier first).
    records
        Zone -> the record it would have; None where its record would be taken out. Only zones that
        would change.
    changes
        Value by value, what would change.
    base
        The state that it was held against.
    findings
        All findings, of reading, placing and matching, by row.
    """

    draft: Draft
    choices: Choices
    placement: Placement
    matches: pd.DataFrame
    records: Mapping[str, Record | None]
    changes: tuple[Change, ...]
    base: State
    findings: tuple[Finding, ...]

    @property
    def can_apply(self) -> bool:
        """Whether nothing is wrong, nothing is open and something would change."""
        settled = not any(finding.level in {ERROR, QUESTION} for finding in self.findings)
        return settled and bool(self.records)

    def outcome(self) -> dict[str, list[str]]:
        """Return the zones that would be ``added``, ``changed`` and ``removed``, in file order."""
        found: dict[str, list[str]] = {"added": [], "changed": [], "removed": []}
        for zone, record in self.records.items():
            if record is None:
                found["removed"].append(zone)
            else:
                found["changed" if zone in self.base.records else "added"].append(zone)
        return found
