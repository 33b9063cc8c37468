"""The chapter of clusters: which phrases put which zones into them, and which fit none."""

from collections.abc import Iterator

import pandas as pd

from atlas.briefing.book.blocks import note, paragraph, pill, table
from atlas.briefing.book.groups import chosen, group, narrowed
from atlas.briefing.book.model import Block, Line, Part
from atlas.briefing.book.scope import Scope
from atlas.briefing.book.tables import crosstab, holders
from atlas.selection import counts
from atlas.selection.flags import grades

KINDS = ("traditional", "emerging")


def clusters(scope: Scope) -> Iterator[Part]:
    """Write the chapter of clusters."""
    slugs = chosen(scope, "cluster")
    atlas, grade = scope.atlas, scope.selection.min_grade
    strong = atlas.links[
        atlas.links["zone"].isin(scope.here) & atlas.links["grade"].isin(grades(grade))
    ]
    if slugs:
        lead = scope.chapter("clusters", scope.t("about.m_clusters"))
        yield Part((*lead, note(scope.t("book.matrix_note")), *_matrices(scope, slugs)))
    for slug in slugs:
        own = strong[strong["cluster"] == slug]
        row = atlas.clusters.loc[slug]
        beside = [paragraph([scope.t(f"cluster.{row['group']}"), scope.cited(row["source"])])]
        if own["beyond"].any():
            beside.append(note(scope.t("book.beyond", n=own[own["beyond"]]["zone"].nunique())))
        yield group(
            scope,
            f"cluster:{slug}",
            scope.label("clusters", slug),
            narrowed(scope, "cluster", slug).with_(context=True),
            beside=beside,
            below=[scope.sub("evidence.title"), _evidence(scope, own), scope.sub("book.register")],
        )
    yield from _unmapped(scope)


def _matrices(scope: Scope, slugs: list[str]) -> Iterator[Block]:
    """Yield how many zones of each area fit each cluster, by kinds of clusters."""
    counted = counts.crosstab(
        scope.atlas, scope.zones, scheme=scope.scheme, min_grade=scope.selection.min_grade
    ).T
    for kind in KINDS:
        own = [slug for slug in slugs if scope.atlas.clusters.loc[slug, "group"] == kind]
        if own:
            yield scope.sub(f"cluster.{kind}", level=2)
            yield note(scope.t(f"cluster.{kind}_note"))
            names = holders(scope, "cluster")
            yield crosstab(
                scope, counted.loc[own], "clusters", "areas", names=names, leads="cluster"
            )


def _evidence(scope: Scope, links: pd.DataFrame) -> Block:
    """Return the phrases that put zones into a cluster, with grade, reason, zones and boxes."""
    listed = scope.atlas.zone_industries.set_index(["zone", "industry"])["source"]
    rows = []
    for industry, own in links.groupby("industry", sort=False):
        first = own.iloc[0]
        few = own[~own["zone"].isin(scope.crowd.index)]
        names: list[Line] = [
            [
                scope.zone_name(zone, short=True, glyph=False),
                scope.cited(listed[zone, industry]),
                *([pill(scope.t("evidence.beyond"))] if beyond else []),
            ]
            for zone, beyond in zip(few["zone"], few["beyond"], strict=True)
        ]
        if len(few) < len(own):
            names.append([scope.t("book.own_more", n=len(own) - len(few))])
        rows.append(
            [
                scope.label("industries", industry),
                scope.t(f"grade.{first['grade']}"),
                scope.own(first, "reason"),
                scope.joined(names),
            ]
        )
    heads = ("sheet.phrase", "book.grade", "book.reason", "sheet.zones")
    return table([scope.t(key) for key in heads], rows, [2, 0, 3.4, 5], size=7.8)


def _unmapped(scope: Scope) -> Iterator[Part]:
    """Write the section of phrases that fit no cluster, and of zones that fit none."""
    links = scope.atlas.links[scope.atlas.links["zone"].isin(scope.here)]
    loose = links[links["cluster"].isna()]
    asked = scope.selection.industries
    slugs = [s for s in dict.fromkeys(loose["industry"]) if not asked or s in asked]
    if not slugs or scope.selection.clusters:
        return
    counted = set(links.loc[links["grade"].isin(grades(scope.selection.min_grade)), "zone"])
    without = [zone for zone in scope.zones.index if zone not in counted]
    rows = [
        [
            scope.label("industries", slug),
            scope.names(loose.loc[loose["industry"] == slug, "zone"], short=False, glyph=True),
        ]
        for slug in slugs
    ]
    beside = [paragraph(scope.t("unmapped.note"))]
    if without:
        names = scope.names(without, short=False, glyph=True)
        beside.append(paragraph([scope.t("unmapped.zones", n=len(without)), *names]))
    yield group(
        scope,
        "unmapped",
        scope.t("book.unmapped"),
        narrowed(scope, "industry", *slugs).with_(context=True),
        beside=beside,
        below=[
            scope.sub("book.phrases"),
            table([scope.t("sheet.phrase"), scope.t("sheet.zones")], rows, [1, 3]),
            scope.sub("book.register"),
        ],
    )
