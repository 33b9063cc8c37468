"""What may be asked of a file, and what a format can be asked for."""

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from atlas.exchange.coordinates.systems import SYSTEMS, WGS84, ZONES
from atlas.i18n.errors import ExportError
from atlas.model.names import shortened

if TYPE_CHECKING:
    import geopandas as gpd

    from atlas.model.atlas import Atlas
    from atlas.selection.selection import Selection

# National coordinates as offices ask for them: 3-degree zones, with their number and without.
_BAND = min(ZONES)
OFFERED = (
    *(WGS84, "cgcs2000"),
    *(f"cgcs2000-{_BAND}-{zone}{plain}" for zone in ZONES[_BAND] for plain in ("", "-plain")),
)
_ENCODING = re.compile(r"[a-z0-9._:-]+", re.ASCII)
DIGITS = range(10)  # decimals of a metre that may be asked for


@dataclass(frozen=True, slots=True)
class Options:
    """
    What is asked of a file.

    Attributes
    ----------
    crs
        Key of the coordinate system, of `atlas.exchange.coordinates.SYSTEMS`; empty: the format's
        usual one, WGS 84 where it has it.
    encoding
        Of its texts; empty: the format's first.
    digits
        Decimals of metres, where a format writes them as text.
    """

    crs: str = ""
    encoding: str = ""
    digits: int = 3


Make = Callable[["Atlas", "gpd.GeoDataFrame", "Selection", Options], bytes]
Usual = Callable[["Atlas", "gpd.GeoDataFrame"], str]
Held = Callable[["Atlas", "gpd.GeoDataFrame"], "gpd.GeoDataFrame"]
Refused = Callable[["Atlas", "gpd.GeoDataFrame"], ExportError | None]


@dataclass(frozen=True, slots=True)
class Exporter:
    """
    A format: its file suffix, its media type, what it can be asked for, and how it is written.

    Attributes
    ----------
    name
        Key of `atlas.exchange.writing.EXPORTERS`.
    suffix
        With the dot.
    mime
        Media type.
    make
        Takes atlas, zones (rows of ``atlas.zones``), selection and options; returns the file.
    systems
        Keys of the coordinate systems it can be in, the usual one first.
    encodings
        Encodings to choose from, the usual one first; none where there is no choice.
    takes_digits
        Whether `Options.digits` matters.
    held
        Gives those of the zones that it can hold; None: all.
    refused
        Says why it cannot hold the zones, whatever is asked for; None: it can hold any.
    usual
        Gives the system, where none is asked for, by where the zones lie; None: the first.
    """

    name: str
    suffix: str
    mime: str
    make: Make
    systems: tuple[str, ...] = (WGS84,)
    encodings: tuple[str, ...] = ()
    takes_digits: bool = False
    held: Held | None = None
    refused: Refused | None = None
    usual: Usual | None = None

    def write(
        self,
        atlas: "Atlas",
        zones: "gpd.GeoDataFrame",
        selection: "Selection",
        options: Options | None = None,
    ) -> bytes:
        """
        Return the file.

        Raises
        ------
        ExportError
            If the format cannot be had so, or the zones have nothing that it could hold.
        """
        asked = options or Options()
        if not asked.crs.strip():
            asked = replace(asked, crs=self.system_for(atlas, zones))
        asked = self._checked(asked)
        if error := self.refusal(atlas, zones):
            raise error
        return self.make(atlas, zones, selection, asked)

    def holds(self, atlas: "Atlas", zones: "gpd.GeoDataFrame") -> "gpd.GeoDataFrame":
        """Return those of the zones that stand in the file."""
        return self.held(atlas, zones) if self.held else zones

    def refusal(self, atlas: "Atlas", zones: "gpd.GeoDataFrame") -> ExportError | None:
        """Return why the zones cannot be had in this format; None where they can."""
        return self.refused(atlas, zones) if self.refused else None

    def system_for(self, atlas: "Atlas", zones: "gpd.GeoDataFrame") -> str:
        """Return the key of the system that the file is in where none is asked for."""
        return self.usual(atlas, zones) if self.usual else self.systems[0]

    def encoding_of(self, asked: Options) -> str:
        """Return the encoding asked for by its own name; an unknown one as it was written."""
        given = asked.encoding.strip().lower()
        if not given:
            return next(iter(self.encodings), "")
        # Python takes "utf\r\n8" for a name as well, and stumbles over a null.
        if not _ENCODING.fullmatch(given):
            return shortened(given)
        try:
            return codecs.lookup(given).name
        except LookupError:
            return given

    def _checked(self, asked: Options) -> Options:
        crs = asked.crs.strip().lower()
        if crs not in self.systems:
            kind = "system" if crs in SYSTEMS else "no_system"
            raise ExportError(kind, format=self.name, value=crs, known=", ".join(self.systems))
        encoding = self.encoding_of(asked)
        if encoding and encoding not in self.encodings:
            known = ", ".join(self.encodings)
            kind = "encoding" if known else "no_encoding"
            raise ExportError(kind, format=self.name, value=encoding, known=known)
        if asked.digits not in DIGITS:
            raise ExportError("digits", value=asked.digits, most=DIGITS[-1])
        return Options(crs, encoding, asked.digits)
