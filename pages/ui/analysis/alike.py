"""Show which zones do the same and which differ: each with each, in pairs, and against distance."""

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pandas as pd
import streamlit as st

from atlas.analysis import similarity
from atlas.analysis.charts import distances, likeness
from atlas.analysis.charts import theme as charts
from atlas.analysis.precision import Share, borne
from atlas.analysis.similarity import Similarity
from atlas.i18n import text
from atlas.model.atlas import Atlas
from pages.ui import analysis
from pages.ui.markup import render
from pages.ui.parts import overlays
from pages.ui.parts.charts import Figure, Link, show
from pages.ui.session.view import View

MOST = 10  # pairs a list
VOCABULARY = {"phrases": "industries", "clusters": "clusters"}


def draw(view: View, atlas: Atlas, zones: gpd.GeoDataFrame) -> None:
    """Draw the pairs most and least alike, all pairs, and likeness against distance."""
    analysis.choose(view, atlas, "on", "within")
    alike = similarity.similarity(atlas, zones, min_grade=view.selection.min_grade)
    asked = {
        "on": view.inquiry.on,
        "within": view.inquiry.within,
        "scheme": view.selection.scheme,
        "most": MOST,
    }
    nearest = similarity.pairs(atlas, alike, **asked)
    if nearest.empty:
        analysis.too_few(view, atlas, "zones" if len(zones) < analysis.LEAST else "pairs")
        return
    farthest = similarity.pairs(atlas, alike, **asked, least=True)
    nearest = nearest[(nearest[view.inquiry.on] > 0) | (nearest.index == 0)]
    known = set(zip(nearest["a"], nearest["b"], strict=True))
    farthest = farthest[
        [pair not in known for pair in zip(farthest["a"], farthest["b"], strict=True)]
    ]
    nothing = (farthest[view.inquiry.on] == 0).sum() == MOST
    apart = _say(view, "least_reading") if nothing else _say(view, "least_few")
    words = _reading(view, atlas, alike, nearest.iloc[0])
    lists, where = st.columns([1.25, 1], gap="medium")
    with lists:
        _pairs(view, atlas, alike, nearest, reading=words, kind="most")
        _pairs(view, atlas, alike, farthest, reading=apart, kind="least")
    with where:
        overlays.pair_map(view, atlas, nearest)
    if len(zones) <= charts.MOST_ZONES:
        show(view, atlas, _matrix(view, atlas, alike))
    else:
        analysis.too_few(view, atlas, "room")
    show(view, atlas, _distances(view, atlas, alike))


def _say(view: View, key: str, **values: object) -> str:
    return text(f"analysis.alike.{key}", view.lang, **values)


def _shares(alike: Similarity) -> Callable[[str, str, str], Share]:
    """Return what gives the counts that the likeness of two zones is made of, by their ids."""
    at = {zone: n for n, zone in enumerate(alike.ids)}
    return lambda measure, a, b: alike.share(measure, at[a], at[b])


def _pairs(  # noqa: PLR0913 - a list and what stands over it
    view: View, atlas: Atlas, alike: Similarity, pairs: pd.DataFrame, *, reading: str, kind: str
) -> None:
    render.html(
        "analysis/pairs",
        lang=view.lang,
        atlas=atlas,
        view=view,
        pairs=pairs,
        reading=reading,
        kind=kind,
        share=_shares(alike),
        vocabulary=VOCABULARY[view.inquiry.on],
    )


def _reading(view: View, atlas: Atlas, alike: Similarity, top: pd.Series) -> str:
    """Say how many pairs share nothing, and which share the most."""
    on, within = view.inquiry.on, view.inquiry.within
    values = getattr(alike, on)[np.triu_indices(len(alike.ids), k=1)]
    values = values[~np.isnan(values)]
    share = _shares(alike)(on, top["a"], top["b"])
    apart, tied = int((values == 0).sum()), int((values == top[on]).sum()) - 1
    if not top["common"]:
        kind = "none"
    elif within:
        kind = "within"
    else:
        kind = "tied" if tied else "one"
    words = {
        "pairs": len(values),
        "zones": len(alike.ids),
        "on": text(f"analysis.on.{on}", view.lang),
        "within": text(f"analysis.within.{within or 'all'}", view.lang),
        "apart": apart,
        "share": borne(100 * apart / len(values), len(values)),
        "tied": tied,
        "a": atlas.label("zones", top["a"], view.lang, short=True),
        "b": atlas.label("zones", top["b"], view.lang, short=True),
        "both": share.common,
        "either": share.either,
        "value": borne(share.value, share.either),
        "common": render.listed(atlas, view.lang, VOCABULARY[on], top["common"]),
        "km": f"{top['km']:.0f}",
    }
    return _say(view, "reading", **words) + text(f"analysis.alike.top.{kind}", view.lang, **words)


