"""Data: bring zones in from files, look at what was changed and undo it, take selections out."""

from pages.ui import cache, data
from pages.ui.data import standing
from pages.ui.parts import frame
from pages.ui.session import state

atlas = cache.the_atlas()
view = state.current()

frame.heading(view, atlas)
standing.standing(view, atlas)
data.tasks(view, atlas)
data.draw(view, atlas)
