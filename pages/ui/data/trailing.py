"""The last lines of the audit trail, for who may see them."""

from atlas.exchange.findings import shown
from atlas.i18n import table, text
from atlas.model.atlas import Atlas
from atlas.office.trail import changing, lines
from atlas.office.trail.errors import TrailError
from pages.ui.markup import render
from pages.ui.process import audit
from pages.ui.session.view import View

SHOWN = 100


def draw(view: View, atlas: Atlas) -> None:
    """Draw them, the newest first; whoever calls this has asked for the right to see them."""
    lang, words = view.lang, table(view.lang, "trail.")
    trouble = audit.trouble()
    said = trouble[0].message(lang) if trouble else ""
    try:
        found = changing.for_people(audit.latest(SHOWN))
    except TrailError as error:
        found, said = [], error.message(lang)
    rows = [
        (
            each,
            each.time[:19].replace("T", " "),
            words.get(f"trail.event.{each.event}", shown(each.event)),
            words.get(f"trail.outcome.{each.outcome}", shown(each.outcome)),
            # A name is whatever a stranger typed: no sign of it turns or hides another.
            shown(each.who),
            shown(each.source),
            " ".join(f"{name}={shown(value)}" for name, value in lines.telling(each)),
        )
        for each in found
    ]
    lead = text("trail.page.lead", lang, n=len(rows))
    render.html("data/trail", lang=lang, atlas=atlas, rows=rows, lead=lead, trouble=said)
