"""Find how zones lie: the nearest national one, catchments, coverage, the centre, far counties."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from atlas import geo
from atlas.analysis import spatial
from atlas.analysis.findings.question import Question, km, km2, percent
from atlas.analysis.precision import FEW, few
from atlas.maps.overlay import MOST, Centre, Key, Line, NothingToDraw, Overlay, Shape

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

LINE = 0.12  # weight of a line that is worth as much as any other


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """
    What one question about space comes to.

    Attributes
    ----------
    overlay
        What is drawn, with its sentence and the slugs of its methods.
    table
        What is shown and downloaded: the first columns hold ids, the others figures in words.
    vocabularies
        The table that each of the first columns is a key of.
    notes
        Further sentences.
    """

    overlay: Overlay
    table: pd.DataFrame
    vocabularies: tuple[str, ...]
    notes: tuple[str, ...] = ()


def nearest(asked: Question) -> Finding:
    """Find for each zone the nearest other national one."""
    table = spatial.nearest(asked.atlas, asked.zones).dropna(subset="km")
    reading = _of_nearest(asked, table)
    shown = table.sort_values("km", ascending=False, kind="stable", ignore_index=True)
    lines = [
        Line(
            row.zone,
            row.nearest,
            LINE,
            "pair",
            asked.say(
                "space.map.line",
                a=asked.name(row.zone),
                b=asked.name(row.nearest),
                km=km(row.km),
            ),
        )
        for row in shown.head(MOST).itertuples()
    ]
    return Finding(
        Overlay(
            "nearest",
            asked.say("space.layer.nearest"),
            reading,
            lines=tuple(lines),
            keys=(Key("pair", asked.say("drawn.key.nearest")),) if lines else (),
            methods=("geodesic",),
        ),
        _table(
            asked,
            {"space.zone": shown["zone"], "space.nearest.to": shown["nearest"]},
            {"space.km": shown["km"].map(km)},
        ),
        ("zones", "zones"),
    )


def _of_nearest(asked: Question, table: pd.DataFrame) -> str:
    """Say how far it is to the nearest national zone, and for whom the most and the least."""
    if table.empty:
        return asked.say("space.nearest.nobody")
    far, near = (table.loc[table["km"].agg(which)] for which in ("idxmax", "idxmin"))
    if len(table) == 1:
        return asked.say(
            "space.nearest.one",
            zone=asked.name(far["zone"]),
            to=asked.name(far["nearest"]),
            km=km(far["km"]),
        )
    return asked.say(
        "space.nearest.reading",
        n=len(table),
        median=km(table["km"].median()),
        near=asked.name(near["zone"]),
        near_km=km(near["km"]),
        far=asked.name(far["zone"]),
        far_to=asked.name(far["nearest"]),
        far_km=km(far["km"]),
    )


def catchments(asked: Question) -> Finding:
    """Find which land lies nearest to which zone."""
    cells = spatial.catchments(asked.atlas, asked.zones)
    shares = cells["km2"] / cells["km2"].sum()
    own = cells[cells["km2"] > 0]
    big, small = (own.loc[own["km2"].agg(which)] for which in ("idxmax", "idxmin"))
    reading = (
        asked.say("space.catchments.one", zone=asked.name(big["zone"]))
        if len(cells) == 1
        else asked.say(
            "space.catchments.reading",
            n=len(cells),
            big=asked.name(big["zone"]),
            big_km2=km2(big["km2"]),
            share=percent(shares[big.name], asked.lang),
            small=asked.name(small["zone"]),
            small_km2=km2(small["km2"]),
        )
    )
    order = cells["km2"].sort_values(ascending=False, kind="stable").index
    shown = cells.loc[order]
    drawn = shown.head(MOST)
    shapes = [
        Shape("catchment", geometry, asked.say("space.map.catchment", zone=name, km2=area))
        for geometry, name, area in zip(
            drawn.geometry, map(asked.name, drawn["zone"]), drawn["km2"].map(km2), strict=True
        )
    ]
    return Finding(
        Overlay(
            "catchments",
            asked.say("space.layer.catchments"),
            reading,
            shapes=tuple(shapes),
            keys=(Key("catchment", asked.say("drawn.key.catchment")),),
            methods=("voronoi", "geodesic"),
        ),
        _table(
            asked,
            {"space.zone": shown["zone"]},
            {
                "space.km2": shown["km2"].map(km2),
                "space.share": [percent(share, asked.lang) for share in shares[order]],
            },
        ),
        ("zones",),
    )


def rings(asked: Question) -> Finding:
    """Find how much land lies within some distances of a zone."""
    found = spatial.rings(asked.atlas, asked.zones)
    shares = [percent(share, asked.lang) for share in found["share"]]
    parts = [
        asked.say("space.rings.part", km=km(far), share=share)
        for far, share in zip(found["km"], shares, strict=True)
    ]
    shapes = _ring_shapes(asked, found)
    return Finding(
        Overlay(
            "rings",
            asked.say("space.layer.rings"),
            asked.say(
                "space.rings.reading",
                n=len(asked.zones),
                parts=asked.say("space.rings.comma").join(parts),
            ),
            shapes=shapes,
            # The innermost lies within all of them.
            keys=tuple(
                Key("ring", shape.text, layers)
                for layers, shape in reversed([*enumerate(shapes, start=1)])
            ),
            methods=("coverage", "geodesic"),
        ),
        _table(
            asked,
            {},
            {
                "space.rings.within": found["km"].map(km),
                "space.km2": found["km2"].map(km2),
                "space.share": shares,
            },
        ),
        (),
    )


def _ring_shapes(asked: Question, found: gpd.GeoDataFrame) -> tuple[Shape, ...]:
    """Return the rings as the map draws them, the widest undermost."""
    widest = found.sort_values("km", ascending=False)
    return tuple(
        Shape(
            "ring",
            geometry,
            asked.say("space.map.ring", km=km(far)),
            asked.say("space.within.km", km=km(far)),
        )
        for far, geometry in zip(widest["km"], widest.geometry, strict=True)
    )


def centre(asked: Question) -> Finding:
    """Find the middle of the zones and how far they scatter around it."""
    zones = asked.zones
    middle = spatial.centre(asked.atlas, zones)
    if middle is None:
        raise NothingToDraw("drawn.no.centre")
    far = geo.distance_km(middle.lon, middle.lat, zones["lon"], zones["lat"])
    table = pd.DataFrame({"zone": zones.index, "km": far}).sort_values("km", kind="stable")
    reading = (
        asked.say("space.centre.one", zone=asked.name(zones.index[0]))
        if middle.n == 1
        else asked.say(
            "space.centre.reading",
            n=middle.n,
            lon=f"{middle.lon:.1f}",
            lat=f"{middle.lat:.1f}",
            place=_county(asked, middle),
            km=km(middle.km),
            inside=int(np.count_nonzero(far <= middle.km)),
        )
    )
    circle: BaseGeometry = geo.accuracy_circle(middle.lon, middle.lat, middle.km)
    standard = (Shape("standard", circle),) if middle.km else ()
    keys = [Key("centre", asked.say("space.map.centre"))]
    keys += [Key("standard", asked.say("drawn.key.standard", km=km(middle.km)))] if standard else []
    return Finding(
        Overlay(
            "centre",
            asked.say("space.layer.centre"),
            reading,
            shapes=standard,
            centre=Centre((middle.lon, middle.lat), asked.say("space.map.centre")),
            keys=tuple(keys),
            methods=("mean-centre", "standard-distance"),
        ),
        _table(asked, {"space.zone": table["zone"]}, {"space.centre.to": table["km"].map(km)}),
        ("zones",),
        (asked.say("space.few", few=FEW),) if few(middle.n) else (),
    )


def _county(asked: Question, middle: spatial.Centre) -> str:
    """Return the county that a centre lies in."""
    counties = asked.atlas.counties
    at = counties.sindex.query(gpd.points_from_xy([middle.lon], [middle.lat])[0], "within")
    if not len(at):
        return asked.say("space.centre.outside")
    return asked.name(counties.index[at[0]], "counties")


def uncovered(asked: Question) -> Finding:
    """Find the counties that have no zone within a distance."""
    within, atlas = asked.map.km, asked.atlas
    table = spatial.uncovered(atlas, asked.zones, km=within)
    reading = asked.say("space.uncovered.all", total=len(atlas.counties), km=within)
    if len(table):
        first = table.iloc[0]
        reading = asked.say(
            "space.uncovered.reading",
            total=len(atlas.counties),
            n=len(table),
            km=within,
            county=asked.name(first["county"], "counties"),
            nearest=asked.name(first["nearest"]),
            far=km(first["km"]),
        )
    counties = {
        str(row.county): asked.say(
            "space.map.county",
            county=asked.name(row.county, "counties"),
            nearest=asked.name(row.nearest),
            km=km(row.km),
        )
        for row in table.itertuples()
    }
    shapes = _ring_shapes(asked, spatial.rings(atlas, asked.zones, km=(within,)))
    keys = [Key("ring", shape.text) for shape in shapes]
    keys += [Key("uncovered", asked.say("drawn.key.uncovered", km=within))] if counties else []
    return Finding(
        Overlay(
            "uncovered",
            asked.say("drawn.title.uncovered", km=within),
            reading,
            shapes=shapes,
            counties=counties,
            keys=tuple(keys),
            methods=("geodesic", "coverage"),
        ),
        _table(
            asked,
            {"space.county": table["county"], "space.uncovered.nearest": table["nearest"]},
            {"space.km": table["km"].map(km)},
        ),
        ("counties", "zones"),
        (asked.say("space.uncovered.note", km=within),),
    )


def _table(asked: Question, ids: dict[str, pd.Series], figures: dict[str, Any]) -> pd.DataFrame:
    """Return a table with its columns named in the language asked for."""
    return pd.DataFrame({asked.say(key): [*values] for key, values in {**ids, **figures}.items()})


LAYERS: dict[str, Callable[[Question], Finding]] = {
    "nearest": nearest,
    "catchments": catchments,
    "rings": rings,
    "centre": centre,
    "uncovered": uncovered,
}
