"""Show how zones lie: the nearest national one, catchments, coverage, the centre, far counties."""

from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from atlas import geo
from atlas.analysis import spatial
from atlas.analysis.precision import FEW, few
from atlas.i18n import text
from atlas.model.atlas import Atlas
from pages.ui.markup import render
from pages.ui.parts import downloads, overlays
from pages.ui.session.inquiry import CHOICES, RADII
from pages.ui.session.view import View

LINE = 0.12  # weight of a line that is worth as much as any other


@dataclass(frozen=True, slots=True)
class Finding:
    """
    What one question about space comes to.

    Attributes
    ----------
    reading
        In a sentence.
    table
        What is shown and downloaded: the first columns hold ids, the others figures in words.
    vocabularies
        The table that each of the first columns is a key of.
    methods
        Slugs of ``atlas.methods``.
    drawn
        What `overlays.overlay_map` draws.
    notes
        Further sentences.
    """

    reading: str
    table: pd.DataFrame
    vocabularies: tuple[str, ...]
    methods: tuple[str, ...]
    drawn: dict[str, object] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def draw(view: View, atlas: Atlas, zones: gpd.GeoDataFrame) -> None:
    """Draw the choice of a question, its answer in a sentence, on the map and as a table."""
    layer = view.inquiry.layer
    render.html(
        "analysis/space_choose",
        lang=view.lang,
        atlas=atlas,
        view=view,
        layers=CHOICES["layer"],
        radii=RADII if layer == "uncovered" else (),
    )
    found = _FINDINGS[layer](view, atlas, zones)
    render.html(
        "analysis/space_reading", lang=view.lang, atlas=atlas, view=view, reading=found.reading
    )
    where, what = columns()
    with where:
        overlays.overlay_map(view, atlas, zones, label=found.reading, **found.drawn)
    with what:
        render.html(
            "analysis/space",
            lang=view.lang,
            atlas=atlas,
            view=view,
            found=found,
            most=overlays.MOST,
            caveat=caveat(view, zones),
        )
    offer(view, _file(view, atlas, found), name=f"gansu-{layer}")


def columns() -> list[DeltaGenerator]:
    """Return the columns of an analysis: the map's and the table's."""
    return st.columns([1.7, 1], gap="medium")


def offer(view: View, table: pd.DataFrame, *, name: str) -> None:
    """Draw the link to an analysis's table as a file."""
    with st.container(horizontal=True, key=f"downloads-{name}", gap="small"):
        downloads.table_file(view, table, name=name)


def caveat(view: View, zones: gpd.GeoDataFrame) -> str:
    """Say how far positions and distances may be trusted."""
    known = zones["accuracy_km"].astype(float)
    least, most = f"{known.min():g}", f"{known.max():g}"
    accuracy = text("space.accuracy", view.lang, least=least, most=most)
    return text("space.caveat", view.lang, accuracy=f"±{least}" if least == most else accuracy)


def km(far: float) -> str:
    """Write a distance in whole kilometres: positions are known no better."""
    return f"{far:.0f}"


def km2(area: float) -> str:
    """Write an area in hundreds of square kilometres."""
    return f"{round(area, -2):,.0f}"


def percent(view: View, share: float) -> str:
    """Write a share of the province in whole per cent."""
    if 0 < share < 0.01:  # noqa: PLR2004 - a per cent
        return text("space.under", view.lang)
    return f"{share:.0%}".removesuffix("%")


def _name(view: View, atlas: Atlas, slug: str, vocabulary: str = "zones") -> str:
    return atlas.label(vocabulary, slug, view.lang, short=True)


def names(view: View, atlas: Atlas, slugs: pd.Series, vocabulary: str = "zones") -> list[str]:
    """Return the full names of many slugs at once."""
    return getattr(atlas, vocabulary)[f"name_{view.lang}"].loc[slugs].tolist()


