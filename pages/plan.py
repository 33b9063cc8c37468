"""The plan: its structure and references, what the atlas took from where, and its slips."""

from pages.ui import cache
from pages.ui.parts import frame
from pages.ui.plan import page
from pages.ui.session import state

atlas = cache.the_atlas()
view = state.current()

frame.heading(view, atlas, filtered=False)
page.search_box(view, atlas)
page.hits(view, atlas)
page.structure(view, atlas)
page.slips(view, atlas)
