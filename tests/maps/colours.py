"""
How far the colours of a map are apart for an eye: CIEDE2000, and how the colour-blind see them.

`nearest` gives the pairs of neighbours that are told apart worst; `table` prints them.
"""

import itertools
from dataclasses import dataclass

import numpy as np
import shapely

from atlas.briefing.order import SHEET_STYLES
from atlas.maps import choropleth
from atlas.maps.palette import palette
from atlas.maps.style import PATTERNS

LEAST = 10.0  # by which neighbours differ
THEMES = ("light", "dark")  # of the screen, beside the styles of paper
STYLES = (*THEMES, *SHEET_STYLES)

# Machado, Oliveira, Fernandes (2009), severity 1.0; on linear RGB.
SIGHTS = {
    "normal": np.eye(3),
    "protan": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deutan": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritan": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
# IEC 61966-2-1, D65
XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
WHITE = XYZ.sum(axis=1)
_FAR = 25.0**7


def parts(colour):
    """Red, green and blue of ``#rrggbb``, 0 to 1."""
    return np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)]) / 255


def linear(rgb):
    """Light of each channel, of what a screen is told."""
    rgb = np.asarray(rgb)
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def mixed(above, below, opacity):
    """Red, green and blue of a colour that lies over another, as pages and printers mix them."""
    return opacity * np.asarray(above) + (1 - opacity) * np.asarray(below)


