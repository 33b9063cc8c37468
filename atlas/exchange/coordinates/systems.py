"""The coordinate systems a file may be in, and the way between each of them and WGS 84."""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from atlas.exchange.coordinates import shifts
from atlas.exchange.parsed import StatedCRS

WGS84, GCJ02, BD09 = "wgs84", "gcj02", "bd09"
_TABLE = tomllib.loads((Path(__file__).parent / "systems.toml").read_text(encoding="utf-8"))
ZONES = {int(band): tuple(zones) for band, zones in _TABLE["zones"].items()}
DATUMS: dict[str, dict[str, Any]] = _TABLE["datum"]
NAME = 120  # characters of what a file calls its system
PREFIX = 1_000_000  # the zone's number stands in front of the easting's six digits
_SHIFTS = {GCJ02: shifts.to_gcj02, BD09: shifts.to_bd09}
SHIFTED = frozenset(_SHIFTS)


@dataclass(frozen=True, slots=True)
class System:
    """
    A coordinate system.

    Attributes
    ----------
    key
        E.g. ``cgcs2000-3-35``, ``cgcs2000-3-35-plain``, ``xian80``, ``gcj02``.
    name_zh, name_en
        Its names.
    datum
        A key of `DATUMS`; ``wgs84``, ``gcj02`` or ``bd09`` of those that stand for themselves.
    epsg
        Its EPSG code; 0 where it has none.
    band, zone
        Width of its zones in degrees and the zone; 0 of a geographic system.
    numbered
        Whether the zone's number stands in front of the easting.
    approximate
        Whether the way to WGS 84 has no published parameters.
    """

    key: str
    name_zh: str
    name_en: str
    datum: str
    epsg: int = 0
    band: int = 0
    zone: int = 0
    numbered: bool = False
    approximate: bool = False

    @property
    def is_metric(self) -> bool:
        """Whether its coordinates are metres."""
        return bool(self.band)

    @property
    def meridian(self) -> int:
        """Its central meridian in degrees east; 0 of a geographic system."""
        return meridian(self.band, self.zone) if self.band else 0

    def name(self, lang: str) -> str:
        """Return its name in ``"zh"`` or ``"en"``."""
        return self.name_zh if lang == "zh" else self.name_en


def meridian(band: int, zone: int) -> int:
    """Return the central meridian of a zone in degrees east."""
    return 3 * zone if band == min(ZONES) else 6 * zone - 3


def _all() -> Iterator[System]:
    names = _TABLE["names"]

    def named(kind: str, **values: object) -> dict[str, Any]:
        return {
            f"name_{lang}": names[lang][kind].format(
                **{name: _in(value, lang) for name, value in values.items()}
            )
            for lang in names
        }

    yield System(WGS84, **named(WGS84), datum=WGS84, epsg=4326)
    for key, datum in DATUMS.items():
        shared = {"datum": key, "approximate": datum["approximate"]}
        yield System(key, **named("geographic", datum=datum), epsg=datum["epsg"], **shared)
    for key, datum in DATUMS.items():
        shared = {"datum": key, "approximate": datum["approximate"]}
        for band, zones in ZONES.items():
            for zone in zones:
                for kind in ("numbered", "plain"):
                    values = {"band": band, "zone": zone, "meridian": meridian(band, zone)}
                    yield System(
                        f"{key}-{band}-{zone}" + ("" if kind == "numbered" else "-plain"),
                        **named(kind, datum=datum, **values),
                        epsg=datum[kind][str(band)] + zone,
                        band=band,
                        zone=zone,
                        numbered=kind == "numbered",
                        **shared,
                    )
    yield System(GCJ02, **named(GCJ02), datum=GCJ02)
    yield System(BD09, **named(BD09), datum=BD09)


def _in(value: object, lang: str) -> object:
    return value[f"name_{lang}"] if isinstance(value, dict) else value


SYSTEMS: MappingProxyType[str, System] = MappingProxyType({each.key: each for each in _all()})


def _folded(words: str) -> str:
    """Return some words without what does not count: case, width, spaces, signs."""
    plain = unicodedata.normalize("NFKC", words).lower()
    return re.sub(r"[\s_\-.,'\u2018\u2019\u00b7()\[\]/]+", "", plain)


_NAMES: dict[str, list[str]] = {
    **{key: datum["words"] for key, datum in DATUMS.items()},
    **_TABLE["words"],
}


_FOLDED = {key: [_folded(name) for name in names] for key, names in _NAMES.items()}
_CODE, _BAND, _ZONE, _MERIDIAN = (
    re.compile(_TABLE["pattern"][part]) for part in ("code", "band", "zone", "meridian")
)


def said(words: str) -> str:
    """Return the datum that some words name, `DATUMS` or `WGS84`, `GCJ02`, `BD09`; or nothing."""
    folded = _folded(words)
    named = next((key for key, names in _FOLDED.items() if any(n in folded for n in names)), "")
    if named:
        return named
    code = _CODE.search(folded)
    return next((each.datum for each in SYSTEMS.values() if code and each.epsg == int(code[1])), "")


