"""Begin the process with its first line in the log, and end it in order when a signal says so."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import Callable, Iterator
from functools import partial
from types import FrameType

from atlas.briefing import address
from atlas.exchange import guard
from atlas.i18n import LANGS, text
from atlas.office import StoreError
from pages.ui.process import journal, stopping
from pages.ui.process.pool.pool import POOL
from pages.ui.process.stopping import WORK
from pages.ui.server import auditing, status

Handler = Callable[[int, FrameType | None], object]
# What asks a server to end: on Windows also closing its window.
SIGNALS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGBREAK") if hasattr(signal, name)
)
SHOWN_S = 10.0  # for the page that waits for what was written to be drawn
SENT_S = 0.5  # for what is drawn to reach its browser
_TASKS: set[asyncio.Task[None]] = set()  # a loop keeps no task that nobody holds


def start() -> None:
    """Take up the data and write what runs here, with what an administrator has set."""
    from pages.ui import cache  # noqa: PLC0415 - caches may be made once the runtime stands

    journal.begin()
    served = ""
    try:
        served = address.configured()
    except address.AddressError as error:
        said = {f"said_{lang}": error.message(lang) for lang in LANGS}
        journal.event("address_refused", level=logging.ERROR, variable=address.ENV, **said)
    # What somebody brought does not stay on the disk because the server before was killed.
    if left := guard.tidy():
        journal.event("tidied", folders=left)
    cache.look()
    now = cache.condition()
    journal.event(
        "start",
        version=status.version(),
        data=now.plan.version if now.plan else "none",
        store=_store_kind(),
        address=served or "browser",
    )
    auditing.start({"version": status.version()})
    if not served:
        zh, en = (text("server.no_address", lang) for lang in LANGS)
        journal.event("no_address", said_zh=zh, said_en=en)


def _store_kind() -> str:
    from pages.ui import cache  # noqa: PLC0415 - see `start`

    try:
        return "sqlite" if cache.the_store().is_file else "postgresql"
    except StoreError:
        return "none"


@contextlib.contextmanager
def signals(loop: asyncio.AbstractEventLoop) -> Iterator[None]:
    """
    Hear signals before the server does, and tell it once what is being written is at its end.

    Until then pages stay connected, so that who waits for a result sees it.

    Parameters
    ----------
    loop
        The server's.
    """
    before = {number: signal.getsignal(number) for number in SIGNALS}
    ours = {}
    try:
        for number, handler in before.items():
            if callable(handler) and handler is not signal.default_int_handler:
                ours[number] = partial(_heard, loop, handler)
                signal.signal(number, ours[number])
    except ValueError:  # not the main thread: signals are another's matter
        ours = {}
    try:
        yield
    finally:
        for number, handler in ours.items():
            if signal.getsignal(number) is handler:
                signal.signal(number, before[number])


def _heard(
    loop: asyncio.AbstractEventLoop, before: Handler, number: int, frame: FrameType | None
) -> None:
    """Stop; whoever says so twice does not want to wait for anything."""
    first = not WORK.stopping
    WORK.stop(stopping.patience())
    if first and WORK.underway:
        loop.call_soon_threadsafe(_hold, before, number)
    else:
        before(number, frame)


def _hold(before: Handler, number: int) -> None:
    journal.event("stopping", writing=WORK.underway, seconds=stopping.patience())

    async def wait() -> None:
        if await asyncio.to_thread(WORK.ended):
            await asyncio.to_thread(WORK.shown, SHOWN_S)
            await asyncio.sleep(SENT_S)
        before(number, None)

    task = asyncio.get_running_loop().create_task(wait())
    _TASKS.add(task)
    task.add_done_callback(_TASKS.discard)


async def stop() -> None:
    """End the pieces being made, wait for what is being written, and write the last line."""
    WORK.stop(stopping.patience())
    ended = await asyncio.to_thread(POOL.stop)
    whole = await asyncio.to_thread(WORK.ended)
    journal.event(
        "stop",
        level=logging.INFO if whole else logging.WARNING,
        waited_s=round(WORK.waited_s, 1),
        unfinished=WORK.underway,
        pieces_ended=ended,
    )
    await asyncio.to_thread(auditing.stop)
