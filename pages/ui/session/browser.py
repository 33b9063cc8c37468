"""What the server knows of the browser of a session, by the connection that it has now."""

from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie

import streamlit as st

# What our own middleware says of a connection (`pages.ui.server.readers`); nobody else can.
READER = "x-atlas-reader"
CONNECTION = "x-atlas-connection"
SIGN_IN = "atlas_sign_in"  # the cookie of one who is signed in
SHORTEST = 32  # signs of a secret: whoever makes up a short one is nobody


@dataclass(frozen=True)
class Browser:
    """
    A browser.

    Attributes
    ----------
    reader
        What tells it from others.
    connection
        What tells this connection from others: a session may be taken up again over another one.
    secret
        What it holds of a sign-in; empty where it holds nothing.
    address
        Of its machine; empty where that is this one.
    """

    reader: str = ""
    connection: str = ""
    secret: str = field(default="", repr=False)
    address: str = ""


def now() -> Browser:
    """Return the browser that this run is drawn for."""
    heads, address = st.context.headers, st.context.ip_address
    return Browser(
        reader=heads.get(READER) or "",
        connection=heads.get(CONNECTION) or "",
        secret=cookie(heads.get("cookie") or "", SIGN_IN),
        address=address if isinstance(address, str) else "",
    )


def cookie(cookies: str, name: str) -> str:
    """Return the secret among the cookies that a browser sends; nothing where there is none."""
    try:
        found = SimpleCookie(cookies).get(name)
    except CookieError:
        return ""
    return found.value if found and len(found.value) >= SHORTEST else ""
