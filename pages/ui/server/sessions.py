"""What a session holds of the process, and that it is given back when its reader leaves."""

import asyncio
import contextlib
import gc

import streamlit as st
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.session_manager import SessionInfo

DESCRIPTORS = (65_536, 24_576, 10_240)  # asked for, one after another


class ReleasingStorage(MemorySessionStorage):
    """
    Keep sessions whose reader is away for a while, without the descriptors they would hold.

    Streamlit 1.67 gives each session an event loop of its own (three descriptors) and closes it
    only when the session is forgotten: 128 readers who have left hold 384 descriptors, which the
    usual limit of 1,024 does not bear beside those who are there. Here the loop of a session that
    is put by is closed, and a session that is taken up again gets a new one.
    """

    def save(self, session_info: SessionInfo) -> None:
        """Keep a session and close its loop."""
        super().save(session_info)
        loop = session_info.session._script_event_loop  # noqa: SLF001 - no public way leads there
        # A script that still winds down may be driving it; then it closes with the session.
        if not loop.is_running():
            loop.close()

    def get(self, session_id: str) -> SessionInfo | None:
        """Return a session that was kept, with a loop to run in; None where there is none."""
        found = super().get(session_id)
        if found is not None and found.session._script_event_loop.is_closed():  # noqa: SLF001
            found.session._script_event_loop = asyncio.new_event_loop()  # noqa: SLF001
        return found


def release_what_is_left(app: st.App) -> None:
    """Let the sessions of an app give back what they hold when their readers leave."""
    manager = app._runtime._session_mgr  # noqa: SLF001 - no public way leads there
    ttl = st.get_option("server.disconnectedSessionTTL")
    manager._session_storage = ReleasingStorage(ttl_seconds=ttl)  # noqa: SLF001


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