def _nearest(view: View, atlas: Atlas, zones: gpd.GeoDataFrame) -> Finding:
    table = spatial.nearest(atlas, zones).dropna(subset="km")
    far, near = (
        table.loc[table["km"].agg(which)] if len(table) else None for which in ("idxmax", "idxmin")
    )
    if far is None:
        reading = text("space.nearest.nobody", view.lang)
    elif len(table) == 1:
        reading = text(
            "space.nearest.one",
            view.lang,
            zone=_name(view, atlas, far["zone"]),
            to=_name(view, atlas, far["nearest"]),
            km=km(far["km"]),
        )
    else:
        reading = text(
            "space.nearest.reading",
            view.lang,
            n=len(table),
            median=km(table["km"].median()),
            near=_name(view, atlas, near["zone"]),
            near_km=km(near["km"]),
            far=_name(view, atlas, far["zone"]),
            far_to=_name(view, atlas, far["nearest"]),
            far_km=km(far["km"]),
        )
    shown = table.sort_values("km", ascending=False, kind="stable", ignore_index=True)
    lines = shown.head(overlays.MOST).rename(columns={"zone": "a", "nearest": "b"})
    texts = [
        text(
            "space.map.line",
            view.lang,
            a=_name(view, atlas, row.a),
            b=_name(view, atlas, row.b),
            km=km(row.km),
        )
        for row in lines.itertuples()
    ]
    return Finding(
        reading,
        _table(
            view,
            {"space.zone": shown["zone"], "space.nearest.to": shown["nearest"]},
            {"space.km": shown["km"].map(km)},
        ),
        ("zones", "zones"),
        ("geodesic",),
        {"lines": lines.assign(weight=LINE, kind="pair", text=texts)},
    )


def _catchments(view: View, atlas: Atlas, zones: gpd.GeoDataFrame) -> Finding:
    cells = spatial.catchments(atlas, zones)
    shares = cells["km2"] / cells["km2"].sum()
    own = cells[cells["km2"] > 0]
    big, small = (own.loc[own["km2"].agg(which)] for which in ("idxmax", "idxmin"))
    reading = (
        text("space.catchments.one", view.lang, zone=_name(view, atlas, big["zone"]))
        if len(cells) == 1
        else text(
            "space.catchments.reading",
            view.lang,
            n=len(cells),
            big=_name(view, atlas, big["zone"]),
            big_km2=km2(big["km2"]),
            share=percent(view, shares[big.name]),
            small=_name(view, atlas, small["zone"]),
            small_km2=km2(small["km2"]),
        )
    )
    order = cells["km2"].sort_values(ascending=False, kind="stable").index
    shown = cells.loc[order]
    drawn = shown.head(overlays.MOST)
    texts = [
        text("space.map.catchment", view.lang, zone=_name(view, atlas, zone), km2=km2(area))
        for zone, area in zip(drawn["zone"], drawn["km2"], strict=True)
    ]
    return Finding(
        reading,
        _table(
            view,
            {"space.zone": shown["zone"]},
            {
                "space.km2": shown["km2"].map(km2),
                "space.share": [percent(view, share) for share in shares[order]],
            },
        ),
        ("zones",),
        ("voronoi", "geodesic"),
        {"shapes": drawn.assign(kind="catchment", text=texts)},
        (text("space.catchments.hover", view.lang),),
    )


def _rings(view: View, atlas: Atlas, zones: gpd.GeoDataFrame) -> Finding:
    rings = spatial.rings(atlas, zones)
    shares = [percent(view, share) for share in rings["share"]]
    parts = [
        text("space.rings.part", view.lang, km=km(far), share=share)
        for far, share in zip(rings["km"], shares, strict=True)
    ]
    return Finding(
        text(
            "space.rings.reading",
            view.lang,
            n=len(zones),
            parts=text("space.rings.comma", view.lang).join(parts),
        ),
        _table(
            view,
            {},
            {
                "space.rings.within": rings["km"].map(km),
                "space.km2": rings["km2"].map(km2),
                "space.share": shares,
            },
        ),
        (),
        ("coverage", "geodesic"),
        {"shapes": _ring_shapes(view, rings)},
    )


