"""What is open about a file's rows: the coordinates' system, which zone each row is, what to do."""

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import pairwise

import streamlit as st

from atlas.exchange import coordinates, report
from atlas.exchange.coordinates.packed import READINGS
from atlas.exchange.distances import FAR, FAR_CODES
from atlas.exchange.matching import NEAR
from atlas.exchange.proposal import MODES, NEW, SKIP, Proposal
from atlas.exchange.records import PARKS
from atlas.i18n import text
from atlas.model.atlas import Atlas
from atlas.office.record import KINDS
from pages.ui import cache
from pages.ui.markup import render
from pages.ui.markup.labels import plain
from pages.ui.session.tray import Tray
from pages.ui.session.view import View

SHOWN = 200  # rows of a table on the page
ASKED = 12  # rows asked about at once
OFFERED = 300  # own zones that a row may be said to be
PACKED = {"place.packed", "place.packed_unknown"}  # findings that each choice answers
MANY_PARKS = "match.zone_parks"
ASKED_CODES = PACKED | FAR_CODES | {MANY_PARKS}  # what `doubts` asks


def system(view: View, atlas: Atlas, tray: Tray, proposal: Proposal) -> None:
    """Draw the systems the coordinates may be in; the one taken can be changed."""
    placement, lang = proposal.placement, view.lang
    if not placement.candidates:
        return
    render.html(
        "data/system",
        lang=lang,
        atlas=atlas,
        placement=placement,
        systems=coordinates.SYSTEMS,
    )
    found = list(dict.fromkeys(candidate.system for candidate in placement.offered))
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


def doubts(view: View, atlas: Atlas, tray: Tray, proposal: Proposal) -> None:
    """Draw what is asked of the file's places: how numbers are read, whether far ones are meant."""
    lang, choices = view.lang, tray.choices
    codes = {finding.code for finding in proposal.findings}
    asked = [
        ("angles", READINGS, bool(choices.angles or codes & PACKED)),
        ("far", FAR, bool(choices.far or codes & FAR_CODES)),
        ("parks", PARKS, bool(choices.parks or MANY_PARKS in codes)),
    ]
    if not any(there for *_, there in asked):
        return
    render.html("data/doubts", lang=lang, atlas=atlas)
    with st.container(key="data-doubts", horizontal=True, gap="medium"):
        for name, known, there in asked:
            if not there:
                continue
            now = getattr(choices, name)
            chosen = st.selectbox(
                text(f"data.choice.{name}", lang),
                ("", *known),
                index=("", *known).index(now),
                format_func=partial(_choice, name, lang),
                key=f"data-{name}-{tray.turn}-{lang}",
            )
            if chosen != now:
                tray.choose(**{name: chosen})
                st.rerun()


def _system_name(key: str, lang: str) -> str:
    return report.system_name(key, lang) or text("data.system.judged", lang)


def rows(view: View, atlas: Atlas, tray: Tray, proposal: Proposal) -> None:
    """Draw which row is which zone; what is open is asked."""
    lang, matches = view.lang, proposal.matches
    if matches.empty:
        return
    names = report.names(cache.base_atlas(), proposal, lang)
    render.html(
        "data/rows",
        lang=lang,
        atlas=atlas,
        rows=list(matches.head(SHOWN).itertuples()),
        more=max(0, len(matches) - SHOWN),
        names=names,
        open=(matches["zone"] == "").any(),
    )
    open_rows = matches.index[(matches["zone"] == "") | matches.index.isin(tray.choices.zones)]
    with st.container(key="data-rows", gap="small"):
        for row in open_rows[:ASKED]:
            _ask(view, tray, proposal, row=int(row), names=names)
        if len(open_rows) > ASKED:
            render.html("data/more", lang=lang, atlas=atlas, n=len(open_rows) - ASKED)
    alike = (matches["how"] == NEAR).any()
    with st.container(key="data-decisions", horizontal=True, gap="medium"):
        for name, known, now in (
            ("unmatched", ("", NEW, SKIP), tray.choices.unmatched),
            *([("similar", ("", NEW, SKIP), tray.choices.similar)] if alike else []),
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
        "similar": f"data.similar.{word}",
        "mode": f"data.mode.{word}",
        "kind": f"data.kind.{word}",
        "angles": f"data.angles.{word}",
        "far": f"data.far.{word}",
        "parks": f"data.parks.{word}",
    }
    return text(keys[name], lang)


def offered(records: Sequence[str], said: str, names: Mapping[str, str]) -> list[str]:
    """
    Return the zones that a row may be said to be: all; of very many own ones those named alike.

    Parameters
    ----------
    records
        Ids of the zones that the office has added to.
    said
        The name in the row.
    names
        The zones' names by their ids.
    """
    plan = cache.base_atlas().zones.index
    own = [zone for zone in records if zone not in plan]
    if len(own) > OFFERED:
        pairs = {one + other for one, other in pairwise(said)}
        alike = {zone: sum(pair in names.get(zone, "") for pair in pairs) for zone in own}
        own = sorted((zone for zone in own if alike[zone]), key=lambda zone: -alike[zone])
    return [*plan, *own[:OFFERED]]


def _ask(view: View, tray: Tray, proposal: Proposal, *, row: int, names: dict[str, str]) -> None:
    """Ask which zone one row is."""
    lang, match = view.lang, proposal.matches.loc[row]
    now = tray.choices.zones.get(row, "")
    zones = offered([*proposal.base.records], match["said"], names)
    keys = [*dict.fromkeys(["", *match["candidates"], NEW, SKIP, *zones, now])]
    chosen = st.selectbox(
        text(
            "data.rows.ask",
            lang,
            row=row,
            said=plain(match["said"] or text("data.rows.unnamed", lang)),
        ),
        keys,
        index=keys.index(now),
        format_func=lambda key: names.get(key) or text(f"data.row.{key or 'open'}", lang),
        key=f"data-row-{row}-{tray.turn}-{lang}",
    )
    if chosen != now:
        zones = {**tray.choices.zones, row: chosen}
        tray.choose(zones={key: zone for key, zone in zones.items() if zone})
        st.rerun()
