"""Show the plan's figures: pairs of years, growth rates, cumulative points, and the whole table."""

import altair as alt
import pandas as pd
import streamlit as st

from atlas.i18n import text
from atlas.load import Atlas
from pages.ui import render
from pages.ui.state import View

ROW_PX = 38
AXES_PX = 120
BOX = 1  # the box of the plan that sets 2015 beside 2020


def pairs(view: View, atlas: Atlas) -> None:
    """Draw the amounts of the plan's first box, 2015 beside 2020."""
    t = _speak(view)
    box = _in_box(atlas)
    amounts = box[box["kind"].isin(["actual", "target"]) & (box["unit_en"] != "%")]
    rows = _labelled(amounts, view).assign(year=amounts["year"].astype(str))
    _heading(view, atlas, "pairs")
    name = alt.Y("name:N", title=None, sort=None, axis=alt.Axis(labelLimit=220))
    value = alt.X("value:Q", title=t("chart.axis_amount"), scale=alt.Scale(type="log"))
    year = alt.Color("year:N", title=t("chart.year"), legend=alt.Legend(orient="top"))
    tooltip = [
        alt.Tooltip("name:N", title=t("chart.name")),
        alt.Tooltip("year:N", title=t("chart.year")),
        alt.Tooltip("value:Q", title=t("chart.value"), format=","),
    ]
    base = alt.Chart(rows).encode(y=name)
    words = base.mark_text(dy=-11, fontSize=11, color=_ink())
    chart = (
        base.mark_line(strokeWidth=2, opacity=0.5).encode(x=value, detail="name:N")
        + base.mark_point(filled=True, size=90, opacity=1).encode(
            x=value, color=year, shape=alt.Shape("year:N", title=t("chart.year")), tooltip=tooltip
        )
        + words.encode(x=value, text=alt.Text("value:Q", format=","))
    )
    _draw(chart, rows, alt_text=_said(rows, t("chart.pairs_alt"), view))


def growth(view: View, atlas: Atlas) -> None:
    """Draw the growth rates a year of both five-year periods; nothing else is growth."""
    t = _speak(view)
    figures = atlas.indicators
    rates = figures[figures["kind"] == "growth_pct_per_year"]
    # The second period stands in the text and again in the box: once is enough for a chart.
    rates = rates[(rates["year"] != "2016-2020") | rates.index.isin(_in_box(atlas).index)]
    rows = _labelled(rates, view)
    _heading(view, atlas, "growth")
    name = alt.Y("name:N", title=None, sort=None, axis=alt.Axis(labelLimit=220))
    period = alt.Color("year:N", title=t("chart.period"), legend=alt.Legend(orient="top"))
    base = alt.Chart(rows).encode(
        y=name, yOffset="year:N", x=alt.X("value:Q", title=t("chart.axis_growth"))
    )
    tooltip = [
        alt.Tooltip("name:N", title=t("chart.name")),
        alt.Tooltip("year:N", title=t("chart.period")),
        alt.Tooltip("value:Q", title=t("chart.axis_growth")),
    ]
    chart = base.mark_bar(height={"band": 0.8}).encode(color=period, tooltip=tooltip)
    chart += base.mark_text(align="left", dx=4, fontSize=11, color=_ink()).encode(text="value:Q")
    _draw(chart, rows, alt_text=_said(rows, t("chart.growth_alt"), view))


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
    render.html("points", lang=view.lang, atlas=atlas, view=view, rows=rows)


def choose(view: View, atlas: Atlas) -> pd.DataFrame:
    """Draw the table's filters and return the figures that they leave."""
    t = _speak(view)
    figures = atlas.indicators
    _heading(view, atlas, "table")
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
    render.html("indicators", lang=view.lang, atlas=atlas, view=view, figures=figures)


def _in_box(atlas: Atlas) -> pd.DataFrame:
    number = atlas.indicators["source"].str.extract(r"^\D+(\d+)·", expand=False)
    return atlas.indicators[number == str(BOX)]


def _labelled(figures: pd.DataFrame, view: View) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "name": figures[f"name_{view.lang}"],
            "year": figures["year"].str.replace("-", "–"),
            "value": figures["value"],
        }
    )


def _said(rows: pd.DataFrame, opening: str, view: View) -> str:
    """Return a chart in words, for those who do not see it."""
    comma = text("list.comma", view.lang)
    return opening + comma.join(
        f"{row.name} {row.year} {row.value:g}" for row in rows.itertuples(index=False)
    )


def _draw(chart: alt.LayerChart, rows: pd.DataFrame, *, alt_text: str) -> None:
    chart = chart.properties(
        height=ROW_PX * rows["name"].nunique() + AXES_PX,
        usermeta={"embedOptions": {"actions": False}},
    ).configure_view(strokeWidth=0)
    st.altair_chart(chart, width="stretch", alt=alt_text)


def _ink() -> str:
    """Return the text colour of the theme that is on, for words that stand in a chart."""
    return st.get_option(f"theme.{st.context.theme.type or 'light'}.textColor")


def _heading(view: View, atlas: Atlas, chart: str) -> None:
    render.html("chart", lang=view.lang, atlas=atlas, view=view, chart=chart)


def _speak(view: View):  # noqa: ANN202
    return lambda key, **values: text(key, view.lang, **values)
