"""
Keep records and their history in SQLite or in PostgreSQL with PostGIS, by the same statements.

Nothing is ever overwritten: an application of a file is one row of ``entries`` and, for each zone
that it touches, one row of ``versions``. A state is the last version of every zone up to an entry.
Each entry has a seal and is read whole or not at all: a byte that has changed is noticed.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

import shapely
import sqlalchemy as sa
from geoalchemy2 import WKBElement
from sqlalchemy.exc import NoSuchModuleError, SQLAlchemyError

from atlas.office.coding import encoded
from atlas.office.database import causes, schema
from atlas.office.database.address import parsed, shown
from atlas.office.database.bounds import MOVING, READING, WRITING, Bounds
from atlas.office.database.engine import engine_of, transaction
from atlas.office.errors import Conflict, ConflictError, StoreError
from atlas.office.files import make_private, said, size
from atlas.office.place import address
from atlas.office.record import EMPTY, Change, Entry, Record, State, changes
from atlas.office.seals import ENTRY, MOST_ASKED, Seals
from atlas.office.tables import (
    FORMAT,
    SRID,
    decoding,
    entry_of,
    geometry_of,
    record_of,
    tables_of,
    versions_seal,
)

IMPORT, UNDO = "import", "undo"
LOCK = 2016125  # PostgreSQL's advisory lock: one change at a time, whichever machine makes it


class Store:
    """
    The records of one office, with their history.

    Parameters
    ----------
    url
        An SQLAlchemy URL, ``sqlite:///…`` or ``postgresql://…``.

    Raises
    ------
    StoreError
        If the URL is none, or names another kind of database.
    """

    def __init__(self, url: str) -> None:
        self.url = parsed(url)
        try:
            self._engine = engine_of(self.url)
        except (NoSuchModuleError, TypeError, ValueError):
            raise StoreError("url") from None
        self.tables = tables_of(self._engine.dialect.name)
        self.seals = Seals(self.tables, self.name)
        self._checked = False

    @property
    def is_file(self) -> bool:
        """Whether it is one file beside the app, not a database that several share."""
        return self._engine.dialect.name == "sqlite"

    @property
    def name(self) -> str:
        """Its URL without a password."""
        return shown(self.url)

    # Reading

    def head(self) -> int:
        """Return the number of the last entry; 0 before the first."""
        if self.is_missing():
            return 0
        with self.reading() as connection:
            return self._head(connection)

    def state(self, as_of: int | None = None) -> State:
        """
        Return all records as they are, or as they were after an entry.

        Parameters
        ----------
        as_of
            The number of the entry; 0 for before the first, None for now.

        Raises
        ------
        StoreError
            If there is no such entry, or the store cannot be read.
        """
        if self.is_missing():
            if as_of:
                raise StoreError("no_entry", number=as_of, head=0)
            return EMPTY
        with self.reading() as connection:
            return self._state(connection, as_of)

    def entries(self, limit: int | None = None) -> list[Entry]:
        """Return the history, newest first."""
        if self.is_missing():
            return []
        table = self.tables["entries"]
        newest = sa.select(table).order_by(table.c.number.desc()).limit(limit)
        with self.reading() as connection:
            rows = self.seals.fetched(connection, newest)
            self.seals.prove(connection, ENTRY, {row.number: (row._asdict(), None) for row in rows})
            return [entry_of(row._asdict()) for row in rows]

    def changes(self, number: int) -> tuple[Change, ...]:
        """
        Return what an entry changed, value by value.

        Raises
        ------
        StoreError
            If there is no such entry, or the store cannot be read.
        """
        if self.is_missing():
            raise StoreError("no_entry", number=number, head=0)
        with self.reading() as connection:
            return changes(*self._both(connection, number))

    def status(self) -> dict[str, object]:
        """Return what the store is: name, kind, format, entries, records, versions."""
        found: dict[str, object] = {
            "store": self.name,
            "kind": self._engine.dialect.name,
            "there": not self.is_missing(),
            "format": FORMAT,
            "entries": self.head(),
            "records": len(self.state().records),
        }
        if not self.is_file:
            with self.reading() as connection:
                found["postgis"] = connection.scalar(sa.text("SELECT postgis_lib_version()"))
        return found

    # Writing

    def init(self) -> None:
        """
        Make the tables, unless they are there.

        Raises
        ------
        StoreError
            If they cannot be made.
        """
        if self.file is not None:
            with self._doing():
                make_private(self.file)
        with self._doing(), transaction(self._engine, MOVING, writes=True) as connection:
            if not self.is_file:
                connection.execute(sa.text(f"SELECT pg_advisory_xact_lock({LOCK})"))
                connection.execute(sa.text("CREATE EXTENSION IF NOT EXISTS postgis"))
                schema.find_postgis(connection, self.url.database or "")
            self.tables["entries"].metadata.create_all(connection)
            meta = self.tables["meta"]
            known = connection.scalar(sa.select(meta.c.value).where(meta.c.key == "format"))
            if known is None:
                connection.execute(meta.insert(), {"key": "format", "value": str(FORMAT)})
        self._checked = False

    def apply(  # noqa: PLR0913 - what a history has to know
        self,
        records: Mapping[str, Record | None],
        *,
        base: State,
        who: str,
        file: str = "",
        checksum: str = "",
        note: str = "",
        action: str = IMPORT,
        undoes: int = 0,
    ) -> Entry:
        """
        Write records, all of them or none, as one entry of the history.

        Parameters
        ----------
        records
            Zone -> its new record, or None to take its record out.
        base
            The state that they were made from.
        who, file, checksum, note
            For the history; see `Entry`.
        action, undoes
            For the history; see `Entry`.

        Returns
        -------
        Entry

        Raises
        ------
        ConflictError
            If a zone was changed since `base`; nothing is written.
        StoreError
            If the store cannot be written.
        """
        with self.writing() as connection:
            return self._append(
                connection,
                records,
                stamps=base.stamps,
                who=who,
                file=file,
                checksum=checksum,
                note=note,
                action=action,
                undoes=undoes,
            )

    def undo(self, number: int, *, who: str) -> Entry:
        """
        Put back what an entry changed, as an entry of its own.

        Raises
        ------
        ConflictError
            If one of its zones is no longer as the entry left it; nothing is written.
        StoreError
            If there is no such entry, or the store cannot be written.
        """
        with self.writing() as connection:
            before, after = self._both(connection, number)
            now = self._last(connection, upto=self._head(connection), zones=list(after))
            # What stands as the entry left it may be put back, however it came to stand so.
            as_left = {z for z, record in after.items() if not changes({z: now[z][1]}, {z: record})}
            return self._append(
                connection,
                before,
                stamps={zone: now[zone][0] if zone in as_left else number for zone in after},
                who=who,
                file="",
                checksum="",
                note="",
                action=UNDO,
                undoes=number,
            )

    def dump(self) -> dict[str, list[dict[str, Any]]]:
        """Return every row of ``entries`` and ``versions``, geometry as shapely's, in order."""
        if self.is_missing():
            return {"entries": [], "versions": []}
        with self.reading(MOVING) as connection:
            return self._rows(connection)

    def restore(self, rows: Mapping[str, list[dict[str, Any]]]) -> None:
        """
        Write what `dump` gave into an empty store, and read it again before it counts.

        Raises
        ------
        StoreError
            If the store has entries, cannot be written, or does not say the same afterwards.
        """
        with self.writing(MOVING) as connection:
            if head := self._head(connection):
                raise StoreError("not_empty", store=self.name, head=head)
            for name, table in rows.items():
                shaped = [
                    row | {"geometry": self._shape(row["geometry"])} if "geometry" in row else row
                    for row in table
                ]
                connection.execute(self.tables[name].insert(), shaped)
            self.seals.complete(connection)
            if self._rows(connection) != rows:
                raise StoreError("copy", store=self.name)

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    # Within

    @property
    def file(self) -> Path | None:
        """The file that it is; None where it is none."""
        named = self.url.database
        return Path(named) if self.is_file and named and named != ":memory:" else None

    def is_missing(self) -> bool:
        """Return whether it is a file that is not there yet, or empty: a full disk leaves one."""
        if self.file is None or not self.file.exists():
            return self.file is not None
        with self._doing():
            return not size(self.file, self._engine)

    @contextmanager
    def _doing(self) -> Iterator[None]:
        """Say what a database refuses as errors of ours; nothing of its URL gets into them."""
        try:
            yield
        except (SQLAlchemyError, OSError) as error:
            if self.is_file:
                raise said(getattr(error, "orig", error), self.name) from error
            raise causes.said(error, self.url) from error

    @contextmanager
    def reading(self, bounds: Bounds = READING) -> Iterator[sa.Connection]:
        """Give a connection in a transaction, to read; raise `StoreError` for what goes wrong."""
        with self._doing(), transaction(self._engine, bounds) as connection:
            self._check(connection)
            yield connection

    @contextmanager
    def writing(self, bounds: Bounds = WRITING) -> Iterator[sa.Connection]:
        """Give a connection whose transaction is the only one that writes; see `reading`."""
        if self.is_missing():
            self.init()
        with self._doing(), transaction(self._engine, bounds, writes=True) as connection:
            self._check(connection)
            if not self.is_file:
                connection.execute(sa.text(f"SELECT pg_advisory_xact_lock({LOCK})"))
            yield connection

    def _check(self, connection: sa.Connection) -> None:
        """Refuse what is no store, the first time."""
        if not self._checked:
            schema.check(connection, self.tables["meta"], self.name, self.url.database or "")
            self._checked = True

    def _head(self, connection: sa.Connection) -> int:
        return connection.scalar(sa.select(sa.func.max(self.tables["entries"].c.number))) or 0

    def _rows(self, connection: sa.Connection) -> dict[str, list[dict[str, Any]]]:
        entries, versions = self.tables["entries"], self.tables["versions"]
        in_order = {
            "entries": sa.select(entries).order_by(entries.c.number),
            "versions": sa.select(versions).order_by(versions.c.entry, versions.c.place),
        }
        rows = {name: self.seals.fetched(connection, query) for name, query in in_order.items()}
        self.seals.prove_versions(connection, rows["versions"])
        found = {name: [row._asdict() for row in given] for name, given in rows.items()}
        for row in found["versions"]:
            with decoding(row["entry"]):
                row["geometry"] = geometry_of(row["geometry"])
        return found

    def _state(self, connection: sa.Connection, as_of: int | None) -> State:
        head = self._head(connection)
        number = head if as_of is None else as_of
        if not 0 <= number <= head:
            raise StoreError("no_entry", number=number, head=head)
        found = self._last(connection, upto=number)
        return State(
            revision=number,
            records=MappingProxyType(
                {zone: record for zone, (_, record) in found.items() if record is not None}
            ),
            stamps=MappingProxyType({zone: entry for zone, (entry, _) in found.items()}),
        )

    def _last(
        self, connection: sa.Connection, *, upto: int, zones: list[str] | None = None
    ) -> dict[str, tuple[int, Record | None]]:
        """Return the last version of each zone, or of some, up to an entry; oldest change first."""
        table = self.tables["versions"]
        if zones is not None and len(zones) > MOST_ASKED:
            chunks = (zones[n : n + MOST_ASKED] for n in range(0, len(zones), MOST_ASKED))
            found = (self._last(connection, upto=upto, zones=chunk) for chunk in chunks)
            return {zone: version for each in found for zone, version in each.items()}
        asked = table.c.entry <= upto
        if zones is not None:
            asked &= table.c.zone.in_(zones)
        last = (
            sa.select(table.c.zone, sa.func.max(table.c.entry).label("entry"))
            .where(asked)
            .group_by(table.c.zone)
            .subquery()
        )
        # Of each entry that has a last word all of it: its seal is of the whole.
        rows = self.seals.fetched(
            connection,
            sa.select(table)
            .where(table.c.entry.in_(sa.select(last.c.entry)))
            .order_by(table.c.entry, table.c.place),
        )
        self.seals.prove_versions(connection, rows)
        wanted = None if zones is None else set(zones)
        latest: dict[str, sa.Row[Any]] = {}
        for row in rows:
            if wanted is None or row.zone in wanted:
                latest.pop(row.zone, None)
                latest[row.zone] = row
        return {zone: (row.entry, record_of(row)) for zone, row in latest.items()}

    def _both(
        self, connection: sa.Connection, number: int
    ) -> tuple[dict[str, Record | None], dict[str, Record | None]]:
        """Return the records of an entry's zones before it and after it."""
        table = self.tables["versions"]
        rows = self.seals.fetched(
            connection, sa.select(table).where(table.c.entry == number).order_by(table.c.place)
        )
        if not rows:
            raise StoreError("no_entry", number=number, head=self._head(connection))
        self.seals.prove_versions(connection, rows)
        after = {row.zone: record_of(row) for row in rows}
        earlier = self._last(connection, upto=number - 1, zones=list(after))
        return {zone: earlier.get(zone, (0, None))[1] for zone in after}, after

    def _append(
        self,
        connection: sa.Connection,
        records: Mapping[str, Record | None],
        *,
        stamps: Mapping[str, int],
        **said: Any,  # noqa: ANN401 - the fields of an entry
    ) -> Entry:
        entries, versions = self.tables["entries"], self.tables["versions"]
        head = self._head(connection)
        now = self._last(connection, upto=head, zones=list(records))
        later = [zone for zone in records if now.get(zone, (0, None))[0] != stamps.get(zone, 0)]
        if later:
            numbers = {zone: now.get(zone, (0, None))[0] for zone in later}
            rows = connection.execute(
                sa.select(entries).where(entries.c.number.in_(set(numbers.values())))
            ).mappings()
            found = {row["number"]: entry_of(row) for row in rows}
            conflicts = (Conflict(zone, found.get(numbers[zone])) for zone in later)
            raise ConflictError(conflicts, undoing=said["undoes"])
        there = {zone for zone, (_, record) in now.items() if record is not None}
        given = {zone for zone, record in records.items() if record is not None}
        content = {
            "number": head + 1,
            "at": dt.datetime.now(dt.UTC).isoformat(timespec="microseconds"),
            **said,
            "added": len(given - there),
            "changed": len(given & there),
            "removed": len(there - given),
        }
        self.seals.complete(connection)
        connection.execute(entries.insert(), content)
        written: list[dict[str, Any]] = [
            {
                "zone": zone,
                "entry": head + 1,
                "place": place,
                "record": None if record is None else encoded(record),
                "geometry": self._shape(None if record is None else record.geometry),
            }
            for place, (zone, record) in enumerate(records.items())
        ]
        connection.execute(versions.insert(), written)
        sealed = ((row["zone"], row["place"], row["record"], row["geometry"]) for row in written)
        self.seals.put(connection, ENTRY, content, versions_seal(sealed))
        return entry_of(content)

    def _shape(self, geometry: shapely.Geometry | None) -> object:
        if geometry is None:
            return None
        wkb = shapely.to_wkb(geometry)
        return wkb if self.is_file else WKBElement(wkb, srid=SRID)


def open_store(url: str = "", *, create: bool = False) -> Store:
    """
    Return a store.

    Parameters
    ----------
    url
        As of `address`; a file that does not exist is an empty store until something is applied.
    create
        Make its tables if they are not there.

    Raises
    ------
    StoreError
        If the URL is none, or the tables cannot be made.
    """
    store = Store(address(url))
    if create:
        store.init()
    return store
