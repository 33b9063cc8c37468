"""What an office adds to one zone, and the state of all of it at one moment."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import shapely
from shapely.geometry.base import BaseGeometry

from atlas.model.attachments import Attachment

OWN = "own-"  # how the ids of an office's own zones begin; none of the plan's does
# How well a position is known, the best first; rows of geodata's position_kinds.csv.
KINDS = ("surveyed", "digitised", "bounds", "point", "county")
AREAL = {"Polygon", "MultiPolygon"}  # geometries that are outlines
# What an entry of the history does.
IMPORT, UNDO = "import", "undo"
PROPOSE, APPROVE, REJECT = "propose", "approve", "reject"  # where changes are reviewed
REVIEW_ON, REVIEW_OFF = "review_on", "review_off"  # from here on they are, or no longer
DECISIONS = (APPROVE, REJECT)
UNSEEN = (PROPOSE, REJECT, REVIEW_ON, REVIEW_OFF)  # after which the atlas shows what it did before
Value = str | int | float | bool | dt.date | None
# The fields of a record beside its own columns, in the order in which a difference shows them.
FIELDS = (
    *("name_zh", "name_en", "aliases", "county", "industries"),
    *("geometry", "kind", "accuracy_km", "source", "attachments"),
)


@dataclass(frozen=True, slots=True)
class Record:
    """
    What an office has given for one zone; a value.

    Of the plan's zones it holds position and own columns only: names, level, type and the rest are
    the plan's. An own zone has a name and a county as well.

    Attributes
    ----------
    zone
        The plan's id of the zone, or one that begins with `OWN`.
    name_zh, name_en, aliases, county, industries
        Of an own zone: its names, other names, the adcode of its county, its industry phrases.
        Empty for the plan's zones.
    geometry
        Point, polygon or multipolygon in EPSG:4326; None where the record gives no position.
    kind
        How the position is known, one of `KINDS`; empty without a position.
    accuracy_km
        What the position may be off by; None where it is not said.
    source
        What the position rests on, in the words of whoever gave it.
    values
        The office's own columns by their heads.
    attachments
        Photos and documents of the zone; their bytes lie in the store under their digests.
    """

    zone: str
    name_zh: str = ""
    name_en: str = ""
    aliases: tuple[str, ...] = ()
    county: str = ""
    industries: tuple[str, ...] = ()
    geometry: BaseGeometry | None = None
    kind: str = ""
    accuracy_km: float | None = None
    source: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()

    @property
    def is_own(self) -> bool:
        """Whether the zone is the office's own, not one of the plan's."""
        return self.zone.startswith(OWN)


@dataclass(frozen=True, slots=True)
class Change:
    """
    One value that differs between two records of a zone.

    Attributes
    ----------
    zone
        The zone.
    field
        One of `FIELDS`, or ``"values"`` for an own column.
    column
        The head of the own column; empty for a field.
    before, after
        The values; None where there is none.
    """

    zone: str
    field: str
    column: str
    before: object
    after: object


@dataclass(frozen=True, eq=False)
class State:
    """
    All records at one moment.

    Attributes
    ----------
    revision
        The number of the last entry that it contains; 0 before the first.
    records
        Zone -> record.
    stamps
        Zone -> the number of the entry that changed or removed it last: what a later change of the
        zone is held against. It keeps the zones that were removed.
    """

    revision: int = 0
    records: Mapping[str, Record] = field(default_factory=lambda: MappingProxyType({}))
    stamps: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


EMPTY = State()


def changes(
    before: Mapping[str, Record | None], after: Mapping[str, Record | None]
) -> tuple[Change, ...]:
    """
    Return every value that differs, zone by zone in the order of `after`, then of `before`.

    Parameters
    ----------
    before, after
        Zone -> record; None or a missing zone is no record.
    """
    found: list[Change] = []
    for zone in dict.fromkeys((*after, *before)):
        old, new = before.get(zone), after.get(zone)
        if old is None and new is None:
            continue
        old, new = old or Record(zone), new or Record(zone)
        found += [
            Change(zone, name, "", getattr(old, name) or None, getattr(new, name) or None)
            for name in FIELDS
            if not _same(getattr(old, name), getattr(new, name))
        ]
        found += [
            Change(zone, "values", head, old.values.get(head), new.values.get(head))
            for head in dict.fromkeys((*new.values, *old.values))
            if not _same(old.values.get(head), new.values.get(head))
        ]
    return tuple(found)


def _same(one: object, other: object) -> bool:
    if isinstance(one, BaseGeometry) and isinstance(other, BaseGeometry):
        return shapely.to_wkb(one) == shapely.to_wkb(other)
    if _is_number(one) and _is_number(other):
        return one == other  # 5 and 5.0 are one value, whatever file they come from
    return type(one) is type(other) and one == other


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


@dataclass(frozen=True, slots=True)
class Entry:
    """
    One entry of the history.

    Attributes
    ----------
    number
        Counts from 1 without a gap.
    at
        When, in UTC.
    who
        The editor.
    action
        One of those above: ``"import"``, ``"undo"``, ``"propose"`` …
    file, checksum
        The file it came from and its SHA-256; empty if from none.
    note
        What the editor said of it.
    undoes
        The entry that it undid, or proposes to undo; 0 for none.
    added, changed, removed
        How many records it added, changed and took out, or would.
    decides
        The proposal that it approves or rejects; 0 for none.
    """

    number: int
    at: dt.datetime
    who: str
    action: str
    file: str
    checksum: str
    note: str
    undoes: int
    added: int
    changed: int
    removed: int
    decides: int = 0

    @property
    def is_seen(self) -> bool:
        """Whether it changed what the atlas shows."""
        return self.action not in UNSEEN

    @property
    def deed(self) -> str:
        """What it does, a word: its action, or that it proposes an undo."""
        return "propose_undo" if self.action == PROPOSE and self.undoes else self.action

    @property
    def about(self) -> int:
        """The entry that it undoes or decides on; 0 for none."""
        return self.undoes or self.decides

    @property
    def zones(self) -> int:
        """How many zones it touched."""
        return self.added + self.changed + self.removed


def decisions(entries: Iterable[Entry]) -> dict[int, Entry]:
    """Return proposal -> the entry that approved or rejected it."""
    return {entry.decides: entry for entry in entries if entry.decides}


def undone(entries: Iterable[Entry]) -> dict[int, int]:
    """
    Return the entries that are undone and by which; an undo that was undone counts no more.

    Parameters
    ----------
    entries
        All of a history.
    """
    by_number = {entry.number: entry for entry in entries}
    found: dict[int, int] = {}
    for number in sorted(by_number, reverse=True):
        entry = by_number[number]
        # An undo that was proposed is done by what approved it.
        undo = by_number.get(entry.decides, entry) if entry.action == APPROVE else entry
        if entry.is_seen and undo.undoes and number not in found:
            found[undo.undoes] = number
    return found
