"""The one map: each field of its specification reaches the screen, every file, and the record."""

import datetime as dt
import functools
import io
import re
import zipfile
from urllib.parse import parse_qs, urlsplit

import pytest
from PIL import Image
from pypdf import PdfReader

from atlas.analysis import findings
from atlas.briefing import formats, provenance
from atlas.briefing.order import Order
from atlas.maps.overlay import NothingToDraw
from atlas.maps.specification import NAMES, USUAL, Specification
from atlas.maps.web.directions import directions
from atlas.selection.selection import Selection
from pages.ui.session import state
from pages.ui.session.view import BRIEFING
from tests.pairwise import spread
from tests.specified import EXAMPLES, of_vintage

AT = "https://atlas.example/"
DAY = dt.date(2026, 11, 29)
CASES = [(name, n) for name in NAMES for n in range(len(EXAMPLES[name]))]
HEXI = Selection(areas=("hexi",))
# Each case in the format that is made fastest; the first of each field in each form that draws the
# map or its record in its own way, and in one of those that set the same drawing otherwise.
COMPOSED = ("pptx", "docx", "brief", "html")
SET = [form for form in formats.SNAPSHOTS if form not in {"svg", *COMPOSED}]
FILES = [(*case, "svg") for case in CASES] + [
    *((name, 0, form) for name in NAMES for form in COMPOSED),
    *((name, 0, form) for name, form in spread(NAMES, SET)),
]
RECORD = rb"(?s)<metadata.*?</metadata>|<script[^>]*atlas-proof.*?</script>"
SAYS = re.compile(r"(ppt/slides|ppt/media|word/media)/[^_]|word/document")
NEEDED = {"compare", "frame", "scale"}  # without them there is nothing to draw


def without(shown, name):
    """Return a map as it is where nothing is said of a field."""
    return shown.with_(**{name: getattr(USUAL, name)})


def order(shown, at):
    return Order(shown, "zh", DAY, layout="a4", dpi=96, base_url=at)


def of(shown):
    """Return the atlas that a map is of: a document's, with the office's own zones or without."""
    return of_vintage(shown.vintage)


def told(shown):
    """Return what the map on a page is drawn from: its zones, and what its script is told."""
    try:
        drawn = findings.overlay(of(shown), shown, "zh")
    except NothingToDraw as error:
        return error.message("zh")
    zones = of(shown).zones.index.tolist()
    return zones, directions(of(shown), shown, lang="zh", drawn=drawn)


def smaller(shown, name):
    """Return a map of fewer zones where a field tells as much of them: it is drawn sooner."""
    # What is alike across areas needs several; the zone that is open lies elsewhere, and so do
    # values on the other side of a break.
    own = name in {"selection", "breaks"} or shown.selection != Selection()
    own = own or shown.within or shown.zone
    return shown if own else shown.with_(selection=HEXI)


def made(shown, name, at=""):
    return formats.SNAPSHOTS[name].write(of(shown), order(shown, at))


@functools.cache
def usual(shown, name):
    """Return what a file shows of a map that several are held against."""
    return drawn(made(shown, name), name)


def drawn(content, name):
    """Return what a file shows, without what it says of itself."""
    if name == "png":
        return Image.open(io.BytesIO(content)).convert("RGB").tobytes()
    if name == "pdf":
        return b"".join(
            page.get_contents().get_data() for page in PdfReader(io.BytesIO(content)).pages
        )
    if name in {"pptx", "docx"}:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return b"".join(parts.read(part) for part in parts.namelist() if SAYS.match(part))
    return re.sub(RECORD, b"", content)


@pytest.mark.parametrize(("name", "n"), CASES)
def test_a_field_comes_back_from_the_link_of_a_page(name, n):
    shown = EXAMPLES[name][n]
    params = {
        key: [*values] if isinstance(values, list | tuple) else [str(values)]
        for key, values in shown.to_params().items()
    }
    view = state.parse(params, of(shown), page="overview")
    assert view.map == shown
    assert view.unknown == ()
    link = parse_qs(view.query(to=BRIEFING).removeprefix("?"))
    assert state.parse(link, of(shown), page=BRIEFING).map == shown


@pytest.mark.parametrize(("name", "n"), CASES)
def test_a_field_reaches_the_map_on_the_page(name, n):
    shown = EXAMPLES[name][n]
    assert told(shown) != told(without(shown, name))


@pytest.mark.parametrize(("name", "n", "form"), FILES)
def test_a_field_reaches_every_file_and_its_record(name, n, form):
    shown = EXAMPLES[name][n]
    if form != "svg" or name == "panels":
        shown = smaller(shown, name)
    content = made(shown, form)  # without a link, which would tell two maps apart
    if name not in NEEDED:
        assert drawn(content, form) != usual(without(shown, name), form)
    record = provenance.read(content)
    query = parse_qs(record.sheets[0].query)
    assert Specification.parse(query, of(shown)) == (shown, ())
    assert provenance.verify(of(shown), record).same


@pytest.mark.parametrize("form", formats.SNAPSHOTS)
def test_a_link_says_what_the_record_says(form):
    (shown, *_) = EXAMPLES["draw"]
    record = provenance.read(made(shown, form, AT))
    query = parse_qs(record.sheets[0].query)
    assert parse_qs(urlsplit(record.link).query) == query
    assert Specification.parse(query, of(shown)) == (shown, ())
