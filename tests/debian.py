"""Install packages of Debian for the tests, waiting for whoever installs others."""

import os
import shutil
import subprocess
import sys
import time

LOCKED = "could not get lock"
PATIENCE_S = 900
PAUSE_S = 3


def by_apt() -> bool:
    """Return whether we may install packages of Debian."""
    return bool(shutil.which("apt-get")) and hasattr(os, "geteuid") and os.geteuid() == 0


def install_packages(*names: str) -> None:
    """Install packages of Debian."""
    apt_get("update")
    apt_get("install", "-y", *names)


def apt_get(*command: str, patience_s: float = PATIENCE_S, pause_s: float = PAUSE_S) -> None:
    """
    Run apt-get; where another program holds one of its locks, wait for it.

    apt-get itself waits for the lock of dpkg alone, not for those of its lists and its archive.

    Parameters
    ----------
    *command
        A command of apt-get and what it works on.
    patience_s
        For how long to wait, in seconds.
    pause_s
        How long to wait before the next try, in seconds.

    Raises
    ------
    subprocess.CalledProcessError
        If it fails for another reason, or a lock is held for longer.
    """
    deadline = time.monotonic() + patience_s
    wait = f"DPkg::Lock::Timeout={int(patience_s)}"
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    while True:
        done = subprocess.run(
            ["apt-get", "-qq", "-o", wait, *command],
            check=False,
            env=environment,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        locked = LOCKED in done.stderr.lower()
        if done.returncode == 0 or not locked or time.monotonic() > deadline:
            sys.stderr.write(done.stderr)
            done.check_returncode()
            return
        time.sleep(pause_s)
