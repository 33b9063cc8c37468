"""Markup and template code in any text of the data are text on every page."""

import dataclasses
import re

import pandas as pd
import pytest
import streamlit as st

from atlas.i18n import LANGS
from pages.ui import cache
from tests.pages.harness import PAGES, WICKED, Elements, bodies, opened
from tests.shipped import ATLAS

# What is no text but a key, a number, a reference, or geometry.
KEYS = re.compile(
    r"zone$|scheme|area(_|s|$)|basis|kind|grade|slug|source|ref|adcode|county|prefecture|level|type"
    r"|group|industry|cluster|tag$|box|multi_park|ethnic|lang|year|qualifier|checked|verified|zones"
    r"|^key$|^id$|date|url|sha256|number|version|shape|size|fill|stroke|width|dash|opacity|into"
    r"|^parent$|^passage$|vocabulary|complement|fingerprint|agreement|supports|^sure$|^use$"
    r"|conflict|verifiable|document|^same$|^part$|approved|until"
)


def wicked(table):
    """Put the worst text before every text of a table."""
    texts = [
        name
        for name in table.columns
        if not KEYS.search(name) and table[name].dtype.name in {"str", "object", "category"}
    ]
    return table.assign(**{name: WICKED + table[name].astype("str") for name in texts})


@pytest.fixture(scope="module")
def worst():
    real = ATLAS
    tables = {
        field.name: wicked(table)
        for field in dataclasses.fields(real)
        if isinstance(table := getattr(real, field.name), pd.DataFrame) and field.name != "style"
    }
    return dataclasses.replace(real, **tables)


@pytest.fixture(scope="module", autouse=True)
def _nothing_wicked_is_kept():
    """Let what the pages keep be made of these data alone, and throw it away after the last."""
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


PICTURED = {"areas", "help", "zones"}  # pages with pictures of our own


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("page", PAGES)
def test_the_worst_text_stays_text(worst, monkeypatch, page, lang):
    monkeypatch.setattr(cache, "the_atlas", lambda: worst)
    app = opened(page, zone="tianshui-etdz", lang=lang, cluster="equipment")
    read = Elements()
    for body in bodies(app):
        if "<style" not in body:
            read.feed(body)
    assert "script" not in read.tags
    assert ("img" in read.tags) <= (page in PICTURED)
    assert read.handlers == []
    text = "".join(read.text)
    # Without a file the data page shows nothing of the data: tests/pages/data/test_data_page.py.
    assert WICKED in text or page in {"data", "help"}
    assert "49{%" not in text
