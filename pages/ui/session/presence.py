"""Whether the reader of a page is still there: work that is done for nobody is ended."""

from collections.abc import Iterator
from contextlib import contextmanager

from streamlit.runtime.scriptrunner import StopException, get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequestType

from atlas.exchange import guard


def look(_before: int = 0) -> None:
    """End this page's script if its reader has left."""
    context = get_script_run_ctx()
    requests = context.script_requests if context else None
    # No public way tells without an element being drawn, which would also answer a click.
    if requests and requests._state is ScriptRequestType.STOP:  # noqa: SLF001
        raise StopException


def session() -> str:
    """Return what tells this session from others; nothing outside of one."""
    context = get_script_run_ctx()
    return context.session_id if context else ""


@contextmanager
def watched() -> Iterator[None]:
    """Have what is asked of guarded children within this end with the page."""
    with guard.watched(look):
        yield
