"""Photos and documents are told by their content, and keep nothing that they do not show."""

import io

import pytest
from PIL import Image

from atlas.exchange import attaching
from atlas.exchange.findings import RefusedError
from atlas.i18n import LANGS
from atlas.office.errors import AttachmentError
from tests.office import pictures
from tests.office.pictures import SECRET


@pytest.fixture
def here(monkeypatch, tmp_path):
    """Read in this process: a child for each would take longer than all the rest."""

    def asked(work, data, *, limits):
        path = tmp_path / "given"
        path.write_bytes(data)
        return work(path, limits)

    monkeypatch.setattr(attaching.guard, "ask", asked)


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("form", "mode", "kind"),
    [("JPEG", "RGB", "jpeg"), ("PNG", "RGBA", "png"), ("WEBP", "RGB", "jpeg")],
)
def test_an_image_is_drawn_anew_without_what_it_does_not_show(form, mode, kind):
    data = pictures.photo(form, mode=mode, tail=SECRET)
    assert data.count(SECRET) == 2
    given = attaching.read("园区.pdf", data)  # its name says nothing
    assert (given.kind, given.name) == (kind, "园区.pdf")
    for kept in (given.data, given.small):
        assert SECRET not in kept
        image = Image.open(io.BytesIO(kept))
        assert dict(image.getexif()) == {}
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    # It stands as it was held.
    assert (given.width, given.height) == (300, 400)
    assert max(Image.open(io.BytesIO(given.small)).size) == attaching.SMALL


@pytest.mark.usefixtures("here")
def test_a_large_image_becomes_smaller():
    given = attaching.read("a.jpg", pictures.photo(size=(4000, 20), position=False))
    assert (given.width, given.height) == (attaching.SIDE, 10)


def test_a_plain_document_is_kept_as_it_is():
    data = pictures.document()
    given = attaching.read("C:\\\\x\\批复.png", data)
    assert (given.kind, given.name, given.data, given.small) == ("pdf", "批复.png", data, b"")


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "form"),
        (b"GIF89a" + bytes(40), "form"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "form"),
        (b"\n%PDF-1.7", "form"),
        (pictures.scripted(), "active"),
        (pictures.with_file(), "active"),
        (pictures.locked(), "encrypted"),
        (bytes(attaching.LIMITS.bytes + 1), "large"),
    ],
    ids=["empty", "gif", "svg", "late", "script", "file", "locked", "large"],
)
def test_what_is_none_is_refused_in_words(data, kind):
    with pytest.raises(AttachmentError) as caught:
        attaching.read("a.jpg", data)
    assert caught.value.kind == kind
    assert all("a.jpg" in caught.value.message(lang) for lang in LANGS)


def test_too_many_pixels_are_refused_before_they_are_unpacked(monkeypatch):
    monkeypatch.setattr(attaching, "MOST_PIXELS", 1000)
    assert attaching._image(pictures.photo()) == {"wrong": "pixels", "values": {"most": 0}}


@pytest.mark.parametrize("data", [pictures.photo()[:3000], b"%PDF-1.7 nothing"], ids=["jpg", "pdf"])
def test_what_is_broken_is_refused(data):
    with pytest.raises(RefusedError) as caught:
        attaching.read("a", data)
    assert all(caught.value.message(lang) for lang in LANGS)
