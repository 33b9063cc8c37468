"""Show when zones were approved, and what hectares each group has: figures of the catalogue."""

from collections.abc import Mapping, Sequence
from functools import partial

import geopandas as gpd
import pandas as pd

from atlas.analysis import sizes
from atlas.analysis.charts import sizes as charts_sizes
from atlas.analysis.charts import theme as charts
from atlas.i18n import text
from atlas.model import columns
from atlas.model.atlas import Atlas
from atlas.selection import conditions
from atlas.selection.flags import FLAGS
from pages.ui import analysis
from pages.ui.parts.charts import Figure, Link, show
from pages.ui.session.view import View


def draw(view: View, atlas: Atlas, zones: gpd.GeoDataFrame) -> None:
    """Draw approvals by year, and hectares by group."""
    if not columns.known(atlas, columns.YEAR, zones.index):
        analysis.too_few(view, atlas, "figures")
        return
    show(view, atlas, _years(view, atlas, zones))
    analysis.choose(view, atlas, "by")
    show(view, atlas, _totals(view, atlas, zones))


def _say(view: View, key: str, **values: object) -> str:
    return text(f"analysis.sizes.{key}", view.lang, **values)


def _lacking(view: View, atlas: Atlas, zones: gpd.GeoDataFrame) -> str:
    """Say which zones have no figures."""
    missing = sizes.lacking(atlas, zones)
    if not missing:
        return ""
    short = charts.names(atlas, "zones", missing, view.lang).values()
    named = text("list.comma", view.lang).join(short)
    return _say(view, "lacking", names=named, document=columns.document(atlas, view.lang))


def _approved(view: View, atlas: Atlas, ends: Sequence[int]) -> str:
    """Return the link to the zones approved in a year, or from one to another."""
    kept = conditions.without(view.selection.where, columns.YEAR, atlas)
    years = sorted({ends[0], ends[-1]})
    value = (int(years[0]),) if len(years) == 1 else (int(years[0]), int(years[-1]))
    asked = conditions.Condition(columns.YEAR, "=" if len(value) == 1 else "..", value)
    return view.href("overview", where=[*kept, asked.written()])


def _years(view: View, atlas: Atlas, zones: gpd.GeoDataFrame) -> Figure:
    lang, table = view.lang, sizes.by_year(atlas, zones)
    most = int(table["approved"].argmax())
    new = table[table["approved"] > 0]
    names = ("approved", "ha", "standing", "standing_ha")

    def row(year: int, of: pd.Series) -> list[str | Link]:
        return [
            Link(str(year), _approved(view, atlas, [year])),
            str(of["approved"]),
            columns.hectares(of[columns.AREA]),
            str(of["standing"]),
            columns.hectares(of["standing_ha"]),
        ]

    return Figure(
        slug="approvals",
        title=_say(view, "years", document=columns.document(atlas, lang)),
        reading=_say(
            view,
            "years_reading",
            n=int(table["approved"].sum()),
            first=table.index[0],
            last=table.index[-1],
            most=table.index[most],
            most_n=table["approved"].iloc[most],
        )
        + _lacking(view, atlas, zones),
        note=_say(view, "years_note"),
        hint=_say(view, "hint"),
        draw=lambda theme: charts_sizes.years(table, lang=lang, theme=theme),
        head=[_say(view, "year"), *(_say(view, name) for name in names)],
        rows=[row(int(year), of) for year, of in new.iterrows()],
        data=table.astype({columns.AREA: float, "standing_ha": float})
        .rename_axis("year")
        .reset_index(),
        methods=[],
        card=columns.sources(atlas)[0],
        pick=lambda picked: _approved(view, atlas, [int(picked["year"])]),
        sweep=lambda ends: _approved(view, atlas, [int(each) for each in ends]),
    )


def _totals(view: View, atlas: Atlas, zones: gpd.GeoDataFrame) -> Figure:
    by, lang = view.inquiry.by, view.lang
    scheme = view.selection.scheme
    table = sizes.totals(atlas, zones, by=by, scheme=scheme)
    groups = charts.names(atlas, FLAGS[by].vocabulary, table.index, lang)
    n, ha = sizes.sum_of(atlas, zones)
    most = int(table[columns.AREA].astype(float).argmax())
    grouped = text(f"analysis.by.{by}", lang)
    twice = int(table["zones"].sum()) > len(zones)

    def link(picked: Mapping[str, str]) -> str:
        return view.href("overview", **{by: picked["group"]})

    return Figure(
        slug=f"hectares-{by}",
        title=_say(
            view,
            "totals",
            by=grouped,
            document=columns.document(atlas, lang),
        ),
        reading=_say(
            view,
            "totals_reading",
            n=n,
            ha=columns.hectares(ha),
            group=groups[table.index[most]],
            most=columns.hectares(table[columns.AREA].iloc[most]),
        )
        + (_say(view, "twice") if twice else "")
        + _lacking(view, atlas, zones),
        note=_say(view, "totals_note"),
        hint=_say(view, "totals_hint"),
        draw=lambda theme: charts_sizes.totals(atlas, table, by=by, lang=lang, theme=theme),
        head=[
            grouped,
            *(_say(view, name) for name in ("zones", "known", "ha")),
        ],
        rows=[
            [
                Link(groups[slug], link({"group": slug})),
                str(row["zones"]),
                str(row["known"]),
                columns.hectares(row[columns.AREA]),
            ]
            for slug, row in table.iterrows()
        ],
        data=table.astype({columns.AREA: float}).rename(index=groups).rename_axis(by).reset_index(),
        methods=[],
        card=columns.sources(atlas)[0],
        pick=partial(link),
    )
