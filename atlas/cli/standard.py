"""Standard output: written whole, or left alone."""

import os
import sys


def write(content: bytes) -> None:
    """
    Write all of an answer to standard output, which unbuffered takes but a part at a time.

    Raises
    ------
    OSError
        If it takes no more.
    """
    left = memoryview(content)
    while left:
        left = left[sys.stdout.buffer.write(left) :]
    sys.stdout.buffer.flush()


def silence() -> None:
    """Send to nowhere what standard output still holds: Python flushes it once more at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
