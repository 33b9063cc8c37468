"""Tell a browser what a page may load, who may frame it, and what it tells others of it."""

import base64
import hashlib
import logging
import os
import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders

from atlas.i18n import LANGS, text
from pages.ui.process import journal, responses

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

ENV = "ATLAS_EMBEDDED_IN"  # portals whose pages may frame the atlas
POLICY = "content-security-policy"
NOT_MODIFIED = 304
ALL = {
    "x-content-type-options": "nosniff",
    # What is looked for stands in an address: no other host is told it.
    "referrer-policy": "same-origin",
}
OWN = "'self'"
# What each page of Streamlit's needs, and nothing else. It shows what data say: a word that should
# once get out of its place loads nothing from a host, runs no script and sends nothing anywhere.
PAGE = {
    "default-src": ("'none'",),
    # A component's script runs from a blob; numbers of its protocol are tried in WebAssembly. No
    # 'unsafe-inline' and no 'unsafe-eval': charts are read by an interpreter.
    "script-src": (OWN, "blob:", "'wasm-unsafe-eval'"),
    # Its styles, and those of a chart, are made in the browser.
    "style-src": (OWN, "'unsafe-inline'"),
    "img-src": (OWN, "data:", "blob:"),
    "font-src": (OWN, "data:"),
    "connect-src": (OWN,),
    "frame-src": (OWN,),  # the map
    "manifest-src": (OWN,),
    "form-action": (OWN,),
    "base-uri": ("'none'",),
}
# Of any other page; what needs more says so itself.
BARE = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_PAGES = ("text/html", "application/xhtml", "image/svg", "text/xml", "application/xml")
_INLINE = re.compile(r"[<]script>(.*?)[<]/script>", re.DOTALL)
_PORTAL = re.compile(
    r"https?://(\*\.)?[0-9a-z.-]+(:[0-9]{1,5})?|https?://\[[0-9a-f:]+\](:\d{1,5})?"
)


def page_policy(shell: str, host: str) -> str:
    """
    Return the policy of Streamlit's page.

    Parameters
    ----------
    shell
        The page as Streamlit ships it; the scripts that stand within it are named by their hashes.
    host
        What the browser asked for: not every one takes 'self' for a websocket's address too.
    """
    sources = dict(PAGE)
    sources["script-src"] += _hashes(shell)
    if responses.HOST.fullmatch(host):
        sources["connect-src"] += (f"ws://{host}", f"wss://{host}")
    return "; ".join(" ".join((name, *allowed)) for name, allowed in sources.items())


@cache
def _hashes(shell: str) -> tuple[str, ...]:
    found = (hashlib.sha256(each.encode()).digest() for each in _INLINE.findall(shell))
    return tuple(f"'sha256-{base64.b64encode(each).decode()}'" for each in found)


def portals(environment: Mapping[str, str] = os.environ) -> tuple[list[str], list[str]]:
    """
    Return the portals that may frame the atlas, and what was named and is none.

    Parameters
    ----------
    environment
        `ENV` names them: scheme, host and port of each, spaces or commas between.
    """
    named = environment.get(ENV, "").lower().replace(",", " ").split()
    good = [each.rstrip("/") for each in named if _PORTAL.fullmatch(each.rstrip("/"))]
    return good, [each for each in named if each.rstrip("/") not in good]


def tell_what_is_wrong() -> None:
    """Write into the log what is set and cannot be used."""
    for wrong in portals()[1]:
        said = {f"said_{lang}": text("server.no_portal", lang, value=wrong) for lang in LANGS}
        journal.event("portal_refused", level=logging.ERROR, variable=ENV, **said)


class Guarded:
    """
    An ASGI middleware: every answer bears the headers, whoever gives it.

    Parameters
    ----------
    app
        What stands behind it.
    """

    def __init__(self, app: "ASGIApp") -> None:
        self._app = app
        good, _ = portals()
        self._ancestors = " ".join(("frame-ancestors", OWN, *good))
        # The older header knows no list; a browser that reads the newer one needs it not.
        self._older = {} if good else {"x-frame-options": "SAMEORIGIN"}

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer one request."""

        async def sent(message: "Message") -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in (ALL | self._older).items():
                    headers.setdefault(name, value)
                kind = headers.get("content-type", "")
                policy = headers.get(POLICY, BARE if kind.startswith(_PAGES) else "")
                # What comes with "not modified" takes the place of what a browser has kept.
                if policy or message["status"] != NOT_MODIFIED:
                    headers[POLICY] = _joined(policy, self._ancestors)
            await send(message)

        await self._app(scope, receive, sent if scope["type"] == "http" else send)


def _joined(policy: str, ancestors: str) -> str:
    """Return a policy with who may frame; the one place that knows has the word."""
    parts = [each.strip() for each in policy.split(";")]
    kept = [each for each in parts if each and not each.startswith("frame-ancestors")]
    return "; ".join([*kept, ancestors])
