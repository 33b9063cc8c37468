"""What work takes, told without a clock on the wall: a busy machine makes no difference."""

import contextlib
import signal
import sys
from collections.abc import Callable, Iterator
from typing import TypeVar

Value = TypeVar("Value")
PATIENCE_S = 120


@contextlib.contextmanager
def an_end(seconds: float = PATIENCE_S) -> Iterator[None]:
    """
    Fail what takes more of the processor than anybody would wait for.

    Give it so much that what grows with the square of its size would take longer by far; what
    ends takes a hundredth of it. Where a system has no such clock nothing is guarded.

    Parameters
    ----------
    seconds
        Seconds of this process's own time, not of a clock on the wall.
    """
    if not hasattr(signal, "setitimer"):
        yield
        return

    def over(_number: int, _frame: object) -> None:
        raise AssertionError(f"no end after {seconds:g} s of the processor")

    before = signal.signal(signal.SIGVTALRM, over)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def calls(run: Callable[[], Value]) -> tuple[int, Value]:
    """Return how many functions, Python's and C's, something calls, and what it gives."""
    n = 0

    def heard(_frame: object, event: str, _arg: object) -> None:
        nonlocal n
        n += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(heard)
    try:
        value = run()
    finally:
        sys.setprofile(before)
    return n, value
