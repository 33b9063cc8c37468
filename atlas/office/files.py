"""The file of a store that is one: whose it is, whether it was completed, what went wrong."""

import errno
import os
from contextlib import suppress
from pathlib import Path

import sqlalchemy as sa

from atlas.office.errors import StoreError

PRIVATE = 0o600  # a new store is its owner's alone: it holds who changed what
_NO_RIGHT = (errno.EACCES, errno.EPERM, errno.EROFS)
_CLOSED = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")
_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_FORMAT")


def make_private(file: Path) -> None:
    """Make the file of a new store so that nobody else can read it."""
    with suppress(FileExistsError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE))


def size(file: Path, engine: sa.Engine) -> int:
    """Return the size of a file (bytes), after what was broken off in it is taken back."""
    if Path(f"{file}-journal").exists():
        with engine.connect() as connection, connection.begin():
            connection.execute(sa.text("SELECT count(*) FROM sqlite_master"))
    return file.stat().st_size


def said(cause: object, store: str) -> StoreError:
    """Return what went wrong: no room, no right, a damaged file, or what the database calls it."""
    reason = getattr(cause, "sqlite_errorname", "") or type(cause).__name__
    if reason == "SQLITE_FULL" or getattr(cause, "errno", 0) == errno.ENOSPC:
        return StoreError("full", store=store)
    if reason.startswith(_CLOSED) or getattr(cause, "errno", 0) in _NO_RIGHT:
        return StoreError("closed", store=store)
    if reason == "SQLITE_BUSY":
        return StoreError("locked", store=store)
    # A text that is none is refused by sqlite3 itself, which has no name for it.
    if reason.startswith(_DAMAGED) or reason == "OperationalError":
        return StoreError("torn", store=store, reason=reason)
    return StoreError("database", store=store, reason=reason)