def told(words: str) -> dict[str, int]:
    """
    Return the band and the zone that some words name beside a datum, 0 for what they do not.

    Parameters
    ----------
    words
        E.g. ``CGCS2000_3_Degree_GK_Zone_35``, ``EPSG:4523`` or a name with its central meridian.
    """
    folded = _folded(words)
    if code := _CODE.search(folded):
        for each in SYSTEMS.values():
            if each.epsg == int(code[1]):
                return {"band": each.band, "zone": each.zone}
    band = int(found[1]) if (found := _BAND.search(folded)) else 0
    zone = int(next(filter(None, found.groups()))) if (found := _ZONE.search(folded)) else 0
    if not zone and (found := _MERIDIAN.search(folded)):
        zone = zone_of(float(found[1]), band)
    return {"band": band, "zone": zone}


def zone_of(degrees: float, band: int) -> int:
    """Return the zone of Gansu that has a central meridian, of 3 degrees if `band` is not 6."""
    of = band if band in ZONES else min(ZONES)
    return next((zone for zone in ZONES[of] if meridian(of, zone) == degrees), 0)


def unsaid(words: str) -> str:
    """Return some words without the names of a datum, in small letters."""
    names = sorted((name for names in _NAMES.values() for name in names), key=len, reverse=True)
    return re.sub("|".join(map(re.escape, names)), " ", words.lower())


def of_crs(crs: CRS) -> str:
    """Return the key of the system that PROJ's description of a CRS means; nothing if none."""
    # Its own code first: PROJ takes zone 35 of 3 degrees for the like zone 18 of 6.
    own = crs.to_json_dict().get("id", {})
    code = own.get("code") if own.get("authority") == "EPSG" else crs.to_epsg(min_confidence=60)
    found = next((each.key for each in SYSTEMS.values() if each.epsg and each.epsg == code), "")
    if found:
        return found
    datum = said(f"{crs.name} {crs.geodetic_crs.name if crs.geodetic_crs else ''}")
    if crs.is_geographic:
        return datum
    operation = crs.coordinate_operation
    if not (crs.is_projected and datum in DATUMS and operation):
        return ""
    values: dict[str, Any] = {each.name.lower(): each.value for each in operation.params}
    lon0 = values.get("longitude of natural origin")
    east = values.get("false easting", 0.0)
    if values.get("scale factor at natural origin", 1.0) != 1.0 or lon0 is None:
        return ""  # UTM and the like
    for each in SYSTEMS.values():
        false = each.zone * PREFIX * each.numbered + 500_000
        if each.datum == datum and each.is_metric and each.meridian == lon0 and false == east:
            return each.key
    return ""


def stated_crs(crs: CRS) -> StatedCRS:
    """Return what is kept of PROJ's description of a CRS."""
    return StatedCRS(crs.name[:NAME], of_crs(crs), crs.is_projected)


def to_wgs84(geometries: NDArray[np.object_], key: str) -> NDArray[np.object_]:
    """
    Bring shapes from a system to WGS 84.

    Parameters
    ----------
    geometries : array of shapely geometries or None, shape (n,)
        x east (or longitude) before y north (or latitude).
    key
        Of `SYSTEMS`.

    Returns
    -------
    array of shapely geometries or None, shape (n,)
        In EPSG:4326, not rounded. CGCS2000 is taken as equal to WGS 84, from which it differs by
        centimetres; Xian 1980 and Beijing 1954 keep the latitude and longitude of their own datum,
        which may be off by some hundred metres (their parameters are not published).
    """
    return _moved(geometries, _forward(key))


def from_wgs84(geometries: NDArray[np.object_], key: str) -> NDArray[np.object_]:
    """Bring shapes from WGS 84 to a system; see `to_wgs84`."""
    return _moved(geometries, _backward(key))


def xy_to_wgs84(
    x: NDArray[np.float64], y: NDArray[np.float64], key: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Bring coordinates, each an array of shape (n,), from a system to WGS 84."""
    lonlat = _forward(key)(np.column_stack([x, y]).astype(float))
    return lonlat[:, 0], lonlat[:, 1]


Move = Callable[[NDArray[np.float64]], NDArray[np.float64]]


def _moved(geometries: NDArray[np.object_], move: Move) -> NDArray[np.object_]:
    shapes = np.asarray(geometries, dtype=object)
    there = ~shapely.is_missing(shapes)
    moved = np.full(len(shapes), None, dtype=object)
    if there.any():
        moved[there] = shapely.transform(shapes[there], move)
    return moved


@lru_cache(maxsize=64)
def _forward(key: str) -> Move:
    system = SYSTEMS[key]
    if shift := _SHIFTS.get(system.datum):
        return partial(shifts.undone, shift)
    return _projection(system, inverse=True)


@lru_cache(maxsize=64)
def _backward(key: str) -> Move:
    system = SYSTEMS[key]
    return _SHIFTS.get(system.datum) or _projection(system, inverse=False)


def _projection(system: System, *, inverse: bool) -> Move:
    """Return the way between a system and the latitude and longitude of its own datum."""
    if not system.is_metric:
        return lambda points: points
    crs = CRS.from_epsg(system.epsg)
    start, end = (crs, crs.geodetic_crs) if inverse else (crs.geodetic_crs, crs)
    transformer = Transformer.from_crs(start, end, always_xy=True)

    def move(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(transformer.transform(points[:, 0], points[:, 1]))

    return move
