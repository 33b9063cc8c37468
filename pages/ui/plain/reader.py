"""Who reads the plain edition: a view whose links stay in it wherever it has the page."""

import re
from dataclasses import dataclass, fields
from urllib.parse import quote

from atlas.model.attachments import Attachment
from atlas.plan import references
from pages.ui.session.view import BRIEFING, CHANGES, View

HERE = "plain"
ZONES = "zones"
# The pages of the app that have one of their own here; all others lead to the overview.
PLACES = {
    CHANGES: "/changes",
    "indicators": "/indicators",
    BRIEFING: "/files",
    "plan": "/sources",
    "help": "/help",
    "about": "/sources",
}
_BOX = re.compile(r"^\D+(?=\d)")  # the plan's word for a box, before its number


@dataclass(frozen=True, slots=True)
class Reader(View):
    """
    What one reader of the plain edition looks at.

    Attributes
    ----------
    up
        The way from the page's address to where the app is served, such as ``"../../"``: links
        hold below any path and behind any proxy.
    """

    up: str = ""

    @classmethod
    def of(cls, view: View, up: str) -> "Reader":
        """Return the reader who has a view."""
        return cls(
            **{field.name: getattr(view, field.name) for field in fields(View) if field.init}, up=up
        )

    def href(self, page: str = "", **changes: object) -> str:
        """Return a link to a page of the plain edition that carries this view along."""
        page = page or self.page
        zone = str(changes.get("zone", self.zone) or "")
        if page == ZONES and zone:
            place = f"/{ZONES}/{quote(zone, safe='')}"
            changes["zone"] = None
        else:
            place = PLACES.get(page, "")
        ref = str(changes.pop("ref", "")) if page == "plan" else ""
        query = View.query(self, to=page, **changes)
        return f"{self.up}{HERE}{place}{query}{'#' + anchor(ref) if ref else ''}"

    def file(self, kind: str, **changes: object) -> str:
        """Return a link to a file of what is selected."""
        return f"{self.up}{HERE}/file.{kind}{View.query(self, to=BRIEFING, **changes)}"

    def picture(self, name: str) -> str:
        """Return a link to a drawing of what is selected."""
        return f"{self.up}{HERE}/{name}.svg{View.query(self)}"

    def attached(self, attachment: Attachment) -> str:
        """Return a link to a photo or document of a zone."""
        return f"{self.up}{HERE}/attached/{attachment.digest}{View.query(self, to=ZONES)}"

    @property
    def full(self) -> str:
        """The link to the same page of the app with its scripts."""
        return f"{self.up}{View.href(self)}"


def anchor(ref: str) -> str:
    """Return the name, within the page of sources, of the section or box that a place is in."""
    return "at-" + _BOX.sub("box-", references.holder(ref))
