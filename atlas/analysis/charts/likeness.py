"""Charts of likeness: zones against zones, and the tree of their groups."""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atlas.analysis.charts.theme import (
    PICK,
    ROW,
    STEPS,
    Theme,
    axis,
    finished,
    lookup,
    names,
)
from atlas.i18n import text

if TYPE_CHECKING:
    from atlas.analysis.similarity import Groups, Similarity
    from atlas.model.atlas import Atlas


TREE = 450  # px, from likeness 1 to 0


def likeness(
    atlas: "Atlas", alike: "Similarity", *, order: Iterable[str], lang: str, theme: Theme
) -> alt.TopLevelMixin:
    """
    Draw how alike zones are, each with each: by phrases below the diagonal, by clusters above it.

    Parameters
    ----------
    atlas, lang, theme
        As of `matrix`.
    alike
        How alike they are.
    order
        Their ids, as the rows are to stand.
    """
    ids = pd.Index(order)
    at = alike.ids.get_indexer(ids)
    n = len(ids)
    below = np.tri(n, k=-1, dtype=bool)
    values = np.where(below, alike.phrases[np.ix_(at, at)], alike.clusters[np.ix_(at, at)])
    # Nought is the ground: a cell is drawn where there is something, or where nothing can be said.
    rows, columns = np.nonzero((values != 0) & ~np.eye(n, dtype=bool))
    cells = pd.DataFrame(
        {
            "a": ids[rows],
            "b": ids[columns],
            "value": values[rows, columns].round(3),
            "share": [
                str(alike.share("phrases" if a > b else "clusters", at[a], at[b])).strip()
                for a, b in zip(rows, columns, strict=True)
            ],
        }
    )
    cells["step"] = np.clip(np.ceil(cells["value"] * STEPS), 1, STEPS).fillna(0).astype(int)
    zones = names(atlas, "zones", ids, lang)
    base = (
        alt.Chart(cells)
        .transform_calculate(
            says=f"{lookup(zones)}[datum.a] + ' – ' + {lookup(zones)}[datum.b] + '  ' + datum.share"
        )
        .encode(
            x=alt.X(
                "b:N",
                scale=alt.Scale(domain=[*zones]),
                title=None,
                axis=axis(zones, orient="top", labelAngle=-90, labelAlign="left"),
            ),
            y=alt.Y("a:N", scale=alt.Scale(domain=[*zones]), title=None, axis=axis(zones)),
            tooltip=alt.Tooltip("says:N"),
        )
    )
    pick = alt.selection_point(name=PICK, fields=["a", "b"], on="click")
    steps = [f"{low / STEPS:.1f}–{(low + 1) / STEPS:.1f}" for low in range(STEPS)]
    squares = (
        base.transform_filter("isValid(datum.value)")
        .mark_rect(stroke=theme.paper, strokeWidth=1, cursor="pointer")
        .encode(
            color=alt.Color(
                "step:O",
                scale=alt.Scale(domain=[*range(1, STEPS + 1)], range=list(theme.ramp[1:])),
                legend=alt.Legend(
                    title=text("charts.likeness", lang),
                    orient="bottom",
                    symbolType="square",
                    symbolSize=180,
                    labelExpr=f"{json.dumps(steps)}[datum.value - 1]",
                ),
            )
        )
    )
    unknown = (
        base.transform_filter("!isValid(datum.value)")
        .mark_text(color=theme.soft, fontSize=9)
        .encode(text=alt.value(text("charts.undefined", lang)))
    )
    middle = pd.DataFrame({"a": ids, "b": ids})
    diagonal = (
        alt.Chart(middle)
        .mark_rect(fill=theme.line)
        .encode(
            x=alt.X("b:N", scale=alt.Scale(domain=[*zones])),
            y=alt.Y("a:N", scale=alt.Scale(domain=[*zones])),
        )
    )
    return finished(
        alt.layer(diagonal, squares.add_params(pick), unknown),
        theme,
        width=alt.Step(ROW - 2),
        height=alt.Step(ROW - 2),
        view={"fill": theme.ramp[0]},
    )


