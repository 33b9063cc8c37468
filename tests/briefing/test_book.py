"""The atlas book, read back with other people's tools: whole, tagged, linked, indexed, and ours."""

import dataclasses
import datetime as dt
import io
import re
import shutil
import subprocess
from functools import cache

import pypdf
import pytest

import atlas
from atlas.briefing import book, provenance
from atlas.briefing.order import Order, OrderError
from atlas.i18n import text
from atlas.selection.selection import Selection
from tests.shipped import ATLAS

DAY = dt.date(2026, 11, 23)
MEGABYTE = 1e6
FEW, FEWER = {"area": "ethnic"}, {"prefecture": "longnan"}
WICKED = '#panic("x") *b* $x$ `r` <i> [l](u) \\ @a \U0001f600\x07'
SHOWN = '#panic("x") *b* $x$ `r` <i> [l](u) \\ @a'
CHAPTERS = (
    *("method", "overview", "areas", "types", "clusters", "tags"),
    *("zones", "indicators", "slips", "sources", "index"),
)

poppler = pytest.mark.skipif(
    any(shutil.which(name) is None for name in ("pdftotext", "pdfinfo", "pdffonts")),
    reason="poppler's programs are not installed",
)


def made(a=ATLAS, params=None, **changes):
    selection = Selection.from_params(params or {}, a)
    return book.book(a, selection, **({"lang": "zh", "date": DAY} | changes))


@cache
def whole(lang):
    return made(lang=lang)


@cache
def small(lang="zh"):
    return made(params=FEW, lang=lang)


def reader(pdf):
    return pypdf.PdfReader(io.BytesIO(pdf))


def by_poppler(program, pdf, *args):
    """Return what a program of poppler says of a PDF; of text, without what breaks a line."""
    run = subprocess.run(
        [program, *args, "-", *(["-"] if program == "pdftotext" else [])],
        input=pdf,
        capture_output=True,
        check=True,
    )
    return run.stdout.decode()


@cache
def pages(pdf):
    """Return the text of each page."""
    read = by_poppler("pdftotext", pdf)
    return [squeezed(page) for page in read.split("\f")][:-1]


def squeezed(words):
    """Return a text without blanks and hyphens: where a line breaks is no matter."""
    return re.sub(r"[\s-]+", "", words)


def bookmarks(pdf):
    """Return (depth, title, page number from 0) of every bookmark."""
    read = reader(pdf)

    def walk(entries, depth):
        for entry in entries:
            if isinstance(entry, list):
                yield from walk(entry, depth + 1)
            else:
                yield depth, entry.title, read.get_destination_page_number(entry)

    return list(walk(read.outline, 0))


def links(pdf, number):
    """Return (named destination, page it leads to) of every link of a page, both from 0."""
    read = reader(pdf)
    named = read.named_destinations
    for annotation in read.pages[number].get("/Annots", ()):
        name = annotation.get_object().get("/Dest")
        if name is not None:
            yield str(name), read.get_destination_page_number(named[str(name)])


def page_of(pdf, chapter, lang="zh"):
    title = text(f"book.chapter.{chapter}", lang)
    return next(page for depth, name, page in bookmarks(pdf) if depth == 0 and name == title)


@poppler
def test_the_whole_atlas_is_in_the_book():
    said = "".join(pages(whole("zh")))
    assert len(reader(whole("zh")).pages) >= 75
    assert len(whole("zh")) <= 12 * MEGABYTE
    assert [name for name in ATLAS.zones["name_zh"] if name not in said] == []
    assert [name for name in ATLAS.zones["name_en"] if squeezed(name) not in said] == []
    assert [name for name in ATLAS.industries["name_zh"] if squeezed(name) not in said] == []
    assert [name for name in ATLAS.clusters["name_zh"] if name not in said] == []
    assert [name for name in ATLAS.aliases["alias"] if name not in said] == []


@poppler
def test_it_is_tagged_and_its_faces_are_ours_and_embedded():
    assert re.search(r"Tagged:\s+yes", by_poppler("pdfinfo", whole("zh")))
    metadata = reader(whole("zh")).trailer["/Root"]["/Metadata"].get_object().get_data()
    assert b"pdfuaid:part" in metadata
    rows = by_poppler("pdffonts", whole("zh")).splitlines()[2:]
    assert rows
    for row in rows:
        assert "AtlasSansSC-" in row
        assert row.split()[-5:-2] == ["yes", "yes", "yes"]  # embedded, subset, to Unicode


