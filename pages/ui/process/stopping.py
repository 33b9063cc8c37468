"""Stop in order: what is being written is ended, and nothing more begins."""

import contextlib
import os
import threading
import time
from collections.abc import Iterator, Mapping

from atlas.i18n.errors import AtlasError

ENV = "ATLAS_STOP_S"
WAIT_S = 60.0  # at most, unless the environment says otherwise
MOST_S = 3600.0


class StoppingError(AtlasError):
    """Nothing is begun any more: the atlas stops."""

    status = 503

    def __init__(self) -> None:
        super().__init__("stopping.refused")


class Work:
    """
    What is being written now, in threads of several sessions.

    Attributes
    ----------
    stopping
        Whether no more may begin.
    """

    def __init__(self) -> None:
        self.stopping = False
        self._underway = 0
        self._unseen: set[int] = set()  # threads whose page does not show yet what they wrote
        self._since = self._until = 0.0
        self._changed = threading.Condition()

    @property
    def underway(self) -> int:
        """How many writings are not at their end."""
        return self._underway

    @property
    def waited_s(self) -> float:
        """Seconds since it was told to stop."""
        return time.monotonic() - self._since

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """
        Hold the end of the process up while something is written.

        Raises
        ------
        StoppingError
            If the atlas stops already; nothing has begun then.
        """
        with self._changed:
            if self.stopping:
                raise StoppingError
            self._underway += 1
        try:
            yield
        finally:
            with self._changed:
                self._underway -= 1
                self._unseen.add(threading.get_ident())
                self._changed.notify_all()

    def stop(self, seconds: float) -> None:
        """
        Let nothing more begin.

        It takes no lock, so that a signal may say it at any time.

        Parameters
        ----------
        seconds
            How long what is being written may take from now; the first word counts.
        """
        if not self.stopping:
            self._since = time.monotonic()
            self._until = self._since + seconds
        self.stopping = True

    def ended(self) -> bool:
        """Wait, once it stops, until nothing is written any more; return whether that came true."""
        with self._changed:
            while self._underway and (left := self._until - time.monotonic()) > 0:
                self._changed.wait(left)
            return not self._underway

    def seen(self) -> None:
        """Note that the page of this thread is drawn: a button's work and its page share one."""
        if self._unseen:
            with self._changed:
                self._unseen.discard(threading.get_ident())
                self._changed.notify_all()

    def shown(self, seconds: float) -> bool:
        """Wait so many seconds until pages show what they wrote; return whether that came true."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._unseen, seconds)


WORK = Work()


def patience(environment: Mapping[str, str] = os.environ) -> float:
    """Return how many seconds a stop waits for what is being written."""
    try:
        given = float(environment.get(ENV, "").strip() or WAIT_S)
    except ValueError:
        return WAIT_S
    return given if 0 <= given <= MOST_S else WAIT_S
