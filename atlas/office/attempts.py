"""
What was tried in vain: counted for all processes of a machine, and beyond their end.

The counts stand in a file of their own (SQLite), not in the store: that one is only ever appended
to, and may lie on another machine. Names and addresses stand in it as digests only, whose key lies
in another file. Where the folder cannot be written, each process counts for itself.
"""

import hashlib
import hmac
import logging
import os
import secrets
import sqlite3
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from atlas.office import place
from atlas.office.files import make_private

FILE, KEY = "atlas-sign-ins.sqlite", "atlas-sign-ins.key"
WAIT_S = 60.0
FORGOTTEN_S = 900.0
KNOWN_S = 30 * 86_400.0  # how long a place is known from which somebody was let in
KEPT = 10_000  # rows of each table
PATIENCE_S = 5.0  # for another process that counts at the same time
KEY_BYTES = 32
ANY = b""  # in the place of a name or a source: all of them
T = TypeVar("T")
_LOGGER = logging.getLogger("atlas")
_TABLES = """
CREATE TABLE IF NOT EXISTS failed (
  name BLOB NOT NULL, source BLOB NOT NULL, times INTEGER NOT NULL, last REAL NOT NULL,
  most INTEGER NOT NULL, PRIMARY KEY (name, source)
);
CREATE TABLE IF NOT EXISTS known (
  name BLOB NOT NULL, place BLOB NOT NULL, last REAL NOT NULL, PRIMARY KEY (name, place)
);
"""
# What is counted: a name or None for all, a source or None for all.
Counted = tuple[str | None, str | None]


@dataclass(frozen=True)
class Wait:
    """
    Somebody or something that has to wait.

    Attributes
    ----------
    name
        One of the names that were asked about; empty where it is another, or all of a source.
    code
        What tells a source from others, and no more; empty where it is all of them.
    times
        How often it failed in a row.
    seconds
        How long it still has to wait.
    """

    name: str
    code: str
    times: int
    seconds: float


