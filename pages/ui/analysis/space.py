"""Show how zones lie: the nearest national one, catchments, coverage, the centre, far counties."""

import geopandas as gpd
import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from atlas.analysis.findings import space
from atlas.analysis.findings.space import Finding
from atlas.i18n import text
from atlas.maps import overlay
from atlas.maps.specification import RADII
from atlas.model.atlas import Atlas
from pages.ui import analysis
from pages.ui.markup import render
from pages.ui.parts import downloads, overlays
from pages.ui.session.inquiry import CHOICES
from pages.ui.session.view import View

HOVERED = "catchments"  # what its pieces are says only the pointer


def draw(view: View, atlas: Atlas, zones: gpd.GeoDataFrame) -> None:
    """Draw the choice of a question, its answer in a sentence, on the map and as a table."""
    layer = view.inquiry.layer
    render.html(
        "analysis/space_choose",
        lang=view.lang,
        atlas=atlas,
        view=view,
        layers=CHOICES["layer"],
        radii=RADII if layer == "uncovered" else (),
    )
    asked = analysis.question(view, atlas, zones)
    found = space.LAYERS[layer](asked)
    reading = found.overlay.sentence
    render.html("analysis/space_reading", lang=view.lang, atlas=atlas, view=view, reading=reading)
    where, what = columns()
    with where:
        overlays.overlay_map(view, atlas, zones, found.overlay)
    with what:
        render.html(
            "analysis/space",
            lang=view.lang,
            atlas=atlas,
            view=view,
            found=found,
            notes=[*found.notes, *_hovered(view)],
            most=overlay.MOST,
            caveat=asked.caveat,
        )
    offer(view, _file(view, atlas, found), name=f"gansu-{layer}")


def columns() -> list[DeltaGenerator]:
    """Return the columns of an analysis: the map's and the table's."""
    return st.columns([1.7, 1], gap="medium")


def offer(view: View, table: pd.DataFrame, *, name: str) -> None:
    """Draw the link to an analysis's table as a file."""
    with st.container(horizontal=True, key=f"downloads-{name}", gap="small"):
        downloads.table_file(view, table, name=name)


def _hovered(view: View) -> list[str]:
    """Say what pointing at the map tells."""
    return [text("space.catchments.hover", view.lang)] if view.inquiry.layer == HOVERED else []


def names(view: View, atlas: Atlas, slugs: pd.Series, vocabulary: str = "zones") -> list[str]:
    """Return the full names of many slugs at once."""
    return getattr(atlas, vocabulary)[f"name_{view.lang}"].loc[slugs].tolist()


def _file(view: View, atlas: Atlas, found: Finding) -> pd.DataFrame:
    """Return the table as it is downloaded: names for ids, numbers without separators."""
    table = found.table.copy()
    for column, vocabulary in zip(table, found.vocabularies, strict=False):
        table[column] = names(view, atlas, table[column], vocabulary)
    figures = table.columns[len(found.vocabularies) :]
    return table.assign(
        **{name: [figure.replace(",", "") for figure in table[name]] for name in figures}
    )
