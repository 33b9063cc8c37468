"""What a printed map is drawn of: the parts of a sheet's content that the map itself needs."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import geopandas as gpd

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
    def extent(self) -> str:
        """The whole province, a fit to the zones, or the frame of the screen."""
        ...

    @property
    def frame(self) -> tuple[float, float, float, float] | None:
        """West, south, east, north of the screen's map, EPSG:4326."""
        ...

    @property
    def context(self) -> bool:
        """Whether zones that are not selected are shown, small and grey."""
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
