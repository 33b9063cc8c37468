"""The last good state of a store, kept fresh by a thread of its own: nobody waits for long."""

import datetime as dt
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from atlas.i18n import LANGS, text
from atlas.office.database.bounds import READING
from atlas.office.errors import StoreError
from atlas.office.record import EMPTY, State
from atlas.office.store import Store

PATIENCE_S = 1.0  # that who asks waits to hear whether something has changed
IN_TROUBLE_S = 0.2  # the same, where the store did not answer before
AGAIN_S = 5.0  # between two tries of a store that does not answer


@dataclass(frozen=True, slots=True)
class Reading:
    """
    What is known of a store.

    Attributes
    ----------
    last
        Number and time of the last entry that changed what is shown and could be read: a store put
        back from an older copy may reach the same number with other data.
    now
        Its state after that.
    read
        When it was last found to be so; None before the first time.
    trouble
        Why it cannot be read now.
    since
        Since when it cannot.
    """

    last: tuple[int, str] = (0, "")
    now: State = EMPTY
    read: dt.datetime | None = None
    trouble: StoreError | None = None
    since: dt.datetime | None = None

    def notice(self, lang: str = LANGS[0]) -> str:
        """Say that what is shown is not what the store holds now, since when, why; or nothing."""
        if self.trouble is None or self.since is None:
            return ""
        since, message = f"{self.since.astimezone():%m-%d %H:%M}", self.trouble.message(lang)
        if self.read is None:
            return text("store.notice.never", lang, since=since, message=message)
        read = f"{self.read.astimezone():%m-%d %H:%M}"
        values = {"since": since, "read": read, "n": self.last[0], "message": message}
        return text("store.notice.stale", lang, **values)


class Latest:
    """
    The last good state of a store.

    Parameters
    ----------
    opened
        Gives the store; it may raise `StoreError`.
    told
        Called when the store falls into trouble, and when it is back.
    """

    def __init__(
        self, opened: Callable[[], Store], told: Callable[[Reading], None] = lambda _: None
    ) -> None:
        self._opened, self._told = opened, told
        self._changed = threading.Condition()
        self._reading = Reading()
        self._asked = self._answered = 0
        self._looks = False
        self._patient_until = 0.0
        self.again_at = self.looked_at = 0.0  # on the monotonic clock

    def known(self) -> Reading:
        """Return what is known; nothing is read for it."""
        return self._reading

    def fresh(self) -> Reading:
        """
        Look whether the store has changed since, and return what is known then.

        Who asks sees what was written before. One look is underway at a time; a store that does
        not answer in time is in trouble, and from then on nobody waits for it.
        """
        with self._changed:
            in_trouble = self._reading.trouble is not None
            if in_trouble and time.monotonic() < self.again_at:
                return self._reading
            self._asked += 1
            mine = self._asked
            if not self._looks:
                self._looks = True
                threading.Thread(target=self._look, name="store", daemon=True).start()
            until = time.monotonic() + (IN_TROUBLE_S if in_trouble else PATIENCE_S)
            while self._answered < mine:
                # A state that is new is waited for as long as the database may take.
                left = (until if in_trouble else max(until, self._patient_until)) - time.monotonic()
                if left <= 0:
                    self._fail(StoreError("unanswered"))
                    break
                self._changed.wait(left)
            return self._reading

    def fail(self, error: StoreError) -> None:
        """Take note that the store could not be read."""
        with self._changed:
            self._fail(error)

    def _look(self) -> None:
        """Look as long as somebody asks for it."""
        while True:
            with self._changed:
                asked = self._asked
            found, trouble = self._tried()
            with self._changed:
                self.looked_at = time.monotonic()
                if trouble:
                    self._fail(trouble)
                elif found:
                    self._take(found)
                self._answered, self._patient_until = asked, 0.0
                self._looks = self._asked > asked
                self._changed.notify_all()
                if not self._looks:
                    return

    def _tried(self) -> tuple[Reading | None, StoreError | None]:
        try:
            return self._found(), None
        except StoreError as error:
            return None, error
        except Exception as error:  # noqa: BLE001 - whoever waits must hear of an end
            trouble = StoreError("database", store="ATLAS_STORE", reason=type(error).__name__)
            trouble.detail = str(error)
            return None, trouble

    def _found(self) -> Reading:
        begun = dt.datetime.now().astimezone()
        store = self._opened()
        last = store.last()  # what waits for a second editor shows nowhere
        number, at = (last.number, last.at.isoformat()) if last else (0, "")
        known = self._reading
        if (number, at) == known.last:
            return replace(known, read=begun)
        with self._changed:
            self._patient_until = time.monotonic() + READING.statement
            self._changed.notify_all()
        return Reading((number, at), store.state(number), begun)

    def _take(self, found: Reading) -> None:
        was, self._reading = self._reading, replace(found, trouble=None, since=None)
        if was.trouble:
            self._told(self._reading)

    def _fail(self, error: StoreError) -> None:
        was = self._reading
        self.again_at = time.monotonic() + AGAIN_S
        # What the database says itself is more than that it says nothing.
        if was.trouble and error.kind == "unanswered":
            return
        since = was.since or dt.datetime.now().astimezone()
        self._reading = replace(was, trouble=error, since=since)
        if was.trouble is None or was.trouble.kind != error.kind:
            self._told(self._reading)
