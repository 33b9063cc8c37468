"""Bring a file in: read it, decide what is open, see what would change, apply it or not."""

import datetime as dt
from collections.abc import Callable, Iterable
from functools import partial

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import streamlit as st

from atlas import geo
from atlas.exchange import coordinates, reading, report, writing
from atlas.exchange.coordinates.placement import Candidate
from atlas.exchange.difference import difference_table, heads
from atlas.exchange.findings import ERROR, LEVELS, QUESTION, Finding
from atlas.exchange.proposal import MODES, NEW, SKIP, Proposal
from atlas.i18n import text
from atlas.i18n.errors import AtlasError
from atlas.model.atlas import Atlas
from atlas.model.names import clean
from atlas.office import CRS, ConflictError
from atlas.office.record import KINDS
from pages.ui import cache, journal, maps, render, state
from pages.ui.data import access, said_of, the_store
from pages.ui.stopping import WORK
from pages.ui.tray import Tray
from pages.ui.view import View

SHOWN = 200  # rows of a table on the page; its file has them all
APART_KM = 5.0  # systems that put a file nearer to one another share a mark
NOTE = 200  # characters of a note
ASKED = 12  # rows asked about at once
ENCODINGS = ("utf-8", "gb18030", "big5")
TEMPLATES = {"xlsx": reading.template, "csv": reading.template_csv}


def draw(view: View, atlas: Atlas) -> None:
    """Draw the way of a file into the atlas, as far as it has come."""
    tray = state.tray()
    store, _ = the_store()
    _give(view, atlas, tray)
    if tray.data is None:
        if tray.entry and not tray.entry.undoes:
            own = 1 if any(record.is_own for record in cache.office().records.values()) else None
            render.html(
                "data_applied", lang=view.lang, atlas=atlas, view=view, entry=tray.entry, own=own
            )
        return
    _work(view, tray)
    if tray.refused:
        render.html("data_refused", lang=view.lang, atlas=atlas, name=tray.name)
        _findings(view, atlas, tray.refused)
        _clear(view)
        return
    proposal = tray.proposal
    _file(view, atlas, tray, proposal)
    _findings(view, atlas, proposal.findings)
    _system(view, atlas, tray, proposal)
    _rows(view, atlas, tray, proposal)
    _preview(view, atlas, proposal)
    _difference(view, atlas, proposal)
    _apply(view, atlas, tray, writable=store is not None)


def _work(view: View, tray: Tray) -> None:
    """Read the file and hold it against what is there, saying how far that has come."""
    progress = None
    if tray.draft is None or tray.proposal is None:
        progress = st.progress(0.0, text=text("data.step.reading", view.lang))
    if tray.read():
        kind = tray.draft.kind if tray.draft else ""
        outcome = "read" if tray.draft else "refused"
        journal.event("upload", kind=kind, bytes=len(tray.data), outcome=outcome)
    if tray.draft is not None:
        placing = text("data.step.placing", view.lang)
        tray.propose(
            cache.base_atlas(),
            cache.office(),
            progress=lambda share: progress.progress(share, text=placing) if progress else None,
        )
    if progress:
        progress.empty()


# The file -----------------------------------------------------------------------------------------


def _give(view: View, atlas: Atlas, tray: Tray) -> None:
    """Draw where a file can be dropped and coordinates pasted, and the templates."""
    lang = view.lang
    formats = [reading.format_name(kind, lang) for kind in reading.FORMATS]
    render.html("data_give", lang=lang, atlas=atlas, formats=formats)
    drop, paste = st.columns(2, gap="medium")
    with drop, st.container(key="data-drop"):
        given = st.file_uploader(
            text("chrome.drop", lang),
            key=f"data-{tray.turn}-{lang}",
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
            placeholder=text("data.paste_example", lang),
            height=110,
            max_chars=reading.LIMITS.pasted,
            label_visibility="collapsed",
        )
        sent = st.form_submit_button(text("data.paste_read", lang))
    if given is not None:
        tray.give(given.name, given.getvalue())
        st.rerun()
    if sent and pasted.strip():
        tray.give("", pasted.encode())
        st.rerun()


