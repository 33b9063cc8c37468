"""Say first what a briefing comes to: in plain prose, every figure that of the text below."""

from collections.abc import Sequence

from atlas.briefing.report import industries
from atlas.briefing.report.facts import Facts
from atlas.briefing.report.model import GAP
from atlas.briefing.report.subject import named
from atlas.model.documents import UNLISTED
from atlas.office.edition import OWN
from atlas.selection import counts

FEW = 3  # prefectures, types, phrases that are named; of more that are alike none stands out


def conclusion(facts: Facts) -> str:
    """Return what a reader must know who reads no further."""
    if facts.n == 0:
        return facts.words.say("conclusion.none")
    order, drawn = facts.content.order, facts.content.overlay
    own = [_ended(facts, facts.content.sentence)] if order.sentence.strip() or drawn else []
    if facts.n == 1:
        return GAP[facts.lang].join((*own, *_one(facts)))
    counted = [] if order.sentence.strip() else [_counted(facts)]
    told = (*own, *counted, _types(facts), _places(facts), _industries(facts))
    return GAP[facts.lang].join(filter(None, told))


def _ended(facts: Facts, said: str) -> str:
    """Return a sentence as given, with the stop that it may lack."""
    words = facts.words
    return said if said[-1] in words.say("list.ends") else said + words.say("list.stop")


def _one(facts: Facts) -> Sequence[str]:
    words, zone = facts.words, facts.zones.index[0]
    row = facts.zones.loc[zone]
    level, kind = (
        words.within(vocabulary, row[column])
        for vocabulary, column in (("levels", "level"), ("types", "zone_type"))
    )
    form = "one" if level != kind else "one_own"  # the office's own have no type beside
    if row["zone_type"] == UNLISTED:
        form = "one_unlisted"
    name, place = words.label("zones", zone), words.place(row)
    said = words.say(f"conclusion.{form}", name=name, place=place, level=level, type=kind)
    rows = facts.industries
    if rows.empty:
        return (said,)
    return (said, words.number("industries", len(rows), names=words.quoted(rows["industry"])))


def _counted(facts: Facts) -> str:
    """Say how many there are, of which level."""
    words = facts.words
    vocabulary, name = named(facts)
    planned = "planned" if (facts.zones["source"] != "").all() else "any"
    scope = vocabulary or ("some" if facts.selection.describe_parts(facts.atlas) else "all")
    if facts.content.order.map.compares:
        scope = "compared"
    zones = words.say(f"conclusion.zones.{planned}")
    said = words.say(f"conclusion.scope.{scope}", name=name, n=facts.n, zones=zones)
    levels = facts.summary.levels[facts.summary.levels > 0]
    if len(levels) == 1:
        level = words.within("levels", levels.index[0])
        return said + words.say("total.level", name=level) + words.say("list.stop")
    parts = [
        words.say("item.plain", name=words.within("levels", slug), n=n)
        for slug, n in levels.items()
    ]
    return said + words.say("total.levels") + words.listed(parts) + words.say("list.stop")


def _types(facts: Facts) -> str:
    """Say which type is the commonest, unless types are asked for."""
    words, every = facts.words, facts.summary.types[facts.summary.types > 0]
    # That the plan gives zones none is no type.
    found = every.drop(UNLISTED, errors="ignore")
    if facts.selection.types or found.empty:
        return ""
    if len(every) == 1:
        return words.say("total.type", name=words.within("types", found.index[0]))
    most = found[found == found.max()]
    # How many are the office's own has been said with the levels.
    if len(most) == len(found) or len(most) > FEW or OWN in most.index:
        return ""
    names = words.listed([words.within("types", slug) for slug in most.index])
    form = "one" if len(most) == 1 else "many"
    return words.say(f"conclusion.types.{form}", names=names, n=int(most.iloc[0]))


def _places(facts: Facts) -> str:
    """Say in how many prefectures they lie, and which have the most; not of the one asked for."""
    words = facts.words
    found = counts.by(facts.atlas, facts.zones, "prefecture")
    found = found[found > 0]
    if len(found) == 1 and (facts.selection.prefectures or facts.selection.counties):
        return ""
    if len(found) == 1:
        name = words.label("prefectures", found.index[0])
        return words.say("prefectures.alike", name=name)
    most = found[found == found.max()]
    said = words.say("conclusion.places", n=len(found))
    if len(most) == len(found) or len(most) > FEW:
        return said + words.say("list.stop")
    names = words.listed([words.label("prefectures", slug) for slug in most.index])
    form = "one" if len(most) == 1 else "many"
    said += words.say(f"conclusion.place.{form}", names=names, n=int(most.iloc[0]))
    return said + words.say("list.stop")


def _industries(facts: Facts) -> str:
    """Say which phrases most of them share, unless industries or clusters are asked for."""
    words, selection = facts.words, facts.selection
    if selection.clusters or selection.industries or selection.industry_contains:
        return ""
    found = industries.frequent(facts, FEW)
    if found.empty:
        return ""
    items = [
        words.say("conclusion.industry", name=words.label("industries", slug), n=n)
        for slug, n in found.items()
    ]
    # What the office says of its own is no list of the plan's.
    key = "conclusion.industries_any" if len(facts.unplanned) else "conclusion.industries"
    return words.say(key, names=words.listed(items))
