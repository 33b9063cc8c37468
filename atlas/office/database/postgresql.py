"""Connections to PostgreSQL that do not wait for ever."""

import time
from collections.abc import Generator
from typing import Any, TypeVar

import psycopg

from atlas.office.database.bounds import READING, SLACK_S

Result = TypeVar("Result")


class NoAnswerError(psycopg.OperationalError):
    """A database that was asked and says nothing: stopped, or cut off."""


class Connection(psycopg.Connection[Any]):
    """
    A connection that is given up when the database does not answer.

    The database's own clock ends a statement that takes too long; this one ends the waiting for a
    database that is stopped and has no clock any more.

    Attributes
    ----------
    answers_within
        Seconds until it is given up.
    """

    answers_within: float = READING.statement + SLACK_S

    def wait(self, gen: Generator[Any, Any, Result], *given: Any, **options: Any) -> Result:  # noqa: ANN401 - as psycopg has it
        """Wait for what psycopg asks of the database, in steps of its own."""
        return super().wait(self._bounded(gen), *given, **options)

    def _bounded(self, gen: Generator[Any, Any, Result]) -> Generator[Any, Any, Result]:
        until = time.monotonic() + self.answers_within
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                # Nothing is ready: the end of one of its steps.
                if not ready and time.monotonic() > until:
                    self.close()
                    raise NoAnswerError
                wanted = gen.send(ready)
        except StopIteration as end:
            result: Result = end.value
            return result


def connect(_dialect: object, _record: object, given: Any, options: Any) -> Connection:  # noqa: ANN401 - as SQLAlchemy has it
    """Return a connection, as SQLAlchemy's event ``do_connect`` asks for one."""
    return Connection.connect(*given, **options)
