"""A file as it was read: its rows, its shapes and what it says of itself, nothing yet decided."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atlas.exchange.findings import Finding

# What a column of a file is for. Columns with none of these are the user's own and are kept.
ROLES = (
    *("id", "name", "name_en", "alias", "county", "industries"),
    *("lon", "lat", "x", "y", "point", "basis", "accuracy_km", "source"),
    "plan",  # what the plan says, in a file that this atlas wrote: not taken
)


@dataclass(frozen=True, slots=True)
class StatedCRS:
    """
    The coordinate system that a file states in a form that PROJ knows.

    Attributes
    ----------
    name
        What PROJ calls it.
    system
        Its key in systems.toml; empty where it is none of those.
    is_projected
        Whether it is in metres.
    approximate
        Whether the way from it to WGS 84 is but near, its datum being another.
    """

    name: str
    system: str
    is_projected: bool
    approximate: bool = False


@dataclass(frozen=True, eq=False)
class Draft:
    """
    What one file holds, before its coordinates are placed and its rows matched to zones.

    Attributes
    ----------
    name
        The file's name as given, cleaned; ``""`` for pasted text.
    kind
        ``xlsx csv geojson gpkg shp kml parquet fgb redline`` or ``text`` (pasted).
    table
        The rows, indexed by the number that `Finding.row` has; the heads as they stand, the cells
        as text, int, float, bool, `datetime.date` or None. It holds all columns, those with a
        role too.
    roles
        Head -> one of `ROLES`, for the columns that have one.
    geometry
        One shape a row in the file's own coordinates, always x (east, longitude) before y (north,
        latitude) unless the file itself has them swapped; None where a row has none. None
        altogether where the coordinates stand in columns.
    lonlat
        The same shapes in degrees, where `crs` is fully described but none of the table's systems.
    crs
        What the file states of its coordinates in a form that PROJ knows; None if nothing.
    stated
        What else it states of them: ``zone`` (number), ``band`` (3 or 6), ``datum`` and, parallel
        to the rows, ``area_ha`` with ``area_room_ha`` (what rounding may hide) or ``area`` (in a
        unit that it does not name).
    encoding
        Of its text; empty where the format fixes it.
    encoding_sure
        False where it was judged by the text, so that whoever brings it confirms it.
    encodings
        Other encodings that read without a fault, the likelier first.
    layers
        Names of the layers or sheets it has; `layer` is the one read.
    layer
        The layer or sheet read; the first of several.
    taken
        All layers read, where the format has any.
    about
        Layer -> how many rows it has and of what kind its shapes are (``area``, ``point``,
        ``mixed`` or nothing), for formats that tell before they are read.
    one_of
        Whether its layers are of different things, one of which is meant, as those of a drawing.
    findings
        What was found while reading.
    """

    name: str
    kind: str
    table: pd.DataFrame
    roles: dict[str, str] = field(default_factory=dict)
    geometry: NDArray[np.object_] | None = None
    lonlat: NDArray[np.object_] | None = None
    crs: StatedCRS | None = None
    stated: dict[str, Any] = field(default_factory=dict)
    encoding: str = ""
    encoding_sure: bool = True
    encodings: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    layer: str = ""
    taken: tuple[str, ...] = ()
    about: dict[str, list[Any]] = field(default_factory=dict)
    one_of: bool = False
    findings: tuple[Finding, ...] = ()

    def number(self, n: "int | np.integer[Any]") -> int:
        """Return the number of the n-th row, as `Finding.row` has it."""
        return int(self.table.index[int(n)])

    def head(self, role: str) -> str:
        """Return the head of the column with a role; nothing where none has it."""
        return next((head for head, has in self.roles.items() if has == role), "")
