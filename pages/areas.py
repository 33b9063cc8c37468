"""Areas: what the plan wants of each, and which zones belong to it on what basis."""

from pages.ui import cache
from pages.ui.parts import frame
from pages.ui.session import state
from pages.ui.zones import areas

atlas = cache.the_atlas()
view = state.current()
zones = view.selection.apply(atlas)

frame.heading(view, atlas)
areas.scheme_switch(view, atlas)
areas.side_by_side(view, atlas, zones)
areas.sums(view, atlas, zones)
areas.both(view, atlas, zones)
