"""
Read, select, count and draw the development zones of Gansu's 13th five-year plan.

>>> import atlas
>>> a = atlas.load()
>>> len(a.zones)
42
>>> a.select(area="hexi", level="national")["name_en"].str.split().str[0].tolist()
['Jinchang', 'Jiuquan', 'Zhangye']

`select` takes the flags of the command line, slugs or Chinese names, and gives a GeoDataFrame in
EPSG:4326. A `Selection` is the same question as a value: it makes the link, the caption and the
file name too.

>>> here = atlas.Selection.from_params({"area": "hexi", "cluster": "clean-coal"}, a)
>>> here.to_params()
{'area': ['hexi'], 'cluster': ['clean-coal']}
>>> here.apply(a).equals(a.select(area="hexi", cluster="clean-coal"))
True

`a.explore(here)` draws it on a folium map, `a.zone("jinchang-etdz")` gathers all that the plan says
of one zone, `atlas.counts.crosstab(a, a.zones)` sets areas against clusters.
"""

from typing import TYPE_CHECKING

from atlas import geo
from atlas.exchange import writing as export
from atlas.model import atlas as model
from atlas.model import read
from atlas.model.atlas import ZoneSheet
from atlas.model.read import AtlasFileError
from atlas.model.vocabulary import SelectionError, UnknownValue
from atlas.selection import counts
from atlas.selection.flags import FLAGS
from atlas.selection.selection import Selection
from geodata import GPKG

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import folium
    import geopandas as gpd

__all__ = [
    "Atlas",
    "AtlasFileError",
    "Selection",
    "SelectionError",
    "UnknownValue",
    "ZoneSheet",
    "counts",
    "export",
    "geo",
    "load",
]


class Atlas(model.Atlas):
    """The atlas as a notebook has it: it can be asked, drawn, and looked up by zone."""

    def select(self, **flags: "str | Sequence[str]") -> "gpd.GeoDataFrame":
        """
        Return the zones that satisfy some flags.

        Parameters
        ----------
        **flags
            The command line's flags with ``_`` for ``-``; one or several values each, slugs or
            names.

        Returns
        -------
        gpd.GeoDataFrame
            Rows of ``zones``, EPSG:4326.

        Raises
        ------
        SelectionError
            If a value is unknown.
        TypeError
            If there is no such flag.
        """
        known = {*FLAGS, "min-grade", "scheme"}
        params = {name.replace("_", "-"): values for name, values in flags.items()}
        if strange := params.keys() - known:
            raise TypeError(f"no flag {sorted(strange)}; known: {', '.join(sorted(known))}")
        return Selection.from_params(params, self).apply(self)

    def explore(self, selection: Selection | None = None, *, lang: str = "zh") -> "folium.Map":
        """Return a folium map of a selection, for a notebook."""
        # folium takes longer to import than the atlas to load; only maps need it.
        from atlas.maps import web  # noqa: PLC0415

        return web.explore(self, selection, lang=lang)


def load(path: "Path" = GPKG) -> Atlas:
    """
    Read the atlas from its GeoPackage; see `atlas.model.read.load`.

    Parameters
    ----------
    path
        The built file; the one that comes with the atlas unless given.

    Raises
    ------
    AtlasFileError
        If the file is no atlas.
    """
    return read.load(path, of=Atlas)
