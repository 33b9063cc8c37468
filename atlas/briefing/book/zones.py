"""The chapter of zones: the register, then a sheet of its own for each."""

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from atlas.analysis import life
from atlas.briefing.book import own
from atlas.briefing.book.blocks import (
    NO_FIGURE,
    bare,
    beside,
    facts,
    listing,
    note,
    paragraph,
    pill,
    placed,
    table,
)
from atlas.briefing.book.model import Block, Line, Part, Picture, Span
from atlas.briefing.book.scope import Scope, coordinates
from atlas.briefing.book.tables import register, slips
from atlas.i18n import LANGS, dates
from atlas.model import columns, later
from atlas.model.documents import UNLISTED
from atlas.model.positions import away, compass, said
from atlas.selection.selection import Selection

if TYPE_CHECKING:
    import pandas as pd

    from atlas.briefing.order import Order
    from atlas.model.atlas import Atlas, ZoneSheet

# Points.
ZONE_MAP = (300.0, 206.0)
LOCATOR = (128.0, 101.0)
# Degrees that a zone's map shows.
SPAN = 1.6
LAT_SPAN = 1.0
SAID = ("name", "level")  # of what documents say of a zone
SIDES = 7.2  # points of the table of what documents say
EXACT_KM = 10  # nearer zones have their distance with a decimal


def around(atlas: "Atlas", order: "Order", zone: str) -> "Order":
    """
    Return the order of a zone's own map: the country around it, the zone selected.

    Parameters
    ----------
    atlas
        The atlas.
    order
        What else is asked.
    zone
        The zone's id.
    """
    row = atlas.zones.loc[zone]
    lon, lat = row["lon"], row["lat"]
    half = (SPAN / 2, LAT_SPAN / 2)
    frame = (lon - half[0], lat - half[1], lon + half[0], lat + half[1])
    return order.with_(
        extent="screen",
        frame=tuple(round(float(side), 4) for side in frame),
        zone=zone,
        page="zones",
        context=True,
    )


def alone(scope: Scope, zone: str) -> Selection:
    """Return a selection of one zone, if its names tell it from all others."""
    row = scope.atlas.zones.loc[zone]
    for words in (str(row["name_zh"]), str(row["name_en"]), zone):
        selection = Selection(text=(words,), scheme=scope.scheme)
        if list(selection.apply(scope.atlas).index) == [zone]:
            return selection
    return scope.selection


def zones(scope: Scope) -> Iterator[Part]:
    """Write the chapter of zones."""
    # What holds of every sheet is said once, in front of them.
    said = scope.t(
        "book.zones_lead",
        n=len(scope.sheeted),
        after=scope.t("book.after") if scope.zones["zone_type"].eq(UNLISTED).any() else "",
        note=scope.joined((scope.t("sheet.distance_note"), scope.t("sheet.figures_note")), " "),
    )
    lead = scope.chapter("zones", said)
    yield Part((*lead, register(scope, scope.sheeted, size=7.2, inset=1.1)))
    for zone in scope.sheeted.index:
        yield _sheet(scope, scope.atlas.zone(zone))
    if len(scope.crowd):
        yield own.crowd(scope)


def _level(scope: Scope, row: "pd.Series") -> list[str]:
    """Name a zone's level behind its type, unless both are called alike."""
    level, *other = scope.atlas.standing(row, scope.lang)
    return [scope.t("describe.and"), level] if other else []


def _sheet(scope: Scope, sheet: "ZoneSheet") -> Part:
    """Write all that the atlas knows of a zone: on the left where it is, on the right the rest."""
    zone, row = sheet.id, sheet.row
    key, locator = f"zone:{zone}", f"locator:{zone}"
    name = scope.label("zones", zone)
    order = around(scope.atlas, scope.order, zone)
    (other,) = {*LANGS} - {scope.lang}
    block = {
        "kind": "sheet",
        "id": key,
        "title": name,
        "kicker": [
            scope.type_name(row["zone_type"]),
            *_level(scope, row),
            scope.cited(row["source"]),
        ],
        "second": [{"t": scope.atlas.label("zones", zone, other), "lang": other}],
        "left-width": ZONE_MAP[0],
        "left": [
            placed(key),
            beside([LOCATOR[0], 0], [placed(locator)], [_position(scope, sheet)]),
            *_remarks(scope, sheet),
            *_neighbours(scope, sheet),
        ],
        "right": [
            _memberships(scope, sheet),
            scope.sub("sheet.industries"),
            _industries(scope, sheet),
            *_tags(scope, sheet),
            *_mentions(scope, sheet),
            *_slips(scope, sheet),
            *_life(scope, sheet),
            *_figures(scope, sheet),
        ],
    }
    return Part(
        blocks=(block,),
        pictures={
            key: (bare(Picture("zone", order, *ZONE_MAP)), name),
            locator: (bare(Picture("locator", order, *LOCATOR)), name),
        },
        views=(order.with_(title=name, selection=alone(scope, zone)),),
    )


