"""Keep collections of views in the office's store; nothing of their history is overwritten."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from atlas.office.errors import StoreError
from atlas.office.store import Store
from atlas.office.tables import UNREADABLE, text_seal

TABLE = "collections"
SEALED = "collection"
MOST = 200  # collections of an office


@dataclass(frozen=True, slots=True)
class KeptText:
    """
    A collection as the store keeps it.

    Attributes
    ----------
    number
        Of its version among those of all collections.
    name
        The collection's.
    at
        When it was kept, in UTC.
    who
        The editor.
    data
        The file; empty where it was removed.
    """

    number: int
    name: str
    at: dt.datetime
    who: str
    data: str


def kept(store: Store) -> dict[str, KeptText]:
    """
    Return name -> the last version of each collection that is there.

    Raises
    ------
    StoreError
        If the store cannot be read.
    """
    last = {each.name: each for each in reversed(history(store))}
    return {name: last[name] for name in sorted(last) if last[name].data}


def history(store: Store) -> list[KeptText]:
    """
    Return every version of every collection, newest first.

    Raises
    ------
    StoreError
        If the store cannot be read.
    """
    if store.is_missing():
        return []
    table = store.tables[TABLE]
    with store.reading() as connection:
        if not sa.inspect(connection).has_table(table.name):
            return []
        rows = store.seals.fetched(connection, sa.select(table).order_by(table.c.number.desc()))
        given = {row.number: row._asdict() for row in rows}
        try:
            proofs = {number: (row, text_seal(row["data"])) for number, row in given.items()}
            store.seals.prove(connection, SEALED, proofs)
        except StoreError as error:
            raise StoreError("collection_damaged", **error.values) from error
        return [_kept(row) for row in given.values()]


def _kept(row: dict[str, Any]) -> KeptText:
    try:
        return KeptText(**row | {"at": dt.datetime.fromisoformat(row["at"])})
    except UNREADABLE as error:
        raise StoreError("collection_damaged", number=row["number"]) from error


def keep(store: Store, name: str, data: str, *, who: str, base: int = 0) -> int:
    """
    Keep a version of a collection; return its number.

    Parameters
    ----------
    store
        The office's.
    name
        The collection's.
    data
        The file; empty to remove it.
    who
        The editor.
    base
        The version that it was made from; 0 where there was none.

    Raises
    ------
    StoreError
        If another version came in the meantime, there is no room, or the store cannot be written;
        nothing is kept then.
    """
    table = store.tables[TABLE]
    with store.writing() as connection:
        table.create(connection, checkfirst=True)
        versions = sa.select(table.c.number, table.c.who, table.c.data)
        mine = versions.where(table.c.name == name).order_by(table.c.number.desc()).limit(1)
        last = connection.execute(mine).one_or_none()
        if last is not None and last.number != base and last.data:
            raise StoreError("collection_changed", name=name, who=last.who)
        names = connection.scalar(sa.select(sa.func.count(sa.distinct(table.c.name)))) or 0
        if last is None and names >= MOST:
            raise StoreError("collections_full", most=MOST)
        number = int(connection.scalar(sa.select(sa.func.max(table.c.number))) or 0) + 1
        at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        row = {"number": number, "name": name, "at": at, "who": who, "data": data}
        _seal_all(store, connection)
        connection.execute(table.insert(), row)
        store.seals.put(connection, SEALED, row, text_seal(data))
    return number


def _seal_all(store: Store, connection: sa.Connection) -> None:
    """Seal the versions that an older program has written."""
    table = store.tables[TABLE]
    newer = table.c.number > store.seals.upto(connection, SEALED)
    for row in store.seals.fetched(connection, sa.select(table).where(newer)):
        store.seals.put(connection, SEALED, row._asdict(), text_seal(row.data))


def copy(source: Store, target: Store) -> None:
    """
    Copy all collections with their history into a store that has none, or has these already.

    Raises
    ------
    StoreError
        If either cannot be used, or the target has others.
    """
    there = history(target)
    if there == history(source):
        return
    if there:
        raise StoreError("not_empty", store=target.name, head=len(there))
    rows = [
        {
            **{name: getattr(each, name) for name in ("number", "name", "who", "data")},
            "at": each.at.isoformat(timespec="seconds"),
        }
        for each in history(source)
    ]
    if rows:
        table = target.tables[TABLE]
        with target.writing() as connection:
            table.create(connection, checkfirst=True)
            connection.execute(table.insert(), rows)
            _seal_all(target, connection)
