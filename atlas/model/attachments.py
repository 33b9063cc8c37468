"""Photos and documents that an office attaches to a zone."""

from collections.abc import Mapping
from dataclasses import dataclass

IMAGES = ("jpeg", "png")  # as they are kept, whatever they came as
PDF = "pdf"
MIME = {"jpeg": "image/jpeg", "png": "image/png", PDF: "application/pdf"}


@dataclass(frozen=True, slots=True)
class Attachment:
    """
    A photo or document of a zone; its bytes lie apart, under their digest.

    Attributes
    ----------
    digest
        SHA-256 of its bytes, hexadecimal.
    kind
        One of `IMAGES`, or `PDF`.
    name
        Of the file it came in.
    caption
        What it shows, in the words of whoever attached it.
    day
        Of the photo or document, ISO; empty where it is not said.
    who, at
        The editor who attached it, and when: ISO, UTC.
    bytes
        How many.
    width, height
        Of an image, pixels; 0 of a document.
    small
        The digest of its thumbnail; empty of a document.
    """

    digest: str
    kind: str
    name: str
    caption: str
    day: str
    who: str
    at: str
    bytes: int
    width: int = 0
    height: int = 0
    small: str = ""

    @property
    def is_image(self) -> bool:
        """Whether it is a picture, not a document."""
        return self.kind in IMAGES

    @property
    def said(self) -> str:
        """What it is called: its caption, with its day, else the file's name."""
        return " · ".join(filter(None, (self.caption or self.name, self.day)))

    @property
    def digests(self) -> tuple[str, ...]:
        """What lies apart of it."""
        return tuple(filter(None, (self.digest, self.small)))


def listed(attachments: Mapping[str, tuple[Attachment, ...]], digest: str) -> Attachment | None:
    """Return the attachment that a digest is of, or of whose thumbnail; None for a stranger's."""
    found = (each for of_zone in attachments.values() for each in of_zone)
    return next((each for each in found if digest in each.digests), None)
