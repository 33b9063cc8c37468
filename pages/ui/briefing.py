"""The briefing page: choices beside the preview, downloads, the list, the book, verifying."""

import datetime as dt
from dataclasses import replace
from functools import partial
from urllib.parse import urlsplit

import streamlit as st

from atlas.briefing import address as addresses
from atlas.briefing import formats, provenance
from atlas.briefing.content import content
from atlas.briefing.order import (
    LAYOUTS,
    MAX_WORDS,
    MM,
    MODES,
    Order,
    OrderError,
    check,
)
from atlas.i18n import text
from atlas.model.atlas import Atlas
from atlas.selection import counts
from atlas.selection.facets import Facets
from atlas.selection.selection import Selection
from pages.ui import cache, journal, making, render, state
from pages.ui.form import CHOICES, RESOLUTIONS, Form
from pages.ui.state import Entry
from pages.ui.view import View

MOST = 40  # sheets of the list
POINTS = 72
PRESETS = {"area": "areas", "type": "types", "cluster": "clusters", "prefecture": "prefectures"}
SHORT = {"cluster", "prefecture"}  # presets that go by their short names
OF_THE_SHEET = ("title", "sentence")
WORDS = (*OF_THE_SHEET, "maker")
TO_PUBLISH = ("review_number", "base_map_source")
POLL_S = 1.0  # how often the progress of a book is looked at


def today() -> dt.date:
    """Return the day that stands on what is made now."""
    return dt.datetime.now().astimezone().date()


def address(view: View) -> str:
    """Return where the atlas is served: as the administrator says, else as this browser sees it."""
    if given := addresses.usable():
        return given
    url = urlsplit(st.context.url or "")
    path = url.path.rstrip("/").removesuffix(f"/{view.page}")
    return f"{url.scheme}://{url.netloc}{path}/" if url.netloc else ""


def order(view: View) -> Order:
    """Return what is asked: the link's view and form, and the words typed."""
    return Order(
        selection=view.selection,
        lang=view.lang,
        date=today(),
        base_url=address(view),
        zone=view.zone,
        edition=view.edition,
        **view.form.of_order(),
        **{name: _said_as(view, name) for name in (*WORDS, *TO_PUBLISH)},
    )


def _said_as(view: View, name: str) -> str:
    return state.desk().words.get(_place(view, name), "").strip()


def _place(view: View, name: str) -> tuple[str, str]:
    """Return where words are kept: a title with its selection and language, a maker for all."""
    return name, view.selected() if name in OF_THE_SHEET else ""


# One sheet ----------------------------------------------------------------------------------------


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
        "briefing_presets",
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
        "briefing_choices",
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
    said = content(atlas, order(view).with_(title="", sentence=""))
    generated = {"title": said.title, "sentence": said.sentence}
    names = (*WORDS, *(TO_PUBLISH if view.form.mode == MODES[1] else ()))
    with st.container(key="briefing-words", gap="small"):
        for name in names:
            place = _place(view, name)
            desk.words[place] = st.text_input(
                text(f"briefing.words.{name}", view.lang),
                value=desk.words.get(place, ""),
                max_chars=MAX_WORDS,
                placeholder=generated.get(name, ""),
                key=f"words-{name}-{view.lang}-{place[1]}",
            )


def sheet(view: View, atlas: Atlas) -> None:
    """Draw what can be done with the sheet, and the sheet as it will be."""
    asked = order(view)
    if wrong := _wrong(asked):
        asked = asked.with_(mode=MODES[0])
    shown = counts.total(atlas, asked.selection)
    with st.container(key="briefing-files", horizontal=True, gap="small"):
        for name, each in formats.SNAPSHOTS.items():
            st.download_button(
                text(f"snapshot.{name}", view.lang),
                data=partial(journal.export, each.write, atlas, asked, form=name, zones=shown),
                file_name=f"{_stem(view, atlas)}{each.suffix}",
                mime=each.mime,
                key=f"snapshot-{name}-{view.lang}",
                on_click="ignore",
                disabled=bool(wrong),
            )
        st.button(
            text("briefing.add", view.lang),
            key=f"briefing-add-{view.lang}",
            on_click=_add,
            args=(asked,),
            type="tertiary",
            disabled=bool(wrong) or len(state.desk().entries) >= MOST,
        )
    if wrong:
        render.html("briefing_wrong", lang=view.lang, atlas=atlas, messages=wrong)
    picture, said = cache.preview(asked)
    with st.container(key="briefing-sheet"):
        st.image(picture, alt=said, width="stretch")
    layout = LAYOUTS[asked.layout]
    render.html(
        "briefing_size",
        lang=view.lang,
        atlas=atlas,
        millimetres=[round(side / MM) for side in (layout.width, layout.height)],
        pixels=[round(side / POINTS * asked.dpi) for side in (layout.width, layout.height)],
        dpi=asked.dpi,
    )


