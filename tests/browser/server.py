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
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE_S = 90


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


@contextlib.contextmanager
def running(script: str = "app.py", *, path: str = "", **environment: str) -> Iterator[str]:
    """Run a Streamlit script and yield its address; see `serving`."""
    with serving(script, path=path, **environment) as (url, _):
        yield url


@contextlib.contextmanager
def serving(
    script: str = "app.py", *, path: str = "", **environment: str
) -> Iterator[tuple[str, int]]:
    """
    Run a Streamlit script as it ships and yield its address and its process.

    Its output is shown if it does not start.

    Parameters
    ----------
    script
        Path relative to the repository.
    path
        Where below the host it is served, such as ``/atlas``.
    **environment
        Variables to set for the server.
    """
    port = free_port()
    url = f"http://127.0.0.1:{port}{path}"
    command = [
        *(sys.executable, "-m", "streamlit", "run", str(ROOT / script)),
        *("--server.port", str(port), "--server.address", "127.0.0.1"),
        *("--server.headless", "true", "--server.baseUrlPath", path),
    ]
    with tempfile.TemporaryFile() as output:
        server = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            deadline = time.monotonic() + PATIENCE_S
            while not healthy(url):
                if server.poll() is not None or time.monotonic() > deadline:
                    output.seek(0)
                    raise RuntimeError(f"{script} did not start:\n{output.read().decode()}")
                time.sleep(0.2)
            yield url, server.pid
        finally:
            server.terminate()
            try:
                server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                server.kill()
