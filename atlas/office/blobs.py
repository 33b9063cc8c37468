"""The bytes of what is attached to zones, in the store: each under its SHA-256, never altered."""

import hashlib
from collections.abc import Mapping

import sqlalchemy as sa

from atlas.office.errors import AttachmentError, StoreError
from atlas.office.seals import Seals
from atlas.office.tables import raise_format

MIB = 2**20
MOST_IN_ALL = 2048 * MIB  # of one store


class Blobs:
    """
    The blobs of a store, within its transactions.

    Parameters
    ----------
    tables, seals
        Of the store.
    """

    def __init__(self, tables: Mapping[str, sa.Table], seals: Seals) -> None:
        self._tables, self._table, self._seals = tables, tables["blobs"], seals

    def digests(self, connection: sa.Connection) -> list[str]:
        """Return the digests of all that are kept."""
        if not self._are_there(connection):
            return []
        asked = sa.select(self._table.c.digest).order_by(self._table.c.digest)
        return [row.digest for row in self._seals.fetched(connection, asked)]

    def read(self, connection: sa.Connection, digest: str) -> bytes:
        """
        Return the bytes that a digest is of.

        Raises
        ------
        StoreError
            If there are none, or they are not what was written.
        """
        rows: list[sa.Row[tuple[bytes]]] = []
        if self._are_there(connection):
            asked = sa.select(self._table.c.data).where(self._table.c.digest == digest)
            rows = list(self._seals.fetched(connection, asked))
        data = bytes(rows[0].data) if rows else b""
        if hashlib.sha256(data).hexdigest() != digest:
            raise StoreError("blob_damaged", digest=digest[:8])
        return data

    def keep(self, connection: sa.Connection, data: bytes) -> str:
        """
        Keep bytes, unless they are kept already; return their digest.

        Raises
        ------
        AttachmentError
            If the store has no room for them.
        """
        digest = hashlib.sha256(data).hexdigest()
        self._table.create(connection, checkfirst=True)
        # PostgreSQL knows this length without unpacking what it is of.
        length = sa.func.octet_length if connection.dialect.name == "postgresql" else sa.func.length
        held = sa.select(sa.func.sum(length(self._table.c.data)))
        known = sa.select(self._table.c.digest).where(self._table.c.digest == digest)
        if connection.scalar(known) is None:
            if (connection.scalar(held) or 0) + len(data) > MOST_IN_ALL:
                raise AttachmentError("full", most=MOST_IN_ALL // MIB)
            raise_format(connection, self._tables)
            connection.execute(self._table.insert(), {"digest": digest, "data": data})
        return digest

    def _are_there(self, connection: sa.Connection) -> bool:
        return sa.inspect(connection).has_table(self._table.name)
