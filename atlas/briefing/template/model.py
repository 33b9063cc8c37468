"""What a template of an office offers, as values."""

from dataclasses import dataclass, field

KINDS = ("pptx", "docx")
ENV = {kind: f"ATLAS_{kind.upper()}_TEMPLATE" for kind in KINDS}
Box = tuple[float, float, float, float]  # x, y, width, height in points


@dataclass(frozen=True, slots=True)
class Place:
    """
    A placeholder of a layout.

    Attributes
    ----------
    number
        Tells it from the others of its layout.
    kind
        As PowerPoint has it, e.g. ``"TITLE"``, ``"PICTURE"``, ``"OBJECT"``, ``"BODY"``.
    name, prompt
        What it is called; what stands in it until it is filled.
    box
        x, y, width, height in points.
    """

    number: int
    kind: str
    name: str
    prompt: str
    box: Box

    @property
    def area(self) -> float:
        """Square points."""
        return self.box[2] * self.box[3]


@dataclass(frozen=True, slots=True)
class SlideLayout:
    """
    A layout of slides.

    Attributes
    ----------
    number
        Its place among the layouts of the first master, from 0.
    name
        What it is called.
    places
        Its placeholders.
    """

    number: int
    name: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class TextStyle:
    """
    A style of a document.

    Attributes
    ----------
    name
        As the file has it: that of a built-in one is English in every language.
    kind
        ``"PARAGRAPH"``, ``"CHARACTER"``, ``"TABLE"`` or ``"LIST"``.
    own
        Whether the office has made it.
    """

    name: str
    kind: str
    own: bool


@dataclass(frozen=True, slots=True)
class Template:
    """
    An office's template, checked.

    Attributes
    ----------
    kind
        ``"pptx"`` or ``"docx"``; of ``.potx`` and ``.dotx`` too.
    name
        Of the file.
    digest
        SHA-256 of the file, hexadecimal.
    data
        The file.
    size
        Of a slide: width and height, points.
    samples
        How many slides it brings; they are left out.
    notes
        Whether its slides can have notes.
    layouts
        Of slides.
    styles, marks
        Of a document: its styles; its bookmarks and the names of its content controls.
    attached
        Whether it names another template, which is taken out of it.
    """

    kind: str
    name: str
    digest: str
    data: bytes = field(repr=False, compare=False)
    size: tuple[float, float] = (0.0, 0.0)
    samples: int = 0
    notes: bool = True
    layouts: tuple[SlideLayout, ...] = ()
    styles: tuple[TextStyle, ...] = ()
    marks: tuple[str, ...] = ()
    attached: bool = False
