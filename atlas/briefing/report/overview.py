"""Tell how many zones are selected, of which level and type, and which they are."""

from atlas.briefing.report.facts import Facts
from atlas.briefing.report.footnotes import DATA
from atlas.briefing.report.model import GAP
from atlas.briefing.report.sentences import Sentence, Sentences, sentence, series
from atlas.office.edition import OWN
from atlas.plan.references import exact, whole
from atlas.selection import counts


def none(facts: Facts) -> Sentences:
    """Say that no zone meets the filter."""
    zones, words = facts.atlas.zones, facts.words
    own = int((zones["level"] == OWN).sum())
    said = words.say("none_own" if own else "none", n=len(zones) - own, own=own)
    return (sentence(said, whole(zones["source"])), sentence(words.say("none_hint")))


def total(facts: Facts) -> Sentence:
    """Say how many zones there are, by level."""
    words = facts.words
    refs = whole(facts.zones["source"])
    own = len(facts.unplanned)
    said = words.say("total.with_own" if own else "total.count", n=facts.n)
    levels = facts.summary.levels[facts.summary.levels > 0]
    if len(levels) == 1:
        slug = levels.index[0]
        said += words.say("total.level", name=words.within("levels", slug))
        return sentence(said + words.say("list.stop"), [*refs, *_level_refs(facts, slug)])
    items = [
        (
            words.say("item.plain", name=words.within("levels", slug), n=n),
            _level_refs(facts, slug),
        )
        for slug, n in levels.items()
    ]
    return (
        *sentence(said, refs),
        *series(words, items, intro=words.say("total.levels"), last="and"),
    )


def _level_refs(facts: Facts, slug: str) -> list[str]:
    """Return where the plan gives a level, without what it says of types not selected."""
    if slug == OWN:
        return [DATA]
    refs = exact([facts.atlas.levels.loc[slug, "source"]])
    types = facts.summary.types[facts.summary.types > 0].index
    here = {*exact(facts.atlas.types.loc[types, "source"]), *whole(facts.zones["source"])}
    return [ref for ref in refs if ref in here] or refs


def types(facts: Facts) -> Sentence:
    """Say how many zones there are of each type."""
    words = facts.words
    found = facts.summary.types[facts.summary.types > 0]
    if len(found) == 1:
        slug = found.index[0]
        said = words.say("total.type", name=words.within("types", slug))
        return sentence(said, _type_refs(facts, slug))
    items = [
        (
            words.say("item.plain", name=words.within("types", slug), n=n),
            _type_refs(facts, slug),
        )
        for slug, n in found.items()
    ]
    return series(words, items, intro=words.say("total.types"), last="and")


def _type_refs(facts: Facts, slug: str) -> list[str]:
    if slug == OWN:
        return [DATA]
    return whole(facts.zones.loc[(facts.zones["zone_type"] == slug).to_numpy(), "source"])


def names(facts: Facts) -> Sentence:
    """Name the zones, type by type."""
    words, zones = facts.words, facts.zones
    items: list[tuple[str, list[str]]] = []
    for slug, n in facts.summary.types[facts.summary.types > 0].items():
        own = zones.index[(zones["zone_type"] == slug).to_numpy()]
        name = words.within("types", slug) if items else words.label("types", slug)
        said = words.say("item.named", name=name, n=n, names=words.named(own))
        items.append((said, _type_refs(facts, slug)))
    return series(words, items, by="semi")


def absent_types(facts: Facts) -> Sentence:
    """Say of which types there is none."""
    words = facts.words
    absent = facts.summary.types.index[facts.summary.types == 0]
    if not len(absent) or facts.selection.types:
        return ()
    planned = [words.within("types", slug) for slug in absent if slug != OWN]
    said = []
    if planned:
        said.append(words.say("zones.types_none", names=words.listed(planned, last="or")))
    if len(planned) < len(absent):
        said.append(words.say("zones.own_none"))
    return sentence(GAP[facts.lang].join(said))


def tags(facts: Facts) -> Sentences:
    """Say how many zones stand in each of the plan's lists."""
    words = facts.words
    rows = facts.atlas.zone_tags[facts.atlas.zone_tags["zone"].isin(facts.zones.index)]
    if rows.empty:
        return ()
    found = counts.by(facts.atlas, facts.zones, "tag")
    items = [
        (
            words.say("item.quoted", name=words.label("tags", slug), n=n),
            exact(rows.loc[rows["tag"] == slug, "source"]),
        )
        for slug, n in found[found > 0].items()
    ]
    zones = rows["zone"].nunique()
    said = series(words, items, intro=words.say("zones.tags", n=zones), last="and")
    if found.sum() > zones:
        return (said, sentence(words.say("zones.tags_overlap")))
    return (said,)
