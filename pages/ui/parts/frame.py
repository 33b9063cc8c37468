"""Draw what stands around every page: header, heading, notices, footer."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import streamlit as st

from atlas.briefing import address, kept
from atlas.briefing.order import MAX_WORDS
from atlas.i18n import text
from atlas.model import documents
from atlas.model.atlas import Atlas
from atlas.selection import narrowing, renamed
from atlas.selection.flags import PICKED
from pages.ui import cache
from pages.ui.markup import render
from pages.ui.parts import keeping
from pages.ui.session import state
from pages.ui.session.view import View

_ICON = Path(__file__).with_name("icon.svg")


def configure(view: View, atlas: Atlas) -> None:
    """Set the window's title and icon, and its styles, before anything else is drawn."""
    name = text(f"page.{view.page}.title", view.lang)
    st.set_page_config(
        page_title=text("frame.window", view.lang, page=name), page_icon=_ICON, layout="wide"
    )
    with st.sidebar:  # it has its room from the start: nothing moves aside for it
        st.container()
    render.html("parts/style", lang=view.lang, atlas=atlas, view=view)


def header(view: View, atlas: Atlas, *, pages: Sequence[str]) -> None:
    """Draw the title, the pages and the language switch."""
    render.html("parts/header", lang=view.lang, atlas=atlas, view=view, pages=pages)


def heading(view: View, atlas: Atlas) -> None:
    """
    Draw a page's heading and what a link got wrong.

    Of a page that follows the filters, with what is selected: in a sentence, and term by term.
    """
    desk = state.desk()
    render.html(
        "parts/heading",
        lang=view.lang,
        atlas=atlas,
        view=view,
        told=documents.told(atlas, view.lang),
        elsewhere=_elsewhere(view, atlas),
        renamed=renamed.found(atlas, view.selection) if view.follows else (),
        stale=cache.reading().notice(view.lang) if view.edition.as_of else "",
        renewed=cache.renewed(),
        sentence=view.spoken.describe(atlas, lang=view.lang) if view.follows else "",
        terms=narrowing.terms(view.selection) if view.follows else (),
        said=_became(view.lang),
        address=address.usable(),
        lists=[keeping.named(each, view.lang) for each in desk.lists],
        current=desk.current,
        new=keeping.NEW,
        longest=MAX_WORDS,
        longest_note=kept.MAX_NOTE,
        longest_list=kept.MAX_NAME,
    )


def _elsewhere(view: View, atlas: Atlas) -> dict[str, pd.DataFrame]:
    """Return what the documents say of the zones that the one shown does not name."""
    asked = [wrong.value for wrong in view.unknown if wrong.flag == PICKED]
    found = {value: documents.naming(atlas, value) for value in asked}
    return {value: said for value, said in found.items() if len(said)}


def _became(lang: str) -> str:
    """Say what became of the last act on views and lists."""
    if (said := state.desk().said) is None:
        return ""
    key, values = said
    spoken = {name: each(lang) if callable(each) else each for name, each in values.items()}
    return text(key, lang, **spoken)


def nothing(view: View, atlas: Atlas) -> None:
    """Say that no zone fits, what would have to be dropped, and how to come back."""
    remedies = narrowing.remedies(view.selection, atlas)
    render.html("parts/nothing", lang=view.lang, atlas=atlas, view=view, remedies=remedies)


def footer(view: View, atlas: Atlas) -> None:
    """Draw the data's version and the note on publishing maps."""
    render.html("parts/footer", lang=view.lang, atlas=atlas, view=view)
