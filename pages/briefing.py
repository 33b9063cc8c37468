"""Briefing: the present view as a finished piece: one sheet, several in one file, the book."""

from functools import partial

import streamlit as st

from atlas.office.roles import EDIT
from pages.ui import cache
from pages.ui.briefing import book, collection, sheet, verify
from pages.ui.data import access
from pages.ui.parts import frame, making
from pages.ui.session import state

atlas = cache.the_atlas()
view = state.current()

frame.heading(view, atlas)
sheet.presets(view, atlas)
view = sheet.drawable(view, atlas)
if view.map.zones(atlas).empty:
    frame.nothing(view, atlas)
else:
    choices, shown = st.columns([1, 2.2], gap="medium")
    with choices:
        sheet.choices(view, atlas)
        sheet.words(view, atlas)
    with shown:
        sheet.sheet(view, atlas)
collection.collected(view, atlas, access.editor, partial(access.acting, EDIT))
together, checked = st.columns(2, gap="medium")
with together:
    book.book(view, atlas)
with checked:
    verify.verify(view, atlas)
making.panel(view, atlas)
