"""The chart of likeness by distance."""

import altair as alt
import numpy as np
import pandas as pd

from atlas.analysis.charts.theme import DOT, Theme, axis, finished, named
from atlas.analysis.precision import FEW, borne
from atlas.i18n import text


def band(from_km: float, to_km: float, *, lang: str) -> str:
    """Return the name of a band of distances."""
    if np.isfinite(to_km):
        return f"{from_km:.0f}\N{EN DASH}{to_km:.0f}"
    return text("charts.beyond", lang, km=f"{from_km:.0f}")


def distances(bands: pd.DataFrame, *, lang: str, theme: Theme) -> alt.TopLevelMixin:
    """
    Draw likeness against distance: the mean of each band, of pairs within an area and across.

    Parameters
    ----------
    bands
        What `atlas.analysis.similarity.spread` gives.
    lang, theme
        As of `matrix`.
    """
    labels = {
        str(row.Index): "\n".join(
            [band(row.from_km, row.to_km, lang=lang), text("charts.pairs", lang, n=row.pairs)]
        )
        for row in bands.itertuples()
    }
    kinds = {kind: text(f"charts.{kind}", lang) for kind in ("same_area", "across")}
    rows = pd.concat(
        pd.DataFrame(
            {
                "band": bands.index.astype(str),
                "series": kind,
                "mean": bands[f"{kind}_mean"],
                "hue": hue,
                "fill": np.where(bands[f"{kind}_pairs"] < FEW, theme.paper, hue),
                "says": [
                    text(
                        "charts.band",
                        lang,
                        series=name,
                        n=n,
                        mean=borne(mean, n) or text("charts.undefined", lang),
                    )
                    for mean, n in zip(bands[f"{kind}_mean"], bands[f"{kind}_pairs"], strict=True)
                ],
            }
        )
        for (kind, name), hue in zip(kinds.items(), (theme.accent, theme.ink), strict=True)
    )
    base = (
        alt.Chart(rows)
        .transform_filter("isValid(datum.mean)")
        .encode(
            x=alt.X(
                "band:N",
                scale=alt.Scale(domain=[*labels]),
                title=text("charts.km", lang),
                axis=axis(labels, labelAngle=0, labelPadding=9),
            ),
            y=alt.Y(
                "mean:Q",
                title=text("charts.mean_likeness", lang),
                axis=alt.Axis(tickCount=5, format=".2~f", grid=True, gridOpacity=0.6),
                scale=alt.Scale(zero=True),
            ),
            tooltip=alt.Tooltip("says:N"),
        )
    )
    shape = alt.Shape(
        "series:N",
        scale=alt.Scale(domain=[*kinds], range=["circle", "square"]),
        legend=alt.Legend(
            title=None,
            orient="top",
            labelExpr=named(kinds),
            symbolFillColor=theme.soft,
            symbolStrokeColor=theme.soft,
            symbolStrokeWidth=1.8,
        ),
    )
    return finished(
        alt.layer(
            base.mark_line(strokeWidth=1.6).encode(
                detail="series:N", stroke=alt.Stroke("hue:N", scale=None)
            ),
            base.mark_point(size=DOT * 1.4, strokeWidth=1.8, opacity=1).encode(
                shape=shape,
                stroke=alt.Stroke("hue:N", scale=None),
                fill=alt.Fill("fill:N", scale=None),
            ),
        ),
        theme,
        width=alt.Step(92),
        height=220,
    )
