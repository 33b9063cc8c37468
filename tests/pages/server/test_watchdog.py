"""A process that lives and answers nobody is noticed, and started anew."""

import contextlib
import http.client
import os
import queue
import signal
import socket
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from pages.ui.process import journal
from pages.ui.server import watchdog
from pages.ui.server.watchdog import Watchdog
from tests.browser.server import started

WELL, REFUSED = "", "Connection refused"


@pytest.fixture
def told(monkeypatch):
    """Give what the log is told."""
    lines = []
    monkeypatch.setattr(journal, "event", lambda name, **said: lines.append({"event": name} | said))
    return lines


@pytest.fixture
def watching():
    """Let a watchdog ask so often, being answered these in turn; then it is stopped."""
    dogs = []

    def watch(answers, environment, every_s=0.01):
        left, over = iter(answers), queue.SimpleQueue()

        def ask(_within):
            found = next(left, None)
            if found is None:
                over.put("asked all")
                return WELL
            return found

        dog = Watchdog(ask, environment, end=lambda: over.put("ended"))
        dog.every_s = every_s
        dogs.append(dog)
        dog.start()
        return over.get(timeout=60)

    yield watch
    for dog in dogs:
        dog.stop()
        dog.join()


@pytest.fixture
def systemd(tmp_path):
    """Listen where systemd would."""
    where = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(where)
        listening.setblocking(False)

        def heard():
            found = []
            with contextlib.suppress(BlockingIOError):
                while True:
                    found.append(listening.recv(100))
            return found

        yield {"NOTIFY_SOCKET": where, "WATCHDOG_USEC": "120000000"}, heard


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="no systemd")
def test_systemd_hears_of_every_answer_and_of_nothing_else(watching, systemd, told):
    environment, heard = systemd
    assert Watchdog(lambda _: WELL, {"WATCHDOG_USEC": "60000000"}).every_s == 20
    assert watching([WELL, WELL, REFUSED, WELL, REFUSED], environment) == "asked all"
    # The answer after all of them is told too, or not yet.
    assert heard()[:3] == [b"WATCHDOG=1"] * 3
    assert [line["event"] for line in told][:3] == ["refusing", "answering", "refusing"]
    assert told[0]["reason"] == REFUSED


def test_another_process_of_the_unit_tells_nothing(watching, systemd, told):  # noqa: ARG001
    environment, heard = systemd
    watching([WELL] * 3, environment | {"WATCHDOG_PID": str(os.getpid() + 1)})
    assert heard() == []


def test_who_refuses_long_enough_ends_itself(watching, told):
    assert watching([WELL, *[REFUSED] * 1000], {watchdog.ENV: "0.05"}) == "ended"
    assert [line["event"] for line in told] == ["refusing", "refusing_end"]


def test_who_answers_in_between_goes_on(watching, told):
    answers = [REFUSED, WELL] * 20
    assert watching(answers, {watchdog.ENV: "5"}) == "asked all"
    assert "refusing_end" not in [line["event"] for line in told]


@pytest.mark.parametrize("given", ["", "0", "nonsense", "-3"])
def test_nobody_is_ended_unasked(watching, told, given):  # noqa: ARG001
    assert watching([REFUSED] * 50, {watchdog.ENV: given}) == "asked all"


@pytest.mark.skipif(sys.platform != "linux", reason="takes descriptors from another process")
def test_a_process_without_descriptors_is_noticed_and_ended():
    import resource  # noqa: PLC0415 - Linux only

    with started(path="/atlas", ATLAS_WATCHDOG_S="3", ATLAS_STOP_S="1") as server:
        parts, pid = urlsplit(server.url), server.process.pid
        few = len(list(Path(f"/proc/{pid}/fd").iterdir())) + 4
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (few, few))
        with contextlib.ExitStack() as held:
            for _ in range(12):
                at = (parts.hostname, parts.port)
                held.enter_context(socket.create_connection(at, timeout=60))
            # It still lives: the system takes the connection, and nobody answers.
            asking = http.client.HTTPConnection(parts.hostname, parts.port, timeout=1)
            with contextlib.closing(asking):
                asking.request("GET", "/atlas/health")
                with pytest.raises(TimeoutError):
                    asking.getresponse()
            code = server.process.wait(timeout=120)
        said = server.said()
    assert code in {0, 1, -signal.SIGTERM}
    assert "event=refusing " in said
    assert "descriptor_left=false" in said
    assert "event=refusing_end" in said
