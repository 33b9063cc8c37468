"""
Zones by names that the document in force does not have: found and told, never counted.

A search by a later name leads to its zone; what the document says and how many zones answer stays
what it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from atlas.i18n import LANGS, text
from atlas.model import documents, later, naming
from atlas.model.names import BORDER, normalise, spellings
from atlas.model.vocabulary import zone_words
from atlas.selection import search
from atlas.selection.facets import Facets

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas
    from atlas.selection.selection import Selection

MOST = 12  # zones that a message names


@dataclass(frozen=True, slots=True)
class Renamed:
    """
    A zone and a name that the document in force does not give it.

    Attributes
    ----------
    zone
        Its id.
    name
        Language -> the name.
    document
        The slug of the document that has the name; empty where a later decision gave it.
    when
        Language -> since when a decision gives it.
    sure
        Whether that is known, not inferred.
    source
        A cell of references.
    """

    zone: str
    name: Mapping[str, str]
    document: str
    when: Mapping[str, str]
    sure: bool
    source: str

    def said(self, atlas: "Atlas", lang: str) -> str:
        """Say in a few words what the zone is called, and by which document or since when."""
        values: dict[str, str] = {
            "zone": atlas.label("zones", self.zone, lang),
            "name": self.name[lang],
        }
        if self.document:
            short = atlas.label("documents", self.document, lang, short=True)
            return text("renamed.document", lang, document=short, **values)
        key = "renamed.decision" if self.sure else "renamed.inferred"
        return text(key, lang, when=self.when[lang], **values)


def found(atlas: "Atlas", selection: "Selection") -> list[Renamed]:
    """
    Return the zones that a search means by a name that the document in force does not have.

    Parameters
    ----------
    atlas
        Of any document.
    selection
        Whatever else it asks holds of these zones too.

    Returns
    -------
    list of Renamed
        Of zones that do not answer the search by what the document says; in table order, the first
        name of each that answers.
    """
    if not selection.text:
        return []
    names: list[Renamed] = atlas.once(_names)
    here = {*selection.with_(text=()).apply(atlas).index}
    own = dict(zip(atlas.zones.index, atlas.once(Facets).texts, strict=True))
    kept: dict[str, Renamed] = {}
    for each in names:
        if each.zone in here and each.zone not in kept:
            both = pd.Series([own[each.zone], BORDER.join((own[each.zone], _spelt(each)))])
            answers = search.any_of(search.answers(both, query) for query in selection.text)
            if answers[1] and not answers[0]:
                kept[each.zone] = each
    return [kept[zone] for zone in atlas.zones.index if zone in kept]


def message(atlas: "Atlas", selection: "Selection", lang: str) -> str:
    """Say which zones a search means by a name that the document has not; nothing if none."""
    named = found(atlas, selection)
    if not named:
        return ""
    said = text("list.comma", lang).join(each.said(atlas, lang) for each in named[:MOST])
    more = text("renamed.more", lang, n=len(named) - MOST) if len(named) > MOST else ""
    return text("renamed.lead", lang, n=len(named), by=atlas.by(lang)) + said + more


def _spelt(each: Renamed) -> str:
    zh, en = (each.name[lang] for lang in LANGS)
    return BORDER.join(map(normalise, (*spellings(zh, en), en)))


def _names(atlas: "Atlas") -> list[Renamed]:
    """Return all such names: those of other documents, then those that decisions gave."""
    known = {(zone, normalise(word)) for _, word, zone in zone_words(atlas)}
    lists = atlas.documents.index[atlas.documents["kind"] != documents.STATE]
    said = documents.statements(atlas)
    said = said[said["document"].isin(lists) & said["zone"].isin(atlas.zones.index)]
    every = [
        _renamed(row, document=row["document"], when=dict.fromkeys(LANGS, ""))
        for row in said.to_dict("records")
        if _is_another(atlas, row)
    ]
    further = atlas.changes[atlas.changes["kind"] == documents.NAMING]
    every += [
        _renamed(row, document="", when={lang: later.when(row, lang) for lang in LANGS})
        for row in further[further["zone"].isin(atlas.zones.index)].to_dict("records")
    ]
    return [
        each
        for each in every
        if any((each.zone, normalise(name)) not in known for name in each.name.values())
    ]


def _is_another(atlas: "Atlas", row: Mapping[Any, Any]) -> bool:
    """Tell whether a document's name is another, not the zone's with a place before it."""
    own, places = atlas.label("zones", row["zone"]), naming.places_of(atlas, row["zone"])
    return naming.naming(own, row["name_zh"], places) == naming.RENAMED


def _renamed(row: Mapping[Any, Any], **given: Any) -> Renamed:  # noqa: ANN401 - its fields
    return Renamed(
        zone=row["zone"],
        name={lang: row[f"name_{lang}"] for lang in LANGS},
        sure=row.get("sure", "") != later.LOW,
        source=row["source"],
        **given,
    )
