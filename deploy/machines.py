"""The kinds of machines that the atlas is installed on, and the Pythons."""

import platform
import sys
from dataclasses import dataclass

PYTHONS = ("3.11", "3.12", "3.13", "3.14")


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