def _wrong(asked: Order) -> list[str]:
    """Say what is wrong; what is missing for publication in one sentence, by the fields' names."""
    try:
        check(asked)
    except OrderError as error:
        return _in_fields(error, asked)
    return []


def _in_fields(error: OrderError, asked: Order) -> list[str]:
    others = OrderError(each for each in error.wrong if each[0] != MODES[1])
    missing = [name for name in (*TO_PUBLISH, "maker") if not getattr(asked, name)]
    names = text("list.comma", asked.lang).join(
        text(f"briefing.words.{name}", asked.lang) for name in missing
    )
    said = [text("briefing.missing", asked.lang, names=names)] if missing else []
    return said + others.messages(asked.lang)


def _stem(view: View, atlas: Atlas) -> str:
    return view.file_stem(atlas)


# The list -----------------------------------------------------------------------------------------


def _add(asked: Order) -> None:
    desk = state.desk()
    desk.numbered += 1
    desk.entries.append(Entry(desk.numbered, asked))


def _move(number: int, step: int) -> None:
    entries = state.desk().entries
    at = next(i for i, entry in enumerate(entries) if entry.number == number)
    to = min(max(at + step, 0), len(entries) - 1)
    entries.insert(to, entries.pop(at))


def _remove(number: int) -> None:
    desk = state.desk()
    desk.entries = [entry for entry in desk.entries if entry.number != number]


def collected(view: View, atlas: Atlas) -> None:
    """Draw the list of sheets: retitle, move, remove, and all of them in one file."""
    gone = _without_gone(view, atlas)
    entries = state.desk().entries
    render.html("briefing_list", lang=view.lang, atlas=atlas, n=len(entries), most=MOST, gone=gone)
    if not entries:
        return
    with st.container(key="briefing-list", gap="small"):
        for place, entry in enumerate(entries, start=1):
            _row(view, atlas, entry, place=place, last=place == len(entries))
    with st.container(key="briefing-list-files", horizontal=True, gap="small"):
        orders = [entry.order for entry in entries]
        shown = sum(counts.total(atlas, each.selection) for each in orders)
        stem = text("briefing.list_file", view.lang)
        for name, each in formats.COLLECTIONS.items():
            st.download_button(
                text(f"collection.{name}", view.lang),
                data=partial(journal.export, each.write, atlas, orders, form=name, zones=shown),
                file_name=f"{stem}_{today():%Y-%m-%d}{each.suffix}",
                mime=each.mime,
                key=f"collection-{name}-{view.lang}",
                on_click="ignore",
            )


def _without_gone(view: View, atlas: Atlas) -> int:
    """Take out sheets whose filters newer data no longer know; return how many."""
    desk, before = state.desk(), len(state.desk().entries)
    desk.entries = [
        entry
        for entry in desk.entries
        if entry.order.edition != view.edition
        or not Selection.parse(entry.order.selection.to_params(), atlas)[1]
    ]
    return before - len(desk.entries)


def _row(view: View, atlas: Atlas, entry: Entry, *, place: int, last: bool) -> None:
    """Draw one sheet of the list."""
    lang = view.lang
    with st.container(key=f"entry-{entry.number}", horizontal=True, gap="small"):
        title = st.text_input(
            text("briefing.entry_title", lang, place=place),
            value=entry.order.title,
            placeholder=content(atlas, entry.order.with_(title="")).title,
            max_chars=MAX_WORDS,
            key=f"entry-title-{entry.number}-{lang}",
            label_visibility="collapsed",
        )
        entry.order = entry.order.with_(title=title.strip())
        asked = entry.order
        render.html(
            "briefing_entry",
            lang=lang,
            atlas=atlas,
            order=asked,
            words=asked.selection.describe(atlas, lang=lang),
            href=replace(
                view, selection=asked.selection, zone=asked.zone, form=Form.of(asked)
            ).href(),
        )
        acts = (
            ("up", _move, (entry.number, -1), place == 1),
            ("down", _move, (entry.number, 1), last),
            ("remove", _remove, (entry.number,), False),
        )
        for name, act, args, disabled in acts:
            st.button(
                text(f"briefing.act.{name}", lang),
                key=f"entry-{name}-{entry.number}-{lang}",
                on_click=act,
                args=args,
                disabled=disabled,
                type="tertiary",
            )


