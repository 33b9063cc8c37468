"""Add up the approved hectares of zones, and tell when they were approved: figures of lists."""

from decimal import Decimal
from typing import TYPE_CHECKING

import pandas as pd

from atlas.model.columns import AREA, YEAR, known, total
from atlas.model.documents import listed
from atlas.selection.facets import Facets
from atlas.selection.flags import USUAL_GRADE, USUAL_SCHEME

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas

BY = ("area", "type", "level", "prefecture")  # flags by which totals are given


def totals(
    atlas: "Atlas",
    zones: pd.DataFrame,
    *,
    by: str,
    scheme: str = USUAL_SCHEME,
    min_grade: str = USUAL_GRADE,
) -> pd.DataFrame:
    """
    Add up approved hectares by the choices of one flag.

    Parameters
    ----------
    atlas
        The atlas.
    zones
        Rows of ``atlas.zones``.
    by
        A flag with a vocabulary, e.g. ``"type"``.
    scheme, min_grade
        As of `atlas.selection.selection.Selection`.

    Returns
    -------
    pd.DataFrame
        Indexed by slug, in table order, of choices that any zone has: ``zones``; ``known``, those
        of them with a figure; ``area_ha``, the sum of these to the hundredth of a hectare, a
        `decimal.Decimal`. A zone may count more than once.
    """
    matrix = atlas.once(Facets).matrix(by, scheme=scheme, min_grade=min_grade)
    matrix = matrix.loc[zones.index]
    cells = known(atlas, AREA, zones.index)
    rows = {}
    for slug, has in matrix.items():
        there = [str(zone) for zone in matrix.index[has.to_numpy()]]
        if there:
            held = {zone: cells[zone] for zone in there if zone in cells}
            rows[slug] = (len(there), len(held), total(held))
    return pd.DataFrame.from_dict(rows, orient="index", columns=["zones", "known", AREA])


def sum_of(atlas: "Atlas", zones: pd.DataFrame) -> tuple[int, Decimal]:
    """Return how many zones have approved hectares, and the sum of these; each zone counts once."""
    cells = known(atlas, AREA, zones.index)
    return len(cells), total(cells)


def lacking(atlas: "Atlas", zones: pd.DataFrame, column: str = YEAR) -> tuple[str, ...]:
    """Return the ids of zones without a figure, in table order."""
    cells = known(atlas, column, zones.index)
    return tuple(str(zone) for zone in zones.index if zone not in cells)


def years(atlas: "Atlas") -> range:
    """Return the years from the first approval of all zones to the last list's own."""
    first = min(known(atlas, YEAR).values(), default=0)
    lists = atlas.documents.loc[[*dict.fromkeys(listed(atlas)["document"])], "date"]
    return range(first, int(max(lists)[:4]) + 1) if first else range(1)


def by_year(atlas: "Atlas", zones: pd.DataFrame) -> pd.DataFrame:
    """
    Count approvals by year.

    Parameters
    ----------
    atlas
        The atlas.
    zones
        Rows of ``atlas.zones``.

    Returns
    -------
    pd.DataFrame
        Indexed by year, every one from the first approval to the last: ``approved`` in it, their
        ``area_ha``; ``standing`` at its end, and their ``standing_ha``, hectares as `Decimal`.
        What zones lost or gained later is not in it: it counts approvals. Empty where none is
        known.
    """
    years, hectares = known(atlas, YEAR, zones.index), known(atlas, AREA, zones.index)
    rows, standing, sum_ha = {}, 0, Decimal(0)
    for year in range(min(years.values(), default=1), max(years.values(), default=0) + 1):
        new = [zone for zone, each in years.items() if each == year]
        area = total({zone: hectares[zone] for zone in new if zone in hectares})
        standing, sum_ha = standing + len(new), sum_ha + area
        rows[year] = (len(new), area, standing, sum_ha)
    names = ["approved", AREA, "standing", "standing_ha"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=names)
