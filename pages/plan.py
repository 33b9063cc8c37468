"""The plan: its structure and references, what the atlas took from where, and its slips."""

from pages.ui import cache
from pages.ui.parts import frame
from pages.ui.plan import page
from pages.ui.session import state

atlas = cache.the_atlas()
view = state.current()

frame.heading(view, atlas)
page.search_box(view, atlas.of_plan)
page.hits(view, atlas.of_plan)
page.structure(view, atlas.of_plan)
page.slips(view, atlas.of_plan)
