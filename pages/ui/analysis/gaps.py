"""Show what is missing between text and zones, in clusters, in types and in prefectures."""

import geopandas as gpd
import pandas as pd

from atlas.analysis import gaps
from atlas.i18n import text
from atlas.model.atlas import Atlas
from pages.ui.analysis import space
from pages.ui.markup import render
from pages.ui.session.view import View

# Each kind of gap, and the vocabulary of what is missing; phrases have none.
KINDS = {
    "focus": "",
    "unnamed": "industries",
    "part": "",
    "no-cluster": "zones",
    "no-type": "types",
    "no-zone": "prefectures",
}
OF_ZONES = ("unnamed", "no-cluster")  # gaps that are about the zones they name
EXAMPLES = 3


def draw(view: View, atlas: Atlas, zones: gpd.GeoDataFrame) -> None:
    """Draw the gaps by kind, each with what it says, its reference, zones and method."""
    found = of_selection(view, atlas, zones)
    names = _names(view, atlas, found)
    found = found.assign(name=names)
    kinds = [(kind, found[found["kind"] == kind]) for kind in KINDS]
    counted = [
        text("space.gaps.count", view.lang, kind=_kind(view, kind), n=len(rows))
        for kind, rows in kinds
        if len(rows)
    ]
    render.html(
        "analysis/gaps",
        lang=view.lang,
        atlas=atlas,
        view=view,
        reading=text(
            "space.gaps.reading",
            view.lang,
            n=len(found),
            kinds=text("list.comma", view.lang).join(counted),
        )
        if counted
        else text("space.gaps.nothing", view.lang),
        kinds=[(kind, rows, _reading(view, atlas, kind, rows)) for kind, rows in kinds],
    )
    space.offer(view, _file(view, atlas, found), name="gansu-gaps")


def of_selection(view: View, atlas: Atlas, zones: gpd.GeoDataFrame) -> pd.DataFrame:
    """
    Return the gaps of the selected areas; those about zones, of the selected zones.

    Parameters
    ----------
    view
        Its selection gives the regionalisation, the areas and the weakest link that counts.
    atlas
        The data.
    zones
        The selected zones.

    Returns
    -------
    pd.DataFrame
        Rows of `atlas.analysis.gaps.gaps`; those of the whole province stay.
    """
    selection = view.selection
    table = gaps.gaps(atlas, scheme=selection.scheme, min_grade=selection.min_grade)
    if selection.areas:
        table = table[table["area"].isin(["", *selection.areas])]
    about_zones = table["kind"].isin(OF_ZONES)
    here = set(zones.index)
    kept = [
        tuple(zone for zone in row.zones if zone in here) if row.kind in OF_ZONES else row.zones
        for row in table.itertuples()
    ]
    table = table.assign(zones=kept)
    return table[~about_zones | (table["zones"].map(len) > 0)].reset_index(drop=True)


def _kind(view: View, kind: str) -> str:
    return text(f"space.gaps.{kind}.short", view.lang)


def _names(view: View, atlas: Atlas, found: pd.DataFrame) -> list[str]:
    """Return what is missing in the view's language."""
    english = {
        **dict(zip(atlas.area_focus["phrase_zh"], atlas.area_focus["phrase_en"], strict=True)),
        **dict(zip(atlas.cluster_parts["part_zh"], atlas.cluster_parts["part_en"], strict=True)),
    }
    return [
        atlas.label(KINDS[row.kind], row.what, view.lang)
        if KINDS[row.kind]
        else (row.what if view.lang == "zh" else english[row.what])
        for row in found.itertuples()
    ]


def _reading(view: View, atlas: Atlas, kind: str, rows: pd.DataFrame) -> str:
    """Say in a sentence what the rows of one kind come to."""
    if rows.empty:
        return text("space.gaps.nothing", view.lang)
    comma = text("list.comma", view.lang)
    values: dict[str, object] = {"n": len(rows), "words": comma.join(_in_words(view, atlas, rows))}
    if kind == "focus":
        none = rows[rows["zones"].map(len) == 0]
        words = comma.join(_in_words(view, atlas, none.head(EXAMPLES)))
        examples = text("space.gaps.focus.examples", view.lang, words=words) if words else ""
        values |= {"near": len(rows) - len(none), "none": len(none), "examples": examples}
    elif kind == "unnamed":
        listed = rows.explode("zones").groupby("name", sort=False)["zones"].nunique()
        values |= {
            "zones": rows["zones"].explode().nunique(),
            "most": text("list.quote", view.lang, value=listed.idxmax()),
            "count": listed.max(),
        }
    elif kind == "no-cluster":  # a zone of two areas stands there twice
        names = rows["name"].drop_duplicates()
        values |= {"n": len(names), "words": comma.join(names)}
    return text(f"space.gaps.{kind}.reading", view.lang, **values)


def _in_words(view: View, atlas: Atlas, rows: pd.DataFrame) -> list[str]:
    """Name each gap with the area that it is in, if it is in one."""
    return [
        text("space.gaps.in_area", view.lang, name=row.name, area=_area(view, atlas, row.area))
        if row.area
        else row.name
        for row in rows.itertuples()
    ]


def _area(view: View, atlas: Atlas, area: str) -> str:
    return atlas.label("areas", area, view.lang, short=True) if area else ""


def _file(view: View, atlas: Atlas, found: pd.DataFrame) -> pd.DataFrame:
    """Return the table as it is downloaded."""
    lang = view.lang
    return pd.DataFrame(
        {
            text("space.gaps.file.kind", lang): [_kind(view, kind) for kind in found["kind"]],
            text("space.area", lang): [_area(view, atlas, area) for area in found["area"]],
            text("space.gaps.file.what", lang): found["name"],
            text("space.gaps.file.zones", lang): [
                "|".join(atlas.label("zones", zone, lang) for zone in zones)
                for zones in found["zones"]
            ],
            text("space.reference", lang): found["source"],
        }
    )
