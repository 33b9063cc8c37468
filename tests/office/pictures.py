"""Photos and documents for tests, made here: with a position, hostile, or other than they say."""

import io

import pypdf
from PIL import Image
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

SECRET = b"HIDDEN-AND-SECRET"


def photo(form="JPEG", size=(400, 300), *, position=True, tail=b"", mode="RGB"):
    """Give a photo, with a position, a comment and bytes behind its end."""
    image = Image.effect_mandelbrot(size, (-2, -1.5, 1, 1.5), 40).convert(mode)
    exif = image.getexif()
    if position:
        exif[0x010F] = SECRET.decode()
        exif[0x0112] = 6  # held on its side
        place = exif.get_ifd(0x8825)
        place[1], place[2] = "N", (36.0, 3.0, 36.0)
    file = io.BytesIO()
    image.save(file, form, exif=exif)
    return file.getvalue() + tail


def document(**root):
    """Give a PDF of one page, with what is put into its catalogue."""
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    for name, value in root.items():
        writer.root_object[NameObject(f"/{name}")] = value
    return written(writer)


def written(writer):
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def scripted():
    """Give a PDF that runs a script when it is opened, its name written in digits."""
    deed = DictionaryObject(
        {
            NameObject("/S"): NameObject("/JavaScript"),
            NameObject("/JS"): TextStringObject("app.alert(1)"),
        }
    )
    return document(OpenAction=deed).replace(b"/JavaScript", b"/J#61vaScript")


def with_file():
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_attachment("a.txt", b"x")
    return written(writer)


def locked():
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    writer.encrypt("secret", algorithm="RC4-128")
    return written(writer)
