"""Show which clusters are strong where, by counts of listings, and how many-sided each group is."""

from collections.abc import Mapping
from functools import partial

import geopandas as gpd
import pandas as pd

from atlas.analysis import strength
from atlas.analysis.charts import strength as charts_strength
from atlas.analysis.charts import theme as charts
from atlas.analysis.findings.question import LEAST
from atlas.analysis.precision import FEW, borne
from atlas.i18n import text
from atlas.model.atlas import Atlas
from atlas.selection.flags import FLAGS
from pages.ui import analysis
from pages.ui.parts.charts import Figure, Link, show
from pages.ui.session.view import View


def draw(view: View, atlas: Atlas, zones: gpd.GeoDataFrame) -> None:
    """Draw listings by group and cluster, location quotients, and indices of diversity."""
    by, selection = view.inquiry.by, view.selection
    asked = {"by": by, "scheme": selection.scheme, "min_grade": selection.min_grade}
    # A group held against itself is average in all: groups are held against each other.
    flag = FLAGS[by].field
    chosen = getattr(selection, flag)
    if chosen:
        zones = selection.with_(**{flag: ()}).apply(atlas)
    listings = strength.listings(atlas, zones, min_grade=selection.min_grade)
    analysis.choose(view, atlas, "by")
    if len(zones) < LEAST:
        analysis.too_few(view, atlas, "zones")
    elif listings.empty:
        analysis.too_few(view, atlas, "listings")
    else:
        table = strength.strength(atlas, zones, **asked)
        indices = strength.diversity(atlas, zones, **asked)
        if chosen:
            table = table[table["group"].isin(chosen)].reset_index(drop=True)
            indices = indices[indices.index.isin(chosen)]
        if table["listings"].any():
            held = bool(chosen)
            show(
                view, atlas, _matrix(view, atlas, table, of=(len(zones), len(listings)), held=held)
            )
            show(view, atlas, _quotients(view, atlas, table))
            show(view, atlas, _indices(view, atlas, indices))
        else:
            analysis.too_few(view, atlas, "listings")


def _names(view: View, atlas: Atlas, table: pd.DataFrame) -> tuple[Mapping, Mapping]:
    vocabulary = FLAGS[view.inquiry.by].vocabulary
    return (
        charts.names(atlas, vocabulary, table["group"].unique(), view.lang),
        charts.names(atlas, "clusters", table["cluster"].unique(), view.lang),
    )


def _link(view: View, picked: Mapping[str, str]) -> str:
    """Return the link to the zones of a group that list a cluster."""
    flags = {view.inquiry.by: picked["group"], "cluster": picked["cluster"]}
    return view.href("overview", **flags)


def _say(view: View, key: str, **values: object) -> str:
    return text(f"analysis.strength.{key}", view.lang, **values)


def _matrix(
    view: View, atlas: Atlas, table: pd.DataFrame, *, of: tuple[int, int], held: bool
) -> Figure:
    by, lang = view.inquiry.by, view.lang
    groups, clusters = _names(view, atlas, table)
    most = table.loc[table["listings"].idxmax()]
    cells = table.pivot_table(index="cluster", columns="group", values="listings", sort=False)

    def cell(group: str, cluster: str, n: int) -> str | Link:
        return Link(str(n), _link(view, {"group": group, "cluster": cluster})) if n else "0"

    return Figure(
        slug=f"listings-{by}",
        title=_say(view, "matrix", by=text(f"analysis.by.{by}", lang)),
        reading=_say(
            view,
            "matrix_held" if held else "matrix_reading",
            own=int(table["listings"].sum()),
            zones=of[0],
            total=of[1],
            group=groups[most["group"]],
            cluster=clusters[most["cluster"]],
            n=most["listings"],
            lists=most["zones"],
            empty=int((table["listings"] == 0).sum()),
            cells=len(table),
        ),
        note=_say(view, "matrix_note", by=atlas.by(lang)),
        hint=_say(view, "hint"),
        draw=lambda theme: charts_strength.matrix(atlas, table, by=by, lang=lang, theme=theme),
        head=[text("flag.cluster", lang), *groups.values()],
        rows=[
            [clusters[slug], *(cell(group, slug, int(n)) for group, n in row.items())]
            for slug, row in cells.iterrows()
        ],
        data=cells.astype(int).rename(index=clusters, columns=groups).reset_index(),
        methods=["share"],
        pick=partial(_link, view),
    )


