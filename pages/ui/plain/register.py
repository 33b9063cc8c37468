"""The rows of the plain edition's table: what is told of a zone, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from atlas.model.atlas import Atlas
from atlas.selection.flags import grades


@dataclass(frozen=True, slots=True)
class Row:
    """
    A zone in the table.

    Attributes
    ----------
    id, type
        Slugs.
    name, type_name, level, place
        As a reader sees them.
    areas
        Names, each with the basis of the membership.
    industries
        Slugs and names of its phrases.
    clusters
        Names.
    """

    id: str
    type: str
    name: str
    type_name: str
    level: str
    place: str
    areas: tuple[tuple[str, str], ...]
    industries: tuple[tuple[str, str], ...]
    clusters: tuple[str, ...]


@lru_cache(maxsize=12)  # two languages, schemes, grades; an atlas compares by identity
def rows(atlas: Atlas, lang: str, scheme: str, min_grade: str) -> Mapping[str, Row]:
    """
    Return every zone's row by its id, in table order.

    Parameters
    ----------
    atlas
        The data.
    lang
        ``"zh"`` or ``"en"``.
    scheme, min_grade
        As of `Selection`: which areas, and the weakest link that makes a cluster.
    """
    members: dict[str, list[tuple[str, str]]] = {}
    for member in atlas.members.itertuples():
        if member.scheme == scheme:
            name = atlas.label("areas", member.area, lang, short=True)
            members.setdefault(member.zone, []).append((name, member.basis))
    industries: dict[str, list[tuple[str, str]]] = {}
    for listed in atlas.zone_industries.itertuples():
        named = (listed.industry, atlas.label("industries", listed.industry, lang))
        industries.setdefault(listed.zone, []).append(named)
    clusters: dict[str, set[str]] = {}
    links = atlas.links[atlas.links["grade"].isin(grades(min_grade))]
    for zone, cluster in zip(links["zone"], links["cluster"], strict=True):
        clusters.setdefault(zone, set()).add(cluster)
    names = {slug: atlas.label("clusters", slug, lang, short=True) for slug in atlas.clusters.index}
    return {
        zone.Index: Row(
            id=zone.Index,
            type=zone.zone_type,
            name=atlas.label("zones", zone.Index, lang),
            type_name=atlas.label("types", zone.zone_type, lang),
            level=atlas.label("levels", zone.level, lang),
            place=place(atlas, zone.prefecture, zone.county, lang),
            areas=tuple(members.get(zone.Index, ())),
            industries=tuple(industries.get(zone.Index, ())),
            clusters=tuple(
                name for slug, name in names.items() if slug in clusters.get(zone.Index, ())
            ),
        )
        for zone in atlas.zones.itertuples()
    }


def place(atlas: Atlas, prefecture: str, county: str, lang: str) -> str:
    """Return prefecture and county as one says them; a prefecture without counties goes alone."""
    name = atlas.label("counties", county, lang)
    if prefecture == atlas.counties.at[county, "slug"]:
        return name
    return f"{atlas.label('prefectures', prefecture, lang, short=lang == 'zh')} {name}"
