"""Write the live map as one page that opens anywhere, offline: map, table, sources and proof."""

import base64
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from atlas.analysis.charts import sparkline
from atlas.briefing import provenance, sheet, typeset
from atlas.briefing.content import Content, content
from atlas.briefing.letterhead import in_a_line
from atlas.briefing.order import Order, OrderError, check
from atlas.briefing.report import report
from atlas.i18n import dates, text
from atlas.maps import palette, style, surroundings, web
from atlas.maps.overlay import bounds
from atlas.maps.panels import Panel
from atlas.maps.panels import live as live_maps
from atlas.maps.print.extents import PROVINCE, is_province
from atlas.maps.print.scene import Symbol, outline
from atlas.maps.specification import SCREEN
from atlas.maps.web.directions import around, directions, together
from atlas.maps.web.surroundings import payloads
from atlas.model import series
from atlas.selection.selection import Selection

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from atlas.maps.overlay import Overlay
    from atlas.maps.specification import Specification
    from atlas.model.atlas import Atlas
    from atlas.model.series import Points

_HERE = Path(__file__).parent
_TEMPLATES = Environment(
    loader=FileSystemLoader(_HERE),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
COLUMNS = ("name", "level", "type", "areas", "place", "industries", "box")
SMALL, SMALL_DPI, SMALL_GROW = (
    300.0,
    144.0,
    0.72,
)  # points a small map is wide, its resolution, its lettering
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
        What is asked; layout and resolution do not matter here, and the style changes the light
        theme alone: a dark one is not printed.

    Returns
    -------
    bytes
        HTML, UTF-8. It opens from a file, asks no host for anything and holds no zone but those
        selected and those at the ends of lines that are drawn. The same bytes for the same atlas
        and order.

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
    shown = _narrowed(atlas, said)
    scheme = Selection(scheme=order.selection.scheme)
    page = web.explore(shown, scheme, lang=order.lang).get_root()
    page.render()  # fills head, body and script, which the template then sets around the table
    written = _TEMPLATES.get_template("live.html.j2").render(
        atlas=atlas,
        code=_code(order.link),
        css=_asset("live.css"),
        further=[
            ("compared", told.compared),
            ("basis", told.basis),
            *((f"changed-{n}", table) for n, table in enumerate(told.changed)),
            *((f"lived-{n}", table) for n, table in enumerate(told.lived)),
        ],
        glyphs=_glyphs(atlas),
        day=dates.day(order.date, order.lang),
        head=in_a_line(order),
        heads=dict(zip(COLUMNS, told.table.header, strict=True)),
        lang=order.lang,
        order=order,
        page=page,
        proof=provenance.RECORD_HERE,
        rows=[
            {
                "id": zone,
                "type_slug": row["zone_type"],
                "level_slug": row["level"],
                "phrases": told.table.phrases[number],
                "own": [
                    (name, value, _line(points, order.lang))
                    for name, value, points in told.table.known(number)
                ],
            }
            | dict(zip(COLUMNS, cells, strict=True))
            for number, ((zone, row), cells) in enumerate(
                zip(said.zones.iterrows(), told.table.rows, strict=True)
            )
        ],
        said=said,
        script=_asset("live.js"),
        small=_small_maps(atlas, order),
        start=_start(atlas, said),
        t=partial(_text, order.lang),
        told=told,
    )
    record = provenance.proof(atlas, order, kind="page", title=said.title)
    return provenance.stamp_markup(written, record)


def _drawn_zones(atlas: "Atlas", said: Content) -> "gpd.GeoDataFrame":
    """Return the zones selected, and those at the ends of lines."""
    ends = said.overlay.ends if said.overlay else frozenset()
    return atlas.zones[atlas.zones.index.isin({*said.zones.index, *ends})] if ends else said.zones


def _narrowed(atlas: "Atlas", said: Content) -> "Atlas":
    """Return the atlas in its print style, with the zones drawn and nothing of the others."""
    zones = _drawn_zones(atlas, said)
    tables = {name: getattr(atlas, name) for name in OF_ZONES}
    kept = {name: table[table["zone"].isin(zones.index)] for name, table in tables.items()}
    # Categories would keep the names of all the others.
    texts = zones.columns[zones.dtypes == "category"]
    zones = zones.assign(**{name: zones[name].cat.remove_unused_categories() for name in texts})
    zones.index = pd.CategoricalIndex(zones.index).remove_unused_categories()
    return replace(atlas, zones=zones, style=palette.table(atlas, said.order.style), **kept)


def _start(atlas: "Atlas", said: Content) -> dict[str, Any]:
    """Return what the page's script begins with, as JSON can hold it."""
    order, zones = said.order, said.zones
    told = directions(atlas, order.map, lang=order.lang, drawn=said.overlay)
    told |= _around_zones(atlas, order.map)
    parts = live_maps(atlas, order.map, lang=order.lang)
    if parts:
        told["extent"] = together(parts)
    # The page holds no other zones: what fits them all need not be the province.
    elif told["extent"]["frame"] is None:
        told["extent"]["to"] = PROVINCE if is_province(said) else "fit"
        if said.overlay and told["extent"]["to"] != PROVINCE:
            told["extent"] = {"to": SCREEN, "frame": _around(atlas, said, said.overlay)}
    zone = order.zone if order.zone in zones.index else None
    first = said.panels[0].said.zones.index.tolist() if parts else None
    return {
        "title": said.title,
        "directions": told | {"show": first, "select": zone},
        "beside": _beside(parts, said),
    }


def _around_zones(atlas: "Atlas", shown: "Specification") -> dict[str, Any]:
    """Return what lies around the zones, of the layers that show: the page can load nothing."""
    layers = surroundings.shown(atlas, shown)
    return {"surroundings": payloads(atlas, layers)} if layers else {}


def _around(atlas: "Atlas", said: Content, drawn: "Overlay") -> list[float]:
    """Return west, south, east, north of the zones and of what is drawn, with some room."""
    places = _drawn_zones(atlas, said)[["lon", "lat"]].to_numpy(dtype=float)
    boxes = np.array([*np.hstack([places, places]).tolist(), *bounds(drawn)])
    return around(boxes[:, :2], boxes[:, 2:])


def _beside(parts: Sequence[Panel], said: Content) -> list[dict[str, Any]]:
    """Return the live maps beside the first: of each its document, and what its script is told."""
    lang = said.order.lang
    sides = []
    for part, small in zip(parts[1:], said.panels[1:], strict=False):
        told = directions(part.atlas, part.shown, lang=lang, drawn=small.said.overlay)
        told |= {
            "panels": {"title": small.title, "legend": False, "of": []},
            "extent": together(parts),
            "show": small.said.zones.index.tolist(),
            "lang": lang,
            **_around_zones(part.atlas, part.shown),
        }
        shown = _narrowed(part.atlas, small.said)
        sides.append({"title": small.title, "document": web.document(shown), "directions": told})
    return sides


def _small_maps(atlas: "Atlas", order: Order) -> list[dict[str, str]]:
    """Return the small maps: of each its title, what it shows in words, and its picture."""
    if not content(atlas, order).panels or live_maps(atlas, order.map, lang=order.lang):
        return []
    return [
        {
            "title": scene.title,
            "alt": scene.description,
            "picture": base64.b64encode(typeset.png(scene, dpi=SMALL_DPI)).decode(),
        }
        for scene in sheet.compose_panels(atlas, order, SMALL, grow=SMALL_GROW)
    ]


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


def _line(points: "Points", lang: str) -> Markup:
    """Return the line of a yearly series, all its years in words; nothing of a column."""
    words = series.told(points, lang)
    return Markup(sparkline.svg(points, colour="currentColor", words=words))  # noqa: S704 - it escapes its words


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
