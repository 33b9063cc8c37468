"""The words of a briefing: its strings, the names of things, and how names are put in a row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from atlas.i18n import text

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas

MAX_NAMES = 12  # of one list in a sentence; the table has them all


@dataclass(frozen=True, eq=False, slots=True)
class Words:
    """
    The words of one language.

    Attributes
    ----------
    atlas
        Has the names.
    lang
        ``"zh"`` or ``"en"``.
    """

    atlas: "Atlas"
    lang: str

    def say(self, key: str, **values: object) -> str:
        """Return one of the briefing's strings."""
        return text(f"report.{key}", self.lang, **self.atlas.named_by(self.lang), **values)

    def number(self, key: str, n: int, **values: object) -> str:
        """Say something of `n` things, in the singular or the plural."""
        if n == 1:
            return self.say(f"{key}.one", n=n, **values)
        return self.say(f"{key}.many", n=n, **values)

    def label(self, vocabulary: str, slug: str, *, short: bool = False) -> str:
        """Return the name of a slug."""
        return self.atlas.label(vocabulary, slug, self.lang, short=short)

    def within(self, vocabulary: str, slug: str) -> str:
        """Return a level's or type's name as it stands inside a sentence."""
        name = self.label(vocabulary, slug)
        return name[:1].lower() + name[1:]

    def basis(self, slug: str) -> str:
        """Name the basis of a membership."""
        return text(f"basis.{slug}", self.lang)

    def place(self, row: pd.Series) -> str:
        """Name the prefecture and county of a row of the zones."""
        prefecture = self.label("prefectures", row["prefecture"])
        county = self.label("counties", row["county"])
        # One prefecture has no counties and stands for itself.
        if prefecture == county:
            return prefecture
        return self.say("table.where", prefecture=prefecture, county=county)

    def listed(self, names: Sequence[str], *, last: str = "and") -> str:
        """Join names; the conjunction stands before the last."""
        *most, end = names
        head = self.say("list.comma").join(most)
        return head + self.say(f"list.{last}") + end if most else end

    def capped(self, names: Sequence[str]) -> str:
        """Join names, of a long list the first and how many there are."""
        if len(names) <= MAX_NAMES:
            return self.listed(names)
        first = self.say("list.comma").join(names[:MAX_NAMES])
        return self.say("item.others", names=first, n=len(names))

    def named(self, zones: Iterable[str]) -> str:
        """Join the names of zones, as of `capped`."""
        return self.capped([self.label("zones", zone) for zone in zones])

    def quoted(self, industries: Iterable[str]) -> str:
        """Join industry phrases in quotation marks, as of `capped`."""
        return self.capped(
            [self.say("item.quote", name=self.label("industries", slug)) for slug in industries]
        )
