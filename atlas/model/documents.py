"""
The zones as one document or another has them: the plan, a later list, what is known now.

A zone is one thing that documents speak of at their dates. The plan's atlas is the one that is
read; `under` derives from it the atlas of another document. The plan stays the authority for types,
areas and clusters: a list has its own names, levels and industries, and these are counted in its
own atlas alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import geopandas as gpd
import pandas as pd

from atlas.i18n import text
from atlas.model.atlas import CRS, Atlas
from atlas.model.vocabulary import SelectionError, UnknownValue, match, nearest
from geodata.schema.tables import BOUNDARY_CARD, SEPARATOR

PLAN, LIST, STATE = "plan", "list", "state"  # kinds of documents
UNLISTED = "unlisted"  # type of the zones that the plan does not name
COUNTY = "county"  # the kind of a position of which only the county is known
STANDING = ("raised", "removed")  # kinds of changes that give a zone another level
NAMING = "second-name"
LATEST = "9999"  # after every date


def under(atlas: Atlas, document: str) -> Atlas:
    """
    Return the atlas of another document.

    Parameters
    ----------
    atlas
        The plan's, without what an office has added, or another document's.
    document
        A slug of ``atlas.documents``.

    Returns
    -------
    Atlas
        Its zones with their names, levels and industries as that document has them; each has its
        position, type and areas from the plan, or from its county where the plan does not name it.
        The same atlas each time.

    Raises
    ------
    SelectionError
        If there is no such document.
    """
    plan = atlas.of_plan
    if document == atlas.document:
        return atlas
    if document not in plan.documents.index:
        raise SelectionError([nearest(document, plan.documents, flag="document")])
    return plan.once(_Documents).of(document)


class _Documents:
    """The atlases of the documents, each made when first asked for."""

    def __init__(self, plan: Atlas) -> None:
        self.plan = plan
        self.made: dict[str, Atlas] = {plan.document: plan}

    def of(self, document: str) -> Atlas:
        if document not in self.made:
            self.made[document] = _derived(self.plan, document)
        return self.made[document]


def told(atlas: Atlas, lang: str = "zh") -> str:
    """Say by which document the zones are shown, and what one must know of it; not of the plan."""
    if atlas.plan is None:
        return ""
    row = atlas.documents.loc[atlas.document]
    said = text(f"document.shown.{row['kind']}", lang, name=row[f"name_{lang}"], date=row["date"])
    return text("document.told", lang, said=said, note=row[f"note_{lang}"])


def titled(atlas: Atlas, stem: str, lang: str) -> str:
    """
    Return what a piece of the whole province is called: the plan's, or with the document's name.

    Parameters
    ----------
    atlas
        Of any document.
    stem
        Where the strings ``title`` and ``subject`` of the piece stand, e.g. ``"report"``.
    lang
        ``"zh"`` or ``"en"``.
    """
    if atlas.plan is None:
        return text(f"{stem}.title", lang)
    named = atlas.label("documents", atlas.document, lang, short=True)
    return text(f"{stem}.subject", lang, document=named)


def raised(atlas: Atlas) -> list[str]:
    """Return the zones to which a later decision has given another level than the document has."""
    levels = atlas.zones["level"].astype(str)
    found = _rulings(atlas.changes)
    found = found[found["date"] > atlas.documents.loc[atlas.document, "date"]]
    last = found.drop_duplicates("zone", keep="last").set_index("zone")["level"]
    known = last[last.index.isin(levels.index)]
    return [str(zone) for zone, level in known.items() if level != levels[zone]]


def _rulings(changes: pd.DataFrame) -> pd.DataFrame:
    """Return the changes that give a zone another level, in the order of time."""
    rows = changes[changes["kind"].isin(STANDING) & (changes["level"] != "")]
    return rows.sort_values("date", kind="stable")


def wrong(document: str, atlas: Atlas) -> UnknownValue | None:
    """Return what is wrong with the name of a document; None where there is one of that name."""
    known = document in atlas.documents.index
    return None if known else nearest(document, atlas.documents, flag="document")


def meant(word: str, atlas: Atlas, *, flag: str) -> str:
    """
    Return the document that a word names by its slug or a name; nothing for an empty word.

    Raises
    ------
    SelectionError
        If there is none; it offers the nearest.
    """
    found, unknown = match([word] if word else [], atlas.documents, flag=flag)
    if unknown:
        raise SelectionError(unknown)
    return found[0] if found else ""


# What the documents say ---------------------------------------------------------------------------


def statements(atlas: Atlas) -> pd.DataFrame:
    """
    Return what each document says of each zone, a row each.

    Parameters
    ----------
    atlas
        Of any document.

    Returns
    -------
    pd.DataFrame
        ``document``, ``zone``, ``name_zh``, ``name_en``, ``short_zh``, ``short_en``, ``code``,
        ``level``, ``part``, ``approved``, ``area_ha`` (hectares; not a number where the document
        has none), ``same`` (how sure it is that this is the zone), ``note_zh``, ``note_en``,
        ``source`` and ``date``: since when that holds. In the order of the documents; what is known
        now is what the last document says that speaks of the zone, with later changes of its level.
    """
    return (atlas.of_plan).once(_statements)


def _statements(plan: Atlas) -> pd.DataFrame:
    said = [_of_plan(plan), _of_lists(plan)]
    listed = pd.concat(said, ignore_index=True)
    dates = plan.documents["date"]
    listed = listed.assign(date=listed["document"].map(dates))
    said = [listed]
    for document in plan.documents.index[plan.documents["kind"] == STATE]:
        latest = listed.sort_values("date", kind="stable").drop_duplicates("zone", keep="last")
        said.append(_changed(latest, plan.changes).assign(document=document))
    return pd.concat(said, ignore_index=True)


def _of_plan(plan: Atlas) -> pd.DataFrame:
    """Return what the plan says: it has no codes, dates of approval or hectares."""
    names = ["name_zh", "name_en", "short_zh", "short_en", "level", "source"]
    rows = plan.zones[names].astype(str).rename_axis("zone").reset_index()
    rows["zone"] = rows["zone"].astype(str)
    blank = dict.fromkeys(("code", "part", "approved", "note_zh", "note_en"), "")
    return rows.assign(document=plan.document, area_ha=float("nan"), same="certain", **blank)


def _of_lists(plan: Atlas) -> pd.DataFrame:
    """Return what the lists say; a zone is called short as the plan does unless they say so."""
    rows = plan.listings.copy()
    for name in ("short_zh", "short_en"):
        known = pd.concat([plan.zones[name].astype(str), plan.later_zones[name]])
        rows[name] = rows[name].where(rows[name] != "", rows["zone"].map(known))
    return rows


def _changed(latest: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """Return statements with the levels that later changes give, since when and by what source."""
    rows = latest.copy().set_index("zone")
    for change in _rulings(changes).to_dict("records"):
        zone = change["zone"]
        if zone in rows.index and change["date"] > rows.loc[zone, "date"]:
            rows.loc[zone, ["level", "date", "source"]] = [
                change[name] for name in ("level", "date", "source")
            ]
    return rows.reset_index()


def said_of(atlas: Atlas, document: str) -> pd.DataFrame:
    """Return what one document says of its zones, indexed by zone; see `statements`."""
    every = statements(atlas)
    return every[every["document"] == document].set_index("zone")


def naming(atlas: Atlas, zone: str) -> pd.DataFrame:
    """Return what the documents say of a zone, indexed by document, in their order."""
    every = statements(atlas)
    return every[every["zone"] == zone].set_index("document")


def without(atlas: Atlas, prefecture: str, lang: str) -> str:
    """
    Say that the document shown names no zone in a prefecture, and which zones the others name.

    Parameters
    ----------
    atlas
        Of the document; it has no zone there.
    prefecture
        Its slug.
    lang
        ``"zh"`` or ``"en"``.
    """
    place = atlas.label("prefectures", prefecture, lang)
    said = text("area.without", lang, By=atlas.named_by(lang)["By"], place=place)
    plan, every = atlas.of_plan, statements(atlas)
    there = plan.later_zones.index[plan.later_zones["prefecture"] == prefecture]
    there = there.union(plan.zones.index[plan.zones["prefecture"] == prefecture].astype(object))
    lists = plan.documents.index[plan.documents["kind"] != STATE]
    for slug, rows in every[every["zone"].isin(there)].groupby("document", sort=False):
        if slug == atlas.document or slug not in lists:
            continue
        names = text("list.comma", lang).join(rows[f"name_{lang}"])
        short = plan.documents.loc[slug, f"short_{lang}"]
        said = text("area.elsewhere", lang, said=said, document=short, zones=names)
    return said


def listed(atlas: Atlas) -> pd.DataFrame:
    """
    Return what is known of the approval of the zones, of any atlas's zones.

    Parameters
    ----------
    atlas
        Of any document; the plan itself says none of it.

    Returns
    -------
    pd.DataFrame
        Indexed by zone: ``document`` (the last list that says so), ``code``, ``part``,
        ``approved``, ``area_ha`` (hectares), ``source``; zones without are left out.
    """
    return (atlas.of_plan).once(_approvals)


def _approvals(plan: Atlas) -> pd.DataFrame:
    rows = statements(plan)
    rows = rows[rows["document"].isin(plan.documents.index[plan.documents["kind"] == LIST])]
    rows = rows.sort_values("date", kind="stable").drop_duplicates("zone", keep="last")
    names = ["document", "code", "part", "approved", "area_ha", "source"]
    return rows.set_index("zone")[names]


# An atlas of a document ---------------------------------------------------------------------------


def _derived(plan: Atlas, document: str) -> Atlas:
    said = said_of(plan, document)
    zones = _zones(plan, said)
    later = zones.loc[zones["zone_type"] == UNLISTED, "prefecture"]
    kept = zones.index
    industries = _industries(plan, document, kept)
    phrases = plan.listed_phrases[plan.listed_phrases.index.isin(industries["industry"])]
    members = plan.members[plan.members["zone"].isin(kept)]
    links = _links(plan, industries, zones)
    return replace(
        plan,
        document=document,
        plan=plan,
        zones=zones,
        types=with_row(plan.types, UNLISTED, "document.unlisted") if len(later) else plan.types,
        levels=plan.levels[plan.levels.index.isin(zones["level"])],
        industries=pd.concat([plan.industries, phrases])
        .loc[lambda table: table.index.isin(industries["industry"])]
        .fillna(""),
        zone_industries=industries,
        links=links,
        members=joined(members, members_by_place(plan, later.to_dict())),
        aliases=joined(
            plan.aliases[plan.aliases["zone"].isin(kept)], _other_names(plan, said, document)
        ),
        parks=plan.parks[plan.parks["zone"].isin(kept)],
        zone_tags=plan.zone_tags[plan.zone_tags["zone"].isin(kept)].reset_index(drop=True),
        mentions=plan.mentions[plan.mentions["zone"].isin(kept)].reset_index(drop=True),
        position_basis=with_kinds(plan) if len(later) else plan.position_basis,
    )


def _zones(plan: Atlas, said: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the zones of a document: those of the plan in its order, then the others."""
    kinds = {name: "object" for name, kind in plan.zones.dtypes.items() if kind == "category"}
    known = plan.zones.astype(kinds)
    known.index = pd.Index(known.index.astype(object), name="id")
    known = known[known.index.isin(said.index)]
    rows = [_later(plan, str(zone)) for zone in said.index if zone not in plan.zones.index]
    if rows:
        more = gpd.GeoDataFrame(rows, geometry="geometry", crs=CRS).set_index("id")
        known = gpd.GeoDataFrame(pd.concat([known, more[known.columns]]), crs=CRS)
    names = ["name_zh", "name_en", "short_zh", "short_en", "level", "source"]
    known[names] = said.loc[known.index, names]
    return known.astype(dict.fromkeys(kinds, "str"))


