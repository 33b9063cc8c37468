"""Where the shapes of a file are: the system its coordinates are in, and they in WGS 84."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from atlas.exchange.findings import Finding
from atlas.i18n import text

LEAST = 0.005  # how likely a candidate that is offered is: less is said as 0 %


@dataclass(frozen=True, slots=True)
class Candidate:
    """
    A coordinate system that a file may be in.

    Attributes
    ----------
    system
        Its key in systems.toml, e.g. ``cgcs2000-3-35``, ``wgs84``, ``gcj02``.
    swap
        Whether the axes would be swapped.
    inside
        Share of the coordinates that would lie in Gansu, 0 to 1.
    score
        How likely, 0 to 1; the candidates of a file add up to at most 1.
    reasons
        Why, each a key of ``place.reason.<key>`` with its values.
    approximate
        The way to WGS 84 has no known parameters: metres to tens of metres are not known.
    centre
        Longitude and latitude of the middle of the shapes, WGS 84, for a mark on the map.
    """

    system: str
    swap: bool
    inside: float
    score: float
    reasons: tuple[tuple[str, Mapping[str, object]], ...]
    approximate: bool
    centre: tuple[float, float] | None

    def why(self, lang: str = "zh") -> list[str]:
        """Return the reasons as sentences."""
        return [text(f"place.reason.{word}", lang, **values) for word, values in self.reasons]


@dataclass(frozen=True, eq=False)
class Placement:
    """
    The shapes of a file in WGS 84.

    Attributes
    ----------
    candidates
        The systems it may be in, the likelier first; empty where it has no coordinates.
    system
        The one taken, by choice or because it is certain; empty while it is open.
    swap
        Whether axes were swapped.
    certain
        Whether the system was certain without being chosen.
    geometry : array of shapely geometries or None, shape (n,)
        One a row, in EPSG:4326, valid; None where a row has none or it is refused. All None while
        the system is open.
    area_ha : array of float, shape (n,)
        Computed on the ellipsoid; NaN for points and where there is no shape.
    findings
        What was found in the coordinates.
    """

    candidates: tuple[Candidate, ...]
    system: str
    swap: bool
    certain: bool
    geometry: NDArray[np.object_]
    area_ha: NDArray[np.float64]
    findings: tuple[Finding, ...]

    @property
    def offered(self) -> tuple[Candidate, ...]:
        """The candidates that may well be: one that puts nothing into Gansu is no choice."""
        return tuple(each for each in self.candidates if each.inside > 0 and each.score >= LEAST)
