"""Answer a planner's questions, each in three steps with a picture and a link to try it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from atlas.i18n import LANGS
from atlas.maps import marks
from atlas.maps.marks import Mark
from atlas.model.atlas import Atlas
from atlas.plan import lists
from atlas.selection import counts
from atlas.selection.flags import FLAGS
from pages.ui.markup import render
from pages.ui.markup.render import Linking
from pages.ui.session.view import View

PICTURES = Path(__file__).with_name("pictures")
PLACE = "pictures"  # the path they are served under
SIZE = (620, 395)  # pixels
SOME = 3  # zones of a comparison
ASIDE = 1.2  # degrees from a zone to what an example says of it


@dataclass(frozen=True, slots=True)
class Question:
    """
    A question and where one tries the answer.

    Attributes
    ----------
    slug
        Of its strings ``help.<slug>.*``.
    page
        The page that answers it.
    params
        Of the link, as of `View.href`.
    """

    slug: str
    page: str
    params: Mapping[str, Any]

    def picture(self, lang: str) -> str:
        """Return the name of its picture's file."""
        return f"{self.slug}-{lang}.webp"


@lru_cache(maxsize=4)  # an atlas compares by identity
def questions(atlas: Atlas) -> tuple[Question, ...]:
    """Return the questions, in the order in which they come up; the examples are the data's own."""
    sizes = counts.by(atlas, atlas.zones, "cluster")
    large = str(sizes.sort_values(ascending=False, kind="stable").index[1 % len(sizes)])
    zones = [str(zone) for zone in atlas.zones.index[:SOME]]
    one, area = zones[0], str(atlas.areas.index[0])
    listed = lists.alike(atlas)
    asked = (
        ("find", "overview", {"text": atlas.zones.loc[one, "short_zh"]}),
        ("narrow", "overview", {"cluster": large}),
        ("why", "clusters", {"cluster": large}),
        ("piece", "briefing", {"cluster": large}),
        ("offline", "briefing", {"area": area}),
        ("beside", "compare", {"compare": zones}),
        ("mark", "overview", {"mark": [marks.write(_said_of(atlas, one))]}),
        ("around", "overview", {}),
        ("panels", "overview", {"panels": "area"}),
        ("keep", "briefing", {"area": area}),
        ("named", "compare", {"lists": list(listed[0]) if listed else None}),
        ("near", "zones", {"zone": one}),
        ("missing", "analysis", {"topic": "gaps"}),
        ("origin", "plan", {"ref": str(atlas.zones.loc[one, "source"])}),
        ("own", "data", {}),
        ("still", "briefing", {}),
    )
    return tuple(Question(*each) for each in asked)


def _said_of(atlas: Atlas, zone: str) -> Mark:
    """Return a callout that speaks of a zone, as an example."""
    lon, lat = (float(atlas.zones.loc[zone, side]) for side in ("lon", "lat"))
    return Mark("callout", marks.STYLES[0], ((lon, lat), (lon + ASIDE, lat - ASIDE)), "A")


def answers(view: View, atlas: Atlas) -> None:
    """Draw the questions as a list, then each with its steps and its picture."""
    render.html("plan/help", lang=view.lang, atlas=atlas, view=view, **told(view, atlas))


def told(view: Linking, atlas: Atlas, *, up: str = "") -> dict[str, object]:
    """
    Return what the templates of the questions name.

    Parameters
    ----------
    view
        Makes the links.
    atlas
        The data.
    up
        The way to where the app is served.
    """
    return {
        "questions": [
            (each, _href(view, each), f"{up}{PLACE}/{each.picture(view.lang)}")
            for each in questions(atlas)
        ],
        "size": SIZE,
    }


def _href(view: Linking, question: Question) -> str:
    """Return the link to try an answer: of what is filtered now nothing goes along."""
    nothing = dict.fromkeys((*FLAGS, "zone", "compare"))
    return view.href(question.page, **nothing | question.params)


def first(view: View, atlas: Atlas) -> None:
    """Draw one line for who opens the atlas for the first time: an example, and the way here."""
    example = questions(atlas)[1]
    said = {"example": example, "href": _href(view, example)}
    render.html("plan/first", lang=view.lang, atlas=atlas, view=view, **said)


def pictures() -> dict[str, Path]:
    """Return the pictures by their names."""
    return {path.name: path for lang in LANGS for path in PICTURES.glob(f"*-{lang}.webp")}