def _later(plan: Atlas, zone: str) -> dict[str, Any]:
    """Return the row of a zone that the plan does not name: it lies somewhere in its county."""
    found = plan.later_zones.loc[zone]
    county = plan.counties.loc[found["county"]]
    seat = county["seat_lon"], county["seat_lat"], county["seat_source"]
    within = county["label_lon"], county["label_lat"], BOUNDARY_CARD
    lon, lat, source = within if pd.isna(seat[0]) else seat
    notes = {
        f"note_{lang}": text("document.in_county", lang, county=county[f"name_{lang}"])
        for lang in ("zh", "en")
    }
    return {
        "id": zone,
        **dict.fromkeys(plan.zones.columns, ""),
        "zone_type": UNLISTED,
        "prefecture": found["prefecture"],
        "county": found["county"],
        "lon": lon,
        "lat": lat,
        "geometry": gpd.points_from_xy([lon], [lat])[0],
        "position_basis": COUNTY,
        "position_kind": COUNTY,
        "position_source": source,
        "accuracy_km": plan.position_kinds.loc[COUNTY, "assumed_km"],
        "verified": False,
        "multi_park": "no",
        **notes,
    }


def _industries(plan: Atlas, document: str, zones: pd.Index) -> pd.DataFrame:
    """Return the phrases of the zones as the last list says up to a document, else as the plan."""
    order = list(plan.documents.index)
    lists = [each for each in order if plan.documents.loc[each, "kind"] == LIST]
    wanted = [document] if document in lists else lists
    own = plan.zone_industries
    cards = plan.documents["source"]
    for each in wanted:
        rows = plan.listed_industries[plan.listed_industries["document"] == each]
        rows = rows.assign(source=cards[each])[own.columns]
        own = pd.concat([own[~own["zone"].isin(rows["zone"])], rows])
    own = own[own["zone"].isin(zones)]
    place = {zone: n for n, zone in enumerate(zones)}
    return own.sort_values(
        ["zone", "rank"], key=lambda c: c.map(place) if c.name == "zone" else c, kind="stable"
    ).reset_index(drop=True)


