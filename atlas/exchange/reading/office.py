"""Hold an office's template, PPTX or DOCX, against what one may hold; tell what it offers."""

import io
import posixpath
import zipfile
from pathlib import Path
from typing import Any
from xml.parsers import expat

from atlas.exchange.findings import ERROR, Finding, RefusedError
from atlas.exchange.guard.limits import Limits
from atlas.exchange.reading import archives

Json = dict[str, Any]
Elements = list[tuple[str, dict[str, str], str]]  # names without their vocabulary; words within

TYPES = "[Content_Types].xml"
SPOKEN = "application/vnd.openxmlformats-officedocument"
# The content type of the part that an office file begins with -> what the file is.
MAIN = {
    f"{SPOKEN}.presentationml.presentation.main+xml": "pptx",
    f"{SPOKEN}.presentationml.template.main+xml": "pptx",
    f"{SPOKEN}.presentationml.slideshow.main+xml": "pptx",
    f"{SPOKEN}.wordprocessingml.document.main+xml": "docx",
    f"{SPOKEN}.wordprocessingml.template.main+xml": "docx",
}
# What a template calls itself -> what a file made of it does.
PLAINER = (
    (b"presentationml.template.main", b"presentationml.presentation.main"),
    (b"presentationml.slideshow.main", b"presentationml.presentation.main"),
    (b"wordprocessingml.template.main", b"wordprocessingml.document.main"),
)
MARKUP = (".xml", ".rels", ".vml", ".svg")
# How the types of relations end: to what runs, and to what other programs made.
RUNNING = ("vbaProject", "wordVbaData", "control", "activeXControlBinary", "attachedToolbars")
EMBEDDED = ("oleObject", "package", "aFChunk", "subDocument")
HARMLESS = ("http://", "https://", "mailto:")  # what a link to be clicked may lead to
# Fields of a document that fetch something from elsewhere.
FETCHING = {"DDE", "DDEAUTO", "INCLUDETEXT", "INCLUDEPICTURE", "LINK", "DATABASE", "IMPORT", "RD"}
DEEPEST = 250  # elements within each other
MOST_NAMED = 400  # layouts, styles and marks that are told of


def unfit(code: str, value: str = "") -> RefusedError:
    """Return why a file is no template that is taken, as the error that refuses it."""
    return RefusedError(Finding(code, ERROR, value=value))


def told(path: Path, limits: Limits) -> Json:
    """
    Return what a template offers, the work that `atlas.exchange.guard` is asked for.

    Raises
    ------
    RefusedError
        As of `offer`, or if its archive is a trap.
    """
    parts: dict[str, bytes] = {}
    members = archives.members(path, limits, broken="read.broken")
    with zipfile.ZipFile(path) as archive:
        for member in members:
            if member.filename in parts:
                raise unfit("read.broken", member.filename)
            if not member.is_dir():
                parts[member.filename] = archive.read(member)
    return offer(parts)


def offer(parts: dict[str, bytes]) -> Json:
    """
    Return what of a template can be filled.

    Parameters
    ----------
    parts
        Name -> content of every part of the file.

    Returns
    -------
    dict
        ``kind``; of slides ``size`` (EMU), ``samples`` and ``layouts``, each a name and its
        placeholders; of a document ``styles``, ``marks`` and ``width``. ``attached`` says whether
        another template is named in it.

    Raises
    ------
    RefusedError
        If it holds what a template may not.
    """
    types = parts.get(TYPES, b"").lower()
    if b"macroenabled" in types or any("vba" in name.lower() for name in parts):
        raise unfit("template.macros")
    trees = {name: _elements(data) for name, data in parts.items() if name.lower().endswith(MARKUP)}
    main = next((r for r in _relations("", trees) if r["Type"].endswith("/officeDocument")), None)
    begins = main["Target"] if main else ""
    kind = MAIN.get(_declared(trees).get(begins, ""), "")
    if not kind:
        raise unfit("template.not_office")
    _harmless(begins, trees)
    attached = any(tag == "attachedTemplate" for each in trees.values() for tag, _, _ in each)
    told = _slides(plain(parts)) if kind == "pptx" else _text(plain(parts), trees)
    return {"kind": kind, "attached": attached} | told