@poppler
@pytest.mark.parametrize(("lang", "params"), [("zh", {}), ("en", FEW)])
def test_every_zone_has_one_page_of_its_own(lang, params):
    pdf = small(lang) if params else whole(lang)
    zones = Selection.from_params(params, ATLAS).apply(ATLAS)
    own = {title: page for depth, title, page in bookmarks(pdf) if depth == 1}
    at = [own[name] for name in zones[f"name_{lang}"]]
    assert at == list(range(at[0], at[0] + len(zones)))
    assert page_of(pdf, "indicators", lang) == at[-1] + 1
    for (zone, row), page in zip(zones.iterrows(), at, strict=True):
        said = pages(pdf)[page]
        assert squeezed(row["name_zh"]) in said
        assert squeezed(row["name_en"]) in said
        assert f"{row['lon']:.3f}" in said
        assert squeezed(ATLAS.label("types", row["zone_type"], lang)) in said
        for each in ATLAS.zone(zone).industries[f"name_{lang}"]:
            # Cells stand side by side, so a phrase of two lines may be read in two parts.
            assert all(word in said for word in re.findall("[a-zA-Z]+|[^a-zA-Z\\W]+", each)), each


def test_bookmarks_name_every_chapter_and_section():
    found = bookmarks(whole("zh"))
    chapters = [title for depth, title, _ in found if depth == 0]
    assert chapters == [
        text("book.contents", "zh"),
        *(text(f"book.chapter.{name}", "zh") for name in CHAPTERS),
    ]
    sections = {title for depth, title, _ in found if depth == 1}
    areas = ATLAS.areas[ATLAS.areas["scheme"] == "plan13"]
    for table in (areas, ATLAS.types, ATLAS.clusters, ATLAS.tags, ATLAS.zones):
        assert set(table["name_zh"]) <= sections
    assert text("book.unmapped", "zh") in sections
    assert [page for _, _, page in found] == sorted(page for _, _, page in found)


@poppler
def test_the_contents_lead_to_the_pages_they_name():
    said = pages(whole("zh"))
    entries = dict(links(whole("zh"), 1))
    for depth, title, page in bookmarks(whole("zh"))[1:]:
        assert squeezed(title) in said[page], title
        assert page in entries.values(), title
        assert re.search(rf"{re.escape(squeezed(title))}[^\d]*{page + 1}", said[1]), (depth, title)
    for zone, name in ATLAS.zones["name_zh"].items():
        assert name in said[entries[f"zone:{zone}"]]


@poppler
def test_the_index_gives_the_right_pages():
    pdf = whole("zh")
    first = page_of(pdf, "index")
    own = {title: page for depth, title, page in bookmarks(pdf) if depth == 1}
    found = {}
    for number in range(first, len(reader(pdf).pages)):
        found |= dict(links(pdf, number))
    for zone, name in ATLAS.zones["name_zh"].items():
        assert found[f"zone:{zone}"] == own[name]
    # What is printed, not only where a click leads.
    english = re.sub(r"\s+", " ", by_poppler("pdftotext", pdf, "-f", str(first + 2), "-layout"))
    for name_zh, name_en in zip(ATLAS.zones["name_zh"], ATLAS.zones["name_en"], strict=True):
        assert re.search(rf"{re.escape(name_en)} {own[name_zh] + 1}\b", english), name_en


@poppler
def test_every_page_but_the_cover_has_its_number_and_mark():
    for number, said in enumerate(pages(whole("zh"))[1:], 2):
        assert squeezed(text("book.page", "zh", n=number)) in said
        assert squeezed(text("print.mark.internal", "zh")) in said
        assert squeezed(ATLAS.version) in said


@poppler
def test_english_is_english():
    """Chinese stands there only as Chinese names, numbers of documents, and publishers."""
    said = pages(small("en"))
    assert not re.search("[\u4e00-\u9fff]", said[1])
    for page in (2, page_of(small("en"), "indicators", "en")):
        assert not re.search("[\u4e00-\u9fff]", said[page]), page


def test_the_book_proves_itself():
    record = provenance.read(whole("zh"))
    assert record.kind == "book"
    assert record.title == text("book.title", "zh")
    assert set(record.zones) == set(ATLAS.zones.index)
    assert provenance.verify(ATLAS, record).same


