"""Offer the selected zones, and other tables, as files."""

import datetime as dt
from functools import partial

import geopandas as gpd
import pandas as pd
import streamlit as st

from atlas import export
from atlas.i18n import text
from atlas.load import Atlas
from pages.ui.state import View


def zone_files(view: View, atlas: Atlas, zones: gpd.GeoDataFrame) -> None:
    """Draw a button for every format of the selected zones; a file is made when it is asked for."""
    stem = view.selection.file_stem(
        atlas, lang=view.lang, date=dt.datetime.now().astimezone().date()
    )
    with st.container(horizontal=True, key="downloads", gap="small"):
        for name, exporter in export.EXPORTERS.items():
            st.download_button(
                text(f"export.{name}", view.lang),
                data=partial(exporter.write, atlas, zones, view.selection),
                file_name=f"{stem}{exporter.suffix}",
                mime=exporter.mime,
                key=f"download-{name}-{view.lang}",
                on_click="ignore",
                type="tertiary",
            )


def table_file(view: View, table: pd.DataFrame, *, name: str) -> None:
    """Draw a button for a table as CSV that Excel opens."""
    st.download_button(
        text("export.csv", view.lang),
        data=lambda: table.to_csv(index=False).encode("utf-8-sig"),
        file_name=f"{name}.csv",
        mime="text/csv",
        key=f"download-table-{name}-{view.lang}",
        on_click="ignore",
        type="tertiary",
    )
