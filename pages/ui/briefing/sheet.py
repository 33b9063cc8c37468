"""One sheet: the usual ones as links, its choices and words, the sheet as it will be, its files."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from atlas.briefing import address as addresses
from atlas.briefing import formats
from atlas.briefing.content import content, series
from atlas.briefing.order import LAYOUTS, MAX_WORDS, MM, MODES, Order
from atlas.i18n import text
from atlas.model.atlas import Atlas
from atlas.selection import counts
from atlas.selection.facets import Facets
from atlas.selection.selection import Selection
from pages.ui import cache
from pages.ui.briefing import collection, order
from pages.ui.markup import render
from pages.ui.parts import awaited, making, office_templates
from pages.ui.process.pool import works
from pages.ui.session import state
from pages.ui.session.form import CHOICES, OF_MAP, RESOLUTIONS, extents
from pages.ui.session.view import View

POINTS = 72
PRESETS = {"area": "areas", "type": "types", "cluster": "clusters", "prefecture": "prefectures"}
SHORT = {"cluster", "prefecture"}  # presets that go by their short names


def presets(view: View, atlas: Atlas) -> None:
    """Draw the usual sheets as links: all zones, each area, type, cluster, prefecture."""
    whole = Selection(scheme=view.selection.scheme)
    groups = []
    for flag, vocabulary in PRESETS.items():
        choices = atlas.once(Facets).choices(whole)[flag]
        links = []
        for slug, n in choices.items():
            chosen = whole.with_(**{vocabulary: (slug,)})
            label = atlas.label(vocabulary, slug, view.lang, short=flag in SHORT)
            if n:
                links.append((label, _with(view, chosen), int(n), _is(view, chosen)))
        groups.append((flag, links))
    render.html(
        "briefing/presets",
        lang=view.lang,
        atlas=atlas,
        view=view,
        whole=(_with(view, whole), counts.total(atlas, whole), _is(view, whole)),
        groups=groups,
    )


def _with(view: View, selection: Selection) -> str:
    """Return the link to the usual sheet of some zones: nothing is drawn over them."""
    return replace(view, map=view.map.with_(selection=selection, draw="")).href()


def _is(view: View, selection: Selection) -> bool:
    return selection == view.selection and not view.map.draw


def drawable(view: View, atlas: Atlas) -> View:
    """Return the view without what cannot be drawn over its zones, having said why not."""
    why = order.undrawn(atlas, order.order(view))
    if why is None:
        return view
    words = text("briefing.undrawn", view.lang, why=why.message(view.lang))
    render.html("briefing/wrong", lang=view.lang, atlas=atlas, messages=[words])
    return replace(view, map=view.map.with_(draw=""))


def choices(view: View, atlas: Atlas) -> None:
    """Draw the form's choices as links."""
    render.html(
        "briefing/choices",
        lang=view.lang,
        atlas=atlas,
        view=view,
        form=view.form,
        known=CHOICES,
        templates=office_templates.found(),
        of_map=OF_MAP,
        extents=extents(view.map),
        resolutions=sorted({*RESOLUTIONS, view.form.dpi}),
    )


def words(view: View, atlas: Atlas) -> None:
    """Draw the fields for what one may write oneself; what is generated stands in them, pale."""
    desk = state.desk()
    said = content(atlas, order.order(view).with_(title="", sentence=""))
    generated = {"title": said.title, "sentence": said.sentence}
    names = (*order.WORDS, *(order.TO_PUBLISH if view.form.mode == MODES[1] else ()))
    with st.container(key="briefing-words", gap="small"):
        for name in names:
            place = order.place(view, name)
            desk.words[place] = st.text_input(
                text(f"briefing.words.{name}", view.lang),
                value=desk.words.get(place, ""),
                max_chars=MAX_WORDS,
                placeholder=generated.get(name, ""),
                key=f"words-{name}-{view.lang}-{place[1]}-{desk.turn}",
            )
        if not order.known_address(view):
            _ask_address(view, atlas)


def _ask_address(view: View, atlas: Atlas) -> None:
    """Ask where others open the atlas, and say what stands on the pieces while nobody says so."""
    desk, place = state.desk(), order.place(view, order.ADDRESS)
    words = desk.words
    words[place] = st.text_input(
        text("briefing.address.ask", view.lang),
        value=words.get(place, ""),
        max_chars=addresses.MAX_ADDRESS,
        placeholder=text("briefing.address.example", view.lang),
        key=f"address-{view.lang}-{desk.turn}",
    )
    said = order.wrong_address(view)
    if not said and not order.address(view):
        said = text("briefing.address.none", view.lang)
    if said:
        render.html("briefing/address", lang=view.lang, atlas=atlas, said=said)


def _series(view: View, atlas: Atlas, sheets: Sequence[Order]) -> None:
    """Draw the buttons that make one file with a sheet for each small map."""
    shown = sum(counts.total(atlas, each.selection) for each in sheets)
    with st.container(key="briefing-series", horizontal=True, gap="small"):
        for name, each in formats.COLLECTIONS.items():
            making.button(
                view,
                atlas,
                f"briefing.each.{name}",
                making.Piece(
                    works.collection,
                    (name, tuple(sheets)),
                    f"{view.file_stem(atlas)}_{len(sheets)}{each.suffix}",
                    each.mime,
                    name,
                    zones=shown,
                    is_slow=works.is_slow(atlas, len(sheets)),
                ),
                key=f"series-{name}-{view.lang}",
                is_heavy=works.is_heavy(atlas, len(sheets)),
                n=len(sheets),
                type="tertiary",
            )


def sheet(view: View, atlas: Atlas) -> None:
    """Draw what can be done with the sheet, and the sheet as it will be."""
    asked = order.order(view)
    if wrong := order.wrong(asked):
        asked = asked.with_(mode=MODES[0])
    shown, is_heavy = counts.total(atlas, asked.selection), works.is_heavy(atlas)
    with st.container(key="briefing-files", horizontal=True, gap="small"):
        for name, each in formats.SNAPSHOTS.items():
            file = f"{view.file_stem(atlas)}{each.suffix}"
            making.button(
                view,
                atlas,
                f"snapshot.{name}",
                making.Piece(works.piece, (name, asked), file, each.mime, name, zones=shown),
                key=f"snapshot-{name}-{view.lang}",
                is_heavy=is_heavy,
                disabled=bool(wrong),
            )
        st.button(
            text("briefing.add", view.lang),
            key=f"briefing-add-{view.lang}",
            on_click=collection.add,
            args=(view, atlas, asked),
            type="tertiary",
            disabled=bool(wrong) or collection.full(),
        )
    if wrong:
        render.html("briefing/wrong", lang=view.lang, atlas=atlas, messages=wrong)
    elif sheets := series(atlas, asked):
        _series(view, atlas, sheets)
    layout = LAYOUTS[asked.layout]
    render.html(
        "briefing/size",
        lang=view.lang,
        atlas=atlas,
        millimetres=[round(side / MM) for side in (layout.width, layout.height)],
        pixels=[round(side / POINTS * asked.dpi) for side in (layout.width, layout.height)],
        dpi=asked.dpi,
    )
    # The picture comes last and has nothing below it that it could push down.
    with st.container(key="briefing-sheet"):
        if is_heavy:
            asked = cache.as_seen(asked)
            awaited.awaited(
                view, atlas, slot="sheet", work=works.preview, order=asked, show=_picture
            )
        else:
            _picture(cache.preview(asked))


def _picture(drawn: works.Pictured) -> None:
    picture, said = drawn
    st.image(picture, alt=said, width="stretch")
