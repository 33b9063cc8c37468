"""
Who is signed in, as this process knows it: what a browser holds is a secret that says nothing.

A sign-in belongs to the browser that it was made in, and to a secret that only it knows: the cookie
that tells browsers apart is there before anybody signs in, so that somebody else may know it. With
the process all of them end.
"""

import hashlib
import hmac
import os
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

ENV = "ATLAS_IDLE_MIN"
IDLE_MIN, MOST_IDLE_MIN = 30.0, 720.0
LONGEST_S = 12 * 3600.0  # a working day
TICKET_S = 60.0  # for the browser to fetch its cookie
TOLD_S = 12 * 3600.0  # how long it is known why one ended
KEPT = 5000
BYTES = 32
# Why a sign-in is over.
IDLE, LONG, OUT, REMOVED, ELSEWHERE = "idle", "long", "out", "removed", "elsewhere"
UNTOLD = "untold"  # the audit trail could not be written


def idle_s(environment: Mapping[str, str] = os.environ) -> float:
    """Return after how many seconds without an act a sign-in ends."""
    try:
        given = float(environment.get(ENV, "").strip() or IDLE_MIN)
    except ValueError:
        given = IDLE_MIN
    return 60.0 * (given if 0 < given <= MOST_IDLE_MIN else IDLE_MIN)


@dataclass(slots=True, eq=False)
class SignIn:
    """
    One sign-in.

    Attributes
    ----------
    name
        Who.
    way
        By password, or by the office's own log-in.
    proof
        What let in: the hash of the password, with another one it is over; or what tells one
        log-in elsewhere from others.
    reader
        What tells the browser from others.
    began, used
        When it began, and was last used.
    key
        What a session of this process holds of it.
    secret
        The digest of what the browser holds of it; empty before it does.
    at_work
        How many pages are being drawn, or changes written, for it now: it is not idle then.
    ended
        Why it is over; empty while it is not.
    told
        Whether the log tells of its end.
    """

    name: str
    way: str
    proof: str = field(repr=False)
    reader: str = field(repr=False)
    began: float
    used: float
    key: str = field(default_factory=lambda: secrets.token_urlsafe(BYTES), repr=False)
    secret: str = field(default="", repr=False)
    at_work: int = 0
    ended: str = ""
    told: bool = False

    def is_kept_in(self, secret: str) -> bool:
        """Tell whether a browser holds this sign-in's secret."""
        return bool(secret and self.secret) and hmac.compare_digest(self.secret, _digest(secret))


class SignIns:
    """
    All sign-ins of a process.

    Parameters
    ----------
    clock
        Seconds that do not go back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._lock = threading.RLock()
        self._all: dict[str, SignIn] = {}  # the oldest first
        self._tickets: dict[str, tuple[str, float]] = {}  # -> key of a sign-in, since when

    def begin(self, name: str, *, way: str, reader: str, proof: str, ago: float = 0.0) -> SignIn:
        """
        Sign somebody in who has shown who he is.

        Parameters
        ----------
        name, way, reader, proof
            As of `SignIn`.
        ago
            How many seconds ago that was.
        """
        with self._lock:
            at = self.clock() - ago
            found = SignIn(name, way, proof, reader, began=at, used=at)
            self._all[found.key] = found
            self._sweep()
            return found

    def get(self, key: str) -> SignIn | None:
        """Return what a session holds the key of."""
        return self._all.get(key)

    def kept_in(self, secret: str, reader: str) -> SignIn | None:
        """Return what a browser holds the secret of; nothing for another browser."""
        if not secret:
            return None
        with self._lock:
            found = (each for each in reversed(self._all.values()) if each.is_kept_in(secret))
            return next((each for each in found if each.reader == reader), None)

    def of(self, name: str, way: str, reader: str) -> list[SignIn]:
        """Return the sign-ins of somebody in a browser, the latest first."""
        with self._lock:
            return [
                each
                for each in reversed(self._all.values())
                if (each.name, each.way, each.reader) == (name, way, reader)
            ]

    def resting_on(self, proof: str, way: str) -> list[SignIn]:
        """Return the sign-ins that rest on one log-in elsewhere, the first one first."""
        with self._lock:
            return [each for each in self._all.values() if (each.proof, each.way) == (proof, way)]

    def is_on(self, found: SignIn) -> bool:
        """Tell whether a sign-in goes on; one that was not used for too long ends here."""
        with self._lock:
            now = self.clock()
            if not found.ended and not found.at_work:
                if now - found.used > idle_s():
                    found.ended = IDLE
                elif now - found.began > LONGEST_S:
                    found.ended = LONG
            return not found.ended

    @contextmanager
    def at_work(self, found: SignIn) -> Iterator[None]:
        """Use a sign-in: what is being done is not cut off, and idleness begins with its end."""
        with self._lock:
            found.at_work += 1
        try:
            yield
        finally:
            with self._lock:
                found.at_work -= 1
                found.used = self.clock()

    def end(self, found: SignIn, why: str) -> None:
        """End a sign-in, in all windows at once."""
        with self._lock:
            found.ended = found.ended or why

    def leave(self, reader: str) -> None:
        """End all sign-ins of a browser: who leaves it leaves it as a whole."""
        with self._lock:
            for each in self._all.values():
                if each.reader == reader:
                    self.end(each, OUT)

    def present(self) -> list[SignIn]:
        """Return those that go on, the latest first."""
        with self._lock:
            return [each for each in reversed(self._all.values()) if self.is_on(each)]

    def ticket(self, key: str) -> str:
        """
        Return what a page may fetch its browser's secret with, once; nothing where it has it.

        A script sees this, and never the secret.
        """
        with self._lock:
            found, now = self._all.get(key), self.clock()
            if found is None or found.ended or found.secret:
                return ""
            for ticket, (of, since) in list(self._tickets.items()):
                if now - since > TICKET_S:
                    del self._tickets[ticket]
                elif of == key:
                    return ticket
            if now - found.began > TICKET_S:
                return ""  # a browser that keeps no cookies: this window stays signed in
            ticket = secrets.token_urlsafe(BYTES)
            self._tickets[ticket] = (key, now)
            return ticket

    def keep(self, ticket: str, reader: str) -> str:
        """Return a fresh secret for the browser of a ticket; nothing for any other, or again."""
        with self._lock:
            key, since = self._tickets.get(ticket, ("", 0.0))
            found = self._all.get(key)
            if found is None or found.reader != reader or self.clock() - since > TICKET_S:
                return ""
            del self._tickets[ticket]
            if not self.is_on(found):
                return ""
            secret = secrets.token_urlsafe(BYTES)
            found.secret = _digest(secret)
            return secret

    def _sweep(self) -> None:
        now = self.clock()
        old = [
            key
            for key, each in self._all.items()
            if not self.is_on(each) and now - each.used > TOLD_S + LONGEST_S
        ]
        over = list(self._all)[: max(0, len(self._all) - KEPT)]
        for key in {*old, *over}:
            del self._all[key]


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


SIGN_INS = SignIns()
