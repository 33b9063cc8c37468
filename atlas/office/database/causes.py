"""What a database refuses, told apart: each cause has its words, and the detail goes to the log."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import TimeoutError as PoolError

from atlas.office.database.address import shown
from atlas.office.errors import StoreError

_FILE = Path(__file__).with_name("causes.toml")
MOST = 500  # characters of a detail


@cache
def _table(name: str) -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads(_FILE.read_text(encoding="utf-8"))[name]
    return found


def said(error: Exception, url: sa.URL) -> StoreError:
    """
    Return what a database that serves several refuses, as an error of ours.

    Parameters
    ----------
    error
        SQLAlchemy's.
    url
        Of the store; its password is in nothing that is said.
    """
    cause = getattr(error, "orig", None) or error
    kind = _kind(error, cause)
    found = StoreError(
        kind,
        store=shown(url),
        host=url.host or str(url.query.get("host", "")),
        port=url.port or 5432,
        user=url.username or "",
        database=url.database or "",
        reason=type(cause).__name__,
    )
    found.detail = _detail(cause, url)
    return found


def _kind(error: Exception, cause: object) -> str:
    if isinstance(error, PoolError):
        return "crowded"
    state, words = getattr(cause, "sqlstate", None), str(cause).lower()
    if type(cause).__name__ == "NoAnswerError":
        return "slow"
    if state and '"postgis"' in words and state in _table("postgis"):
        return str(_table("postgis")[state])
    if state:
        return str(_table("states").get(state, "database"))
    # What stands before it names host and port, which may be called anything.
    reason = words.rpartition("failed: ")[2]
    fitting = (
        kind for kind, known in _table("words").items() if any(map(reason.__contains__, known))
    )
    return next(fitting, "database")


def _detail(cause: object, url: sa.URL) -> str:
    """Return the database's own words, on one line and without the password."""
    words = " ".join(str(cause).split())
    if url.password:
        words = words.replace(str(url.password), "***")
    return f"{type(cause).__name__}: {words}"[:MOST]
