"""Draw the page of the plan: search, structure with the place that is looked at, slips."""

from functools import partial

import pandas as pd

from atlas import plan
from atlas.model.atlas import Atlas
from atlas.plan import references
from pages.ui import cache
from pages.ui.markup import render
from pages.ui.plan import discrepancies, places
from pages.ui.session.view import View

PARTS = ("chapter", "section", "box")  # kinds of places that have a title
MANY, FACTS = 24, 12  # more things, and more rows of a table, than this are folded up
MOST = 60  # hits shown


def in_place() -> tuple[plan.PlanText | None, plan.PlanTextError | None]:
    """Return the plan's text if it is in place, and what is wrong with the file if it is not it."""
    try:
        return cache.plan_text(), None
    except plan.PlanTextError as error:
        return None, error


def search_box(view: View, atlas: Atlas) -> None:
    """Draw the search over the plan, and say whether its text is in place or how to add it."""
    words, error = in_place()
    card = atlas.sources.loc[plan.PLAN_CARD]
    _draw("plan/search", view, atlas, words=words, error=error, env=plan.ENV, card=card)


def hits(view: View, atlas: Atlas) -> None:
    """Draw what the search found: in the plan's text, and in our titles, summaries and names."""
    if not view.inquiry.find:
        return
    words, _ = in_place()
    find = view.inquiry.find
    texts = words.search(find, most=MOST) if words else []
    said = [
        places.Found(hit.ref, hit.pieces, [places.thing(view, atlas, *lead) for lead in hit.leads])
        for hit in texts
    ]
    seen = {hit.ref for hit in said}
    indexed = [hit for hit in places.search(view, atlas, find) if hit.ref not in seen]
    found = [*said, *indexed]
    leads = dict.fromkeys(lead for hit in found for lead in hit.leads)
    names = places.PAGES
    _draw(
        "plan/hits",
        view,
        atlas,
        find=find,
        said=said,
        indexed=indexed[:MOST],
        n=len(indexed),
        words=words,
        slips=_told(atlas, find),
        leads=[(name, [each for each in leads if each.vocabulary == name]) for name in names],
        most=MOST,
        many=MANY,
    )


def _told(atlas: Atlas, find: str) -> pd.DataFrame:
    """Return the slips in whose words, of either language, all of some words stand."""
    texts = ["says_zh", "shown_zh", "says_en", "shown_en"]
    said = atlas.slips[texts].agg("\n".join, axis=1).str.casefold()
    holds = [all(word in each for word in find.casefold().split()) for each in said]
    return atlas.slips[holds]


def structure(view: View, atlas: Atlas) -> None:
    """Draw the plan as a tree of references, and beside it the place that is looked at."""
    ref = view.inquiry.ref
    path = (*plan.place(atlas, ref).parents, ref) if ref else ()
    kinds = dict(zip(atlas.passages["ref"], atlas.passages["kind"], strict=True))
    children = {
        parent: [each for each in refs if kinds[each] in (*PARTS, "row")]
        for parent, refs in places.children(atlas).items()
    }
    rows = [each for each, kind in kinds.items() if kind == "row"]
    summaries = atlas.sections.set_index("ref")[f"summary_{view.lang}"]
    _draw(
        "plan/structure",
        view,
        atlas,
        ref=ref,
        path=path,
        children=children,
        counted=places.citation_counts(atlas),
        kinds=kinds,
        summaries=summaries,
        rows={row: places.row_name(atlas, view.lang, row) for row in rows},
        tables=list(plan.CITING),
        detail=_detail(view, atlas, ref) if ref else None,
        many=MANY,
        few=FACTS,
    )


def _detail(view: View, atlas: Atlas, ref: str) -> dict[str, object]:
    """Return all that is shown of one place."""
    place = plan.place(atlas, ref)
    words, _ = in_place()
    beside = places.children(atlas)[place.parents[-1] if place.parents else ""]
    at = beside.index(ref)
    kinds = dict(zip(atlas.passages["ref"], atlas.passages["kind"], strict=True))
    holder = next(each for each in (ref, *reversed(place.parents)) if kinds[each] in PARTS)
    own = places.children(atlas).get(holder, ())
    slips = atlas.slips
    here = [_concerns(atlas, cell, ref) for cell in slips["refs"]]
    return {
        "place": place,
        "before": beside[at - 1] if at else "",
        "after": beside[at + 1] if at + 1 < len(beside) else "",
        "holder": holder,
        "paragraphs": places.paragraphs(atlas, words, holder, find=view.inquiry.find)
        if words
        else [],
        "parts": [each for each in place.children if kinds[each] in PARTS],
        "units": [each for each in own if kinds[each] in plan.SPOKEN],
        "spoken": places.spoken_of(view, atlas, ref),
        "facts": places.facts(view, atlas, ref),
        "slips": slips[here],
    }


def _concerns(atlas: Atlas, refs: str, ref: str) -> bool:
    """Return whether any of some references is a place or part of it, or what a sentence is of."""
    place = plan.place(atlas, ref)
    around = place.parents[-1:] if place.kind in plan.SPOKEN else ()
    return not {ref, *plan.below(atlas, ref), *around}.isdisjoint(references.split(refs))


def slips(view: View, atlas: Atlas) -> None:
    """Draw the plan's slips: the places side by side, and how each is shown."""
    words, _ = in_place()
    _draw(
        "plan/slips",
        view,
        atlas,
        slips=[
            (slip, discrepancies.statements(view, atlas, slip, words=words))
            for slip in atlas.slips.itertuples(index=False)
        ],
    )


def linked(view: View, atlas: Atlas) -> dict[str, object]:
    """Return what the templates of places need: how to link a name, and the title of a place."""
    titles = references.headings(atlas, view.lang)
    return {
        "links": partial(places.thing, view, atlas),
        "title": lambda ref: titles[plan.place(atlas, ref).heading],
    }


def _draw(template: str, view: View, atlas: Atlas, **values: object) -> None:
    render.html(template, lang=view.lang, atlas=atlas, view=view, **linked(view, atlas), **values)
