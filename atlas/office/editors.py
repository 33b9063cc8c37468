"""Who may change the office's data: password hashes by Argon2id, or a list of addresses."""

import threading
import time
from collections.abc import Mapping, Sequence
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

FAILURES = 5  # wrong passwords of one name in a row after which it has to wait
WAIT_S = 60.0
_HASHER = PasswordHasher()
_LOCK = threading.Lock()
_FAILED: dict[str, tuple[int, float]] = {}  # name -> failures in a row, when the last was
_KEPT = 1000  # names that failures are kept of


@cache
def _nobody() -> str:
    """Return the hash of a name that is not known: it takes as long as one that is."""
    return _HASHER.hash("nobody")


def hashed(password: str) -> str:
    """Return the Argon2id hash of a password, as the secrets hold it."""
    return _HASHER.hash(password)


def verify(
    name: str, password: str, hashes: Mapping[str, str], *, now: float | None = None
) -> bool:
    """
    Return whether a password is the one of a name.

    After `FAILURES` wrong ones in a row a name is refused, right or wrong, for `WAIT_S` seconds.

    Parameters
    ----------
    name, password
        As typed.
    hashes
        Name -> hash that `hashed` gave.
    now
        Seconds of a clock that does not go back; the machine's own unless given.
    """
    now = time.monotonic() if now is None else now
    with _LOCK:
        failures, last = _FAILED.get(name, (0, 0.0))
        if failures >= FAILURES and now - last < WAIT_S:
            return False
    good = _fits(password, str(hashes.get(name, _nobody()))) and name in hashes
    with _LOCK:
        if good:
            _FAILED.pop(name, None)
        else:
            if len(_FAILED) >= _KEPT:
                _FAILED.pop(next(iter(_FAILED)))
            _FAILED[name] = (failures + 1, now)
    return good


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
