"""The command line from the start to its answer: processor time of a whole process."""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.bench.table import Row
from tests.browser.server import ROOT

RUNS = 5
PEER = "import pandas, geopandas, folium"
ANSWERS = {
    "--help": ("--help",),
    "a wrong flag": ("zones", "--nope"),
    "zones": ("zones",),
    "zones --area hexi": ("zones", "--area", "hexi"),
    "export --format csv": ("export", "--format", "csv", "-o", "zones.csv"),
}
BEFORE = 2.8  # of the peer's time, a command, while each imported what any of them needs
GOAL = 0.35  # of that


def cpu_ms(words: Sequence[str], folder: Path) -> float:
    """Return the processor time of a Python process, user's and system's, in milliseconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    env = {name: value for name, value in os.environ.items() if name != "ATLAS_STORE"}
    subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        env=env | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def measure() -> list[Row]:
    """Return a row a command, beside an interpreter that imports what a map in a notebook does."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        runs: dict[str, list[float]] = {}
        peers = []
        for _ in range(RUNS):  # by turns: what else the machine does hits all alike
            peers.append(cpu_ms(("-c", PEER), here))
            for what, words in ANSWERS.items():
                runs.setdefault(what, []).append(cpu_ms(("-m", "atlas", *words), here))
    peer = statistics.median(peers)
    most = GOAL * BEFORE
    return [
        Row(
            f"command line, {what}: processor time",
            statistics.median(times),
            peer_name=f"{PEER}; before: {BEFORE:.2g} of it",
            peer=peer,
            goal=f"<= {most:.2g} x",
            reached=statistics.median(times) <= most * peer,
        )
        for what, times in runs.items()
    ]
