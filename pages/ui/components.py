"""Mount the browser's side of the pages: what it is sent once, and the parts drawn from that."""

from streamlit.components.v2 import component

from pages.ui import cache, render, state

_CARRIER = component("atlas_carrier", js=render.asset("carrier.js"), isolate_styles=False)
_PART = component("atlas_part", js=render.asset("part.js"), isolate_styles=False)


def carry() -> None:
    """Send the map document, the filter forms and the zone tables, once a session."""
    version = cache.build_key()
    once = None if state.is_sent(version) else cache.standing_parts()
    _CARRIER(
        key="carrier", data={"version": version, "once": once}, on_missing_change=state.send_again
    )


def part(name: str, *, key: str, **data: object) -> None:
    """
    Mount one part; its payload is small, what is large was carried before.

    Parameters
    ----------
    name
        A part of ``assets/carrier.js``.
    key
        Tells two parts of one name apart; a part with the same key keeps what it shows.
    **data
        What the part is to show.
    """
    _PART(key=key, data={"part": name, "key": key, "version": cache.build_key(), **data})
