"""Bring a file in: read it, decide what is open, see what would change, apply it or not."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from atlas.exchange import coordinates, guard, reading, report, understanding, writing
from atlas.exchange.distances import FAR_CODES
from atlas.exchange.findings import ERROR, LEVELS, QUESTION, Finding, few
from atlas.exchange.proposal import Proposal
from atlas.exchange.reading.layers import ANSWERED
from atlas.i18n import text
from atlas.i18n.errors import AtlasError
from atlas.model.atlas import Atlas
from atlas.model.names import clean
from atlas.office import ConflictError
from atlas.office.roles import EDIT
from pages.ui import cache
from pages.ui.data import access, decisions, preview
from pages.ui.data.standing import reviewing, said_of, the_store
from pages.ui.markup import render
from pages.ui.process import audit, journal
from pages.ui.process.stopping import WORK
from pages.ui.session import presence, state
from pages.ui.session.tray import Tray
from pages.ui.session.view import View

SHOWN = 200  # findings on the page; their file has them all
NOTE = 200  # characters of a note
OPEN = (ERROR, QUESTION)  # levels of what has to be settled first
ENCODINGS = ("utf-8", "gb18030", "big5")
TEMPLATES = {"xlsx": reading.template, "csv": reading.template_csv}


def draw(view: View, atlas: Atlas) -> None:
    """Draw the way of a file into the atlas, as far as it has come."""
    tray = state.tray()
    store, _ = the_store()
    _give(view, atlas, tray)
    if tray.data is None:
        if tray.entry and not tray.entry.about:
            own = 1 if any(record.is_own for record in cache.office().records.values()) else None
            render.html(
                "data/applied", lang=view.lang, atlas=atlas, view=view, entry=tray.entry, own=own
            )
        return
    _work(view, tray)
    if tray.refused:
        render.html("data/refused", lang=view.lang, atlas=atlas, name=tray.name)
        _findings(view, atlas, tray.refused)
        _clear(view)
        return
    proposal = tray.proposal
    _file(view, atlas, tray, proposal)
    _understood(view, atlas, proposal)
    _findings(view, atlas, proposal.findings)
    decisions.system(view, atlas, tray, proposal)
    decisions.doubts(view, atlas, tray, proposal)
    decisions.rows(view, atlas, tray, proposal)
    preview.preview(view, atlas, proposal)
    preview.difference(view, atlas, proposal)
    _apply(view, atlas, tray, writable=store is not None)


def _work(view: View, tray: Tray) -> None:
    """Read the file and hold it against what is there, saying how far that has come."""
    progress = None
    if tray.draft is None or tray.proposal is None:
        progress = st.progress(0.0, text=text("data.step.reading", view.lang))
    with guard.watched(_Waiting(progress, view.lang)):
        read = tray.read()
    if read:
        kind = tray.draft.kind if tray.draft else ""
        audit.upload(kind, tray.data or b"", "read" if tray.draft else "refused")
    if tray.draft is not None:
        placing = text("data.step.placing", view.lang)
        tray.propose(
            cache.base_atlas(),
            cache.office(),
            progress=lambda share: progress.progress(share, text=placing) if progress else None,
        )
    if progress:
        progress.empty()


@dataclass(slots=True)
class _Waiting:
    """Say whose turn it is to be read, as long as somebody is there to see it."""

    bar: DeltaGenerator | None
    lang: str
    said: int = 0

    def __call__(self, before: int) -> None:
        presence.look()
        # Drawing answers clicks, and the reading would begin anew: only what is new is drawn.
        if self.bar is not None and before != self.said:
            self.said = before
            key = "data.step.queue" if before else "data.step.reading"
            self.bar.progress(0.0, text=text(key, self.lang, n=before))


def _give(view: View, atlas: Atlas, tray: Tray) -> None:
    """Draw where a file can be dropped and coordinates pasted, and the templates."""
    lang = view.lang
    formats = [reading.format_name(kind, lang) for kind in reading.FORMATS]
    render.html("data/give", lang=lang, atlas=atlas, formats=formats)
    drop, paste = st.columns(2, gap="medium")
    with drop, st.container(key="data-drop"):
        given = st.file_uploader(
            text("chrome.drop", lang),
            key=f"data-{tray.turn}-{lang}",
            # The parts of a shapefile come as several files and are one layer.
            accept_multiple_files=True,
            label_visibility="collapsed",
            max_upload_size=reading.LIMITS.bytes // 2**20,
        )
        with st.container(key="data-templates", horizontal=True, gap="small"):
            for kind, template in TEMPLATES.items():
                st.download_button(
                    text(f"data.template.{kind}", lang),
                    data=partial(template, lang),
                    file_name=f"{text('data.template.file', lang)}.{kind}",
                    mime=writing.EXPORTERS[kind].mime,
                    key=f"data-template-{kind}-{lang}",
                    on_click="ignore",
                    type="tertiary",
                )
    with paste, st.form(f"data-paste-{lang}", border=False):
        pasted = st.text_area(
            text("data.paste", lang),
            # Of a zone that is marked only the coordinates are left to be written.
            value=f"{atlas.label('zones', view.zone, 'zh')} " if view.zone else "",
            placeholder=text("data.paste_example", lang),
            height=110,
            max_chars=reading.LIMITS.pasted,
            label_visibility="collapsed",
        )
        sent = st.form_submit_button(text("data.paste_read", lang))
    if given:
        tray.give(*reading.bundled([(each.name, each.getvalue()) for each in given]))
        st.rerun()
    if sent and pasted.strip():
        tray.give("", pasted.encode())
        st.rerun()


def _file(view: View, atlas: Atlas, tray: Tray, proposal: Proposal) -> None:
    """Draw what the file is, and what may be read otherwise: its encoding, its layer."""
    draft, lang = proposal.draft, view.lang
    render.html(
        "data/file",
        lang=lang,
        atlas=atlas,
        draft=draft,
        format=reading.format_name(draft.kind, lang),
        checksum=tray.checksum,
        size=len(tray.data or b""),
        own=[head for head in draft.table.columns if head not in draft.roles],
        system=coordinates.SYSTEMS.get(proposal.placement.system),
    )
    with st.container(key="data-reading", horizontal=True, gap="small"):
        if draft.encoding and (tray.encoding or not draft.encoding_sure):
            others = list(dict.fromkeys((draft.encoding, *draft.encodings, *ENCODINGS)))
            chosen = st.selectbox(
                text("data.encoding", lang), others, key=f"data-encoding-{tray.turn}-{lang}"
            )
            confirmed = not tray.encoding and st.button(
                text("data.encoding_right", lang), key=f"data-encoding-right-{lang}"
            )
            if chosen != draft.encoding or confirmed:
                tray.again(encoding=chosen)
                st.rerun()
        asked = any(each.code in ANSWERED and each.level == QUESTION for each in draft.findings)
        if len(draft.layers) > 1 or asked:
            now = list(draft.taken or (draft.layer,))
            wanted = st.multiselect(
                text("data.layer", lang),
                draft.layers,
                default=now,
                placeholder=text("data.layer_none", lang),
                key=f"data-layer-{tray.turn}-{lang}",
            )
            settled = asked and st.button(
                text("data.layer_right", lang), key=f"data-layer-right-{lang}"
            )
            if (wanted and wanted != now) or settled:
                tray.again(layers=tuple(wanted or now))
                st.rerun()
        _clear(view)


def _understood(view: View, atlas: Atlas, proposal: Proposal) -> None:
    """Draw what was understood of the file, before anything is written."""
    lang, found = view.lang, understanding.understood(proposal)
    most = understanding.SHOWN
    render.html(
        "data/understood",
        lang=lang,
        atlas=atlas,
        found=found,
        most=most,
        layers=[understanding.layer(each, lang) for each in found.layers[:most]],
        series=[understanding.yearly(each, lang) for each in found.series],
        system=understanding.system(found, lang),
        names=report.names(cache.base_atlas(), proposal, lang),
        km=understanding.km,
    )


def _clear(view: View) -> None:
    st.button(
        text("data.cancel", view.lang),
        key=f"data-cancel-{view.lang}",
        on_click=state.tray().clear,
        type="tertiary",
    )


def _findings(view: View, atlas: Atlas, findings: tuple[Finding, ...]) -> None:
    """Draw everything that was found, the gravest first, and offer it as a table."""
    lang = view.lang
    ranked = sorted(findings, key=lambda finding: LEVELS.index(finding.level))
    listed = few(ranked)
    counts = {level: sum(f.level == level for f in findings) for level in LEVELS}
    render.html(
        "data/findings",
        lang=lang,
        atlas=atlas,
        counts=counts,
        findings=listed[:SHOWN],
        first_open=next((finding for finding in ranked if finding.level in OPEN), None),
        more=max(0, len(listed) - SHOWN),
    )
    if findings:
        preview.table_file(view, partial(_found, ranked, lang), name=text("data.report.file", lang))


def _found(findings: Iterable[Finding], lang: str) -> pd.DataFrame:
    """Return findings as a table with heads for people."""
    records = [finding.record(lang) for finding in findings]
    table = pd.DataFrame(
        record | {"level": text(f"data.level.{record['level']}", lang)} for record in records
    )
    return table.rename(columns={name: text(f"data.report.{name}", lang) for name in table})


def _apply(view: View, atlas: Atlas, tray: Tray, *, writable: bool) -> None:
    """Draw the button that applies all of it, or why it cannot be pressed."""
    lang, proposal, who = view.lang, tray.proposal, access.editor()
    reviewed, _ = reviewing()
    n_open = sum(finding.level in OPEN for finding in proposal.findings)
    reason, places = "", []
    if not writable:
        reason, places = "store", ["standing"]
    elif not who:
        reason, places = ("role", []) if access.signed_in() else ("editor", ["log-in"])
    elif n_open:
        reason, places = "open", _open_places(proposal)
    elif not proposal.records:
        reason = "same"
    render.html(
        "data/apply",
        lang=lang,
        atlas=atlas,
        reason=reason,
        n=n_open,
        places=places,
        trouble=said_of(tray.not_applied, lang),
        reviewed=reviewed,
    )
    note = f"data-note-{tray.turn}"
    # What was typed outlives the end of a sign-in.
    if not reason or (reason == "editor" and access.lapsed()):
        st.text_input(text("data.note", lang), max_chars=NOTE, key=note)
    with st.container(key="data-apply", horizontal=True, gap="small"):
        st.button(
            text("data.propose" if reviewed else "data.apply", lang, n=len(proposal.records)),
            key=f"data-apply-{lang}",
            type="primary",
            disabled=bool(reason),
            on_click=_applied,
            args=(tray, note),
        )
        st.button(text("data.cancel", lang), key=f"data-cancel-below-{lang}", on_click=tray.clear)


def _open_places(proposal: Proposal) -> list[str]:
    """Return where on the page what is open is told and decided."""
    placement = proposal.placement
    decided = placement.system or not placement.candidates
    rows = (proposal.matches["zone"] == "").any() if len(proposal.matches) else False
    asked = any(
        each.level == QUESTION and each.code in decisions.PACKED | FAR_CODES | {"match.zone_parks"}
        for each in proposal.findings
    )
    return [
        "first-open",
        *([] if decided else ["system-name"]),
        *(["doubts-name"] if asked else []),
        *(["open-rows"] if rows else []),
    ]


def _applied(tray: Tray, note_field: str) -> None:
    """Apply what was shown, all of it or nothing."""
    proposal = tray.proposal
    if proposal is None or not proposal.can_apply:
        return
    try:
        store = cache.the_store()
        with (
            WORK.writing(),
            access.acting(EDIT) as who,
            audit.changing(store, "apply", who) as change,
        ):
            entry = store.apply(
                proposal.records,
                base=proposal.base,
                who=who,
                file=tray.name,
                checksum=tray.checksum,
                note=" ".join(clean(state.typed(note_field))),
            )
            change.entry(entry)
    except AtlasError as error:
        if isinstance(error, ConflictError):
            tray.proposal = None
        tray.not_applied = error
        journal.not_written("apply", error)
    else:
        tray.clear()
        tray.entry = entry
        journal.written("apply" if entry.is_seen else "propose", entry)
