"""Find the layout of a template that fits a sheet best, and what goes into its placeholders."""

from collections.abc import Mapping
from dataclasses import dataclass

from atlas.briefing.template.model import Box, Place, SlideLayout, Template
from atlas.briefing.template.words import ON_SLIDES, role_of

# Kinds of placeholders that say themselves what they are for.
FIXED = {
    "TITLE": "title",
    "CENTER_TITLE": "title",
    "SUBTITLE": "sentence",
    "DATE": "date",
    "SLIDE_NUMBER": "number",
}
OPEN = ("PICTURE", "OBJECT", "CHART", "BODY", "BITMAP", "MEDIA_CLIP", "ORG_CHART", "TABLE")
UPRIGHT = ("VERTICAL_TITLE", "VERTICAL_BODY", "VERTICAL_OBJECT")
LEAST_MAP = 0.12  # of a slide
LEAST_TABLE = 0.06
LOW = 0.12  # of a slide's height: what is lower holds a line or two, no table
BESIDE = 1.7  # width to height of a map's place from which the table finds room beside the map
MARGIN = 0.04  # of a slide: around what has no placeholder


@dataclass(frozen=True, slots=True)
class Fit:
    """
    Where the parts of a sheet go on a slide of a template.

    Attributes
    ----------
    layout
        The layout.
    places
        Role -> placeholder, ``"number"`` and ``"footer"`` among the roles.
    chosen
        Of how many of them the office said by a name what they are for.
    map
        Where the map is set, points: in its placeholder, else in the free part of the slide.
    """

    layout: SlideLayout
    places: Mapping[str, Place]
    chosen: int
    map: Box

    @property
    def is_free(self) -> bool:
        """Whether the map has no placeholder."""
        return "map" not in self.places

    @property
    def is_beside(self) -> bool:
        """Whether the table, without a placeholder, finds room beside the map."""
        return "table" not in self.places and self.map[2] / self.map[3] >= BESIDE


def fit(template: Template) -> Fit:
    """
    Return how a sheet fits a template of slides.

    The layout is the one with the most placeholders that are named for a part of a sheet; where
    none is named, the one with a title and the largest room for the map.
    """
    fits = [_fit(layout, template.size) for layout in template.layouts]
    return max(fits, key=_good)


def _good(found: Fit) -> tuple[int, bool, bool, float]:
    return found.chosen, "title" in found.places, not found.is_free, found.map[2] * found.map[3]


def _fit(layout: SlideLayout, size: tuple[float, float]) -> Fit:
    places: dict[str, Place] = {}
    chosen = 0
    rest: list[Place] = []
    for place in layout.places:
        role, named = _role(place)
        if role and role not in places:
            places[role] = place
            chosen += named
        elif place.kind in OPEN and place.area:
            rest.append(place)
    _give(places, rest, size)
    room = places["map"].box if "map" in places else _free(layout, places, size)
    return Fit(layout, places, chosen, room)


def _role(place: Place) -> tuple[str, bool]:
    """Return what a placeholder is for by its kind or its names, and whether by its names."""
    if place.kind in UPRIGHT:
        return "", False
    said = [role_of(words, ON_SLIDES) for words in (place.name, place.prompt)]
    role, named = next((each for each in said if each[1]), ("", False))
    if fixed := FIXED.get(place.kind):
        return fixed, False
    if place.kind == "FOOTER":
        return (role, True) if role in {"source", "footnote", "mark"} else ("footer", False)
    return role, named


def _give(places: dict[str, Place], rest: list[Place], size: tuple[float, float]) -> None:
    """Give what is still without a placeholder the nearest of those that are left."""
    whole = size[0] * size[1]

    def take(role: str, fitting: list[Place]) -> None:
        if role not in places and fitting:
            places[role] = max(fitting, key=lambda place: place.area)
            rest.remove(places[role])

    large = [place for place in rest if place.area >= LEAST_MAP * whole and place.kind != "TABLE"]
    take("map", [place for place in large if place.kind == "PICTURE"] or large)
    tables = [place for place in rest if place.kind == "TABLE"]
    high = [
        place
        for place in rest
        if place.area >= LEAST_TABLE * whole
        and place.box[3] >= LOW * size[1]
        and place.kind != "PICTURE"
    ]
    take("table", tables or high)
    if "footnote" not in places:
        lines = [place for place in rest if place.kind in {"BODY", "OBJECT"}]
        below = places["map"].box[1] if "map" in places else 0.0
        take("source", [place for place in lines if place.box[1] > below])


def _free(layout: SlideLayout, places: Mapping[str, Place], size: tuple[float, float]) -> Box:
    """Return the part of a slide between its title and its foot, points."""
    width, height = size
    x, top, bottom = MARGIN * width, MARGIN * height, (1 - MARGIN) * height
    for place in layout.places:
        _, y, _, high = place.box
        if not high:
            continue
        if place in places.values() and y + high < height / 2:
            top = max(top, y + high + MARGIN / 2 * height)
        elif y > 0.75 * height:
            bottom = min(bottom, y - MARGIN / 4 * height)
    if bottom - top < height / 3:
        top, bottom = MARGIN * height, (1 - MARGIN) * height
    return x, top, width - 2 * x, bottom - top
