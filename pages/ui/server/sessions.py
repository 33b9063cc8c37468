"""What a session holds of the process, and that it is given back when its reader leaves."""

import asyncio
import contextlib
import gc
import time

import streamlit as st
from streamlit.runtime.session_manager import SessionInfo, SessionStorage

from pages.ui.process.pool.pool import POOL
from pages.ui.server import uploads

DESCRIPTORS = (65_536, 24_576, 10_240)  # asked for, one after another
MOST = 128  # sessions whose reader is away, as many as Streamlit keeps
SWEEP_S = 15.0
LEFT_S = 5.0


class ReleasingStorage(SessionStorage):
    """
    Keep sessions whose reader is away for a while, without the descriptors they would hold.

    Streamlit 1.67 gives each session an event loop of its own (three descriptors) and closes it
    only when nothing in the process knows the session any more. 128 readers who have left would
    hold 384 descriptors, which the usual limit of 1,024 does not bear beside those who are there;
    and what watches the source files (`make dev`) knows each session for as long as its queue is
    long, so that they would stay for good. Here the loop of a session that is put by is closed, one
    that is taken up again gets a new one, and one whose time is over is shut down by name.

    Parameters
    ----------
    ttl_seconds
        How long a reader may be away.
    most
        How many sessions are kept.
    """

    def __init__(self, ttl_seconds: float, most: int = MOST) -> None:
        self._ttl, self._most = ttl_seconds, most
        self._kept: dict[str, tuple[float, SessionInfo]] = {}  # the oldest first

    def save(self, session_info: SessionInfo) -> None:
        """Keep a session and close its loop."""
        key = session_info.session.id
        self._kept.pop(key, None)
        self._kept[key] = (time.monotonic() + self._ttl, session_info)
        _close(session_info)

    def get(self, session_id: str) -> SessionInfo | None:
        """Return a session that was kept, with a loop to run in; None where there is none."""
        until, found = self._kept.get(session_id, (0.0, None))
        if found is None or until <= time.monotonic():
            return None
        if found.session._script_event_loop.is_closed():  # noqa: SLF001 - no public way leads there
            found.session._script_event_loop = asyncio.new_event_loop()  # noqa: SLF001
        return found

    def delete(self, session_id: str) -> None:
        """Keep a session no more: it was taken up again, or is closed by who asks."""
        del self._kept[session_id]

    def list(self) -> list[SessionInfo]:
        """Return the sessions that may still be taken up."""
        now = time.monotonic()
        return [info for until, info in list(self._kept.values()) if until > now]

    def forget(self) -> int:
        """
        Shut down the sessions whose reader stays away, whoever else still knows them.

        Returns
        -------
        int
            How many.
        """
        now = time.monotonic()
        over = list(self._kept)[: max(0, len(self._kept) - self._most)]
        late = [key for key, (until, _) in self._kept.items() if until <= now]
        gone = {*over, *late}
        for key in gone:
            _, info = self._kept.pop(key)
            info.session.shutdown()
            _close(info)
        return len(gone)


def _close(info: SessionInfo) -> None:
    """Close a session's loop."""
    loop = info.session._script_event_loop  # noqa: SLF001 - no public way leads there
    # A script that still winds down may be driving it: then it closes with the session.
    if not loop.is_running():
        loop.close()


def release_what_is_left(app: st.App) -> ReleasingStorage:
    """Let the sessions of an app give back what they hold when their readers leave."""
    manager = app._runtime._session_mgr  # noqa: SLF001 - no public way leads there
    ttl = st.get_option("server.disconnectedSessionTTL")
    manager._session_storage = storage = ReleasingStorage(ttl)  # noqa: SLF001
    return storage


async def sweep(storage: ReleasingStorage, every_s: float = SWEEP_S) -> None:
    """Forget sessions as long as the process lives."""
    while True:
        await asyncio.sleep(every_s)
        storage.forget()


async def end_what_is_left(app: st.App, every_s: float = LEFT_S) -> None:
    """Put off what sessions that are gone have asked for or sent, as long as the process lives."""
    manager = app._runtime._session_mgr  # noqa: SLF001 - no public way leads there
    while True:
        await asyncio.sleep(every_s)
        POOL.sweep(manager.is_active_session)
        there = {each.session.id for each in manager.list_sessions()}
        uploads.forget(uploads.kept(), there)


def raise_descriptor_limit() -> int:
    """
    Raise the soft limit of open descriptors as far as the system lets us.

    Returns
    -------
    int
        The limit now; 0 where the system has none (Windows).
    """
    try:
        import resource  # noqa: PLC0415 - POSIX only
    except ImportError:
        return 0
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return soft
    for wanted in DESCRIPTORS:
        if hard != resource.RLIM_INFINITY:
            wanted = min(wanted, hard)  # noqa: PLW2901
        if wanted <= soft:
            break
        # macOS names no hard limit and refuses what is above one of its own.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            return wanted
    return soft


def freeze() -> None:
    """
    Take all that is loaded now out of the collector's sight.

    It stands as long as the process; looking through it again and again would cost every click.
    """
    gc.collect()
    gc.freeze()
