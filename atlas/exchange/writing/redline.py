"""Outlines as a red-line file: the corner points of plots as surveyors hand them on."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from atlas.exchange.coordinates.systems import SYSTEMS, ZONES, from_wgs84
from atlas.exchange.writing.geometry import outlines_of, strays
from atlas.exchange.writing.tables import LANG
from atlas.i18n import text
from atlas.i18n.errors import ExportError

if TYPE_CHECKING:
    import geopandas as gpd

    from atlas.exchange.writing.options import Options
    from atlas.model.atlas import Atlas
    from atlas.selection.selection import Selection

M2 = 10_000  # in a hectare
_BAND = min(ZONES)
_KEYS = tuple(f"cgcs2000-{_BAND}-{zone}" for zone in ZONES[_BAND])


def usual(atlas: "Atlas", zones: "gpd.GeoDataFrame") -> str:
    """
    Return the key of the 3-degree zone, with its number, in the middle of the zones' outlines.

    In a zone far away the eastings would begin with another's number, see `strays`.
    """
    outlines = outlines_of(atlas, zones)
    there = outlines[~shapely.is_missing(outlines)]
    if not there.size:
        return _KEYS[0]
    middle = np.median(shapely.get_x(shapely.centroid(there)))
    return min(_KEYS, key=lambda key: abs(SYSTEMS[key].meridian - middle))


def outlined(atlas: "Atlas", zones: "gpd.GeoDataFrame") -> "gpd.GeoDataFrame":
    """Return the zones that have an outline."""
    return zones[zones.index.isin(atlas.outlines.index)]


def without_outlines(atlas: "Atlas", zones: "gpd.GeoDataFrame") -> ExportError | None:
    """Return the refusal of zones none of which has an outline: the format holds nothing else."""
    known = atlas.outlines.index
    return (
        None
        if any(zone in known for zone in zones.index)
        else ExportError("no_outline", n=len(zones))
    )


def to_redline(
    atlas: "Atlas", zones: "gpd.GeoDataFrame", _selection: "Selection", options: "Options"
) -> bytes:
    """
    Return a red-line file: one plot a part of each zone's outline, numbered by the zone's id.

    Its header says how many zones are left out for want of an outline, which have letters that
    the encoding lacks, and which lie outside the system's strip (`strays`); the format knows no
    other place for words, and readers pass over keys that they do not know.
    """
    from atlas.exchange.reading import redline  # noqa: PLC0415 - all that reads comes with it

    outlines = outlines_of(atlas, zones)
    there = ~shapely.is_missing(outlines)
    moved = from_wgs84(outlines[there], options.crs)
    kept = zones[there]
    number, use = (_said(atlas, redline.PLOT[head]) for head in ("number", "use"))
    plots = [
        # Whoever checks the file computes the area in its own plane.
        redline.Plot(number.get(zone) or zone, name, use.get(zone) or "", shape.area / M2, shape)
        for zone, name, shape in zip(kept.index, kept["name_zh"], moved, strict=True)
    ]
    content = redline.write(
        plots, system=options.crs, digits=options.digits, encoding=options.encoding
    )
    said = []
    if left_out := int((~there).sum()):
        said.append(text("writing.left_out", LANG, n=left_out))
    lists = {
        "writing.field.replaced": _replaced(kept["name_zh"], options.encoding),
        "writing.far": strays(kept, options.crs),
    }
    said += [f"{text(key, LANG)}={'|'.join(ids)}" for key, ids in lists.items() if ids]
    # Behind the fields of the standard: strict readers expect these first, in their order.
    plots_begin = f"[{redline.SECTION['plots']}]".encode(options.encoding)
    header, _, rest = content.partition(plots_begin)
    own = b"".join(f"{words}\r\n".encode(options.encoding) for words in said)
    return header + own + plots_begin + rest


def _said(atlas: "Atlas", head: str) -> "pd.Series":
    """Return zone -> text of an own column, as a red-line file brought it; nothing if none has."""
    if head not in atlas.own_columns.index:
        return pd.Series(dtype=object)
    return atlas.own_values[head].dropna().map(str)


def _replaced(names: "pd.Series", encoding: str) -> list[str]:
    """Return the zones whose name has letters that an encoding lacks."""
    return [
        str(zone)
        for zone, name in names.items()
        if name.encode(encoding, errors="replace").decode(encoding) != name
    ]
