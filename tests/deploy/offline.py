"""Unpack a bundle where there is no network, start it, ask it: `python -m tests.deploy.offline`."""

import os
import subprocess
import sys
import tarfile
import tempfile
import time
import urllib.request
from pathlib import Path

from deploy import bundle
from deploy.machines import PLATFORMS, here
from deploy.platforms import index_is_reachable
from tests.browser.server import free_port, healthy

# Names of folders as an office has them.
PLACE = "开发区 图集/一 处 (2026)"
PATIENCE_S = 600
_INSIDE = "inside"


def main() -> int:
    """Make a bundle for this machine and try it; return the exit code."""
    reason = _missing()
    if reason:
        sys.stdout.write(f"skipped: {reason}\n")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        archive = bundle.make(None, [], Path(folder))
        place = Path(folder) / PLACE
        place.mkdir(parents=True)
        with tarfile.open(archive) as packed:
            packed.extractall(place, filter="data")
        (root,) = place.iterdir()
        command = [sys.executable, "-m", "tests.deploy.offline", _INSIDE, str(root)]
        environment = {**os.environ, "PYTHONPATH": str(bundle.ROOT)}
        # A network of its own, in which nothing is but itself.
        return subprocess.call(["unshare", "--net", *command], env=environment)


def _missing() -> str:
    """Return what this machine lacks for the trial; nothing if it can be made."""
    key = here()
    if key is None or PLATFORMS[key].archive != ".tar.gz":
        return "namespaces are Linux's"
    if subprocess.run(["unshare", "--net", "true"], check=False, capture_output=True).returncode:
        return "no network namespace may be made here"
    return "" if index_is_reachable() else "the package index cannot be reached"


def inside(root: Path) -> int:
    """Start what was unpacked and ask it for a page, its interface and its command line."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=root, check=True)
    unreachable = not index_is_reachable()
    # Nothing of this machine's own pip, Python path or settings helps it.
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment |= {"PYTHON": sys.executable}
    port = free_port()
    command = ["sh", str(root / "start.sh"), "--port", str(port)]
    with subprocess.Popen(command, env=environment) as server:
        try:
            url = f"http://127.0.0.1:{port}"
            deadline = time.monotonic() + PATIENCE_S
            while not healthy(url):
                if server.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError("the bundle did not start")
                time.sleep(1)
            page, api = (_get(url + path) for path in ("/", "/api/collections/zones/items"))
        finally:
            server.terminate()
    python = root / ".venv" / "bin" / "python"
    zones = subprocess.run(
        [python, "-m", "atlas", "zones"],
        cwd=root,
        env=environment,
        check=True,
        capture_output=True,
        encoding="utf-8",
    ).stdout
    drawn = subprocess.run(
        [python, "-m", "atlas", "snapshot", "--area", "hexi", "-o", "河西 图.pdf"],
        cwd=root,
        env=environment,
        check=True,
    )
    found = {
        "without a network": unreachable,
        "a page": b"<title>" in page,
        "the interface": b'"FeatureCollection"' in api and "兰州".encode() in api,
        "the command line": len(zones.splitlines()) == 1 + 42,
        "a sheet": drawn.returncode == 0 and (root / "河西 图.pdf").stat().st_size > 10_000,
    }
    for what, is_well in found.items():
        sys.stdout.write(f"{what}: {'ok' if is_well else 'FAILED'}\n")
    return 0 if all(found.values()) else 1


def _get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=60) as answer:  # noqa: S310 - our own
        return answer.read()


if __name__ == "__main__":
    sys.exit(inside(Path(sys.argv[2])) if sys.argv[1:2] == [_INSIDE] else main())
