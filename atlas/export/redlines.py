"""Outlines as a red-line file: the corner points of plots as surveyors hand them on."""

from typing import TYPE_CHECKING

import shapely

from atlas.errors import ExportError
from atlas.exchange import redline
from atlas.exchange.coordinates.systems import from_wgs84
from atlas.export.layers import outlines_of
from atlas.export.rows import LANG
from atlas.geo import area_km2
from atlas.i18n import text

if TYPE_CHECKING:
    import geopandas as gpd

    from atlas.export.options import Options
    from atlas.load import Atlas
    from atlas.selection import Selection

HECTARES = 100  # in a square kilometre


def to_redline(
    atlas: "Atlas", zones: "gpd.GeoDataFrame", _selection: "Selection", options: "Options"
) -> bytes:
    """
    Return a red-line file: one plot a part of each zone's outline, numbered by the zone's id.

    Its header says how many zones are left out for want of an outline; the format knows no other
    place for words, and readers pass over keys that they do not know.

    Raises
    ------
    ExportError
        If no zone has an outline.
    """
    outlines = outlines_of(atlas, zones)
    there = ~shapely.is_missing(outlines)
    if not there.any():
        raise ExportError("no_outline", n=len(zones))
    moved = from_wgs84(outlines[there], options.crs)
    kept = zones[there]
    plots = [
        redline.Plot(str(zone), name, "", area_km2(outline) * HECTARES, shape)
        for zone, name, outline, shape in zip(
            kept.index, kept["name_zh"], outlines[there], moved, strict=True
        )
    ]
    content = redline.write(
        plots, system=options.crs, digits=options.digits, encoding=options.encoding
    )
    left_out = int((~there).sum())
    if not left_out:
        return content
    header, line, rest = content.partition(b"\r\n")
    said = text("writing.left_out", LANG, n=left_out).encode(options.encoding)
    return header + line + said + line + rest
