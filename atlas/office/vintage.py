"""Which atlas is asked for: by which document, with which of the office's data laid over it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from atlas.model import documents, parameters
from atlas.model.atlas import USUAL_DOCUMENT
from atlas.model.names import SHOWN
from atlas.model.vocabulary import UnknownValue
from atlas.office.edition import PARAMETERS as OF_EDITION
from atlas.office.edition import Edition

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas

PARAMETERS = (
    parameters.single(
        "document",
        lambda value, atlas: value if atlas is None or value in atlas.documents.index else None,
        wrong=lambda value, atlas: (
            documents.wrong(value, atlas) or UnknownValue("document", value[:SHOWN])
        ),
    ),
)
NAMES = tuple(each.name for each in (*PARAMETERS, *OF_EDITION))  # in a link


@dataclass(frozen=True, slots=True)
class Vintage:
    """
    Which atlas is asked for.

    Attributes
    ----------
    document
        By which document the zones are shown: a slug of ``atlas.documents``.
    edition
        What an office has laid over that.
    """

    document: str = USUAL_DOCUMENT
    edition: Edition = field(default_factory=Edition)

    @classmethod
    def parse(
        cls, params: Mapping[str, str | Sequence[str]], atlas: "Atlas | None" = None
    ) -> tuple["Vintage", tuple[UnknownValue, ...]]:
        """
        Read what is asked for from parameters.

        Parameters
        ----------
        params
            Parameter name -> values; others are passed over.
        atlas
            Knows which documents there are; without one any is taken, for who gets the atlas to
            say what is wrong.

        Returns
        -------
        vintage : Vintage
        unknown : tuple of UnknownValue
            What could not be read; the usual stands in its place.
        """
        found, wrong = parameters.read(params, PARAMETERS, atlas)
        edition, strange = Edition.parse(params)
        return cls(edition=edition, **found), (*wrong, *strange)

    def to_params(self) -> dict[str, str | list[str]]:
        """Return what a link carries; nothing for what is usual."""
        return parameters.written(self, Vintage(), PARAMETERS) | self.edition.to_params()

    def query(self) -> str:
        """Return what a link carries as a query string; an empty text for what is usual."""
        params = self.to_params()
        return "?" + urlencode(params) if params else ""

    def labels(self, atlas: "Atlas", lang: str = "zh") -> list[str]:
        """Return what the name of a file says of it; nothing for what is usual."""
        named = self.document != USUAL_DOCUMENT
        said = [atlas.label("documents", self.document, lang, short=True)] if named else []
        return [*(each.replace(" ", "") for each in said), *self.edition.labels(lang)]


def other(atlas: "Atlas", wanted: Vintage) -> "Atlas":
    """
    Return another vintage of an atlas; by its document alone where no other edition is known.

    Parameters
    ----------
    atlas
        Some vintage.
    wanted
        The one asked for.

    Raises
    ------
    SelectionError
        If there is no such document or change.
    StoreError
        If the store cannot be read.
    """
    if atlas.editions:
        return atlas.editions(wanted)
    return documents.under(atlas, wanted.document)
