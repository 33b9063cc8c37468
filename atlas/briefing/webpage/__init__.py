"""Write the live map as one page that opens anywhere, offline: map, table, sources and proof."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from atlas.briefing import provenance
from atlas.briefing.content import content
from atlas.briefing.order import Order, OrderError, check
from atlas.briefing.report import report
from atlas.i18n import text
from atlas.maps import style, web
from atlas.maps.print.scene import Symbol, outline
from atlas.selection.selection import Selection

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from atlas.model.atlas import Atlas

_HERE = Path(__file__).parent
_TEMPLATES = Environment(
    loader=FileSystemLoader(_HERE),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
COLUMNS = ("name", "level", "type", "areas", "place", "industries", "box")
# Tables that speak of each zone by its id, and are drawn.
OF_ZONES = ("members", "zone_industries", "zone_tags", "links", "aliases")


def live(atlas: "Atlas", order: Order) -> bytes:
    """
    Write the live map of a selection as a page of its own.

    Parameters
    ----------
    atlas
        The atlas.
    order
        What is asked; layout, style and resolution do not matter here.

    Returns
    -------
    bytes
        HTML, UTF-8. It opens from a file, asks no host for anything and holds no zone but those
        selected. The same bytes for the same atlas and order.

    Raises
    ------
    OrderError
        If the order cannot be carried out, or selects no zone.
    """
    check(order)
    said = content(atlas, order)
    if not said.summary.n:
        raise OrderError([("empty", {})])
    told = report(atlas, said)
    shown = _narrowed(atlas, said.zones)
    scheme = Selection(scheme=order.selection.scheme)
    page = web.explore(shown, scheme, lang=order.lang).get_root()
    page.render()  # fills head, body and script, which the template then sets around the table
    return (
        _TEMPLATES.get_template("live.html.j2")
        .render(
            atlas=atlas,
            code=_code(order.link),
            css=_asset("live.css"),
            glyphs=_glyphs(atlas),
            head=dict(zip(COLUMNS, told.table.header, strict=True)),
            lang=order.lang,
            order=order,
            page=page,
            proof=provenance.html_json(
                provenance.proof(atlas, order, kind="page", title=said.title)
            ),
            rows=[
                {"id": zone, "type_slug": row["zone_type"], "level_slug": row["level"]}
                | dict(zip(COLUMNS, cells, strict=True))
                for (zone, row), cells in zip(said.zones.iterrows(), told.table.rows, strict=True)
            ],
            said=said,
            script=_asset("live.js"),
            start=_start(order, said.title, said.zones),
            t=partial(_text, order.lang),
            told=told,
        )
        .encode()
    )


def _narrowed(atlas: "Atlas", zones: "gpd.GeoDataFrame") -> "Atlas":
    """Return the atlas with some of its zones and nothing of the others."""
    tables = {name: getattr(atlas, name) for name in OF_ZONES}
    kept = {name: table[table["zone"].isin(zones.index)] for name, table in tables.items()}
    # Categories would keep the names of all the others.
    texts = zones.columns[zones.dtypes == "category"]
    zones = zones.assign(**{name: zones[name].cat.remove_unused_categories() for name in texts})
    zones.index = pd.CategoricalIndex(zones.index).remove_unused_categories()
    return replace(atlas, zones=zones, **kept)


def _start(order: Order, title: str, zones: "gpd.GeoDataFrame") -> dict[str, Any]:
    """Return what the page's script begins with, as JSON can hold it."""
    return {
        "title": title,
        "extent": order.extent,
        "frame": list(order.frame) if order.frame else None,
        "zone": order.zone if order.zone in zones.index else None,
    }


def _code(link: str) -> dict[str, object] | None:
    """Return a link's code, its side in modules and a path of the dark ones, or None."""
    try:
        modules = np.asarray(provenance.qr(link))
    except provenance.ProofError:
        return None  # the link itself stands beside it, however long
    runs = []
    for y, row in enumerate(modules):
        # Neighbours in a row are one stroke: a third of the size.
        edges = np.flatnonzero(np.diff(np.r_[False, row, False].astype(int)))
        runs += [f"M{a} {y}h{b - a}v1h{a - b}z" for a, b in edges.reshape(-1, 2).tolist()]
    return {"side": len(modules), "path": "".join(runs)}


def _glyphs(atlas: "Atlas") -> "Mapping[str, str]":
    """Return the path of each type's symbol around the origin, as the map draws it."""
    styles = {row.key: row for row in style.read(atlas.style)}
    paths = {}
    for slug in atlas.types.index:
        kind = styles[f"type/{slug}"]
        ring = outline(Symbol(0, 0, kind.shape or "circle", kind.size or 10, ""))
        points = " ".join(f"{x:.2f},{y:.2f}" for x, y in np.asarray(ring).tolist())
        paths[slug] = f"M{points}Z"
    return paths


def _asset(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _text(lang: str, key: str, **values: object) -> str:
    return text(key, lang, **values)
