"""Offer the selected zones, and other tables, as files."""

from collections.abc import Callable
from functools import partial

import geopandas as gpd
import pandas as pd
import streamlit as st

from atlas.exchange import writing
from atlas.i18n import text
from atlas.model.atlas import Atlas
from pages.ui.markup import render
from pages.ui.process import audit
from pages.ui.session.view import View

FILES = "plain"  # the path of the plain edition, which makes them


def zone_files(view: View, atlas: Atlas, zones: gpd.GeoDataFrame) -> None:
    """
    Draw a link to every format of the selected zones.

    The plain edition makes the files: a link costs a click nothing, where a button would be
    registered anew with every one, and whoever has it can fetch the file with any program.
    """
    fitting = [name for name, each in writing.EXPORTERS.items() if not each.refusal(atlas, zones)]
    query = view.query(to=FILES)
    render.html(
        "parts/files", lang=view.lang, atlas=atlas, folder=FILES, kinds=fitting, query=query
    )


def table_file(view: View, table: pd.DataFrame, *, name: str) -> None:
    """Draw a button for a table as CSV that Excel opens."""
    button(view, kind="csv", stem=name, write=partial(writing.table_csv, table))


def button(view: View, *, kind: str, stem: str, write: Callable[[], bytes]) -> None:
    """
    Draw a button for a file, which is made when it is asked for.

    Parameters
    ----------
    view
        The view.
    kind
        A key of `atlas.writing.EXPORTERS`.
    stem
        The file's name without its suffix.
    write
        Makes it.
    """
    exporter = writing.EXPORTERS[kind]
    st.download_button(
        text(f"export.{kind}", view.lang),
        data=audit.taking(write, form=kind),
        file_name=f"{stem}{exporter.suffix}",
        mime=exporter.mime,
        key=f"download-{kind}-{stem}-{view.lang}",
        on_click="ignore",
        type="tertiary",
    )
