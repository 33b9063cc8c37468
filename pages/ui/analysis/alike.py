"""Show which zones do the same and which differ: each with each, in pairs, and against distance."""

import geopandas as gpd
import numpy as np
import pandas as pd
import streamlit as st

from atlas.analysis import similarity
from atlas.analysis.charts import distances, likeness
from atlas.analysis.charts import theme as charts
from atlas.analysis.findings import alike as found_alike
from atlas.analysis.findings.alike import MOST, VOCABULARY, shares
from atlas.analysis.findings.question import LEAST
from atlas.analysis.precision import borne
from atlas.analysis.similarity import Similarity
from atlas.i18n import text
from atlas.model.atlas import Atlas
from pages.ui import analysis
from pages.ui.markup import render
from pages.ui.parts import overlays
from pages.ui.parts.charts import Figure, Link, show
from pages.ui.session.view import View


def draw(view: View, atlas: Atlas, zones: gpd.GeoDataFrame) -> None:
    """Draw the pairs most and least alike, all pairs, and likeness against distance."""
    analysis.choose(view, atlas, "on", "within")
    found = found_alike.find(analysis.question(view, atlas, zones))
    if found.overlay is None:
        analysis.too_few(view, atlas, "zones" if len(zones) < LEAST else "pairs")
        return
    alike, farthest = found.alike, found.farthest
    nothing = (farthest[view.map.on] == 0).sum() == MOST
    apart = _say(view, "least_reading") if nothing else _say(view, "least_few")
    lists, where = st.columns([1.25, 1], gap="medium")
    with lists:
        words = found.overlay.sentence
        _pairs(view, atlas, alike, found.nearest, reading=words, kind="most")
        _pairs(view, atlas, alike, farthest, reading=apart, kind="least")
    with where:
        overlays.overlay_map(view, atlas, zones, found.overlay)
    if len(zones) <= charts.MOST_ZONES:
        show(view, atlas, _matrix(view, atlas, alike))
    else:
        analysis.too_few(view, atlas, "room", most=charts.MOST_ZONES)
    show(view, atlas, _distances(view, atlas, alike))


def _say(view: View, key: str, **values: object) -> str:
    return text(f"analysis.alike.{key}", view.lang, **values)


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
        share=shares(alike),
        vocabulary=VOCABULARY[view.map.on],
    )


def _matrix(view: View, atlas: Atlas, alike: Similarity) -> Figure:
    grouped = similarity.groups(alike, on=view.map.on)
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
    share = shares(alike)
    return Figure(
        slug=f"likeness-{view.map.on}",
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
    on = view.map.on
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
