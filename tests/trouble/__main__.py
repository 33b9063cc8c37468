"""Try all kinds of trouble, or some by name, at length: a row for each thing tried."""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.trouble.table import TROUBLES

SHOWN = 5  # faults of a thing that are told


def main() -> int:
    """Try what is asked for (by default all) and print a table; 1 if anything did not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.trouble", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(TROUBLES)}")
    parser.add_argument("--times", type=int, help="instead of the usual number of times")
    parser.add_argument("--sample", action="store_true", help="only as often as the suite does")
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(TROUBLES):
        parser.error(f"no such trouble: {', '.join(sorted(unknown))}; of {', '.join(TROUBLES)}")
    wrong = 0
    for name in asked.names or TROUBLES:
        trouble = TROUBLES[name]
        times = asked.times or (trouble.sample if asked.sample else trouble.often)
        with tempfile.TemporaryDirectory(prefix="atlas-trouble-") as folder:
            for tried in trouble.run(Path(folder), times):
                sys.stdout.write(f"{tried.line()}\n")
                for fault in tried.faults[:SHOWN]:
                    sys.stdout.write(f"    {fault}\n")
                sys.stdout.flush()
                wrong += len(tried.faults)
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
