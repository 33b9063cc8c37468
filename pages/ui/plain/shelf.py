"""Keep what was made last, and let only so much be made at once, in place or by workers."""

import asyncio
import contextlib
import threading
import uuid
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request

from atlas.i18n.errors import AtlasError
from pages.ui.process.pool.drawings import DRAWINGS
from pages.ui.process.pool.job import Job, result
from pages.ui.process.stopping import WORK, StoppingError

ROOM = 48 * 2**20  # bytes of files that are kept
MAKERS = 2  # each takes a core
LOOK_S = 1.0  # between two looks whether who asked is still there
GONE = 499  # what is said to who has left, and in the log of what stands before
QUEUE = 40  # who may wait for them: beyond that, a wait is longer than anyone's patience


@dataclass(frozen=True, slots=True)
class Made:
    """
    A file: its content, its media type and its name.

    Attributes
    ----------
    body, media, name
        As said; a file without a name is shown, not saved.
    zones
        How many zones it shows; None where that is not said.
    """

    body: bytes
    media: str
    name: str = ""
    zones: int | None = None


class Shelf:
    """The files made last, by what they were made of, up to so many bytes."""

    def __init__(self, room: int = ROOM) -> None:
        self._room, self._size = room, 0
        self._kept: OrderedDict[Hashable, Made] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Made | None:
        """Return what was made of this, where it is kept."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: Hashable, made: Made) -> None:
        """Keep a file; those that were not asked for longest make room."""
        with self._lock:
            if key in self._kept:
                return
            self._kept[key] = made
            self._size += len(made.body)
            while self._size > self._room:
                _, gone = self._kept.popitem(last=False)
                self._size -= len(gone.body)


class BusyError(AtlasError):
    """As many wait for the makers as may."""

    status = 503

    def __init__(self) -> None:
        super().__init__("plain.busy")


class Workshop:
    """
    Makers that work in threads, so many at once, and those who wait for them.

    Parameters
    ----------
    makers, queue
        How many work, and how many wait.
    """

    def __init__(self, makers: int = MAKERS, queue: int = QUEUE) -> None:
        self._makers = asyncio.Semaphore(makers)
        self._left = makers + queue

    async def make(self, work: Callable[[], Made]) -> Made:
        """
        Return what a function makes, once a maker is free.

        Raises
        ------
        BusyError
            If too many wait already.
        """
        if not self._left:
            raise BusyError
        self._left -= 1
        try:
            async with self._makers:
                return await run_in_threadpool(work)
        finally:
            self._left += 1


async def by_workers(request: Request, key: Hashable, begin: Callable[[str], Job]) -> bytes:
    """
    Return what workers make, once it is there; one that several ask for is made once.

    Parameters
    ----------
    request
        Who asks; one who leaves ends it, if nobody else waits for it.
    key
        What it is of.
    begin
        Gives the job of an owner.

    Raises
    ------
    ClientDisconnect
        If the client has left.
    BusyError, NotMadeError, StoppingError
        If it is not to be had.
    """
    looker, owner = uuid.uuid4().hex, f"http {request.client.host if request.client else ''}"
    job = DRAWINGS.ask(key, looker, partial(begin, owner))
    loop, over = asyncio.get_running_loop(), asyncio.Event()

    def tell() -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(over.set)

    job.then(tell)
    try:
        while not job.is_over:
            if WORK.stopping:  # a server waits for its requests before it ends the workers
                raise StoppingError
            job.look()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(over.wait(), LOOK_S)
            if not over.is_set() and await request.is_disconnected():
                raise ClientDisconnect
    finally:
        DRAWINGS.leave(job, looker)
    made: bytes = result(job)
    return made
