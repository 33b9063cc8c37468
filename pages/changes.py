"""Changes: two documents held against each other, on a map and in tables by kind."""

import streamlit as st

from pages.ui import cache
from pages.ui.parts import frame
from pages.ui.session import state
from pages.ui.zones import changes

atlas = cache.the_atlas()
view = state.current()
said = changes.between(view, atlas)

frame.heading(view, atlas)
changes.choose(view, atlas, said)
if said.rows.empty:
    frame.nothing(view, atlas)
else:
    words, where = st.columns([1, 1.4], gap="medium")
    with words:
        changes.reading(view, atlas, said)
    with where:
        changes.map_of_all(view, atlas, said)
    changes.tables(view, atlas, said)
    changes.files(view, atlas, said)
