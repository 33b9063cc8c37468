"""
The history of a store, within a transaction: what it holds is read, and only ever added to.

A proposal lies among the versions as any other change does, and yet counts in no state: what is
shown changes with the entry that approves it.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

import shapely
import sqlalchemy as sa
from geoalchemy2 import WKBElement

from atlas.office.coding import encoded
from atlas.office.errors import Conflict, StoreError
from atlas.office.record import (
    PROPOSE,
    REVIEW_OFF,
    REVIEW_ON,
    UNSEEN,
    Entry,
    Record,
    State,
)
from atlas.office.seals import ENTRY, MOST_ASKED, Seals
from atlas.office.tables import (
    SRID,
    decoding,
    entry_of,
    geometry_of,
    raise_format,
    record_of,
    versions_seal,
)


class History:
    """
    The entries and versions of a store.

    Parameters
    ----------
    tables, seals
        Of the store.
    is_file
        Whether it is SQLite's, which holds geometry as plain bytes.
    """

    def __init__(self, tables: Mapping[str, sa.Table], seals: Seals, *, is_file: bool) -> None:
        self.tables, self.seals, self.is_file = tables, seals, is_file

    def head(self, connection: sa.Connection) -> int:
        """Return the number of the last entry; 0 before the first."""
        return connection.scalar(sa.select(sa.func.max(self.tables["entries"].c.number))) or 0

    def revision(self, connection: sa.Connection) -> int:
        """Return the number of the last entry that changed what is shown; 0 before the first."""
        entries = self.tables["entries"]
        seen = sa.select(sa.func.max(entries.c.number)).where(entries.c.action.not_in(UNSEEN))
        return connection.scalar(seen) or 0

    def is_reviewed(self, connection: sa.Connection) -> bool:
        """Return whether a second editor has to approve a change: the last word on it counts."""
        last = self.entries(connection, actions=(REVIEW_ON, REVIEW_OFF), limit=1)
        return bool(last) and last[0].action == REVIEW_ON

    def entries(
        self,
        connection: sa.Connection,
        *,
        actions: Iterable[str] = (),
        limit: int | None = None,
    ) -> list[Entry]:
        """Return the entries of some actions, of all where none is named; newest first."""
        table = self.tables["entries"]
        newest = sa.select(table).order_by(table.c.number.desc()).limit(limit)
        if actions:
            newest = newest.where(table.c.action.in_(actions))
        rows = self.seals.fetched(connection, newest)
        self.seals.prove(connection, ENTRY, {row.number: (row._asdict(), None) for row in rows})
        return [entry_of(row._asdict()) for row in rows]

    def rows(self, connection: sa.Connection) -> dict[str, list[dict[str, Any]]]:
        """Return every row of ``entries`` and ``versions``, geometry as shapely's, in order."""
        entries, versions = self.tables["entries"], self.tables["versions"]
        given = self.seals.fetched(connection, sa.select(entries).order_by(entries.c.number))
        # What others write between two questions belongs to entries that are not told of.
        known = versions.c.entry <= (given[-1].number if given else 0)
        in_order = sa.select(versions).where(known).order_by(versions.c.entry, versions.c.place)
        rows = {"entries": given, "versions": self.seals.fetched(connection, in_order)}
        self.seals.prove_versions(connection, rows["versions"])
        found = {name: [row._asdict() for row in given] for name, given in rows.items()}
        for row in found["versions"]:
            with decoding(row["entry"]):
                row["geometry"] = geometry_of(row["geometry"])
        return found

    def restore(self, connection: sa.Connection, rows: Mapping[str, list[dict[str, Any]]]) -> None:
        """Write what `rows` gave into an empty store."""
        for name, table in rows.items():
            shaped = [
                row | {"geometry": self._shape(row["geometry"])} if "geometry" in row else row
                for row in table
            ]
            connection.execute(self.tables[name].insert(), shaped)
        if self.entries(connection, actions=UNSEEN, limit=1):
            raise_format(connection, self.tables)
        self.seals.complete(connection)

    def state(self, connection: sa.Connection, as_of: int | None) -> State:
        """
        Return all records as they are shown, or as they were after an entry.

        Raises
        ------
        StoreError
            If there is no such entry.
        """
        # What others write between two questions comes after the number, never before it.
        number = self.revision(connection) if as_of is None else as_of
        head = self.head(connection)
        if not 0 <= number <= head:
            raise StoreError("no_entry", number=number, head=head)
        found = self.last(connection, upto=number)
        return State(
            revision=number,
            records=MappingProxyType(
                {zone: record for zone, (_, record) in found.items() if record is not None}
            ),
            stamps=MappingProxyType({zone: entry for zone, (entry, _) in found.items()}),
        )

    def last(
        self, connection: sa.Connection, *, upto: int, zones: list[str] | None = None
    ) -> dict[str, tuple[int, Record | None]]:
        """Return what stands of each zone, or of some, up to an entry; oldest change first."""
        table, entries = self.tables["versions"], self.tables["entries"]
        if zones is not None and len(zones) > MOST_ASKED:
            # Whole entries are read, however few of their zones are asked for: once is enough.
            every, asked_for = self.last(connection, upto=upto), set(zones)
            return {zone: version for zone, version in every.items() if zone in asked_for}
        # One that was taken for a proposal, and is none, would be missed: these are proven as well.
        self.entries(connection, actions=(PROPOSE,))
        proposed = sa.select(entries.c.number).where(entries.c.action == PROPOSE)
        # By what stands in the rows: an index with a damaged byte would tell of an older version,
        # which is whole in itself. Nothing that is computed is looked up in an index.
        entry, zone = table.c.entry + 0, table.c.zone.concat("")
        asked = (entry <= upto) & entry.not_in(proposed)
        if zones is not None:
            asked &= zone.in_(zones)
        last = (
            sa.select(zone.label("zone"), sa.func.max(entry + 0 * table.c.place).label("entry"))
            .where(asked)
            .group_by(zone)
            .subquery()
        )
        # Of each entry that has a last word all of it: its seal is of the whole.
        rows = self.seals.fetched(
            connection,
            sa.select(table)
            .where(entry.in_(sa.select(last.c.entry)))
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

    def both(
        self, connection: sa.Connection, number: int
    ) -> tuple[dict[str, Record | None], dict[str, Record | None]]:
        """
        Return the records of an entry's zones before it and after it, or as it proposes them.

        Raises
        ------
        StoreError
            If there is no such entry.
        """
        after = self.after(connection, number)
        earlier = self.last(connection, upto=number - 1, zones=list(after))
        return {zone: earlier.get(zone, (0, None))[1] for zone in after}, after

    def after(self, connection: sa.Connection, number: int) -> dict[str, Record | None]:
        """
        Return the records of an entry's zones after it, or as it proposes them.

        Raises
        ------
        StoreError
            If there is no such entry.
        """
        zones = self.entry(connection, number).zones
        table = self.tables["versions"]
        rows = self.seals.fetched(
            connection, sa.select(table).where(table.c.entry == number).order_by(table.c.place)
        )
        if zones and not rows:
            raise StoreError("damaged", number=number)
        self.seals.prove_versions(connection, rows)
        return {row.zone: record_of(row) for row in rows}

    def touching(self, connection: sa.Connection, zone: str) -> set[int]:
        """Return the numbers of the entries that have a version of a zone."""
        table = self.tables["versions"]
        # As in `last`: nothing that is computed is looked up in an index.
        asked = sa.select(table.c.entry).where(table.c.zone.concat("") == zone)
        return {row.entry for row in self.seals.fetched(connection, asked)}

    def entry(self, connection: sa.Connection, number: int) -> Entry:
        """
        Return an entry.

        Raises
        ------
        StoreError
            If there is no such entry.
        """
        table = self.tables["entries"]
        rows = self.seals.fetched(connection, sa.select(table).where(table.c.number == number))
        if not rows:
            raise StoreError("no_entry", number=number, head=self.head(connection))
        row = rows[0]._asdict()
        self.seals.prove(connection, ENTRY, {number: (row, None)})
        return entry_of(row)

    def conflicts(
        self, connection: sa.Connection, stamps: Mapping[str, int]
    ) -> tuple[Conflict, ...]:
        """
        Return the zones that were changed again, and by which entry.

        Parameters
        ----------
        connection
            Of a transaction of the store.
        stamps
            Zone -> the entry that changed it last when it was looked at; 0 for none.
        """
        entries = self.tables["entries"]
        now = self.last(connection, upto=self.head(connection), zones=list(stamps))
        numbers = {zone: now.get(zone, (0, None))[0] for zone in stamps}
        later = {zone: n for zone, n in numbers.items() if n != stamps[zone]}
        if not later:
            return ()
        rows = connection.execute(
            sa.select(entries).where(entries.c.number.in_(set(later.values())))
        ).mappings()
        found = {row["number"]: entry_of(row) for row in rows}
        return tuple(Conflict(zone, found.get(number)) for zone, number in later.items())

    def append(
        self,
        connection: sa.Connection,
        records: Mapping[str, Record | None],
        **said: Any,  # noqa: ANN401 - the fields of an entry, by their columns
    ) -> Entry:
        """Write an entry with its versions, sealed; whether it may be is asked before."""
        entries, versions = self.tables["entries"], self.tables["versions"]
        head = self.head(connection)
        now = self.last(connection, upto=head, zones=list(records))
        there = {zone for zone, (_, record) in now.items() if record is not None}
        given = {zone for zone, record in records.items() if record is not None}
        content = {
            "number": head + 1,
            "at": dt.datetime.now(dt.UTC).isoformat(timespec="microseconds"),
            **dict.fromkeys(("file", "checksum", "note"), ""),
            "undoes": 0,
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
        if written:
            connection.execute(versions.insert(), written)
        sealed = ((row["zone"], row["place"], row["record"], row["geometry"]) for row in written)
        self.seals.put(connection, ENTRY, content, versions_seal(sealed))
        return entry_of(content)

    def _shape(self, geometry: shapely.Geometry | None) -> object:
        if geometry is None:
            return None
        wkb = shapely.to_wkb(geometry)
        return wkb if self.is_file else WKBElement(wkb, srid=SRID)
