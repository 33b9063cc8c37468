"""What all frames of one printed map share, and a frame that is to be drawn."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from atlas.maps import choropleth, overlay
from atlas.maps.print.projection import View, forward
from atlas.maps.print.subject import Asked, Subject
from atlas.maps.territory import territory
from atlas.office.edition import OWN

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd

    from atlas.maps.style import Style
    from atlas.model.atlas import Atlas

Points = npt.NDArray[np.float64]  # (n, 2): of the sheet, in points, or metres of `CRS`
Rows = npt.NDArray[np.intp]  # numbers of rows of the zones
Mask = npt.NDArray[np.bool_]  # true or false for each of some things

ROOM = 5.0  # points between a zone's place and the frame: its symbol needs that


@dataclass(frozen=True, eq=False)
class MapContext:
    """
    What all frames of one printed map share.

    Attributes
    ----------
    atlas
        The atlas.
    subject
        What is drawn.
    styles
        Of `atlas.maps.palette.palette`.
    grow
        Factor of lettering, symbols and lines.
    zones
        The zones that show, EPSG:4326: those selected, and those at the ends of lines.
    ids
        Of the zones, in the order of their table.
    at
        Their places, metres of `atlas.maps.print.projection.CRS`: (n, 2).
    national, own
        Which of them are national; an office's own: (n,).
    land
        The counties that the map speaks of, of ``atlas.counties``.
    shade
        The own column that it shows on its zones; None where it shows none.
    """

    atlas: "Atlas"
    subject: Subject
    styles: "Mapping[str, Style]"
    grow: float
    zones: "gpd.GeoDataFrame"
    ids: tuple[str, ...]
    at: Points
    national: Mask
    own: Mask
    land: "pd.Index"
    shade: choropleth.Shade | None

    @classmethod
    def of(
        cls, atlas: "Atlas", subject: Subject, styles: "Mapping[str, Style]", *, grow: float
    ) -> "MapContext":
        """Project a subject's zones, once for all frames."""
        zones, drawn = subject.zones, subject.overlay
        if drawn is not None and drawn.ends:
            zones = atlas.zones[atlas.zones.index.isin({*zones.index, *drawn.ends})]
        return cls(
            atlas=atlas,
            subject=subject,
            styles=styles,
            grow=grow,
            zones=zones,
            ids=tuple(zones.index.astype(str)),
            at=forward(zones["lon"].to_numpy(), zones["lat"].to_numpy()),
            national=(zones["level"] == atlas.levels.index[0]).to_numpy(),
            own=(zones["level"] == OWN).to_numpy(),
            land=territory(atlas, subject.order.map, subject.zones),
            shade=overlay.colours(atlas, subject.order.map, drawn, lang=subject.order.lang),
        )

    @property
    def order(self) -> Asked:
        """What is asked."""
        return self.subject.order

    @property
    def owned(self) -> frozenset[str]:
        """The ids of those that are an office's own."""
        return frozenset(self.named(self.own))

    def named(self, which: Mask) -> tuple[str, ...]:
        """Return the ids of some zones, (n,)."""
        return tuple(np.array(self.ids, dtype=object)[which].tolist())

    def is_on(self, layer: str) -> bool:
        """Return whether a layer of `atlas.maps.layers` shows."""
        return self.subject.order.map.is_on(layer)

    @property
    def lang(self) -> str:
        """``"zh"`` or ``"en"``."""
        return self.subject.order.lang

    def within(self, view: View) -> Mask:
        """Return which zones lie in a frame, with room for their symbols: (n,)."""
        x, y = view.sheet(self.at).T
        left, top, right, bottom = view.edges
        room = ROOM * self.grow
        inside: Mask = (
            (x > left + room) & (x < right - room) & (y > top + room) & (y < bottom - room)
        )
        return inside


@dataclass(frozen=True, slots=True)
class MapFrame:
    """
    A frame that is to be drawn.

    Attributes
    ----------
    name
        ``main``, ``inset-1`` …
    view
        What it shows, and where on the sheet.
    """

    name: str
    view: View
