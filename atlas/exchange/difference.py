"""Show what would change, or did: value by value, in words."""

import datetime as dt
from collections.abc import Iterable, Mapping

import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from atlas import geo
from atlas.i18n import text
from atlas.office.record import Change

COLUMNS = ("name", "field", "before", "after")
HECTARES = 100  # in a square kilometre


def heads(lang: str = "zh") -> dict[str, str]:
    """Return column -> its head."""
    return {column: text(f"difference.{column}", lang) for column in COLUMNS}


def difference_table(
    changes: Iterable[Change], lang: str = "zh", *, names: Mapping[str, str]
) -> pd.DataFrame:
    """
    Return changes as a table of texts.

    Parameters
    ----------
    changes
        The changes.
    lang
        ``"zh"`` or ``"en"``.
    names
        Id -> name of zones, adcode -> name of counties.

    Returns
    -------
    DataFrame
        Columns ``name``, ``field``, ``before``, ``after``; empty where there is no value.
    """
    return pd.DataFrame(
        [
            (
                names.get(change.zone, change.zone),
                change.column or text(f"difference.of.{change.field}", lang),
                _said(change, change.before, lang, names),
                _said(change, change.after, lang, names),
            )
            for change in changes
        ],
        columns=list(COLUMNS),
    )


def _said(  # noqa: PLR0911 - a type, a line
    change: Change, value: object, lang: str, names: Mapping[str, str]
) -> str:
    if value is None or value == ():
        return ""
    if isinstance(value, BaseGeometry):
        return _shape(value, lang)
    if change.field == "attachments":
        return text("list.comma", lang).join(each.said for each in value)  # type: ignore[attr-defined]
    if isinstance(value, tuple):
        return text("list.comma", lang).join(map(str, value))
    if isinstance(value, bool):
        return text(f"difference.{'yes' if value else 'no'}", lang)
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, dt.date):
        return value.isoformat()
    if change.field == "kind":
        return text(f"difference.kind.{value}", lang)
    if change.field == "county":
        return names.get(str(value), str(value))
    return str(value)


def _shape(shape: BaseGeometry, lang: str) -> str:
    if isinstance(shape, shapely.Point):
        return text("difference.point", lang, lon=f"{shape.x:.6f}", lat=f"{shape.y:.6f}")
    hectares = f"{geo.area_km2(shape) * HECTARES:.4f}"
    # The point that closes a ring is its first corner once more.
    rings = shapely.get_rings(shape)
    corners = shapely.get_num_coordinates(shape) - len(rings)
    parts = shapely.get_num_geometries(shape)
    return text("difference.polygon", lang, hectares=hectares, corners=corners, parts=parts)
