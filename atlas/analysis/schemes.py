"""Set two regionalisations side by side: the same figures under both, and what moves."""

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from atlas.selection import counts
from atlas.selection.facets import Facets

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas

STAYS, SETTLED, MOVES = "stays", "settled", "moves"


def under_both(atlas: "Atlas", zones: pd.DataFrame | None = None) -> pd.DataFrame:
    """
    Count zones by the areas of every scheme.

    Parameters
    ----------
    atlas
        The atlas.
    zones
        Rows of ``atlas.zones``; all unless given.

    Returns
    -------
    pd.DataFrame
        Index (scheme, area) in table order. Columns ``zones``, a column a level and a type, and
        ``clusters``: how many clusters the area's zones reach by direct or inferred links. Whole
        numbers; within a scheme they may add up to more than the zones where areas overlap.
    """
    zones = atlas.zones if zones is None else zones
    tables = []
    for scheme in atlas.schemes.index:
        matrix = atlas.once(Facets).matrix("area", scheme=scheme)
        cells = matrix.to_numpy()[matrix.index.get_indexer(zones.index)]
        kinds = [
            counts.crosstab(atlas, zones, rows="area", columns=flag, scheme=scheme)
            for flag in ("level", "type")
        ]
        reach = counts.crosstab(atlas, zones, rows="area", columns="cluster", scheme=scheme)
        areas = pd.MultiIndex.from_product([[scheme], kinds[0].index], names=["scheme", "area"])
        tables.append(
            pd.concat(
                [
                    pd.Series(np.count_nonzero(cells, axis=0), kinds[0].index, name="zones"),
                    *kinds,
                    reach.gt(0).sum(axis=1).rename("clusters"),
                ],
                axis=1,
            ).set_axis(areas)
        )
    both = pd.concat(tables)
    # An office's own zones bear one slug as their level and as their type: counted once.
    return both.loc[:, ~both.columns.duplicated()]


def between(atlas: "Atlas", zones: pd.DataFrame | None = None) -> pd.DataFrame:
    """
    Count zones by their areas under the first scheme and under the last.

    Returns
    -------
    pd.DataFrame
        Whole numbers: rows the areas of the first scheme, columns those of the last.
    """
    zones = atlas.zones if zones is None else zones
    before, after = (
        atlas.once(Facets).matrix("area", scheme=scheme).loc[zones.index]
        for scheme in (atlas.schemes.index[0], atlas.schemes.index[-1])
    )
    return before.T.astype("int64") @ after.astype("int64")


def _homes(atlas: "Atlas") -> tuple[pd.Series, pd.Series]:
    """Return the prefectures' areas under the first scheme and under the last."""
    first, last = atlas.schemes.index[0], atlas.schemes.index[-1]
    return atlas.prefectures[f"area_{first}"], atlas.prefectures[f"area_{last}"]


def counterparts(atlas: "Atlas") -> dict[str, str]:
    """
    Return area of the first scheme -> the area of the last that is its successor.

    Two areas are counterparts where each holds more prefectures of the other than of any third. An
    area without one (an overlay that was given up) is left out.
    """
    before, after = _homes(atlas)
    pairs = Counter(zip(before, after, strict=True))

    def best(area: str, side: int) -> str | None:
        shares = Counter({p[1 - side]: n for p, n in pairs.items() if p[side] == area})
        first, *others = shares.most_common(2)
        return first[0] if not others or first[1] > others[0][1] else None

    return {
        area: heir for area in before.unique() if (heir := best(area, 0)) and best(heir, 1) == area
    }


def moves(atlas: "Atlas") -> pd.DataFrame:
    """
    Return what becomes of every prefecture between the first scheme and the last.

    Returns
    -------
    pd.DataFrame
        Columns ``prefecture``, ``before``, ``basis`` (of the membership before), ``after``,
        ``kind`` and ``zones`` (ids). ``stays``: it goes into the counterpart of its area;
        ``settled``: so too, but what was inferred is now stated; ``moves``: it goes elsewhere, or
        its area has no counterpart. In table order.
    """
    heirs, rows = counterparts(atlas), []
    homes = atlas.zones["prefecture"].astype("str")
    grounds = atlas.prefectures[f"basis_{atlas.schemes.index[0]}"]
    for prefecture, before, basis, after in zip(
        atlas.prefectures.index, _homes(atlas)[0], grounds, _homes(atlas)[1], strict=True
    ):
        kind = STAYS if heirs.get(before) == after else MOVES
        if kind == STAYS and basis == "inferred":
            kind = SETTLED
        own = tuple(homes.index[homes == prefecture].astype("str"))
        rows.append((prefecture, before, basis, after, kind, own))
    return pd.DataFrame(rows, columns=["prefecture", "before", "basis", "after", "kind", "zones"])


def released(atlas: "Atlas") -> pd.DataFrame:
    """
    Return the zones that lie in fewer areas under the last scheme than under the first.

    Returns
    -------
    pd.DataFrame
        Columns ``zone`` and ``area``: an area of the first scheme that the zone leaves, while it
        stays in the counterpart of another one.
    """
    heirs = counterparts(atlas)
    first, last = (
        atlas.members[atlas.members["scheme"] == scheme]
        for scheme in (atlas.schemes.index[0], atlas.schemes.index[-1])
    )
    after = last.groupby("zone")["area"].agg(set)
    stayed = [heirs.get(area) in after.get(zone, ()) for zone, area in _pairs(first)]
    stays = set(first["zone"][stayed])
    left = [zone in stays and not stay for zone, stay in zip(first["zone"], stayed, strict=True)]
    table: pd.DataFrame = first.loc[left, ["zone", "area"]]
    return table.reset_index(drop=True)


def _pairs(members: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(members["zone"], members["area"], strict=True))
