"""What verifying says of a file that was changed, painted over or saved again, and of what not."""

import contextlib
import dataclasses
import datetime as dt
import io
import random
import re
import zipfile

import pytest
from docx import Document
from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo
from pptx import Presentation
from pptx.util import Pt
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Rectangle
from pypdf.generic import DecodedStreamObject, NameObject

import atlas
from atlas.briefing import formats, provenance
from atlas.briefing.order import Order
from atlas.briefing.provenance import ProofError
from atlas.briefing.provenance.record import FORMAT, FORMATS, Contents
from atlas.i18n import LANGS, text
from tests.shipped import ATLAS

DAY = dt.date(2026, 11, 23)
AT = "https://atlas.example/"


def order(lang="zh", **given):
    selection = atlas.Selection.from_params({"area": "hexi"}, ATLAS)
    return Order.of(selection, lang, DAY, **({"dpi": 96, "base_url": AT} | given))


@pytest.fixture(scope="module")
def made():
    """Give each format's file, made once."""
    files = {name: each.write(ATLAS, order()) for name, each in formats.SNAPSHOTS.items()}
    return files | {"book": formats.BOOKS["pdf"].write(ATLAS, order())}


def verdict(data, a=ATLAS):
    record = provenance.read(data)
    return provenance.verify(a, record, provenance.difference(data, record))


NAMES = [*formats.SNAPSHOTS, "book"]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", NAMES)
def test_of_a_whole_file_is_said_what_was_checked_and_what_cannot_be(made, name, lang):
    found = verdict(made[name])
    assert found.holds
    said = found.message(lang)
    assert said.startswith({"zh": "没有变化", "en": "Unchanged"}[lang])
    assert {"zh": "核对了文件的记录", "en": "Checked: the file's record"}[lang] in said
    assert {"zh": "核对不了", "en": "Not to be checked"}[lang] in said
    assert {"zh": "没有数字签名", "en": "no signature"}[lang] in said
    kinds = {"png": "pixels", "book": "page", "pdf": "page", "brief-pdf": "page"}
    seen = text(f"proof.seen.{kinds.get(name, 'texts')}", lang, n=0).partition("0")[0]
    assert seen in said


