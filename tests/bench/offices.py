"""
Time the finished pieces of offices with many zones of their own.

`python -m tests.bench.offices 2543 store.sqlite` writes such an office into a store.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np
import shapely

from atlas import Atlas, load
from atlas.office import Record, State, open_store
from atlas.office.record import OWN
from tests.bench.starting import cost
from tests.bench.table import Row

# Own zones -> seconds of the processor and MB that a piece may take.
GOALS = {66: None, 400: None, 2_543: (10.0, 500.0), 20_000: (30.0, 1_000.0)}
MORE = 1.5  # times what 66 own zones take: what 400 may
# Pieces by the words that ask for them.
PIECES = {
    "sheet (png)": ("snapshot", "sheet.png"),
    "sheet (pdf)": ("snapshot", "sheet.pdf"),
    "sheet (svg)": ("snapshot", "sheet.svg"),
    "slides": ("snapshot", "sheet.pptx"),
    "slides, shapes to edit": ("snapshot", "shapes.pptx", "--native-shapes"),
    "briefing": ("snapshot", "sheet.docx"),
    "brief": ("snapshot", "brief.docx", "--form", "brief"),
    "page (html)": ("snapshot", "sheet.html"),
}
SEED = 20161125
OUTLINED = 3  # one of so many zones has an outline, the others a point
CORNERS = (24, 240)  # of an outline: at least, and below
REACH = (0.004, 0.03)  # degrees from an outline's middle to its corners
WORDS = (
    "循环",
    "新材",
    "农产",
    "装备",
    "物流",
    "文旅",
    "中药",
    "光伏",
    "化工",
    "数据",
    "冷链",
    "建材",
)
KINDS = ("产业园", "工业集中区", "创业园", "示范园", "加工园区", "物流园")
PHRASES = ("装备制造", "农产品加工", "新能源", "新材料", "现代物流", "生物医药", "草产业", "储能")


def records_of(atlas: Atlas, n: int) -> dict[str, Record]:
    """
    Return the records of n own zones: evenly over the counties, a third with outlines.

    Parameters
    ----------
    atlas
        The plan's atlas.
    n
        How many zones.
    """
    rng = np.random.default_rng(SEED)
    found: dict[str, Record] = {}
    homes = [*zip(atlas.counties.index, atlas.counties.geometry, strict=True)]
    shapely.prepare([area for _, area in homes])
    for number in range(n):
        adcode, area = homes[number % len(homes)]
        zone = f"{OWN}{number:05d}"
        outlined = number % OUTLINED == 0
        found[zone] = Record(
            zone,
            name_zh=_name(atlas.counties.loc[adcode, "name_zh"], number),
            county=str(adcode),
            industries=tuple(rng.choice(PHRASES, 2, replace=False).tolist()),
            geometry=_outline(area, rng) if outlined else _place(area, rng),
            kind="digitised" if outlined else "point",
            accuracy_km=0.05 if outlined else 0.5,
            source="样例台账",
            values={"投资额": float(number % 97) + 0.5, "阶段": "在建" if number % 3 else "投产"},
        )
    return found


def state_of(atlas: Atlas, n: int) -> State:
    """Return the state of an office with n own zones, after its first entry."""
    records = records_of(atlas, n)
    return State(1, records, dict.fromkeys(records, 1))


def write(atlas: Atlas, n: int, file: Path) -> None:
    """Write an office with n own zones into a new store."""
    store = open_store(f"sqlite:///{file}")
    store.init()
    store.apply(records_of(atlas, n), base=store.state(), who="bench", file="bench")
    store.close()


def _name(county: str, number: int) -> str:
    turn = number // 87
    word, kind = WORDS[turn % len(WORDS)], KINDS[turn // len(WORDS) % len(KINDS)]
    round_ = turn // (len(WORDS) * len(KINDS))
    return f"{county[:-1]}{word}{kind}{round_ + 1 if round_ else ''}"


def _place(area: shapely.Geometry, rng: np.random.Generator) -> shapely.Point:
    west, south, east, north = area.bounds
    while True:
        point = shapely.Point(rng.uniform((west, south), (east, north)).round(5))
        if shapely.contains_xy(area, point.x, point.y):
            return point


def _outline(area: shapely.Geometry, rng: np.random.Generator) -> shapely.Polygon:
    """Return a ragged outline around a place, without a crossing."""
    middle, corners = _place(area, rng), int(rng.integers(*CORNERS))
    turn = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    far = rng.uniform(*REACH) * rng.uniform(0.85, 1.0, corners)
    ring = np.column_stack([np.cos(turn) * far * 1.2, np.sin(turn) * far])
    return shapely.Polygon(np.add(ring, (middle.x, middle.y)).round(6))


def measure() -> list[Row]:
    """Return what each piece takes of the processor and of memory, at each number of zones."""
    rows, atlas = [], load()
    with tempfile.TemporaryDirectory() as folder:
        for n in GOALS:
            write(atlas, n, Path(folder) / f"{n}.sqlite")
        for what, (command, name, *more) in PIECES.items():
            first = 0.0
            for n, goal in GOALS.items():
                words = (command, "--own", "-o", f"{folder}/{n}-{name}", *more)
                seconds, mb = took(words, Path(folder) / f"{n}.sqlite")
                first = first or seconds
                most, most_mb = goal or (MORE * first, 500.0)
                rows += [
                    Row(
                        f"{what}, {n:,} own zones",
                        seconds * 1000,
                        goal=f"<= {most * 1000:,.0f} ms" if n != min(GOALS) else "",
                        reached=seconds <= most if n != min(GOALS) else None,
                    ),
                    Row(
                        "the same: memory",
                        mb,
                        unit="MB",
                        goal=f"<= {most_mb:,.0f} MB",
                        reached=mb <= most_mb,
                    ),
                ]
    return rows


def took(words: tuple[str, ...], store: Path, *, settled: bool = True) -> tuple[float, float]:
    """
    Run a command on a store; return seconds of the processor and the most memory, MB.

    Where it is not `settled`, a report may end with what is open.
    """
    used = cost(("-m", "atlas", *words), store.parent, store=f"sqlite:///{store}")
    if used.status not in ({0} if settled else {0, 1}):
        raise RuntimeError(f"{words} ended with {used.status}")
    return used.time / 1000, used.memory


def main() -> int:
    """Write an office into a store."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.offices", description=__doc__)
    parser.add_argument("number", type=int)
    parser.add_argument("file", type=Path)
    asked = parser.parse_args()
    write(load(), asked.number, asked.file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
