"""What an administrator looks after: who is signed in or has to wait, roles, review, the trail."""

import datetime as dt
import time
from collections.abc import Callable

import streamlit as st

from atlas.i18n import text
from atlas.i18n.errors import AtlasError
from atlas.model.atlas import Atlas
from atlas.office import attempts, review, roles
from atlas.office.roles import ADMINISTER
from pages.ui import cache
from pages.ui.data import access, trailing
from pages.ui.data.standing import reviewing, said_of, the_store
from pages.ui.markup import render
from pages.ui.process import audit, journal
from pages.ui.process.sign_ins import SIGN_INS
from pages.ui.process.stopping import WORK
from pages.ui.session import state
from pages.ui.session.view import View


def draw(view: View, atlas: Atlas) -> None:
    """Draw it for an administrator; for anybody else, that it is an administrator's."""
    lang, who = view.lang, access.may(ADMINISTER)
    if not who:
        render.html("data/not_administering", lang=lang, atlas=atlas, signed_in=access.signed_in())
        return
    trouble, now = the_store()[1], SIGN_INS.clock()
    reviewed, _ = reviewing()
    waits = attempts.shared().waiting(access.passwords(), time.time())
    table = access.role_table()
    render.html(
        "data/administering",
        lang=lang,
        atlas=atlas,
        trouble=said_of(state.tray().not_administered, lang),
        store=trouble is None,
        reviewed=reviewed,
        present=[
            (each, roles.roles(each.name, table), _at(now - each.began), _at(now - each.used))
            for each in SIGN_INS.present()
        ],
        waits=waits,
        wrong=table.wrong,
        known=tuple(roles.RIGHTS),
        settings=roles.SETTINGS,
    )
    with st.container(key="data-administer", horizontal=True, gap="small"):
        st.button(
            text("data.admin.review_off" if reviewed else "data.admin.review_on", lang),
            key=f"data-review-switch-{lang}",
            disabled=trouble is not None,
            on_click=_switch,
            args=(not reviewed,),
        )
        if waits:
            st.button(
                text("data.admin.release", lang), key=f"data-release-{lang}", on_click=_release
            )
    trailing.draw(view, atlas)


def _at(ago: float) -> dt.datetime:
    """Return when something was, by the machine's time."""
    return dt.datetime.now().astimezone() - dt.timedelta(seconds=ago)


def _switch(on: bool) -> None:  # noqa: FBT001 - what a button asks for
    """Have changes reviewed, or no longer."""

    def switched(who: str) -> None:
        store = cache.the_store()
        with audit.changing(store, "review", who, {"on": on}) as change:
            entry = review.switch(store, on=on, who=who)
            if entry:
                journal.written(entry.action, change.entry(entry))

    _done("review_switch", switched)


def _release() -> None:
    """Let everybody who has to wait try again."""

    def released(who: str) -> None:
        attempts.shared().release()
        audit.note("waits_released", by=audit.Reader(who, audit.reader().source))
        journal.event("waits_released", who=journal.person(who))

    _done("waits_release", released)


def _done(name: str, act: Callable[[str], None]) -> None:
    tray = state.tray()
    try:
        with WORK.writing(), access.acting(ADMINISTER) as who:
            act(who)
    except AtlasError as error:
        tray.not_administered = error
        journal.not_written(name, error)
    else:
        tray.not_administered = None
