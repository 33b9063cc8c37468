"""
Check the types: `python -m tests.types`, part of `make check`.

Everything is checked strictly. Of the packages in `LEFT` so many findings were left when the
checker came: more is an error, and so is a number here that is too high.
"""

import sys
from collections import defaultdict

from mypy import api

# Package -> findings left in it.
LEFT = {"atlas.briefing": 4, "atlas.cli": 15, "pages.ui": 88}


def main() -> int:
    """Run mypy as `pyproject.toml` has it; return 1 if it finds other than what was left."""
    said, failed, _ = api.run(["--no-error-summary", "--hide-error-context"])
    found = defaultdict(list)
    for line in said.splitlines():
        if ": error: " in line:
            found[_package(line)].append(line)
    if failed or (said and not found):
        sys.stdout.write(said + failed)
        return 1
    wrong = 0
    for package in sorted({*LEFT, *found}):
        lines, left = found[package], LEFT.get(package, 0)
        if len(lines) > left:
            sys.stdout.write("\n".join([*lines, f"{package}: {len(lines)}, {left} were left", ""]))
        elif len(lines) < left:
            sys.stdout.write(f"{package}: only {len(lines)} left; say so in {__file__}\n")
        wrong |= len(lines) != left
    return wrong


def _package(line: str) -> str:
    """Return the package of a finding: ``atlas.cli``, ``pages.ui``, ``geodata`` and so on."""
    parts = line.partition(":")[0].replace("\\", "/").split("/")
    return ".".join(parts[: 2 if parts[0] in {"atlas", "pages"} else 1])


if __name__ == "__main__":
    sys.exit(main())
