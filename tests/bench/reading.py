"""What reading the handed files takes, each by a guarded process, beside pandas and pyogrio."""

import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pyogrio

from tests.bench.starting import UNITS, Cost, cost
from tests.bench.table import Row
from tests.exchange.corpus import REFUSED, truths
from tests.exchange.kept import CASES

# A process that reads all files as the atlas does: each by a child of its own, which tells what
# each cell, system and place means. The peers are a process a file, too, and tell nothing.
OURS = (
    "import sys; from pathlib import Path; from atlas.exchange import reading\n"
    "for path in map(Path, sys.argv[1:]): reading.read(path.name, path.read_bytes())"
)
PEERS = {
    "tables": "import sys, pandas\n"
    "read = pandas.read_csv if sys.argv[1].endswith('.csv') else pandas.read_excel\n"
    "read(sys.argv[1])",
    "layers": "import sys, pyogrio\npyogrio.read_dataframe(sys.argv[1])",
}
NAMES = {"tables": "pandas", "layers": "pyogrio"}
SUFFIXES = {
    "tables": {".csv", ".xlsx"},
    "layers": {".geojson", ".json", ".kml", ".gpx", ".zip", ".dxf"},
}
GOALS = {"time": 3.0, "memory": 2.0}  # of the peer's: what is read is judged, and far from here


def files(kind: str) -> list[Path]:
    """Return the handed files of a kind that both sides read."""
    named = [name for name, truth in truths().items() if truth.outcome != REFUSED]
    return [
        CASES / name
        for name in named
        if Path(name).suffix in SUFFIXES[kind] and _is_read(kind, CASES / name)
    ]


def _is_read(kind: str, path: Path) -> bool:
    """Tell whether the peer reads a file at all."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if kind == "layers":
                return len(pyogrio.read_dataframe(path)) > 0
            read = pd.read_csv if path.suffix == ".csv" else pd.read_excel
            return len(read(path)) > 0
    except Exception:  # noqa: BLE001 - whatever a library says of what it does not read
        return False


def _both(kind: str, paths: Sequence[Path], folder: Path) -> tuple[Cost, Cost]:
    """Return what we and the peer take for some files: time a file, memory of the greatest."""
    mine = cost(("-c", OURS, *map(str, paths)), folder)
    peers = [cost(("-c", PEERS[kind], str(path)), folder) for path in paths]
    return (
        Cost(mine.time / len(paths), mine.memory),
        Cost(sum(each.time for each in peers) / len(paths), max(each.memory for each in peers)),
    )


def measure() -> list[Row]:
    """Return two rows for each kind of file: processor time a file, peak memory."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for kind in PEERS:
            paths = files(kind)
            mine, peer = _both(kind, paths, Path(folder))
            for measured, most in GOALS.items():
                called, unit = UNITS[measured]
                ours, theirs = getattr(mine, measured), getattr(peer, measured)
                rows.append(
                    Row(
                        f"read {len(paths)} handed {kind}: {called}"
                        f"{' a file' if measured == 'time' else ''}",
                        ours,
                        unit=unit,
                        peer_name=f"{NAMES[kind]}, a process a file",
                        peer=theirs,
                        goal=f"<= {most:g} x",
                        reached=ours <= most * theirs,
                    )
                )
    return rows
