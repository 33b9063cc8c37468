"""
Browsers as old as the offices': Chromium 109 and 92 from npm packages, and Debian's Firefox.

``python -m tests.browser.releases`` gets them where they can be had; else their tests are skipped.
"""

import contextlib
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, BrowserType

from tests.browser.chromium import FLAGS
from tests.browser.server import PATIENCE_S
from tests.debian import by_apt, install_packages

# The package whose ``bin/chromium.br`` is the browser.
CHROMIUMS = {109: "@sparticuz/chromium@109.0.6", 92: "chrome-aws-lambda@10.1.0"}
FIREFOXES = ("firefox-esr", "firefox")
KEPT = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "gansu-zone-atlas"
# As in the machines that they were built for: neither a helper process nor a device for graphics.
SMALL = ("--headless", "--no-zygote", "--in-process-gpu", "--disable-dev-shm-usage")
UNPACK = """
const { createReadStream, createWriteStream } = require("fs");
const { createBrotliDecompress } = require("zlib");
const [from, to] = process.argv.slice(1);
require("stream").pipeline(
  createReadStream(from), createBrotliDecompress(), createWriteStream(to, { mode: 0o755 }),
  (error) => process.exit(error ? 1 : 0),
);
"""


def missing() -> str:
    """Say why this machine cannot have the old Chromiums; an empty string where it can."""
    if sys.platform != "linux" or platform.machine() != "x86_64":
        return "the old Chromiums are built for Linux on x86-64"
    return "" if shutil.which("npm") and shutil.which("node") else "no npm and Node.js"


def find(version: int) -> Path | None:
    """Return the path of an old Chromium on this machine, or None."""
    path = KEPT / f"chromium-{version}"
    return path if path.exists() else None


def find_firefox() -> str | None:
    """Return the path of a Firefox on this machine, or None."""
    return next(filter(None, map(shutil.which, FIREFOXES)), None)


def install(version: int) -> None:
    """Get an old Chromium through npm and unpack it, whole or not at all."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=KEPT) as folder:
        subprocess.run(
            ["npm", "pack", "--silent", "--pack-destination", folder, CHROMIUMS[version]],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        (packed,) = Path(folder).glob("*.tgz")
        with tarfile.open(packed) as package:
            package.extract("package/bin/chromium.br", folder, filter="data")
        binary = Path(folder) / "chromium"
        compressed = Path(folder) / "package" / "bin" / "chromium.br"
        subprocess.run(["node", "-e", UNPACK, compressed, binary], check=True)
        binary.rename(KEPT / f"chromium-{version}")


@contextlib.contextmanager
def started(version: int, kind: BrowserType) -> Iterator[Browser]:
    """
    Yield an old Chromium.

    Parameters
    ----------
    version
        A key of `CHROMIUMS`; it must be there.
    kind
        Playwright's Chromium, which connects to it.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [find(version), *FLAGS, *SMALL, "--remote-debugging-port=0"]
        with running([*command, f"--user-data-dir={profile}", "about:blank"]) as process:
            port, _, path = written(Path(profile) / "DevToolsActivePort", process).partition("\n")
            yield kind.connect_over_cdp(f"ws://127.0.0.1:{port}{path}")


@contextlib.contextmanager
def running(command: list[object]) -> Iterator[subprocess.Popen]:
    """Run a browser and end it."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def written(file: Path, process: subprocess.Popen) -> str:
    """Wait until a browser has written into its profile where it listens."""
    deadline = time.monotonic() + PATIENCE_S
    while not (file.exists() and (text := file.read_text(encoding="utf-8").strip())):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"{Path(process.args[0]).name} does not say where it listens")
        time.sleep(0.05)
    return text


def main() -> int:
    """Get the old Chromiums and Firefox where they can be had, and say where they cannot."""
    try:
        if find_firefox() is None and by_apt():
            install_packages("firefox-esr")
        for version in CHROMIUMS:
            if find(version) is None and not missing():
                install(version)
    except subprocess.CalledProcessError as error:
        sys.stdout.write(f"not to be had here: {error}\n")
    for version in CHROMIUMS:
        found = find(version) or missing() or "none"
        sys.stdout.write(f"Chromium {version}: {found}\n")
    sys.stdout.write(f"Firefox: {find_firefox() or 'none'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
