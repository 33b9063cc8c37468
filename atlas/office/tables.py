"""The tables of the store, and how its rows become records."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import shapely
import sqlalchemy as sa
from geoalchemy2 import Geometry, WKBElement
from shapely.geometry.base import BaseGeometry
from sqlalchemy import event

from atlas.office.coding import decoded
from atlas.office.record import Entry, Record

SRID = 4326
FORMAT = 1  # of the tables; a store of a later one is not touched
WAIT_S = 15  # how long a change waits for another one to end
CONNECT_S = 4  # how long a database may take to answer at all


def engine_of(url: sa.URL) -> sa.Engine:
    """Return the engine of a store; it opens nothing before it is asked."""
    if url.get_backend_name() == "sqlite":
        # A connection kept open would go on with a file that was replaced in the meantime.
        engine = sa.create_engine(url, poolclass=sa.NullPool, connect_args={"timeout": WAIT_S})
        event.listen(engine, "connect", _as_we_begin)
        event.listen(engine, "begin", _begin)
        return engine
    if url.get_backend_name() == "postgresql":
        return sa.create_engine(
            url,
            pool_pre_ping=True,
            connect_args={"connect_timeout": CONNECT_S, "client_encoding": "utf8"},
        )
    raise ValueError(url.get_backend_name())


def _as_we_begin(connection: Any, _: object) -> None:  # noqa: ANN401 - sqlite3's connection
    connection.isolation_level = (
        None  # transactions begin where `_begin` says, not where sqlite3 guesses
    )
    connection.execute("PRAGMA synchronous=FULL")  # what is confirmed outlives a power cut


def _begin(connection: sa.Connection) -> None:
    # A change takes the lock at once: two that read first could never both go on.
    writes = connection.get_execution_options().get("atlas_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def tables_of(dialect: str) -> dict[str, sa.Table]:
    """Return the tables of the store for a database."""
    metadata = sa.MetaData()
    shape = (
        Geometry("GEOMETRY", srid=SRID, spatial_index=True)
        if dialect == "postgresql"
        else sa.LargeBinary()
    )
    tables = (
        sa.Table(
            "atlas_meta",
            metadata,
            sa.Column("key", sa.Text, primary_key=True),
            sa.Column("value", sa.Text, nullable=False),
        ),
        sa.Table(
            "atlas_entries",
            metadata,
            sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
            *(
                sa.Column(name, sa.Text, nullable=False)
                for name in ("at", "who", "action", "file", "checksum", "note")
            ),
            *(
                sa.Column(name, sa.Integer, nullable=False)
                for name in ("undoes", "added", "changed", "removed")
            ),
        ),
        sa.Table(
            "atlas_versions",
            metadata,
            sa.Column("zone", sa.Text, primary_key=True),
            sa.Column(
                "entry",
                sa.Integer,
                sa.ForeignKey("atlas_entries.number"),
                primary_key=True,
                index=True,
                autoincrement=False,
            ),
            sa.Column("place", sa.Integer, nullable=False),
            sa.Column("record", sa.Text),
            sa.Column("geometry", shape),
        ),
    )
    return {table.name.removeprefix("atlas_"): table for table in tables}


def entry_of(row: Mapping[Any, Any]) -> Entry:
    """Return an entry from its row."""
    return Entry(**{**row, "at": dt.datetime.fromisoformat(row["at"])})


def record_of(row: sa.Row[Any]) -> Record | None:
    """Return the record of a version; None where it was taken out."""
    if row.record is None:
        return None
    return decoded(row.zone, row.record, geometry_of(row.geometry))


def geometry_of(value: bytes | WKBElement | None) -> BaseGeometry | None:
    """Return a geometry as the database gives it, EPSG:4326."""
    if value is None:
        return None
    if isinstance(value, WKBElement):
        value = value.data if isinstance(value.data, bytes) else bytes.fromhex(value.data)
        # PostGIS says the reference system within; without it, bytes are as they went in.
        return shapely.set_srid(shapely.from_wkb(value), 0)
    return shapely.from_wkb(value)
