"""Engines and transactions of a store: what takes too long is given up."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from atlas.office.database.bounds import CONNECT_S, MOVING, READING, SLACK_S, WRITING, Bounds


def engine_of(url: sa.URL) -> sa.Engine:
    """
    Return the engine of a store; it opens nothing before it is asked.

    Raises
    ------
    ValueError
        If no store is kept in that kind of database.
    """
    if url.get_backend_name() == "sqlite":
        # A connection kept open would go on with a file that was replaced in the meantime.
        engine = sa.create_engine(
            url, poolclass=sa.NullPool, connect_args={"timeout": WRITING.lock}
        )
        event.listen(engine, "connect", _as_we_begin)
        event.listen(engine, "begin", _begin)
        return engine
    if url.get_backend_name() != "postgresql":
        raise ValueError(url.get_backend_name())
    from atlas.office.database import postgresql  # noqa: PLC0415 - only where one is used

    usual: dict[str, object] = {
        "connect_timeout": CONNECT_S,
        "client_encoding": "utf8",
        # A line that is cut is noticed by the system: nobody else would, for two hours.
        "tcp_user_timeout": round(1000 * (READING.statement + SLACK_S)),
        "keepalives_idle": 10,
        "keepalives_interval": 3,
        "keepalives_count": 3,
        # PgBouncer hands each transaction another connection of the database.
        "prepare_threshold": None,
    }
    asked = {name: value for name, value in usual.items() if name not in url.query}
    engine = sa.create_engine(url, pool_pre_ping=True, pool_timeout=CONNECT_S, connect_args=asked)
    event.listen(engine, "do_connect", postgresql.connect)
    return engine


def _as_we_begin(connection: Any, _: object) -> None:  # noqa: ANN401 - sqlite3's connection
    connection.isolation_level = (
        None  # transactions begin where `_begin` says, not where sqlite3 guesses
    )
    connection.execute("PRAGMA synchronous=FULL")  # what is confirmed outlives a power cut


def _begin(connection: sa.Connection) -> None:
    # A change takes the lock at once: two that read first could never both go on.
    writes = connection.get_execution_options().get("atlas_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def transaction(
    engine: sa.Engine, bounds: Bounds, *, writes: bool = False
) -> Iterator[sa.Connection]:
    """
    Give a connection within a transaction that waits no longer than its bounds say.

    Parameters
    ----------
    engine
        Of `engine_of`.
    bounds
        Of PostgreSQL's; a file is waited for as its engine says.
    writes
        Whether it takes the lock of those who write, where that is the file's.
    """
    with engine.connect().execution_options(atlas_writes=writes) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            _bound(connection, bounds)
        yield connection


def _bound(connection: sa.Connection, bounds: Bounds) -> None:
    driver: Any = connection.connection.driver_connection
    driver.answers_within = bounds.statement + SLACK_S
    # For this transaction alone: behind PgBouncer the next one is another's.
    limits = {"lock_timeout": bounds.lock, "statement_timeout": bounds.statement}
    limits["idle_in_transaction_session_timeout"] = MOVING.statement
    given = ((name, round(1000 * seconds)) for name, seconds in limits.items())
    said = ", ".join(f"set_config('{name}', '{ms}ms', true)" for name, ms in given)
    connection.execute(sa.text(f"SELECT {said}"))
