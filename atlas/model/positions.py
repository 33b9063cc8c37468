"""What is known of where a zone is: its parks, what other sources say, what would verify it."""

import math
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from atlas.i18n import text
from atlas.model.atlas import Atlas
from geodata.schema.tables import SCHEMA

AGREES, _, CONFLICTS = SCHEMA["position_checks"].by_name["supports"].choices
DECIMAL_KM = 10  # nearer distances have a decimal


@dataclass(frozen=True, slots=True)
class Borne:
    """
    How far other sources bear a zone's point out.

    Attributes
    ----------
    sources
        Keys of the independent sources that agree with it.
    km
        How far the one of them that is farthest off lies from it; NaN where they give words only.
    """

    sources: tuple[str, ...] = ()
    km: float = math.nan

    @property
    def n(self) -> int:
        """How many they are."""
        return len(self.sources)


def placed(atlas: Atlas, zones: pd.Index | None = None) -> gpd.GeoDataFrame:
    """
    Return the parks that have a point of their own: neither main ones nor those without a place.

    Parameters
    ----------
    atlas
        The atlas.
    zones
        Ids of the zones whose parks are asked for; all unless given.
    """
    parks = atlas.parks[~atlas.parks["main"] & atlas.parks["lon"].notna()]
    return parks if zones is None else parks[parks["zone"].isin(zones)]


def disputed(atlas: Atlas, zones: pd.Index | None = None) -> gpd.GeoDataFrame:
    """
    Return the places where other sources put zones instead, rounded to 0.02 degrees.

    Parameters
    ----------
    atlas
        The atlas.
    zones
        Ids of the zones in question; all unless given.

    Returns
    -------
    gpd.GeoDataFrame
        Rows of ``Atlas.position_checks`` that conflict, EPSG:4326.
    """
    checks = atlas.position_checks
    found = checks[(checks["supports"] == CONFLICTS) & checks["about_lon"].notna()]
    if zones is not None:
        found = found[found["zone"].isin(zones)]
    points = gpd.points_from_xy(found["about_lon"], found["about_lat"])
    return gpd.GeoDataFrame(found, geometry=points, crs=atlas.parks.crs)


def borne(atlas: Atlas, zone: str) -> Borne:
    """Return how many independent sources agree with a zone's point, and to how many km."""
    checks = atlas.position_checks
    found = checks[(checks["zone"] == zone) & (checks["supports"] == AGREES)]
    return Borne(tuple(found["source"].unique()), float(found["km"].max()))


def verify(atlas: Atlas, zone: str, lang: str) -> str:
    """Return what would verify a zone's point; empty where it is verified or an office's own."""
    return verify_of(atlas, atlas.zones.loc[zone], lang)


def verify_of(atlas: Atlas, row: pd.Series, lang: str) -> str:
    """Return what would verify the point of a row of ``Atlas.zones``; see `verify`."""
    if row["verified"]:
        return ""
    settles = str(atlas.position_agreement[f"verify_{lang}"].get(row["position_agreement"], ""))
    return settles or str(atlas.position_basis.loc[row["position_basis"], f"verify_{lang}"])


def compass(degrees: float, lang: str) -> str:
    """Return the name of the nearest of the eight directions; degrees clockwise from north."""
    names = text("position.compass", lang).split("|")
    return names[round(degrees * len(names) / 360) % len(names)]


def away(km: float, degrees: float, lang: str) -> str:
    """Return how far and in which direction something lies; empty where it has no place."""
    if math.isnan(km):
        return ""
    said = f"{km:.0f}" if km >= DECIMAL_KM else f"{km:.1f}"
    return text("position.away", lang, km=said, bearing=compass(degrees, lang))


def said(atlas: Atlas, zone: str, lang: str) -> list[str]:
    """Say in sentences what `statements` says."""
    return [sentence for sentence, _ in statements(atlas, zone, lang)]


def statements(atlas: Atlas, zone: str, lang: str) -> list[tuple[str, tuple[str, ...]]]:
    """
    Say how a zone's point is borne out, what conflicts, and what would verify it.

    Parameters
    ----------
    atlas
        The atlas.
    zone
        The zone's id.
    lang
        ``"zh"`` or ``"en"``.

    Returns
    -------
    list of (str, tuple of str)
        Sentences, each with the keys of the sources that it rests on.
    """
    told: list[tuple[str, tuple[str, ...]]] = []
    others = borne(atlas, zone)
    if others.n:
        form = "words" if math.isnan(others.km) else "agree"
        sentence = text(f"position.{form}", lang, n=others.n, km=f"{others.km:g}")
        told.append((sentence, others.sources))
    for row in disputed(atlas, pd.Index([zone])).itertuples():
        sentence = text(
            "position.conflict",
            lang,
            what=getattr(row, f"what_{lang}"),
            away=away(row.km, row.bearing, lang),
            about=about(row.about_lon, row.about_lat, lang),
        )
        told.append((sentence, (str(row.source),)))
    if what := verify(atlas, zone, lang):
        told.append((text("position.verify", lang, what=what), ()))
    return told


def about(lon: float, lat: float, lang: str) -> str:
    """Write a place that was rounded to 0.02 degrees."""
    return text("position.about", lang, lon=f"{lon:.2f}", lat=f"{lat:.2f}")
