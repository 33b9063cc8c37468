"""Who is signed in and what that one may do: by Streamlit's log-in where configured, or a password.

Whatever changes something asks here, in the act itself: what is not offered is refused as well.
"""

import hashlib
import hmac
import json
import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from atlas.i18n import LANGS, text
from atlas.i18n.errors import AtlasError
from atlas.model.atlas import Atlas
from atlas.office import editors, roles
from atlas.office.roles import ADMINISTER, EDIT, RightError
from atlas.office.trail.changing import REFUSED
from pages.ui.markup import render
from pages.ui.process import audit, journal, sign_ins
from pages.ui.process.sign_ins import SIGN_INS, SignIn
from pages.ui.session import browser, state
from pages.ui.session.view import View

UNCHECKED = "trust_unverified"  # of the secrets' editors
OIDC, PASSWORD, OFF = "oidc", "password", "off"
SIGNED_IN, SIGNED_OUT, ENDED = "sign_in", "sign_out", "sign_in_ended"  # what is told of sign-ins


def _secrets(name: str) -> Mapping[str, Any]:
    """Return a section of the secrets; empty where there is none."""
    try:
        section = st.secrets.get(name, {})
    except StreamlitSecretNotFoundError:
        return {}
    return section if isinstance(section, Mapping) else {}


def passwords() -> Mapping[str, str]:
    """Return name -> hash of those who sign in by password."""
    known = _secrets("editors").get("passwords", {})
    return known if isinstance(known, Mapping) else {}


def role_table() -> roles.Table:
    """Return who has which roles, and what of it is to be mended."""
    try:
        secrets = dict(st.secrets)
    except StreamlitSecretNotFoundError:
        secrets = {}
    known = {OIDC: _allowed, PASSWORD: passwords, OFF: list}[way()]()
    return roles.read(secrets, list(known))


def way() -> str:
    """Return how one signs in here: `OIDC`, `PASSWORD` or `OFF`."""
    if _secrets("auth"):
        return OIDC
    return PASSWORD if passwords() else OFF


# Who --------------------------------------------------------------------------------------------


def signed_in() -> str:
    """Return the name of who is signed in, whatever that one may do; nothing where nobody is."""
    found = _current()
    return found.name if found and not found.ended else ""


def may(right: str) -> str:
    """Return the name of who is signed in and has a right; nothing where nobody does."""
    name = signed_in()
    return name if name and right in roles.rights(name, role_table()) else ""


def editor() -> str:
    """Return the name of who is signed in and may change data; nothing where nobody may."""
    return may(EDIT)


def lapsed(right: str = EDIT) -> bool:
    """Tell whether a sign-in ended under this page: what was filled in stays as it is."""
    found = _current()
    if found is None or not found.ended:
        return False
    tray = state.tray()
    mine = tray.sign_in == found.key != tray.left
    return mine and right in roles.rights(found.name, role_table())


@contextmanager
def acting(right: str) -> Iterator[str]:
    """
    Do something that needs a right; the sign-in does not end meanwhile.

    Parameters
    ----------
    right
        Which.

    Yields
    ------
    str
        The name of who does it.

    Raises
    ------
    RightError
        If nobody is signed in any more, or who is may not do that; nothing was done.
    """
    found = _current()
    if found is None or found.ended:
        raise RightError("nobody")
    if right not in roles.rights(found.name, role_table()):
        who = journal.person(found.name)
        journal.event("right_refused", level=logging.WARNING, right=right, who=who)
        by = audit.Reader(found.name, audit.reader().source)
        audit.note("right_refused", {"right": right}, by, outcome=REFUSED)
        raise RightError(right)
    with SIGN_INS.at_work(found):
        yield found.name


@contextmanager
def in_use() -> Iterator[None]:
    """Draw a page for whoever is signed in: that is an act, and idleness begins with its end."""
    found = _current()
    if found is None or found.ended:
        yield
        return
    with SIGN_INS.at_work(found):
        yield


