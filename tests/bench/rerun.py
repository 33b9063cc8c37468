"""Time the Python of a rerun after a filter click: the selection's part, and the whole script's."""

import itertools
from pathlib import Path

from streamlit.testing.v1 import AppTest

from atlas import Selection, load
from atlas.selection.facets import Facets
from tests.bench.table import Row, median_ms

MAIN = Path(__file__).parents[2] / "pages" / "main.py"
TIMES = 40
GOAL_MS = 5
PARAMS = ({"area": "hexi"}, {"type": "specialty"}, {"cluster": "equipment"}, {})


def selecting() -> float:
    """Return what a click costs in the library: link to selection, counts, zones and sentence."""
    atlas = load()
    turns = itertools.cycle(PARAMS)

    def click() -> None:
        selection, _ = Selection.parse(next(turns), atlas)
        atlas.once(Facets).choices(selection)
        selection.apply(atlas)
        selection.describe(atlas, lang="zh")
        selection.to_params()

    return median_ms(click, times=TIMES)


def script(source: AppTest, *, filtered: bool) -> float:
    """Return what a run of a page's whole script takes in Streamlit's test harness."""
    turns = itertools.cycle(PARAMS)

    def click() -> None:
        if filtered:
            source.query_params.clear()
            for name, value in next(turns).items():
                source.query_params[name] = value
        source.run()

    return median_ms(click, times=TIMES)


def measure() -> list[Row]:
    """Return the rows; the harness's own cost is measured with an empty page and taken off."""
    harness = script(AppTest.from_string("import streamlit"), filtered=False)
    page = script(AppTest.from_file(str(MAIN), default_timeout=60), filtered=True)
    library = selecting()
    return [
        Row(
            "Python of a rerun: the selection's part",
            library,
            goal=f"<= {GOAL_MS} ms",
            reached=library <= GOAL_MS,
        ),
        Row(
            "Python of a rerun: the whole overview script",
            page - harness,
            goal=f"<= {GOAL_MS} ms",
            reached=page - harness <= GOAL_MS,
        ),
    ]
