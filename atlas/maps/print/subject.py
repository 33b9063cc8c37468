"""What a printed map is drawn of: the parts of a sheet's content that the map itself needs."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from atlas.maps.overlay import Overlay
    from atlas.maps.specification import Specification
    from atlas.model.atlas import Atlas
    from atlas.selection.selection import Selection


class Asked(Protocol):
    """What is asked of the map: see `atlas.briefing.order.Order`, which has all of it."""

    @property
    def selection(self) -> "Selection":
        """The zones that are selected."""
        ...

    @property
    def lang(self) -> str:
        """``"zh"`` or ``"en"``."""
        ...

    @property
    def map(self) -> "Specification":
        """What the map shows."""
        ...


class Subject(Protocol):
    """A map's subject: see `atlas.briefing.content.Content`."""

    @property
    def order(self) -> Asked:
        """What is asked."""
        ...

    @property
    def zones(self) -> "gpd.GeoDataFrame":
        """The zones selected, EPSG:4326."""
        ...

    @property
    def overlay(self) -> "Overlay | None":
        """What is drawn over the zones."""
        ...

    @property
    def panels(self) -> "Sequence[SmallMap]":
        """The maps that it parts into; none where it is a single one."""
        ...


class SmallMap(Protocol):
    """One of several maps: see `atlas.briefing.content.SmallMap`."""

    @property
    def title(self) -> str:
        """What tells it from the others, with its number of zones."""
        ...

    @property
    def atlas(self) -> "Atlas":
        """The edition that it is of."""
        ...

    @property
    def said(self) -> Subject:
        """What is drawn."""
        ...
