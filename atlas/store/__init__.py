"""Keep what an office adds to the atlas: records of zones, every change with its history."""

from atlas.store.errors import Conflict, ConflictError, StoreError
from atlas.store.record import EMPTY, Change, Record, State, changes
from atlas.store.sql import CRS, ENV, Entry, Store, copy, open_store

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
