"""Who may change the office's data: Streamlit's log-in where configured, else a password."""

import hmac
import logging
from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from atlas.i18n import text
from atlas.model.atlas import Atlas
from atlas.office import editors
from pages.ui.markup import render
from pages.ui.process import journal
from pages.ui.session import state
from pages.ui.session.view import View

UNCHECKED = "trust_unverified"  # of the secrets' editors
OIDC, PASSWORD, OFF = "oidc", "password", "off"


def _secrets(name: str) -> Mapping[str, Any]:
    """Return a section of the secrets; empty where there is none."""
    try:
        section = st.secrets.get(name, {})
    except StreamlitSecretNotFoundError:
        return {}
    return section if isinstance(section, Mapping) else {}


def _passwords() -> Mapping[str, str]:
    """Return name -> hash of those who log in by password."""
    known: Mapping[str, str] = _secrets("editors").get("passwords", {})
    return known


def way() -> str:
    """Return how one logs in here: `OIDC`, `PASSWORD` or `OFF`."""
    if _secrets("auth"):
        return OIDC
    return PASSWORD if _passwords() else OFF


def editor() -> str:
    """Return the name of the editor who is logged in; nothing where nobody is."""
    match way():
        case "oidc":
            email = str(st.user.get("email") or "") if st.user.is_logged_in else ""
            return email if _is_listed(email) and _is_checked() else ""
        case "password":
            # Whoever has been taken from the list, or been given another password, is out at once.
            tray = state.tray()
            known = str(_passwords().get(tray.editor, ""))
            return tray.editor if known and hmac.compare_digest(known, tray.proof) else ""
    return ""


def _is_listed(email: str) -> bool:
    return editors.may_edit(email, list(_secrets("editors").get("allowed", ())))


def _is_checked() -> bool:
    """
    Tell whether whoever logged in owns the address.

    One that its provider has not checked is anybody's; a provider of the office's own may say
    nothing of it, and the office that it is to be trusted.
    """
    said = st.user.get("email_verified")
    if said is None:
        return _secrets("editors").get(UNCHECKED) is True
    return said is True or said == "true"


def draw(view: View, atlas: Atlas) -> None:
    """Draw who is logged in, or how one logs in, or how editing is switched on."""
    how, name = way(), editor()
    known = bool(how == OIDC and st.user.is_logged_in)
    stranger = str(st.user.get("email") or "") if known and not name else ""
    if how == OIDC:
        _tell(name, stranger)
    render.html(
        "data/access",
        lang=view.lang,
        atlas=atlas,
        how=how,
        editor=name,
        stranger=stranger,
        listed=_is_listed(stranger),
        failed=state.tray().failed,
    )
    if name or known:
        st.button(text("data.access.out", view.lang), key=f"data-out-{view.lang}", on_click=_leave)
    elif how == OIDC:
        st.button(text("data.access.in", view.lang), key=f"data-in-{view.lang}", on_click=st.login)
    elif how == PASSWORD:
        _ask(view)


def _ask(view: View) -> None:
    with (
        st.form(f"data-login-{view.lang}", border=False, enter_to_submit=True),
        st.container(key="data-login", horizontal=True, gap="small"),
    ):
        name = st.text_input(text("data.access.name", view.lang), max_chars=80)
        password = st.text_input(
            text("data.access.password", view.lang), type="password", max_chars=200
        )
        if not st.form_submit_button(text("data.access.in", view.lang)):
            return
    tray = state.tray()
    name, known = name.strip(), _passwords()
    good = editors.verify(name, password, known, source=editors.Source(st.context.ip_address or ""))
    tray.editor, tray.proof = (name, str(known[name])) if good else ("", "")
    tray.failed = not good
    _note(name, "" if good else "password", way=PASSWORD)
    st.rerun()


def _tell(name: str, stranger: str) -> None:
    """Note once a session who came back from the log-in elsewhere."""
    tray, person = state.tray(), name or stranger
    if person == tray.told:
        return
    tray.told = person
    if person:
        wrong = "" if name else "unchecked" if _is_listed(stranger) else "not_listed"
        _note(person, wrong, way=OIDC)


def _note(name: str, wrong: str, *, way: str) -> None:
    """Write a line of a log-in, or of why there was none."""
    if wrong:
        who = journal.person(name)
        journal.event("sign_in_refused", level=logging.WARNING, way=way, reason=wrong, who=who)
    else:
        journal.event("sign_in", way=way, who=journal.person(name))


def _leave() -> None:
    state.tray().editor = state.tray().proof = ""
    if way() == OIDC:
        st.logout()
