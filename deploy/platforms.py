"""Which machines the atlas can be installed on: `python -m deploy.platforms` resolves for each."""

import contextlib
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from packaging.requirements import Requirement

from deploy.machines import PLATFORMS, PYTHONS, markers
from deploy.packages import shipped
from deploy.words import both

ROOT = Path(__file__).parents[1]
_AT_ONCE = 2
_UNREACHABLE = re.compile("connection broken|Could not fetch URL|ConnectTimeout")


def conditional(platform_key: str, python: str) -> list[str]:
    """
    Return the pins of what ships that hold on some systems only, and on this one.

    pip weighs conditions by the machine that it runs on, not by the one that is asked for; what
    another system needs besides (watchdog, beside macOS) has to be named to it.
    """
    return [pin for pin, holds in _conditions(platform_key, python).values() if holds]


def needless(platform_key: str, python: str) -> set[str]:
    """Return what pip fetches for this machine and the one that is asked for does without."""
    return {name for name, (_, holds) in _conditions(platform_key, python).items() if not holds}


def _conditions(platform_key: str, python: str) -> dict[str, tuple[str, bool]]:
    """Return the pins of what ships that name a system: each as such, and whether it holds."""
    ships, seen = shipped(), markers(platform_key, python)
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    found = {}
    for line in lines:
        if ";" not in line or line.startswith("#"):
            continue
        each = Requirement(line)
        marker = each.marker
        names_system = re.search("sys_platform|platform_|os_name", str(marker))
        if marker and names_system and each.name in ships:
            found[each.name] = f"{each.name}{each.specifier}", marker.evaluate(seen)
    return found


def asked(platform_key: str, python: str) -> list[str]:
    """Return pip's options and requirements for one platform and one Python, wheels only."""
    tags = [part for tag in PLATFORMS[platform_key].tags for part in ("--platform", tag)]
    return [
        *("--only-binary=:all:", "--implementation", "cp", "--python-version", python, *tags),
        *("-r", str(ROOT / "requirements.txt"), "-c", str(ROOT / "constraints.txt")),
        *conditional(platform_key, python),
    ]


@contextlib.contextmanager
def newest_pip() -> Iterator[dict[str, str]]:
    """
    Yield an environment in which `python -m pip` is the newest pip.

    The one that comes with a Python may be years old: it takes three times as long to resolve and
    knows fewer tags. It lies in a folder of its own, so the virtual environment stays as it is.
    """
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
        command = [sys.executable, "-m", "pip", "install", "-q", "--target", folder, "pip"]
        subprocess.run(command, env=environment, check=True, capture_output=True)  # noqa: S603
        yield {**environment, "PYTHONPATH": folder}


def resolve(platform_key: str, python: str, environment: dict[str, str]) -> str:
    """Return what pip finds wrong with one platform and one Python; nothing if all is well."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            *(sys.executable, "-m", "pip", "install", "--dry-run", "-q", "--ignore-installed"),
            *("--target", folder, *asked(platform_key, python)),
        ]
        done = subprocess.run(  # noqa: S603
            command,
            env=environment,
            check=False,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
        )
    return done.stderr if done.returncode else ""


def index_is_reachable() -> bool:
    """Say whether pip can reach its package index at all."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            *(sys.executable, "-m", "pip", "download", "--no-deps", "--retries", "1"),
            *("--timeout", "20", "-d", folder, "segno"),
        ]
        done = subprocess.run(  # noqa: S603
            command, check=False, capture_output=True, encoding="utf-8", errors="replace"
        )
    without = os.environ.get("PIP_NO_INDEX", "0") not in {"", "0", "false"}
    return not without and not _UNREACHABLE.search(done.stderr + done.stdout)


def main() -> int:
    """Print a table of platforms and Pythons; return 1 if one of them cannot be installed on."""
    if not index_is_reachable():
        sys.stdout.write(both("no_index") + "\n")
        return 0
    sys.stderr.write(both("checking") + "\n")
    pairs = [(key, python) for key in PLATFORMS for python in PYTHONS]
    with newest_pip() as environment, ThreadPoolExecutor(_AT_ONCE) as pool:
        found = dict(
            zip(
                pairs,
                pool.map(lambda pair: resolve(pair[0], pair[1], environment), pairs),
                strict=True,
            )
        )
    width = max(len(each.name) for each in PLATFORMS.values())
    lines = [f"{'':{width}}  " + "  ".join(f"{python:>4}" for python in PYTHONS)]
    for key, each in PLATFORMS.items():
        marks = ("no" if found[key, python] else "ok" for python in PYTHONS)
        lines.append(f"{each.name:{width}}  " + "  ".join(f"{mark:>4}" for mark in marks))
    for (key, python), wrong in found.items():
        if wrong:
            lines += ["", f"{PLATFORMS[key].name}, Python {python}:", wrong.strip()]
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if any(found.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
