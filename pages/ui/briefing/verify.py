"""Whether a finished piece still says what the atlas says."""

import streamlit as st

from atlas.briefing import provenance
from atlas.i18n import text
from atlas.i18n.errors import AtlasError
from atlas.model.atlas import Atlas
from pages.ui import cache
from pages.ui.markup import render
from pages.ui.process import audit
from pages.ui.session import state
from pages.ui.session.view import View


def verify(view: View, atlas: Atlas) -> None:
    """Draw where a file can be dropped, and whether it still says what the atlas says."""
    lang, desk = view.lang, state.desk()
    render.html("briefing/verify", lang=lang, atlas=atlas)
    with st.container(key="briefing-drop"):
        dropped = st.file_uploader(
            text("chrome.drop", lang),
            key=f"verify-{desk.dropped}-{lang}",
            label_visibility="collapsed",
            max_upload_size=provenance.MAX_FILE // 2**20,
        )
    if dropped is not None:
        desk.dropped += 1  # with a new key the place is empty again, for the next file
        desk.checked = (dropped.name, _read(dropped.getvalue()))
        st.rerun()
    if desk.checked:
        name, given = desk.checked
        render.html(
            "briefing/verdict", lang=lang, atlas=atlas, name=name, **_said(view, atlas, given)
        )


def _read(
    data: bytes,
) -> tuple[provenance.Proof, provenance.Difference] | AtlasError:
    """Return a file's record and what it shows otherwise; or why it cannot be read."""
    try:
        record, shown = provenance.read_apart(data)
    except AtlasError as error:
        outcome = error.key if isinstance(error, provenance.ProofError) else "refused"
        audit.upload("piece", data, outcome)
        return error
    audit.upload("piece", data, "read")
    return record, shown


def _said(
    view: View,
    atlas: Atlas,
    given: tuple[provenance.Proof, provenance.Difference] | AtlasError,
) -> dict[str, object]:
    """Return the verdict in words, by kind, and the file's own words of itself."""
    lang = view.lang
    if isinstance(given, AtlasError):
        return {"kind": "error", "lines": [given.message(lang)], "said": "", "said_lang": lang}
    record, shown = given
    if record.vintage != view.vintage:
        atlas, _ = cache.vintage_atlas(record.vintage)
    verdict = provenance.verify(atlas, record, shown)
    kind = "same" if verdict.holds else "changed"
    return {
        "kind": kind,
        "lines": verdict.message(lang).splitlines(),
        "said": provenance.in_words(record),
        "said_lang": record.lang,
    }
