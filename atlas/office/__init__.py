"""Keep what an office adds to the atlas: records of zones, every change with its history."""

import importlib
from typing import TYPE_CHECKING

from atlas.model.atlas import CRS
from atlas.office.errors import Conflict, ConflictError, ReviewError, StoreError
from atlas.office.record import EMPTY, Change, Entry, Record, State, changes

if TYPE_CHECKING:
    from atlas.office.copying import copy
    from atlas.office.store import Store, open_store

__all__ = [
    "CRS",
    "EMPTY",
    "Change",
    "Conflict",
    "ConflictError",
    "Entry",
    "Record",
    "ReviewError",
    "State",
    "Store",
    "StoreError",
    "changes",
    "copy",
    "open_store",
]


def __getattr__(name: str) -> object:
    """Import what drives databases where a store is opened: an atlas without one goes without."""
    if name in {"Store", "open_store"}:
        return getattr(importlib.import_module("atlas.office.store"), name)
    if name == "copy":
        return getattr(importlib.import_module("atlas.office.copying"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
