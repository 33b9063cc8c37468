"""Read a store whole and say what is not as it was written."""

import stat
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import sqlalchemy as sa

from atlas.office import collections, templates
from atlas.office.errors import UNREACHED, StoreError
from atlas.office.seals import ENTRY
from atlas.office.store import Store
from atlas.office.tables import entry_of, record_of, versions_seal

_OTHERS = stat.S_IROTH | stat.S_IWOTH
_NAMED = 20  # numbers that are missing, at most


@dataclass(frozen=True, slots=True)
class Checked:
    """
    What a store is found to be.

    Attributes
    ----------
    entries, records
        How many changes it holds, and records now; -1 where that cannot be told.
    faults
        What is damaged.
    notes
        What is none, and yet worth knowing.
    """

    entries: int
    records: int
    faults: tuple[StoreError, ...]
    notes: tuple[StoreError, ...]


def check(store: Store) -> Checked:
    """
    Read a store whole: the file, every change, template, collection and attachment.

    Raises
    ------
    StoreError
        If it is no store, or cannot be reached at all.
    """
    notes = _of_the_file(store)
    if store.is_missing():
        return Checked(0, 0, (), tuple(notes))
    faults: list[StoreError] = []
    _noting(faults, lambda: faults.extend(_torn(store)))
    numbers: list[int] = []
    _noting(faults, lambda: numbers.extend(_numbers(store)))
    unsealed = 0
    for number in numbers:
        sealed = _noting(faults, partial(_is_sealed, store, number), default=True)
        unsealed += not sealed
    missing = sorted(set(range(1, max(numbers, default=0) + 1)) - set(numbers))
    if missing:
        faults.append(StoreError("gap", listed=_listed(missing)))
    _noting(faults, lambda: faults.extend(_loose(store)))
    for kind in _noting(faults, lambda: list(templates.kept(store)), default=[]):
        _noting(faults, partial(templates.content, store, kind))
    _noting(faults, lambda: collections.history(store))
    _noting(faults, lambda: faults.extend(_lost(store, numbers)))
    for digest in _noting(faults, partial(_attached, store, numbers), default=[]):
        _noting(faults, partial(store.blob, digest))
    if unsealed:
        notes.append(StoreError("unsealed", n=unsealed))
    records = _noting(faults, lambda: len(store.state().records), default=-1)
    unique = {fault.message(): fault for fault in faults}
    return Checked(len(numbers), records, tuple(unique.values()), tuple(notes))


def _noting(faults: list[StoreError], read: Callable[[], Any], default: Any = None) -> Any:  # noqa: ANN401 - what is read
    """Return what is read; note it where that is damaged, and go on, unless none can be read."""
    try:
        return read()
    except StoreError as error:
        if error.kind in UNREACHED:
            raise
        faults.append(error)
        return default


def _of_the_file(store: Store) -> list[StoreError]:
    if store.file is None or not store.file.exists():
        return []
    found = []
    if store.is_missing():
        found.append(StoreError("empty", store=store.name))
    if store.file.stat().st_mode & _OTHERS and hasattr(stat, "S_IROTH"):
        found.append(StoreError("readable", store=store.name))
    return found


def _torn(store: Store) -> list[StoreError]:
    """Ask SQLite whether its file is whole."""
    if not store.is_file:
        return []
    with store.reading() as connection:
        said = connection.scalar(sa.text("PRAGMA integrity_check(1)"))
    return [] if said == "ok" else [StoreError("torn", store=store.name, reason=said)]


def _numbers(store: Store) -> list[int]:
    table = store.tables["entries"]
    with store.reading() as connection:
        rows = store.seals.fetched(connection, sa.select(table.c.number).order_by(table.c.number))
    return [row.number for row in rows]


def _is_sealed(store: Store, number: int) -> bool:
    """
    Read a change whole; return whether it has a seal: one of an older program has none.

    Raises
    ------
    StoreError
        If it is not what was written.
    """
    entries, versions = store.tables["entries"], store.tables["versions"]
    with store.reading() as connection:
        head = sa.select(entries).where(entries.c.number == number)
        heads = store.seals.fetched(connection, head)
        own = sa.select(versions).where(versions.c.entry == number)
        rows = store.seals.fetched(connection, own.order_by(versions.c.place))
        # Without versions there is nothing that would be missed, were it not for the head.
        if not heads or (entry_of(heads[0]._asdict()).zones and not rows):
            raise StoreError("damaged", number=number)
        store.seals.prove_versions(connection, rows)
        if not rows:  # one that changed no record
            store.seals.prove(connection, ENTRY, {number: (heads[0]._asdict(), versions_seal(()))})
        for row in rows:
            record_of(row)
        return number <= store.seals.upto(connection, ENTRY)


def _attached(store: Store, numbers: list[int]) -> list[str]:
    """Return the digests of all that is kept, or was ever attached."""
    with store.reading() as connection:
        found = dict.fromkeys(store.blobs.digests(connection))
        for number in numbers:
            for record in store.history.after(connection, number).values():
                attached = record.attachments if record else ()
                found |= dict.fromkeys(digest for each in attached for digest in each.digests)
    return list(found)


def _loose(store: Store) -> list[StoreError]:
    """Return what belongs to no change."""
    entries, versions = store.tables["entries"], store.tables["versions"]
    known = sa.select(entries.c.number)
    query = sa.select(sa.func.count()).select_from(versions).where(versions.c.entry.not_in(known))
    with store.reading() as connection:
        n = connection.scalar(query) or 0
    return [StoreError("loose", n=n)] if n else []


def _lost(store: Store, numbers: list[int]) -> list[StoreError]:
    """Return what has a seal and is not there, and versions of collections that are missing."""
    found = []
    with store.reading() as connection:
        sealed = store.seals.digests(connection, ENTRY).keys() - set(numbers)
        if alone := sorted(sealed):
            found.append(StoreError("lost", listed=_listed(alone)))
        table, there = store.tables[collections.TABLE], set()
        if sa.inspect(connection).has_table(table.name):
            rows = store.seals.fetched(connection, sa.select(table.c.number))
            there = {row.number for row in rows}
        upto = max((*there, *store.seals.digests(connection, collections.SEALED)), default=0)
        if missing := sorted(set(range(1, upto + 1)) - there):
            found.append(StoreError("collections_lost", listed=_listed(missing)))
    found += [StoreError("template_lost", form=kind) for kind in templates.lost(store)]
    return found


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers[:_NAMED])) + ("…" if numbers[_NAMED:] else "")