@poppler
def test_a_selection_limits_the_book_to_its_zones():
    chosen = Selection.from_params(FEW, ATLAS).apply(ATLAS)
    sections = {title for depth, title, _ in bookmarks(small()) if depth == 1}
    assert sections & set(ATLAS.zones["name_zh"]) == set(chosen["name_zh"])
    assert sections & set(ATLAS.areas["name_zh"]) == {ATLAS.label("areas", "ethnic")}
    present = {ATLAS.label("types", slug) for slug in chosen["zone_type"]}
    assert sections & set(ATLAS.types["name_zh"]) == present
    assert set(provenance.read(small()).zones) == set(chosen.index)
    said = "".join(pages(small()))
    assert text("describe.count", "zh", what=ATLAS.label("areas", "ethnic"), n=len(chosen)) in said


@pytest.mark.parametrize(
    "params",
    [
        {"area": "hexi"},
        {"cluster": "equipment"},
        {"tag": "area-lead"},
        {"scheme": "plan14", "level": "national"},
    ],
    ids=str,
)
def test_no_group_of_a_limited_book_has_zones_beyond_it(params):
    selection = Selection.from_params(params, ATLAS)
    chapters = book.write(ATLAS, Order(selection, lang="zh", date=DAY))
    assert len(chapters.views) > len(chapters.scope.zones)
    for view in chapters.views:
        shown = view.selection.apply(ATLAS)
        assert set(shown.index) <= chapters.scope.here
        assert len(shown)


def test_the_same_book_twice_is_the_same_file_and_draws_nothing_anew():
    first = small()
    before = book.draw.cache_info()
    assert made(params=FEW) == first
    again = made(params=FEW, maker="X", base_url="http://example.org/")
    after = book.draw.cache_info()
    assert again != first
    assert after.hits > before.hits
    assert after.misses - before.misses <= 1  # the code leads elsewhere


def test_progress_goes_on_to_the_end():
    told = []
    made(params=FEW, progress=lambda *step: told.append(step))
    done = [step[0] for step in told]
    assert done == list(range(told[-1][1] + 1))
    assert {step[1] for step in told} == {told[-1][1]}
    assert all(step[2] for step in told)


@pytest.mark.parametrize("when", [0, 5])
@pytest.mark.parametrize("wanted", list(book.FORMATS))
def test_a_book_can_be_cancelled(when, wanted):
    told = []
    with pytest.raises(book.BookCancelled):
        made(
            params=FEWER,
            format=wanted,
            progress=lambda *step: told.append(step),
            cancelled=lambda: len(told) > when,
        )
    assert len(told) == when + 1


def test_a_public_book_needs_what_a_public_map_needs():
    with pytest.raises(OrderError):
        made(mode="public")


@poppler
def test_the_worst_text_stays_text():
    names = ("name_zh", "name_en", "short_zh", "short_en", "note_zh")
    zones = ATLAS.zones.copy()
    for name in names:
        zones[name] = zones[name].astype("object")
        zones.loc["dunhuang", name] = WICKED
        zones[name] = zones[name].astype("str")
    worst = dataclasses.replace(ATLAS, zones=zones)
    county = str(zones.loc["dunhuang", "county"])
    pdf = made(worst, {"county": county}, maker=SHOWN)
    assert squeezed(SHOWN) in "".join(pages(pdf))
    titles = [title for depth, title, _ in bookmarks(pdf) if depth == 1]
    assert any(title.startswith(SHOWN) for title in titles)
    assert "zone:dunhuang" in reader(pdf).named_destinations


def test_the_deck_has_a_slide_for_every_map():
    pptx = pytest.importorskip("pptx")
    selection = Selection.from_params(FEWER, ATLAS)
    chapters = book.write(ATLAS, Order(selection, lang="zh", date=DAY))
    deck = made(params=FEWER, format="pptx")
    slides = pptx.Presentation(io.BytesIO(deck)).slides
    assert len(slides) == len(chapters.views)
    said = "\n".join(
        shape.text_frame.text for slide in slides for shape in slide.shapes if shape.has_text_frame
    )
    assert [name for name in chapters.scope.zones["name_zh"] if name not in said] == []


def test_a_book_without_an_address_says_so_on_its_cover_and_has_no_code():
    selection = atlas.Selection.from_params(FEW, ATLAS)
    for base in ("", "http://localhost:8501/"):
        order = Order(selection, lang="zh", date=DAY, base_url=base)
        chapters = book.write(ATLAS, order)
        assert "code" not in chapters.pictures
        cover = next(block for block in chapters.blocks if block["kind"] == "cover")
        assert cover["lines"][-1][0]["t"] == text("print.no_code.no_address", "zh")
        assert "url" not in cover["lines"][-1][0]
