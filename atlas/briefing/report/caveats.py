"""Tell what one must know to read a briefing: bases, accuracy, open lists, later changes."""

import datetime as dt

import pandas as pd

from atlas.briefing.report.facts import Facts
from atlas.briefing.report.footnotes import POSITIONS
from atlas.briefing.report.model import GAP
from atlas.briefing.report.sentences import Sentence, Sentences, sentence, series
from atlas.i18n import dates, text
from atlas.model import columns
from atlas.model.documents import NAMING, STANDING
from atlas.model.later import when
from atlas.plan.references import exact, is_box
from geodata.schema.tables import MEMBERSHIP, PLAN_CARD, SEPARATOR

GOALS_BOX = 1  # the box that holds the plan's figures, all of them sums over many zones
FEW_NAMES = 3  # further names that a briefing spells out
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
        (words.say("item.times", name=words.say(f"caveat.by.{slug}"), n=k), refs[slug])
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


def disputed(facts: Facts) -> Sentence:
    """Say at which zones another source points elsewhere."""
    zones, rules = facts.zones, facts.atlas.position_agreement
    against = zones.index[zones["position_agreement"].isin(rules.index[rules["conflict"] == "yes"])]
    if against.empty:
        return ()
    names = facts.words.listed([facts.words.label("zones", zone) for zone in against])
    said = facts.words.number("disputed", len(against), names=names)
    return sentence(said, [POSITIONS])


def open_list(facts: Facts) -> Sentence:
    """Say that the plan leaves a list open, where a zone selected stands in it."""
    slips = facts.atlas.slips[facts.atlas.slips["id"] == OPEN_LIST]
    listed = {zone for cell in slips["zones"] for zone in cell.split(SEPARATOR)}
    if listed.isdisjoint(facts.zones.index):
        return ()
    return sentence(facts.words.say("caveat.open"), exact(slips["refs"]))


def changes(facts: Facts) -> Sentences:
    """
    Say which zones have got another level since the plan was issued, and which a further name.

    What else changed stands on the zones' sheets and in the book: a briefing has no room for it.
    """
    words, zones, rows = facts.words, facts.zones, facts.atlas.changes
    since = rows["date"] > facts.atlas.sources.loc[PLAN_CARD, "date"]
    after = rows[since & rows["zone"].isin(zones.index)].sort_values("date", kind="stable")
    levels = [
        sentence(
            words.say(
                "caveat.change",
                name=words.label("zones", change["zone"]),
                what=change[f"what_{facts.lang}"],
                date=when(change, facts.lang),
            ),
            exact([change["source"]]),
        )
        for change in after[after["kind"].isin(STANDING)].to_dict("records")
    ]
    return (*levels, *_named(facts, after[after["kind"] == NAMING]))


def _named(facts: Facts, rows: pd.DataFrame) -> Sentences:
    """Say which zones have got a further name: each with its own while they are few."""
    words = facts.words
    if rows.empty:
        return ()
    if len(rows) > FEW_NAMES:
        names = words.named(dict.fromkeys(rows["zone"]))
        said = words.say("caveat.named_many", n=rows["zone"].nunique(), names=names)
        return (sentence(said, exact(rows["source"])),)
    items = [
        (
            words.say(
                "caveat.named",
                name=words.label("zones", change["zone"]),
                second=change[f"name_{facts.lang}"],
                date=when(change, facts.lang),
            ),
            [change["source"]],
        )
        for change in rows.to_dict("records")
    ]
    return (series(words, items, intro=words.say("caveat.named_intro"), by="semi"),)


def no_figures(facts: Facts) -> Sentence:
    """Say that the plan has no figures of a single zone; whose they are, where there are any."""
    atlas, words = facts.atlas, facts.words
    boxes = [ref for ref in atlas.sections["ref"] if is_box(ref)]
    listed = [head for head in facts.own if columns.is_figure(atlas, head)]
    said = words.say("caveat.figures_own" if set(facts.own) - {*listed} else "caveat.figures")
    refs = boxes[GOALS_BOX - 1 : GOALS_BOX]
    if not listed:
        return sentence(said, refs)
    more = words.say("caveat.figures_listed", document=columns.document(atlas, facts.lang))
    return (*sentence(said, refs), *sentence(GAP[facts.lang] + more, columns.sources(atlas)))


def filtered(facts: Facts) -> Sentence:
    """Say what is selected, when, and from which data."""
    lang, atlas = facts.lang, facts.atlas
    compares = facts.content.order.map.compares
    what = facts.content.words if compares else facts.selection.describe_parts(atlas, lang=lang)
    said = facts.words.say(
        "filter",
        what=what or text("describe.all", lang),
        day=dates.day(facts.content.order.date, lang),
        version=atlas.version,
        data_day=dates.day(dt.date.fromisoformat(atlas.date), lang),
    )
    return sentence(said, [PLAN_CARD])
