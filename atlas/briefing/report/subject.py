"""Say what a briefing is about: in its title, and where its first sentence begins."""

from typing import TYPE_CHECKING

from atlas.i18n import text
from atlas.maps.specification import CHANGED, COMPARED
from atlas.model import documents
from atlas.selection.selection import Selection

if TYPE_CHECKING:
    from atlas.briefing.report.facts import Facts

# Fields of a selection whose only value can stand for it, and are vocabularies too.
NAMED = ("areas", "prefectures", "counties", "clusters")


def named(facts: "Facts") -> tuple[str, str]:
    """Return the vocabulary and the name of the one thing selected; nothing where it is more."""
    selection = facts.selection
    for vocabulary in NAMED:
        slugs = getattr(selection, vocabulary)
        alone = selection.with_(**{vocabulary: ()}) == Selection(scheme=selection.scheme)
        if len(slugs) == 1 and alone:
            short = vocabulary == "clusters"
            return vocabulary, facts.words.label(vocabulary, slugs[0], short=short)
    return "", ""


def title(facts: "Facts") -> str:
    """Return the generated title: one phrase, without a colon."""
    words, drawn = facts.words, facts.content.overlay
    subject = documents.titled(facts.atlas, "report", facts.lang)
    what = facts.selection.describe_parts(facts.atlas, lang=facts.lang)
    if drawn is not None and drawn.draw == CHANGED:
        subject = words.say("title_changes")
    if drawn is not None:
        parts = {"subject": what, "what": drawn.title}
        both = what and drawn.draw != COMPARED
        return words.say(
            "titled.other",
            subject=subject,
            what=text("print.titled", facts.lang, **parts) if both else drawn.title,
        )
    if facts.n == 1:
        return words.say("titled.zone", name=words.label("zones", facts.zones.index[0]))
    vocabulary, name = named(facts)
    if vocabulary:
        return words.say(f"titled.{vocabulary}", name=name)
    return words.say("titled.other", subject=subject, what=what) if what else subject
