"""Who may change the office's data: password hashes by Argon2id, or a list of addresses."""

import threading
import time
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from atlas.i18n.errors import WRONG_USE, AtlasError
from atlas.office import attempts
from atlas.office.attempts import Counted

# Wrong passwords in a row after which one has to wait. Most are for the pair: a stranger who
# guesses keeps out the stranger, not the editor whose name it is. An office may have one address.
FAILURES = 5  # of a name from one source
FROM_SOURCE = 20  # of all names from one source
OF_NAME = 50  # of a name from everywhere
AT_ONCE = 2  # each takes 64 MB
QUEUE_S = 10.0
LONGEST = 200  # signs of a name, and of a password
WRONG, WAITS, BUSY = "password", "waits", "busy"  # why somebody is not let in
_HASHER = PasswordHasher()
_HASHING = threading.BoundedSemaphore(AT_ONCE)


class Source(NamedTuple):
    """
    Where somebody comes from.

    Attributes
    ----------
    address
        Of the machine.
    browser
        What tells the browser from others; empty where nothing does.
    """

    address: str = ""
    browser: str = ""


NOWHERE = Source()


class PasswordError(AtlasError):
    """
    What was given as a password is none, or a bad one.

    Attributes
    ----------
    kind
        ``"empty"``, ``"short"``, ``"plain"`` (too few kinds of signs), ``"few"`` (different ones),
        ``"name"``, ``"common"`` or ``"differ"`` (the second time).
    """

    exit_code = WRONG_USE

    def __init__(self, kind: str, **values: object) -> None:
        self.kind = kind
        super().__init__(f"store.password.{kind}", **values)


@cache
def _nobody() -> str:
    """Return the hash of a name that is not known: it takes as long as one that is."""
    return _HASHER.hash("nobody")


def hashed(password: str) -> str:
    """
    Return the Argon2id hash of a password, as the secrets hold it.

    Raises
    ------
    PasswordError
        If it is empty, blank, or longer than a log-in takes.
    """
    if not password.strip() or len(password) > LONGEST:
        raise PasswordError("empty", most=LONGEST)
    return _HASHER.hash(password)


def refused(
    name: str,
    password: str,
    hashes: Mapping[str, str],
    *,
    source: Source = NOWHERE,
    now: float | None = None,
) -> str:
    """
    Return why somebody is not let in; nothing where the password is the one of the name.

    Each try is counted as wrong before it is looked at, so that many at once are many, and by all
    processes of the machine. After so many in a row it is refused, right or wrong, for
    `attempts.WAIT_S` seconds.

    Parameters
    ----------
    name, password
        As typed.
    hashes
        Name -> hash that `hashed` gave.
    source
        Where it comes from.
    now
        Seconds of the clock that all processes have; the machine's own unless given.

    Returns
    -------
    str
        `WRONG`, `WAITS` (tried too often), `BUSY` (too many at once) or nothing.
    """
    now = time.time() if now is None else now
    if len(name) > LONGEST or len(password) > LONGEST:
        return WRONG
    counts = attempts.shared()
    counted, places = _counted(counts, name, source, now)
    if counts.may_try(counted, now):
        return WAITS
    if not _HASHING.acquire(timeout=QUEUE_S):
        return BUSY
    try:
        good = _fits(password, str(hashes.get(name, _nobody()))) and name in hashes
    finally:
        _HASHING.release()
    if not good:
        return WRONG
    counts.succeeded(counted, places, now)
    return ""


def verify(
    name: str,
    password: str,
    hashes: Mapping[str, str],
    *,
    source: Source = NOWHERE,
    now: float | None = None,
) -> bool:
    """Return whether a password is the one of a name and may be tried; all as of `refused`."""
    return not refused(name, password, hashes, source=source, now=now)


def _counted(
    counts: attempts.Attempts, name: str, source: Source, now: float
) -> tuple[dict[Counted, int], list[Counted]]:
    """
    Return what a try counts for, and where an editor who is let in is known from.

    A stranger's guesses must not keep the rightful editor out. A browser in which a name was let
    in counts by itself; where only the address is known, what the world tries does not count.
    """
    here, mine = (name, f"address {source.address}"), (name, f"browser {source.browser}")
    places: list[Counted] = [here, mine] if source.browser else [here]
    if source.browser and counts.is_known(mine, now):
        return {mine: FAILURES}, places
    counted: dict[Counted, int] = {here: FAILURES, (None, f"address {source.address}"): FROM_SOURCE}
    if not counts.is_known(here, now):
        counted[(name, None)] = OF_NAME
    return counted, places


def may_edit(email: str, allowed: Sequence[str]) -> bool:
    """
    Return whether an address is on a list.

    Parameters
    ----------
    email
        Of whoever is logged in.
    allowed
        Addresses, or ``*@domain`` for all of a domain; case does not count.
    """
    given = email.strip().lower()
    if given.count("@") != 1 or given.startswith("@"):
        return False
    domain = given.partition("@")[2]
    known = {str(each).strip().lower() for each in allowed}
    return given in known or f"*@{domain}" in known


def _fits(password: str, hash_: str) -> bool:
    try:
        return _HASHER.verify(hash_, password)
    except (VerificationError, InvalidHashError):
        return False
