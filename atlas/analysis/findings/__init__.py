"""What analyses find, in a sentence and drawn: one source for the pages and for every piece."""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from atlas.analysis.findings import alike, compared, gaps, groups, marked, partners, space
from atlas.analysis.findings.question import LEAST, Question
from atlas.maps.overlay import NothingToDraw, Overlay
from atlas.maps.specification import CHANGED, COMPARED

if TYPE_CHECKING:
    from atlas.maps.specification import Specification
    from atlas.model.atlas import Atlas

__all__ = ["OVERLAYS", "Question", "overlay"]


def _of_space(layer: str, asked: Question) -> Overlay:
    found = space.LAYERS[layer](asked)
    if layer == "nearest" and not found.overlay.lines:
        raise NothingToDraw("space.nearest.nobody")
    return replace(found.overlay, notes=found.notes)


def _of_partners(asked: Question) -> Overlay:
    found = partners.find(asked)
    if not found.overlay.lines:
        raise NothingToDraw(lambda lang: partners.find(replace(asked, lang=lang)).overlay.sentence)
    return found.overlay


def _of_alike(asked: Question) -> Overlay:
    found = alike.find(asked)
    if found.overlay is None:
        kind = "zones" if len(asked.zones) < LEAST else "pairs"
        raise NothingToDraw(f"analysis.too_few.{kind}")
    return found.overlay


def _of_groups(asked: Question) -> Overlay:
    if len(asked.zones) < LEAST:
        raise NothingToDraw("analysis.too_few.zones")
    return groups.overlay(asked)


# What can be drawn, but for nothing: the keys of `atlas.maps.specification.DRAWN`.
OVERLAYS: dict[str, Callable[[Question], Overlay]] = {
    COMPARED: compared.overlay,
    CHANGED: marked.overlay,
    "alike": _of_alike,
    "groups": _of_groups,
    "gaps": gaps.overlay,
    "partners": _of_partners,
    **{layer: partial(_of_space, layer) for layer in space.LAYERS},
}


@lru_cache(maxsize=32)
def overlay(atlas: "Atlas", specification: "Specification", lang: str) -> Overlay | None:
    """
    Return what a map draws over its zones.

    Parameters
    ----------
    atlas
        The atlas.
    specification
        What the map is.
    lang
        ``"zh"`` or ``"en"``.

    Returns
    -------
    Overlay or None
        With the notes that its readers need: how far positions may be trusted, and by which
        methods it was found. None where nothing is asked for, or the map shows no zone.

    Raises
    ------
    NothingToDraw
        If what is asked for has nothing to draw; the message says why.
    """
    if not specification.draw:
        return None
    zones = specification.zones(atlas)
    if zones.empty and specification.draw != COMPARED:
        return None
    asked = Question(atlas, specification, zones, lang)
    found = OVERLAYS[specification.draw](asked)
    names = asked.say("list.comma").join(
        atlas.methods.loc[[*found.methods], f"name_{lang}"].astype(str)
    )
    notes = [*found.notes]
    if names:
        notes.append(asked.say("drawn.note.caveat", accuracy=asked.accuracy))
        notes.append(asked.say("drawn.note.method", names=names))
    return replace(found, notes=tuple(notes))
