"""Keep what an office adds to the atlas: records of zones, every change with its history."""

from atlas.office.errors import Conflict, ConflictError, StoreError
from atlas.office.record import EMPTY, Change, Entry, Record, State, changes
from atlas.office.store import ENV, Store, copy, open_store
from atlas.office.tables import CRS

__all__ = [
    "CRS",
    "EMPTY",
    "ENV",
    "Change",
    "Conflict",
    "ConflictError",
    "Entry",
    "Record",
    "State",
    "Store",
    "StoreError",
    "changes",
    "copy",
    "open_store",
]