def plain(parts: dict[str, bytes]) -> io.BytesIO:
    """Return a template as a file that is made of it: libraries open nothing else."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, data in parts.items():
            content = data
            if name == TYPES:
                for given, made in PLAINER:
                    content = content.replace(given, made)
            archive.writestr(name, content)
    file.seek(0)
    return file


# What it may hold ---------------------------------------------------------------------------------


def _elements(data: bytes) -> Elements:
    """Return the elements of some XML that declares no entities."""
    found: Elements = []
    depth = 0

    def refuse(*_: object) -> None:
        raise unfit("read.entities")

    def begin(tag: str, given: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise unfit("read.broken")
        named = {name.rpartition(":")[2]: value for name, value in given.items()}
        found.append((tag.rpartition(":")[2], named, ""))

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    def words(said: str) -> None:
        tag, given, before = found[-1]
        if tag == "instrText":
            found[-1] = (tag, given, before + said)

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.CharacterDataHandler = words
    parser.Parse(data, True)
    return found


def _declared(trees: dict[str, Elements]) -> dict[str, str]:
    """Return part -> the content type that is declared for it alone."""
    return {
        given.get("PartName", "").lstrip("/"): given.get("ContentType", "")
        for tag, given, _ in trees.get(TYPES, ())
        if tag == "Override"
    }


def _relations(part: str, trees: dict[str, Elements]) -> list[dict[str, str]]:
    """Return where a part leads, targets within the file by their full names."""
    folder, name = posixpath.split(part)
    found = []
    for tag, given, _ in trees.get(posixpath.join(folder, "_rels", f"{name}.rels"), ()):
        if tag == "Relationship":
            target = given.get("Target", "")
            if given.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found.append({"Type": "", **given, "Target": target})
    return found


def _harmless(main: str, trees: dict[str, Elements]) -> None:
    """Refuse what runs, what is another program's, and what fetches something from elsewhere."""
    seen, todo = {""}, [""]
    while todo:
        part = todo.pop()
        for relation in _relations(part, trees):
            kind, target = relation["Type"].rpartition("/")[2], relation["Target"]
            if kind in RUNNING:
                raise unfit("template.macros")
            if kind == "slide" and part == main:
                continue  # samples, which are left out
            if kind in EMBEDDED:
                raise unfit("template.embedded", target)
            if relation.get("TargetMode") == "External":
                clicked = kind == "hyperlink" and target.lower().startswith(HARMLESS)
                # What a document was made of once is taken out of it.
                if not clicked and kind != "attachedTemplate":
                    raise unfit("template.external", target)
            elif target not in seen:
                seen.add(target)
                todo.append(target)
    for part in seen:
        _fetches_nothing(trees.get(part, []))


def _fetches_nothing(elements: Elements) -> None:
    asked = []
    for tag, given, said in elements:
        if tag in {"instrText", "fldSimple"}:
            asked.append(said or given.get("instr", ""))
        if "://" in given.get("src", ""):
            raise unfit("template.external", given["src"])
    # A word processor may have cut a field's words in pieces.
    for said in (*asked, "".join(asked)):
        if FETCHING & set(said.upper().split()):
            raise unfit("template.fetching", said.strip())


# What it offers -----------------------------------------------------------------------------------


def _slides(file: io.BytesIO) -> Json:
    from pptx import Presentation  # noqa: PLC0415 - only this format needs it

    deck: Any = Presentation(file)
    if not len(deck.slide_layouts):
        raise unfit("template.no_layout")
    layouts = [
        {
            "name": layout.name,
            "places": [_place(each) for each in layout.placeholders][:MOST_NAMED],
        }
        for layout in deck.slide_layouts
    ]
    return {
        "size": [deck.slide_width, deck.slide_height],
        "samples": len(deck.slides),
        "notes": any(
            each.placeholder_format.type.name == "BODY" for each in deck.notes_master.placeholders
        ),
        "layouts": layouts[:MOST_NAMED],
    }


def _place(shape: Any) -> Json:  # noqa: ANN401 - python-pptx's
    """Return a placeholder: number, kind, name, the words that stand in it, x, y, width, height."""
    return {
        "idx": shape.placeholder_format.idx,
        "kind": shape.placeholder_format.type.name,
        "name": shape.name,
        "prompt": shape.text_frame.text if shape.has_text_frame else "",
        "box": [shape.left or 0, shape.top or 0, shape.width or 0, shape.height or 0],
    }


def _text(file: io.BytesIO, trees: dict[str, Elements]) -> Json:
    from docx import Document  # noqa: PLC0415 - only this format needs it

    document = Document(file)
    marks = [
        given.get("name") or given.get("val", "")
        for name, each in trees.items()
        if name.startswith("word/")
        for tag, given, _ in each
        if tag in {"bookmarkStart", "alias", "tag"}
    ]
    styles = [
        {"name": style.name or "", "kind": style.type.name, "own": not style.builtin}
        for style in document.styles
    ]
    return {
        "styles": styles[:MOST_NAMED],
        "marks": [mark for mark in dict.fromkeys(marks) if mark and not mark.startswith("_")],
    }
