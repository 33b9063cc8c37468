"""Say where everything comes from and how far it may be trusted."""

from functools import partial

from atlas.model.atlas import Atlas
from atlas.model.positions import verify
from pages.ui.markup import render
from pages.ui.session.view import View


def method(view: View, atlas: Atlas) -> None:
    """Say how the atlas was made from the plan."""
    _draw("plan/about_method", view, atlas)


def sources(view: View, atlas: Atlas) -> None:
    """List the sources with licence and whether they were verified."""
    _draw("plan/about_sources", view, atlas)


def positions(view: View, atlas: Atlas) -> None:
    """List every zone's position with basis and accuracy, and what would verify it."""
    of_zone = partial(verify, atlas, lang=view.lang)
    _draw("plan/about_positions", view, atlas, verify=of_zone)


def slips(view: View, atlas: Atlas) -> None:
    """List the plan's slips and how each is shown."""
    _draw("plan/about_slips", view, atlas)


def terms(view: View, atlas: Atlas) -> None:
    """Say under which terms the atlas and its maps may be used."""
    _draw("plan/about_terms", view, atlas)


def _draw(template: str, view: View, atlas: Atlas, **values: object) -> None:
    render.html(template, lang=view.lang, atlas=atlas, view=view, **values)
