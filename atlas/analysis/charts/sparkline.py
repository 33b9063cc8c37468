"""The line of a yearly series that stands beside words: small, without axes, its gaps open."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from atlas.model.series import Points

WIDTH, HEIGHT, EDGE = 76, 20, 4  # px; what is free around the line
SCALE = 4.0
_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
Run = list[tuple[float, float]]


def runs(points: Points) -> list[Run]:
    """
    Return the pieces of a line between its gaps, as places in px from the upper left.

    Parameters
    ----------
    points
        Years and numbers. The line spans its own numbers, the least at its foot; equal ones lie
        halfway up.
    """
    known = [value for _, value in points if value is not None]
    if not known:
        return []
    low, high = min(known), max(known)
    # Halves, for the difference of the greatest floats is none.
    span = high / 2 - low / 2
    across = (WIDTH - 2 * EDGE) / max(len(points) - 1, 1)
    found: list[Run] = [[]]
    for n, (_, value) in enumerate(points):
        if value is None:
            found.append([])
            continue
        share = (value / 2 - low / 2) / span if span else 0.5
        down = EDGE + (HEIGHT - 2 * EDGE) * (1 - share)
        found[-1].append((round(EDGE + n * across, 1), round(down, 1)))
    return [run for run in found if run]


def svg(points: Points, *, colour: str, words: str) -> str:
    """
    Return a line as SVG; an empty text where a zone has no number.

    Parameters
    ----------
    points
        Years and numbers.
    colour
        Of the line, CSS.
    words
        What it shows, for who does not see it.
    """
    drawn = runs(points)
    if not drawn:
        return ""
    return _TEMPLATES.get_template("sparkline.svg.j2").render(
        runs=drawn, end=drawn[-1][-1], colour=colour, words=words, width=WIDTH, height=HEIGHT
    )


def png(points: Points, *, colour: str) -> bytes:
    """
    Return a line as PNG, `SCALE` pixels to one of its own, its ground transparent.

    Parameters
    ----------
    points
        Years and numbers, at least one of them known.
    colour
        Of the line, CSS.
    """
    # It takes long to load, and pages need none of it.
    import vl_convert  # noqa: PLC0415

    made: bytes = vl_convert.svg_to_png(svg(points, colour=colour, words=""), scale=SCALE)
    return made
