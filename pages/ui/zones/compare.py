"""Set zones, or lists of the plan, side by side: choose, say what they share, hand it out."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import geopandas as gpd
import pandas as pd
import streamlit as st

from atlas.analysis import comparison
from atlas.analysis.comparison import Comparison
from atlas.analysis.findings import compared as findings
from atlas.analysis.findings.question import Question
from atlas.analysis.precision import borne, few
from atlas.analysis.similarity import MEASURES, most_alike
from atlas.exchange import writing
from atlas.i18n import dates, text
from atlas.maps.specification import MOST_COMPARED
from atlas.model import atlas as model_atlas
from atlas.model.atlas import Atlas
from atlas.model.names import file_safe
from atlas.plan import lists as plan_lists
from atlas.plan import references
from atlas.selection.facets import Facets
from atlas.selection.flags import FLAGS, grades
from pages.ui.markup import render
from pages.ui.parts import downloads
from pages.ui.session.inquiry import TWO
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
    return comparison.compare(atlas, view.map.compare, min_grade=view.selection.min_grade)


def chosen(view: View, atlas: Atlas) -> None:
    """Draw the zones that are compared, each with a link that takes it out."""
    render.html("zones/compare_chosen", lang=view.lang, atlas=atlas, view=view, most=MOST_COMPARED)


def reading(view: View, atlas: Atlas, said: Comparison) -> None:
    """Say in sentences what the zones share, which two are most alike, and which lie farthest."""
    asked = Question(atlas, view.map, atlas.zones.loc[[*said.ids]], view.lang)
    sentences = findings.sentences(asked, said)
    render.html(
        "zones/compare_reading", lang=view.lang, atlas=atlas, view=view, sentences=sentences
    )


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
        focus=atlas.area_focus,
        wish=partial(comparison.wish, atlas, lang=view.lang),
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
        pairs=[
            (a, b) for a, b in said.pairs if any(said.both[each].loc[a, b] for each in MEASURES)
        ],
        vocabularies={measure: FLAGS[flag].vocabulary for measure, flag in MEASURES.items()},
        methods=["jaccard-phrases", "jaccard-clusters", "geodesic", "borne"],
        borne=borne,
        few=few,
    )


def files(view: View, atlas: Atlas, said: Comparison) -> None:
    """Offer the comparison as a table to take along."""
    name = text("page.compare.title", view.lang)
    table_files(view, atlas, partial(comparison.as_table, atlas, said, lang=view.lang), name=name)


def table_files(view: View, atlas: Atlas, made: Callable[[], pd.DataFrame], *, name: str) -> None:
    """Offer a table of people's words as CSV and as a workbook."""
    day = dates.today()
    writers = {
        "csv": lambda: writing.table_csv(made()),
        "xlsx": lambda: writing.table_xlsx(atlas, made(), name=name),
    }
    with st.container(horizontal=True, key=f"downloads-{file_safe(name)}", gap="small"):
        for kind, write in writers.items():
            stem = f"{file_safe(name)}_{day:%Y-%m-%d}"
            downloads.button(view, kind=kind, stem=stem, write=write)


def against(view: View, atlas: Atlas) -> None:
    """Draw lists of the plan to choose two of, and who stands in both and in one only."""
    taken = view.inquiry.lists
    known = plan_lists.lists(atlas)
    said = plan_lists.contrast(atlas, *taken) if len(taken) == TWO else None
    render.html(
        "zones/compare_lists",
        lang=view.lang,
        atlas=atlas,
        view=view,
        known={**known, **{ref: () for ref in taken if ref not in known}},
        starts=plan_lists.alike(atlas),
        taken=taken,
        two=TWO,
        said=said,
        most=MOST_COMPARED,
    )
    if said:
        first, second = (references.written(ref, view.lang) for ref in taken)
        name = text("lists.versus", view.lang, first=first, second=second)
        made = partial(plan_lists.as_table, atlas, said, lang=view.lang)
        table_files(view, atlas, made, name=name)


def candidates(view: View, atlas: Atlas, zones: gpd.GeoDataFrame) -> None:
    """Offer zones to add, the likeliest first; while none is chosen, whole comparisons."""
    taken = view.map.compare
    offered = []
    if taken and len(taken) < MOST_COMPARED:
        last = taken[-1]
        near = tuple(model_atlas.neighbours(atlas, last, n=OFFERED + len(taken))["zone"])
        like = tuple(most_alike(atlas, last, n=OFFERED + len(taken))["zone"])
        name = atlas.label("zones", last, view.lang, short=True)
        offered = [
            (text(f"compare.{why}", view.lang, zone=name), [i for i in ids if i not in taken])
            for why, ids in (("alike", like), ("near", near))
        ]
    starts = [] if len(taken) > 1 else _starts(view, atlas, zones)
    room = MOST_COMPARED - len(taken)
    rest = [zone for zone in zones.index if zone not in taken] if room else []
    render.html(
        "zones/compare_candidates",
        lang=view.lang,
        atlas=atlas,
        view=view,
        offered=[(why, ids[:OFFERED]) for why, ids in offered],
        starts=[start for start in starts if 1 < len(start.ids) <= MOST_COMPARED],
        rest=rest,
        most=MOST_COMPARED,
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
