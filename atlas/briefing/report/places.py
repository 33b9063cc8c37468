"""Tell in which areas and prefectures the zones lie, and what the plan wants of an area."""

from atlas.briefing.report.facts import Facts
from atlas.briefing.report.footnotes import PLACES
from atlas.briefing.report.sentences import Clause, Sentence, Sentences, sentence, series
from atlas.plan.references import exact, whole
from atlas.selection import counts

FEW = 5  # what is missing is named up to here, else counted


def areas(facts: Facts) -> Sentence:
    """Say how many zones each area has."""
    words = facts.words
    found = facts.summary.areas[facts.summary.areas > 0]
    everywhere = [slug for slug, n in found.items() if n == facts.n]
    if len(everywhere) == 1:
        return _one_area(facts, everywhere[0])
    items = [
        (
            words.say("item.plain", name=words.label("areas", slug), n=n),
            _area_refs(facts, slug),
        )
        for slug, n in found.items()
    ]
    return series(words, items, intro=words.say("areas.some", scheme=facts.scheme), last="and")


def _one_area(facts: Facts, area: str) -> Sentence:
    """Say that all zones lie in one area, and which lie in another too."""
    words, members = facts.words, facts.members
    clauses = [
        Clause(
            words.say("areas.alike", n=facts.n, name=words.label("areas", area)),
            _area_refs(facts, area),
        )
    ]
    for slug, n in facts.summary.areas[facts.summary.areas > 0].items():
        if slug != area:
            said = words.say(
                "areas.also",
                n=n,
                name=words.label("areas", slug),
                names=words.named(members.loc[members["area"] == slug, "zone"]),
            )
            clauses.append(Clause(said, _area_refs(facts, slug)))
    last = clauses.pop()
    return (*clauses, Clause(last.said + words.say("list.stop"), last.refs))


def _area_refs(facts: Facts, slug: str) -> tuple[str, ...]:
    return tuple(exact(facts.members.loc[facts.members["area"] == slug, "source"]))


def overlap(facts: Facts) -> Sentence:
    """Say which zones lie in two areas."""
    if not facts.summary.overlap or (facts.summary.areas == facts.n).sum() == 1:
        return ()  # where all lie in one area, those that also lie in another are said there
    words, members = facts.words, facts.members
    twice = set(members.loc[members["zone"].duplicated(), "zone"])
    zones = [zone for zone in facts.zones.index if zone in twice]
    refs = exact(members.loc[members["zone"].isin(zones), "source"])
    return sentence(words.number("overlap", len(zones), names=words.named(zones)), refs)


def inferred(facts: Facts) -> Sentences:
    """Say which memberships the plan does not state."""
    words = facts.words
    guessed = facts.members[facts.members["basis"] == "inferred"]
    homes = guessed["zone"].map(facts.zones["prefecture"].astype(str))
    return tuple(
        sentence(
            words.number(
                "inferred",
                len(rows),
                prefecture=words.label("prefectures", prefecture),
                area=words.label("areas", area),
                names=words.named(rows["zone"]),
            ),
            exact(rows["source"]),
        )
        for (prefecture, area), rows in guessed.groupby([homes, "area"], sort=False)
    )


def absent_areas(facts: Facts) -> Sentence:
    """Say which areas have no zone selected."""
    words = facts.words
    absent = facts.summary.areas.index[facts.summary.areas == 0]
    if not len(absent) or facts.selection.areas:
        return ()
    names = words.listed([words.label("areas", slug) for slug in absent], last="or")
    return sentence(words.say("areas.none", names=names))


def prefectures(facts: Facts) -> Sentence:
    """Say how many zones each prefecture has; those that have as many stand together."""
    words = facts.words
    found = counts.by(facts.atlas, facts.zones, "prefecture")
    found = found[found > 0].sort_values(ascending=False, kind="stable")
    if len(found) == 1:
        name = words.label("prefectures", found.index[0])
        return sentence(words.say("prefectures.alike", name=name), [PLACES])
    items = []
    for n, group in found.groupby(found, sort=False):
        names = words.listed([words.label("prefectures", slug) for slug in group.index])
        form = "item.plain" if len(group) == 1 else "item.each"
        items.append((words.say(form, name=names, names=names, n=n), [PLACES]))
    return series(words, items, intro=words.say("prefectures.some"), by="semi")


def absent_prefectures(facts: Facts) -> Sentences:
    """Say which prefectures have no zone selected, and which have none at all."""
    selection, words = facts.selection, facts.words
    if selection.prefectures or selection.counties:
        return ()
    table = facts.atlas.prefectures
    if selection.areas:
        table = table[table[f"area_{selection.scheme}"].isin(selection.areas)]
    absent = [slug for slug in table.index if slug not in set(facts.zones["prefecture"])]
    if not selection.areas and len(absent) > FEW:
        return (sentence(words.say("prefectures.rest", n=len(absent)), [PLACES]),)
    never = [slug for slug in absent if slug not in set(facts.atlas.zones["prefecture"])]
    others = [slug for slug in absent if slug not in never]
    said = []
    for key, slugs, refs in (
        ("prefectures.none", others, [PLACES]),
        ("prefectures.never", never, whole(facts.atlas.zones["source"])),
    ):
        if slugs:
            names = words.listed([words.label("prefectures", slug) for slug in slugs], last="or")
            said.append(sentence(words.say(key, names=names), refs))
    return tuple(said)


def focus(facts: Facts) -> Sentences:
    """Say what the plan wants of the areas selected."""
    words, table = facts.words, facts.atlas.area_focus
    said = []
    for area in facts.selection.areas:
        rows = table[table["area"] == area]
        for place, own in rows.groupby(f"place_{facts.lang}", sort=False):
            values = {"area": words.label("areas", area), "place": place}
            intro = words.say("focus.place" if place else "focus.area", **values)
            phrases = [words.say("item.quote", name=name) for name in own[f"phrase_{facts.lang}"]]
            listed = intro + words.listed(phrases) + words.say("list.stop")
            said.append(sentence(listed, exact(own["source"])))
    return (*said, sentence(words.say("focus.note"))) if said else ()
