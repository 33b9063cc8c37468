"""The land that a map speaks of: the counties of the areas asked for, or of the zones shown."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from atlas.maps.specification import COMPARED
from atlas.selection.flags import USUAL_SCHEME

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from atlas.maps.specification import Specification
    from atlas.model.atlas import Atlas

OVERLAPPING = "ethnic"  # the area that has autonomous counties beside its prefectures


def territory(
    atlas: "Atlas", specification: "Specification", zones: "gpd.GeoDataFrame"
) -> pd.Index:
    """
    Return the counties that a map speaks of.

    Parameters
    ----------
    atlas
        The atlas.
    specification
        What the map is.
    zones
        The zones that it shows.

    Returns
    -------
    pd.Index
        Of ``atlas.counties``, in their order: those of the areas, prefectures and counties asked
        for, of several flags those that all hold for; where none is asked for, those that the zones
        lie in, as where zones are compared. All where nothing at all is asked.
    """
    asked, land = specification.selection, atlas.once(_Land)
    held = np.ones(len(land.index), dtype=bool)
    if asked.areas:
        held &= np.isin(land.areas[asked.scheme], asked.areas)
        if OVERLAPPING in asked.areas and asked.scheme == USUAL_SCHEME:
            held |= land.autonomous
    if asked.prefectures:
        held &= np.isin(land.prefectures, asked.prefectures)
    if asked.counties:
        held &= np.isin(land.counties, asked.counties)
    named = asked.areas or asked.prefectures or asked.counties
    if specification.draw != COMPARED and named:
        return land.index[held]
    if asked.is_empty and specification.draw != COMPARED and not specification.hide:
        return land.index
    return land.index[np.isin(land.counties, zones["county"].astype(str).to_numpy(dtype=str))]


class _Land:
    """The counties of an atlas as arrays, in their order: a map asks at every click."""

    def __init__(self, atlas: "Atlas") -> None:
        self.index = atlas.counties.index
        self.counties = self.index.to_numpy(dtype=str)
        self.prefectures = atlas.counties["prefecture"].to_numpy(dtype=str)
        self.autonomous = (atlas.counties["ethnic"] == "yes").to_numpy(dtype=bool)
        # Regionalisation -> the area of each county.
        self.areas = {scheme: self._areas(atlas, scheme) for scheme in atlas.schemes.index}

    def _areas(self, atlas: "Atlas", scheme: str) -> "NDArray[np.str_]":
        of = atlas.prefectures[f"area_{scheme}"].astype(str).to_dict()
        return np.array([of[prefecture] for prefecture in self.prefectures])