def parts_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def zipped(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def in_office(data, pattern, old, new):
    """Change the first text of an office file that holds a number."""
    parts = parts_of(data)
    for name in sorted(parts):
        if re.fullmatch(pattern, name) and old in parts[name]:
            parts[name] = parts[name].replace(old, new, 1)
            return zipped(parts)
    raise AssertionError(old)


SIXTEEN, SIXTY = "16个".encode(), "60个".encode()
CHANGED = {
    "docx": lambda data: in_office(data, r"word/document\.xml", SIXTEEN, SIXTY),
    "brief": lambda data: in_office(data, r"word/document\.xml", SIXTEEN, SIXTY),
    "pptx": lambda data: in_office(data, r"ppt/slides/slide1\.xml", SIXTEEN, SIXTY),
    "html": lambda data: re.sub(b"(<h2[^>]*>[^<]*<span[^>]*>)16", b"\\g<1>60", data, count=1),
    "svg": lambda data: data.replace(b">\xe5\x85\xb116", b">\xe5\x85\xb160"),
}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", CHANGED)
def test_a_number_that_was_changed_is_told_as_it_was_and_as_it_is(made, name, lang):
    edited = CHANGED[name](made[name])
    assert edited != made[name]
    found = verdict(edited)
    assert found.same  # its record is whole
    assert not found.holds
    first, *lines = found.message(lang).splitlines()
    assert first.startswith(text("proof.shown.changed", lang, what="|").partition("|")[0])
    gone = next(line for line in lines if line.startswith(cut("proof.shown.gone", lang)))
    new = next(line for line in lines if line.startswith(cut("proof.shown.new", lang)))
    assert "16个" in gone
    assert "60个" in new
    assert len(found.shown.gone) == len(found.shown.new) <= 2  # an SVG's description has it too


def cut(key, lang):
    return text(key, lang, texts="|").partition("|")[0]


def painted_png(data):
    image, info = Image.open(io.BytesIO(data)), PngInfo()
    for name, words in image.text.items():
        info.add_itxt(name, words)
    ImageDraw.Draw(image).rectangle((200, 200, 260, 220), fill="white")
    out = io.BytesIO()
    image.save(out, "PNG", pnginfo=info)
    return out.getvalue()


def covered_slide(data):
    deck, out = Presentation(io.BytesIO(data)), io.BytesIO()
    deck.slides[0].shapes.add_shape(1, Pt(100), Pt(100), Pt(50), Pt(20))
    deck.save(out)
    return out.getvalue()


def other_picture(folder):
    def edit(data):
        parts = parts_of(data)
        # The largest is the map.
        name = max(
            (n for n in parts if n.startswith(f"{folder}/media/")), key=lambda n: len(parts[n])
        )
        parts[name] = painted_png(parts[name])
        return zipped(parts)

    return edit


def annotated(data):
    writer, out = PdfWriter(io.BytesIO(data), incremental=True), io.BytesIO()
    writer.add_annotation(0, Rectangle((100, 100, 200, 120), interior_color="ffffff"))
    writer.write(out)
    return out.getvalue()


def painted_page(data):
    writer, out = PdfWriter(io.BytesIO(data), incremental=True), io.BytesIO()
    page, more = writer.pages[0], DecodedStreamObject()
    more.set_data(page.get_contents().get_data() + b" 1 1 1 rg 100 100 80 20 re f")
    page[NameObject("/Contents")] = writer._add_object(more)
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "paint", "part"),
    [
        ("png", painted_png, "pixels"),
        ("pptx", covered_slide, "shapes"),
        ("pptx", other_picture("ppt"), "picture"),
        ("docx", other_picture("word"), "picture"),
        ("pdf", annotated, "page"),
        ("pdf", painted_page, "page"),
        ("book", painted_page, "page"),
        (
            "svg",
            lambda data: data.replace(b"</svg>", b'<rect width="9" height="9"/></svg>'),
            "markup",
        ),
        ("html", lambda data: data.replace(b"</main>", b"<hr></main>", 1), "markup"),
    ],
    ids=lambda given: given if isinstance(given, str) else getattr(given, "__name__", "edit"),
)
def test_a_file_that_was_painted_over_does_not_pass(made, name, paint, part):
    found = verdict(paint(made[name]))
    assert found.same
    assert not found.holds
    assert [each.partition(" ")[0] for each in found.shown.parts] == [part]
    assert not found.shown.new
    for lang in LANGS:
        head = text(f"proof.differs.{part}", lang, n=1, pages="1")
        assert head in found.message(lang).splitlines()[0]


def test_words_that_are_gone_from_a_page_are_named(made):
    """A page set again with another number has the old one nowhere."""
    other = order(title="河西走廊开发区图")
    made_anew = formats.SNAPSHOTS["pdf"].write(ATLAS, other)
    record = provenance.read(made["pdf"])
    found = provenance.difference(made_anew, record)
    assert any("河西走廊经济区" in each for each in found.gone)
    assert found.parts == ("page 1",)


@pytest.mark.parametrize("name", ["docx", "pptx", "brief"])
def test_a_file_that_an_office_program_saved_again_passes(made, name):
    again = io.BytesIO()
    (Presentation if name == "pptx" else Document)(io.BytesIO(made[name])).save(again)
    assert again.getvalue() != made[name]
    assert verdict(again.getvalue()).holds


def test_a_pdf_that_was_written_anew_passes(made):
    writer, out = PdfWriter(clone_from=io.BytesIO(made["pdf"])), io.BytesIO()
    for page in writer.pages:
        page.compress_content_streams()
    writer.write(out)
    assert out.getvalue() != made["pdf"]
    assert verdict(out.getvalue()).holds


def test_page_numbers_and_contents_that_renew_themselves_are_no_change(made):
    """A field's result is what the program that opens the file reckons."""
    field = (
        '<w:p><w:r><w:t>第</w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        "<w:r><w:instrText>PAGE</w:instrText></w:r>"
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>{}</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t>页</w:t></w:r></w:p>'
    )
    record = provenance.proof(ATLAS, order())
    bare = made["docx"]
    files = [
        in_office(bare, r"word/document\.xml", b"<w:sectPr", f"{field.format(n)}<w:sectPr".encode())
        for n in (7, 12)
    ]
    one, two = (provenance.read(provenance.stamp_office(each, record)) for each in files)
    assert one.contents == two.contents
    assert "第页" in one.contents.texts


