"""The workers of this process and who waits for them."""

import logging
import queue
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from atlas.i18n import LANGS
from atlas.i18n.errors import AtlasError
from pages.ui.process import audit, journal
from pages.ui.process.pool import worker
from pages.ui.process.pool.data import Data
from pages.ui.process.pool.hands import KILLED, LIMITS, Hands
from pages.ui.process.pool.job import (
    CANCELLED,
    DONE,
    FAILED,
    LEFT,
    RUNNING,
    STATUSES,
    BusyError,
    Job,
)
from pages.ui.process.stopping import StoppingError

WORKERS = 2  # each takes a core and some hundred MB; more at once would make the pages wait
MOST, MOST_OF_ONE = 40, 4  # pieces that are being made or wait, in all and of one owner
IDLE_S = 300.0  # that a worker without work stays
TICK_S = 0.25  # between two looks at a worker
AWAY_S = 30.0  # that a session's browser may be away: a line that broke comes back sooner


class Pool:
    """
    Workers, started when there is work, and a line before them.

    Parameters
    ----------
    workers
        How many at most.
    most, most_of_one
        How many pieces may be underway, in all and of one owner.
    idle_s
        Seconds after which a worker without work ends.
    limits
        Of a worker, see `Hands`.
    """

    def __init__(
        self,
        workers: int = WORKERS,
        *,
        most: int = MOST,
        most_of_one: int = MOST_OF_ONE,
        idle_s: float = IDLE_S,
        limits: dict[str, int] = LIMITS,
    ) -> None:
        self._workers, self._most, self._most_of_one = workers, most, most_of_one
        self._idle_s, self._limits = idle_s, limits
        self._changed = threading.Condition()
        self._waiting: list[Job] = []  # as they came
        self._running: list[Job] = []
        self._threads: set[threading.Thread] = set()
        self._ending: set[threading.Thread] = set()  # their workers are at their end
        self._turn = 0
        self._turns: Counter[str] = Counter()  # owner -> the last turn they had
        self._idle = 0  # threads that wait for work
        self._stopping = False

    # Who asks --------------------------------------------------------------------------------

    def submit(self, job: Job) -> Job:
        """
        Take a piece of work into the line.

        Raises
        ------
        BusyError
            If there is no room for it.
        StoppingError
            If the atlas stops.
        """
        with self._changed:
            if self._stopping:
                raise StoppingError
            underway = [*self._running, *self._waiting]
            most = job.most or self._most_of_one
            if sum(each.owner == job.owner for each in underway) >= most:
                raise BusyError("making.busy.mine", n=most)
            if len(underway) >= self._most:
                raise BusyError("making.busy.all", n=self._most)
            if len(self._waiting) >= self._idle and len(self._threads) < self._workers:
                thread = threading.Thread(target=self._serve, name="atlas-worker", daemon=True)
                thread.start()  # where the system has none left, nothing was begun
                self._threads.add(thread)
            self._waiting.append(job)
            self._changed.notify_all()
        return job

    def place(self, job: Job) -> int:
        """Return which in the line a job is, from 1; 0 if it does not wait."""
        with self._changed:
            line = self._line()
            return line.index(job) + 1 if job in line else 0

    def cancel(self, job: Job, why: str = "") -> None:
        """Put a job off: one that waits leaves the line, one that runs ends with its worker."""
        with self._changed:
            if job.is_over:
                return
            job.why = why
            if job.worker:
                job.worker.kill()
            self._over(job, CANCELLED)
        job.ended()

    def sweep(self, is_there: Callable[[str], bool], *, away_s: float | None = None) -> int:
        """
        Put off what was asked for by those who have left.

        Parameters
        ----------
        is_there
            Whether an owner is there.
        away_s
            How long one may be away; `AWAY_S` unless given.

        Returns
        -------
        int
            How many jobs.
        """
        now, left = time.monotonic(), []
        away_s = AWAY_S if away_s is None else away_s
        with self._changed:
            underway = [*self._running, *self._waiting]
        for job in underway:
            if job.lease_s:  # it ends by itself
                continue
            if is_there(job.owner):
                job.away_since = None
            elif job.away_since is None:
                job.away_since = now
            if job.away_since is not None and now - job.away_since >= away_s:
                left.append(job)
        for job in left:
            self.cancel(job, LEFT)
        return len(left)

    def stop(self) -> int:
        """Begin nothing more and end all that is underway; return how many jobs that were."""
        with self._changed:
            self._stopping = True
            underway = [*self._running, *self._waiting]
            threads = [*self._threads, *self._ending]
            self._changed.notify_all()
        for job in underway:
            self.cancel(job)
        for thread in threads:
            thread.join()
        return len(underway)

    def condition(self) -> dict[str, int]:
        """Return how many workers there are, and how many jobs run and wait."""
        with self._changed:
            running, waiting = len(self._running), len(self._waiting)
            return {"workers": len(self._threads), "running": running, "waiting": waiting}

    # The line --------------------------------------------------------------------------------

    def _line(self) -> list[Job]:
        """
        Return who waits, the next first.

        An owner's second piece comes after the first pieces of all others: it ranks by how many of
        the same owner come before it, those that are being made too; then whose turn is longer ago.
        """
        before = Counter(job.owner for job in self._running)
        ranks: dict[int, int] = {}
        for job in self._waiting:
            ranks[id(job)] = before[job.owner]
            before[job.owner] += 1
        # Stable: those who are alike stand as they came.
        return sorted(self._waiting, key=lambda job: (ranks[id(job)], self._turns[job.owner]))

    def _pick(self) -> Job | None:
        """Take the next job out of the line; slow ones leave one worker free for the others."""
        slow = sum(job.is_slow for job in self._running)
        has_room = slow < max(1, self._workers - 1)
        for job in self._line():
            if has_room or not job.is_slow:
                self._waiting.remove(job)
                self._running.append(job)
                job.state = RUNNING
                self._turn += 1
                there = {each.owner for each in (*self._waiting, *self._running)}
                self._turns = Counter({o: turn for o, turn in self._turns.items() if o in there})
                self._turns[job.owner] = self._turn
                return job
        return None

    def _drop_left(self) -> None:
        """Put off what waits and nobody waits for."""
        with self._changed:
            left = [job for job in self._waiting if job.is_left]
        for job in left:
            self.cancel(job, LEFT)

    def _over(self, job: Job, state: str) -> None:
        """Note that a job is over; who holds the lock tells it when the lock is free again."""
        # Whoever keeps what was made, or why it was not, does not keep all data for it.
        job.state, job.worker, job.data = state, None, None
        for line in (self._waiting, self._running):
            if job in line:
                line.remove(job)
        self._changed.notify_all()

    # The workers -----------------------------------------------------------------------------

    def _serve(self) -> None:
        """Keep one worker, in a thread of its own, as long as there is work."""
        hands: Hands | None = None
        while (job := self._next()) is not None:
            hands = self._work(hands, job)
        if hands:
            hands.end()
        with self._changed:
            self._ending.discard(threading.current_thread())

    def _next(self) -> Job | None:
        """Return the next job once there is one; None where the worker is to end."""
        until = time.monotonic() + self._idle_s
        while True:
            self._drop_left()
            with self._changed:
                if not self._stopping and (job := self._pick()):
                    return job
                left = until - time.monotonic()
                if self._stopping or (left <= 0 and not self._waiting):
                    self._threads.discard(threading.current_thread())
                    self._ending.add(threading.current_thread())
                    return None
                self._idle += 1
                self._changed.wait(TICK_S if self._waiting else left)
                self._idle -= 1

    def _work(self, hands: Hands | None, job: Job) -> Hands | None:
        """Have a worker do a job; return the worker, None if it is no more."""
        try:
            if hands is None:
                hands = Hands(self._limits)
            with self._changed:
                if job.is_over:
                    return hands
                job.worker, job.started = hands.process, time.monotonic()
            hands.begin(job)
            self._follow(hands, job)
        except Exception as error:  # noqa: BLE001 - whatever it is, the asker hears of an end
            self._fail_by(job, hands, error)
            if hands is not None:
                hands.kill()
                hands.end()
            return None
        return hands

    def _follow(self, hands: Hands, job: Job) -> None:
        """Hear what a worker tells of a job until it is over."""
        look_at = time.monotonic() + TICK_S
        while True:
            # One that tells something all the time is looked at as well.
            if (now := time.monotonic()) >= look_at:
                self._look(hands, job)
                look_at = now + TICK_S
            try:
                said = hands.told.get(timeout=TICK_S)
            except queue.Empty:
                continue
            if said is None:
                raise EOFError
            self._heed(hands, job, *said)
            if job.why == "large" or job.state == CANCELLED:
                raise EOFError  # what it has taken it does not give back
            if job.is_over:
                return

    def _look(self, hands: Hands, job: Job) -> None:
        """End a worker whose job takes too much, or is waited for by nobody."""
        self._drop_left()
        if job.is_left:
            self.cancel(job, LEFT)
        elif time.monotonic() - job.started > job.limit_s:
            job.why = "late"
        elif hands.is_too_large():
            job.why = "large"
        if job.is_over or job.why:
            raise EOFError

    def _heed(self, hands: Hands, job: Job, what: str, *said: Any) -> None:  # noqa: ANN401 - as said
        """Follow what a worker says."""
        if what == worker.PROGRESS:
            job.done, job.of, job.what = said
        elif what == worker.EDITION:
            hands.answer(_asked(hands.edition, job.data, *said))
        elif what == worker.BLOB:
            hands.answer(_asked(_blob, job.data, *said))
        elif what == worker.MADE:
            self._made(job, *said)
        elif what == worker.REFUSED:
            job.refusal, job.status = said
            self._fail(job)
        elif what == worker.BROKEN:
            job.number = journal.failed(*said, where="worker", format=job.form)
            self._fail(job, "broken")
        elif what == worker.TOO_LARGE:
            job.why = "large"

    def _made(self, job: Job, made: Any) -> None:  # noqa: ANN401 - what the work makes
        with self._changed:
            if job.is_over:
                return
            job.made = made
            self._over(job, DONE)
        try:
            if job.form:
                took = round(1000 * (time.monotonic() - job.started))
                journal.event("export", format=job.form, zones=job.zones, bytes=len(made), ms=took)
                if job.reader:
                    audit.taken(job.reader, job.form, len(made), job.zones)
        finally:
            job.ended()

    def _fail(self, job: Job, why: str = "") -> None:
        with self._changed:
            if job.is_over:
                return
            job.why, job.status = why, STATUSES.get(why, job.status)
            self._over(job, FAILED)
        job.ended()

    def _fail_by(self, job: Job, hands: Hands | None, error: Exception) -> None:
        """Say why a job is not to be had whose worker has ended, or must."""
        if job.is_over:
            return
        code = hands.code if hands is not None and not job.why else None
        if code == KILLED:  # a system that runs out of memory kills whoever has most
            job.why = "large"
        if job.why:
            took = time.monotonic() - job.started
            said = {"reason": job.why, "format": job.form, "seconds": took}
            journal.event("not_made", level=logging.WARNING, **said)
            self._fail(job, job.why)
            return
        job.number = journal.mishap(error, where="worker", format=job.form, code=code)
        self._fail(job, "ended")


def _asked(give: Callable[..., tuple[object, ...]], *asked: object) -> tuple[object, ...]:
    """Return what a work asks for behind a None, or in what words it cannot be had."""
    try:
        return (None, *give(*asked))
    except AtlasError as error:
        return ({lang: error.message(lang) for lang in LANGS},)


def _blob(data: Data, digest: str) -> tuple[bytes]:
    return (data.atlas.blob(digest),)


POOL = Pool()
