"""Which machines the atlas can be installed on: `python -m deploy.platforms` resolves for each."""

import contextlib
import os
import platform
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from deploy.words import both

ROOT = Path(__file__).parents[1]
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
_AT_ONCE = 2
_UNREACHABLE = re.compile("connection broken|Could not fetch URL|ConnectTimeout")


@dataclass(frozen=True, slots=True)
class Platform:
    """
    A kind of machine.

    Attributes
    ----------
    name
        As a person calls it, with the oldest system that it covers.
    tags
        The platform tags of the wheels that it takes, the best first.
    machine
        What Python calls it: ``sys.platform`` and ``platform.machine()``.
    marker
        What the conditions of requirements see there (PEP 508).
    archive
        The suffix of its bundle.
    """

    name: str
    tags: tuple[str, ...]
    machine: tuple[str, str]
    marker: tuple[tuple[str, str], ...]
    archive: str


def _manylinux(arch: str) -> tuple[str, ...]:
    """Return the tags of Linux with glibc 2.28 or later: Kylin V10, UOS 20, Debian 10, RHEL 8."""
    named = (f"manylinux2014_{arch}", f"manylinux2010_{arch}", f"manylinux1_{arch}")
    return (*(f"manylinux_2_{minor}_{arch}" for minor in range(28, 4, -1)), *named)


def _marker(
    sys_platform: str, system: str, machine: str, os_name: str
) -> tuple[tuple[str, str], ...]:
    names = ("sys_platform", "platform_system", "platform_machine", "os_name")
    return tuple(zip(names, (sys_platform, system, machine, os_name), strict=True))


PLATFORMS = {
    "linux-x86_64": Platform(
        "Linux x86-64 (glibc 2.28)",
        _manylinux("x86_64"),
        ("linux", "x86_64"),
        _marker("linux", "Linux", "x86_64", "posix"),
        ".tar.gz",
    ),
    "linux-arm64": Platform(
        "Linux ARM64 (glibc 2.28)",
        _manylinux("aarch64"),
        ("linux", "aarch64"),
        _marker("linux", "Linux", "aarch64", "posix"),
        ".tar.gz",
    ),
    "windows": Platform(
        "Windows x86-64",
        ("win_amd64",),
        ("win32", "AMD64"),
        _marker("win32", "Windows", "AMD64", "nt"),
        ".zip",
    ),
    # Not Macs with Intel processors: argon2-cffi-bindings has none for them. pyproj asks for 14.
    "macos-arm64": Platform(
        "macOS ARM64 (14)",
        ("macosx_14_0_arm64",),
        ("darwin", "arm64"),
        _marker("darwin", "Darwin", "arm64", "posix"),
        ".zip",
    ),
}


def here() -> str | None:
    """Return the platform of `PLATFORMS` that this machine is, if any."""
    machine = (sys.platform, platform.machine())
    return next((key for key, each in PLATFORMS.items() if each.machine == machine), None)


def markers(platform_key: str, python: str) -> dict[str, str]:
    """Return what the conditions of requirements (PEP 508) see on one platform and one Python."""
    return {
        **dict(PLATFORMS[platform_key].marker),
        "python_version": python,
        "python_full_version": f"{python}.0",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }


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
    # Of the development set; and what imports this very module.
    from packaging.requirements import Requirement  # noqa: PLC0415

    from deploy.packages import shipped  # noqa: PLC0415

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
