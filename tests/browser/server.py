"""Start a Streamlit server on a free port and wait until it is well."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[2]
PATIENCE_S = 180


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def healthy(url: str) -> bool:
    """Say whether the server answers its health check."""
    try:
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as answer:  # noqa: S310
            return answer.status == 200
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


@dataclass(frozen=True)
class Server:
    """
    A server that runs.

    Attributes
    ----------
    url
        Its address.
    process
        It.
    output
        What it writes.
    """

    url: str
    process: subprocess.Popen
    output: IO[bytes]

    def said(self) -> str:
        """Return all that it wrote so far."""
        self.output.seek(0)
        return self.output.read().decode()


@contextlib.contextmanager
def running(
    script: str = "app.py", *, path: str = "", port: int = 0, **environment: str
) -> Iterator[str]:
    """
    Run a Streamlit script as it ships and yield its address.

    Its output is shown if it does not start.

    Parameters
    ----------
    script
        Path relative to the repository.
    path
        Where below the host it is served, such as ``/atlas``.
    port
        One of `free_port`; 0 for any.
    **environment
        Variables to set for the server.
    """
    with started(script, path=path, port=port, **environment) as server:
        yield server.url


@contextlib.contextmanager
def started(
    script: str = "app.py",
    *,
    path: str = "",
    port: int = 0,
    root: Path = ROOT,
    **environment: str,
) -> Iterator[Server]:
    """
    Run a Streamlit script, as `running`, and yield the server.

    Parameters
    ----------
    script, path, port, **environment
        As of `running`.
    root
        The repository or a copy of it.
    """
    port = port or free_port()
    url = f"http://127.0.0.1:{port}{path}"
    command = [
        *(sys.executable, "-m", "streamlit", "run", str(root / script)),
        *("--server.port", str(port), "--server.address", "127.0.0.1"),
        *("--server.headless", "true", "--server.baseUrlPath", path),
    ]
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            command,
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(root), **environment},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        server = Server(url, process, output)
        try:
            deadline = time.monotonic() + PATIENCE_S
            while not healthy(url):
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"{script} did not start:\n{server.said()}")
                time.sleep(0.2)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
