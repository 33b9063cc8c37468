"""Notice a process that lives and yet answers nobody, so that it is started anew."""

import contextlib
import http.client
import logging
import os
import signal
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import streamlit as st

from pages.ui.process import journal, stopping
from pages.ui.process.stopping import WORK
from pages.ui.server import status

ENV = "ATLAS_WATCHDOG_S"  # seconds of refusing after which the process ends itself
EVERY_S = 30.0  # where nobody asks for more, the log alone is told
ENDING_S = 30.0  # beyond what is being written
_EVERYWHERE = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - asked, not bound
_ALIVE = b"WATCHDOG=1"


class Watchdog(threading.Thread):
    """
    Ask the process its own address now and then, as a reader would, over the network.

    A thread sees what the server's loop cannot say of itself: that it accepts no connection, for
    want of descriptors or because something holds it. systemd (``WatchdogSec=``) is told as long
    as answers come, and starts anew who says nothing. Where nobody listens, as in a container, the
    process ends itself after `ENV` seconds without an answer, and what runs it starts it anew.

    Parameters
    ----------
    ask
        Gives why there is no answer within so many seconds; an empty text if there is one.
    environment
        Of the process.
    end
        Ends the process.
    """

    def __init__(
        self,
        ask: Callable[[float], str],
        environment: Mapping[str, str] = os.environ,
        end: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(name="atlas-watchdog", daemon=True)
        self._ask, self._end = ask, end or _end
        self._enough = _seconds(environment.get(ENV, ""))
        told = _seconds(environment.get("WATCHDOG_USEC", "")) / 1e6
        mine = environment.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        self._told = _notifier(environment.get("NOTIFY_SOCKET", "")) if told and mine else None
        within = [each / 3 for each in (told, self._enough) if each]
        self.every_s = min([EVERY_S, *within])
        self._over = threading.Event()

    def run(self) -> None:
        """Ask until the process stops."""
        since = 0.0
        while not self._over.wait(self.every_s) and not WORK.stopping:
            wrong = self._ask(self.every_s)
            now = time.monotonic()
            if not wrong:
                if since:
                    journal.event("answering", seconds=now - since)
                since = 0.0
                if self._told:
                    with contextlib.suppress(OSError):
                        self._told.send(_ALIVE)
                continue
            if not since:
                since = now - self.every_s
                journal.event("refusing", level=logging.ERROR, reason=wrong, **_descriptors())
            if self._enough and now - since >= self._enough:
                journal.event("refusing_end", level=logging.ERROR, seconds=now - since)
                self._end()
                return

    def stop(self) -> None:
        """Ask no more."""
        self._over.set()
        if self._told:
            self._told.close()


def own_address(within_s: float) -> str:
    """Ask this server's ``/health`` and return why it does not answer; nothing if it does."""
    host = str(st.get_option("server.address") or "")
    if host.startswith("unix:"):
        return ""  # no network to ask over
    host, port = _EVERYWHERE.get(host, host), int(st.get_option("server.port"))
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    asked: http.client.HTTPConnection
    if st.get_option("server.sslCertFile"):
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # it is this process
        asked = http.client.HTTPSConnection(host, port, timeout=within_s, context=context)
    else:
        asked = http.client.HTTPConnection(host, port, timeout=within_s)
    try:
        asked.request("GET", f"/{base}{status.HEALTH}" if base else status.HEALTH)
        found = asked.getresponse()
        found.read()
    except (OSError, http.client.HTTPException) as error:
        return getattr(error, "strerror", None) or type(error).__name__
    finally:
        asked.close()
    return "" if found.status == http.HTTPStatus.OK else str(found.status)


def _notifier(where: str) -> socket.socket | None:
    """Return a socket to systemd; opened once, since there may be no descriptor for it later."""
    if not where or not hasattr(socket, "AF_UNIX"):
        return None
    found = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        found.connect("\0" + where[1:] if where.startswith("@") else where)
    except OSError:
        found.close()
        return None
    return found


def _descriptors() -> dict[str, object]:
    """Return how many descriptors may be open and whether there is one left, where it is known."""
    try:
        import resource  # noqa: PLC0415 - POSIX only
    except ImportError:
        return {}
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    try:
        with Path(os.devnull).open("rb"):
            return {"descriptors_at_most": most, "descriptor_left": True}
    except OSError:
        return {"descriptors_at_most": most, "descriptor_left": False}


def _end() -> None:
    """End in order; and at once, where something holds the process."""
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(stopping.patience() + ENDING_S)
    os._exit(1)


def _seconds(given: str) -> float:
    try:
        return max(0.0, float(given.strip() or 0))
    except ValueError:
        return 0.0
