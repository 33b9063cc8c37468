"""Take the selection out, in the format, system and encoding that the next office asks for."""

import geopandas as gpd
import streamlit as st

from atlas.exchange import coordinates, report, writing
from atlas.i18n import text
from atlas.model.atlas import Atlas
from pages.ui.briefing.order import address
from pages.ui.markup import render
from pages.ui.parts import frame
from pages.ui.process import audit
from pages.ui.session.view import View

DIGITS = (3, 2, 1, 4)
NAMED = 6  # zones of a warning


def draw(view: View, atlas: Atlas) -> None:
    """Draw the formats with what each can be asked for, and the file."""
    zones, lang = view.selection.apply(atlas), view.lang
    if zones.empty:
        frame.nothing(view, atlas)
        return
    render.html("data/take", lang=lang, atlas=atlas, view=view, api=f"{address(view)}api")
    with st.container(key="data-take", horizontal=True, gap="medium", vertical_alignment="bottom"):
        kind = st.selectbox(
            text("data.take.format", lang),
            list(writing.EXPORTERS),
            format_func=lambda name: text(f"export.{name}", lang),
            key=f"data-format-{lang}",
        )
        exporter = writing.EXPORTERS[kind]
        asked = {}
        if len(exporter.systems) > 1:
            usual = exporter.system_for(atlas, zones)
            asked["crs"] = st.selectbox(
                text("data.take.system", lang),
                exporter.systems,
                index=exporter.systems.index(usual),
                format_func=lambda key: report.system_name(key, lang),
                key=f"data-crs-{kind}-{usual}-{lang}",
            )
        if len(exporter.encodings) > 1:
            asked["encoding"] = st.selectbox(
                text("data.take.encoding", lang),
                exporter.encodings,
                format_func=str.upper,
                key=f"data-out-encoding-{kind}-{lang}",
            )
        if exporter.takes_digits:
            asked["digits"] = st.selectbox(
                text("data.take.digits", lang), DIGITS, key=f"data-digits-{lang}"
            )
        refusal = exporter.refusal(atlas, zones)
        held = exporter.holds(atlas, zones)
        if refusal is None:
            _save(view, atlas, held, exporter, asked)
    said = [refusal.message(lang)] if refusal else _said(view, atlas, zones, held, asked.get("crs"))
    render.html("data/format", lang=lang, atlas=atlas, kind=kind, said=said)


def _said(
    view: View,
    atlas: Atlas,
    zones: gpd.GeoDataFrame,
    held: gpd.GeoDataFrame,
    crs: str | None,
) -> list[str]:
    """Say which zones are not in the file, and which lie outside the strip of the system."""
    lang, said = view.lang, []
    if len(held) < len(zones):
        said.append(text("data.take.no_outline", lang, n=len(zones) - len(held)))
    far = writing.strays(held, crs) if crs else []
    if far:
        names = [atlas.label("zones", zone, lang) for zone in far[:NAMED]]
        more = "" if len(far) <= NAMED else "…"
        system = coordinates.SYSTEMS[crs]
        values = {
            "n": len(far),
            "system": report.system_name(crs, lang),
            "half": f"{system.band / 2:g}",
            "zones": text("list.comma", lang).join(names) + more,
        }
        said.append(text("data.take.far", lang, **values))
    return said


def _save(
    view: View,
    atlas: Atlas,
    zones: gpd.GeoDataFrame,
    exporter: writing.Exporter,
    asked: dict[str, object],
) -> None:
    """Draw the button of the file, which is made when it is asked for."""
    stem = view.file_stem(atlas)
    options = writing.Options(**asked)
    st.download_button(
        text("data.take.save", view.lang, n=len(zones)),
        data=audit.taking(
            *(exporter.write, atlas, zones, view.selection, options),
            form=exporter.name,
            zones=len(zones),
        ),
        file_name=f"{stem}{exporter.suffix}",
        mime=exporter.mime,
        key=f"data-take-{exporter.name}-{'-'.join(map(str, asked.values()))}-{view.lang}",
        on_click="ignore",
        type="primary",
    )