class Attempts:
    """
    The counts in a folder.

    Parameters
    ----------
    folder
        Where the file lies; None to count in this process only.
    """

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._said = False
        self._own_key = secrets.token_bytes(KEY_BYTES)
        self._memory: sqlite3.Connection | None = None

    def may_try(self, counted: Mapping[Counted, int], now: float) -> float:
        """
        Count a failure that may yet turn out to be none.

        Parameters
        ----------
        counted
            What it counts for -> how many failures in a row are borne.
        now
            Seconds of the clock that all processes have.

        Returns
        -------
        float
            0 where it may be tried; else how many seconds one has to wait, and nothing is counted.
        """

        def step(connection: sqlite3.Connection, key: bytes) -> float:
            # Where the clock was set back nobody waits for it to come round again.
            connection.execute("UPDATE failed SET last = ? WHERE last > ?", (now, now))
            connection.execute("DELETE FROM failed WHERE last < ?", (now - FORGOTTEN_S,))
            rows = {_row(each, key): most for each, most in counted.items()}
            before = {row: _before(connection, row) for row in rows}
            waits = [
                WAIT_S - (now - last)
                for row, (times, last) in before.items()
                if times >= rows[row] and now - last < WAIT_S
            ]
            if waits:
                return max(waits)
            connection.executemany(
                "INSERT OR REPLACE INTO failed VALUES (?, ?, ?, ?, ?)",
                [(*row, before[row][0] + 1, now, most) for row, most in rows.items()],
            )
            _trim(connection, "failed")
            return 0.0

        return self._do(step)

    def succeeded(self, counted: Iterable[Counted], places: Iterable[Counted], now: float) -> None:
        """
        Take back what was counted of one who was let in, and know the places again.

        Parameters
        ----------
        counted
            As of `may_try`.
        places
            Name and source, name and browser.
        now
            As of `may_try`.
        """

        def step(connection: sqlite3.Connection, key: bytes) -> None:
            connection.executemany(
                "DELETE FROM failed WHERE name = ? AND source = ?",
                [_row(each, key) for each in counted],
            )
            connection.execute("DELETE FROM known WHERE last < ?", (now - KNOWN_S,))
            connection.executemany(
                "INSERT OR REPLACE INTO known VALUES (?, ?, ?)",
                [(*_row(each, key), now) for each in places],
            )
            _trim(connection, "known")

        self._do(step)

    def is_known(self, place_of: Counted, now: float) -> bool:
        """Tell whether a name was let in from a place not long ago."""
        found = self._do(
            lambda connection, key: connection.execute(
                "SELECT last FROM known WHERE name = ? AND place = ?", _row(place_of, key)
            ).fetchone()
        )
        return found is not None and abs(now - float(found[0])) < KNOWN_S

    def waiting(self, names: Iterable[str], now: float) -> list[Wait]:
        """
        Return who and what has to wait now.

        Parameters
        ----------
        names
            Those that are told by name; the file knows none.
        now
            As of `may_try`.
        """

        def step(connection: sqlite3.Connection, key: bytes) -> list[Wait]:
            named = {_digest(name, key): name for name in names}
            rows = connection.execute(
                "SELECT name, source, times, last FROM failed"
                " WHERE times >= most AND last > ? AND last <= ? ORDER BY last DESC",
                (now - WAIT_S, now),
            )
            return [
                Wait(named.get(name, ""), source.hex()[:6], times, WAIT_S - (now - last))
                for name, source, times, last in rows
            ]

        return self._do(step)

    def release(self) -> None:
        """Let everybody try again."""
        self._do(lambda connection, _: connection.execute("DELETE FROM failed"))

    def _do(self, step: Callable[[sqlite3.Connection, bytes], T]) -> T:
        """Do a step that no other process comes between; in memory where the file is no use."""
        with self._lock:
            if self.folder is not None:
                try:
                    done = self._shared(self.folder, step)
                except (sqlite3.Error, OSError) as error:
                    self._say(error)
                else:
                    self._said = False
                    return done
            self._memory = self._memory or _begun(":memory:")
            return step(self._memory, self._own_key)

    def _shared(self, folder: Path, step: Callable[[sqlite3.Connection, bytes], T]) -> T:
        """Do a step in the file that all processes count in."""
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / FILE
        make_private(file)
        key = _key(folder / KEY)
        with closing(_begun(str(file))) as connection:
            connection.execute("BEGIN IMMEDIATE")
            done = step(connection, key)
            connection.execute("COMMIT")
            return done

    def _say(self, error: Exception) -> None:
        """Say once that each process counts for itself from now on."""
        if self._said:
            return
        self._said = True
        reason = getattr(error, "sqlite_errorname", "") or getattr(error, "strerror", "")
        fields = {
            "event": "counts_in_memory",
            "variable": place.STATE,
            "reason": reason or type(error).__name__,
        }
        _LOGGER.warning("counts_in_memory", extra={"fields": fields})


@cache
def _in(folder: Path) -> Attempts:
    return Attempts(folder)


def shared() -> Attempts:
    """Return the counts of this machine."""
    return _in(place.state_folder())


def _begun(file: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        file, timeout=PATIENCE_S, isolation_level=None, check_same_thread=False
    )
    try:
        connection.executescript(_TABLES)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _key(file: Path) -> bytes:
    """Return the key of the digests; it is made where there is none, or a broken one."""
    for _ in range(2):
        with suppress(FileNotFoundError):
            if len(found := file.read_bytes()) == KEY_BYTES:
                return found
        # Two processes may make one each: what lies there afterwards is everybody's.
        made = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
        make_private(made)
        made.write_bytes(secrets.token_bytes(KEY_BYTES))
        os.replace(made, file)  # noqa: PTH105 - in one step, whoever reads it
    return file.read_bytes()


def _digest(said: str, key: bytes) -> bytes:
    return hmac.new(key, said.encode("utf-8", "surrogatepass"), hashlib.sha256).digest()


def _row(counted: Counted, key: bytes) -> tuple[bytes, bytes]:
    name, source = counted
    return (
        ANY if name is None else _digest(name, key),
        ANY if source is None else _digest(source, key),
    )


def _before(connection: sqlite3.Connection, row: tuple[bytes, bytes]) -> tuple[int, float]:
    found = connection.execute(
        "SELECT times, last FROM failed WHERE name = ? AND source = ?", row
    ).fetchone()
    return found or (0, 0.0)


def _trim(connection: sqlite3.Connection, table: str) -> None:
    """Forget what was not touched for the longest time, where there is too much."""
    (n,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - ours
    if n > KEPT:
        connection.execute(
            f"DELETE FROM {table} WHERE rowid IN"  # noqa: S608 - ours
            f" (SELECT rowid FROM {table} ORDER BY last LIMIT ?)",
            (n - KEPT,),
        )