@pytest.mark.parametrize("lang", LANGS)
def test_after_a_change_the_field_is_named(made, lang):
    zones = ATLAS.zones.copy()
    zones["lon"] = zones["lon"].where(zones.index != "yumen", 97.5)
    zones["verified"] = zones["verified"].where(zones.index != "gaotai", ~zones["verified"])
    later = dataclasses.replace(ATLAS, zones=zones)
    found = verdict(made["png"], later)
    assert found.fields == {"yumen": ("lon",), "gaotai": ("verified",)}
    said = found.message(lang)
    yumen = ATLAS.label("zones", "yumen", lang)
    assert yumen + text("proof.fields", lang, names=text("column.lon", lang)) in said
    gaotai = ATLAS.label("zones", "gaotai", lang)
    assert gaotai + text("proof.fields", lang, names=text("proof.field.verified", lang)) in said


@pytest.mark.parametrize("lang", LANGS)
def test_a_file_of_the_first_format_is_said_to_be_unseen(lang):
    record = provenance.proof(ATLAS, order())
    old = dataclasses.replace(record, fields=(), values={}).to_json().replace(FORMAT, FORMATS[0])
    info = PngInfo()
    info.add_itxt("AtlasProof", old, zip=True)
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "PNG", pnginfo=info)
    found = verdict(out.getvalue())
    assert found.holds
    assert text("proof.unseen.all", lang) in found.message(lang)


def test_the_record_stands_apart_from_what_a_pdf_says_to_its_reader(made):
    for name in ("pdf", "brief-pdf", "book"):
        said = PdfReader(io.BytesIO(made[name])).metadata
        assert "{" not in said["/Keywords"]
        assert "河西走廊" in said["/Keywords"]
        assert "开发区" in said["/Keywords"]
        assert provenance.read(made[name]).to_json() == said["/AtlasProof"]


@pytest.mark.parametrize("name", NAMES)
def test_a_damaged_file_has_a_verdict_or_a_complaint(made, name, capfd):
    dice = random.Random(5)  # noqa: S311 - damage, not a secret
    record = provenance.read(made[name])
    # Of a book pypdf may search for minutes, which the child that reads it is not given.
    for n in range(3 if name == "book" else 20):
        data = bytearray(made[name])
        for _ in range(dice.choice((1, 5, 40))):
            data[dice.randrange(len(data))] = dice.randrange(256)
        with contextlib.suppress(ProofError):
            provenance.difference(
                bytes(data[: dice.randrange(len(data))] if n % 4 == 0 else data), record
            )
    assert capfd.readouterr() == ("", "")


def test_entities_of_a_file_are_not_opened(made):
    parts = parts_of(made["docx"])
    bomb = b'<!DOCTYPE x [<!ENTITY a "16"><!ENTITY b "&a;&a;&a;&a;">]>'
    parts["word/document.xml"] = re.sub(
        rb"(<\?xml[^>]*\?>)?", rb"\1" + bomb, parts["word/document.xml"], count=1
    ).replace(SIXTEEN, b"&b;", 1)
    found = verdict(zipped(parts))
    assert not found.holds
    assert not any("16161616" in each for each in found.shown.new)


@pytest.mark.parametrize("texts", ["x", "AAAA", "eJwLAAAAAAE="])
def test_contents_that_are_none_are_refused(texts):
    written = provenance.proof(ATLAS, order()).to_json()
    damaged = written[:-1] + f',"contents":{{"texts":"{texts}","parts":{{}}}}}}'
    with pytest.raises(ProofError):
        provenance.Proof.from_json(damaged)


def test_a_record_says_again_what_it_said():
    record = provenance.proof(ATLAS, order())
    shown = Contents(("一", "二" * 9000), {"page 1": "ab"})
    whole = dataclasses.replace(record, contents=shown)
    assert provenance.Proof.from_json(whole.to_json()) == whole
