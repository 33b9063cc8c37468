"""Choose among one map and several: a small one for each value, or others beside it."""

from urllib.parse import urlencode

from atlas.i18n import text
from atlas.maps.beside import MOST
from atlas.maps.specification import PANELS
from atlas.model.atlas import USUAL_DOCUMENT, Atlas
from atlas.model.columns import YEAR
from atlas.office.edition import NOW
from atlas.selection.facets import Facets
from atlas.selection.flags import FLAGS
from pages.ui import cache
from pages.ui.markup import render
from pages.ui.session.view import View

OFFERED = ("area", "cluster")  # flags of which another value may stand beside the map
SHORT = {"cluster"}  # those that go by their short names


def chooser(view: View, atlas: Atlas) -> None:
    """Draw as links into which maps the page's map may part, and what may stand beside it."""
    render.html(
        "parts/panels",
        lang=view.lang,
        atlas=atlas,
        view=view,
        panels=_panels(view),
        sides=[] if len(view.map.beside) >= MOST else _sides(view, atlas),
    )


def _panels(view: View) -> list[tuple[str, str, bool]]:
    """Return a small map for each value of a flag as links: name, link, whether it is so now."""
    return [
        (
            text(f"panels.{flag}", view.lang),
            view.href(panels=None if view.map.panels == flag else flag, beside=None),
            view.map.panels == flag,
        )
        for flag in filter(None, PANELS)
        # The slider of years has a link of its own, which does not travel with each click.
        if flag != YEAR or view.map.panels == YEAR
    ]


def _sides(view: View, atlas: Atlas) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what may stand beside the map by kind, each as name and link."""
    offered = [(text(f"flag.{flag}", view.lang), _values(view, atlas, flag)) for flag in OFFERED]
    offered.append((text("flag.scheme", view.lang), _schemes(view, atlas)))
    offered.append((text("flag.document", view.lang), _documents(view, atlas)))
    offered.append((text("panels.edition", view.lang), _editions(view, atlas)))
    return [
        (name, [(said, _beside(view, changes)) for said, changes in sides])
        for name, sides in offered
        if sides
    ]


def _beside(view: View, changes: dict[str, str]) -> str:
    sides = dict.fromkeys((*view.map.beside, urlencode(changes)))
    return view.href(beside=list(sides), panels=None)


def _values(view: View, atlas: Atlas, flag: str) -> list[tuple[str, dict[str, str]]]:
    """Return the other values of a flag that any zone has."""
    vocabulary = FLAGS[flag].vocabulary
    asked = getattr(view.selection, FLAGS[flag].field)
    return [
        (atlas.label(vocabulary, str(slug), view.lang, short=flag in SHORT), {flag: str(slug)})
        for slug, n in atlas.once(Facets).choices(view.selection)[flag].items()
        if n and asked != (slug,)
    ]


def _schemes(view: View, atlas: Atlas) -> list[tuple[str, dict[str, str]]]:
    """Return the other regionalisations; an area of this one is none of theirs."""
    gone = {"area": ""} if view.selection.areas else {}
    return [
        (atlas.label("schemes", slug, view.lang), {"scheme": slug, **gone})
        for slug in atlas.schemes.index
        if slug != view.selection.scheme
    ]


def _documents(view: View, atlas: Atlas) -> list[tuple[str, dict[str, str]]]:
    """Return the other documents by which the zones can be shown; the usual one has no name."""
    return [
        (
            atlas.label("documents", slug, view.lang, short=True),
            {"document": "" if slug == USUAL_DOCUMENT else slug},
        )
        for slug in atlas.documents.index
        if slug != view.map.vintage.document
    ]


def _editions(view: View, atlas: Atlas) -> list[tuple[str, dict[str, str]]]:
    """Return the other editions: with or without the office's zones, before its last change."""
    lang, shown = view.lang, view.edition
    if not atlas.revision and not cache.office().revision:
        return []
    owned = {"own": "" if shown.own else "1"}
    editions = [
        (text(f"edition.{'without' if shown.own else 'with'}_own", lang, by=atlas.by(lang)), owned),
        (text("panels.plan", lang), {"as-of": "0"}),
    ]
    if shown.as_of == NOW:
        before = {"as-of": str(atlas.revision - 1)}
        editions += [(text("panels.before", lang), before)] if atlas.revision > 1 else []
    else:
        editions.append((text("edition.now", lang), {"as-of": ""}))
    return editions
