"""Begin and end the process in the audit trail, and let it know who looks at a page."""

from collections.abc import Mapping
from contextlib import suppress

from pages.ui.process import audit

HERE = "localhost"  # Streamlit gives no address of a reader at this machine
FLUSH_S = 10.0


def reader() -> audit.Reader:
    """Return who looks at the page that is drawn in this thread."""
    # Caches may be made once the runtime stands; what signs in is loaded where a page is drawn.
    from pages.ui import cache  # noqa: PLC0415
    from pages.ui.data import access  # noqa: PLC0415
    from pages.ui.session import browser, state  # noqa: PLC0415

    selection = ""
    with suppress(KeyError):  # a session's first run, before it is known what is asked for
        selection = state.current().query().lstrip("?")
    source = audit.address(browser.now().address, HERE)
    return audit.Reader(access.signed_in(), source, selection, cache.the_atlas().version)


def start(what: Mapping[str, object]) -> None:
    """Tell that the process begins."""
    audit.knows(reader)
    audit.note("start", what, audit.Reader(source=HERE))


def stop() -> None:
    """Tell that it ends, and wait until that is written."""
    audit.note("stop", by=audit.Reader(source=HERE))
    audit.flush(FLUSH_S)
