"""The atlas as a notebook has it."""

from pathlib import Path
from typing import TYPE_CHECKING

from atlas.model import atlas as model
from atlas.model import read
from atlas.selection.flags import FLAGS
from atlas.selection.selection import Selection
from geodata import GPKG

if TYPE_CHECKING:
    from collections.abc import Sequence

    import folium
    import geopandas as gpd


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


def load(path: Path = GPKG) -> Atlas:
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
