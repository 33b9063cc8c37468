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
from atlas.briefing.order import Order
from pages.ui import journal

ROOT = Path(__file__).parents[2]
# Each takes a core and some hundred MB; more at once would make the pages wait.
_ROOM = threading.BoundedSemaphore(2)
_UNDERWAY: "set[Making]" = set()

Progress = Callable[[int, int, str], None]


@dataclass(slots=True, eq=False)
class Making:
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

    def cancel(self) -> None:
        """Stop it, if it still runs."""
        if self.state == "running":
            self.state = "cancelled"
            self.maker.kill()


def start(name: str, mime: str, work: Callable[..., bytes], *args: object) -> Making | None:
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
    Making or None
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
    making = Making(name, mime, maker)
    _UNDERWAY.add(making)
    threading.Thread(target=_follow, args=(making, (work, args)), daemon=True).start()
    return making


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


def _follow(making: Making, task: tuple[Callable[..., bytes], tuple[object, ...]]) -> None:
    """Hand over the task and note what the maker tells, in a thread of the server."""
    try:
        with making.maker as maker:
            pickle.dump(task, maker.stdin)
            maker.stdin.close()
            _listen(making, maker.stdout)
    except (EOFError, OSError, pickle.UnpicklingError) as error:
        if making.state == "running":
            making.number = journal.mishap(error, where="book")
            making.state = "failed"
    finally:
        _UNDERWAY.discard(making)
        _ROOM.release()
        if making.state == "done":
            took = round(1000 * (time.perf_counter() - making.begun))
            size = len(making.content)
            form = f"book{Path(making.name).suffix}"
            journal.event("export", format=form, bytes=size, ms=took)


def end() -> int:
    """Stop all that is being made; return how many files that were."""
    ended = [making for making in list(_UNDERWAY) if making.state == "running"]
    for making in ended:
        making.cancel()
    return len(ended)


def _listen(making: Making, told: IO[bytes]) -> None:
    while True:
        said: Any = pickle.load(told)  # noqa: S301 - our own process says it
        if isinstance(said, bytes):
            making.content = said
            if making.state == "running":
                making.state = "done"
            return
        making.done, making.of, making.what = said


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
