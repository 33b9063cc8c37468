"""Write the bill of materials: `python -m deploy.sbom [--lock FILE] [--check]`."""

import argparse
import sys
from pathlib import Path

from deploy import packages, sbom
from deploy.words import both


def main(arguments: list[str] | None = None) -> int:
    """Write it, or say whether the one that is there is today's; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m deploy.sbom", description=sbom.__doc__)
    parser.add_argument("--lock", type=Path, help="a pylock.toml with the wheels' checksums")
    parser.add_argument("--check", action="store_true", help="write nothing")
    asked = parser.parse_args(arguments)
    there = sbom.FILE.read_text(encoding="utf-8") if sbom.FILE.exists() else ""
    wheels = sbom.locked(asked.lock) if asked.lock else sbom.known(there or '{"components": []}')
    if unknown := sorted(packages.shipped().keys() - wheels.keys()):
        sys.stderr.write(both("no_hashes", packages=", ".join(unknown)) + "\n")
        return 1
    made = sbom.make(wheels)
    if asked.check:
        sys.stdout.write(both("sbom_is" if made == there else "sbom_is_not") + "\n")
        return made != there
    sbom.FILE.write_text(made, encoding="utf-8", newline="\n")
    sys.stdout.write(both("sbom_made", path=sbom.FILE, packages=len(wheels)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
