"""
Keep records and their history in SQLite or in PostgreSQL with PostGIS, by the same statements.

Nothing is ever overwritten: an application of a file is one row of ``entries`` and, for each zone
that it touches, one row of ``versions``. A state is the last version of every zone up to an entry.
Each entry has a seal and is read whole or not at all: a byte that has changed is noticed.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import NoSuchModuleError, SQLAlchemyError

from atlas.office.blobs import Blobs
from atlas.office.database import causes, schema
from atlas.office.database.address import parsed, shown
from atlas.office.database.bounds import MOVING, READING, WRITING, Bounds
from atlas.office.database.engine import engine_of, transaction
from atlas.office.errors import ConflictError, ReviewError, StoreError
from atlas.office.files import make_private, said, size
from atlas.office.history import History
from atlas.office.place import address
from atlas.office.record import (
    EMPTY,
    IMPORT,
    PROPOSE,
    UNDO,
    Change,
    Entry,
    Record,
    State,
    changes,
)
from atlas.office.seals import Seals
from atlas.office.tables import FORMAT, tables_of

LOCK = 2016125  # PostgreSQL's advisory lock: one change at a time, whichever machine makes it


class Store:
    """
    The records of one office, with their history.

    Parameters
    ----------
    url
        An SQLAlchemy URL, ``sqlite:///…`` or ``postgresql://…``; or a file.

    Raises
    ------
    StoreError
        If the URL is none, or names another kind of database.
    """

    def __init__(self, url: str | Path) -> None:
        self.url = parsed(url)
        try:
            self._engine = engine_of(self.url)
        except (NoSuchModuleError, TypeError, ValueError):
            raise StoreError("url") from None
        self.tables = tables_of(self._engine.dialect.name)
        self.seals = Seals(self.tables, self.name)
        self.history = History(self.tables, self.seals, is_file=self.is_file)
        self.blobs = Blobs(self.tables, self.seals)
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
            return self.history.head(connection)

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
            return self.history.state(connection, as_of)

    def entries(self, limit: int | None = None) -> list[Entry]:
        """Return the history, newest first."""
        if self.is_missing():
            return []
        with self.reading() as connection:
            return self.history.entries(connection, limit=limit)

    def last(self) -> Entry | None:
        """Return the last entry that changed what is shown; None before the first."""
        if self.is_missing():
            return None
        with self.reading() as connection:
            number = self.history.revision(connection)
            return self.history.entry(connection, number) if number else None

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
            return changes(*self.history.both(connection, number))

    def touching(self, zone: str) -> list[int]:
        """Return the numbers of the entries that speak of a zone, newest first."""
        if self.is_missing():
            return []
        with self.reading() as connection:
            return sorted(self.history.touching(connection, zone), reverse=True)

    def blob(self, digest: str) -> bytes:
        """
        Return the bytes of something attached, by their SHA-256 in hexadecimal digits.

        Raises
        ------
        StoreError
            If there are none, or they are not what was written.
        """
        if self.is_missing():
            raise StoreError("blob_damaged", digest=digest[:8])
        with self.reading() as connection:
            return self.blobs.read(connection, digest)

    def seal(self, kind: str, number: int) -> str:
        """
        Return the digest that proves something whole; nothing where it has none.

        Parameters
        ----------
        kind, number
            As of the seals: ``"entry"`` or ``"collection"``, and which.

        Raises
        ------
        StoreError
            If the store cannot be read.
        """
        if self.is_missing():
            return ""
        with self.reading() as connection:
            return self.seals.digest(connection, kind, number)

    def status(self) -> dict[str, object]:
        """Return what the store is: name, kind, format, entries, records, review."""
        found: dict[str, object] = {
            "store": self.name,
            "kind": self._engine.dialect.name,
            "there": not self.is_missing(),
            "format": int(FORMAT),
            "entries": self.head(),
            "records": len(self.state().records),
            "review": False,
        }
        if self.is_missing():
            return found
        meta = self.tables["meta"]
        with self.reading() as connection:
            found["review"] = self.history.is_reviewed(connection)
            made = sa.select(meta.c.value).where(meta.c.key == "format")
            found["format"] = int(connection.scalar(made) or 0)
            if not self.is_file:
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
                connection.execute(meta.insert(), {"key": "format", "value": FORMAT})
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
        blobs: Iterable[bytes] = (),
    ) -> Entry:
        """
        Write records, all of them or none, as one entry of the history.

        Where the office has every change reviewed it is a proposal, which shows nowhere until
        another editor approves it; see `atlas.office.review`.

        Parameters
        ----------
        records
            Zone -> its new record, or None to take its record out.
        base
            The state that they were made from.
        who, file, checksum, note
            For the history; see `Entry`.
        blobs
            The bytes of what the records have attached, unless they are kept already.

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
            stamps = {zone: base.stamps.get(zone, 0) for zone in records}
            if later := self.history.conflicts(connection, stamps):
                raise ConflictError(later)
            for blob in blobs:
                self.blobs.keep(connection, blob)
            return self.history.append(
                connection,
                records,
                who=who,
                file=file,
                checksum=checksum,
                note=note,
                action=PROPOSE if self.history.is_reviewed(connection) else IMPORT,
            )

    def undo(self, number: int, *, who: str) -> Entry:
        """
        Put back what an entry changed, as an entry of its own; a proposal as `apply` has it.

        Raises
        ------
        ConflictError
            If one of its zones is no longer as the entry left it; nothing is written.
        ReviewError
            If it changed nothing, being a proposal or what decided on one.
        StoreError
            If there is no such entry, or the store cannot be written.
        """
        with self.writing() as connection:
            if not self.history.entry(connection, number).is_seen:
                raise ReviewError("undo", number=number)
            before, after = self.history.both(connection, number)
            now = self.history.last(
                connection, upto=self.history.head(connection), zones=list(after)
            )
            # What stands as the entry left it may be put back, however it came to stand so.
            as_left = {z for z, record in after.items() if not changes({z: now[z][1]}, {z: record})}
            stamps = {zone: now[zone][0] if zone in as_left else number for zone in after}
            if later := self.history.conflicts(connection, stamps):
                raise ConflictError(later, undoing=number)
            return self.history.append(
                connection,
                before,
                who=who,
                action=PROPOSE if self.history.is_reviewed(connection) else UNDO,
                undoes=number,
            )

    def dump(self) -> dict[str, list[dict[str, Any]]]:
        """Return every row of ``entries`` and ``versions``, geometry as shapely's, in order."""
        if self.is_missing():
            return {"entries": [], "versions": []}
        with self.reading(MOVING) as connection:
            return self.history.rows(connection)

    def restore(self, rows: Mapping[str, list[dict[str, Any]]]) -> None:
        """
        Write what `dump` gave into an empty store, and read it again before it counts.

        Raises
        ------
        StoreError
            If the store has entries, cannot be written, or does not say the same afterwards.
        """
        with self.writing(MOVING) as connection:
            if head := self.history.head(connection):
                raise StoreError("not_empty", store=self.name, head=head)
            self.history.restore(connection, rows)
            if self.history.rows(connection) != rows:
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


def open_store(url: str | Path = "", *, create: bool = False) -> Store:
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
