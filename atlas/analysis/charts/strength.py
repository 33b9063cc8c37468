"""Charts of strength: shares and quotients as a matrix, indices of diversity."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Literal, TypeVar

import altair as alt
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atlas.analysis.charts.theme import (
    DOT,
    HEAD,
    PICK,
    ROW,
    SPAN,
    STEPS,
    Theme,
    above,
    axis,
    broken,
    finished,
    named,
    names,
    width,
)
from atlas.analysis.precision import borne
from atlas.i18n import text
from atlas.selection.flags import FLAGS

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas


Channel = TypeVar("Channel")  # of a chart: colour, stroke, fill
INDICES = ("shannon", "herfindahl", "krugman")  # of diversity; also the slugs of their methods


def matrix(
    atlas: "Atlas", table: pd.DataFrame, *, by: str, lang: str, theme: Theme
) -> alt.TopLevelMixin:
    """
    Draw how many listings each group has of each cluster: a number and a shade a cell.

    Parameters
    ----------
    atlas
        Knows the names.
    table
        What `atlas.analysis.strength.strength` gives.
    by
        The flag whose choices are the groups.
    lang
        ``"zh"`` or ``"en"``.
    theme
        Colours and font.
    """
    groups = names(atlas, FLAGS[by].vocabulary, table["group"].unique(), lang)
    heads = _heads(groups, table, lang)
    clusters = names(atlas, "clusters", table["cluster"].unique(), lang)
    cells = table[["group", "cluster", "listings", "zones"]].assign(
        shade=_shade(table["listings"]),
        says=[
            text(
                "charts.cell",
                lang,
                group=groups[row.group],
                cluster=clusters[row.cluster],
                n=row.listings,
                zones=row.zones,
            )
            for row in table.itertuples()
        ],
    )
    base = alt.Chart(cells).encode(
        x=alt.X("group:N", sort=[*groups], title=None, axis=above(heads)),
        y=alt.Y("cluster:N", sort=[*clusters], title=None, axis=axis(clusters)),
        tooltip=alt.Tooltip("says:N"),
    )
    pick = alt.selection_point(name=PICK, fields=["group", "cluster"], on="click")
    squares = base.mark_rect(stroke=theme.paper, strokeWidth=2, cursor="pointer").encode(
        color=_shades("shade:O", theme.ramp)
    )
    numbers = base.mark_text(fontSize=13, cursor="pointer").encode(
        text="listings:Q", color=_shades("shade:O", theme.on_ramp)
    )
    across = max(46, 11.5 * max(map(width, heads.values())) + 12, SPAN / len(heads))
    return finished(
        alt.layer(squares.add_params(pick), numbers).resolve_scale(color="independent"),
        theme,
        width=alt.Step(across),
        height=alt.Step(26),
    )


def quotients(
    atlas: "Atlas", table: pd.DataFrame, *, by: str, lang: str, theme: Theme
) -> alt.TopLevelMixin:
    """
    Draw location quotients as points off the line of 1, with the listings that each is made of.

    Small numbers are hollow; what is undefined is a dash on the line.

    Parameters
    ----------
    atlas, table, by, lang, theme
        As of `matrix`.
    """
    groups = names(atlas, FLAGS[by].vocabulary, table["group"].unique(), lang)
    heads = _heads(groups, table, lang)
    clusters = names(atlas, "clusters", table["cluster"].unique(), lang)
    most = max(2.0, float(np.nanmax(table["lq"], initial=0)))
    rows = table[["group", "cluster", "lq", "listings"]].assign(
        kind=np.where(table["few"], "few", "enough"),
        one=1,
        dash=text("charts.undefined", lang),
        says=[
            text(
                "charts.quotient",
                lang,
                group=groups[row.group],
                cluster=clusters[row.cluster],
                lq=borne(row.lq, row.listings) or text("charts.undefined", lang),
                n=row.listings,
                expected=borne(row.expected, row.total) or "0",
            )
            for row in table.itertuples()
        ],
    )
    ticks = [tick for tick in (0, 0.5, 1, 2, 4, 8, 16, 32) if tick <= most * 1.05]
    scale = alt.Scale(type="sqrt", domain=[0, most * 1.4], nice=False)
    base = alt.Chart().encode(
        y=alt.Y("cluster:N", sort=[*clusters], title=None, axis=axis(clusters)),
        tooltip=alt.Tooltip("says:N"),
    )
    x, one = (
        alt.X(
            f"{field}:Q",
            scale=scale,
            title=text("charts.lq", lang),
            axis=alt.Axis(values=ticks, format="~g", grid=True, gridOpacity=0.6),
        )
        for field in ("lq", "one")
    )
    # That a cluster is listed nowhere says something only where enough were to be expected.
    drawn = base.transform_filter(
        "isValid(datum.lq) && (datum.listings > 0 || datum.kind == 'enough')"
    )
    pick = alt.selection_point(name=PICK, fields=["group", "cluster"], on="click")
    sides: tuple[tuple[str, Literal["left", "right"], int], ...]
    sides = ((">=", "left", 8), ("<", "right", -8))
    layers = [
        alt.Chart().mark_rule(color=theme.soft).encode(x=one),
        drawn.mark_rule(strokeWidth=1.6).encode(
            x=x, x2="one:Q", color=_kinds(alt.Color, theme.accent, theme.soft), strokeDash=_dashes()
        ),
        drawn.mark_point(size=DOT, strokeWidth=1.6, cursor="pointer", opacity=1)
        .encode(
            x=x,
            stroke=_kinds(alt.Stroke, theme.accent, theme.soft),
            fill=_kinds(alt.Fill, theme.accent, theme.paper),
        )
        .add_params(pick),
        *(
            drawn.transform_filter(f"datum.lq {side} 1")
            .mark_text(align=align, dx=dx, fontSize=11, color=theme.ink)
            .encode(x=x, text="listings:Q")
            for side, align, dx in sides
        ),
        base.transform_filter("!isValid(datum.lq)")
        .mark_text(color=theme.ink, dx=10, fontSize=13)
        .encode(x=one, text="dash:N"),
    ]
    panels = alt.layer(*layers).properties(width=max(132, SPAN / len(groups)), height=alt.Step(ROW))
    faceted = panels.facet(
        data=rows,
        facet=alt.Facet(
            "group:N",
            sort=[*groups],
            title=None,
            header=alt.Header(
                labelExpr=named(heads),
                labelBaseline="bottom",
                labelLineHeight=HEAD,
                labelAnchor="start",
                labelFontWeight=700,
                labelFontSize=12,
                labelPadding=4,
                labelColor=theme.ink,
            ),
        ),
        columns=min(5, len(groups)) or 1,
        spacing={"row": 18, "column": 18},
    )
    return finished(faceted, theme)


def indices(
    atlas: "Atlas", table: pd.DataFrame, *, by: str, lang: str, theme: Theme
) -> alt.TopLevelMixin:
    """
    Draw how many-sided each group is: a panel an index, hollow where the listings are few.

    Parameters
    ----------
    atlas, by, lang, theme
        As of `matrix`.
    table
        What `atlas.analysis.strength.diversity` gives.
    """
    vocabulary = FLAGS[by].vocabulary
    groups = {
        slug: text(
            "charts.of_listings", lang, name=atlas.label(vocabulary, slug, lang, short=True), n=n
        )
        for slug, n in table["listings"].items()
    }
    rows = table.reset_index().assign(kind=np.where(table["few"], "few", "enough"))
    dash = text("charts.undefined", lang)
    panels: list[alt.LayerChart | alt.FacetChart] = []
    for index in INDICES:
        panel = rows[["group", "kind"]].assign(
            value=rows[index].to_numpy(),
            shown=[borne(v, n) or dash for v, n in zip(rows[index], rows["listings"], strict=True)],
            zero=0,
        )
        base = alt.Chart(panel).encode(
            y=alt.Y(
                "group:N",
                sort=[*groups],
                title=None,
                axis=None if panels else axis(groups),
            )
        )
        most = max(float(np.nanmax(rows[index], initial=0)), 0.1) * 1.25
        x = alt.X(
            "value:Q",
            scale=alt.Scale(domain=[0, most], nice=False),
            title=atlas.label("methods", index, lang),
            axis=alt.Axis(tickCount=4, format="~g", grid=True, gridOpacity=0.6),
        )
        known = base.transform_filter("isValid(datum.value)")
        panels.append(
            alt.layer(
                known.mark_rule(strokeWidth=1.6).encode(
                    x=x,
                    x2="zero:Q",
                    color=_kinds(alt.Color, theme.accent, theme.soft),
                    strokeDash=_dashes(),
                ),
                known.mark_point(size=DOT, strokeWidth=1.6, opacity=1).encode(
                    x=x,
                    stroke=_kinds(alt.Stroke, theme.accent, theme.soft),
                    fill=_kinds(alt.Fill, theme.accent, theme.paper),
                ),
                known.mark_text(align="left", dx=8, fontSize=11, color=theme.ink).encode(
                    x=x, text="shown:N"
                ),
                base.transform_filter("!isValid(datum.value)")
                .mark_text(align="left", color=theme.soft)
                .encode(x="zero:Q", text="shown:N"),
            ).properties(width=210, height=alt.Step(22))
        )
    return finished(alt.hconcat(*panels, spacing=24), theme)


def _heads(groups: Mapping[str, str], table: pd.DataFrame, lang: str) -> dict[str, str]:
    """Return the groups' names, broken, each with its listings; all of the same number of lines."""
    totals = table.drop_duplicates("group").set_index("group")["total"]
    heads = {
        slug: [
            *broken(name),
            text("charts.listings", lang, n=totals[slug]),
        ]
        for slug, name in groups.items()
    }
    most = max(map(len, heads.values()))
    return {slug: "\n".join([*[""] * (most - len(head)), *head]) for slug, head in heads.items()}


def _shade(counts: pd.Series) -> NDArray[np.intp]:
    """Return the step of the ramp of each count; nought has its own."""
    steps: pd.Series = np.ceil(STEPS * counts / max(counts.max(), 1)).astype(int)
    return steps.to_numpy()


def _shades(field: str, colours: Iterable[str]) -> alt.Color:
    scale = alt.Scale(domain=[*range(STEPS + 1)], range=[*colours])
    return alt.Color(field, scale=scale, legend=None)


def _kinds(channel: Callable[..., Channel], enough: str, few: str) -> Channel:
    """Tell small numbers from others by colour."""
    scale = alt.Scale(domain=["enough", "few"], range=[enough, few])
    return channel("kind:N", scale=scale, legend=None)


def _dashes() -> alt.StrokeDash:
    scale = alt.Scale(domain=["enough", "few"], range=[[1, 0], [3, 3]])
    return alt.StrokeDash("kind:N", scale=scale, legend=None)
