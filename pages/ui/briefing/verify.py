"""Whether a finished piece still says what the atlas says."""

import streamlit as st

from atlas.briefing import provenance
from atlas.i18n import text
from atlas.model.atlas import Atlas
from pages.ui import cache
from pages.ui.markup import render
from pages.ui.process import journal
from pages.ui.session import state
from pages.ui.session.view import View


def verify(view: View, atlas: Atlas) -> None:
    """Draw where a file can be dropped, and whether it still says what the atlas says."""
    lang, desk = view.lang, state.desk()
    render.html("briefing/verify", lang=lang, atlas=atlas)
    with st.container(key="briefing-drop"):
        given = st.file_uploader(
            text("chrome.drop", lang),
            key=f"verify-{desk.dropped}-{lang}",
            label_visibility="collapsed",
            max_upload_size=provenance.MAX_FILE // 2**20,
        )
    if given is not None:
        desk.dropped += 1  # with a new key the place is empty again, for the next file
        desk.checked = (given.name, _read(given.getvalue()))
        st.rerun()
    if desk.checked:
        name, record = desk.checked
        render.html(
            "briefing/verdict", lang=lang, atlas=atlas, name=name, **_said(view, atlas, record)
        )


def _read(data: bytes) -> provenance.Proof | provenance.ProofError:
    try:
        record = provenance.read(data)
    except provenance.ProofError as error:
        journal.event("upload", kind="piece", bytes=len(data), outcome=error.key)
        return error
    journal.event("upload", kind="piece", bytes=len(data), outcome="read")
    return record


def _said(
    view: View, atlas: Atlas, record: provenance.Proof | provenance.ProofError
) -> dict[str, object]:
    """Return the verdict in words, by kind, and the file's own words of itself."""
    lang = view.lang
    if isinstance(record, provenance.ProofError):
        return {"kind": "error", "lines": [record.message(lang)], "said": "", "said_lang": lang}
    if record.edition != view.edition:
        atlas, _ = cache.edition_atlas(record.edition)
    verdict = provenance.verify(atlas, record)
    kind = "same" if verdict.same else "changed"
    return {
        "kind": kind,
        "lines": verdict.message(lang).splitlines(),
        "said": provenance.in_words(record),
        "said_lang": record.lang,
    }
