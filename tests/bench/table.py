"""One row of the benchmark and the table of them all."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """
    One measurement beside its peer.

    Attributes
    ----------
    what
        What was measured, with its size.
    ours, peer
        Medians in the row's unit; None where a side has no such figure or did not finish.
    unit
        "ms" or "kB".
    peer_name
        Who the peer is.
    goal
        What is to be reached, in words.
    reached
        Whether it was; None for a row that only informs.
    """

    what: str
    ours: float | None
    unit: str = "ms"
    peer_name: str = ""
    peer: float | None = None
    goal: str = ""
    reached: bool | None = None

    @property
    def ratio(self) -> float | None:
        """Ours over the peer's."""
        return self.ours / self.peer if self.ours is not None and self.peer else None


def median_ms(run: Callable[[], object], *, times: int) -> float:
    """Return the median of several timed calls, in milliseconds, after one call to warm up."""
    run()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def _figure(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def render(rows: list[Row]) -> str:
    """Return the rows as a Markdown table."""
    head = "| what | ours | peer | peer is | ratio | goal | |\n|---|---:|---:|---|---:|---|---|"
    marks = {True: "reached", False: "NOT reached", None: ""}
    lines = [
        f"| {r.what} | {_figure(r.ours)} {r.unit} | "
        f"{_figure(r.peer)}{' ' + r.unit if r.peer is not None else ''} | {r.peer_name} | "
        f"{'-' if r.ratio is None else f'{r.ratio:.3g} ×'} | {r.goal} | {marks[r.reached]} |"
        for r in rows
    ]
    return "\n".join([head, *lines])
