"""Seals of what a store holds: a byte that has changed since it was written is noticed."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from atlas.office.errors import StoreError
from atlas.office.tables import UNREADABLE, decoding, record_of, seal, versions_seal

ENTRY = "entry"  # what a seal is of
MOST_ASKED = 5000  # of one query: databases bound the parameters of a statement


class Seals:
    """
    The seals of a store, beside what they are of.

    Parameters
    ----------
    tables
        Of the store.
    store
        Its name, for what is said of it.
    """

    def __init__(self, tables: Mapping[str, sa.Table], store: str) -> None:
        self._tables, self._store = tables, store

    def fetched(self, connection: sa.Connection, query: sa.Select[Any]) -> Sequence[sa.Row[Any]]:
        """
        Return the rows of a query.

        Raises
        ------
        StoreError
            If a cell holds what its column cannot.
        """
        try:
            return connection.execute(query).all()
        except UNREADABLE as error:
            raise StoreError("torn", store=self._store, reason=type(error).__name__) from error

    def kinds(self, connection: sa.Connection) -> list[str]:
        """Return of what kinds there are seals."""
        if not self._are_there(connection):
            return []
        asked = sa.select(self._tables["seals"].c.kind).distinct()
        return [row.kind for row in self.fetched(connection, asked)]

    def digests(self, connection: sa.Connection, kind: str) -> dict[int, str]:
        """Return number -> digest of all of a kind that have a seal."""
        if not self._are_there(connection):
            return {}
        table = self._tables["seals"]
        asked = sa.select(table.c.number, table.c.digest).where(table.c.kind == kind)
        return {row.number: row.digest for row in self.fetched(connection, asked)}

    def digest(self, connection: sa.Connection, kind: str, number: int) -> str:
        """Return the digest of one; nothing where it has none."""
        if not self._are_there(connection):
            return ""
        table = self._tables["seals"]
        mine = (table.c.kind == kind) & (table.c.number == number)
        return connection.scalar(sa.select(table.c.digest).where(mine)) or ""

    def upto(self, connection: sa.Connection, kind: str) -> int:
        """Return the last number that has a seal; 0 where a program before there were any wrote."""
        table = self._tables["seals"]
        if not self._are_there(connection):
            return 0
        last = sa.select(sa.func.max(table.c.number)).where(table.c.kind == kind)
        return connection.scalar(last) or 0

    def prove(
        self,
        connection: sa.Connection,
        kind: str,
        given: Mapping[int, tuple[Mapping[str, Any], str | None]],
    ) -> None:
        """
        Hold rows against their seals; those after the last seal are an older program's.

        Parameters
        ----------
        connection
            Of a transaction of the store.
        kind
            What they are.
        given
            Number -> the row, and the seal of its content; None where that was not read.

        Raises
        ------
        StoreError
            If one is not what was written.
        """
        upto = self.upto(connection, kind)
        numbers = [number for number in given if number <= upto]
        table = self._tables["seals"]
        found: dict[int, sa.Row[Any]] = {}
        for n in range(0, len(numbers), MOST_ASKED):
            asked = table.c.number.in_(numbers[n : n + MOST_ASKED])
            query = sa.select(table).where((table.c.kind == kind) & asked)
            found |= {row.number: row for row in self.fetched(connection, query)}
        for number in numbers:
            row, content = given[number]
            known = found.get(number)
            if (
                known is None
                or known.digest != seal(row, known.content)
                or content not in {None, known.content}
            ):
                raise StoreError("damaged", number=number)

    def prove_versions(self, connection: sa.Connection, rows: Sequence[sa.Row[Any]]) -> None:
        """
        Hold versions, of each entry all of them, against the entries' seals.

        Raises
        ------
        StoreError
            If an entry is not what was written.
        """
        entries, heads = self._tables["entries"], {}
        numbers = sorted({row.entry for row in rows})
        for n in range(0, len(numbers), MOST_ASKED):
            asked = entries.c.number.in_(numbers[n : n + MOST_ASKED])
            for row in self.fetched(connection, sa.select(entries).where(asked)):
                heads[row.number] = row._asdict()
        proofs = {}
        for number, own in groupby(rows, lambda row: row.entry):
            if number not in heads:
                raise StoreError("damaged", number=number)
            with decoding(number):
                proofs[number] = heads[number], versions_seal(map(_told, own))
        self.prove(connection, ENTRY, proofs)

    def put(
        self, connection: sa.Connection, kind: str, row: Mapping[str, Any], content: str
    ) -> None:
        """Seal a row that is written in this transaction, if the database lets us keep seals."""
        if self._are_kept(connection):
            told = {"kind": kind, "number": row.get("number", 1), "content": content}
            told["digest"] = seal(row, content)
            connection.execute(self._tables["seals"].insert(), told)

    def complete(self, connection: sa.Connection) -> None:
        """Seal the entries that an older program has written; those that have seals keep them."""
        if not self._are_kept(connection):
            return
        entries, versions = self._tables["entries"], self._tables["versions"]
        newer = entries.c.number > self.upto(connection, ENTRY)
        for head in self.fetched(connection, sa.select(entries).where(newer)):
            own = sa.select(versions).where(versions.c.entry == head.number)
            rows = self.fetched(connection, own.order_by(versions.c.place))
            for row in rows:
                record_of(row)
            self.put(connection, ENTRY, head._asdict(), versions_seal(map(_told, rows)))

    def _are_there(self, connection: sa.Connection) -> bool:
        return sa.inspect(connection).has_table(self._tables["seals"].name)

    def _are_kept(self, connection: sa.Connection) -> bool:
        """Return whether there is a table for seals; it is made in a store of an older program."""
        if self._are_there(connection):
            return True
        table = self._tables["seals"]
        try:
            with connection.begin_nested():
                table.create(connection)
        except DBAPIError:  # the account may not make tables: `store init` by one who may
            return False
        return True


def _told(row: sa.Row[Any]) -> tuple[str, int, str | None, Any]:
    """Return what a seal is made of."""
    return row.zone, row.place, row.record, row.geometry
