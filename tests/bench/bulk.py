"""
Time what an office does with many zones of its own, as the commands that ship do it.

Nothing may grow faster than n log n: a file of 20,000 rows is reported on, applied, read again,
undone, copied, checked, exported and filtered.
"""

import math
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd

from atlas import Atlas, Selection, load
from atlas.office import Record, State
from atlas.office.edition import derive
from tests.bench.offices import records_of, took
from tests.bench.table import Row, median_ms

SIZES = (66, 400, 2_543, 20_000)
MOST_S, MOST_MB = 60.0, 1_000.0  # of the processor and of memory, whatever the number
BOOK_S, BOOK_MB = 120.0, 2_200.0  # of the book: the plan's alone takes a quarter and a half of it
STEEPER = 1.5  # times n log n: how much more the greatest number may take than the one before
LEAST_S = 0.5  # of the processor: what is less is measured too roughly to say how it grows
FORMATS = ("xlsx", "csv", "gpkg", "geojson", "kml", "zip")
FILTER = {"where": "阶段=投产", "cluster": "equipment"}


def workbook(records: dict[str, Record], atlas: Atlas, file: Path, *, misspelt: bool) -> None:
    """Write own zones as an office keeps them in a workbook; misspelt, every tenth name is near."""
    rows = []
    for number, record in enumerate(records.values()):
        point = record.geometry.representative_point()
        county = atlas.counties.loc[record.county]
        # By the county's whole name: a city and a county are called alike but for its last letter.
        name = county["name_zh"] + record.name_zh.removeprefix(county["name_zh"][:-1])
        if misspelt and not number % 10:
            name = f"{name[:-1]}{'区' if name[-1] != '区' else '园'}"
        rows.append(
            {
                "名称": name,
                "市州": atlas.label("prefectures", county["prefecture"]),
                "县区": county["name_zh"],
                "主导产业": "、".join(record.industries),
                "经度": point.x,
                "纬度": point.y,
                **dict(record.values),
            }
        )
    pd.DataFrame(rows).to_excel(file, index=False)


def deeds(folder: Path, n: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what is done with an office of n zones, in its order, and the words that ask for it."""
    new = ("--unmatched", "new", "--similar", "new")
    file, copy = f"{folder}/{n}.xlsx", f"sqlite:///{folder}/{n}-copy.sqlite"
    yield "import, report", ("import", file)
    yield "import, all new, applied", ("import", file, *new, "--apply")
    yield "import, the same again", ("import", file)
    yield "import, a tenth misspelt", ("import", f"{folder}/{n}-near.xlsx")
    yield "history", ("history",)
    yield "history, one entry", ("history", "--entry", "1")
    for suffix in FORMATS:
        yield f"export, {suffix}", ("export", "--own", "-o", f"{folder}/{n}.out.{suffix}")
    yield "zones, filtered", ("zones", "--own", *(f"--{k}={v}" for k, v in FILTER.items()))
    yield "store copy", ("store", "copy", f"sqlite:///{folder}/{n}.sqlite", copy)
    yield "store check", ("store", "check")
    yield "book", ("book", "--own", "-o", f"{folder}/{n}-book.pdf")
    yield "undo", ("undo", "1")


def measure() -> list[Row]:
    """Return what each deed takes of the processor and of memory, at each number of zones."""
    taken: dict[str, dict[int, tuple[float, float]]] = {}
    atlas = load()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for n in SIZES:
            records = records_of(atlas, n)
            workbook(records, atlas, folder / f"{n}.xlsx", misspelt=False)
            workbook(records, atlas, folder / f"{n}-near.xlsx", misspelt=True)
            for what, words in deeds(folder, n):
                cost = took(words, folder / f"{n}.sqlite", settled=words[0] != "import")
                taken.setdefault(what, {})[n] = cost
    rows = [row for what, costs in taken.items() for row in _rows(what, costs)]
    return rows + [_filtered(atlas, n) for n in SIZES]


def _rows(what: str, costs: dict[int, tuple[float, float]]) -> Iterator[Row]:
    """Return a deed's rows: its time and memory at each number, and how steeply it grows."""
    most_s, most_mb = (BOOK_S, BOOK_MB) if what == "book" else (MOST_S, MOST_MB)
    for n, (seconds, mb) in costs.items():
        yield Row(
            f"{what}, {n:,} own zones",
            seconds * 1000,
            goal=f"<= {most_s * 1000:,.0f} ms",
            reached=seconds <= most_s,
        )
        yield Row(
            "the same: memory", mb, unit="MB", goal=f"<= {most_mb:,.0f} MB", reached=mb <= most_mb
        )
    few, many = SIZES[-2:]
    # What it takes whatever the number; a book has a page for each of few, and tables of many.
    start = min(costs[SIZES[0]][0], costs[few][0] / 2 if what == "book" else math.inf)
    grown = (costs[many][0] - start) / max(costs[few][0] - start, LEAST_S)
    most = STEEPER * many * math.log(many) / (few * math.log(few))
    goal = f"<= {most:.1f}"
    yield Row(f"{what}: growth", grown, unit="times", goal=goal, reached=grown <= most)


def _filtered(atlas: Atlas, n: int) -> Row:
    """Return what a filter of so many zones takes."""
    records = {
        zone: replace(each, county=str(each.county)) for zone, each in records_of(atlas, n).items()
    }
    own = derive(atlas, State(1, records, dict.fromkeys(records, 1)), own=True)
    selection, _ = Selection.parse(FILTER, own)
    ms = median_ms(lambda: selection.apply(own), times=20)
    return Row(f"Selection.apply, {n:,} own zones", ms, goal="<= 10 ms", reached=ms <= 10)
