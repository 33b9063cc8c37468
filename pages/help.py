"""Help: the questions that a planner asks, each with three steps and a picture."""

from pages.ui import cache
from pages.ui.parts import frame
from pages.ui.plan import help as answered
from pages.ui.session import state

atlas = cache.the_atlas()
view = state.current()

frame.heading(view, atlas)
answered.answers(view, atlas)
