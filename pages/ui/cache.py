"""Keep what is slow to make: the atlas, its map document and the standing parts of the pages."""

import logging

import streamlit as st

import atlas
from atlas import webmap
from atlas.errors import AtlasFileError
from atlas.i18n import LANGS
from atlas.load import GPKG, Atlas
from pages.ui import render

_LOG = logging.getLogger(__name__)


@st.cache_resource(show_spinner=False)
def _builds() -> dict[str, object]:
    """Hold the last good build and when its file was written, for all sessions."""
    return {"changed_ns": None, "atlas": None}


def the_atlas() -> Atlas:
    """
    Return the atlas of the build that lies there now.

    A new build is read anew. If it cannot be read, the last good one stays in use.

    Raises
    ------
    AtlasFileError
        If no build could be read since the server started.
    """
    builds = _builds()
    changed_ns = GPKG.stat().st_mtime_ns if GPKG.is_file() else None
    if builds["atlas"] is None or changed_ns != builds["changed_ns"]:
        try:
            fresh = atlas.load()
        except AtlasFileError:
            if builds["atlas"] is None:
                raise
            _LOG.exception("the new build cannot be read; the last good one stays in use")
        else:
            builds["atlas"] = fresh
        builds["changed_ns"] = changed_ns
    return builds["atlas"]


@st.cache_resource(max_entries=2, show_spinner=False)
def _standing(_atlas: Atlas, build: int) -> dict[str, object]:  # noqa: ARG001 - the key
    return {
        "document": webmap.document(_atlas),
        "facets": {lang: render.markup("facets", lang=lang, atlas=_atlas) for lang in LANGS},
        "register": {lang: render.markup("register", lang=lang, atlas=_atlas) for lang in LANGS},
    }


def standing_parts() -> dict[str, object]:
    """Return what a browser needs once: the map document, the filter forms, the zone tables."""
    a = the_atlas()
    return _standing(a, id(a))


@st.cache_resource(max_entries=2, show_spinner=False)
def _style(_atlas: Atlas, build: int) -> str:  # noqa: ARG001 - the key
    return render.stylesheet(_atlas)


def stylesheet() -> str:
    """Return the pages' CSS with the colours of the style table."""
    a = the_atlas()
    return _style(a, id(a))


def build_key() -> str:
    """Return what tells one build from another in a browser that keeps the standing parts."""
    return f"{the_atlas().version}-{_builds()['changed_ns']}"