# Where it is --------------------------------------------------------------------------------------


def _position(scope: Scope, sheet: "ZoneSheet") -> Block:
    """Return a zone's point, how exact it is, and on what it rests."""
    row = sheet.row
    rows: list[list[Line]] = [
        [scope.t("sheet.coordinates"), coordinates(row)],
        [
            scope.t("sheet.accuracy"),
            [
                scope.t("sheet.about_km", km=f"{row['accuracy_km']:g}"),
                pill(scope.verified(verified=row["verified"])),
            ],
        ],
        [scope.t("sheet.basis"), scope.label("position_basis", row["position_basis"])],
    ]
    if agreement := row["position_agreement"]:
        label = scope.label("position_agreement", agreement)
        rows.append([scope.t("position.agreement"), label])
    if parks := _parks(scope, sheet):
        rows.append([scope.t("sheet.parks"), parks])
    return facts(rows)


def _parks(scope: Scope, sheet: "ZoneSheet") -> str:
    """Name a zone's parks with how far each lies from its point; or say that it has several."""
    lang = scope.lang
    named = [
        scope.t(
            "book.park",
            name=getattr(park, f"name_{lang}"),
            where=scope.t("position.main")
            if park.main
            else away(park.km, park.bearing, lang) or scope.t("position.unplaced"),
        )
        for park in sheet.parks.itertuples()
    ]
    return scope.t("list.comma").join(named) or scope.parks(sheet.row)


def _remarks(scope: Scope, sheet: "ZoneSheet") -> list[Block]:
    """Return what there is to say of a point, and its source."""
    source = scope.refs(sheet.row["position_source"])
    cited = f"{scope.t('sheet.source')}{scope.t('list.colon')}{source}"
    borne_out = said(scope.atlas, sheet.id, scope.lang)
    lines = (scope.own(sheet.row, "note"), *borne_out, cited)
    return [note(line) for line in lines if line]


def _neighbours(scope: Scope, sheet: "ZoneSheet") -> list[Block]:
    """Return the nearest zones, how far and in which direction they lie."""
    near: list[Line | Span] = [
        [
            scope.zone_name(each.zone, short=True),
            scope.t(
                "book.near",
                km=f"{each.km:.0f}" if each.km >= EXACT_KM else f"{each.km:.1f}",
                bearing=compass(each.bearing, scope.lang),
            ),
        ]
        for each in sheet.neighbours.itertuples()
    ]
    return [scope.sub("sheet.neighbours"), paragraph(scope.joined(near), small=True)]


# What the plan says of it -------------------------------------------------------------------------


def _memberships(scope: Scope, sheet: "ZoneSheet") -> Block:
    """Return a zone's place, its areas in every scheme with their basis, and its other names."""
    rows: list[list[Line]] = [[scope.t("sheet.place"), scope.place(sheet.row)]]
    for scheme in scope.atlas.schemes.index:
        own = sheet.members[sheet.members["scheme"] == scheme]
        said = []
        for _, member in own.iterrows():
            parts: list[str | Span] = [
                scope.label("areas", member["area"]),
                pill(scope.t(f"basis.{member['basis']}")),
                scope.cited(member["source"]),
            ]
            if member["basis"] == "inferred":
                why = f" {scope.own(member, 'note')}"
                parts.append({"t": why, "muted": True, "small": True})
            said.append(parts)
        rows.append([scope.label("schemes", scheme), scope.joined(said, " ")])
    if len(sheet.aliases):
        aliases: list[Line] = [
            [{"t": each.alias, "lang": "zh"}, pill(scope.t(f"alias.{each.kind}"))]
            for each in sheet.aliases.itertuples()
        ]
        rows.append([scope.t("sheet.aliases"), scope.joined(aliases)])
    for head in columns.FIGURES:
        cell = columns.known(scope.atlas, head, [sheet.id]).get(sheet.id)
        if cell is not None and columns.is_figure(scope.atlas, head):
            value = columns.said(scope.atlas, head, cell, scope.lang)
            rows.append([columns.name(scope.atlas, head, scope.lang), value])
    return facts(rows)


