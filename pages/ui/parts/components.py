"""Mount the browser's side of the pages: what it fetches once, and the parts drawn from that."""

from pathlib import Path

from streamlit.components.v2 import component

from atlas.i18n import text
from atlas.maps.web import packing
from pages.ui import cache
from pages.ui.process.sign_ins import SIGN_INS
from pages.ui.session import state
from pages.ui.session.view import View

# A component is one script: these stand in it one after the other and share their names.
CLIENT = (
    *("start", "links", "holding", "leaving", "focus", "selecting", "page", "parts"),
    *("facets", "map", "dock", "register", "approvals", "ticks"),
)


def script(*names: str) -> str:
    """Return scripts of ``client/``, one after the other, as they travel."""
    folder = Path(__file__).with_name("client")
    scripts = ((folder / f"{name}.js").read_text(encoding="utf-8") for name in names)
    return "\n".join(map(packing.bare, scripts))


_CLIENT = component("atlas_client", js=script(*CLIENT), isolate_styles=False)
_PART = component("atlas_part", js=script("part"), isolate_styles=False)


def client(view: View) -> None:
    """Tell the browser where the map document, the filter forms and the zone tables are."""
    # A browser that finds them gone asks for this run again: by then there are others.
    _CLIENT(
        key="client",
        data={
            "version": cache.build_key(),
            "parts": cache.standing_parts().href(view.vintage.query()),
            "failed": text("part.failed", view.lang),
            # Who has just signed in fetches the cookie that outlives this page with it, once.
            "ticket": SIGN_INS.ticket(state.tray().sign_in),
        },
        on_gone_change=lambda: None,
    )


def part(name: str, *, key: str, **data: object) -> None:
    """
    Mount one part; its payload is small, what is large was carried before.

    Parameters
    ----------
    name
        A part of ``client/parts.js``.
    key
        Tells two parts of one name apart; a part with the same key keeps what it shows.
    **data
        What the part is to show.
    """
    _PART(key=key, data={"part": name, "key": key, "version": cache.build_key(), **data})
