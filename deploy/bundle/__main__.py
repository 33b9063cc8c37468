"""Make a bundle: `python -m deploy.bundle [PLATFORM] [--python 3.12] [--to FOLDER]`."""

import argparse
import sys
from pathlib import Path

from deploy import bundle
from deploy.machines import PLATFORMS
from deploy.start import SetupError
from deploy.words import both


def main() -> int:
    """Make the bundle that the command line asks for; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m deploy.bundle", description=bundle.__doc__)
    parser.add_argument("platform", nargs="?", help=f"{', '.join(PLATFORMS)}; this machine's")
    parser.add_argument("--python", action="append", default=[], help="such as 3.12; repeatable")
    parser.add_argument("--to", type=Path, default=bundle.ROOT / "dist", help="a folder")
    asked = parser.parse_args()
    try:
        made = bundle.make(asked.platform, asked.python, asked.to)
    except SetupError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(both("made", path=made, megabytes=made.stat().st_size / 1e6) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
