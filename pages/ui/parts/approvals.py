"""Show what the selected zones' approved areas add up to, and a slider of years' ends."""

import geopandas as gpd

from atlas.analysis import sizes
from atlas.model import columns
from atlas.model.atlas import Atlas
from atlas.selection import conditions
from pages.ui.markup import render
from pages.ui.parts import components
from pages.ui.session.view import View


def approvals(view: View, atlas: Atlas, zones: gpd.GeoDataFrame) -> None:
    """
    Draw the sum and the slider; nothing where no list gives a year.

    Parameters
    ----------
    view
        The view; its conditions say where the slider stands.
    atlas
        The data.
    zones
        Rows of ``atlas.zones``.
    """
    if not columns.is_figure(atlas, columns.YEAR):
        return
    where, lang = view.selection.where, view.lang
    others = conditions.without(where, columns.YEAR, atlas)
    until = None
    for condition in (conditions.condition(each, atlas) for each in where):
        if isinstance(condition, conditions.Condition) and condition.head == columns.YEAR:
            until = condition.values[-1] if condition.values else until
    without = view.selection.with_(where=others).apply(atlas) if until else zones[:0]
    left_out = render.listed(atlas, lang, "zones", sizes.lacking(atlas, without))
    n, ha = sizes.sum_of(atlas, zones)
    components.part(
        "approvals",
        key="approvals",
        lang=lang,
        n=n,
        ha=columns.hectares(ha),
        left=left_out,
        until=until,
        others=others,
        shaded=view.map.shade == columns.AREA,
    )
