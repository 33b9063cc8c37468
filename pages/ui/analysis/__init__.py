"""Draw the analyses of the selected zones, one topic a module."""

from importlib import import_module

import geopandas as gpd

from atlas.analysis.findings.question import Question
from atlas.i18n import text
from atlas.maps.specification import ASKED
from atlas.model.atlas import Atlas
from pages.ui.markup import render
from pages.ui.parts import frame
from pages.ui.session.inquiry import CHOICES
from pages.ui.session.view import View


def topics(view: View, atlas: Atlas) -> None:
    """Draw the topics as links."""
    render.html("analysis/topics", lang=view.lang, atlas=atlas, view=view, topics=CHOICES["topic"])


def draw(view: View, atlas: Atlas, zones: gpd.GeoDataFrame) -> None:
    """
    Draw the topic that is asked for.

    Its module is loaded only now: what draws charts is large, and no other page needs it.

    Parameters
    ----------
    view
        The view, with its inquiry.
    atlas
        The data.
    zones
        The selected rows of ``atlas.zones``; without any, that is said.
    """
    if zones.empty:
        frame.nothing(view, atlas)
    else:
        import_module(f"{__name__}.{view.inquiry.topic}").draw(view, atlas, zones)


def question(view: View, atlas: Atlas, zones: gpd.GeoDataFrame) -> Question:
    """Return what the view asks of some zones."""
    return Question(atlas, view.map, zones, view.lang)


def choose(view: View, atlas: Atlas, *names: str, **numbers: tuple[tuple[int, ...], int]) -> None:
    """
    Draw the choices of some parameters as links.

    Parameters
    ----------
    view, atlas
        As of `draw`.
    *names
        Parameters of `CHOICES` and `ASKED`.
    **numbers
        Parameters that are hundredths: their values, and the one that holds now.
    """

    def say(key: str, **values: object) -> str:
        return text(f"analysis.{key}", view.lang, **values)

    choices = []
    for name in names:
        known = (CHOICES | ASKED)[name]
        now = getattr(view.map if name in ASKED else view.inquiry, name)
        values = [
            (None if value == known[0] else value, say(f"{name}.{value or 'all'}"), value == now)
            for value in known
        ]
        choices.append((name, say(f"{name}.title"), values))
    for name, (known, now) in numbers.items():
        values = [(value, f"{value / 100:.1f}", value == now) for value in known]
        choices.append((name, say(f"{name}.title"), values))
    render.html("analysis/choose", lang=view.lang, atlas=atlas, view=view, choices=choices)


def too_few(view: View, atlas: Atlas, key: str, **values: object) -> None:
    """Say why there is nothing to compare."""
    words = text(f"analysis.too_few.{key}", view.lang, **values)
    render.html("analysis/too_few", lang=view.lang, atlas=atlas, view=view, words=words)
