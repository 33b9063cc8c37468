"""What several readers look at is drawn once, as long as one of them waits for it."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

from pages.ui.process.pool.job import DONE, Job
from pages.ui.process.pool.pool import POOL, Pool

ROOM = 24 * 2**20  # bytes of drawings that are kept
LEASE_S = 15.0  # after which one that nobody looks at ends: a page looks every second


class Drawings:
    """
    Drawings by what they are of, underway or kept.

    Parameters
    ----------
    pool
        Draws them; the process's own unless another is given.
    room
        Bytes of drawings that are kept, those asked for last.
    """

    def __init__(self, pool: Pool | None = None, room: int = ROOM) -> None:
        self._pool, self._room = pool, room
        self._jobs: OrderedDict[Hashable, Job] = OrderedDict()
        self._lookers: dict[Job, set[str]] = {}
        self._lock = threading.Lock()

    @property
    def pool(self) -> Pool:
        """What draws them."""
        return self._pool or POOL

    def ask(self, key: Hashable, looker: str, begin: Callable[[], Job]) -> Job:
        """
        Return the drawing of something: one that is kept or underway, or a new one.

        Parameters
        ----------
        key
            What it is of.
        looker
            Who looks at it.
        begin
            Makes a job of it.

        Raises
        ------
        BusyError, StoppingError
            If it cannot be begun, see `Pool.submit`.
        """
        with self._lock:
            job = self._jobs.get(key)
            if job is None or (job.is_over and job.state != DONE):
                if job is not None:
                    self._lookers.pop(job, None)
                job = begin()
                job.lease_s = LEASE_S
                self.pool.submit(job)
                self._jobs[key] = job
            job.look()
            self._jobs.move_to_end(key)
            self._tidy()
            if not job.is_over:
                self._lookers.setdefault(job, set()).add(looker)
        return job

    def leave(self, job: Job, looker: str) -> None:
        """Look at a drawing no more; one that nobody looks at is put off."""
        with self._lock:
            lookers = self._lookers.get(job, set())
            lookers.discard(looker)
            # Before the lock is given up: whoever asks for the same just now has one of their own.
            if not lookers:
                self.pool.cancel(job)

    def _tidy(self) -> None:
        """Keep what is underway, and of what was drawn as much as there is room for."""
        room = self._room
        for key, job in reversed(list(self._jobs.items())):
            if not job.is_over:
                continue
            self._lookers.pop(job, None)
            room -= weight(job.made)
            if job.state != DONE or room < 0:
                del self._jobs[key]


def weight(made: Any) -> int:  # noqa: ANN401 - what works make
    """Return how many bytes the pictures and words take that a work has made."""
    if isinstance(made, bytes | str):
        return len(made)
    return sum(map(weight, made)) if isinstance(made, list | tuple) else 0


DRAWINGS = Drawings()