def _industries(scope: Scope, sheet: "ZoneSheet") -> Block:
    """Return a zone's phrases, the clusters each fits, how surely, and why."""
    rows: list[list[Any]] = []
    for industry in sheet.industries.itertuples():
        links = sheet.links[sheet.links["industry"] == industry.industry]
        name: list[str | Span] = [scope.label("industries", industry.industry)]
        # The sheet's head has the zone's own box.
        name += [scope.cited(industry.source)] if industry.source != sheet.row["source"] else []
        for number, (_, link) in enumerate(links.iterrows()):
            first = [{"rows": len(links), "line": name}] if not number else []
            if link["cluster"]:
                cluster: list[str | Span] = [scope.label("clusters", link["cluster"], short=True)]
                if link["beyond"]:
                    cluster.append(pill(scope.t("evidence.beyond")))
                grade = scope.t(f"grade.{link['grade']}")
                rows.append([*first, cluster, grade, scope.own(link, "reason")])
            else:
                unmapped = [{"t": scope.t("evidence.unmapped"), "muted": True}]
                rows.append([*first, unmapped, NO_FIGURE, ""])
    heads = ("sheet.phrase", "flag.cluster", "book.grade", "book.reason")
    return table([scope.t(key) for key in heads], rows, [2.3, 2.1, 0, 3.2])


def _tags(scope: Scope, sheet: "ZoneSheet") -> list[Block]:
    """Return the plan's lists in which a zone stands."""
    if sheet.tags.empty:
        return []
    items: list[Line] = [
        [
            {"t": scope.label("tags", tag["tag"]), "bold": True},
            scope.t("list.colon"),
            scope.own(tag, "what"),
            scope.cited(tag["source"]),
        ]
        for _, tag in sheet.tags.iterrows()
    ]
    return [scope.sub("flag.tag"), listing(items)]


def _mentions(scope: Scope, sheet: "ZoneSheet") -> list[Block]:
    """Return every place of the plan that speaks of a zone, and what it says."""
    rows = [
        [
            scope.refs(each["source"]),
            scope.headings(each["source"]),
            scope.own(each, "what"),
        ]
        for _, each in sheet.mentions.iterrows()
    ]
    if not rows:
        return [scope.sub("sheet.mentions"), paragraph(scope.t("inquire.silent"))]
    heads = ("sheet.ref", "sheet.heading", "sheet.says")
    return [
        scope.sub("sheet.mentions"),
        table([scope.t(key) for key in heads], rows, [1.15, 2, 4.4]),
    ]


def _slips(scope: Scope, sheet: "ZoneSheet") -> list[Block]:
    if sheet.slips.empty:
        return []
    return [scope.sub("sheet.slips"), slips(scope, sheet.slips)]


def _life(scope: Scope, sheet: "ZoneSheet") -> list[Block]:
    """Return what is known of a zone in the order of time, and what documents say otherwise."""
    events = life.life(scope.atlas, sheet.id, scope.lang)
    if not events:
        return []
    items: list[Line] = [
        [
            {"t": f"{event.dated(scope.lang)} ", "bold": True},
            event.words,
            *([pill(event.basis)] if event.basis else []),
            scope.cited(event.source),
        ]
        for event in events
        if event.of_zone  # what holds for all would be said on every sheet
    ]
    shorts = [scope.label("documents", slug, short=True) for slug in scope.atlas.documents.index]
    # A sheet has room for no more: the events tell the rest, the chapter after them the industries.
    sides = [
        said
        for said in life.sides(scope.atlas, sheet.id, scope.lang)
        if said.differs and said.about in SAID
    ]
    # Documents that say the same share a column.
    alike: dict[tuple[str, ...], list[str]] = {}
    for n, short in enumerate(shorts):
        alike.setdefault(tuple(said.cells[n] for said in sides), []).append(short)
    heads = [scope.t("list.comma").join(each) for each in alike.values()]
    rows = [
        [scope.t(f"life.row_{said.about}"), *cells]
        for said, *cells in zip(sides, *alike, strict=True)
    ]
    widths = [1, *(2 for _ in heads)]
    return [
        scope.sub("life.title"),
        listing(items),
        note(scope.t("life.unknown", date=dates.written(life.last(events), scope.lang))),
        *([table([scope.t("life.sides"), *heads], rows, widths, size=SIDES)] if rows else []),
    ]


def _figures(scope: Scope, sheet: "ZoneSheet") -> list[Block]:
    """Return what sources beside the plan say of a zone in numbers: a line a year and source."""
    told = later.figures(sheet.figures, scope.lang)
    items: list[Line] = [
        [
            {"t": f"{year} ", "bold": True},
            _numbers(scope, [*of_source]),
            scope.cited(source),
        ]
        for (year, source), of_source in groupby(told, key=attrgetter("when", "source"))
    ]
    if not items:
        return []
    return [scope.sub("sheet.figures"), listing(items)]


def _numbers(scope: Scope, told: list[later.Told]) -> str:
    """Return figures in a row, each with its note; what holds for all of them is said once."""
    notes = {each.note for each in told}
    shared = notes.pop() if len(notes) == 1 else ""
    said = scope.t("list.comma").join(
        _noted(scope, f"{each.what} {each.amount}", "" if shared else each.note) for each in told
    )
    return _noted(scope, said, shared)


def _noted(scope: Scope, said: str, remark: str) -> str:
    return scope.t("change.noted", said=said, note=remark) if remark else said