def _quotients(view: View, atlas: Atlas, table: pd.DataFrame) -> Figure:
    by, lang = view.inquiry.by, view.lang
    groups, clusters = _names(view, atlas, table)
    enough = table[~table["few"]]
    if enough.empty:
        reading = _say(view, "lq_few", few=FEW)
    else:
        top = enough.loc[enough["lq"].idxmax()]
        # To stand out, a count must pass its expectation by more than chance moves it (Poisson).
        stands = top["listings"] - top["expected"] >= top["expected"] ** 0.5
        lq = borne(top["lq"], top["listings"])
        reading = _say(
            view,
            "lq_reading" if stands else "lq_none",
            group=groups[top["group"]],
            cluster=clusters[top["cluster"]],
            n=top["listings"],
            share=borne(100 * top["share"], top["total"]),
            lq=lq,
            cells=len(enough),
            few=len(table) - len(enough),
        )
    dash = text("charts.undefined", lang)
    columns = ("cluster", "listings", "share", "lq", "expected", "few")
    return Figure(
        slug=f"quotients-{by}",
        title=_say(view, "lq"),
        reading=reading,
        note=_say(view, "lq_note", few=FEW),
        hint=_say(view, "hint"),
        draw=lambda theme: charts_strength.quotients(atlas, table, by=by, lang=lang, theme=theme),
        head=[text(f"analysis.by.{by}", lang), *(_say(view, f"column.{name}") for name in columns)],
        rows=[
            [
                groups[row.group],
                Link(clusters[row.cluster], _link(view, row._asdict())),
                str(row.listings),
                borne(row.share, row.total) or dash,
                borne(row.lq, row.listings) or dash,
                borne(row.expected, row.total) or dash,
                _say(view, "small") if row.few else "",
            ]
            for row in table.itertuples()
            if row.listings or not row.few
        ],
        data=table.assign(group=table["group"].map(groups), cluster=table["cluster"].map(clusters)),
        methods=["lq", "share", "borne"],
        pick=partial(_link, view),
    )


def _indices(view: View, atlas: Atlas, table: pd.DataFrame) -> Figure:
    by, lang = view.inquiry.by, view.lang
    groups = charts.names(atlas, FLAGS[by].vocabulary, table.index, lang)
    enough = table[~table["few"]]
    if len(enough) < LEAST:
        reading = _say(view, "indices_one" if len(table) == 1 else "indices_few", few=FEW)
    else:
        diverse, special = enough["shannon"].idxmax(), enough["krugman"].idxmax()
        reading = _say(
            view,
            "indices_reading",
            groups=len(enough),
            few=FEW,
            diverse=groups[diverse],
            shannon=borne(enough.loc[diverse, "shannon"], enough.loc[diverse, "listings"]),
            clusters=enough.loc[diverse, "clusters"],
            special=groups[special],
            krugman=borne(enough.loc[special, "krugman"], enough.loc[special, "listings"]),
            n=enough.loc[special, "listings"],
        )
    measures = ("shannon", "evenness", "herfindahl", "krugman")
    columns = ("listings", "zones", "clusters", *measures)
    dash = text("charts.undefined", lang)
    return Figure(
        slug=f"diversity-{by}",
        title=_say(view, "indices"),
        reading=reading,
        note=_say(view, "indices_note", few=FEW),
        draw=lambda theme: charts_strength.indices(atlas, table, by=by, lang=lang, theme=theme),
        head=[text(f"analysis.by.{by}", lang), *(_say(view, f"column.{name}") for name in columns)],
        rows=[
            [
                Link(groups[row.Index], view.href(**{by: row.Index})),
                *(str(getattr(row, name)) for name in columns[:3]),
                *(borne(getattr(row, name), row.listings) or dash for name in measures),
            ]
            for row in table.itertuples()
        ],
        data=table.rename(index=groups).reset_index(),
        methods=[*charts_strength.INDICES, "borne"],
    )
