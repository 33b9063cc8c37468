"""What one person looks at: the view, which is the URL."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from atlas.i18n import LANGS, dates
from atlas.model.atlas import Atlas
from atlas.model.vocabulary import UnknownValue
from atlas.office.edition import Edition
from atlas.selection.selection import Selection
from pages.ui.session.form import Form
from pages.ui.session.inquiry import Inquiry

BRIEFING = "briefing"  # the page whose links carry the form of a sheet


@dataclass(frozen=True, slots=True)
class View:
    """
    What one person looks at.

    Attributes
    ----------
    lang
        ``"zh"`` or ``"en"``.
    selection
        The filters.
    zone
        The selected zone's id; empty when none is.
    unknown
        Values of the link that the data does not know; they are left out.
    page
        The page's path, e.g. ``"overview"``.
    asked
        The query string as it came, so that a browser can tell to which of its clicks this answers.
    form
        The form of the sheet on the briefing page, as it was left there.
    inquiry
        What is compared, analysed and looked up.
    edition
        Which of the office's data are shown with the plan's.
    shade
        The own column by which zones are coloured; empty for none.
    """

    lang: str
    selection: Selection
    zone: str
    unknown: tuple[UnknownValue, ...]
    page: str
    asked: str = ""
    form: Form = field(default_factory=Form)
    inquiry: Inquiry = field(default_factory=Inquiry)
    edition: Edition = field(default_factory=Edition)
    shade: str = ""

    def params(self, *, to: str = "", **changes: object) -> dict[str, object]:
        """
        Return the parameters of a link to this view with some changed; empty ones are left out.

        Parameters
        ----------
        to
            The page it is for; this one if none is named.
        **changes
            Parameter names with ``_`` for ``-``; None takes a parameter out.
        """
        params: dict[str, object] = dict(self.selection.to_params())
        if self.zone:
            params["zone"] = self.zone
        if self.lang != LANGS[0]:
            params["lang"] = self.lang
        params |= self.edition.to_params() | {"shade": self.shade}
        params |= self.inquiry.to_params(page=to or self.page)
        if (to or self.page) == BRIEFING:
            params |= self.form.to_params()
        params |= {name.replace("_", "-"): value for name, value in changes.items()}
        return {name: value for name, value in params.items() if value}

    def query(self, *, to: str = "", **changes: object) -> str:
        """Return the query string of this view with some parameters changed; see `params`."""
        kept = self.params(to=to, **changes)
        return "?" + urlencode(kept, doseq=True) if kept else ""

    def selected(self) -> str:
        """Return what is selected and in which language, as a text to tell it from others."""
        return urlencode([*self.selection.to_params().items(), ("lang", self.lang)], doseq=True)

    def file_stem(self, atlas: Atlas) -> str:
        """Return the name, without suffix, of a file of what is selected now."""
        return self.selection.file_stem(
            atlas,
            lang=self.lang,
            date=dates.today(),
            beside=self.edition.labels(self.lang),
        )

    def href(self, page: str = "", **changes: object) -> str:
        """Return a link to a page (this one if none is named) that carries this view along."""
        return f"{page or self.page}{self.query(to=page, **changes)}"

    def cleared(self) -> str:
        """Return a link to this page without filters; scheme, language and zone stay."""
        plain = Selection(scheme=self.selection.scheme)
        nothing = dict.fromkeys(self.selection.to_params())
        return self.href(**nothing | plain.to_params())
