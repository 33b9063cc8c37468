"""Keep the office's own templates in its store: one of each kind, the last one given."""

import datetime as dt
import hashlib
from dataclasses import dataclass

import sqlalchemy as sa

from atlas.office.errors import StoreError
from atlas.office.store import Store
from atlas.office.tables import UNREADABLE

TABLE = "templates"
_SEAL = "template "  # and its kind: what the seal of a template is of


@dataclass(frozen=True, slots=True)
class KeptTemplate:
    """
    A template that the store keeps.

    Attributes
    ----------
    kind
        Of its pieces, ``"pptx"`` or ``"docx"``.
    name
        Of its file.
    digest
        SHA-256 of the file, hexadecimal.
    at
        When it was given, in UTC.
    who
        The editor.
    """

    kind: str
    name: str
    digest: str
    at: dt.datetime
    who: str


def kept(store: Store) -> dict[str, KeptTemplate]:
    """
    Return kind -> the template that is kept of it.

    Raises
    ------
    StoreError
        If the store cannot be read.
    """
    if store.is_missing():
        return {}
    table = store.tables[TABLE]
    with store.reading() as connection:
        if not sa.inspect(connection).has_table(table.name):
            return {}
        columns = [column for column in table.columns if column.name != "data"]
        found = []
        for row in store.seals.fetched(connection, sa.select(*columns).order_by(table.c.kind)):
            told = row._asdict()
            try:
                store.seals.prove(connection, sealed(row.kind), {1: (told, row.digest)})
                found.append(KeptTemplate(**told | {"at": dt.datetime.fromisoformat(row.at)}))
            except UNREADABLE as error:
                raise StoreError("template_damaged", form=row.kind) from error
    return {each.kind: each for each in found}


def content(store: Store, kind: str) -> bytes:
    """
    Return the file of a template that is kept; nothing where none is.

    Raises
    ------
    StoreError
        If the store cannot be read.
    """
    table = store.tables[TABLE]
    with store.reading() as connection:
        rows = store.seals.fetched(connection, sa.select(table).where(table.c.kind == kind))
    if not rows:
        return b""
    data = bytes(rows[0].data or b"")
    if hashlib.sha256(data).hexdigest() != rows[0].digest:
        raise StoreError("template_damaged", form=kind)
    return data


def keep(store: Store, given: KeptTemplate, data: bytes) -> None:
    """
    Keep a template in the place of the one of its kind.

    Raises
    ------
    StoreError
        If the store cannot be written.
    """
    table = store.tables[TABLE]
    with store.writing() as connection:
        table.create(connection, checkfirst=True)
        _take_out(store, connection, given.kind)
        row = {name: getattr(given, name) for name in ("kind", "name", "digest", "who")}
        at = given.at.isoformat(timespec="seconds")
        connection.execute(table.insert(), row | {"at": at, "data": data})
        store.seals.put(connection, sealed(given.kind), row | {"at": at}, given.digest)


def remove(store: Store, kind: str) -> None:
    """
    Take the template of a kind out of the store.

    Raises
    ------
    StoreError
        If the store cannot be written.
    """
    table = store.tables[TABLE]
    with store.writing() as connection:
        if sa.inspect(connection).has_table(table.name):
            _take_out(store, connection, kind)


def _take_out(store: Store, connection: sa.Connection, kind: str) -> None:
    table, seals = store.tables[TABLE], store.tables["seals"]
    connection.execute(table.delete().where(table.c.kind == kind))
    if sa.inspect(connection).has_table(seals.name):
        connection.execute(seals.delete().where(seals.c.kind == sealed(kind)))


def sealed(kind: str) -> str:
    """Return what the seal of a template of a kind is of."""
    return f"{_SEAL}{kind}"


def lost(store: Store) -> list[str]:
    """
    Return the kinds of templates that have a seal and are not there.

    Raises
    ------
    StoreError
        If the store cannot be read.
    """
    table, there = store.tables[TABLE], set()
    with store.reading() as connection:
        if sa.inspect(connection).has_table(table.name):
            there = {row.kind for row in store.seals.fetched(connection, sa.select(table.c.kind))}
        named = [each for each in store.seals.kinds(connection) if each.startswith(_SEAL)]
    return sorted({each.removeprefix(_SEAL) for each in named} - there)
