"""Which packages ship with the atlas, and which only develop it."""

import re
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from deploy.machines import PLATFORMS, PYTHONS, markers

ROOT = Path(__file__).parents[1]


def pins() -> dict[str, str]:
    """Return the releases of constraints.txt: a package's name and its version."""
    found: dict[str, str] = {}
    for each in requirements("constraints.txt"):
        (pin,) = each.specifier
        found[canonicalize_name(each.name)] = pin.version
    return found


def shipped() -> dict[str, set[str]]:
    """
    Return the packages that the app runs on, on any machine of `PLATFORMS`.

    Returns
    -------
    dict
        For each package those that it asks for itself, as the installed packages tell; one that
        only another system needs is installed nowhere else and asks for nothing.
    """
    needs: dict[str, set[str]] = {}
    seen = set()
    todo = requirements("requirements.txt")
    while todo:
        asked = todo.pop()
        name = canonicalize_name(asked.name)
        needs.setdefault(name, set())
        for extra in ("", *sorted(asked.extras)):
            if (name, extra) in seen:
                continue
            seen.add((name, extra))
            further = [each for each in _asked_by(name) if _holds(each, extra)]
            needs[name] |= {canonicalize_name(each.name) for each in further}
            todo += further
    return needs


def requirements(name: str) -> list[Requirement]:
    """Return what a file of requirements asks for, without the files that it takes in."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    bare = (line.split(" #")[0].strip() for line in lines)
    return [Requirement(line) for line in bare if re.match(r"\w", line)]


def _asked_by(name: str) -> list[Requirement]:
    try:
        said = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return []
    return [Requirement(each) for each in said]


def _holds(requirement: Requirement, extra: str) -> bool:
    """Say whether what a package asks for is needed on one of the machines and Pythons at least."""
    marker = requirement.marker
    if marker is None:
        return not extra
    machines = [markers(key, python) for key in PLATFORMS for python in PYTHONS]
    anyway, with_it = (
        any(marker.evaluate({**machine, "extra": each}) for machine in machines)
        for each in ("", extra)
    )
    return with_it and (not extra or not anyway)