def _current() -> SignIn | None:
    """Return the sign-in of this session, or the one that ended last; None where there was none."""
    how = way()
    if how == OFF:
        return None
    found = _by_oidc() if how == OIDC else _by_password()
    if found is not None and not found.ended:
        state.tray().sign_in = found.key
    elif found is not None and not found.told:
        found.told = True
        _note(found.name, found.ended, way=found.way, deed=ENDED)
    return found


def _by_password() -> SignIn | None:
    tray, here = state.tray(), browser.now()
    found = SIGN_INS.get(tray.sign_in)
    # Whoever takes up a session over another connection has to hold the secret of its sign-in.
    if found and tray.connection != here.connection and not found.is_kept_in(here.secret):
        found = None
    if found is None or not _goes_on(found):
        kept = SIGN_INS.kept_in(here.secret, here.reader)
        if kept is not None and (_goes_on(kept) or found is None):
            return kept
    return found


def _goes_on(found: SignIn) -> bool:
    """Tell whether a sign-in by password goes on."""
    # Whoever has been taken from the list, or been given another password, is out at once.
    known = str(passwords().get(found.name, ""))
    if found.way != PASSWORD or not known or not _is_same(known, found.proof):
        SIGN_INS.end(found, sign_ins.REMOVED)
    return SIGN_INS.is_on(found)


def _is_same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def _by_oidc() -> SignIn | None:
    """
    Return the sign-in that rests on a log-in elsewhere.

    Streamlit keeps that log-in in a cookie of its own for a month. What counts is when it was
    made, and that one of this browser's windows has been used since.
    """
    email = str(st.user.get("email") or "") if st.user.is_logged_in else ""
    if not (_is_listed(email) and _is_checked()):
        return None
    reader = browser.now().reader
    # What Streamlit adds of its own, such as the tokens, is an object made anew at each call.
    claims = {name: each for name, each in dict(st.user).items() if isinstance(each, str | int)}
    claims.pop("reader", None)
    login = hashlib.sha256(json.dumps(claims, sort_keys=True).encode()).hexdigest()
    known = SIGN_INS.resting_on(login, OIDC)
    found = next((each for each in known if each.reader == reader), None)
    if found is None:
        issued = st.user.get("iat")
        ago = time.time() - issued if isinstance(issued, int | float) else 0.0
        found = SIGN_INS.begin(email, way=OIDC, reader=reader, proof=login, ago=max(0.0, ago))
        if known:  # one log-in is one browser's
            SIGN_INS.end(found, sign_ins.ELSEWHERE)
        if SIGN_INS.is_on(found) and not _note(email, "", way=OIDC):
            SIGN_INS.end(found, sign_ins.UNTOLD)
    if SIGN_INS.is_on(found):
        return found
    # Logged in again in another window: this one goes on.
    others = SIGN_INS.of(email, OIDC, reader)
    return next((each for each in others if SIGN_INS.is_on(each)), found)


def _is_listed(email: str) -> bool:
    return editors.may_edit(email, _allowed())


def _allowed() -> list[str]:
    return list(_secrets("editors").get("allowed", ()))


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


# The page -----------------------------------------------------------------------------------------


def draw(view: View, atlas: Atlas) -> None:
    """Draw who is signed in, or how one signs in, or how editing is switched on."""
    how, tray, found, table = way(), state.tray(), _current(), role_table()
    name = found.name if found and not found.ended else ""
    known = bool(how == OIDC and st.user.is_logged_in)
    stranger = str(st.user.get("email") or "") if known and found is None else ""
    _tell(stranger)
    here = found is not None and found.key == tray.sign_in != tray.left
    # What was ended by hand in another window is news only to a page that was open meanwhile.
    ended = found.ended if found and (here or found.ended != sign_ins.OUT) else ""
    render.html(
        "data/access",
        lang=view.lang,
        atlas=atlas,
        view=view,
        how=how,
        editor=name,
        may_edit=bool(editor()),
        roles=_roles_said(name, table, view.lang) if name and table.is_named else "",
        mistaken=_mistaken(name, table) if name else "",
        mistakes=len(table.wrong),
        stranger=stranger,
        listed=_is_listed(stranger),
        failed=tray.failed,
        trouble=tray.untold.message(view.lang) if tray.untold else "",
        ended=ended,
        kept=here,
        minutes=f"{sign_ins.idle_s() / 60:g}",
        hours=f"{sign_ins.LONGEST_S / 3600:g}",
    )
    if name or stranger:
        st.button(text("data.access.out", view.lang), key=f"data-out-{view.lang}", on_click=_leave)
    elif how == OIDC:
        st.button(text("data.access.in", view.lang), key=f"data-in-{view.lang}", on_click=st.login)
    elif how == PASSWORD:
        _ask(view)


