"""Make a large file in a process of its own: with progress, cancellable, in nobody's way."""

import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import atlas
from atlas.briefing import formats
from atlas.briefing.order import Order, Progress
from pages.ui.process import audit, journal

ROOT = Path(__file__).parents[3]
# Each takes a core and some hundred MB; more at once would make the pages wait.
_ROOM = threading.BoundedSemaphore(2)
_UNDERWAY: "set[Job]" = set()


@dataclass(slots=True, eq=False)
class Job:
    """
    One file on its way.

    Attributes
    ----------
    name
        The file's name.
    mime
        Its media type.
    maker
        The process that makes it.
    done, of, what
        How far it is: parts done, parts in all (0 while unknown), what is being done.
    state
        ``"running"``, ``"done"``, ``"failed"`` or ``"cancelled"``.
    content
        The file, once done.
    number
        Of the error that ended it, as the log has it.
    begun
        When it was begun, on a clock for what things take.
    reader
        Who asked for it.
    """

    name: str
    mime: str
    maker: subprocess.Popen[bytes] = field(repr=False)
    done: int = 0
    of: int = 0
    what: str = ""
    state: str = "running"
    content: bytes = field(default=b"", repr=False)
    number: str = ""
    begun: float = field(default_factory=time.perf_counter, repr=False)
    reader: audit.Reader = field(default_factory=audit.reader, repr=False)

    def cancel(self) -> None:
        """Stop it, if it still runs."""
        if self.state == "running":
            self.state = "cancelled"
            self.maker.kill()


def start(name: str, mime: str, work: Callable[..., bytes], *args: object) -> Job | None:
    """
    Begin to make a file.

    Parameters
    ----------
    name, mime
        Of the file.
    work
        A function of a module, called as ``work(*args, progress=…)`` in another process; returns
        the file. `progress` is told parts done, parts in all and what is being done.
    *args
        What can be sent to another process.

    Returns
    -------
    Job or None
        None while as many are being made as may be.
    """
    if not _ROOM.acquire(blocking=False):
        return None
    try:
        # Not by multiprocessing: it would run Streamlit's script, which it takes for the main one.
        paths = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        maker = subprocess.Popen(  # noqa: S603 - this module, by this Python
            [sys.executable, "-m", __name__],
            env={**os.environ, "PYTHONPATH": paths},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
    except BaseException:
        _ROOM.release()
        raise
    job = Job(name, mime, maker)
    _UNDERWAY.add(job)
    threading.Thread(target=_follow, args=(job, (work, args)), daemon=True).start()
    return job


def book(wanted: str, order: Order, *, progress: Progress) -> bytes:
    """
    Write the atlas book, for `start`.

    Parameters
    ----------
    wanted
        A key of `atlas.briefing.formats.BOOKS`.
    order
        Its selection, language, day, mode and maker.
    progress
        See `start`.
    """
    return formats.BOOKS[wanted].write(atlas.load(), order, progress=progress)


def _follow(job: Job, task: tuple[Callable[..., bytes], tuple[object, ...]]) -> None:
    """Hand over the task and note what the maker tells, in a thread of the server."""
    try:
        with job.maker as maker:
            pickle.dump(task, maker.stdin)
            maker.stdin.close()
            _listen(job, maker.stdout)
    except (EOFError, OSError, pickle.UnpicklingError) as error:
        if job.state == "running":
            job.number = journal.mishap(error, where="book")
            job.state = "failed"
    finally:
        _UNDERWAY.discard(job)
        _ROOM.release()
        if job.state == "done":
            took = round(1000 * (time.perf_counter() - job.begun))
            size = len(job.content)
            form = f"book{Path(job.name).suffix}"
            journal.event("export", format=form, bytes=size, ms=took)
            audit.taken(job.reader, form, size)


def end() -> int:
    """Stop all that is being made; return how many files that were."""
    ended = [job for job in list(_UNDERWAY) if job.state == "running"]
    for job in ended:
        job.cancel()
    return len(ended)


def _listen(job: Job, told: IO[bytes]) -> None:
    while True:
        said: Any = pickle.load(told)  # noqa: S301 - our own process says it
        if isinstance(said, bytes):
            job.content = said
            if job.state == "running":
                job.state = "done"
            return
        job.done, job.of, job.what = said


def _work() -> None:
    """Do the task that stands in standard input, in the other process."""
    work, args = pickle.load(sys.stdin.buffer)  # noqa: S301 - the server hands it over
    # What a library may print goes elsewhere: the server listens to this one.
    tell = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    def say(said: object) -> None:
        pickle.dump(said, tell)
        tell.flush()

    say(work(*args, progress=lambda *how_far: say(how_far)))


if __name__ == "__main__":
    _work()
