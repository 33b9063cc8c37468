"""The tables of the store, how its rows become records, and what proves that they are whole."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import shapely
import sqlalchemy as sa
from geoalchemy2 import Geometry, WKBElement
from shapely.geometry.base import BaseGeometry

from atlas.office.coding import decoded
from atlas.office.errors import StoreError
from atlas.office.record import DECISIONS, Entry, Record

SRID = 4326
FORMAT = "1"  # of the tables; a store of a later one is not touched
# Of a history with proposals or attachments: programs before them, which would show the ones at
# once and lose the others, keep off.
REVIEWED = "2"
FORMATS = (FORMAT, REVIEWED)
# What comes of making a record or a date of bytes that are not what was written.
UNREADABLE = (
    *(ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError),
    shapely.errors.ShapelyError,
)


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
        # Later than the others: a store made before has it once a template is kept.
        sa.Table(
            "atlas_templates",
            metadata,
            sa.Column("kind", sa.Text, primary_key=True),
            *(sa.Column(name, sa.Text, nullable=False) for name in ("name", "digest", "at", "who")),
            sa.Column("data", sa.LargeBinary, nullable=False),
        ),
        # So does this one: a row each time a collection of views is kept or removed.
        sa.Table(
            "atlas_collections",
            metadata,
            sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
            *(sa.Column(name, sa.Text, nullable=False) for name in ("name", "at", "who", "data")),
        ),
        # And this one: what each entry, and each version of a collection, was when it was written.
        sa.Table(
            "atlas_seals",
            metadata,
            sa.Column("kind", sa.Text, primary_key=True),
            sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
            sa.Column("content", sa.Text, nullable=False),
            sa.Column("digest", sa.Text, nullable=False),
        ),
        # And this: what is attached to zones, under its digest; a row is never altered.
        sa.Table(
            "atlas_blobs",
            metadata,
            sa.Column("digest", sa.Text, primary_key=True),
            sa.Column("data", sa.LargeBinary, nullable=False),
        ),
    )
    return {table.name.removeprefix("atlas_"): table for table in tables}


def raise_format(connection: sa.Connection, tables: Mapping[str, sa.Table]) -> None:
    """Say that the history has what an earlier program knows nothing of: that keeps off then."""
    meta = tables["meta"]
    connection.execute(meta.update().where(meta.c.key == "format").values(value=REVIEWED))


@contextmanager
def decoding(number: int) -> Iterator[None]:
    """
    Say of whatever cannot be made of a row that it is damaged.

    Parameters
    ----------
    number
        Of the entry that the row belongs to.

    Raises
    ------
    StoreError
        In the place of any other error.
    """
    try:
        yield
    except UNREADABLE as error:
        raise StoreError("damaged", number=number) from error


def entry_of(row: Mapping[Any, Any]) -> Entry:
    """
    Return an entry from its row.

    Raises
    ------
    StoreError
        If it is damaged.
    """
    with decoding(row["number"]):
        # One column for the entry that this one is about: it undoes it, or decides on it.
        about = "decides" if row["action"] in DECISIONS else "undoes"
        at = dt.datetime.fromisoformat(row["at"])
        return Entry(**{**row, "at": at, "undoes": 0, about: row["undoes"]})


def record_of(row: sa.Row[Any]) -> Record | None:
    """
    Return the record of a version; None where it was taken out.

    Raises
    ------
    StoreError
        If it is damaged.
    """
    if row.record is None:
        return None
    with decoding(row.entry):
        return decoded(row.zone, row.record, geometry_of(row.geometry))


def versions_seal(
    versions: Iterable[tuple[str, int, str | None, bytes | WKBElement | None]],
) -> str:
    """
    Return what proves that the versions of an entry are whole: SHA-256, in hexadecimal digits.

    Parameters
    ----------
    versions
        Zone, place, record and geometry of each, in the order of their places; it is the same for
        every database.
    """
    return _digest([(*told, _hex(geometry)) for *told, geometry in versions])


def seal(row: Mapping[Any, Any], content: str) -> str:
    """
    Return what proves that a row is whole and that its content is the one that was written.

    Parameters
    ----------
    row
        Of an entry or of a collection.
    content
        What proves the content: of an entry `versions_seal`, else `text_seal`.
    """
    return _digest([sorted(row.items()), content])


def text_seal(text: str) -> str:
    """Return what proves that a text is whole."""
    return _digest(text)


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content, ensure_ascii=True).encode()).hexdigest()


def _hex(value: bytes | WKBElement | None) -> str | None:
    if value is None:
        return None
    # As it lies there: what is damaged is found out before anything makes a geometry of it.
    if not isinstance(value, WKBElement):
        return bytes(value).hex()
    geometry = geometry_of(value)
    return None if geometry is None else shapely.to_wkb(geometry).hex()


def geometry_of(value: bytes | WKBElement | None) -> BaseGeometry | None:
    """Return a geometry as the database gives it, EPSG:4326."""
    if value is None:
        return None
    if isinstance(value, WKBElement):
        value = value.data if isinstance(value.data, bytes) else bytes.fromhex(value.data)
        # PostGIS says the reference system within; without it, bytes are as they went in.
        return shapely.set_srid(shapely.from_wkb(value), 0)
    return shapely.from_wkb(value)
