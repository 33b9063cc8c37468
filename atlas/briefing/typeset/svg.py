"""Write a scene as SVG: text stays text, numbers are short, nothing in the data is markup."""

import base64
import re
from collections.abc import Iterable
from xml.etree import ElementTree as ET

import numpy as np

from atlas.maps.print import fonts as face
from atlas.maps.print.scene import Group, Item, Path, Ring, Scene, Symbol, Text, outline

SVG = "http://www.w3.org/2000/svg"
DECIMALS = 1  # of coordinates in points: a tenth is finer than a 600 dpi printer's dot
# What XML 1.0 has no way to write.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(scene: Scene, *, metadata: str = "", fonts: bool = True) -> str:
    """
    Write a scene as an SVG document.

    Parameters
    ----------
    scene
        The sheet.
    metadata
        A text for the file's metadata element.
    fonts
        Whether the letters used are put into the file, so that it looks the same everywhere. A
        typesetter with the faces at hand needs none.

    Returns
    -------
    str
        The same for the same scene; sizes in points.
    """
    root = ET.Element(
        "svg",
        {
            "xmlns": SVG,
            "width": f"{scene.width:g}pt",
            "height": f"{scene.height:g}pt",
            "viewBox": f"0 0 {scene.width:g} {scene.height:g}",
            "font-family": face.FAMILY,
            "role": "img",
        },
    )
    for name, words in (("title", scene.title), ("desc", scene.description)):
        ET.SubElement(root, name).text = _writable(words)
    if metadata:
        ET.SubElement(root, "metadata", id="atlas-proof").text = _writable(metadata)
    definitions = ET.SubElement(root, "defs")
    if fonts:
        # Else a browser rounds each letter's width to whole pixels, and lines of small ones run
        # into what stands beside them.
        root.set("text-rendering", "geometricPrecision")
        ET.SubElement(definitions, "style").text = _font_faces(scene)
    ET.SubElement(root, "rect", width="100%", height="100%", fill=scene.background)
    _Writer(definitions).add(root, scene.items)
    return ET.tostring(root, encoding="unicode")


def _writable(text: str) -> str:
    return _UNWRITABLE.sub(" ", text)


def _font_faces(scene: Scene) -> str:
    """Return the style sheet that carries the letters the scene uses."""
    texts = [item for item in scene.walk() if isinstance(item, Text)]
    rules = []
    for bold, weight in ((False, 400), (True, 700)):
        letters = "".join(sorted({c for item in texts if item.bold == bold for c in item.text}))
        if letters:
            data = base64.b64encode(face.subset(letters, bold=bold)).decode()
            rules.append(
                f"@font-face{{font-family:'{face.FAMILY}';font-weight:{weight};"
                f"src:url(data:font/woff;base64,{data})}}"
            )
    return "".join(rules)


class _Writer:
    """Turns items into elements; keeps the clip paths they need."""

    def __init__(self, definitions: ET.Element) -> None:
        self.definitions = definitions
        self.clips = 0

    def add(self, parent: ET.Element, items: Iterable[Item]) -> None:
        for item in items:
            match item:
                case Group():
                    self._group(parent, item)
                case Path():
                    _path(parent, item)
                case Symbol():
                    _symbol(parent, item)
                case Text():
                    _text(parent, item)

    def _group(self, parent: ET.Element, group: Group) -> None:
        attributes = {"id": group.name} if group.name else {}
        if group.clip is not None:
            self.clips += 1
            name = f"clip-{self.clips}"
            clip = ET.SubElement(self.definitions, "clipPath", id=name)
            x, y, width, height = map(_number, group.clip)
            ET.SubElement(clip, "rect", x=x, y=y, width=width, height=height)
            attributes["clip-path"] = f"url(#{name})"
        self.add(ET.SubElement(parent, "g", attributes), group.items)


def _number(value: float) -> str:
    return f"{round(value, 2):g}"


def _data(rings: Iterable[Ring], *, closed: bool) -> str:
    """Return path data; vertices that rounding makes equal to the one before are left out."""
    written = []
    for ring in rings:
        points = np.round(ring, DECIMALS)
        kept = np.ones(len(points), dtype=bool)
        kept[1:] = (np.diff(points, axis=0) != 0).any(axis=1)
        pairs = (f"{x:g} {y:g}" for x, y in points[kept].tolist())
        written.append("M" + "L".join(pairs) + ("Z" if closed else ""))
    return "".join(written)


def _stroke(item: Path | Symbol) -> dict[str, str]:
    if not item.stroke or not item.width:
        return {}
    return {"stroke": item.stroke, "stroke-width": _number(item.width)}


def _path(parent: ET.Element, path: Path) -> None:
    attributes = {"d": _data(path.rings, closed=path.closed), "fill": path.fill or "none"}
    if path.fill and len(path.rings) > 1:
        attributes["fill-rule"] = "evenodd"
    attributes |= _stroke(path)
    if attributes.get("stroke"):
        attributes["stroke-linejoin"] = "round"
    if path.dash:
        attributes["stroke-dasharray"] = " ".join(map(_number, path.dash))
    if path.opacity < 1:
        attributes["opacity"] = _number(path.opacity)
    if path.fill and path.fill_opacity < 1:
        attributes["fill-opacity"] = _number(path.fill_opacity)
    ET.SubElement(parent, "path", attributes)


def _symbol(parent: ET.Element, symbol: Symbol) -> None:
    attributes = {"fill": symbol.fill or "none", **_stroke(symbol)}
    if symbol.opacity < 1:
        attributes["opacity"] = _number(symbol.opacity)
    if symbol.role == "zone":
        attributes["data-zone"] = symbol.key
    if symbol.shape == "circle":
        place = {"cx": symbol.x, "cy": symbol.y, "r": symbol.size / 2}
        element = ET.SubElement(
            parent, "circle", {k: _number(v) for k, v in place.items()} | attributes
        )
    else:
        # Small shapes need the second decimal to keep their form.
        pairs = (f"{_number(x)},{_number(y)}" for x, y in outline(symbol).tolist())
        element = ET.SubElement(parent, "polygon", {"points": " ".join(pairs)} | attributes)
    if symbol.alt:
        ET.SubElement(element, "title").text = _writable(symbol.alt)


def _text(parent: ET.Element, text: Text) -> None:
    attributes = {
        "x": _number(text.x),
        "y": _number(text.y),
        "font-size": _number(text.size),
        "fill": text.fill,
    }
    if text.bold:
        attributes["font-weight"] = "700"
    if text.anchor != "start":
        attributes["text-anchor"] = text.anchor
    if text.spacing:
        attributes["letter-spacing"] = _number(text.spacing)
    if text.halo:
        # One text with its seam painted first: two texts would be found twice.
        attributes |= {
            "stroke": text.halo,
            "stroke-width": _number(text.halo_width),
            "stroke-linejoin": "round",
            "paint-order": "stroke",
        }
    ET.SubElement(parent, "text", attributes).text = _writable(text.text)
