"""Who may change the office's data: password hashes by Argon2id, or a list of addresses."""

import threading
import time
from collections.abc import Mapping, Sequence
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from atlas.i18n.errors import WRONG_USE, AtlasError

# Wrong passwords in a row after which one has to wait. Most are for the pair: a stranger who
# guesses keeps out the stranger, not the editor whose name it is. An office may have one address.
FAILURES = 5  # of a name from one source
FROM_SOURCE = 20  # of all names from one source
OF_NAME = 50  # of a name from everywhere
WAIT_S = 60.0
FORGOTTEN_S = 900.0
AT_ONCE = 2  # each takes 64 MB
QUEUE_S = 10.0
LONGEST = 200  # signs of a name, and of a password
_HASHER = PasswordHasher()
_HASHING = threading.BoundedSemaphore(AT_ONCE)
_LOCK = threading.Lock()
# What is counted -> failures in a row and when the last was, the longest untouched first.
_FAILED: dict[tuple[str | None, str | None], tuple[int, float]] = {}
_KEPT = 10_000


class PasswordError(AtlasError):
    """What was given as a password is none."""

    exit_code = WRONG_USE

    def __init__(self) -> None:
        super().__init__("store.password", most=LONGEST)


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
        raise PasswordError
    return _HASHER.hash(password)


def verify(
    name: str,
    password: str,
    hashes: Mapping[str, str],
    *,
    source: str = "",
    now: float | None = None,
) -> bool:
    """
    Return whether a password is the one of a name.

    Each is counted as wrong before it is looked at, so that many at once are many. After so many
    in a row it is refused, right or wrong, for `WAIT_S` seconds.

    Parameters
    ----------
    name, password
        As typed.
    hashes
        Name -> hash that `hashed` gave.
    source
        Where it comes from: the address of the machine.
    now
        Seconds of a clock that does not go back; the machine's own unless given.
    """
    now = time.monotonic() if now is None else now
    if len(name) > LONGEST or len(password) > LONGEST:
        return False
    counted = {(name, source): FAILURES, (None, source): FROM_SOURCE, (name, None): OF_NAME}
    if not _count(counted, now) or not _HASHING.acquire(timeout=QUEUE_S):
        return False
    try:
        good = _fits(password, str(hashes.get(name, _nobody()))) and name in hashes
    finally:
        _HASHING.release()
    if good:
        with _LOCK:
            for each in counted:
                _FAILED.pop(each, None)
    return good


def _count(counted: Mapping[tuple[str | None, str | None], int], now: float) -> bool:
    """Count a failure that may yet turn out to be none; return whether it may be tried at all."""
    with _LOCK:
        before = {each: _FAILED.get(each, (0, now)) for each in counted}
        if any(
            failures >= counted[each] and now - last < WAIT_S
            for each, (failures, last) in before.items()
        ):
            return False
        for each, (failures, last) in before.items():
            _FAILED.pop(each, None)
            _FAILED[each] = (1 if now - last > FORGOTTEN_S else failures + 1, now)
        while len(_FAILED) > _KEPT:
            _FAILED.pop(next(iter(_FAILED)))
        return True


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
