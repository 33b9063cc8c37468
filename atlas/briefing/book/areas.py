"""The chapter of areas: each with what the plan wants of it, its members, and on what basis."""

from collections.abc import Iterator

import pandas as pd

from atlas.briefing.book.blocks import heading, note, paragraph, spread, table
from atlas.briefing.book.groups import CHAPTER, chosen, group, narrowed
from atlas.briefing.book.model import Block, Part, Span
from atlas.briefing.book.scope import Scope
from atlas.briefing.book.tables import crosstab, holders, type_key
from atlas.selection import counts

ROLE = "role"  # the group of tags that say what a zone is to its area


def areas(scope: Scope) -> Iterator[Part]:
    """Write the chapter of areas, of the scheme selected; of the others there is a table each."""
    slugs = chosen(scope, "area")
    if not slugs:
        return
    counted = counts.crosstab(
        scope.atlas, scope.zones, rows="area", columns="type", scheme=scope.scheme
    )
    cells = crosstab(
        scope,
        counted.loc[slugs],
        "areas",
        "types",
        names=holders(scope, "area"),
        sums=[int(n) for n in scope.said.summary.types],
        leads="area",
    )
    lead = scope.own(scope.atlas.schemes.loc[scope.scheme], "note")
    others = scope.atlas.schemes.index.drop(scope.scheme)
    more = [block for scheme in others for block in _scheme(scope, scheme)]
    under = [cells, type_key(scope), note(_overlap(scope)), *more]
    yield Part((*scope.chapter("areas", lead), *spread(under, above=CHAPTER)))
    for slug in slugs:
        yield _area(scope, slug)


def _overlap(scope: Scope) -> str:
    """Say that memberships add up to more than the zones."""
    summary = scope.said.summary
    parts = [scope.t("area.sums", memberships=int(summary.areas.sum()), n=summary.n)]
    if summary.overlap:
        parts.append(scope.t("hint.overlap", n=summary.overlap))
    return " ".join(parts) if scope.lang == "en" else "".join(parts)


def _scheme(scope: Scope, scheme: str) -> tuple[Block, ...]:
    """Return the areas of another scheme, with the number of zones and their extent."""
    row = scope.atlas.schemes.loc[scheme]
    n = counts.by(scope.atlas, scope.zones, "area", scheme=scheme)
    rows = [
        [
            scope.label("areas", area),
            str(n[area]),
            scope.own(scope.atlas.areas.loc[area], "summary"),
        ]
        for area in n.index
        if scope.atlas.areas.loc[area, "scheme"] == scheme
    ]
    heads = ("flag.area", "book.count", "area.extent")
    return (
        heading(scope.own(row, "name"), level=2),
        paragraph(scope.own(row, "note")),
        table([scope.t(key) for key in heads], rows, [1.5, 0, 5], align="lrl"),
    )


def _area(scope: Scope, slug: str) -> Part:
    members = scope.atlas.members[scope.atlas.members["area"] == slug]
    members = members[members["zone"].isin(scope.here)]
    return group(
        scope,
        f"area:{slug}",
        scope.label("areas", slug),
        narrowed(scope, "area", slug).with_(context=True),
        beside=[
            *_wish(scope, slug),
            *_focus(scope, slug),
            *_roles(scope, slug, members),
        ],
        below=_members(scope, members),
    )


def _wish(scope: Scope, slug: str) -> list[Block]:
    """Say what the plan wants of an area; other schemes have but an extent."""
    area = scope.atlas.areas.loc[slug]
    first = scope.scheme == scope.atlas.schemes.index[0]
    return [
        scope.sub("area.wish" if first else "area.extent"),
        paragraph([scope.own(area, "summary"), scope.cited(area["source"])]),
    ]


def _focus(scope: Scope, slug: str) -> list[Block]:
    """Name the phrases that the plan gives an area, place by place."""
    focus = scope.atlas.area_focus[scope.atlas.area_focus["area"] == slug]
    if focus.empty:
        return []
    blocks = [scope.sub("area.focus"), note(scope.t("area.focus_note"))]
    for place, rows in focus.groupby(f"place_{scope.lang}", sort=False):
        ahead: list[str | Span] = []
        if place:
            ahead = [{"t": str(place), "bold": True}, scope.t("list.colon")]
        phrases = scope.t("list.comma").join(rows[f"phrase_{scope.lang}"])
        blocks.append(paragraph([*ahead, phrases, scope.cited(rows["source"].iloc[0])]))
    return blocks


def _roles(scope: Scope, slug: str, members: pd.DataFrame) -> list[Block]:
    """Say which zones lead an area, which support it, and which are to be raised."""
    given = scope.atlas.zone_tags
    roles = given[
        given["tag"].isin(scope.atlas.tags.index[scope.atlas.tags["group"] == ROLE])
        & given["zone"].isin(members["zone"])
        & (given["source"] == scope.atlas.areas.loc[slug, "source"])
    ]
    if roles.empty:
        return []
    blocks = [scope.sub("area.roles")]
    for tag, rows in roles.groupby("tag", sort=False):
        names = scope.joined([scope.zone_name(zone, short=True) for zone in rows["zone"]])
        blocks.append(paragraph([scope.label("tags", tag), scope.t("list.colon"), *names]))
    return blocks


def _members(scope: Scope, members: pd.DataFrame) -> list[Block]:
    """Say on what basis zones are in an area, and why, where that is inferred."""
    rows = [
        [
            scope.t(f"basis.{basis}"),
            str(len(own)),
            scope.names(own["zone"]),
        ]
        for basis, own in members.groupby("basis", sort=False)
    ]
    heads = ("book.basis", "book.count", "sheet.zones")
    return [
        scope.sub("area.members"),
        table([scope.t(key) for key in heads], rows, [1, 0, 8], align="lrl"),
        *(
            note(f"{scope.label('zones', row.zone)}{scope.t('list.colon')}{why}")
            for row in members[~members["zone"].isin(scope.crowd.index)].itertuples()
            if row.basis == "inferred" and (why := getattr(row, f"note_{scope.lang}"))
        ),
        scope.sub("book.register"),
    ]
