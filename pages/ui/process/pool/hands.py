"""A worker as the server has it: started, told what to do, heard, ended."""

import contextlib
import json
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from atlas.exchange.guard import watching
from atlas.exchange.guard.limits import MIB
from atlas.office.vintage import Vintage
from pages.ui.process.pool.data import Data, packed
from pages.ui.process.pool.job import Job
from pages.ui.process.pool.worker import ANSWER, HOLD, WORK

ROOT = Path(__file__).parents[4]
# The processor's time is one of a long life; how long a piece may take is watched by the clock.
LIMITS = {"seconds": 7 * 24 * 3600, "memory": 4096 * MIB, "written": 1024 * MIB}
WEIGHED_S = 1.0  # between two looks at what a worker takes: another process is asked
MOST_HELD = 2  # atlases: the one of today and one that is compared with it or was before
KILLED = -getattr(signal, "SIGKILL", -1000)
ENDING_S = 5.0  # until a worker that was told to end is killed


class Hands:
    """
    A worker.

    It is started by the thread that keeps it: on Linux it ends with that thread.

    Parameters
    ----------
    limits
        What it may take, see `atlas.exchange.guard.isolation.limit`.
    """

    def __init__(self, limits: dict[str, int]) -> None:
        self._memory, self._weigh_at = limits["memory"], 0.0
        # Not by multiprocessing: it would run Streamlit's script, which it takes for the main one.
        paths = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        self.process = subprocess.Popen(  # noqa: S603 - our own module, by this Python
            [sys.executable, "-m", "pages.ui.process.pool.worker", json.dumps(limits)],
            env={
                **os.environ,
                "PYTHONPATH": paths,
                # A worker is one thread; each more would take address space.
                "OPENBLAS_NUM_THREADS": "1",
                "OMP_NUM_THREADS": "1",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # A server that runs as a service may have none, and a worker needs one.
            stderr=None if sys.stderr else subprocess.DEVNULL,
            creationflags=getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0),
        )
        self.told: queue.SimpleQueue[tuple[Any, ...] | None] = queue.SimpleQueue()
        self._held: list[str] = []  # the one used last at the end
        threading.Thread(target=self._listen, name="atlas-worker-said", daemon=True).start()

    def _listen(self) -> None:
        with self.process.stdout as said:  # type: ignore[union-attr]
            try:
                while True:
                    self.told.put(pickle.load(said))  # noqa: S301 - our own process says it
            except (EOFError, OSError, pickle.UnpicklingError):
                self.told.put(None)

    def _say(self, *said: object) -> None:
        pickle.dump(said, self.process.stdin, pickle.HIGHEST_PROTOCOL)  # type: ignore[arg-type]
        self.process.stdin.flush()  # type: ignore[union-attr]

    def begin(self, job: Job) -> None:
        """Hand over a piece of work, and the atlas for it where the worker does not hold it."""
        task = pickle.dumps((job.work, job.args), pickle.HIGHEST_PROTOCOL)
        if job.data:
            self._give(job.data)
        self._say(WORK, job.data.key if job.data else "", task)

    def _give(self, data: Data) -> None:
        if data.key in self._held:
            self._held.remove(data.key)
        else:
            gone = self._held[: max(0, len(self._held) - MOST_HELD + 1)]
            self._held = self._held[len(gone) :]
            self._say(HOLD, gone, data.key, packed(data.atlas))
        self._held.append(data.key)

    def answer(self, said: tuple[object, ...]) -> None:
        """Answer what a work asks for."""
        self._say(ANSWER, *said)

    def edition(self, data: Data, vintage: Vintage) -> tuple[object, ...]:
        """Return the key of another vintage of the data, and it if the worker does not hold it."""
        if data.of is None:
            raise LookupError(vintage)
        other = data.of(vintage)
        if other.key in self._held:
            return other.key, None
        self._held.insert(0, other.key)
        return other.key, packed(other.atlas)

    def is_too_large(self) -> bool:
        """Whether it takes more memory than it may, where the system does not see to that."""
        if not watching.NEEDED or time.monotonic() < self._weigh_at:
            return False
        self._weigh_at = time.monotonic() + WEIGHED_S
        return watching.memory(self.process.pid) > self._memory

    @property
    def code(self) -> int | None:
        """What it ended with; waits a moment for its end."""
        try:
            return self.process.wait(ENDING_S)
        except subprocess.TimeoutExpired:
            return None

    def kill(self) -> None:
        """End it at once."""
        self.process.kill()

    def end(self) -> None:
        """End it in order."""
        with contextlib.suppress(OSError):  # it has ended before it took all that was said
            self.process.stdin.close()  # type: ignore[union-attr]
        if self.code is None:
            self.process.kill()
            self.process.wait()
