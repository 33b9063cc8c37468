"""Hold the map document in the page and tell it what to show."""

from collections import Counter
from collections.abc import Iterable

import geopandas as gpd
import pandas as pd

from atlas.i18n import text
from atlas.model import names as model_names
from atlas.model.atlas import Atlas
from pages.ui import cache
from pages.ui.parts import components
from pages.ui.session.view import View


def zone_map(view: View, atlas: Atlas, zones: gpd.GeoDataFrame) -> None:
    """Draw the map of the selected zones; zoom, centre and layers stay as they were left."""
    show(view, atlas, key="map", size="is-large", ids=ids_of(atlas, zones.index), fit=None)


def small_map(view: View, atlas: Atlas, *, around: Iterable[str], alone: bool = False) -> None:
    """Draw a small map to the extent of some zones: of them alone, or of all."""
    shown = atlas.zones.index[atlas.zones.index.isin(list(around))] if alone else atlas.zones.index
    ids = ids_of(atlas, shown)
    show(view, atlas, key="small-map", size="is-small", ids=ids, fit=list(around))


def ids_of(atlas: Atlas, ids: pd.Index) -> list[str] | None:
    """Return the ids of the zones that a map shows; None where it shows all."""
    return None if len(ids) == len(atlas.zones) else ids.tolist()


def _shade(view: View, atlas: Atlas, ids: list[str] | None) -> dict[str, object] | None:
    """Return the colours of the column asked for, and how many of the zones shown have each."""
    if not view.shade:
        return None
    found = cache.shade(view.shade, view.lang)
    counts = Counter(found.of[zone] for zone in (atlas.zones.index if ids is None else ids))
    classes = [
        {"key": each.key, "label": each.label, "n": counts[each.key]} for each in found.classes
    ]
    column = atlas.own_values[found.head].to_dict()
    colon = text("list.colon", view.lang)
    said = {
        zone: f"{found.head}{colon}{model_names.shown(column[zone], view.lang)}"
        for zone in found.of
        if column.get(zone) is not None
    }
    return {"title": found.head, "classes": classes, "of": dict(found.of), "said": said}


def show(  # noqa: PLR0913 - what the browser is told
    view: View,
    atlas: Atlas,
    *,
    key: str,
    size: str,
    ids: list[str] | None,
    fit: list[str] | None,
    overlay: dict[str, object] | None = None,
) -> None:
    """
    Mount the map document.

    Parameters
    ----------
    view, atlas
        As of `zone_map`.
    key
        Tells one map from another; one with the same key stays as it was left.
    size
        ``"is-large"``, ``"is-wide"`` or ``"is-small"``.
    ids
        The zones to show; None for all.
    fit
        The zones whose extent it is drawn to; None for all.
    overlay
        What is drawn over it.
    """
    components.part(
        "map",
        key=key,
        size=size,
        ids=ids,
        fit=fit,
        overlay=overlay,
        shade=_shade(view, atlas, ids),
        zone=view.zone,
        query=view.query(),
        lang=view.lang,
        scheme=view.selection.scheme,
        title=text("part.map", view.lang),
        wait=text("part.wait", view.lang),
        skip=text("part.skip_map", view.lang),
    )
