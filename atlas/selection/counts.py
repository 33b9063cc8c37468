"""Count zones: by level, type and area, and one choice against another."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atlas.selection.facets import Facets
from atlas.selection.flags import USUAL_GRADE, USUAL_SCHEME

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas
    from atlas.selection.selection import Selection


@dataclass(frozen=True, slots=True)
class Summary:
    """
    The figures of some zones.

    Attributes
    ----------
    n
        Number of zones.
    levels, types, areas
        Slug -> number of zones, in table order, noughts included.
    overlap
        By how much the areas' figures add up to more than the zones that have an area.
    inferred
        Number of zones whose membership in an area is inferred.
    """

    n: int
    levels: pd.Series
    types: pd.Series
    areas: pd.Series
    overlap: int
    inferred: int


def _matrix(
    atlas: "Atlas", zones: pd.DataFrame, flag: str, **of: str
) -> tuple[NDArray[np.bool_], pd.Index]:
    """Return which choices hold for which of the zones, and the choices."""
    matrix = atlas.once(Facets).matrix(flag, **of)
    return matrix.to_numpy()[matrix.index.get_indexer(zones.index)], matrix.columns


def total(atlas: "Atlas", selection: "Selection") -> int:
    """Return how many zones a selection keeps; each counts once."""
    return int(np.count_nonzero(atlas.once(Facets).mask(selection)))


def by(
    atlas: "Atlas",
    zones: pd.DataFrame,
    flag: str,
    *,
    scheme: str = USUAL_SCHEME,
    min_grade: str = USUAL_GRADE,
) -> pd.Series:
    """
    Count zones by the choices of one flag.

    Parameters
    ----------
    atlas
        The atlas.
    zones
        Rows of ``atlas.zones``.
    flag
        A flag with a vocabulary, e.g. ``"type"``.
    scheme, min_grade
        As of `Selection`.

    Returns
    -------
    pd.Series
        Slug -> number of zones, in table order, noughts included. A zone may count more than once.
    """
    cells, slugs = _matrix(atlas, zones, flag, scheme=scheme, min_grade=min_grade)
    return pd.Series(np.count_nonzero(cells, axis=0), index=slugs)


def summary(atlas: "Atlas", zones: pd.DataFrame, *, scheme: str = USUAL_SCHEME) -> Summary:
    """
    Count zones by level, type and area.

    Parameters
    ----------
    atlas
        The atlas.
    zones
        Rows of ``atlas.zones``.
    scheme
        The regionalisation to count by.
    """
    cells, slugs = _matrix(atlas, zones, "area", scheme=scheme)
    return Summary(
        n=len(zones),
        levels=by(atlas, zones, "level"),
        types=by(atlas, zones, "type"),
        areas=pd.Series(np.count_nonzero(cells, axis=0), index=slugs),
        overlap=int(np.count_nonzero(cells) - np.count_nonzero(cells.any(axis=1))),
        inferred=sum(zone in atlas.inferred[scheme] for zone in zones.index),
    )


def crosstab(  # noqa: PLR0913 - two axes and the two settings of a selection
    atlas: "Atlas",
    zones: pd.DataFrame,
    *,
    rows: str = "area",
    columns: str = "cluster",
    scheme: str = USUAL_SCHEME,
    min_grade: str = USUAL_GRADE,
) -> pd.DataFrame:
    """
    Count zones by the choices of two flags.

    Parameters
    ----------
    atlas
        The atlas.
    zones
        Rows of ``atlas.zones``.
    rows, columns
        Flags with a vocabulary.
    scheme, min_grade
        As of `Selection`.

    Returns
    -------
    pd.DataFrame
        Whole numbers, slugs on both axes, in table order. Rows and columns may add up to more than
        the number of zones, as a zone may lie in two areas and belong to several clusters.
    """
    down, row_slugs = _matrix(atlas, zones, rows, scheme=scheme, min_grade=min_grade)
    across, column_slugs = _matrix(atlas, zones, columns, scheme=scheme, min_grade=min_grade)
    counted = down.T.astype("int64") @ across.astype("int64")
    return pd.DataFrame(counted, index=row_slugs, columns=column_slugs)
