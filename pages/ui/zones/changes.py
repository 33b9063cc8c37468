"""Hold two documents against each other: choose them, say what differs, show where, hand it out."""

from functools import partial

from atlas.analysis.changes import KINDS, Changes, changes, pair
from atlas.analysis.findings import changed, marked
from atlas.analysis.findings.question import Question
from atlas.i18n import text
from atlas.maps.specification import CHANGED, Specification
from atlas.model.atlas import Atlas
from atlas.model.documents import COUNTY, STATE
from atlas.office.vintage import Vintage, other
from atlas.selection.selection import Selection
from pages.ui import cache
from pages.ui.markup import render
from pages.ui.parts import maps
from pages.ui.session.view import View
from pages.ui.zones import compare


def between(view: View, atlas: Atlas) -> Changes:
    """Return what differs between the documents that the link asks for, of the selected zones."""
    first, second = pair(atlas, view.map.from_, view.map.to)
    return changes(atlas, first, second, selection=view.selection)


def choose(view: View, atlas: Atlas, said: Changes) -> None:
    """Draw the documents to choose from, as links."""
    render.html("zones/changes_choose", lang=view.lang, atlas=atlas, view=view, said=said)


def reading(view: View, atlas: Atlas, said: Changes) -> None:
    """Say what differs, and what one must know of the documents."""
    counts = said.counts()
    moved = {zone for kind in KINDS[:-1] for zone in said.of(kind).index}
    render.html(
        "zones/changes_reading",
        lang=view.lang,
        atlas=atlas,
        view=view,
        sentences=changed.sentences(atlas, said, view.lang),
        notes=changed.notes(atlas, said, view.lang),
        counts={kind: counts[kind] for kind in KINDS if counts[kind]},
        kept=len(said.rows) - len(moved),
        export=view.href("briefing", document=whole(atlas), draw=CHANGED, zone=None),
    )


def whole(atlas: Atlas) -> str:
    """Return the document that has all zones: what is known now; else the one that is shown."""
    states = atlas.documents.index[atlas.documents["kind"] == STATE]
    return str(states[-1]) if len(states) else atlas.document


def map_of_all(view: View, atlas: Atlas, said: Changes) -> None:
    """Draw the zones of both documents, coloured by what became of them."""
    vintage = Vintage(whole(atlas))
    every = other(atlas, vintage)
    here = every.zones.index.isin(said.rows.index)
    # What selects the zones may mean nothing in the document that has them all.
    asked = Specification(
        Selection(scheme=view.selection.scheme),
        zone=view.zone if view.zone in every.zones.index else "",
        vintage=vintage,
        hide=view.map.hide,
        show=view.map.show,
        draw=CHANGED,
        from_=said.first,
        to=said.second,
    )
    zones = every.zones[here]
    question = Question(every, asked.with_(selection=view.selection), zones, view.lang)
    vague = int((zones["position_kind"].astype(str) == COUNTY).sum())
    maps.show(
        view,
        every,
        key="map-changes",
        size="is-wide",
        ids=maps.ids_of(every, zones.index),
        fit=None,
        drawn=marked.overlay(question),
        shown=asked,
        parts=cache.parts_of(vintage),
    )
    render.html("zones/changes_map", lang=view.lang, atlas=atlas, view=view, vague=vague)


def tables(view: View, atlas: Atlas, said: Changes) -> None:
    """Draw a table a kind of change, each row linked to its zone."""
    render.html(
        "zones/changes_tables",
        lang=view.lang,
        atlas=atlas,
        view=view,
        sections=changed.sections(atlas, said, view.lang),
        home=partial(home, atlas, said),
    )


def home(atlas: Atlas, said: Changes, zone: str) -> str | None:
    """Return the document by which a zone is shown: the one that is open, if it has the zone."""
    usual = str(atlas.documents.index[0])
    having = [atlas.document] if zone in atlas.zones.index else []
    having += [side.document for side in reversed(said.sides) if zone in side.zones.index]
    return None if having[0] == usual else having[0]


def files(view: View, atlas: Atlas, said: Changes) -> None:
    """Offer what differs as a table to take along."""
    if said.first == said.second:
        return
    name = text("changes.table", view.lang)
    made = partial(changed.as_table, atlas, said, lang=view.lang)
    compare.table_files(view, atlas, made, name=name)
