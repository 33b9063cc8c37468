"""Set zones side by side: choose them, say what they share, show it, hand it out."""

from collections.abc import Iterable
from typing import NamedTuple

import geopandas as gpd
import pandas as pd
import streamlit as st

from atlas.analysis import comparison
from atlas.analysis.comparison import MOST, Comparison
from atlas.analysis.precision import borne, few
from atlas.analysis.similarity import MEASURES, most_alike
from atlas.exchange import writing
from atlas.i18n import dates, text
from atlas.model import atlas as model_atlas
from atlas.model.atlas import Atlas
from atlas.selection.facets import Facets
from atlas.selection.flags import grades
from pages.ui.markup import render
from pages.ui.parts import downloads
from pages.ui.session.view import View

OFFERED = 6  # zones offered for one reason


class Start(NamedTuple):
    """
    Zones that are worth setting side by side.

    Attributes
    ----------
    name
        Why.
    ids
        Which.
    """

    name: str
    ids: tuple[str, ...]


def compared(view: View, atlas: Atlas) -> Comparison:
    """Return the comparison that the link asks for."""
    return comparison.compare(atlas, view.inquiry.compare, min_grade=view.selection.min_grade)


def chosen(view: View, atlas: Atlas) -> None:
    """Draw the zones that are compared, each with a link that takes it out."""
    render.html("zones/compare_chosen", lang=view.lang, atlas=atlas, view=view, most=MOST)


def reading(view: View, atlas: Atlas, said: Comparison) -> None:
    """Say in sentences what the zones share, which two are most alike, and which lie farthest."""
    sentences = [
        _together(view, atlas, said),
        _shared(view, atlas, said),
        *(_closest(view, atlas, said, measure) for measure in MEASURES),
        _apart(view, atlas, said),
    ]
    render.html(
        "zones/compare_reading", lang=view.lang, atlas=atlas, view=view, sentences=sentences
    )


def _together(view: View, atlas: Atlas, said: Comparison) -> str:
    """Say which areas the zones lie in, and how many of them only by inference."""
    scheme = view.selection.scheme
    bases = said.areas[atlas.areas.loc[said.areas.index, "scheme"] == scheme]
    parts = []
    for area, row in bases.iterrows():
        n, inferred = int((row != "").sum()), int((row == "inferred").sum())
        kind = "area_inferred" if inferred else "area"
        name = atlas.label("areas", area, view.lang, short=True)
        parts.append(text(f"compare.{kind}", view.lang, area=name, n=n, inferred=inferred))
    return text(
        "compare.together",
        view.lang,
        scheme=atlas.label("schemes", scheme, view.lang),
        areas=text("list.comma", view.lang).join(parts),
    )


def _shared(view: View, atlas: Atlas, said: Comparison) -> str:
    clusters = [slug for slug, row in said.clusters.iterrows() if _all_in(view, row)]
    return text(
        "compare.shared",
        view.lang,
        n=len(said.ids),
        phrases=_listed(view, atlas, "industries", said.shared),
        clusters=_listed(view, atlas, "clusters", clusters),
    )


def _all_in(view: View, row: pd.Series) -> bool:
    strong = grades(view.selection.min_grade)
    return all(grade in strong for grade in row)


def _closest(view: View, atlas: Atlas, said: Comparison, measure: str) -> str:
    """Say which two zones are most alike by a measure, with the counts; or that none are."""
    common, either = said.common[measure], said.either[measure]
    pairs = [(a, b) for n, a in enumerate(said.ids) for b in said.ids[n + 1 :]]
    shares = {(a, b): common.loc[a, b] / max(either.loc[a, b], 1) for a, b in pairs}
    most = max(shares.values())
    name = text(f"compare.measure.{measure}", view.lang)
    if not most:
        return text("compare.nothing_shared", view.lang, measure=name)
    best = [pair for pair in pairs if shares[pair] == most]
    a, b = best[0]
    n = int(either.loc[a, b])
    return text(
        "compare.closest_of" if len(best) > 1 else "compare.closest",
        view.lang,
        measure=name,
        a=atlas.label("zones", a, view.lang, short=True),
        b=atlas.label("zones", b, view.lang, short=True),
        both=int(common.loc[a, b]),
        either=n,
        value=borne(most, n),
        ties=len(best) - 1,
        small=text("compare.small", view.lang) if few(n) else "",
    )


def _apart(view: View, atlas: Atlas, said: Comparison) -> str:
    km = said.km.to_numpy()
    a, b = divmod(int(km.argmax()), len(said.ids))
    return text(
        "compare.apart",
        view.lang,
        a=atlas.label("zones", said.ids[a], view.lang, short=True),
        b=atlas.label("zones", said.ids[b], view.lang, short=True),
        km=f"{km[a, b]:.0f}",
    )


