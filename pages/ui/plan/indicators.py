"""Show the plan's figures: amounts, growth rates, cumulative points, and the whole table."""

import math
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from atlas.i18n import text
from atlas.model.atlas import Atlas
from pages.ui.markup import render
from pages.ui.session.view import View

BOX = 1  # the box of the plan that sets 2015 beside 2020
YEARS = ("2015", "2020")
PERIODS = ("2011-2015", "2016-2020")


@dataclass(frozen=True, slots=True)
class Mark:
    """
    A figure and where it stands in a chart.

    Attributes
    ----------
    value
        The figure.
    at
        Its place on the scale, from 0 to 100.
    """

    value: float
    at: float


def chart(view: View, atlas: Atlas) -> None:
    """Draw the amounts of the plan's first box on a log scale, and beside them growth a year."""
    box = _in_box(atlas)
    amounts = box[box["kind"].isin(["actual", "target"]) & (box["unit_en"] != "%")]
    rates = atlas.indicators[atlas.indicators["kind"] == "growth_pct_per_year"]
    # The second period stands in the text and again in the box: once is enough for a chart.
    rates = rates[(rates["year"] != PERIODS[1]) | rates.index.isin(box.index)]
    name = f"name_{view.lang}"
    low, high = math.floor(math.log10(amounts["value"].min())), math.log10(amounts["value"].max())
    most = rates["value"].max()

    def marks(figures: pd.DataFrame, row: str, years: tuple[str, str], place) -> list[Mark | None]:  # noqa: ANN001
        values = figures[figures[name] == row].set_index("year")["value"]
        return [Mark(values[y], place(values[y])) if y in values else None for y in years]

    def on_log(value: float) -> float:
        return 100 * (math.log10(value) - low) / (high - low)

    rows = [
        (
            row,
            marks(amounts, row, YEARS, on_log),
            marks(rates, row, PERIODS, lambda value: 100 * value / most),
        )
        for row in dict.fromkeys([*rates[name], *amounts[name]])
    ]
    decades = [10.0**power for power in range(low, math.floor(high) + 1)]
    render.html(
        "plan/indicators_chart",
        lang=view.lang,
        atlas=atlas,
        view=view,
        rows=rows,
        ticks=[Mark(value, on_log(value)) for value in decades],
        years=YEARS,
        periods=PERIODS,
    )


def points(view: View, atlas: Atlas) -> None:
    """Draw shares with the percentage points they are to gain in five years, as words."""
    box = _in_box(atlas)
    shares = box[box["unit_en"].eq("%") & box["kind"].isin(["actual", "target"])]
    gains = box[box["kind"] == "cumulative_points"]
    name = f"name_{view.lang}"
    rows = [
        (gain[name], shares[shares[name] == gain[name]]["value"].tolist(), gain["value"])
        for _, gain in gains.iterrows()
    ]
    render.html("plan/indicators_points", lang=view.lang, atlas=atlas, view=view, rows=rows)


def choose(view: View, atlas: Atlas) -> pd.DataFrame:
    """Draw the table's filters and return the figures that they leave."""
    t = _speak(view)
    figures = atlas.indicators
    render.html("plan/indicators_choose", lang=view.lang, atlas=atlas, view=view)
    kinds = st.pills(
        t("indicator.kind"),
        list(dict.fromkeys(figures["kind"])),
        selection_mode="multi",
        format_func=lambda kind: t(f"kind.{kind}"),
        key=f"indicator-kind-{view.lang}",
    )
    scopes = st.pills(
        t("indicator.scope"),
        list(dict.fromkeys(figures[f"scope_{view.lang}"])),
        selection_mode="multi",
        key=f"indicator-scope-{view.lang}",
    )
    if kinds:
        figures = figures[figures["kind"].isin(kinds)]
    if scopes:
        figures = figures[figures[f"scope_{view.lang}"].isin(scopes)]
    return figures


def table(view: View, atlas: Atlas, figures: pd.DataFrame) -> None:
    """Draw figures as a table, each with its place in the plan."""
    render.html("plan/indicators", lang=view.lang, atlas=atlas, view=view, figures=figures)


def _in_box(atlas: Atlas) -> pd.DataFrame:
    number = atlas.indicators["source"].str.extract(r"^\D+(\d+)·", expand=False)
    return atlas.indicators[number == str(BOX)]


def _speak(view: View):  # noqa: ANN202
    return lambda key, **values: text(key, view.lang, **values)