def _roles_said(name: str, table: roles.Table, lang: str) -> str:
    found = roles.roles(name, table)
    return text("data.access.and", lang).join(text(f"data.role.{each}", lang) for each in found)


def _mistaken(name: str, table: roles.Table) -> str:
    """Return to whom mistakes in the roles are told here: who mends them, or who feels them."""
    if not (table.wrong and table.is_named):
        return ""
    if ADMINISTER in roles.rights(name, table):
        return "administrator"
    feels = table.unnamed == (roles.READER,) and not roles.has_line(name, table)
    return "editor" if feels or not table.has_administrator else ""


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
    tray, here = state.tray(), browser.now()
    name, known = name.strip(), passwords()
    source = editors.Source(here.address, here.reader)
    tray.failed = editors.refused(name, password, known, source=source)
    if _note(name, tray.failed, way=PASSWORD) and not tray.failed:
        found = SIGN_INS.begin(name, way=PASSWORD, reader=here.reader, proof=str(known[name]))
        tray.sign_in_as(found.key, here.connection)
    st.rerun()


def _tell(stranger: str) -> None:
    """Note once a session who came back from the log-in elsewhere and is not let in."""
    tray = state.tray()
    if stranger == tray.told:
        return
    tray.told = stranger
    if stranger:
        _note(stranger, "unchecked" if _is_listed(stranger) else "not_listed", way=OIDC)


def _note(name: str, wrong: str, *, way: str, deed: str = SIGNED_IN) -> bool:
    """
    Write a line of a sign-in or its end; the one place where these are told.

    Parameters
    ----------
    name
        Who.
    wrong
        Why there was none, or why it is over.
    way
        How one signs in.
    deed
        `SIGNED_IN`, `SIGNED_OUT` or `ENDED`.

    Returns
    -------
    bool
        Whether the audit trail has it: nobody comes in without.
    """
    tray = state.tray()
    if deed == SIGNED_IN:
        tray.untold = None
        try:
            audit.signed(name, wrong, way=way)
        except AtlasError as error:
            tray.untold, wrong = error, "audit"
    else:
        by = audit.Reader(name, audit.reader().source)
        audit.note(deed, {"way": way, "reason": wrong}, by)
    refused = bool(wrong) and deed == SIGNED_IN
    journal.event(
        "sign_in_refused" if refused else deed,
        level=logging.WARNING if refused else logging.INFO,
        way=way,
        reason=wrong,
        who=journal.person(name),
    )
    return tray.untold is None


def _leave() -> None:
    """Sign out: all windows of this browser, at once."""
    found, tray = _current(), state.tray()
    if found is not None and not found.ended:
        SIGN_INS.leave(found.reader)
        tray.left, found.told = found.key, True
        _note(found.name, "", way=found.way, deed=SIGNED_OUT)
    if way() == OIDC:
        st.logout()


def tell_what_is_wrong() -> None:
    """Write into the log what is wrong with the roles, by its line: a log names nobody."""
    for each in role_table().wrong:
        values = {"place": each.place, "known": ", ".join(roles.RIGHTS)}
        said = {f"said_{lang}": text(f"server.roles.{each.kind}", lang, **values) for lang in LANGS}
        journal.event("role_unknown", level=logging.ERROR, kind=each.kind, place=each.place, **said)
