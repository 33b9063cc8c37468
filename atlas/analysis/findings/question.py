"""What is asked of some zones, and figures in words that are no finer than what they rest on."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from atlas.i18n import text

if TYPE_CHECKING:
    import geopandas as gpd

    from atlas.maps.specification import Specification
    from atlas.model.atlas import Atlas

LEAST = 2  # zones that can be held against each other


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """
    What an analysis is asked.

    Attributes
    ----------
    atlas
        The atlas.
    map
        Says what is measured, how far, which cluster; its selection the regionalisation and the
        weakest link that counts.
    zones
        The zones that are looked at, rows of ``atlas.zones``.
    lang
        ``"zh"`` or ``"en"``.
    """

    atlas: "Atlas"
    map: "Specification"
    zones: "gpd.GeoDataFrame"
    lang: str

    def say(self, key: str, **values: object) -> str:
        """Return one of the strings."""
        return text(key, self.lang, **{**self.atlas.named_by(self.lang), **values})

    def name(self, slug: str, vocabulary: str = "zones") -> str:
        """Return the short name of a zone, or of a slug of another table."""
        return self.atlas.label(vocabulary, slug, self.lang, short=True)

    def listed(self, vocabulary: str, slugs: Iterable[str]) -> str:
        """Return the short names of some slugs in a row."""
        return text("list.comma", self.lang).join(self.name(slug, vocabulary) for slug in slugs)

    @property
    def accuracy(self) -> str:
        """How far off positions may be, from the best to the worst known, kilometres."""
        known = self.zones["accuracy_km"].astype(float)
        least, most = f"{known.min():g}", f"{known.max():g}"
        return f"±{least}" if least == most else self.say("space.accuracy", least=least, most=most)

    @property
    def caveat(self) -> str:
        """How far positions and distances may be trusted."""
        return self.say("space.caveat", accuracy=self.accuracy)


def km(far: float) -> str:
    """Write a distance in whole kilometres: positions are known no better."""
    return f"{far:.0f}"


def km2(area: float) -> str:
    """Write an area in hundreds of square kilometres."""
    return f"{round(area, -2):,.0f}"


def percent(share: float, lang: str) -> str:
    """Write a share of the province in whole per cent."""
    if 0 < share < 0.01:  # noqa: PLR2004 - a per cent
        return text("space.under", lang)
    return f"{share:.0%}".removesuffix("%")
