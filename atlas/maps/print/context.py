"""What all frames of one printed map share, and a frame that is to be drawn."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from atlas.maps.print.projection import View, forward
from atlas.maps.print.subject import Asked, Subject

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

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
    ids
        Of the zones, in the order of their table.
    at
        Their places, metres of `atlas.maps.print.projection.CRS`: (n, 2).
    national
        Which of them are national: (n,).
    """

    atlas: "Atlas"
    subject: Subject
    styles: "Mapping[str, Style]"
    grow: float
    ids: tuple[str, ...]
    at: Points
    national: Mask

    @classmethod
    def of(
        cls, atlas: "Atlas", subject: Subject, styles: "Mapping[str, Style]", *, grow: float
    ) -> "MapContext":
        """Project a subject's zones, once for all frames."""
        zones = subject.zones
        return cls(
            atlas=atlas,
            subject=subject,
            styles=styles,
            grow=grow,
            ids=tuple(zones.index.astype(str)),
            at=forward(zones["lon"].to_numpy(), zones["lat"].to_numpy()),
            national=(zones["level"] == atlas.levels.index[0]).to_numpy(),
        )

    @property
    def order(self) -> Asked:
        """What is asked."""
        return self.subject.order

    @property
    def lang(self) -> str:
        """``"zh"`` or ``"en"``."""
        return self.subject.order.lang

    @property
    def zones(self) -> "gpd.GeoDataFrame":
        """The zones selected, EPSG:4326."""
        return self.subject.zones

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