def _ring_shapes(view: View, rings: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the rings as the map draws them, the widest undermost."""
    texts = [text("space.map.ring", view.lang, km=km(far)) for far in rings["km"]]
    return rings.assign(kind="ring", text=texts).sort_values("km", ascending=False)


def _centre(view: View, atlas: Atlas, zones: gpd.GeoDataFrame) -> Finding:
    middle = spatial.centre(atlas, zones)
    far = geo.distance_km(middle.lon, middle.lat, zones["lon"], zones["lat"])
    table = pd.DataFrame({"zone": zones.index, "km": far}).sort_values("km", kind="stable")
    at = atlas.counties.sindex.query(gpd.points_from_xy([middle.lon], [middle.lat])[0], "within")
    place = (
        _name(view, atlas, atlas.counties.index[at[0]], "counties")
        if len(at)
        else text("space.centre.outside", view.lang)
    )
    reading = (
        text("space.centre.one", view.lang, zone=_name(view, atlas, zones.index[0]))
        if middle.n == 1
        else text(
            "space.centre.reading",
            view.lang,
            n=middle.n,
            lon=f"{middle.lon:.1f}",
            lat=f"{middle.lat:.1f}",
            place=place,
            km=km(middle.km),
            inside=int(np.count_nonzero(far <= middle.km)),
        )
    )
    return Finding(
        reading,
        _table(view, {"space.zone": table["zone"]}, {"space.centre.to": table["km"].map(km)}),
        ("zones",),
        ("mean-centre", "standard-distance"),
        {"centre": middle},
        (text("space.few", view.lang, few=FEW),) if few(middle.n) else (),
    )


def _uncovered(view: View, atlas: Atlas, zones: gpd.GeoDataFrame) -> Finding:
    within = view.inquiry.km
    table = spatial.uncovered(atlas, zones, km=within)
    reading = text("space.uncovered.all", view.lang, total=len(atlas.counties), km=within)
    if len(table):
        first = table.iloc[0]
        reading = text(
            "space.uncovered.reading",
            view.lang,
            total=len(atlas.counties),
            n=len(table),
            km=within,
            county=_name(view, atlas, first["county"], "counties"),
            nearest=_name(view, atlas, first["nearest"]),
            far=km(first["km"]),
        )
    texts = [
        text(
            "space.map.county",
            view.lang,
            county=_name(view, atlas, row.county, "counties"),
            nearest=_name(view, atlas, row.nearest),
            km=km(row.km),
        )
        for row in table.itertuples()
    ]
    rings = spatial.rings(atlas, zones, km=(within,))
    return Finding(
        reading,
        _table(
            view,
            {"space.county": table["county"], "space.uncovered.nearest": table["nearest"]},
            {"space.km": table["km"].map(km)},
        ),
        ("counties", "zones"),
        ("geodesic", "coverage"),
        {"counties": table.assign(text=texts), "shapes": _ring_shapes(view, rings)},
        (text("space.uncovered.note", view.lang, km=within),),
    )


_FINDINGS = {
    "nearest": _nearest,
    "catchments": _catchments,
    "rings": _rings,
    "centre": _centre,
    "uncovered": _uncovered,
}


def _table(view: View, ids: dict[str, pd.Series], figures: dict[str, object]) -> pd.DataFrame:
    """Return a table with its columns named in the view's language."""
    return pd.DataFrame(
        {text(key, view.lang): [*values] for key, values in {**ids, **figures}.items()}
    )


def _file(view: View, atlas: Atlas, found: Finding) -> pd.DataFrame:
    """Return the table as it is downloaded: names for ids, numbers without separators."""
    table = found.table.copy()
    for column, vocabulary in zip(table, found.vocabularies, strict=False):
        table[column] = names(view, atlas, table[column], vocabulary)
    figures = table.columns[len(found.vocabularies) :]
    return table.assign(
        **{name: [figure.replace(",", "") for figure in table[name]] for name in figures}
    )
