"""Draw the filter panel: every choice with the number of zones that it would leave."""

import streamlit as st

from atlas.i18n import table
from atlas.model.atlas import Atlas
from atlas.selection import lookup
from atlas.selection.facets import Facets
from pages.ui.parts import components
from pages.ui.session.view import View


def panel(view: View, atlas: Atlas) -> None:
    """Draw the filters in the sidebar."""
    selection = view.selection
    counts = atlas.once(Facets).choices(selection)
    chrome = table(view.lang, "chrome.")
    with st.sidebar:
        components.part(
            "facets",
            key="facets",
            lang=view.lang,
            params=selection.to_params(),
            counts={flag: series.tolist() for flag, series in counts.items()},
            switches={name: getattr(selection, field) for name, field in lookup.SWITCHES.items()},
            edition={"own": view.edition.own, "shade": view.shade},
            asked=view.asked,
            canonical=view.query(),
            chrome={key.removeprefix("chrome."): words for key, words in chrome.items()},
        )