def _matrix(view: View, atlas: Atlas, alike: Similarity) -> Figure:
    grouped = similarity.groups(alike, on=view.inquiry.on)
    order = [*grouped.ids, *grouped.without]
    zones = charts.names(atlas, "zones", order, view.lang)
    at = alike.ids.get_indexer(order)
    left, right = np.triu_indices(len(order), k=1)
    data = pd.DataFrame(
        {
            "a": alike.ids[at[left]],
            "b": alike.ids[at[right]],
            "phrases": alike.phrases[at[left], at[right]],
            "clusters": alike.clusters[at[left], at[right]],
        }
    )
    alike_at_all = data[(data[["phrases", "clusters"]] > 0).any(axis=1)]
    share = _shares(alike)
    return Figure(
        slug=f"likeness-{view.inquiry.on}",
        title=_say(view, "matrix"),
        reading=_say(
            view,
            "matrix_reading",
            phrases=int((data["phrases"] > 0).sum()),
            clusters=int((data["clusters"] > 0).sum()),
            same_phrases=int((data["phrases"] == 1).sum()),
            same_clusters=int((data["clusters"] == 1).sum()),
        ),
        note=_say(view, "matrix_note"),
        hint=_say(view, "hint"),
        draw=lambda theme: likeness.likeness(
            atlas, alike, order=order, lang=view.lang, theme=theme
        ),
        head=[_say(view, f"column.{name}") for name in ("pair", "phrases", "clusters")],
        rows=[
            [
                Link(
                    _say(view, "pair", a=zones[row.a], b=zones[row.b]),
                    view.href("compare", compare=[row.a, row.b]),
                ),
                str(share("phrases", row.a, row.b)),
                str(share("clusters", row.a, row.b)),
            ]
            for row in alike_at_all.itertuples()
        ],
        data=data.assign(a=data["a"].map(zones), b=data["b"].map(zones)),
        methods=["jaccard-phrases", "jaccard-clusters"],
        pick=lambda picked: view.href("compare", compare=[picked["a"], picked["b"]]),
    )


def _distances(view: View, atlas: Atlas, alike: Similarity) -> Figure:
    on = view.inquiry.on
    bands = similarity.spread(atlas, alike, on=on, scheme=view.selection.scheme)
    parts = {}
    for kind in ("same_area", "across"):
        n = int(bands[f"{kind}_pairs"].sum())
        mean = bands[f"{kind}_mean"].mul(bands[f"{kind}_pairs"]).sum() / n if n else np.nan
        parts[kind] = (n, borne(mean, n))
    (n_same, same), (n_across, across) = parts.values()
    kind = "equal" if same == across else "reading"
    if not (n_same and n_across):
        kind = "only_same" if n_same else "only_across"
    dash = text("charts.undefined", view.lang)
    columns = ("km", "pairs", "mean", "same_area", "across")
    return Figure(
        slug=f"distance-{on}",
        title=_say(view, "distance"),
        reading=text(
            f"analysis.alike.far.{kind}",
            view.lang,
            on=text(f"analysis.on.{on}", view.lang),
            n_same=n_same,
            same=same,
            n_across=n_across,
            across=across,
        ),
        note=_say(view, "distance_note"),
        draw=lambda theme: distances.distances(bands, lang=view.lang, theme=theme),
        head=[_say(view, f"column.{name}") for name in columns],
        rows=[
            [
                distances.band(row.from_km, row.to_km, lang=view.lang),
                str(row.pairs),
                borne(row.mean, row.pairs) or dash,
                *(
                    _say(view, "of_pairs", mean=borne(mean, n) or dash, n=n)
                    for mean, n in (
                        (row.same_area_mean, row.same_area_pairs),
                        (row.across_mean, row.across_pairs),
                    )
                ),
            ]
            for row in bands.itertuples()
        ],
        data=bands.reset_index(),
        methods=[f"jaccard-{on}", "geodesic", "borne"],
    )
