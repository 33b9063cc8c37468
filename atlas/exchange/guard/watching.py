"""What another process takes, for a system that does not bound it: who started it watches."""

import subprocess
import sys

# Linux bounds memory by its limits of a process, Windows by a job; macOS by neither.
NEEDED = sys.platform not in {"linux", "win32"}
_ASKED_S = 5  # for the answer of ps


def memory(process: int) -> int:
    """
    Return what a process holds in memory, in bytes; 0 where that is not known.

    Parameters
    ----------
    process
        Its number.
    """
    asked = ["ps", "-o", "rss=", "-p", str(process)]
    try:
        done = subprocess.run(  # noqa: S603 - our own words
            asked, capture_output=True, encoding="ascii", timeout=_ASKED_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return 0
    said = done.stdout.strip()
    return 1024 * int(said) if said.isdecimal() else 0
