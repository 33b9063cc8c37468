"""Analysis: what is strong where, who is alike, what is missing, and how the zones lie."""

from pages.ui import analysis, cache
from pages.ui.parts import frame
from pages.ui.session import state

atlas = cache.the_atlas()
view = state.current()
zones = view.selection.apply(atlas)

frame.heading(view, atlas)
analysis.topics(view, atlas)
analysis.draw(view, atlas, zones)
