"""Copies of a store to fall back on: dated, proved before they count, and the way back."""

import datetime as dt
import re
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from atlas.office.checking import check
from atlas.office.copying import copy
from atlas.office.errors import StoreError
from atlas.office.files import make_private, said
from atlas.office.store import Store, open_store
from geodata import files

_OF_THE_COPY = ("full", "closed")
_NAMED = re.compile(r"atlas-\d{4}-\d\d-\d\d-\d{6}\.sqlite")


@dataclass(frozen=True, slots=True)
class Backup:
    """
    A copy that was made and proved.

    Attributes
    ----------
    file
        It.
    entries, records
        As of `atlas.office.checking.Checked`.
    removed
        Older ones that made room.
    """

    file: Path
    entries: int
    records: int
    removed: tuple[Path, ...] = ()


def make(
    store: Store, folder: Path, *, keep: int | None = None, now: dt.datetime | None = None
) -> Backup:
    """
    Copy a store with all that is in it into a dated file, and prove it.

    Parameters
    ----------
    store
        A file or a database; it may be written meanwhile.
    folder
        Where copies lie.
    keep
        How many stay there, the newest; all unless said. Older ones go once this one is proved.
    now
        The moment that it is named after; the machine's unless given.

    Raises
    ------
    StoreError
        If there is no store or no folder, or the copy is not sound; what lay there stays then.
    """
    if store.is_missing():
        raise StoreError("no_source", store=store.name)
    if not folder.is_dir():
        raise StoreError("no_folder", folder=folder)
    now = now or dt.datetime.now().astimezone()
    file = folder / f"atlas-{now:%Y-%m-%d-%H%M%S}.sqlite"
    try:
        with files.replacing(file) as unproved:
            _copied(store, unproved)
            found = _proved(unproved)
    except OSError as error:
        raise said(error, str(folder)) from error
    removed = []
    if keep is not None:
        # One made before the clock was set back is named after a later moment.
        others = [each for each in copies(folder) if each != file]
        for old in others[max(0, keep - 1) :]:
            with suppress(OSError):
                old.unlink()
                removed.append(old)
    return Backup(file, *found, tuple(removed))


def copies(folder: Path) -> list[Path]:
    """Return the copies that lie in a folder, the newest first."""
    found = (each for each in folder.iterdir() if _NAMED.fullmatch(each.name))
    return sorted(found, reverse=True)


def restore(file: Path, store: Store) -> int:
    """
    Bring a copy back into a store that has nothing yet, and hold the two against each other.

    Parameters
    ----------
    file
        A copy.
    store
        Where to: of either kind.

    Returns
    -------
    int
        How many entries it has.

    Raises
    ------
    StoreError
        If the copy is not sound, or the store is not empty.
    """
    if not file.is_file():
        raise StoreError("no_source", store=file)
    _proved(file)
    source = open_store(file)
    try:
        number = copy(source, store)
        if store.dump() != source.dump() or check(store).faults:
            raise StoreError("not_same", store=store.name)
    finally:
        source.close()
    return number


def _copied(store: Store, file: Path) -> None:
    """Write a copy of a store as it is at one moment."""
    try:
        make_private(file)
        if store.file is None:
            target = open_store(file)
            try:
                copy(store, target)
            finally:
                target.close()
            return
        with closing(sqlite3.connect(store.file)) as source, closing(sqlite3.connect(file)) as to:
            source.backup(to)
    except (sqlite3.Error, OSError) as error:
        found = said(error, store.name)
        # What there is no room for, or no right to, is the copy.
        raise (said(error, str(file)) if found.kind in _OF_THE_COPY else found) from error


def _proved(file: Path) -> tuple[int, int]:
    """Return what a copy holds, which is read whole."""
    copied = open_store(file)
    try:
        found = check(copied)
    finally:
        copied.close()
    if found.faults:
        raise StoreError("not_sound", file=file, fault=found.faults[0].message)
    return found.entries, found.records
