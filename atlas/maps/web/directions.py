"""All that a map's script is told of a specification, by the page and by the exported document."""

from typing import TYPE_CHECKING, Any

import numpy as np

from atlas.maps import marks, overlay
from atlas.maps.layers import LAYERS
from atlas.maps.panels import panels
from atlas.maps.specification import AT_SCALE, AUTO, COMPARED, SCREEN
from atlas.maps.territory import territory
from atlas.maps.web.shading import shade_for_script

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from atlas.maps.overlay import Overlay
    from atlas.maps.panels import Panel
    from atlas.maps.specification import Specification
    from atlas.model.atlas import Atlas

DECIMALS = 4  # of a degree: some 10 m
ROOM, LEAST = 0.08, 0.2  # around what is shown: of its span, degrees at least


def directions(
    atlas: "Atlas",
    shown: "Specification",
    *,
    lang: str,
    drawn: "Overlay | None" = None,
    ids: "Iterable[str] | None" = None,
) -> dict[str, Any]:
    """
    Return what a map's script is told, as JSON can hold it.

    Parameters
    ----------
    atlas
        The atlas.
    shown
        What the map is.
    lang
        ``"zh"`` or ``"en"``: of labels and words.
    drawn
        What is drawn over its zones.
    ids
        The zones on it, where these are others than those selected.

    Returns
    -------
    dict
        Name of a function of ``window.atlas`` -> what it is told: ``scheme``; ``show``, ids of
        zones or None for all; ``layers``, each with whether it is on; ``opacity``, layer -> 0 to 1;
        ``land``, codes of the counties that stand out, None where none does; ``others``, places
        [lon, lat] of zones that are not selected, None where they do not show; ``marks``, what is
        drawn by hand, each as a link carries it; ``shade``, of `shade_for_script`; ``overlay``, of
        `overlay.for_script`, or None; ``select``, the id of the zone that is marked, or None;
        ``extent``: ``to``, a value of `EXTENTS`, with ``frame`` [west, south, east, north] where
        it says one and ``scale`` where it says that; ``panels``, of `of_panels`, or None where it
        is a single map.
    """
    # Types that are hidden are layers here: the legend counts what they would show.
    visible = shown.zones(atlas)
    if ids is not None:
        zones = atlas.zones.index[atlas.zones.index.isin([*ids])]
    elif shown.draw == COMPARED or not (shown.hidden_types or shown.beside):
        zones = visible.index
    else:
        zones = shown.selection.apply(atlas).index
    land = territory(atlas, shown, visible) if shown.emphasised else atlas.counties.index
    rest = atlas.zones[~atlas.zones.index.isin(zones)] if shown.context else None
    return {
        "scheme": shown.selection.scheme,
        "show": None if len(zones) == len(atlas.zones) else zones.tolist(),
        "layers": {key: shown.is_on(key) for key in LAYERS},
        "opacity": {layer: percent / 100 for layer, percent in shown.opacity},
        "land": None if len(land) == len(atlas.counties) else land.tolist(),
        "others": None
        if rest is None
        else rest[["lon", "lat"]].astype(float).round(DECIMALS).to_numpy().tolist(),
        "marks": [marks.write(mark) for mark in shown.mark],
        "shade": shade_for_script(atlas, shown, zones, lang=lang, drawn=drawn),
        "overlay": None if drawn is None else overlay.for_script(drawn),
        "select": shown.zone or None,
        "extent": _extent(shown),
        "panels": of_panels(panels(atlas, shown, lang=lang), lang=lang, beside=bool(shown.beside)),
    }


def _extent(shown: "Specification") -> dict[str, Any]:
    framed = shown.extent == SCREEN
    return {
        "to": shown.extent if not framed or shown.frame else AUTO,
        "frame": list(shown.frame) if shown.frame and framed else None,
        "scale": shown.scale if shown.extent == AT_SCALE else None,
    }


def of_panels(parts: "Sequence[Panel]", *, lang: str, beside: bool) -> dict[str, Any] | None:
    """
    Return what the first of several maps is told of them.

    Parameters
    ----------
    parts
        The maps.
    lang
        Of their titles.
    beside
        Whether they stand beside each other: then it is one of them, and says which.

    Returns
    -------
    dict or None
        ``title`` of the map, or None; ``legend``, whether it has one: only one of them does;
        ``of``, of each the ``title`` and the ids to ``show``. None where there are none.
    """
    if not parts:
        return None
    return {
        "title": parts[0].named(lang) if beside else None,
        "legend": True,
        "of": [
            {"title": part.named(lang), "show": part.shown.zones(part.atlas).index.tolist()}
            for part in parts
        ],
    }


def together(parts: "Sequence[Panel]") -> dict[str, Any]:
    """
    Return the extent that maps beside each other begin with, as `directions` tells it.

    Parameters
    ----------
    parts
        The maps; where these ask for none, it is the land around the zones of all.
    """
    first = parts[0].shown
    if first.extent not in {AUTO, "fit"}:
        return _extent(first)
    places = [part.shown.zones(part.atlas)[["lon", "lat"]] for part in parts]
    at = np.concatenate([each.to_numpy(dtype=float) for each in places])
    if (first.extent == AUTO and any(part.shown.selection.is_empty for part in parts)) or not len(
        at
    ):
        return {"to": "province", "frame": None, "scale": None}
    return {"to": SCREEN, "frame": around(at, at), "scale": None}


def around(low: "NDArray[np.float64]", high: "NDArray[np.float64]") -> list[float]:
    """Return west, south, east, north of boxes' least and greatest lon, lat, with some room."""
    low, high = low.min(axis=0), high.max(axis=0)
    room = np.maximum((high - low) * ROOM, LEAST)
    return [round(float(side), DECIMALS) for side in (*(low - room), *(high + room))]
