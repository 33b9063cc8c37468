"""Set the photos of a zone, and name the documents that an office has attached to it."""

from io import BytesIO
from typing import TYPE_CHECKING

from docx.shared import Mm

from atlas.briefing.document.settings import MAP
from atlas.briefing.document.word import MAX_PROPERTY, legal

if TYPE_CHECKING:
    from atlas.briefing.document.context import DocumentContext
    from atlas.model.attachments import Attachment

HIGH = 90.0  # millimetres of a photo, at most: two have room on a page
MOST = 12  # photos of a document


def photos(context: "DocumentContext", zone: str) -> None:
    """Set a zone's photos, each with its caption, and name its documents."""
    attached = context.atlas.attachments.get(zone, ())
    images = [each for each in attached if each.is_image]
    for each in images[:MOST]:
        _photo(context, each, context.atlas.blob(each.digest))
        context.caption("figure", legal(each.said))
    left = [*images[MOST:], *(each for each in attached if not each.is_image)]
    if left:
        listed = context.say("list").join(
            legal(" · ".join(dict.fromkeys((each.said, each.name)))) for each in left
        )
        context.line("Small", context.say("attached", listed=listed))


def _photo(context: "DocumentContext", photo: "Attachment", data: bytes) -> None:
    """Set a photo as wide as the map, or as high as half a page."""
    wide = min(MAP[0] * min(1.0, context.manner.share), HIGH * photo.width / photo.height)
    line = context.line("Figure")
    line.paragraph_format.keep_with_next = True
    shape = line.add_run().add_picture(BytesIO(data), width=Mm(wide))
    properties = shape._inline.docPr  # noqa: SLF001 - a picture has no words else
    properties.set("name", legal(photo.name)[:MAX_PROPERTY])
    properties.set("descr", legal(photo.said))
