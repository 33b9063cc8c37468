"""Draw what stands around every page: header, heading, notices, footer."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from atlas.i18n import text
from atlas.model.atlas import Atlas
from pages.ui import cache
from pages.ui.markup import render
from pages.ui.session.view import View

_ICON = Path(__file__).with_name("icon.svg")


def configure(view: View, atlas: Atlas) -> None:
    """Set the window's title, icon and stylesheet, before anything else is drawn."""
    name = text(f"page.{view.page}.title", view.lang)
    st.set_page_config(
        page_title=text("frame.window", view.lang, page=name), page_icon=_ICON, layout="wide"
    )
    render.html("parts/style", lang=view.lang, atlas=atlas, href=cache.stylesheet().href())


def header(view: View, atlas: Atlas, *, pages: Sequence[str]) -> None:
    """Draw the title, the pages and the language switch."""
    render.html("parts/header", lang=view.lang, atlas=atlas, view=view, pages=pages)


def heading(view: View, atlas: Atlas, *, filtered: bool = True) -> None:
    """
    Draw a page's heading with what is selected, said in a sentence, and what a link got wrong.

    Parameters
    ----------
    view
        The view.
    atlas
        The data.
    filtered
        Whether the page follows the filters, so that the sentence belongs to it.
    """
    render.html(
        "parts/heading",
        lang=view.lang,
        atlas=atlas,
        view=view,
        trouble=cache.trouble(),
        renewed=cache.renewed(),
        sentence=view.selection.describe(atlas, lang=view.lang) if filtered else "",
    )


def nothing(view: View, atlas: Atlas) -> None:
    """Say that no zone fits, and how to come back."""
    render.html("parts/nothing", lang=view.lang, atlas=atlas, view=view)


def footer(view: View, atlas: Atlas) -> None:
    """Draw the data's version and the note on publishing maps."""
    render.html("parts/footer", lang=view.lang, atlas=atlas, view=view)
