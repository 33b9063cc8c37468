"""How long a database is waited for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bounds:
    """
    How long a transaction waits, in seconds.

    Attributes
    ----------
    lock
        For a lock that another holds.
    statement
        For one statement, by the database's own clock.
    """

    lock: float
    statement: float


CONNECT_S = 4  # how long a database may take to answer at all
SLACK_S = 3  # beyond its own clock, until a database is taken for one that does not answer
READING = Bounds(lock=2, statement=8)
WRITING = Bounds(lock=15, statement=30)
MOVING = Bounds(lock=15, statement=600)  # a whole store, or its tables
