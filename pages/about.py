"""About: sources, method, accuracy, the plan's slips, terms of use."""

from pages.ui import cache
from pages.ui.parts import frame
from pages.ui.plan import about
from pages.ui.session import state

atlas = cache.the_atlas()
view = state.current()

frame.heading(view, atlas)
about.method(view, atlas)
about.sources(view, atlas)
about.positions(view, atlas)
about.slips(view, atlas)
about.terms(view, atlas)