def _listed(view: View, atlas: Atlas, vocabulary: str, slugs: Iterable[str]) -> str:
    return render.listed(atlas, view.lang, vocabulary, slugs) or text("compare.none", view.lang)


def table(view: View, atlas: Atlas, said: Comparison) -> None:
    """Draw the zones as columns: facts, phrases, clusters and tags."""
    refs = atlas.members[atlas.members["zone"].isin(said.ids)]
    refs = refs.assign(source=refs["source"].str.split("|")).explode("source")
    # A cell has room for a number of the plan; a document's title goes to the head of its row.
    titled = refs["source"].isin(atlas.sources.index)
    render.html(
        "zones/compare_table",
        lang=view.lang,
        atlas=atlas,
        view=view,
        said=said,
        zones=atlas.zones.loc[[*said.ids]],
        numbers=refs[~titled].groupby(["area", "zone"])["source"].agg("|".join),
        titles=refs[titled].groupby("scheme")["source"].agg(_once),
        sources=atlas.zone_industries.groupby("zone")["source"].agg(_once),
        tagged=_tagged(atlas, said),
        strong=grades(view.selection.min_grade),
    )


def _tagged(atlas: Atlas, said: Comparison) -> dict[str, str]:
    """Return tag -> the places that give it to one of the zones."""
    own = atlas.zone_tags[atlas.zone_tags["zone"].isin(said.ids)]
    return own.groupby("tag")["source"].agg(_once).to_dict()


def _once(refs: pd.Series) -> str:
    return "|".join(refs.unique())


def between(view: View, atlas: Atlas, said: Comparison) -> None:
    """Draw distances and likeness, every zone against every other."""
    render.html(
        "zones/compare_between",
        lang=view.lang,
        atlas=atlas,
        view=view,
        said=said,
        methods=["jaccard-phrases", "jaccard-clusters", "geodesic", "borne"],
        borne=borne,
        few=few,
    )


def files(view: View, atlas: Atlas, said: Comparison) -> None:
    """Offer the comparison as a table to take along."""

    def made() -> pd.DataFrame:
        return comparison.as_table(atlas, said, lang=view.lang)

    name = text("page.compare.title", view.lang)
    day = dates.today()
    writers = {
        "csv": lambda: writing.table_csv(made()),
        "xlsx": lambda: writing.table_xlsx(atlas, made(), name=name),
    }
    with st.container(horizontal=True, key="downloads-compare", gap="small"):
        for kind, write in writers.items():
            downloads.button(view, kind=kind, stem=f"{name}_{day:%Y-%m-%d}", write=write)


def candidates(view: View, atlas: Atlas, zones: gpd.GeoDataFrame) -> None:
    """Offer zones to add, the likeliest first; while none is chosen, whole comparisons."""
    taken = view.inquiry.compare
    offered = []
    if taken and len(taken) < MOST:
        last = taken[-1]
        near = tuple(model_atlas.neighbours(atlas, last, n=OFFERED + len(taken))["zone"])
        like = tuple(most_alike(atlas, last, n=OFFERED + len(taken))["zone"])
        name = atlas.label("zones", last, view.lang, short=True)
        offered = [
            (text(f"compare.{why}", view.lang, zone=name), [i for i in ids if i not in taken])
            for why, ids in (("alike", like), ("near", near))
        ]
    starts = [] if len(taken) > 1 else _starts(view, atlas, zones)
    room = MOST - len(taken)
    rest = [zone for zone in zones.index if zone not in taken] if room else []
    render.html(
        "zones/compare_candidates",
        lang=view.lang,
        atlas=atlas,
        view=view,
        offered=[(why, ids[:OFFERED]) for why, ids in offered],
        starts=[start for start in starts if 1 < len(start.ids) <= MOST],
        rest=rest,
        most=MOST,
        everything=view.selection.is_empty,
    )


def _starts(view: View, atlas: Atlas, zones: gpd.GeoDataFrame) -> list[Start]:
    """Return comparisons that the data themselves suggest."""
    found = []
    if not view.selection.is_empty:
        found.append(Start(text("compare.start.selection", view.lang), tuple(zones.index)))
    if view.zone:
        like = (view.zone, *most_alike(atlas, view.zone, n=4)["zone"])
        name = atlas.label("zones", view.zone, view.lang, short=True)
        found.append(Start(text("compare.start.alike", view.lang, zone=name), like))
    for flag, vocabulary in (("level", "levels"), ("tag", "tags"), ("type", "types")):
        for slug, has in atlas.once(Facets).matrix(flag).items():
            name = atlas.label(vocabulary, slug, view.lang)
            found.append(Start(name, tuple(atlas.zones.index[has])))
    return found
