"""Children that read many files without starting Python for each: they are forked."""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from atlas.exchange import guard


@dataclass(eq=False)
class Nursery:
    """
    What answers the guard's requests by a child that is forked.

    Attributes
    ----------
    requests, answers
        Lines to and from what forks.
    peaks
        Bytes that each child took at most.
    killed
        Of each child that did not end by itself the number of the signal that ended it.
    """

    requests: IO[str]
    answers: IO[str]
    peaks: list[int] = field(default_factory=list)
    killed: list[int] = field(default_factory=list)

    def run(self, request: dict[str, object], _limits: guard.Limits) -> bytes:
        """Answer a request in the place of `guard._run`."""
        print(json.dumps(request), file=self.requests, flush=True)
        answer = json.loads(self.answers.readline())
        self.peaks.append(answer["peak"])
        if os.WIFSIGNALED(answer["status"]):
            self.killed.append(os.WTERMSIG(answer["status"]))
        return answer["said"].encode()


@contextlib.contextmanager
def nursery() -> Iterator[Nursery]:
    """Give a nursery; it ends with the block."""
    server = subprocess.Popen(
        [sys.executable, Path(__file__).parent / "forking.py", guard.CHILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=guard.environment() | {"PYTHONPATH": str(guard.HOME)},
        text=True,
        encoding="utf-8",
    )
    assert server.stdin
    assert server.stdout
    yield Nursery(server.stdin, server.stdout)
    server.stdin.close()
    server.wait(60)
    server.stdout.close()
