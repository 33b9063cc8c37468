"""What one person looks at: the view, which is the URL."""

from dataclasses import dataclass, field, replace
from typing import Any, Self
from urllib.parse import urlencode

from atlas.i18n import LANGS, dates, text
from atlas.maps.specification import CHANGED, COMPARED, NAMES, Mapped, Specification
from atlas.model.atlas import Atlas
from atlas.model.vocabulary import UnknownValue
from atlas.selection.selection import Selection
from pages.ui.session.form import Form
from pages.ui.session.inquiry import Inquiry

BRIEFING = "briefing"  # the page whose links carry the form of a sheet
ANALYSIS, COMPARE, CHANGES = "analysis", COMPARED, CHANGED
DRAWS = (ANALYSIS, COMPARE, CHANGES)  # the pages that draw over their map what they are about
# The pages that show the same whatever is selected, and the one of which only a task follows.
WHOLE, DATA, TAKEN = ("indicators", "plan", "help", "about"), "data", "take"


@dataclass(frozen=True, slots=True)
class View(Mapped):
    """
    What one person looks at.

    Attributes
    ----------
    lang
        ``"zh"`` or ``"en"``.
    map
        What the map shows.
    unknown
        Values of the link that the data does not know; they are left out.
    page
        The page's path, e.g. ``"overview"``.
    asked
        The query string as it came, so that a browser can tell to which of its clicks this answers.
    form
        The form of the sheet on the briefing page, as it was left there.
    inquiry
        What the page is asked beside its map.
    present
        Whether the page's map stands alone in the window.
    """

    lang: str
    map: Specification
    unknown: tuple[UnknownValue, ...]
    page: str
    asked: str = ""
    form: Form = field(default_factory=Form)
    inquiry: Inquiry = field(default_factory=Inquiry)
    present: bool = False

    # Page and zone -> the parameters of a link there, which the many links of a page share.
    _standing: dict[tuple[str, str], dict[str, object]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @classmethod
    def of(cls, lang: str, selection: Selection, *, page: str, **given: Any) -> "View":  # noqa: ANN401 - fields of several types
        """
        Return the view of a map of some zones.

        Parameters
        ----------
        lang, selection, page
            What must be said.
        **given
            Further fields of `View` and of `Specification`.
        """
        of_map = {name: given.pop(name) for name in NAMES if name in given}
        unknown = given.pop("unknown", ())
        return cls(lang, Specification(selection, **of_map), unknown, page, **given)

    @property
    def follows(self) -> bool:
        """Whether what the page shows follows the filters."""
        return self.inquiry.task == TAKEN if self.page == DATA else self.page not in WHOLE

    @property
    def spoken(self) -> Specification | Selection:
        """What the page speaks of: the selection, but on a sheet of zones compared these alone."""
        return self.map if self.page == BRIEFING and self.map.compares else self.selection

    def params(self, *, to: str = "", **changes: object) -> dict[str, object]:
        """
        Return the parameters of a link to this view with some changed; empty ones are left out.

        Parameters
        ----------
        to
            The page it is for; this one if none is named.
        **changes
            Parameter names with ``_`` for ``-``, and one after those that mean something in
            Python; None takes a parameter out.
        """
        key = to, str(changes.pop("zone", self.zone) or "")
        if key not in self._standing:
            self._standing[key] = self._carried(*key)
        given = {name.rstrip("_").replace("_", "-"): value for name, value in changes.items()}
        return {name: value for name, value in (self._standing[key] | given).items() if value}

    def _carried(self, to: str, zone: str) -> dict[str, object]:
        """Return the parameters of a link to a page (this one if empty) where a zone is marked."""
        page = to or self.page
        shown = self.map.with_(zone=zone)
        if self.page in DRAWS and page != BRIEFING:
            # What a page draws over its map goes with it into a sheet, and nowhere else.
            shown = shown.with_(draw="")
        params: dict[str, object] = dict(shown.to_params(analysis=page in {ANALYSIS, CHANGES}))
        if self.lang != LANGS[0]:
            params["lang"] = self.lang
        params |= self.inquiry.to_params(page=page)
        if page == BRIEFING:
            params |= self.form.to_params()
        if self.present and to in {"", self.page}:
            params["present"] = "1"
        return params

    def query(self, *, to: str = "", **changes: object) -> str:
        """Return the query string of this view with some parameters changed; see `params`."""
        kept = self.params(to=to, **changes)
        return "?" + urlencode(kept, doseq=True) if kept else ""

    def selected(self) -> str:
        """Return what is selected and in which language, as a text to tell it from others."""
        return urlencode([*self.selection.to_params().items(), ("lang", self.lang)], doseq=True)

    def file_stem(self, atlas: Atlas) -> str:
        """Return the name, without suffix, of a file of what is selected now, or compared."""
        drawn = [text("describe.drawn", self.lang)] if self.spoken is self.map else []
        return self.selection.file_stem(
            atlas,
            lang=self.lang,
            date=dates.today(),
            beside=(*drawn, *self.vintage.labels(atlas, self.lang)),
        )

    def href(self, page: str = "", **changes: object) -> str:
        """Return a link to a page (this one if none is named) that carries this view along."""
        return f"{page or self.page}{self.query(to=page, **changes)}"

    def cleared(self) -> str:
        """Return a link to this page without filters; scheme, language and zone stay."""
        plain = Selection(scheme=self.selection.scheme)
        return self.selecting(plain).href()

    def selecting(self, selection: Selection) -> Self:
        """Return the same view of other zones."""
        return replace(self, map=self.map.with_(selection=selection))
