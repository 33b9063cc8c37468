"""Good files of every format, and children that read them without starting Python for each."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from atlas.exchange import guard
from tests.exchange import samples


@pytest.fixture(scope="session")
def good(tmp_path_factory):
    return samples.all_of_them(tmp_path_factory.mktemp("good"))


@pytest.fixture(scope="session")
def nursery():
    """Give what answers a request by a child that is forked, and the peaks of their memory."""
    peaks = []
    server = subprocess.Popen(
        [sys.executable, Path(__file__).parent / "forking.py", guard.CHILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=guard.environment() | {"PYTHONPATH": str(guard.HOME)},
        text=True,
        encoding="utf-8",
    )

    def run(request, _limits):
        print(json.dumps(request), file=server.stdin, flush=True)
        answer = json.loads(server.stdout.readline())
        peaks.append(answer["peak"])
        return answer["said"].encode()

    yield run, peaks
    server.stdin.close()
    server.wait(60)
    server.stdout.close()


@pytest.fixture
def forked(nursery, monkeypatch):
    """Have the guard's child forked instead of started; return the peaks of its memory."""
    run, peaks = nursery
    peaks.clear()
    monkeypatch.setattr(guard, "_run", run)
    return peaks
