"""The atlas book, read back with other people's tools: whole, tagged, linked, indexed, and ours."""

import dataclasses
import datetime as dt
import io
import re
import subprocess
from functools import cache

import numpy as np
import pypdf
import pytest
from PIL import Image

import atlas
from atlas.briefing import book, provenance, typeset
from atlas.briefing.book.blocks import bare
from atlas.briefing.book.lettering import set_words
from atlas.briefing.book.model import Picture
from atlas.briefing.book.pictures import compose
from atlas.briefing.book.scope import Scope
from atlas.briefing.book.zones import ZONE_MAP, around
from atlas.briefing.content import content
from atlas.briefing.order import Order, OrderError
from atlas.briefing.typeset.packing import packed
from atlas.i18n import text
from atlas.maps.legend import Shown
from atlas.maps.print import projection
from atlas.maps.print.extents import extent_of
from atlas.maps.print.lettering import lettering
from atlas.maps.print.scene import Scene, Symbol, Text
from atlas.maps.specification import Specification
from atlas.model import documents, later
from atlas.office.vintage import Vintage
from atlas.selection.selection import Selection
from tests.readers import needs
from tests.shipped import ATLAS

DAY = dt.date(2026, 11, 23)
MEGABYTE = 1e6
FEW, FEWER = {"area": "ethnic"}, {"prefecture": "longnan"}
WICKED = '#panic("x") *b* $x$ `r` <i> [l](u) \\ @a \U0001f600\x07'
SHOWN = '#panic("x") *b* $x$ `r` <i> [l](u) \\ @a'
CHAPTERS = (
    *("method", "overview", "areas", "prefectures", "types", "clusters", "tags", "sizes"),
    *("zones", "since", "indicators", "slips", "sources", "index"),
)

poppler = needs("pdftotext", "pdfinfo", "pdffonts")


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
    assert page_of(pdf, "since", lang) == at[-1] + 1
    for (zone, row), page in zip(zones.iterrows(), at, strict=True):
        said = pages(pdf)[page]
        assert squeezed(row["name_zh"]) in said
        assert squeezed(row["name_en"]) in said
        assert f"{row['lon']:.3f}" in said
        assert squeezed(ATLAS.label("types", row["zone_type"], lang)) in said
        for each in ATLAS.zone(zone).industries[f"name_{lang}"]:
            # Cells stand side by side, so a phrase of two lines may be read in two parts.
            assert all(word in said for word in re.findall("[a-zA-Z]+|[^a-zA-Z\\W]+", each)), each
        sheet = ATLAS.zone(zone)
        for each in later.changes(sheet.changes, lang):
            assert squeezed(f"{each.when} {each.what}") in said, each
            # What a list itself says needs no other to agree.
            listed = each.source in set(ATLAS.documents["source"])
            assert squeezed(each.basis) in said or listed, each
        for each in later.figures(sheet.figures, lang):
            assert squeezed(f"{each.what} {each.amount}") in said, each


@poppler
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_fact_without_a_source_has_no_empty_brackets(lang):
    scope = Scope.of(ATLAS, Order.of(Selection(), lang=lang, date=DAY))
    assert scope.cited("")["t"] == ""
    assert "3.2.2" in scope.cited("3.2.2")["t"]


def test_every_prefecture_has_a_page_of_its_own_and_its_land_on_it():
    """Those without a zone too; a limited book has those of its zones."""
    pdf = whole("zh")
    own = {title: page for depth, title, page in bookmarks(pdf) if depth == 1}
    at = [own[name] for name in ATLAS.prefectures["name_zh"]]
    assert at == list(range(at[0], at[0] + len(ATLAS.prefectures)))
    for (slug, row), page in zip(ATLAS.prefectures.iterrows(), at, strict=True):
        said = pages(pdf)[page]
        here = ATLAS.zones["prefecture"] == slug
        assert all(name in said for name in ATLAS.zones.loc[here, "name_zh"]), slug
        counties = ATLAS.counties[ATLAS.counties["prefecture"] == slug]
        assert all(name in said for name in counties["name_zh"]), slug
        assert ATLAS.label("areas", row["area_plan13"]) in said
    few = {title for depth, title, _ in bookmarks(small()) if depth == 1}
    homes = Selection.from_params(FEW, ATLAS).apply(ATLAS)["prefecture"]
    assert few & {*ATLAS.prefectures["name_zh"]} == {
        ATLAS.label("prefectures", slug) for slug in homes
    }


