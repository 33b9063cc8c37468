"""Charts of approvals: zones approved each year, and the hectares of groups."""

from typing import TYPE_CHECKING

import altair as alt
import pandas as pd

from atlas.analysis.charts.theme import PICK, ROW, SWEPT, Theme, axis, finished, names
from atlas.i18n import text
from atlas.model.columns import AREA, hectares
from atlas.selection.flags import FLAGS

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas

STEP, HEIGHT, WIDTH = 21, 200, 420  # px: of a year, of its bars, of the longest bar of a group


def years(table: pd.DataFrame, *, lang: str, theme: Theme) -> alt.TopLevelMixin:
    """
    Draw the approvals of each year as bars; a year or a stretch of them can be chosen.

    Parameters
    ----------
    table
        What `atlas.analysis.sizes.by_year` gives.
    lang
        ``"zh"`` or ``"en"``.
    theme
        Colours and font.
    """
    rows = pd.DataFrame(
        {
            "year": [int(year) for year in table.index],
            "approved": table["approved"].astype(int).to_numpy(),
            "shown": [str(n) if n else "" for n in table["approved"]],
            "says": [
                text(
                    "charts.year", lang, year=year, n=row["approved"], standing=row["standing"],
                    ha=hectares(row[AREA]),
                )
                for year, row in table.iterrows()
            ],
        }
    )  # fmt: skip
    base = alt.Chart(rows).encode(
        x=alt.X(
            "year:O",
            title=None,
            axis=alt.Axis(labelAngle=0, ticks=False, labelOverlap="greedy", labelPadding=6),
        ),
        tooltip=alt.Tooltip("says:N"),
    )
    y = alt.Y(
        "approved:Q",
        title=text("charts.approved", lang),
        axis=alt.Axis(tickMinStep=1, tickCount=5, grid=True, gridOpacity=0.6),
    )
    pick = alt.selection_point(name=PICK, fields=["year"], on="click")
    swept = alt.selection_interval(name=SWEPT, encodings=["x"])
    return finished(
        alt.layer(
            base.mark_bar(color=theme.accent, cursor="pointer").encode(y=y).add_params(pick, swept),
            base.mark_text(dy=-7, fontSize=11, color=theme.ink).encode(y=y, text="shown:N"),
        ),
        theme,
        width=alt.Step(STEP),
        height=HEIGHT,
    )


def totals(
    atlas: "Atlas", table: pd.DataFrame, *, by: str, lang: str, theme: Theme
) -> alt.TopLevelMixin:
    """
    Draw the approved hectares of groups as bars, each with its sum.

    Parameters
    ----------
    atlas
        Knows the names.
    table
        What `atlas.analysis.sizes.totals` gives.
    by
        The flag whose choices are the groups.
    lang, theme
        As of `years`.
    """
    groups = names(atlas, FLAGS[by].vocabulary, table.index, lang)
    rows = pd.DataFrame(
        {
            "group": table.index.astype(str),
            "ha": table[AREA].astype(float).to_numpy(),
            "shown": [hectares(each) for each in table[AREA]],
        }
    )
    most = float(rows["ha"].max()) or 1.0
    base = alt.Chart(rows).encode(
        y=alt.Y("group:N", sort=[*groups], title=None, axis=axis(groups)),
        x=alt.X(
            "ha:Q", title=text("charts.hectares", lang), scale=alt.Scale(domain=[0, most * 1.2])
        ),
    )
    pick = alt.selection_point(name=PICK, fields=["group"], on="click")
    return finished(
        alt.layer(
            base.mark_bar(color=theme.accent, cursor="pointer").add_params(pick),
            base.mark_text(align="left", dx=6, fontSize=11, color=theme.ink).encode(text="shown:N"),
        ),
        theme,
        width=WIDTH,
        height=alt.Step(ROW + 5),
    )
