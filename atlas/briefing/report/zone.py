"""Tell of one zone: its place, its areas, its industries, its tags and its position."""

from atlas.briefing.report.facts import Facts
from atlas.briefing.report.footnotes import DATA, PLACES, POSITIONS, READING
from atlas.briefing.report.industries import loose
from atlas.briefing.report.sentences import Sentence, Sentences, sentence, series
from atlas.model.documents import UNLISTED
from atlas.model.positions import statements
from atlas.plan.references import exact


def total(facts: Facts, zone: str) -> Sentence:
    """Say that this is the only zone selected, with its level and type."""
    words, row = facts.words, facts.zones.loc[zone]
    name = words.label("zones", zone)
    if len(facts.unplanned):
        return sentence(words.say("one.own", n=facts.n, name=name), [DATA])
    said = words.say(
        "one.total_unlisted" if row["zone_type"] == UNLISTED else "one.total",
        n=facts.n,
        name=name,
        level=words.within("levels", row["level"]),
        type=words.within("types", row["zone_type"]),
    )
    return sentence(said, [row["source"]])


def place(facts: Facts, zone: str) -> Sentence:
    """Say in which prefecture and county it lies."""
    words = facts.words
    return sentence(words.say("one.place", place=words.place(facts.zones.loc[zone])), [PLACES])


def areas(facts: Facts, zone: str) -> Sentences:
    """Say which areas it is in, and on what basis."""
    words = facts.words
    rows = facts.members[facts.members["zone"] == zone]
    if rows.empty:
        return ()
    items = [
        (
            words.say("one.area", name=words.label("areas", area), basis=words.basis(basis)),
            exact([source]),
        )
        for area, basis, source in zip(rows["area"], rows["basis"], rows["source"], strict=True)
    ]
    said = series(words, items, intro=words.say("one.areas", scheme=facts.scheme), last="and")
    if (rows["basis"] == "inferred").any():
        return (said, sentence(words.say("one.inferred")))
    return (said,)


def industries(facts: Facts, zone: str) -> Sentences:
    """Say which phrases the plan gives it, and which clusters they fit."""
    words, table = facts.words, facts.atlas.clusters
    rows = facts.industries[facts.industries["zone"] == zone]
    said = []
    if len(rows):
        names = words.quoted(rows["industry"])
        own = zone in facts.unplanned.index
        counted = words.number("own_industries" if own else "industries", len(rows), names=names)
        said.append(sentence(counted, [*rows["source"], *([DATA] if own else [])]))
    links = facts.counted[facts.counted["zone"] == zone]
    fitted = set(links["cluster"])
    clusters = [slug for slug in table.index if slug in fitted]
    said.append(
        sentence(
            words.number(
                "belongs", len(clusters), grade=facts.grade, names=_clusters(facts, clusters)
            )
            if clusters
            else words.say("one.nothing", grade=facts.grade),
            [*exact(table.loc[clusters, "source"]), READING],
        )
    )
    beyond = set(links.loc[links["beyond"], "cluster"])
    if beyond:
        names = _clusters(facts, [slug for slug in clusters if slug in beyond])
        refs = exact(table.loc[sorted(beyond), "source"])
        said.append(sentence(words.say("one.beyond", names=names), [*refs, READING]))
    return (*said, *loose(facts, facts.links[facts.links["zone"] == zone]))


def _clusters(facts: Facts, slugs: list[str]) -> str:
    words = facts.words
    return words.listed([words.label("clusters", slug, short=True) for slug in slugs])


def tags(facts: Facts, zone: str) -> Sentences:
    """Say in which of the plan's lists it stands, and how often the plan speaks of it."""
    words, sheet = facts.words, facts.atlas.zone(zone)
    items = [
        (
            words.say("one.tag", name=words.label("tags", tag), what=what),
            exact([source]),
        )
        for tag, what, source in zip(
            sheet.tags["tag"],
            sheet.tags[f"what_{facts.lang}"],
            sheet.tags["source"],
            strict=True,
        )
    ]
    said = [series(words, items, intro=words.say("one.tags"), by="semi")] if items else []
    if n := len(sheet.mentions):
        said.append(sentence(words.number("mentions", n), exact(sheet.mentions["source"])))
    return tuple(said)


def position(facts: Facts, zone: str) -> Sentences:
    """Say how exact its point is, and what that rests on."""
    words, row = facts.words, facts.zones.loc[zone]
    said = words.say(
        "one.position",
        km=f"{row['accuracy_km']:g}",
        basis=words.label("position_basis", row["position_basis"]),
    )
    exactness = sentence(said, [POSITIONS, *exact([row["position_source"]])])
    unverified = () if row["verified"] else (sentence(words.say("one.unverified")),)
    borne_out = statements(facts.atlas, zone, facts.lang)
    return (exactness, *unverified, *(sentence(said, [*refs]) for said, refs in borne_out))
