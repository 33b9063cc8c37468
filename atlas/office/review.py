"""
Review before a change shows: one editor proposes it, another approves or rejects it.

It is switched on in the store itself, as an entry of the history: every program and every machine
that shares the store holds to it. All of it is entries, of which none is altered: the proposal,
what was decided on it, and the switching.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from atlas.office.errors import Conflict, ConflictError, ReviewError
from atlas.office.record import (
    APPROVE,
    DECISIONS,
    PROPOSE,
    REJECT,
    REVIEW_OFF,
    REVIEW_ON,
    Change,
    Entry,
    Record,
    changes,
    decisions,
)
from atlas.office.store import Store
from atlas.office.tables import raise_format

LONGEST = 200  # characters of a reason


@dataclass(frozen=True, eq=False)
class Proposed:
    """
    A proposal that waits, held against what stands now.

    Attributes
    ----------
    entry
        It.
    records
        Zone -> the record it would have; None where its record would be taken out.
    now
        What stands of these zones now, likewise.
    changes
        Value by value, what approving it would change now.
    conflicts
        Zones that were changed since it was made: it cannot be approved as it is.
    """

    entry: Entry
    records: Mapping[str, Record | None]
    now: Mapping[str, Record | None]
    changes: tuple[Change, ...]
    conflicts: tuple[Conflict, ...]

    def outcome(self) -> dict[str, int]:
        """Return how many zones' records would be ``added``, ``changed`` and ``removed``."""
        there = {zone for zone, record in self.now.items() if record is not None}
        given = {zone for zone, record in self.records.items() if record is not None}
        return {
            "added": len(given - there),
            "changed": len(given & there),
            "removed": len(there - given),
        }


def is_on(store: Store) -> bool:
    """
    Return whether changes are reviewed before they show.

    Raises
    ------
    StoreError
        If the store cannot be read.
    """
    if store.is_missing():
        return False
    with store.reading() as connection:
        return store.history.is_reviewed(connection)


def switch(store: Store, *, on: bool, who: str) -> Entry | None:
    """
    Have changes reviewed from now on, or no longer; None where that is so already.

    What waits goes on waiting, and is decided as before.

    Raises
    ------
    StoreError
        If the store cannot be written.
    """
    with store.writing() as connection:
        if store.history.is_reviewed(connection) == on:
            return None
        raise_format(connection, store.tables)
        action = REVIEW_ON if on else REVIEW_OFF
        return store.history.append(connection, {}, who=who, action=action)


def waiting(store: Store) -> list[Entry]:
    """
    Return the proposals that nobody has decided on, newest first.

    Raises
    ------
    StoreError
        If the store cannot be read.
    """
    if store.is_missing():
        return []
    with store.reading() as connection:
        return undecided(store.history.entries(connection, actions=(PROPOSE, *DECISIONS)))


def undecided(entries: Sequence[Entry]) -> list[Entry]:
    """Return those among entries that propose something nobody has decided on."""
    done = decisions(entries)
    return [each for each in entries if each.action == PROPOSE and each.number not in done]


def proposed(store: Store, number: int) -> Proposed:
    """
    Return a proposal that waits, held against what stands now.

    Raises
    ------
    ReviewError
        If there is no such proposal, or it is decided.
    StoreError
        If there is no such entry, or the store cannot be read.
    """
    with store.reading() as connection:
        return _proposed(store, connection, number)


def approve(store: Store, number: int, *, who: str) -> Entry:
    """
    Let a proposal show, as an entry of its own.

    Raises
    ------
    ConflictError
        If one of its zones was changed since it was made; nothing is written.
    ReviewError
        If it is no proposal that waits, or `who` made it.
    StoreError
        If there is no such entry, or the store cannot be written.
    """
    with store.writing() as connection:
        found = _proposed(store, connection, number)
        if not _person(who):
            raise ReviewError("nobody")
        if is_same(who, found.entry.who):
            raise ReviewError("own", number=number, who=found.entry.who)
        if found.conflicts:
            raise ConflictError(found.conflicts, approving=number)
        return store.history.append(
            connection,
            found.records,
            who=who,
            file=found.entry.file,
            checksum=found.entry.checksum,
            note=found.entry.note,
            action=APPROVE,
            undoes=number,
        )


def reject(store: Store, number: int, *, who: str, why: str) -> Entry:
    """
    Reject a proposal with a reason; it stays in the history. Who made it may take it back so.

    Raises
    ------
    ReviewError
        If it is no proposal that waits, or no reason is given.
    StoreError
        If there is no such entry, or the store cannot be written.
    """
    why = " ".join(why.split())
    with store.writing() as connection:
        _proposed(store, connection, number)
        if not _person(who):
            raise ReviewError("nobody")
        if not 0 < len(why) <= LONGEST:
            raise ReviewError("why", most=LONGEST)
        return store.history.append(connection, {}, who=who, action=REJECT, note=why, undoes=number)


def _proposed(store: Store, connection: sa.Connection, number: int) -> Proposed:
    history = store.history
    entry = history.entry(connection, number)
    if entry.action != PROPOSE:
        raise ReviewError("none", number=number)
    done = decisions(history.entries(connection, actions=DECISIONS)).get(number)
    if done:
        raise ReviewError("decided", number=number, who=done.who, by=done.number)
    _, records = history.both(connection, number)
    made_from = history.last(connection, upto=number, zones=list(records))
    stands = history.last(connection, upto=history.head(connection), zones=list(records))
    now = {zone: stands.get(zone, (0, None))[1] for zone in records}
    before = {zone: made_from.get(zone, (0, None))[1] for zone in records}
    # What stands as it did then is no conflict, however it came to stand so.
    moved = {each.zone for each in changes(before, now)}
    stamps = {
        zone: (made_from if zone in moved else stands).get(zone, (0, None))[0] for zone in records
    }
    return Proposed(
        entry, records, now, changes(now, records), history.conflicts(connection, stamps)
    )


def is_same(one: str, other: str) -> bool:
    """Return whether two names are one editor's, however each is written."""
    return _person(one) == _person(other)


def _person(name: str) -> str:
    """Return what tells two editors apart: one who writes his name otherwise is the same."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())
