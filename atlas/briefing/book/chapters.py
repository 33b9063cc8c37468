"""Say what stands in the atlas book: its chapters as plain blocks, and the pictures they need."""

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any

import pandas as pd

from atlas.briefing import report
from atlas.briefing.content import Content, content, shortened
from atlas.briefing.order import Order
from atlas.i18n import text
from atlas.maps.print import fonts
from atlas.model.names import syllables
from atlas.selection import counts
from atlas.selection.facets import Facets
from atlas.selection.flags import FLAGS, grades
from atlas.selection.selection import Selection
from geodata.schema.tables import PLAN_CARD

if TYPE_CHECKING:
    import geopandas as gpd

    from atlas.model.atlas import Atlas, ZoneSheet

# Points. What stands on a page is measured by the typesetter; how large a map may be is estimated.
PAGE = (761.0, 503.0)
HEADING = 34.0
LEGEND = {"zh": 62.0, "en": 92.0}
PLAN_WIDTH = 500.0
PLAN_HIGH, PLAN_LOW = 390.0, 190.0
ROW, LINE, INSET = 11.3, 9.6, 7.0  # of a table: a row, each further line of it, its cells' margins
ZONE_MAP = (300.0, 212.0)
LOCATOR = (128.0, 101.0)
COVER_MAP = (470.0, 372.0)
CROSSTAB = {"zh": 8.2, "en": 7.6}
COVER_SIZE = {"zh": 40.0, "en": 30.0}
CODE = 68.0
SPAN = 1.6  # degrees of longitude that a zone's map shows
LAT_SPAN = 1.0
ROLE = "role"  # the group of tags that say what a zone is to its area
METHOD = ("zones", "types", "areas", "industries", "clusters", "lists", "figures", "boundaries")
TERMS = ("review", "code", "boundaries", "version")
MOST_WORDS = 90  # characters of a filter on the cover
YES = str(True)

# Shares of the page's width.
REGISTER = {
    "zh": {
        "name": 3.0,
        "type": 1.6,
        "level": 1.25,
        "areas": 1.7,
        "place": 2.0,
        "industries": 4.2,
    },
    "en": {
        "name": 3.6,
        "type": 2.0,
        "level": 2.1,
        "areas": 1.6,
        "place": 2.6,
        "industries": 5.4,
    },
}

Span = dict[str, Any]
Line = str | list[str | Span]
Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Picture:
    """
    A picture of the book.

    Attributes
    ----------
    kind
        ``"plan"`` (a map with its legend), ``"zone"``, ``"locator"``, ``"cover"`` or ``"code"``.
    order
        The view it shows.
    width, height
        Points; a plan's legend adds to its height.
    """

    kind: str
    order: Order
    width: float
    height: float


def around(atlas: "Atlas", order: Order, zone: str) -> Order:
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


