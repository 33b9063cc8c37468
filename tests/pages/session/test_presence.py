"""What is done for a page ends when its reader leaves, and a click does not end it."""

from types import SimpleNamespace

import pytest
from streamlit.runtime.scriptrunner import StopException
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests

from atlas import i18n
from atlas.exchange import guard
from pages.ui.data import upload
from pages.ui.session import presence


def test_who_has_left_is_told_from_who_clicks(monkeypatch):
    requests = ScriptRequests()
    context = SimpleNamespace(script_requests=requests)
    monkeypatch.setattr(presence, "get_script_run_ctx", lambda: context)
    presence.look()
    requests.request_rerun(RerunData())
    presence.look()
    requests.request_stop()
    with pytest.raises(StopException):
        presence.look()


def test_outside_of_a_page_nobody_leaves():
    presence.look()


def test_a_page_watches_what_it_asks_for():
    with presence.watched():
        assert guard._WAITING.get() is presence.look
    assert guard._WAITING.get() is not presence.look


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_whose_turn_it_is_is_drawn_when_it_changes(lang):
    said = []
    bar = SimpleNamespace(progress=lambda share, text: said.append((share, text)))
    waiting = upload._Waiting(bar, lang)
    for before in (2, 2, 1, 1, 0, 0):
        waiting(before)
    assert [text for _, text in said] == [
        *(i18n.text("data.step.queue", lang, n=n) for n in (2, 1)),
        i18n.text("data.step.reading", lang),
    ]
    upload._Waiting(None, lang)(3)