def _links(plan: Atlas, industries: pd.DataFrame, zones: gpd.GeoDataFrame) -> pd.DataFrame:
    from atlas.model.read import link  # noqa: PLC0415 - reading needs this module's atlas

    texts = ["industry", "cluster", "grade", "reason_zh", "reason_en"]
    known = plan.links.loc[plan.links["cluster"].notna(), texts].drop_duplicates(texts[:2])
    every = pd.concat([known, plan.listed_clusters[texts]], ignore_index=True)
    return link(industries, every, clusters=plan.clusters, zones=zones)


def _other_names(plan: Atlas, said: pd.DataFrame, document: str) -> pd.DataFrame:
    """Return what else zones are called: by the plan, by other lists, by their second names."""
    every = statements(plan)
    every = every[(every["document"] != document) & every["zone"].isin(said.index)]
    names = [
        every[["zone", "name_zh"]],
        every[["zone", "short_zh"]].set_axis(["zone", "name_zh"], axis=1),
    ]
    second = plan.changes[(plan.changes["kind"] == NAMING) & plan.changes["zone"].isin(said.index)]
    names.append(second[["zone", "name_zh"]])
    found = pd.concat(names).rename(columns={"name_zh": "alias"}).drop_duplicates()
    taken = {*said["name_zh"], *said["short_zh"], *plan.aliases["alias"], ""}
    return found[~found["alias"].isin(taken)].drop_duplicates("alias").assign(kind="short")