def lab(rgb, sight="normal"):
    """L*, a*, b* of a colour, 0 to 1 a channel, as one of `SIGHTS` sees it."""
    light = np.clip(linear(rgb) @ SIGHTS[sight].T, 0, 1)
    t = light @ XYZ.T / WHITE
    f = np.where(t > (6 / 29) ** 3, np.cbrt(t), t * (29 / 6) ** 2 / 3 + 4 / 29)
    x, y, z = f[..., 0], f[..., 1], f[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def delta_e(one, other):
    """CIEDE2000 between two L*, a*, b* (Sharma, Wu, Dalal 2005)."""
    (l1, a1, b1), (l2, a2, b2) = np.moveaxis(one, -1, 0), np.moveaxis(other, -1, 0)
    mean = ((np.hypot(a1, b1) + np.hypot(a2, b2)) / 2) ** 7
    g = 0.5 * (1 - np.sqrt(mean / (mean + _FAR)))
    a1, a2 = (1 + g) * a1, (1 + g) * a2
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = (np.degrees(np.arctan2(b, a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    grey = c1 * c2 == 0
    turn = np.where(grey, 0, (h2 - h1 + 180) % 360 - 180)
    # Half a circle apart: the sign does not matter where the mean below goes with it.
    dl, dc = l2 - l1, c2 - c1
    dh = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn) / 2)
    l_mean, c_mean = (l1 + l2) / 2, (c1 + c2) / 2
    far = np.abs(h1 - h2) > 180
    h_mean = np.where(grey, h1 + h2, (h1 + h2 + np.where(far, 360, 0)) / 2) % 360
    t = (
        1
        - 0.17 * np.cos(np.radians(h_mean - 30))
        + 0.24 * np.cos(np.radians(2 * h_mean))
        + 0.32 * np.cos(np.radians(3 * h_mean + 6))
        - 0.20 * np.cos(np.radians(4 * h_mean - 63))
    )
    sl = 1 + 0.015 * (l_mean - 50) ** 2 / np.sqrt(20 + (l_mean - 50) ** 2)
    sc, sh = 1 + 0.045 * c_mean, 1 + 0.015 * c_mean * t
    rc = 2 * np.sqrt(c_mean**7 / (c_mean**7 + _FAR))
    rt = -np.sin(np.radians(60 * np.exp(-(((h_mean - 275) / 25) ** 2)))) * rc
    light, chroma, hue = dl / sl, dc / sc, dh / sh
    return np.sqrt(light**2 + chroma**2 + hue**2 + rt * chroma * hue)


def luminance(colour):
    """Relative luminance after WCAG 2."""
    return float(linear(parts(colour)) @ XYZ[1])


def contrast(one, other):
    """Contrast of two colours after WCAG 2, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@dataclass(frozen=True)
class Look:
    """How land or a symbol looks: its fill, its pattern or shape, and the colour of its lines."""

    name: str
    fill: np.ndarray
    pattern: str = ""
    ink: np.ndarray | None = None

    def pale(self, ground, share):
        """Return the same where it lies back: so much of it over the ground."""
        ink = None if self.ink is None else mixed(self.ink, mixed(self.fill, ground, share), share)
        return Look(f"{self.name}, pale", mixed(self.fill, ground, share), self.pattern, ink)

    def apart(self, other, sight):
        """
        How far two looks are apart, CIEDE2000.

        By their fills; where they have the same pattern, by its lines if those differ more; where
        they have different ones, by how far the lines stand out from what they fill.
        """
        found = [delta_e(lab(self.fill, sight), lab(other.fill, sight))]
        if self.pattern and self.pattern == other.pattern:
            found.append(delta_e(lab(self.ink, sight), lab(other.ink, sight)))
        elif self.pattern != other.pattern:
            found += [
                delta_e(lab(each.ink, sight), lab(each.fill, sight))
                for each in (self, other)
                if each.pattern
            ]
        return float(max(found))


@dataclass(frozen=True)
class Pair:
    """Two neighbours as one of `SIGHTS` sees them in one of `STYLES`; `delta` is CIEDE2000."""

    kind: str
    style: str
    sight: str
    one: str
    other: str
    delta: float


def looks(atlas, style):
    """Key of the style table -> what it looks like in a style; a type's shape is no pattern."""
    name, side = (SHEET_STYLES[0], style) if style in THEMES else (style, "light")
    suffix = "_dark" if side == "dark" else ""
    found = {}
    for key, row in palette(atlas, name).items():
        fill, stroke = getattr(row, f"fill{suffix}"), getattr(row, f"stroke{suffix}")
        shape = row.shape if row.shape in PATTERNS and not suffix else ""
        if fill:
            found[key] = Look(key, parts(fill), shape, parts(stroke) if shape else None)
    return found


def touching(atlas):
    """Pairs of areas, of one regionalisation each, whose prefectures have a boundary in common."""
    land, found = atlas.prefectures.geometry, set()
    for scheme in atlas.schemes.index:
        area = atlas.prefectures[f"area_{scheme}"]
        for a, b in itertools.combinations(land.index, 2):
            if area[a] != area[b] and shapely.intersection(land[a], land[b]).length:
                found.add(tuple(sorted((area[a], area[b]))))
    return sorted(found)


def neighbours(atlas, style):
    """
    Yield what lies side by side on a map of a style: kind, look and look.

    Areas that touch; an area that stands out and the pale rest, be it its own; classes of numbers
    that follow one another, any two of words, any two types of zones.
    """
    known = looks(atlas, style)
    rows = palette(atlas, SHEET_STYLES[0] if style in THEMES else style)
    ground = known["ground" if style in THEMES else "sheet/map"].fill
    share = 1 - rows["veil"].opacity
    areas = {each: known[f"area/{each}"] for each in atlas.areas.index}
    pairs = touching(atlas)
    yield from (("areas", areas[a], areas[b]) for a, b in pairs)
    beside = [*pairs, *((b, a) for a, b in pairs), *((a, a) for a in areas)]
    yield from (("emphasis", areas[a], areas[b].pale(ground, share)) for a, b in beside)
    steps = [known[f"shade/{n}"] for n in range(1, choropleth.CLASSES + 1)]
    yield from (("classes", a, b) for a, b in itertools.pairwise(steps))
    words = [known[f"word/{n}"] for n in range(1, choropleth.WORDS + 1)]
    yield from (("words", a, b) for a, b in itertools.combinations(words, 2))
    types = [known[f"type/{each}"] for each in atlas.types.index]
    # Types differ by their shapes; in grey by those alone.
    if style != "grey":
        yield from (("types", a, b) for a, b in itertools.combinations(types, 2))


def measured(atlas, style):
    """All neighbours of a style under all of `SIGHTS`."""
    return [
        Pair(kind, style, sight, one.name, other.name, one.apart(other, sight))
        for kind, one, other in neighbours(atlas, style)
        for sight in SIGHTS
    ]


def nearest(atlas):
    """Return the pair of each kind and style that is told apart worst, the worst first."""
    found = {}
    for style in STYLES:
        for pair in measured(atlas, style):
            key = pair.kind, style
            if key not in found or pair.delta < found[key].delta:
                found[key] = pair
    return sorted(found.values(), key=lambda pair: pair.delta)


def table(pairs):
    """Return pairs as a Markdown table: what `make audit` prints of colours."""
    head = "| neighbours | style | sight | pair | CIEDE2000 |\n|---|---|---|---|---:|"
    rows = (
        f"| {each.kind} | {each.style} | {each.sight} | {each.one} - {each.other} |"
        f" {each.delta:.1f} |"
        for each in pairs
    )
    return "\n".join([head, *rows])
