"""Draw the table of zones that goes with the map: a row picked is a zone selected."""

import geopandas as gpd

from atlas.i18n import text
from atlas.model.atlas import Atlas
from atlas.selection.basis import matched
from pages.ui.parts import components
from pages.ui.session.view import View


def register(view: View, atlas: Atlas, zones: gpd.GeoDataFrame, *, size: str = "is-wide") -> None:
    """
    Draw the table of some zones; the phrases that answer what is selected stand out.

    Parameters
    ----------
    view
        The view.
    atlas
        The data.
    zones
        Rows of ``atlas.zones``.
    size
        ``"is-wide"`` for all columns, ``"is-narrow"`` for names and types.
    """
    components.part(
        "register",
        key=f"register-{size}",
        size=size,
        ids=None if len(zones) == len(atlas.zones) else zones.index.tolist(),
        zone=view.zone,
        lang=view.lang,
        scheme=view.selection.scheme,
        caption=text("part.register", view.lang, n=len(zones)),
        asked=dict(matched(atlas, zones.index, view.selection)),
    )