# What every zone beside the plan needs ------------------------------------------------------------


def with_row(vocabulary: pd.DataFrame, slug: str, said: str) -> pd.DataFrame:
    """Return a vocabulary with a further row, called by a string."""
    row = dict.fromkeys(vocabulary.columns, "") | {
        name: text(said, name.removeprefix("name_")) for name in ("name_zh", "name_en")
    }
    return pd.concat([vocabulary, pd.DataFrame([row], index=pd.Index([slug]))])


def with_kinds(atlas: Atlas) -> pd.DataFrame:
    """Return the bases of positions with those that are kinds themselves."""
    kinds = atlas.position_kinds[["name_zh", "name_en"]].assign(kind=atlas.position_kinds.index)
    there = atlas.position_basis
    return pd.concat([there, kinds[~kinds.index.isin(there.index)]]).fillna("")


def joined(table: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    """Return a table with more rows; columns that these lack are empty texts."""
    lacking = {name: "" for name in table.columns if name not in more}
    added = more.assign(**lacking)[list(table.columns)].astype(table.dtypes.to_dict())
    return pd.concat([table, added], ignore_index=True)


def members_by_place(atlas: Atlas, prefectures: Mapping[Any, str]) -> pd.DataFrame:
    """
    Return the areas that zones lie in by their prefectures, in every regionalisation.

    Where it is inferred that a prefecture belongs to an area, it is so of the zones in it.

    Parameters
    ----------
    atlas
        Any atlas.
    prefectures
        Zone -> prefecture.

    Returns
    -------
    pd.DataFrame
        ``zone``, ``area``, ``basis``, ``scheme``.
    """
    areas = {
        (scheme, slug): [
            (area, _basis(atlas, slug, scheme)) for area in _areas(atlas, slug, scheme)
        ]
        for scheme in atlas.schemes.index
        for slug in set(prefectures.values())
    }
    rows = [
        {"zone": zone, "area": area, "basis": basis, "scheme": scheme}
        for scheme in atlas.schemes.index
        for zone, prefecture in prefectures.items()
        for area, basis in areas[scheme, prefecture]
    ]
    return pd.DataFrame(rows, columns=["zone", "area", "basis", "scheme"])


def _basis(atlas: Atlas, prefecture: str, scheme: str) -> str:
    """Return on what it rests that what lies in a prefecture belongs to its area."""
    said = atlas.prefectures.get(f"basis_{scheme}")
    inferred = said is not None and said[prefecture] == "inferred"
    return "inferred" if inferred else "location"


def _areas(atlas: Atlas, prefecture: str, scheme: str) -> Iterable[str]:
    return filter(None, atlas.prefectures.loc[prefecture, f"area_{scheme}"].split(SEPARATOR))