@pytest.mark.parametrize("kind", ["area", "prefecture"])
def test_maps_of_land_show_all_of_it(kind):
    """No part of an area or a prefecture lies outside the frame of its own map."""
    chapters = book.write(ATLAS, Order.of(Selection(), lang="zh", date=DAY))
    found = {key: each for key, (each, _) in chapters.pictures.items() if key.startswith(kind)}
    assert len(found) == {"area": 4, "prefecture": 14}[kind]
    for key, picture in found.items():
        slug = key.partition(":")[2]
        rows = ATLAS.prefectures
        land = rows[rows["area_plan13"] == slug] if kind == "area" else rows.loc[[slug]]
        box = (0.0, 0.0, picture.width, picture.height)
        x0, y0, x1, y1 = extent_of(content(ATLAS, picture.order), ATLAS, box)
        west, south, east, north = land.to_crs(projection.CRS).total_bounds
        assert x0 <= west, key
        assert y0 <= south, key
        assert east <= x1, key
        assert north <= y1, key
        # And not the whole province around it.
        if kind == "prefecture":
            assert (x1 - x0) * (y1 - y0) < 9 * (east - west) * (north - south), key


def raw(held):
    """Return an object of a PDF as it is written, references by their numbers."""
    written = io.BytesIO()
    held.write_to_stream(written)
    return written.getvalue()


def test_a_packed_pdf_has_the_same_objects_in_less_room():
    sheets = [
        Scene(200, 200, (), "#ffffff", title=f"sheet {n}", description="x" * 200) for n in range(9)
    ]
    plain = typeset.pdf(sheets, lang="en", fields={})
    small = packed(plain)
    assert len(small) < len(plain)
    read, was = reader(small), reader(plain)
    assert len(read.pages) == len(was.pages) == len(sheets)
    assert [each.title for each in read.outline] == [each.title for each in was.outline]
    assert read.trailer["/ID"] == was.trailer["/ID"]
    for number in range(1, int(was.trailer["/Size"])):
        assert raw(read.get_object(number)) == raw(was.get_object(number)), number
    # What is no plain PDF stays as it is.
    assert packed(b"%PDF-1.7 nothing") == b"%PDF-1.7 nothing"
    assert packed(small) == small
    assert b"/ObjStm" in whole("zh")


def test_bookmarks_name_every_chapter_and_section():
    found = bookmarks(whole("zh"))
    chapters = [title for depth, title, _ in found if depth == 0]
    assert chapters == [
        text("book.contents", "zh"),
        *(text(f"book.chapter.{name}", "zh") for name in CHAPTERS),
    ]
    sections = {title for depth, title, _ in found if depth == 1}
    areas = ATLAS.areas[ATLAS.areas["scheme"] == "plan13"]
    for table in (areas, ATLAS.prefectures, ATLAS.types, ATLAS.clusters, ATLAS.tags, ATLAS.zones):
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
    chapters = book.write(ATLAS, Order.of(selection, lang="zh", date=DAY))
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


def drawn_on(slide):
    """Tell whether a slide has a map: a picture or the group of its shapes."""
    name = text("slides.map", "zh")
    return any(shape.name == name for shape in slide.shapes)


def test_the_deck_has_a_slide_for_every_map():
    pptx = pytest.importorskip("pptx")
    selection = Selection.from_params(FEWER, ATLAS)
    chapters = book.write(ATLAS, Order.of(selection, lang="zh", date=DAY))
    deck = made(params=FEWER, format="pptx")
    slides = pptx.Presentation(io.BytesIO(deck)).slides
    # The reasons that put zones into a cluster have slides of their own behind its map.
    assert len([slide for slide in slides if drawn_on(slide)]) == len(chapters.views)
    said = "\n".join(
        shape.text_frame.text for slide in slides for shape in slide.shapes if shape.has_text_frame
    )
    assert [name for name in chapters.scope.zones["name_zh"] if name not in said] == []


