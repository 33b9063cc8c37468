"""Tell what one must know to read a briefing: bases, accuracy, open lists, later changes."""

from atlas.briefing.report.facts import Facts
from atlas.briefing.report.footnotes import POSITIONS
from atlas.briefing.report.sentences import Sentence, Sentences, sentence, series
from atlas.i18n import dates
from atlas.plan.references import exact, is_box
from geodata.schema.tables import MEMBERSHIP, PLAN_CARD, SEPARATOR

GOALS_BOX = 1  # the box that holds the plan's figures, all of them sums over many zones
OPEN_LIST = "box6-open"  # the slip that says which zones stand in a list the plan leaves open


def bases(facts: Facts) -> Sentence:
    """Say on what bases the zones are in their areas."""
    words, members = facts.words, facts.members
    found = members["basis"].value_counts().reindex(MEMBERSHIP, fill_value=0)
    found = found[found > 0]
    if found.empty:
        return ()
    refs = {slug: exact(members.loc[members["basis"] == slug, "source"]) for slug in found.index}
    n = int(found.sum())
    if len(found) == 1:
        slug = found.index[0]
        return sentence(words.say("caveat.basis", n=n, basis=words.basis(slug)), refs[slug])
    items = [
        (words.say("item.times", name=words.basis(slug), n=k), refs[slug])
        for slug, k in found.items()
    ]
    return series(words, items, intro=words.say("caveat.bases", n=n), last="and")


def later(facts: Facts) -> Sentence:
    """Say where the areas are from, unless they are the plan's own."""
    schemes, scheme = facts.atlas.schemes, facts.selection.scheme
    if scheme == schemes.index[0]:
        return ()
    said = facts.words.say("areas.later", scheme=facts.scheme)
    return sentence(said, exact([schemes.loc[scheme, "source"]]))


def position(facts: Facts) -> Sentence:
    """Say how exact the points are."""
    low, high = (f"{facts.zones['accuracy_km'].agg(of):g}" for of in ("min", "max"))
    form = "position_alike" if low == high else "position"
    return sentence(facts.words.say(f"caveat.{form}", low=low, high=high), [POSITIONS])


def unverified(facts: Facts) -> Sentence:
    """Say how many points have not been checked."""
    n = int((~facts.zones["verified"]).sum())
    return sentence(facts.words.number("unverified", n), [POSITIONS]) if n else ()


def open_list(facts: Facts) -> Sentence:
    """Say that the plan leaves a list open, where a zone selected stands in it."""
    slips = facts.atlas.slips[facts.atlas.slips["id"] == OPEN_LIST]
    listed = {zone for cell in slips["zones"] for zone in cell.split(SEPARATOR)}
    if listed.isdisjoint(facts.zones.index):
        return ()
    return sentence(facts.words.say("caveat.open"), exact(slips["refs"]))


def changes(facts: Facts) -> Sentences:
    """Say what changed after the plan was issued, for the zones themselves or their county."""
    words, zones, rows = facts.words, facts.zones, facts.atlas.changes
    after = rows[rows["date"] > facts.atlas.sources.loc[PLAN_CARD, "date"]]
    counties = zones["county"].astype(str)
    said = []
    for _, change in after.iterrows():
        here = (zones.index == change["zone"]) | (counties == change["county"])
        for zone in zones.index[here]:
            told = words.say(
                "caveat.change",
                name=words.label("zones", zone),
                what=change[f"what_{facts.lang}"],
                date=dates.written(change["date"], facts.lang),
            )
            said.append(sentence(told, exact([change["source"]])))
    return tuple(said)


def no_figures(facts: Facts) -> Sentence:
    """Say that the plan has no figures of a single zone."""
    boxes = [ref for ref in facts.atlas.sections["ref"] if is_box(ref)]
    return sentence(facts.words.say("caveat.figures"), boxes[GOALS_BOX - 1 : GOALS_BOX])