@dataclass(eq=False)
class Chapters:
    """
    The book's chapters.

    Parameters
    ----------
    atlas
        The atlas.
    order
        Selection, language, day, maker and mode of the whole book; its layout does not matter.

    Attributes
    ----------
    blocks
        What stands in the book, in order: dicts with a ``kind`` and what that kind needs, all of
        plain JSON types.
    pictures
        Key -> picture and the name of what it shows.
    views
        The views of the book's maps, each as an order with a title, for a deck.
    """

    atlas: "Atlas"
    order: Order
    blocks: list[Block] = field(default_factory=list)
    pictures: dict[str, tuple[Picture, str]] = field(default_factory=dict)
    views: list[Order] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lang = self.order.lang
        self._labels: dict[tuple[str, str, bool], str] = {}
        self.selection = self.order.selection
        self.scheme = self.selection.scheme
        self.said: Content = content(self.atlas, self.order)
        self.zones: gpd.GeoDataFrame = self.said.zones
        self.here = set(self.zones.index)
        self.sections = dict(
            zip(
                self.atlas.sections["ref"],
                self.atlas.sections[f"title_{self.lang}"],
                strict=True,
            )
        )

    def write(self) -> "Chapters":
        """Write all chapters and return them."""
        self._cover()
        self.blocks.append({"kind": "contents", "title": self.t("book.contents")})
        self._method()
        self._overview()
        self._areas()
        self._types()
        self._clusters()
        self._tags()
        self._zones()
        self._indicators()
        self._slips()
        self._sources()
        self._index()
        return self

    # Words ---------------------------------------------------------------------------------------

    def t(self, key: str, **values: object) -> str:
        """Return one of our strings."""
        return text(key, self.lang, **values)

    def label(self, vocabulary: str, slug: str, *, short: bool = False) -> str:
        """Return the name of a slug."""
        key = (vocabulary, slug, short)
        if key not in self._labels:
            self._labels[key] = self.atlas.label(vocabulary, slug, self.lang, short=short)
        return self._labels[key]

    def own(self, row: pd.Series, stem: str) -> str:
        """Return a row's text in the book's language."""
        return str(row[f"{stem}_{self.lang}"])

    @property
    def title(self) -> str:
        """The book's title."""
        return self.t("book.title")

    def _joined(self, lines: Iterable[Line | Span], comma: str | None = None) -> list[str | Span]:
        """Join lines by a comma, or by what is given."""
        comma = self.t("list.comma") if comma is None else comma
        found: list[str | Span] = []
        for number, each in enumerate(lines):
            found += [comma] if number else []
            found += each if isinstance(each, list) else [each]
        return found

    def _refs(self, refs: str, *, brief: bool = False) -> list[str]:
        """Return where a fact comes from: places of the plan, titles (or numbers) of documents."""
        cards = self.atlas.sources

        def card(key: str) -> str:
            return (brief and cards.loc[key, "number"]) or cards.loc[key, f"title_{self.lang}"]

        return [
            card(ref) if ref in cards.index else report.short(ref, lang=self.lang)
            for ref in filter(None, refs.split("|"))
        ]

    def _cited(self, refs: str) -> Span:
        return {
            "t": self.t("book.ref", refs=self.t("list.comma").join(self._refs(refs, brief=True))),
            "muted": True,
            "small": True,
        }

    def _headings(self, refs: str) -> str:
        titles = (self.sections.get(ref.partition("\u00b7")[0], "") for ref in refs.split("|"))
        return self.t("list.comma").join(dict.fromkeys(filter(None, titles)))

    def _zone(self, zone: str, *, short: bool = False, glyph: bool = True) -> Span:
        """Name a zone; one that the book has leads to its sheet."""
        span: Span = {"t": self.label("zones", zone, short=short)}
        if glyph:
            span["glyph"] = str(self.atlas.zones.loc[zone, "zone_type"])
        if zone in self.here:
            span["to"] = f"zone:{zone}"
        return span

    def _type(self, slug: str, *, short: bool = False) -> Span:
        return {"t": self.label("types", slug, short=short), "glyph": str(slug)}

    @staticmethod
    def _page(label: str) -> Span:
        return {"page": label, "muted": True}

    def _place(self, row: pd.Series) -> str:
        prefecture = self.label("prefectures", row["prefecture"])
        county = self.label("counties", row["county"])
        if prefecture == county:
            return prefecture
        return self.t("report.table.where", prefecture=prefecture, county=county)

    def _membership(self, zone: str) -> list[str | Span]:
        """Name a zone's areas; an inferred one says so."""
        return self._joined(
            [
                [self.label("areas", area, short=True)]
                + ([_pill(self.t("basis.inferred"))] if basis == "inferred" else [])
                for area, basis in self._memberships.get(zone, ())
            ]
        )

    @cached_property
    def _memberships(self) -> dict[str, list[tuple[str, str]]]:
        members = self.atlas.members[self.atlas.members["scheme"] == self.scheme]
        return _by_zone(members["zone"], zip(members["area"], members["basis"], strict=True))

    @cached_property
    def _phrases(self) -> dict[str, str]:
        """Zone -> its phrases in one text."""
        listed = self.atlas.zone_industries
        names = self.atlas.industries[f"name_{self.lang}"]
        found = _by_zone(listed["zone"], names.loc[listed["industry"]])
        return {zone: self.t("list.comma").join(own) for zone, own in found.items()}

    def _verified(self, *, verified: bool) -> str:
        return self.t("sheet.verified" if verified else "sheet.unverified")

    # Blocks --------------------------------------------------------------------------------------

    def _chapter(self, name: str, lead: Line = "") -> None:
        self.blocks.append(
            {"kind": "chapter", "id": f"chapter:{name}", "title": self.t(f"book.chapter.{name}")}
        )
        if lead:
            self.blocks.append(_text(lead))

    def _picture(self, key: str, picture: Picture, name: str) -> Block:
        # What no map shows is left out, so that a drawn one serves the next book too.
        bare = Order(
            picture.order.selection,
            lang=self.lang,
            date=dt.date.min,
            style=picture.order.style,
            extent=picture.order.extent,
            frame=picture.order.frame,
            zone=picture.order.zone,
            context=picture.order.context,
        )
        self.pictures[key] = (replace(picture, order=bare), name)
        return {"kind": "map", "picture": key}

    @staticmethod
    def _table(
        header: Sequence[Line], rows: list[list[Any]], columns: Sequence[float], **more: object
    ) -> Block:
        """Return a table; columns are shares of its width, 0 for as wide as needed."""
        block = {
            "kind": "table",
            "header": list(header),
            "rows": rows,
            "columns": list(columns),
            "align": "l" * len(columns),
        }
        return block | more

    def _crosstab(  # noqa: PLR0913 - both axes, what stands in and below the cells
        self,
        table: pd.DataFrame,
        down: str,
        across: str,
        *,
        names: Mapping[str, Sequence[str]],
        sums: Sequence[int] = (),
        leads: str = "",
    ) -> Block:
        """Return a table of counts with the names of each row's zones; a dash stands for none."""
        header: list[Line] = ["", *([self._across(across, slug)] for slug in table.columns)]
        rows = []
        for slug, row in zip(table.index, table.to_numpy().tolist(), strict=True):
            span: Span = {"t": self.label(down, slug, short=down == "clusters")}
            span |= {"glyph": slug} if down == "types" else {}
            span |= {"to": f"{leads}:{slug}"} if leads else {}
            zones = self._joined([self._zone(z, short=True, glyph=False) for z in names[slug]])
            rows.append([[span], *map(_count, row), zones])
        n = len(table.columns)
        last = {"last": [self.t("print.table_zones"), *map(_count, sums), ""]} if sums else {}
        return self._table(
            [*header, self.t("sheet.zones")],
            rows,
            [2.0, *[0.9] * n, 4.6],
            align="l" + "c" * n + "l",
            size=CROSSTAB[self.lang],
            **last,
        )

    def _across(self, vocabulary: str, slug: str) -> str | Span:
        if vocabulary == "types":
            return {"glyph": str(slug)}
        return self.label(vocabulary, slug, short=True)

    def _holders(self, flag: str) -> dict[str, list[str]]:
        """Return the book's zones for which each choice of a flag holds."""
        matrix = (
            self.atlas.once(Facets)
            .matrix(flag, scheme=self.scheme, min_grade=self.selection.min_grade)
            .loc[self.zones.index]
        )
        return {slug: list(matrix.index[matrix[slug]]) for slug in matrix.columns}

    def _register(self, zones: pd.DataFrame, *, leave: Sequence[str] = (), **more: float) -> Block:
        """Return the table of some zones, each with the page of its sheet."""
        shares = {name: each for name, each in REGISTER[self.lang].items() if name not in leave}
        rows = []
        for zone, row in zones.iterrows():
            cells: dict[str, Line] = {
                "name": [self._zone(zone)],
                "type": self.label("types", row["zone_type"]),
                "level": self.label("levels", row["level"]),
                "areas": self._membership(zone),
                "place": self._place(row),
                "industries": self._phrases.get(zone, ""),
            }
            rows.append([*(cells[name] for name in shares), [self._page(f"zone:{zone}")]])
        return self._table(
            [*(self.t(f"register.{name}") for name in shares), self.t("book.page_head")],
            rows,
            [*shares.values(), 0],
            align="l" * len(shares) + "r",
            **({"size": 7.8} | more),
        )

    def _counts(self, said: Content) -> Block:
        """Return a group's table of areas and types, with its honest sums."""
        summary = said.summary
        types = [slug for slug, n in summary.types.items() if n]
        table = said.table.loc[summary.areas > 0, types]
        rows = [
            [
                self.label("areas", area, short=True),
                *map(_count, row),
                _count(int(summary.areas[area])),
            ]
            for area, row in zip(table.index, table.to_numpy().tolist(), strict=True)
        ]
        n = len(types) + 1
        return self._table(
            ["", *([{"glyph": slug}] for slug in types), self.t("print.table_total")],
            rows,
            [0, *[1.0] * n],
            align="l" + "c" * n,
            last=[
                self.t("print.table_zones"),
                *(_count(int(summary.types[slug])) for slug in types),
                _count(summary.n),
            ],
        )

    def _group(  # noqa: PLR0913 - what differs between groups
        self,
        key: str,
        name: str,
        order: Order,
        *,
        beside: list[Block],
        leave: Sequence[str] = (),
        below: Sequence[Block] = (),
    ) -> None:
        """Write the section of some zones: map, sentence, figures, and their table."""
        said = content(self.atlas, order)
        self._section(key, name)
        tables = [*below, self._register(said.zones, leave=leave)]
        left = PAGE[1] - HEADING - LEGEND[self.lang] - sum(map(_height, tables))
        # All on one page if the map stays large enough, else the tables on the next.
        highest = PAGE[1] - HEADING - LEGEND[self.lang]
        height = min(left, PLAN_HIGH) if left >= PLAN_LOW else highest
        plan = self._picture(key, Picture("plan", order, PLAN_WIDTH, round(height)), name)
        right = [_text([{"t": said.sentence, "bold": True}]), *beside, self._sub("print.table")]
        right.append(self._counts(said))
        if said.summary.overlap:
            right.append(_note(self.t("print.note.overlap", n=said.summary.overlap)))
        self.blocks.append({"kind": "side", "widths": [PLAN_WIDTH, 0], "sides": [[plan], right]})
        if left < PLAN_LOW:
            self.blocks.append({"kind": "break"})
        self.blocks += tables
        self.views.append(order.with_(title=name))

    def _sub(self, key: str, *, level: int = 3) -> Block:
        return _heading(self.t(key), level=level)

    def _section(self, key: str, title: str, *, new: bool = True) -> None:
        """Begin a section; where it is new, on a new page."""
        self.blocks.append({"kind": "section", "id": key, "title": title, "new": new})

    # Chapters ------------------------------------------------------------------------------------

    def _cover(self) -> None:
        order, plan = self.order, self.atlas.sources.loc[PLAN_CARD]
        lines: list[Line] = [order.maker] if order.maker.strip() else []
        lines += [
            self.t("print.source.plan", title=self.own(plan, "title"), number=plan["number"]),
            self.t("book.day", day=f"{order.date:%Y-%m-%d}"),
            self.t("book.data", version=self.atlas.version, date=self.atlas.date),
            [self._address()],
        ]
        picture = Picture("cover", order.with_(extent="province"), *COVER_MAP)
        self._picture("cover", picture, self.title)
        if order.link:
            self.pictures["code"] = (Picture("code", order, CODE, CODE), self.t("print.scan"))
        self.blocks.append(
            {
                "kind": "cover",
                "title": self.t("book.cover").split("|"),
                "size": COVER_SIZE[self.lang],
                "subtitle": shortened(self.said.words, MOST_WORDS),
                "mark": self.said.mark,
                "lines": lines,
                "picture": "cover",
                "code": "code",
            }
        )

    def _address(self) -> dict[str, object]:
        """Return the link back to the book's view, or why there is none."""
        link, looks = self.order.link, {"muted": True, "small": True}
        if not link:
            return {"t": self.t("print.no_code.no_address")} | looks
        return {"t": shortened(link, 120), "url": link} | looks

    def _method(self) -> None:
        self._chapter("method")
        bases = list(self.atlas.position_basis.index)
        rows = []
        for basis in bases:
            own = self.zones[(self.zones["position_basis"] == basis).to_numpy()]
            if len(own):
                rows.append(
                    [
                        self.label("position_basis", basis),
                        str(len(own)),
                        _span_of(own["accuracy_km"]),
                        str(int(own["verified"].sum())),
                    ]
                )
        header = ("sheet.basis", "area.zones", "book.accuracy", "about.checked")
        terms = [
            self.t(f"about.t_{key}", version=self.atlas.version, date=self.atlas.date)
            for key in TERMS
        ]
        left = [
            self._sub("about.method", level=2),
            {"kind": "list", "items": [self.t(f"about.m_{key}") for key in METHOD]},
        ]
        right = [
            self._sub("about.positions", level=2),
            _text(self.t("about.positions_note")),
            *(_text(line) for line in self.said.notes),
            self._table(
                [self.t("book.count") if key == "area.zones" else self.t(key) for key in header],
                rows,
                [3, 0, 0, 0],
                align="lrrr",
            ),
            _text(self.t("print.source.projection")),
            self._sub("about.terms", level=2),
            {"kind": "list", "items": terms},
        ]
        self.blocks.append({"kind": "side", "widths": [0, 0], "sides": [left, right]})
        self._section("positions", self.t("book.positions"))
        self.blocks.append(
            self._table(
                [
                    self.t(key)
                    for key in (
                        "register.name",
                        "sheet.coordinates",
                        "sheet.accuracy",
                        "sheet.basis",
                        "about.checked",
                        "sheet.parks",
                        "sheet.source",
                    )
                ],
                [
                    [
                        [self._zone(zone)],
                        _degrees(row),
                        self.t("book.about_km", km=f"{row['accuracy_km']:g}"),
                        self.label("position_basis", row["position_basis"]),
                        self._verified(verified=row["verified"]),
                        self._parks(row),
                        self.t("list.comma").join(self._refs(row["position_source"])),
                    ]
                    for zone, row in self.zones.iterrows()
                ],
                [2.4, 0, 0, 2.4, 0, 0, 6],
                size=6.8,
                inset=1.2,
            )
        )

    def _parks(self, row: pd.Series) -> str:
        many = row["multi_park"]
        return "" if many == "no" else self.t(f"sheet.parks_{many}")

    def _overview(self) -> None:
        self._chapter("overview")
        order = self.order.with_(extent="province")
        plan = self._picture(
            "overview", Picture("plan", order, 548.0, 376.0), self.t("book.chapter.overview")
        )
        summary = self.said.summary
        right = [
            _text([{"t": self.said.sentence, "bold": True}]),
            self._sub("print.table", level=2),
            self._counts(self.said),
            *(_note(line) for line in self.said.notes),
            *(_note(line) for line in self.said.sources),
        ]
        self.blocks.append({"kind": "side", "widths": [548, 0], "sides": [[plan], right]})
        self.views.append(order)
        by_prefecture = counts.by(self.atlas, self.zones, "prefecture")
        self._section("figures", self.t("book.figures"))
        types = counts.crosstab(self.atlas, self.zones, rows="prefecture", columns="type")
        self.blocks.append(
            self._crosstab(
                types.loc[by_prefecture > 0],
                "prefectures",
                "types",
                names=self._holders("prefecture"),
                sums=[int(n) for n in summary.types],
            )
        )
        self.blocks.append(self._type_key())
        empty = [slug for slug, n in by_prefecture.items() if not n]
        if empty and self.selection.is_empty:
            names = self.t("list.comma").join(self.label("prefectures", slug) for slug in empty)
            self.blocks.append(_note(self.t("area.without", place=names)))

    def _type_key(self) -> Block:
        """Say which symbol is which type."""
        return _note(self._joined([self._type(slug) for slug in self.atlas.types.index], "\u3000"))

    def _with(self, flag: str, *slugs: str) -> Order:
        """Return the order of the book's zones for which one of some choices holds."""
        return self.order.with_(selection=self.selection.with_(**{FLAGS[flag].field: slugs}))

    def _chosen(self, flag: str) -> list[str]:
        """Return the choices of a flag that the book's selection leaves and that any zone has."""
        n = counts.by(
            self.atlas,
            self.zones,
            flag,
            scheme=self.scheme,
            min_grade=self.selection.min_grade,
        )
        asked = getattr(self.selection, FLAGS[flag].field)
        return [slug for slug, each in n.items() if each and (not asked or slug in asked)]

    def _areas(self) -> None:
        slugs = self._chosen("area")
        if not slugs:
            return
        self._chapter("areas", self.own(self.atlas.schemes.loc[self.scheme], "note"))
        types = counts.crosstab(
            self.atlas, self.zones, rows="area", columns="type", scheme=self.scheme
        )
        self.blocks += [
            self._crosstab(
                types.loc[slugs],
                "areas",
                "types",
                names=self._holders("area"),
                sums=[int(n) for n in self.said.summary.types],
                leads="area",
            ),
            self._type_key(),
            _note(self._sums()),
        ]
        for scheme in self.atlas.schemes.index.drop(self.scheme):
            row = self.atlas.schemes.loc[scheme]
            n = counts.by(self.atlas, self.zones, "area", scheme=scheme)
            table = [
                [
                    self.label("areas", area),
                    str(n[area]),
                    self.own(self.atlas.areas.loc[area], "summary"),
                ]
                for area in n.index
                if self.atlas.areas.loc[area, "scheme"] == scheme
            ]
            self.blocks += [
                _heading(self.own(row, "name"), level=2),
                _text(self.own(row, "note")),
                self._table(
                    [self.t("flag.area"), self.t("book.count"), self.t("area.extent")],
                    table,
                    [1.5, 0, 5],
                    align="lrl",
                ),
            ]
        for slug in slugs:
            self._area(slug)

    def _sums(self) -> str:
        summary = self.said.summary
        parts = [self.t("area.sums", memberships=int(summary.areas.sum()), n=summary.n)]
        if summary.overlap:
            parts.append(self.t("hint.overlap", n=summary.overlap))
        return " ".join(parts) if self.lang == "en" else "".join(parts)

    def _area(self, slug: str) -> None:
        atlas, area = self.atlas, self.atlas.areas.loc[slug]
        order = self._with("area", slug).with_(extent="fit", context=True)
        # The wish is the plan's own; other schemes have but an extent.
        first = self.scheme == atlas.schemes.index[0]
        beside = [
            self._sub("area.wish" if first else "area.extent"),
            _text([self.own(area, "summary"), self._cited(area["source"])]),
        ]
        focus = atlas.area_focus[atlas.area_focus["area"] == slug]
        if len(focus):
            beside += [self._sub("area.focus"), _note(self.t("area.focus_note"))]
            for place, rows in focus.groupby(f"place_{self.lang}", sort=False):
                ahead = [{"t": str(place), "bold": True}, self.t("list.colon")] if place else []
                phrases = self.t("list.comma").join(rows[f"phrase_{self.lang}"])
                beside.append(_text([*ahead, phrases, self._cited(rows["source"].iloc[0])]))
        members = atlas.members[(atlas.members["area"] == slug)]
        members = members[members["zone"].isin(self.here)]
        roles = atlas.zone_tags[
            atlas.zone_tags["tag"].isin(atlas.tags.index[atlas.tags["group"] == ROLE])
            & atlas.zone_tags["zone"].isin(members["zone"])
            & (atlas.zone_tags["source"] == area["source"])
        ]
        if len(roles):
            beside.append(self._sub("area.roles"))
            for tag, rows in roles.groupby("tag", sort=False):
                names = self._joined([self._zone(zone, short=True) for zone in rows["zone"]])
                beside.append(_text([self.label("tags", tag), self.t("list.colon"), *names]))
        basis = [
            [
                self.t(f"basis.{key}"),
                str(len(rows)),
                self._joined([self._zone(z, short=True, glyph=False) for z in rows["zone"]]),
            ]
            for key, rows in members.groupby("basis", sort=False)
        ]
        below = [
            self._sub("area.members"),
            self._table(
                [self.t("book.basis"), self.t("book.count"), self.t("sheet.zones")],
                basis,
                [1, 0, 8],
                align="lrl",
            ),
            *(
                _note(f"{self.label('zones', row.zone)}{self.t('list.colon')}{note}")
                for row in members.itertuples()
                if row.basis == "inferred" and (note := getattr(row, f"note_{self.lang}"))
            ),
            self._sub("book.register"),
        ]
        self._group(f"area:{slug}", self.label("areas", slug), order, beside=beside, below=below)

    def _types(self) -> None:
        slugs = self._chosen("type")
        self._chapter("types", self.t("about.m_types"))
        table = counts.crosstab(self.atlas, self.zones, rows="type", columns="level")
        self.blocks.append(
            self._crosstab(
                table.loc[slugs],
                "types",
                "levels",
                names=self._holders("type"),
                sums=[int(n) for n in self.said.summary.levels],
                leads="type",
            )
        )
        for slug in slugs:
            row = self.atlas.types.loc[slug]
            self._group(
                f"type:{slug}",
                self.label("types", slug),
                self._with("type", slug).with_(context=True),
                beside=[
                    self._sub("area.wish"),
                    _text([self.own(row, "summary"), self._cited(row["source"])]),
                ],
                leave=("type",),
            )

    def _clusters(self) -> None:
        slugs = self._chosen("cluster")
        atlas, grade = self.atlas, self.selection.min_grade
        strong = atlas.links[
            atlas.links["zone"].isin(self.here) & atlas.links["grade"].isin(grades(grade))
        ]
        if slugs:
            self._chapter("clusters", self.t("about.m_clusters"))
            self.blocks.append(_note(self.t("book.matrix_note")))
            table = counts.crosstab(atlas, self.zones, scheme=self.scheme, min_grade=grade).T
            for kind in ("traditional", "emerging"):
                own = [slug for slug in slugs if atlas.clusters.loc[slug, "group"] == kind]
                if own:
                    self.blocks += [
                        self._sub(f"cluster.{kind}", level=2),
                        _note(self.t(f"cluster.{kind}_note")),
                        self._crosstab(
                            table.loc[own],
                            "clusters",
                            "areas",
                            names=self._holders("cluster"),
                            leads="cluster",
                        ),
                    ]
        for slug in slugs:
            own = strong[strong["cluster"] == slug]
            row = atlas.clusters.loc[slug]
            beside = [
                _text(
                    [
                        self.t(f"cluster.{row['group']}"),
                        self._cited(row["source"]),
                    ]
                ),
            ]
            if own["beyond"].any():
                beside.append(_note(self.t("book.beyond", n=own[own["beyond"]]["zone"].nunique())))
            below = [self._sub("evidence.title"), self._evidence(own), self._sub("book.register")]
            self._group(
                f"cluster:{slug}",
                self.label("clusters", slug),
                self._with("cluster", slug).with_(context=True),
                beside=beside,
                below=below,
            )
        self._unmapped()

    def _evidence(self, links: pd.DataFrame) -> Block:
        """Return the phrases that put zones into a cluster, with grade, reason and zones."""
        rows = []
        for industry, own in links.groupby("industry", sort=False):
            first = own.iloc[0]
            names = [
                [
                    self._zone(zone, short=True, glyph=False),
                    *([_pill(self.t("evidence.beyond"))] if beyond else []),
                ]
                for zone, beyond in zip(own["zone"], own["beyond"], strict=True)
            ]
            rows.append(
                [
                    self.label("industries", industry),
                    self.t(f"grade.{first['grade']}"),
                    self.own(first, "reason"),
                    self._joined(names),
                ]
            )
        return self._table(
            [
                self.t("sheet.phrase"),
                self.t("book.grade"),
                self.t("book.reason"),
                self.t("sheet.zones"),
            ],
            rows,
            [2, 0, 3.4, 5],
            size=7.8,
        )

    def _unmapped(self) -> None:
        links = self.atlas.links[self.atlas.links["zone"].isin(self.here)]
        loose = links[links["cluster"].isna()]
        asked = self.selection.industries
        slugs = [s for s in dict.fromkeys(loose["industry"]) if not asked or s in asked]
        if not slugs or self.selection.clusters:
            return
        counted = links[links["grade"].isin(grades(self.selection.min_grade))]
        without = [zone for zone in self.zones.index if zone not in set(counted["zone"])]
        rows = [
            [
                self.label("industries", slug),
                self._joined([self._zone(z) for z in loose.loc[loose["industry"] == slug, "zone"]]),
            ]
            for slug in slugs
        ]
        beside = [_text(self.t("unmapped.note"))]
        if without:
            names = self._joined([self._zone(zone) for zone in without])
            beside.append(_text([self.t("unmapped.zones", n=len(without)), *names]))
        below = [
            self._sub("book.phrases"),
            self._table([self.t("sheet.phrase"), self.t("sheet.zones")], rows, [1, 3]),
            self._sub("book.register"),
        ]
        self._group(
            "unmapped",
            self.t("book.unmapped"),
            self._with("industry", *slugs).with_(context=True),
            beside=beside,
            below=below,
        )

    def _tags(self) -> None:
        slugs = self._chosen("tag")
        if not slugs:
            return
        self._chapter("tags", self.t("book.tags_lead"))
        given = self.atlas.zone_tags[self.atlas.zone_tags["zone"].isin(self.here)]
        rows = []
        for slug in slugs:
            own = given[given["tag"] == slug]
            names = self._joined([self._zone(zone, short=True) for zone in own["zone"].unique()])
            cited = "|".join(dict.fromkeys("|".join(own["source"]).split("|")))
            name = {"t": self.label("tags", slug), "to": f"tag:{slug}"}
            rows.append(
                [
                    [name],
                    str(own["zone"].nunique()),
                    names,
                    self.t("list.comma").join(self._refs(cited)),
                ]
            )
        self.blocks.append(
            self._table(
                [
                    self.t("flag.tag"),
                    self.t("book.count"),
                    self.t("sheet.zones"),
                    self.t("sheet.ref"),
                ],
                rows,
                [2, 0, 5, 1.6],
                align="lrll",
            )
        )
        for slug in slugs:
            own = given[given["tag"] == slug]
            what = self._table(
                [self.t("sheet.zones"), self.t("sheet.says")],
                [
                    [
                        [self._zone(row["zone"], short=True)],
                        [self.own(row, "what"), self._cited(row["source"])],
                    ]
                    for _, row in own.iterrows()
                ],
                [1, 2],
                size=7.8,
            )
            self._group(
                f"tag:{slug}",
                self.label("tags", slug),
                self._with("tag", slug).with_(context=True),
                beside=[what],
            )

    # The zones -----------------------------------------------------------------------------------

    def _zones(self) -> None:
        self._chapter("zones", self.t("book.zones_lead", n=len(self.zones)))
        self.blocks.append(self._register(self.zones, size=7.2, inset=1.1))
        for zone in self.zones.index:
            self._sheet(self.atlas.zone(zone))

    def alone(self, zone: str) -> Selection:
        """Return a selection of one zone, if its names tell it from all others."""
        row = self.atlas.zones.loc[zone]
        for words in (str(row["name_zh"]), str(row["name_en"]), zone):
            selection = Selection(text=(words,), scheme=self.scheme)
            if list(selection.apply(self.atlas).index) == [zone]:
                return selection
        return self.selection

    def _sheet(self, sheet: "ZoneSheet") -> None:
        zone, row = sheet.id, sheet.row
        key, name = f"zone:{zone}", self.label("zones", zone)
        order = around(self.atlas, self.order, zone)
        other = "en" if self.lang == "zh" else "zh"
        self.blocks.append(
            {
                "kind": "sheet",
                "id": key,
                "title": name,
                "kicker": [
                    self._type(row["zone_type"]),
                    self.t("describe.and"),
                    self.label("levels", row["level"]),
                    self._cited(row["source"]),
                ],
                "second": [{"t": self.atlas.label("zones", zone, other), "lang": other}],
                "left-width": ZONE_MAP[0],
                "left": self._sheet_place(sheet, key, order, name),
                "right": [
                    *self._sheet_facts(sheet),
                    *self._sheet_slips(sheet),
                    *self._sheet_changes(sheet),
                ],
            }
        )
        self.views.append(order.with_(title=name, selection=self.alone(zone)))

    def _sheet_place(self, sheet: "ZoneSheet", key: str, order: Order, name: str) -> list[Block]:
        row = sheet.row
        locator = f"locator:{sheet.id}"
        near = [
            [
                [self._zone(each.zone)],
                self.t(
                    "book.km",
                    km=f"{each.km:.0f}" if each.km >= 10 else f"{each.km:.1f}",  # noqa: PLR2004 - a decimal below
                ),
                self._bearing(each.bearing),
            ]
            for each in sheet.neighbours.itertuples()
        ]
        position = [
            [self.t("sheet.coordinates"), _degrees(row)],
            [
                self.t("sheet.accuracy"),
                [
                    self.t("sheet.about_km", km=f"{row['accuracy_km']:g}"),
                    _pill(self._verified(verified=row["verified"])),
                ],
            ],
            [self.t("sheet.basis"), self.label("position_basis", row["position_basis"])],
        ]
        if self._parks(row):
            position.append([self.t("sheet.parks"), self._parks(row)])
        blocks: list[Block] = [
            self._picture(key, Picture("zone", order, *ZONE_MAP), name),
            {
                "kind": "side",
                "widths": [LOCATOR[0], 0],
                "sides": [
                    [self._picture(locator, Picture("locator", order, *LOCATOR), name)],
                    [{"kind": "facts", "rows": position}],
                ],
            },
        ]
        source = self.t("list.comma").join(self._refs(row["position_source"]))
        said = [self.own(row, "note"), f"{self.t('sheet.source')}{self.t('list.colon')}{source}"]
        blocks += [_note(line) for line in said if line]
        return [
            *blocks,
            self._sub("sheet.neighbours"),
            self._table(
                [self.t("sheet.zones"), self.t("book.distance"), self.t("book.bearing")],
                near,
                [1, 0, 0],
                align="lrl",
            ),
            _note(self.t("sheet.distance_note")),
        ]

    def _bearing(self, degrees: float) -> str:
        names = self.t("book.compass").split("|")
        return names[round(degrees * len(names) / 360) % len(names)]

    def _sheet_facts(self, sheet: "ZoneSheet") -> list[Block]:
        rows: list[list[Line]] = [[self.t("sheet.place"), self._place(sheet.row)]]
        for scheme in self.atlas.schemes.index:
            own = sheet.members[sheet.members["scheme"] == scheme]
            said = []
            for _, member in own.iterrows():
                parts: list[str | Span] = [
                    self.label("areas", member["area"]),
                    _pill(self.t(f"basis.{member['basis']}")),
                    self._cited(member["source"]),
                ]
                if member["basis"] == "inferred":
                    note = f"\u2002{self.own(member, 'note')}"
                    parts.append({"t": note, "muted": True, "small": True})
                said.append(parts)
            rows.append([self.label("schemes", scheme), self._joined(said, " ")])
        if len(sheet.aliases):
            aliases = [
                [{"t": each.alias, "lang": "zh"}, _pill(self.t(f"alias.{each.kind}"))]
                for each in sheet.aliases.itertuples()
            ]
            rows.append([self.t("sheet.aliases"), self._joined(aliases)])
        blocks: list[Block] = [{"kind": "facts", "rows": rows}]
        blocks += [self._sub("sheet.industries"), self._industries(sheet)]
        if len(sheet.tags):
            items = [
                [
                    {"t": self.label("tags", tag["tag"]), "bold": True},
                    self.t("list.colon"),
                    self.own(tag, "what"),
                    self._cited(tag["source"]),
                ]
                for _, tag in sheet.tags.iterrows()
            ]
            blocks += [self._sub("flag.tag"), {"kind": "list", "items": items}]
        mentions = [
            [
                self.t("list.comma").join(self._refs(each["source"])),
                self._headings(each["source"]),
                self.own(each, "what"),
            ]
            for _, each in sheet.mentions.iterrows()
        ]
        return [
            *blocks,
            self._sub("sheet.mentions"),
            self._table(
                [self.t("sheet.ref"), self.t("sheet.heading"), self.t("sheet.says")],
                mentions,
                [1.15, 2, 4.4],
            ),
        ]

    def _industries(self, sheet: "ZoneSheet") -> Block:
        rows: list[list[Any]] = []
        for industry in sheet.industries.itertuples():
            links = sheet.links[sheet.links["industry"] == industry.industry]
            name: list[str | Span] = [self.label("industries", industry.industry)]
            # The sheet's head has the zone's own box.
            name += [self._cited(industry.source)] if industry.source != sheet.row["source"] else []
            for number, (_, link) in enumerate(links.iterrows()):
                first = [{"rows": len(links), "line": name}] if not number else []
                if link["cluster"]:
                    cluster: list[str | Span] = [
                        self.label("clusters", link["cluster"], short=True)
                    ]
                    if link["beyond"]:
                        cluster.append(_pill(self.t("evidence.beyond")))
                    grade = self.t(f"grade.{link['grade']}")
                    rows.append([*first, cluster, grade, self.own(link, "reason")])
                else:
                    unmapped = [{"t": self.t("evidence.unmapped"), "muted": True}]
                    rows.append([*first, unmapped, "\u2013", ""])
        return self._table(
            [
                self.t("sheet.phrase"),
                self.t("flag.cluster"),
                self.t("book.grade"),
                self.t("book.reason"),
            ],
            rows,
            [2.3, 2.1, 0, 3.2],
        )

    def _sheet_slips(self, sheet: "ZoneSheet") -> list[Block]:
        if not len(sheet.slips):
            return []
        rows = [self._slip(slip) for _, slip in sheet.slips.iterrows()]
        return [self._sub("sheet.slips"), self._slip_table(rows)]

    def _slip(self, slip: pd.Series) -> list[Line]:
        return [
            self.t("list.comma").join(self._refs(slip["refs"])),
            self.own(slip, "says"),
            self.own(slip, "shown"),
        ]

    def _slip_table(self, rows: list[list[Line]], **more: object) -> Block:
        header = [self.t("sheet.ref"), self.t("slip.says"), self.t("slip.shown")]
        return self._table(header, rows, [1.2, 3, 3], **more)

    def _sheet_changes(self, sheet: "ZoneSheet") -> list[Block]:
        if not len(sheet.changes):
            return []
        items = [
            [
                {"t": f"{change['date']} ", "bold": True},
                self.own(change, "what"),
                _pill(self._verified(verified=change["checked"] == "yes")),
                self._cited(change["source"]),
            ]
            for _, change in sheet.changes.iterrows()
        ]
        return [self._sub("sheet.changes"), {"kind": "list", "items": items}]

    # The end -------------------------------------------------------------------------------------

    def _indicators(self) -> None:
        self._chapter("indicators", self.t("book.indicators_lead", n=len(self.atlas.indicators)))
        header = [
            self.t(key)
            for key in (
                "chart.name",
                "indicator.scope",
                "chart.year",
                "chart.value",
                "indicator.unit",
                "sheet.ref",
                "indicator.note",
            )
        ]
        for kind, rows in self.atlas.indicators.groupby("kind", sort=False):
            self._section(f"kind:{kind}", self.t(f"kind.{kind}"), new=False)
            if kind == "cumulative_points":
                self.blocks.append(_note(self.t("chart.points_note")))
            self.blocks.append(
                self._table(
                    header,
                    [self._figure(row) for _, row in rows.iterrows()],
                    [2.6, 2.6, 0, 0, 1, 1, 2.6],
                    align="lllrlll",
                    size=7.6,
                )
            )

    def _figure(self, row: pd.Series) -> list[Line]:
        value = f"{row['value']:,.10g}"
        if row["kind"] == "cumulative_points":
            value = f"[{row['value']:g}]"
        if row["qualifier"] == "min":
            value = f"{value} {self.t('indicator.min')}"
        return [
            self.own(row, "name"),
            self.own(row, "scope"),
            str(row["year"]).replace("-", "\u2013"),
            value,
            self.own(row, "unit"),
            self.t("list.comma").join(self._refs(row["source"])),
            self.own(row, "note"),
        ]

    def _slips(self) -> None:
        slips = self.atlas.slips
        # Those of the whole plan, and those of the book's zones.
        own = slips["zones"].map(
            lambda zones: not zones or not self.here.isdisjoint(zones.split("|"))
        )
        slips = slips[own.astype(bool)]
        self._chapter("slips", self.t("about.slips_note", n=len(slips)))
        rows = [self._slip(slip) for _, slip in slips.iterrows()]
        self.blocks.append(self._slip_table(rows, size=8))

    def _sources(self) -> None:
        self._chapter("sources", self.t("book.sources_lead"))
        rows = []
        for _, card in self.atlas.sources.iterrows():
            name: list[str | Span] = [self.own(card, "title")]
            if card["url"]:
                url = {"t": card["url"], "url": card["url"], "muted": True, "small": True}
                name.append(url | {"break": True})
            numbered = self.t("list.comma").join(filter(None, (card["publisher"], card["number"])))
            rows.append(
                [
                    name,
                    [{"t": numbered, "lang": "zh"}],
                    card["date"],
                    [{"t": card["licence"], "lang": "zh"}],
                    self._verified(verified=card["verified"] == YES),
                    self.own(card, "note"),
                ]
            )
        self.blocks.append(
            self._table(
                [
                    self.t(key)
                    for key in (
                        "about.title",
                        "book.publisher",
                        "about.date",
                        "about.licence",
                        "about.checked",
                        "indicator.note",
                    )
                ],
                rows,
                [4, 2.4, 0, 1.8, 0, 3.4],
                size=7.6,
            )
        )

    def _index(self) -> None:
        self._chapter("index", self.t("book.index_lead"))
        self._index_section("pinyin", self._by_pinyin(), columns=5)
        self._index_section("english", self._by_english(), columns=3)
        self._index_section("industries", self._by_industry(), columns=3)

    def _index_section(self, name: str, groups: list[Block], *, columns: int) -> None:
        self._section(f"index:{name}", self.t(f"book.index.{name}"), new=name != "pinyin")
        self.blocks.append({"kind": "index", "columns": columns, "groups": groups})

    def _by_pinyin(self) -> list[Block]:
        """Return the index of Chinese names and their variants, in the order of their pinyin."""
        found = []
        for zone, row in self.zones.iterrows():
            read = syllables(row["name_zh"], english=row["name_en"])
            found.append((read, row["name_zh"], zone, ""))
        aliases = self.atlas.aliases[self.atlas.aliases["zone"].isin(self.here)]
        for each in aliases.itertuples():
            row = self.atlas.zones.loc[each.zone]
            read = syllables(each.alias, english=row["name_en"])
            found.append((read, each.alias, each.zone, row["short_zh"]))
        entries = []
        for read, name, zone, of in sorted(found):
            spans: list[str | Span] = [{"t": name, "lang": "zh", "to": f"zone:{zone}"}]
            if of:
                spans.append({"t": self.t("book.see", name=of), "muted": True, "lang": "zh"})
            spans.append({"t": " ".join(read), "muted": True, "small": True, "break": True})
            letter = read[0][:1].upper() if read else ""
            entries.append((letter, {"line": spans, "pages": [self._page(f"zone:{zone}")]}))
        return _lettered(entries)

    def _by_english(self) -> list[Block]:
        entries = []
        for zone, row in self.zones.sort_values(
            "name_en", key=lambda names: names.astype(str)
        ).iterrows():
            spans = [{"t": row["name_en"], "lang": "en", "to": f"zone:{zone}"}]
            entry = {"line": spans, "pages": [self._page(f"zone:{zone}")]}
            entries.append((str(row["name_en"])[:1].upper(), entry))
        return _lettered(entries)

    def _by_industry(self) -> list[Block]:
        """Return the index of industry phrases, each with the pages of its zones."""
        listed = self.atlas.zone_industries[self.atlas.zone_industries["zone"].isin(self.here)]
        found = []
        for slug, rows in listed.groupby("industry", sort=False):
            name = self.label("industries", slug)
            order = syllables(name) if self.lang == "zh" else (name.casefold(),)
            pages = self._joined([self._page(f"zone:{zone}") for zone in rows["zone"]])
            found.append((order, name, pages))
        return _lettered(
            (order[0][:1].upper() if order else "", {"line": name, "pages": pages})
            for order, name, pages in sorted(found, key=lambda each: each[:2])
        )


