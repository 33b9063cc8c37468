"""What a briefing in words can tell of: the zones selected and the rows that concern them."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import pandas as pd

from atlas.briefing.report.words import Words
from atlas.model import series
from atlas.model.columns import known
from atlas.office.edition import OWN
from atlas.selection.flags import grades

if TYPE_CHECKING:
    import geopandas as gpd

    from atlas.briefing.content import Content
    from atlas.model.atlas import Atlas
    from atlas.model.series import Series
    from atlas.selection.counts import Summary
    from atlas.selection.selection import Selection

KEPT = 4  # what is told of: text, tables and notes of one piece ask for the same


@dataclass(frozen=True, eq=False)
class Facts:
    """
    What is told of.

    Attributes
    ----------
    atlas
        The atlas.
    content
        What the sheet says; all figures are of its zones.
    words
        The words of its language.
    members
        Rows of ``atlas.members``: the zones' areas in the scheme selected.
    links
        Rows of ``atlas.links``: the zones' phrases and the clusters they fit.
    counted
        Those of the links whose grade counts.
    """

    atlas: "Atlas"
    content: "Content"
    words: Words
    members: pd.DataFrame
    links: pd.DataFrame
    counted: pd.DataFrame

    @property
    def lang(self) -> str:
        """The language of the order."""
        return self.content.order.lang

    @property
    def selection(self) -> "Selection":
        """What is selected."""
        return self.content.order.selection

    @property
    def zones(self) -> "gpd.GeoDataFrame":
        """The zones selected, EPSG:4326, table order."""
        return self.content.zones

    @property
    def summary(self) -> "Summary":
        """Their figures."""
        return self.content.summary

    @property
    def n(self) -> int:
        """How many they are."""
        return self.content.summary.n

    @property
    def scheme(self) -> str:
        """The name of the scheme of areas."""
        return self.words.label("schemes", self.selection.scheme)

    @property
    def grade(self) -> str:
        """The words for the weakest grade of links that counts."""
        return self.words.say(f"grade.{self.selection.min_grade}")

    @property
    def unplanned(self) -> "gpd.GeoDataFrame":
        """Those of them that are the office's own: the plan does not name them."""
        return self.zones[(self.zones["level"] == OWN).to_numpy()]

    @cached_property
    def own(self) -> tuple[str, ...]:
        """The columns that the map speaks of, then all own ones, in which a zone has a value."""
        spoken_of = self.content.order.map.columns(self.atlas)
        heads = dict.fromkeys((*spoken_of, *self.atlas.own_columns.index))
        return tuple(head for head in heads if known(self.atlas, head, self.zones.index))

    @cached_property
    def told(self) -> "tuple[str | Series, ...]":
        """The same for tables: a yearly series as one, but for the columns that the map shows."""
        spoken_of = self.content.order.map.columns(self.atlas)
        whole = {head: series.of(self.atlas, head) for head in self.own if head not in spoken_of}
        return tuple(dict.fromkeys(whole.get(head) or head for head in self.own))

    @property
    def industries(self) -> pd.DataFrame:
        """Rows of ``atlas.zone_industries``: the phrases that the plan gives the zones."""
        rows = self.atlas.zone_industries
        return rows[rows["zone"].isin(self.zones.index)]


@lru_cache(maxsize=KEPT)
def gather(atlas: "Atlas", content: "Content") -> Facts:
    """Gather what a briefing about the zones of a sheet can tell of."""
    selection, zones = content.order.selection, content.zones.index
    members = atlas.members[atlas.members["scheme"] == selection.scheme]
    links = atlas.links[atlas.links["zone"].isin(zones)]
    return Facts(
        atlas=atlas,
        content=content,
        words=Words(atlas, content.order.lang),
        members=members[members["zone"].isin(zones)],
        links=links,
        counted=links[links["grade"].isin(grades(selection.min_grade))],
    )