def _file(view: View, atlas: Atlas, tray: Tray, proposal: Proposal) -> None:
    """Draw what the file is, and what may be read otherwise: its encoding, its layer."""
    draft, lang = proposal.draft, view.lang
    render.html(
        "data_file",
        lang=lang,
        atlas=atlas,
        draft=draft,
        format=reading.format_name(draft.kind, lang),
        checksum=tray.checksum,
        size=len(tray.data),
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
        if len(draft.layers) > 1:
            chosen = st.selectbox(
                text("data.layer", lang),
                draft.layers,
                index=draft.layers.index(draft.layer),
                key=f"data-layer-{tray.turn}-{lang}",
            )
            if chosen != draft.layer:
                tray.again(layer=chosen)
                st.rerun()
        _clear(view)


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
    counts = {level: sum(f.level == level for f in findings) for level in LEVELS}
    render.html(
        "data_findings",
        lang=lang,
        atlas=atlas,
        counts=counts,
        findings=ranked[:SHOWN],
        more=max(0, len(ranked) - SHOWN),
    )
    if findings:
        _table(view, partial(_found, ranked, lang), name=text("data.report.file", lang))


def _found(findings: Iterable[Finding], lang: str) -> pd.DataFrame:
    """Return findings as a table with heads for people."""
    records = [finding.record(lang) for finding in findings]
    table = pd.DataFrame(
        record | {"level": text(f"data.level.{record['level']}", lang)} for record in records
    )
    return table.rename(columns={name: text(f"data.report.{name}", lang) for name in table})


def _table(view: View, make: Callable[[], pd.DataFrame], *, name: str) -> None:
    """Offer a table as a file, made only once it is asked for: it may be long."""
    st.download_button(
        text("data.save_table", view.lang),
        data=lambda: writing.table_csv(make()),
        file_name=f"{name}_{dt.datetime.now().astimezone():%Y-%m-%d}.csv",
        mime="text/csv",
        key=f"data-table-{name}-{view.lang}",
        on_click="ignore",
        type="tertiary",
    )


# What is decided ----------------------------------------------------------------------------------


def _system(view: View, atlas: Atlas, tray: Tray, proposal: Proposal) -> None:
    """Draw the systems the coordinates may be in; the one taken can be changed."""
    placement, lang = proposal.placement, view.lang
    if not placement.candidates:
        return
    render.html(
        "data_system",
        lang=lang,
        atlas=atlas,
        placement=placement,
        systems=coordinates.SYSTEMS,
    )
    found = list(dict.fromkeys(candidate.system for candidate in placement.candidates))
    keys = ["", *found, *(key for key in coordinates.SYSTEMS if key not in found)]
    with st.container(key="data-system", horizontal=True, gap="small"):
        chosen = st.selectbox(
            text("data.system.choose", lang),
            keys,
            index=keys.index(tray.choices.system),
            format_func=lambda key: _system_name(key, lang),
            key=f"data-system-{tray.turn}-{lang}",
        )
    if chosen != tray.choices.system:
        tray.choose(system=chosen, swap=None)
        st.rerun()


def _system_name(key: str, lang: str) -> str:
    return report.system_name(key, lang) or text("data.system.judged", lang)


def _rows(view: View, atlas: Atlas, tray: Tray, proposal: Proposal) -> None:
    """Draw which row is which zone; what is open is asked."""
    lang, matches = view.lang, proposal.matches
    if matches.empty:
        return
    names = report.names(cache.base_atlas(), proposal, lang)
    render.html(
        "data_rows",
        lang=lang,
        atlas=atlas,
        rows=list(matches.head(SHOWN).itertuples()),
        more=max(0, len(matches) - SHOWN),
        names=names,
    )
    open_rows = matches.index[(matches["zone"] == "") | matches.index.isin(tray.choices.zones)]
    with st.container(key="data-rows", gap="small"):
        for row in open_rows[:ASKED]:
            _ask(view, tray, proposal, row=int(row), names=names)
        if len(open_rows) > ASKED:
            render.html("data_more", lang=lang, atlas=atlas, n=len(open_rows) - ASKED)
    with st.container(key="data-decisions", horizontal=True, gap="medium"):
        for name, known, now in (
            ("unmatched", ("", NEW, SKIP), tray.choices.unmatched),
            ("mode", MODES, tray.choices.mode),
            ("kind", ("", *KINDS), tray.choices.kind),
        ):
            chosen = st.selectbox(
                text(f"data.choice.{name}", lang),
                known,
                index=known.index(now),
                format_func=partial(_choice, name, lang),
                key=f"data-{name}-{tray.turn}-{lang}",
            )
            if chosen != now:
                tray.choose(**{name: chosen})
                st.rerun()
    own = [head for head in proposal.draft.table.columns if head not in proposal.draft.roles]
    if own:
        kept = st.multiselect(
            text("data.choice.columns", lang),
            own,
            default=[head for head in own if head not in tray.choices.left_out],
            placeholder=text("data.choice.no_column", lang),
            key=f"data-columns-{tray.turn}-{lang}",
        )
        left_out = tuple(head for head in own if head not in kept)
        if left_out != tray.choices.left_out:
            tray.choose(left_out=left_out)
            st.rerun()


def _choice(name: str, lang: str, value: str) -> str:
    word = value or "judged"
    keys = {
        "unmatched": f"data.unmatched.{word}",
        "mode": f"data.mode.{word}",
        "kind": f"data.kind.{word}",
    }
    return text(keys[name], lang)


def _ask(view: View, tray: Tray, proposal: Proposal, *, row: int, names: dict[str, str]) -> None:
    """Ask which zone one row is."""
    lang, match = view.lang, proposal.matches.loc[row]
    keys = ["", *match["candidates"], NEW, SKIP]
    zones = (*cache.base_atlas().zones.index, *proposal.base.records)
    keys += [zone for zone in dict.fromkeys(zones) if zone not in keys]
    now = tray.choices.zones.get(row, "")
    chosen = st.selectbox(
        text("data.rows.ask", lang, row=row, said=match["said"] or text("data.rows.unnamed", lang)),
        keys,
        index=keys.index(now) if now in keys else 0,
        format_func=lambda key: names.get(key) or text(f"data.row.{key or 'open'}", lang),
        key=f"data-row-{row}-{tray.turn}-{lang}",
    )
    if chosen != now:
        zones = {**tray.choices.zones, row: chosen}
        tray.choose(zones={key: zone for key, zone in zones.items() if zone})
        st.rerun()


# What would change --------------------------------------------------------------------------------


def _preview(view: View, atlas: Atlas, proposal: Proposal) -> None:
    """Draw the shapes on the map before they are applied, or where each system would put them."""
    placement, lang = proposal.placement, view.lang
    at = np.flatnonzero(~shapely.is_missing(placement.geometry))
    kept = at[maps.thinned(gpd.GeoSeries(placement.geometry[at], crs=CRS))] if len(at) else at
    said = proposal.matches["said"].to_numpy()
    features = gpd.GeoDataFrame(
        {"kind": proposal.kinds(kept), "text": said[kept]},
        geometry=placement.geometry[kept],
        crs=CRS,
    )
    marks = [] if placement.system else _marks(placement.candidates, lang)
    if not (len(features) or marks):
        return
    render.html("data_preview", lang=lang, atlas=atlas, shown=len(kept), n=len(at))
    maps.preview_map(view, atlas, features, marks=marks)


def _marks(candidates: Iterable[Candidate], lang: str) -> list[tuple[tuple[float, float], str]]:
    """Return a mark for every place that a system would put the file at, the likelier first."""
    places: dict[tuple[float, float], dict[str, None]] = {}
    for candidate in candidates:
        if not candidate.centre:
            continue
        # Systems that differ by their datum alone are a few hundred metres apart: one mark.
        near = (place for place in places if geo.distance_km(*place, *candidate.centre) < APART_KM)
        system = coordinates.SYSTEMS[candidate.system]
        name = (
            text("data.mark", lang, zone=system.zone)
            if system.is_metric
            else report.system_name(candidate.system, lang)
        )
        places.setdefault(next(near, candidate.centre), {})[name] = None
    return [(place, text("list.comma", lang).join(names)) for place, names in places.items()]


def _difference(view: View, atlas: Atlas, proposal: Proposal) -> None:
    """Draw what would be added, changed and removed, value by value."""
    changes = proposal.changes
    table = partial(
        difference_table,
        lang=view.lang,
        names=report.names(cache.base_atlas(), proposal, view.lang),
    )
    outcome = {kind: len(zones) for kind, zones in proposal.outcome().items()}
    render.html(
        "data_difference",
        lang=view.lang,
        atlas=atlas,
        outcome=outcome,
        table=table(changes[:SHOWN]),
        more=max(0, len(changes) - SHOWN),
    )
    if changes:
        _table(
            view,
            lambda: table(changes).rename(columns=heads(view.lang)),
            name=text("data.difference_file", view.lang),
        )


def _apply(view: View, atlas: Atlas, tray: Tray, *, writable: bool) -> None:
    """Draw the button that applies all of it, or why it cannot be pressed."""
    lang, proposal, who = view.lang, tray.proposal, access.editor()
    n_open = sum(finding.level in {ERROR, QUESTION} for finding in proposal.findings)
    reason = ""
    if not writable:
        reason = "store"
    elif not who:
        reason = "editor"
    elif n_open:
        reason = "open"
    elif not proposal.records:
        reason = "same"
    render.html(
        "data_apply",
        lang=lang,
        atlas=atlas,
        reason=reason,
        n=n_open,
        trouble=said_of(tray.not_applied, lang),
    )
    note = f"data-note-{tray.turn}"
    if not reason:
        st.text_input(text("data.note", lang), max_chars=NOTE, key=note)
    with st.container(key="data-apply", horizontal=True, gap="small"):
        st.button(
            text("data.apply", lang, n=len(proposal.records)),
            key=f"data-apply-{lang}",
            type="primary",
            disabled=bool(reason),
            on_click=_applied,
            args=(tray, note),
        )
        st.button(text("data.cancel", lang), key=f"data-cancel-below-{lang}", on_click=tray.clear)


def _applied(tray: Tray, note_field: str) -> None:
    """Apply what was shown, all of it or nothing."""
    who, proposal = access.editor(), tray.proposal
    # Logged out in the meantime, in another window; the page says so.
    if not who or proposal is None or not proposal.can_apply:
        return
    try:
        with WORK.writing():
            entry = cache.the_store().apply(
                proposal.records,
                base=proposal.base,
                who=who,
                file=tray.name,
                checksum=tray.checksum,
                note=" ".join(clean(state.typed(note_field))),
            )
    except AtlasError as error:
        if isinstance(error, ConflictError):
            tray.proposal = None
        tray.not_applied = error
        journal.not_written("apply", error)
    else:
        tray.clear()
        tray.entry = entry
        journal.written("apply", entry)