# The book -----------------------------------------------------------------------------------------


def book(view: View, atlas: Atlas) -> None:
    """Draw what makes the atlas book; while one is made, only this part looks at its progress."""
    render.html("briefing_book", lang=view.lang, atlas=atlas)
    job = state.desk().making
    running = job is not None and job.state == "running"
    # A fragment that looks again and again is one only while there is something to see.
    st.fragment(_book, run_every=POLL_S if running else None)(view, atlas, watched=running)


def _book(view: View, atlas: Atlas, *, watched: bool) -> None:
    lang, desk = view.lang, state.desk()
    job = desk.making
    if watched and job.state != "running":
        st.rerun()  # the whole page, which then stops looking
    if job and job.state == "running":
        render.html("briefing_progress", lang=lang, atlas=atlas, job=job)
        if st.button(text("briefing.book.cancel", lang), key=f"book-cancel-{lang}"):
            job.cancel()
            st.rerun()
        return
    with st.container(key="briefing-book", horizontal=True, gap="small"):
        if job and job.state == "done":
            st.download_button(
                text("briefing.book.save", lang),
                data=job.content,
                file_name=job.name,
                mime=job.mime,
                key=f"book-save-{lang}",
                on_click="ignore",
                type="primary",
            )
        asked = order(view).with_(title="", sentence="")
        unfit = bool(_wrong(asked)) or not counts.total(atlas, asked.selection)
        for name, each in formats.BOOKS.items():
            label = text(f"briefing.book.{name}", lang)
            if st.button(label, key=f"book-{name}-{lang}", disabled=unfit):
                stem = f"{_stem(view, atlas)}_{text('briefing.book.file', lang)}"
                begun = making.start(f"{stem}{each.suffix}", each.mime, making.book, name, asked)
                if begun:
                    desk.making = begun
                    st.rerun()
                _made(view, atlas, "busy")
    if job:
        _made(view, atlas, job.state, name=job.name, number=job.number)


def _made(view: View, atlas: Atlas, how: str, *, name: str = "", number: str = "") -> None:
    """Say what became of a book."""
    said = {"state": how, "name": name, "number": number}
    render.html("briefing_made", lang=view.lang, atlas=atlas, **said)


# Verify -------------------------------------------------------------------------------------------


def verify(view: View, atlas: Atlas) -> None:
    """Draw where a file can be dropped, and whether it still says what the atlas says."""
    lang, desk = view.lang, state.desk()
    render.html("briefing_verify", lang=lang, atlas=atlas)
    with st.container(key="briefing-drop"):
        given = st.file_uploader(
            text("chrome.drop", lang),
            key=f"verify-{desk.dropped}-{lang}",
            label_visibility="collapsed",
            max_upload_size=provenance.MAX_FILE // 2**20,
        )
    if given is not None:
        desk.dropped += 1  # with a new key the place is empty again, for the next file
        desk.checked = (given.name, _read(given.getvalue()))
        st.rerun()
    if desk.checked:
        name, record = desk.checked
        render.html(
            "briefing_verdict", lang=lang, atlas=atlas, name=name, **_said(view, atlas, record)
        )


def _read(data: bytes) -> provenance.Proof | provenance.ProofError:
    try:
        record = provenance.read(data)
    except provenance.ProofError as error:
        journal.event("upload", kind="piece", bytes=len(data), outcome=error.key)
        return error
    journal.event("upload", kind="piece", bytes=len(data), outcome="read")
    return record


def _said(
    view: View, atlas: Atlas, record: provenance.Proof | provenance.ProofError
) -> dict[str, object]:
    """Return the verdict in words, by kind, and the file's own words of itself."""
    lang = view.lang
    if isinstance(record, provenance.ProofError):
        return {"kind": "error", "lines": [record.message(lang)], "said": "", "said_lang": lang}
    if record.edition != view.edition:
        atlas, _ = cache.edition_atlas(record.edition)
    verdict = provenance.verify(atlas, record)
    kind = "same" if verdict.same else "changed"
    return {
        "kind": kind,
        "lines": verdict.message(lang).splitlines(),
        "said": provenance.in_words(record),
        "said_lang": record.lang,
    }
