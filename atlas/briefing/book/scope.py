"""What a book is of: its zones, and the names and words of its language."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from atlas.briefing.book.blocks import heading, paragraph, pill
from atlas.briefing.book.model import Block, Line, Span
from atlas.briefing.content import Content, content
from atlas.i18n import text
from atlas.office.edition import OWN
from atlas.plan import references

if TYPE_CHECKING:
    import geopandas as gpd

    from atlas.briefing.order import Order
    from atlas.model.atlas import Atlas
    from atlas.selection.selection import Selection


MOST_SHEETS = 100  # own zones that have a page each; of more, none has
MOST_LISTED = 3_000  # own zones that have a row each; more are counted


@dataclass(frozen=True, eq=False)
class Scope:
    """
    What a book is of.

    Attributes
    ----------
    atlas
        The atlas.
    order
        Selection, language, day, maker and mode of the whole book; its layout does not matter.
    said
        What a sheet of the whole selection says.
    """

    atlas: "Atlas"
    order: "Order"
    said: Content

    @classmethod
    def of(cls, atlas: "Atlas", order: "Order") -> "Scope":
        """Gather what a book of an order is of."""
        return cls(atlas, order, content(atlas, order))

    @property
    def lang(self) -> str:
        """The book's language."""
        return self.order.lang

    @property
    def selection(self) -> "Selection":
        """What is selected."""
        return self.order.selection

    @property
    def scheme(self) -> str:
        """The slug of the scheme of areas."""
        return self.order.selection.scheme

    @property
    def zones(self) -> "gpd.GeoDataFrame":
        """The zones selected, EPSG:4326, table order."""
        return self.said.zones

    @cached_property
    def here(self) -> frozenset[str]:
        """Their ids."""
        return frozenset(self.zones.index)

    @cached_property
    def paged(self) -> frozenset[str]:
        """The ids of those that have a page each."""
        return frozenset(self.sheeted.index)

    @cached_property
    def crowd(self) -> "gpd.GeoDataFrame":
        """The office's own zones, where they are too many for a page each; else none."""
        own = self.zones["zone_type"].eq(OWN).to_numpy()
        found: gpd.GeoDataFrame = self.zones[own & (own.sum() > MOST_SHEETS)]
        return found

    @cached_property
    def sheeted(self) -> "gpd.GeoDataFrame":
        """The zones that have a page each."""
        found: gpd.GeoDataFrame = self.zones[~self.zones.index.isin(self.crowd.index)]
        return found

    @property
    def title(self) -> str:
        """The book's title."""
        if self.atlas.plan is None:
            return self.t("book.title")
        return self.t("book.subject", document=self._document)

    @property
    def cover(self) -> list[str]:
        """The lines of the title on its cover."""
        if self.atlas.plan is None:
            return self.t("book.cover").split("|")
        return self.t("book.cover_of", document=self._document).split("|")

    @property
    def _document(self) -> str:
        return self.atlas.label("documents", self.atlas.document, self.lang, short=True)

    # Words ---------------------------------------------------------------------------------------

    def t(self, key: str, **values: object) -> str:
        """Return one of our strings."""
        return text(key, self.lang, **{**self.atlas.named_by(self.lang), **values})

    def label(self, vocabulary: str, slug: str, *, short: bool = False) -> str:
        """Return the name of a slug."""
        key = (vocabulary, slug, short)
        if key not in self._labels:
            self._labels[key] = self.atlas.label(vocabulary, slug, self.lang, short=short)
        return self._labels[key]

    @cached_property
    def _labels(self) -> dict[tuple[str, str, bool], str]:
        """The names that were asked for: a book asks for the same ones hundreds of times."""
        return {}

    def own(self, row: pd.Series, stem: str) -> str:
        """Return a row's text in the book's language."""
        return str(row[f"{stem}_{self.lang}"])

    def joined(self, lines: Iterable[Line | Span], comma: str | None = None) -> list[str | Span]:
        """Join lines by a comma, or by what is given."""
        comma = self.t("list.comma") if comma is None else comma
        found: list[str | Span] = []
        for number, each in enumerate(lines):
            found += [comma] if number else []
            found += each if isinstance(each, list) else [each]
        return found

    def verified(self, *, verified: bool) -> str:
        """Say whether something was checked."""
        return self.t("sheet.verified" if verified else "sheet.unverified")

    # Headings ------------------------------------------------------------------------------------

    def chapter(self, name: str, lead: Line = "") -> tuple[Block, ...]:
        """Begin a chapter, with a sentence or two below its title."""
        title = self.t(f"book.chapter.{name}")
        begun = {"kind": "chapter", "id": f"chapter:{name}", "title": title}
        return (begun, paragraph(lead)) if lead else (begun,)

    def sub(self, key: str, *, level: int = 3) -> Block:
        """Return one of our strings as a heading that neither contents nor bookmarks list."""
        return heading(self.t(key), level=level)

    # References ----------------------------------------------------------------------------------

    def refs(self, cell: str, *, brief: bool = False) -> str:
        """Return where a fact comes from: places of the plan, titles (or numbers) of documents."""
        said = (references.read(self.atlas, ref, self.lang) for ref in references.split(cell))
        return self.t("list.comma").join((brief and each.number) or each.shown for each in said)

    def cited(self, cell: str) -> Span:
        """Return where a fact comes from, in brackets behind it; nothing without a source."""
        refs = self.refs(cell, brief=True)
        return {
            "t": self.t("book.ref", refs=refs) if refs else "",
            "muted": True,
            "small": True,
        }

    def headings(self, cell: str) -> str:
        """Return the titles of the sections and boxes that some references are in."""
        refs = references.split(cell)
        titles = (references.title(self.atlas, ref, self.lang) for ref in refs)
        return self.t("list.comma").join(dict.fromkeys(filter(None, titles)))

    # Zones ---------------------------------------------------------------------------------------

    def zone_name(self, zone: str, *, short: bool = False, glyph: bool = True) -> Span:
        """Name a zone; one that the book has leads to its sheet."""
        span: Span = {"t": self.label("zones", zone, short=short)}
        if glyph:
            span["glyph"] = str(self.atlas.zones.loc[zone, "zone_type"])
        if zone in self.paged:
            span["to"] = f"zone:{zone}"
        return span

    def names(
        self, zones: Iterable[str], *, short: bool = True, glyph: bool = False
    ) -> list[str | Span]:
        """Name zones in a row; of a crowd, say how many they are."""
        zones = [*zones]
        told = [zone for zone in zones if zone not in self.crowd.index]
        lines: list[Line | Span] = [self.zone_name(z, short=short, glyph=glyph) for z in told]
        if rest := len(zones) - len(told):
            lines.append({"t": self.t("book.own_more", n=rest), "muted": True})
        return self.joined(lines)

    def type_name(self, slug: str) -> Span:
        """Name a type, with its symbol."""
        return {"t": self.label("types", slug), "glyph": str(slug)}

    def place(self, row: pd.Series) -> str:
        """Name a zone's prefecture and county."""
        prefecture = self.label("prefectures", row["prefecture"])
        county = self.label("counties", row["county"])
        if prefecture == county:
            return prefecture
        return self.t("report.table.where", prefecture=prefecture, county=county)

    def parks(self, row: pd.Series) -> str:
        """Say that a zone has several parks, where it has."""
        many = row["multi_park"]
        return "" if many == "no" else self.t(f"sheet.parks_{many}")

    def membership(self, zone: str) -> list[str | Span]:
        """Name a zone's areas; an inferred one says so."""
        return self.joined(
            [
                [self.label("areas", area, short=True)]
                + ([pill(self.t("basis.inferred"))] if basis == "inferred" else [])
                for area, basis in self._memberships.get(zone, ())
            ]
        )

    @cached_property
    def _memberships(self) -> dict[str, list[tuple[str, str]]]:
        members = self.atlas.members[self.atlas.members["scheme"] == self.scheme]
        return _by_zone(members["zone"], zip(members["area"], members["basis"], strict=True))

    @cached_property
    def phrases(self) -> dict[str, str]:
        """Zone -> its phrases in one text."""
        listed = self.atlas.zone_industries
        names = self.atlas.industries[f"name_{self.lang}"]
        found = _by_zone(listed["zone"], names.loc[listed["industry"]])
        return {zone: self.t("list.comma").join(own) for zone, own in found.items()}


def _by_zone(zones: Iterable[str], values: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for zone, value in zip(zones, values, strict=True):
        found.setdefault(zone, []).append(value)
    return found


def coordinates(row: pd.Series) -> str:
    """Write a zone's point, degrees."""
    return f"{row['lon']:.3f}\u00b0 E, {row['lat']:.3f}\u00b0 N"
