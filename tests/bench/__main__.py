"""Run the benchmark and print its table: `make bench`, or some parts by name."""

import argparse
import os
import platform
import sys

from tests.bench import (
    analysing,
    bulk,
    clicking,
    documents,
    exchanging,
    loading,
    offices,
    opening,
    painting,
    printing,
    reading,
    rerun,
    selecting,
    starting,
    table,
    visiting,
    working,
)

PARTS = {
    "selecting": selecting.measure,
    "starting": starting.measure,
    "analysing": analysing.measure,
    "documents": documents.measure,
    "exchanging": exchanging.measure,
    "reading": reading.measure,
    "rerun": rerun.measure,
    "opening": opening.measure,
    "clicking": clicking.measure,
    "loading": loading.measure,
    "painting": painting.measure,
    "printing": printing.measure,
    "offices": offices.measure,
    "working": working.measure,
    "visiting": visiting.measure,
    "bulk": bulk.measure,
}


def main() -> int:
    """Measure the parts asked for (all of them by default) and print one table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="default: all")
    asked = parser.parse_args().parts or list(PARTS)
    rows = []
    for name in asked:
        sys.stderr.write(f"{name} ...\n")
        rows += PARTS[name]()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores; medians\n")
    print(table.render(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
