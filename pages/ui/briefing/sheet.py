"""One sheet: the usual ones as links, its choices and words, the sheet as it will be, its files."""

from dataclasses import replace
from functools import partial

import streamlit as st

from atlas.briefing import formats
from atlas.briefing.content import content
from atlas.briefing.order import LAYOUTS, MAX_WORDS, MM, MODES
from atlas.i18n import text
from atlas.model.atlas import Atlas
from atlas.selection import counts
from atlas.selection.facets import Facets
from atlas.selection.selection import Selection
from pages.ui import cache
from pages.ui.briefing import collection, order
from pages.ui.markup import render
from pages.ui.process import journal
from pages.ui.session import state
from pages.ui.session.form import CHOICES, RESOLUTIONS
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
                links.append((label, _with(view, chosen), int(n), chosen == view.selection))
        groups.append((flag, links))
    render.html(
        "briefing/presets",
        lang=view.lang,
        atlas=atlas,
        view=view,
        whole=(_with(view, whole), counts.total(atlas, whole), view.selection == whole),
        groups=groups,
    )


def _with(view: View, selection: Selection) -> str:
    return replace(view, selection=selection).href()


def choices(view: View, atlas: Atlas) -> None:
    """Draw the form's choices as links."""
    render.html(
        "briefing/choices",
        lang=view.lang,
        atlas=atlas,
        view=view,
        form=view.form,
        known=CHOICES,
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
                key=f"words-{name}-{view.lang}-{place[1]}",
            )


def sheet(view: View, atlas: Atlas) -> None:
    """Draw what can be done with the sheet, and the sheet as it will be."""
    asked = order.order(view)
    if wrong := order.wrong(asked):
        asked = asked.with_(mode=MODES[0])
    shown = counts.total(atlas, asked.selection)
    with st.container(key="briefing-files", horizontal=True, gap="small"):
        for name, each in formats.SNAPSHOTS.items():
            st.download_button(
                text(f"snapshot.{name}", view.lang),
                data=partial(journal.export, each.write, atlas, asked, form=name, zones=shown),
                file_name=f"{view.file_stem(atlas)}{each.suffix}",
                mime=each.mime,
                key=f"snapshot-{name}-{view.lang}",
                on_click="ignore",
                disabled=bool(wrong),
            )
        st.button(
            text("briefing.add", view.lang),
            key=f"briefing-add-{view.lang}",
            on_click=collection.add,
            args=(asked,),
            type="tertiary",
            disabled=bool(wrong) or len(state.desk().entries) >= collection.MOST,
        )
    if wrong:
        render.html("briefing/wrong", lang=view.lang, atlas=atlas, messages=wrong)
    picture, said = cache.preview(asked)
    with st.container(key="briefing-sheet"):
        st.image(picture, alt=said, width="stretch")
    layout = LAYOUTS[asked.layout]
    render.html(
        "briefing/size",
        lang=view.lang,
        atlas=atlas,
        millimetres=[round(side / MM) for side in (layout.width, layout.height)],
        pixels=[round(side / POINTS * asked.dpi) for side in (layout.width, layout.height)],
        dpi=asked.dpi,
    )