def tree(atlas: "Atlas", groups: "Groups", *, lang: str, theme: Theme) -> alt.TopLevelMixin:
    """
    Draw a dendrogram lying on its side: zones by name, groups by number and colour, and the cut.

    Parameters
    ----------
    atlas, lang, theme
        As of `matrix`.
    groups
        What `atlas.analysis.similarity.groups` gives.
    """
    n = len(groups.ids)
    zones = names(atlas, "zones", groups.ids, lang)
    sizes = np.bincount(groups.labels, minlength=1)
    leaves = pd.DataFrame(
        {
            "at": np.arange(n),
            "name": [*zones.values()],
            "group": groups.labels,
            "hue": [_hue(label, sizes, theme) for label in groups.labels],
        }
    )
    branches = _branches(groups, sizes, theme)
    height = max(ROW * n, 1)
    y: dict[str, Any] = {
        "scale": alt.Scale(domain=[-0.6, n - 0.4], reverse=True, nice=False),
        "axis": None,
    }
    x = alt.X(
        "from:Q",
        scale=alt.Scale(domain=[0, 1], nice=False),
        title=text("charts.height", lang),
        axis=alt.Axis(values=[0, 0.2, 0.4, 0.6, 0.8, 1], format=".1f", grid=True, gridOpacity=0.5),
    )
    pick = alt.selection_point(name=PICK, fields=["group"], on="click")
    lines = (
        alt.Chart(branches)
        .mark_rule(strokeWidth=1.8, strokeCap="square")
        .encode(
            x=x,
            x2="to:Q",
            y=alt.Y("at:Q", **y),
            y2="until:Q",
            color=alt.Color("hue:N", scale=None),
        )
    )
    words = alt.Chart(leaves).encode(y=alt.Y("at:Q", **y), x=alt.value(0))
    written = words.mark_text(
        align="right", dx=-26, fontSize=12, color=theme.ink, cursor="pointer"
    ).encode(text="name:N")
    numbers = words.mark_text(
        align="center", dx=-12, fontSize=11, fontWeight=700, cursor="pointer"
    ).encode(text="group:Q", color=alt.Color("hue:N", scale=None))
    cut = alt.Chart(
        pd.DataFrame({"cut": [groups.cut], "says": [text("charts.cut", lang, at=groups.cut)]})
    )
    return finished(
        alt.layer(
            lines,
            written.add_params(pick),
            numbers,
            cut.mark_rule(color=theme.ink, strokeDash=[5, 4], strokeWidth=1.2).encode(x="cut:Q"),
            cut.mark_text(color=theme.ink, baseline="bottom", dy=-4, fontSize=12).encode(
                x="cut:Q", y=alt.value(0), text="says:N"
            ),
        ),
        theme,
        width=TREE,
        height=height,
    )


def _hue(label: int, sizes: NDArray[np.intp], theme: Theme) -> str:
    """Return the colour of a group; one zone alone is none, and 0 is what joins groups."""
    if label == 0 or sizes[label] == 1:
        return theme.soft
    return theme.hues[(label - 1) % len(theme.hues)]


def _branches(groups: "Groups", sizes: NDArray[np.intp], theme: Theme) -> pd.DataFrame:
    """Return the lines of a dendrogram: two along and one across for each merge."""
    n = len(groups.ids)
    at, height, label = [*range(n)], [0.0] * n, groups.labels.tolist()
    rows = []
    for merge in groups.merges.itertuples():
        sides = (merge.left, merge.right)
        own = label[merge.left] if merge.height <= groups.cut else 0
        rows += [
            (height[side], merge.height, at[side], at[side], _hue(own, sizes, theme))
            for side in sides
        ]
        rows.append(
            (merge.height, merge.height, *sorted(at[s] for s in sides), _hue(own, sizes, theme))
        )
        at.append(sum(at[side] for side in sides) / 2)
        height.append(merge.height)
        label.append(own)
    return pd.DataFrame(rows, columns=["from", "to", "at", "until", "hue"])
