"""Hold the map document in the page and tell it what to show."""

from collections.abc import Iterable

import geopandas as gpd

from atlas.i18n import text
from atlas.load import Atlas
from pages.ui import components
from pages.ui.state import View


def zone_map(view: View, atlas: Atlas, zones: gpd.GeoDataFrame) -> None:
    """Draw the map of the selected zones; zoom, centre and layers stay as they were left."""
    _map(view, key="map", size="is-large", ids=_ids(atlas, zones), fit=None)


def small_map(view: View, atlas: Atlas, *, around: Iterable[str]) -> None:
    """Draw a small map of all zones, drawn to the extent of some."""
    _map(view, key="small-map", size="is-small", ids=_ids(atlas, atlas.zones), fit=list(around))


def _ids(atlas: Atlas, zones: gpd.GeoDataFrame) -> list[str] | None:
    return None if len(zones) == len(atlas.zones) else zones.index.tolist()


def _map(view: View, *, key: str, size: str, ids: list[str] | None, fit: list[str] | None) -> None:
    components.part(
        "map",
        key=key,
        size=size,
        ids=ids,
        fit=fit,
        zone=view.zone,
        query=view.query(),
        lang=view.lang,
        scheme=view.selection.scheme,
        title=text("part.map", view.lang),
        wait=text("part.wait", view.lang),
        skip=text("part.skip_map", view.lang),
    )
