"""Show what is missing between text and zones, in clusters, in types and in prefectures."""

import geopandas as gpd
import pandas as pd

from atlas.analysis.findings import gaps
from atlas.analysis.findings.gaps import KINDS
from atlas.i18n import text
from atlas.model.atlas import Atlas
from pages.ui import analysis
from pages.ui.analysis import space
from pages.ui.markup import render
from pages.ui.session.view import View

EXAMPLES = 3


def draw(view: View, atlas: Atlas, zones: gpd.GeoDataFrame) -> None:
    """Draw the gaps by kind, each with what it says, its reference, zones and method."""
    asked = analysis.question(view, atlas, zones)
    found = gaps.find(asked)
    found = found.assign(name=_names(view, atlas, found))
    kinds = [(kind, found[found["kind"] == kind]) for kind in KINDS]
    render.html(
        "analysis/gaps",
        lang=view.lang,
        atlas=atlas,
        view=view,
        reading=gaps.reading(found, asked),
        kinds=[(kind, rows, _reading(view, atlas, kind, rows)) for kind, rows in kinds],
    )
    space.offer(view, _file(view, atlas, found), name="gansu-gaps")


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
    values |= atlas.named_by(view.lang)
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