@pytest.mark.parametrize(
    ("lang", "named"),
    [("zh", "甘肃省开发区图集（目录 2018）"), ("en", "Development Zones, Catalogue 2018")],
)
def test_the_book_of_another_document_bears_its_name(lang, named):
    listed = documents.under(ATLAS, "catalogue-2018")
    shown = Specification(Selection(zones=("hezuo",)), vintage=Vintage("catalogue-2018"))
    chapters = book.write(listed, Order(shown, lang, DAY))
    assert chapters.scope.title.endswith(named)
    cover = next(block for block in chapters.blocks if block["kind"] == "cover")
    assert cover["title"][-1] in named
    assert "十三五" not in "".join(cover["title"])


def test_a_book_without_an_address_says_so_on_its_cover_and_has_no_code():
    selection = atlas.Selection.from_params(FEW, ATLAS)
    for base in ("", "http://localhost:8501/"):
        order = Order.of(selection, lang="zh", date=DAY, base_url=base)
        chapters = book.write(ATLAS, order)
        assert "code" not in chapters.pictures
        cover = next(block for block in chapters.blocks if block["kind"] == "cover")
        assert cover["lines"][-1][0]["t"] == text("print.no_code.no_address", "zh")
        assert "url" not in cover["lines"][-1][0]


@poppler
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_page_of_a_book_lacks_a_letter(lang):
    """The printer's sign for a missing letter stands on none: blanks are no letters."""
    assert not [n for n, said in enumerate(pages(whole(lang)), start=1) if "\u3013" in said]
    for blank in "\u2002\u2003\u2009\u202f\u3000":
        assert set_words(f"a{blank}b", lang) in {"a b", f"a{blank}b"}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("area", ["longdongnan", "lanzhou", "ethnic"])
def test_the_signs_of_a_zones_map_are_explained_beneath_it(area, lang):
    """No grey zone, circle or hatching of a map without a legend goes unexplained."""
    selection = Selection(areas=(area,))
    order = Order.of(selection, lang, DAY)
    signs = {"context": "print.context", "accuracy": "print.accuracy", "hatch": "print.inferred"}
    seen = set()
    for zone in selection.apply(ATLAS).index[:6]:
        picture = bare(Picture("zone", around(ATLAS, order, zone), *ZONE_MAP))
        scene = compose(ATLAS, picture)
        assert scene.height == pytest.approx(ZONE_MAP[1], abs=0.5)
        items = list(scene.walk())
        told = {each.text for each in items if isinstance(each, Text) and each.role == "legend"}
        roles = Shown.of(scene.items).roles
        for role, key in signs.items():
            if role in roles:
                assert any(lettering(text(key, lang), lang) in each for each in told), (zone, role)
                seen.add(role)
        lowest = max(y for each in items for y in _ys(each))
        assert lowest <= scene.height + 1
    assert seen


def _ys(item):
    """Return the heights at which an item ends."""
    if isinstance(item, Text):
        return [item.y]
    if isinstance(item, Symbol):
        return [item.y + item.size / 2] if item.role == "legend" else []
    return [ring[:, 1].max() for ring in item.rings] if item.role == "legend" else []


@poppler
@pytest.mark.parametrize(("lang", "least"), [("zh", 0.55), ("en", 0.4)])
def test_no_page_of_a_book_is_left_half_empty(lang, least, tmp_path):
    """Between head and foot each page is filled down to so much of its height."""
    path = tmp_path / "book.pdf"
    path.write_bytes(whole(lang))
    subprocess.run(["pdftoppm", "-r", "30", "-gray", path, tmp_path / "p"], check=True)
    for n, picture in enumerate(sorted(tmp_path.glob("p-*.pgm")), start=1):
        page = np.asarray(Image.open(picture))
        body = page[round(0.075 * len(page)) : round(0.93 * len(page))] < 215
        filled = (np.flatnonzero(body.any(axis=1)).max() + 1) / len(body)
        assert filled >= least, n
