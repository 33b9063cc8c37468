"""Offer the selected zones, and other tables, as files."""

from collections.abc import Callable
from functools import partial

import geopandas as gpd
import pandas as pd
import streamlit as st

from atlas import export
from atlas.i18n import text
from atlas.load import Atlas
from pages.ui import journal
from pages.ui.state import View


def zone_files(view: View, atlas: Atlas, zones: gpd.GeoDataFrame) -> None:
    """Draw a button for every format of the selected zones; a file is made when it is asked for."""
    stem = view.file_stem(atlas)
    with st.container(horizontal=True, key="downloads", gap="small"):
        for name, exporter in export.EXPORTERS.items():
            if exporter.refusal(atlas, zones):
                continue
            write = partial(exporter.write, atlas, zones, view.selection)
            button(view, kind=name, stem=stem, write=write, zones=len(zones))


def table_file(view: View, table: pd.DataFrame, *, name: str) -> None:
    """Draw a button for a table as CSV that Excel opens."""
    button(view, kind="csv", stem=name, write=partial(export.table_csv, table))


def button(
    view: View, *, kind: str, stem: str, write: Callable[[], bytes], zones: int | None = None
) -> None:
    """
    Draw a button for a file, which is made when it is asked for.

    Parameters
    ----------
    view
        The view.
    kind
        A key of `atlas.export.EXPORTERS`.
    stem
        The file's name without its suffix.
    write
        Makes it.
    zones
        How many zones it holds, for the log; None where it is a table of something else.
    """
    exporter = export.EXPORTERS[kind]
    st.download_button(
        text(f"export.{kind}", view.lang),
        data=partial(journal.export, write, form=kind, zones=zones),
        file_name=f"{stem}{exporter.suffix}",
        mime=exporter.mime,
        key=f"download-{kind}-{stem}-{view.lang}",
        on_click="ignore",
        type="tertiary",
    )
