"""Draw the filter panel: every choice with the number of zones that it would leave."""

import streamlit as st

from atlas.maps import choropleth
from atlas.model.atlas import Atlas
from atlas.selection import lookup
from atlas.selection.facets import Facets
from pages.ui.markup.choices import GIVEN
from pages.ui.parts import components
from pages.ui.session.view import BRIEFING, View

# Pages that show no zones, so that none is ticked there.
WITHOUT_ZONES = (BRIEFING, "indicators", "plan", "data", "help", "about")


def panel(view: View, atlas: Atlas) -> None:
    """Draw the filters in the sidebar."""
    selection, breaks = view.selection, view.map.breaks
    facets = atlas.once(Facets)
    counts = facets.choices(selection)
    with st.sidebar:
        components.part(
            "facets",
            key="facets",
            lang=view.lang,
            params=selection.to_params(),
            counts={flag: series.tolist() for flag, series in counts.items()},
            own_counts=facets.own_choices(selection),
            switches={name: getattr(selection, field) for name, field in lookup.SWITCHES.items()},
            edition={
                "own": view.edition.own,
                "shade": view.map.shade,
                "drawn": view.map.shade_as,
                "method": GIVEN if breaks.given else breaks.method,
                "classes": breaks.n,
                "given": choropleth.write_breaks(breaks) if breaks.given else "",
            },
            asked=view.asked,
            canonical=view.query(),
            ticks=view.page not in WITHOUT_ZONES,
        )
