"""Draw every sheet and print what falls short: `make audit`, or some measures by name."""

import argparse
import json
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path

from atlas.briefing.order import SHEET_STYLES
from tests.audit.cases import Case, drawn, every, sample
from tests.audit.measures import MEASURES, Measured
from tests.maps import colours
from tests.shipped import ATLAS

CHUNK = 12  # sheets that a process draws before it is given more
WORST = 5  # that are told of a measure


@dataclass
class Tally:
    """What one measure found on all sheets."""

    sheets: int = 0
    values: int = 0
    wrong: list[tuple[str, Measured]] = field(default_factory=list)
    lowest: float = float("inf")

    def add(self, name: str, values: list[Measured], least: float) -> None:
        """Add the values of a sheet."""
        self.sheets += 1
        self.values += len(values)
        self.lowest = min([self.lowest, *(each.value for each in values)])
        self.wrong += [(name, each) for each in values if each.value < least]


def measured(case: Case) -> tuple[str, dict[str, list[Measured]]]:
    """Draw a sheet and measure it in every way."""
    made = drawn(case)
    return made.name, {key: list(each.of(made)) for key, each in MEASURES.items()}


def main() -> int:
    """Measure the sheets asked for (by default all) and print a table; 1 if any falls short."""
    parser = argparse.ArgumentParser(prog="python -m tests.audit", description=__doc__)
    parser.add_argument("measures", nargs="*", choices=[*MEASURES, []], help="default: all")
    parser.add_argument("--sample", action="store_true", help="only the sheets that the test draws")
    parser.add_argument("--style", choices=SHEET_STYLES, help="only sheets of this style")
    parser.add_argument("--json", type=Path, help="write every finding to this file")
    asked = parser.parse_args()
    cases = sample() if asked.sample else every()
    cases = [case for case in cases if asked.style in {None, case[2]}]
    tallies = {key: Tally() for key in asked.measures or MEASURES}
    with ProcessPoolExecutor() as pool:
        for name, found in pool.map(measured, cases, chunksize=CHUNK):
            for key, tally in tallies.items():
                tally.add(name, found[key], MEASURES[key].least)
    sys.stdout.write(_table(tallies) + "\n")
    near = [] if asked.measures else colours.nearest(ATLAS)
    if near:
        sys.stdout.write(f"\nneighbours, at least {colours.LEAST:g} apart:\n\n")
        sys.stdout.write(colours.table(near) + "\n")
    if asked.json:
        asked.json.write_text(_json(tallies, near), encoding="utf-8")
    return int(
        any(tally.wrong for tally in tallies.values())
        or any(pair.delta < colours.LEAST for pair in near)
    )


def _table(tallies: dict[str, Tally]) -> str:
    """Return a Markdown table, a row a measure, and the worst cases of each below it."""
    rows = [
        "| measure | least | values | sheets | short | on sheets | lowest |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for key, tally in tallies.items():
        measure, concerned = MEASURES[key], len({name for name, _ in tally.wrong})
        lowest = f"{tally.lowest:.2f}" if tally.values else "-"
        rows.append(
            f"| {key}: {measure.says} | {measure.least:g} | {tally.values:,} | {tally.sheets:,} | "
            f"{len(tally.wrong):,} | {concerned:,} | {lowest} |"
        )
    for key, tally in tallies.items():
        worst = sorted(tally.wrong, key=lambda each: each[1].value)[:WORST]
        rows += ["", f"{key}:"] if worst else []
        rows += [f"- {name}: {each.what} = {each.value:.2f}" for name, each in worst]
        often = Counter(each.what.partition(":")[0] for _, each in tally.wrong).most_common(WORST)
        rows += ["  often: " + ", ".join(f"{what} ({n})" for what, n in often)] if worst else []
    return "\n".join(rows)


def _json(tallies: dict[str, Tally], near: list[colours.Pair]) -> str:
    found: dict[str, object] = {
        key: {
            "says": MEASURES[key].says,
            "least": MEASURES[key].least,
            "sheets": tally.sheets,
            "values": tally.values,
            "short": [
                {"sheet": name, "what": each.what, "value": each.value}
                for name, each in tally.wrong
            ],
        }
        for key, tally in tallies.items()
    }
    if near:
        found["neighbours"] = [asdict(pair) for pair in near]
    return json.dumps(found, ensure_ascii=False, indent=1)


if __name__ == "__main__":
    sys.exit(main())
