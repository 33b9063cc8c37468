"""The data page: what the office has added, and one task a module."""

from importlib import import_module

from atlas.model.atlas import Atlas
from atlas.office.roles import ADMINISTER
from pages.ui.data import access, standing
from pages.ui.markup import render
from pages.ui.session.inquiry import CHOICES
from pages.ui.session.view import View

# The word of the link -> the module that draws it.
TASKS = {
    "bring": "upload",
    "attach": "attaching",
    "review": "review",
    "history": "history",
    "take": "download",
    "templates": "office_templates",
    "admin": "administering",
}


def tasks(view: View, atlas: Atlas) -> None:
    """Draw the tasks as links: review where there is something to it, an administrator's to one."""
    reviewed, waiting = standing.reviewing()
    asked = {
        "review": bool(reviewed or waiting),
        "admin": bool(access.may(ADMINISTER)),
        view.inquiry.task: True,
    }
    shown = [task for task in CHOICES["task"] if asked.get(task, True)]
    render.html(
        "data/tasks", lang=view.lang, atlas=atlas, view=view, tasks=shown, waiting=len(waiting)
    )


def draw(view: View, atlas: Atlas) -> None:
    """Draw the task that is asked for; its module is loaded only now."""
    import_module(f"{__name__}.{TASKS[view.inquiry.task]}").draw(view, atlas)
