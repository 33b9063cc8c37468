"""The data page: what the office has added, and one task a module."""

from importlib import import_module

from atlas.model.atlas import Atlas
from pages.ui.markup import render
from pages.ui.session.inquiry import CHOICES
from pages.ui.session.view import View

# The word of the link -> the module that draws it.
TASKS = {
    "bring": "upload",
    "history": "history",
    "take": "download",
    "templates": "office_templates",
}


def tasks(view: View, atlas: Atlas) -> None:
    """Draw the tasks as links."""
    render.html("data/tasks", lang=view.lang, atlas=atlas, view=view, tasks=CHOICES["task"])


def draw(view: View, atlas: Atlas) -> None:
    """Draw the task that is asked for; its module is loaded only now."""
    import_module(f"{__name__}.{TASKS[view.inquiry.task]}").draw(view, atlas)
