"""Tell what the zones do: their phrases, and the clusters these fit by the atlas's reading."""

import pandas as pd

from atlas.briefing.report.facts import Facts
from atlas.briefing.report.footnotes import DATA, READING
from atlas.briefing.report.places import FEW
from atlas.briefing.report.sentences import Sentence, Sentences, sentence, series
from atlas.briefing.report.words import MAX_NAMES
from atlas.plan.references import exact, whole
from atlas.selection import counts
from atlas.selection.flags import grades

TOP = 5  # phrases named as the most frequent; all of them where more are as frequent as the last


def phrases(facts: Facts) -> Sentence:
    """Say how many phrases the plan gives the zones."""
    rows = facts.industries
    if rows.empty:
        return ()
    different = rows["industry"].nunique()
    # The number of phrases decides between singular and plural here.
    form = "one" if different == 1 else "many"
    own = int(rows["zone"].isin(facts.unplanned.index).sum())
    said = facts.words.say(f"phrases.{'own' if own else form}", n=len(rows), m=different, own=own)
    return sentence(said, [*whole(rows["source"]), *([DATA] if own else [])])


def frequent(facts: Facts, most: int) -> pd.Series:
    """
    Return how many zones have each of the most frequent phrases, those that several have.

    At most `most` of them; where the last ones have as many as the next, they are left out, and
    none is left where the first ones do.
    """
    found = shared(facts)
    return found if len(found) <= most else found[found > found.iloc[most]]


def shared(facts: Facts) -> pd.Series:
    """Return how many zones have each of the phrases that several have, the most frequent first."""
    found = counts.by(facts.atlas, facts.zones, "industry")
    return found[found > 1].sort_values(ascending=False, kind="stable")


def top(facts: Facts) -> Sentence:
    """Say which phrases are the most frequent."""
    words, rows = facts.words, facts.industries
    found, first = shared(facts), frequent(facts, TOP)
    if found.empty:
        return sentence(words.say("phrases.apart")) if len(rows) else ()
    if first.empty:
        first = found[found == found.max()].iloc[:MAX_NAMES]
    items = [
        (
            words.say("item.quoted", name=words.label("industries", slug), n=n),
            whole(rows.loc[rows["industry"] == slug, "source"]),
        )
        for slug, n in first.items()
    ]
    return series(words, items, intro=words.say("phrases.top"), last="and")


def clusters(facts: Facts) -> Sentences:
    """Say how many zones fit each cluster, which fit none, and what that rests on."""
    words, atlas = facts.words, facts.atlas
    found = counts.by(atlas, facts.zones, "cluster", min_grade=facts.selection.min_grade)
    some = found[found > 0].sort_values(ascending=False, kind="stable")
    if some.empty:
        said = words.say("clusters.nothing", grade=facts.grade)
        every = exact(atlas.clusters["source"])
        return (sentence(said, [*every, READING]), *loose(facts, facts.links))
    items = [
        (
            words.say("item.plain", name=words.label("clusters", slug, short=True), n=n),
            [atlas.clusters.loc[slug, "source"], READING],
        )
        for slug, n in some.items()
    ]
    intro = words.say("clusters.some", grade=facts.grade)
    told = [series(words, items, intro=intro, last="and")]
    linked = facts.counted["zone"].nunique()
    if found.sum() > facts.n:
        told.append(sentence(words.say("clusters.above")))
    elif found.sum() > linked:
        told.append(sentence(words.say("clusters.shared")))
    told += [_absent(facts, found), _unlinked(facts), _beyond(facts)]
    return (*told, *loose(facts, facts.links))


def _absent(facts: Facts, found: pd.Series) -> Sentence:
    words, table = facts.words, facts.atlas.clusters
    absent = found.index[found == 0]
    if not len(absent) or facts.selection.clusters:
        return ()
    if len(absent) > FEW:
        refs = exact(table.loc[absent, "source"])
        return sentence(words.say("clusters.rest", n=len(absent)), [*refs, READING])
    names = words.listed([words.label("clusters", slug, short=True) for slug in absent], last="or")
    return sentence(words.say("clusters.none", names=names))


def _unlinked(facts: Facts) -> Sentence:
    words, linked = facts.words, set(facts.counted["zone"])
    alone = [zone for zone in facts.zones.index if zone not in linked]
    if not alone:
        return ()
    return sentence(words.number("unlinked", len(alone), names=words.named(alone)), [READING])


def _beyond(facts: Facts) -> Sentence:
    rows = facts.counted[facts.counted["beyond"]]
    if rows.empty:
        return ()
    refs = exact(facts.atlas.clusters.loc[rows["cluster"].unique(), "source"])
    return sentence(facts.words.number("beyond", rows["zone"].nunique()), [*refs, READING])


def loose(facts: Facts, links: pd.DataFrame) -> Sentences:
    """Say which phrases fit no cluster, and how many only by links that do not count."""
    words, table = facts.words, facts.atlas.clusters
    said = []
    unmapped = list(dict.fromkeys(links.loc[links["cluster"].isna(), "industry"]))
    if unmapped:
        names = words.quoted(unmapped)
        counted = words.number("unmapped", len(unmapped), m=len(table), names=names)
        said.append(sentence(counted, [*exact(table["source"]), READING]))
    strong = links.loc[links["grade"].isin(grades(facts.selection.min_grade)), "industry"]
    weaker = set(links["industry"]) - set(strong) - set(unmapped)
    if weaker:
        said.append(sentence(words.number("weaker", len(weaker)), [READING]))
    return tuple(said)