def _heading(title: str, *, level: int) -> Block:
    """Return a heading that neither contents nor bookmarks list."""
    return {"kind": "sub", "title": title, "level": level}


def _text(line: Line, **more: object) -> Block:
    return {"kind": "text", "line": line} | more


def _note(line: Line) -> Block:
    return _text(line, small=True, muted=True)


def _pill(words: str) -> Span:
    return {"t": words, "pill": True}


def _height(block: Block) -> float:
    """Estimate how high a block becomes across the page."""
    if block["kind"] != "table":
        return 22.0
    shares = block["columns"]
    room = PAGE[0] - 34.0 * shares.count(0)
    widths = [share / sum(shares) * room - INSET if share else room for share in shares]
    size = block.get("size", 9.0)
    lines = (
        max(
            math.ceil(fonts.width(_plain(cell)) * size / width)
            for cell, width in zip(row, widths, strict=True)
        )
        for row in block["rows"]
    )
    return 24.0 + sum(ROW + LINE * (max(n, 1) - 1) for n in lines)


def _plain(line: Line | Span) -> str:
    """Return the letters of a line, a symbol as one of them."""
    if isinstance(line, str):
        return line
    if isinstance(line, dict):
        return ("\u3000" if "glyph" in line else "") + line.get("t", "")
    return "".join(map(_plain, line))


def _by_zone(zones: Iterable[str], values: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for zone, value in zip(zones, values, strict=True):
        found.setdefault(zone, []).append(value)
    return found


def _count(n: float) -> str:
    return str(int(n)) if n else "\u2013"


def _degrees(row: pd.Series) -> str:
    return f"{row['lon']:.3f}\u00b0 E, {row['lat']:.3f}\u00b0 N"


def _span_of(km: pd.Series) -> str:
    low, high = km.min(), km.max()
    return f"{low:g}" if low == high else f"{low:g}\u2013{high:g}"


def _lettered(entries: Iterable[tuple[str, Block]]) -> list[Block]:
    """Gather entries, which come sorted, under their first letters."""
    return [
        {"name": letter, "entries": [entry for _, entry in own]}
        for letter, own in groupby(entries, key=lambda each: each[0])
    ]
