"""Mount the browser's side of the pages: what it fetches once, and the parts drawn from that."""

from pathlib import Path

from streamlit.components.v2 import component

from atlas.i18n import text
from pages.ui import cache
from pages.ui.session.view import View

_SCRIPTS = Path(__file__).with_name("client")


def _script(name: str) -> str:
    return (_SCRIPTS / name).read_text(encoding="utf-8")


_CARRIER = component("atlas_carrier", js=_script("carrier.js"), isolate_styles=False)
_PART = component("atlas_part", js=_script("part.js"), isolate_styles=False)


def carry(view: View) -> None:
    """Tell the browser where the map document, the filter forms and the zone tables are."""
    # A browser that finds them gone asks for this run again: by then there are others.
    _CARRIER(
        key="carrier",
        data={
            "version": cache.build_key(),
            "parts": cache.standing_parts().href(view.edition.query()),
            "failed": text("part.failed", view.lang),
        },
        on_gone_change=lambda: None,
    )


def part(name: str, *, key: str, **data: object) -> None:
    """
    Mount one part; its payload is small, what is large was carried before.

    Parameters
    ----------
    name
        A part of ``client/carrier.js``.
    key
        Tells two parts of one name apart; a part with the same key keeps what it shows.
    **data
        What the part is to show.
    """
    _PART(key=key, data={"part": name, "key": key, "version": cache.build_key(), **data})
