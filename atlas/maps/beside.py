"""What maps that stand beside each other have otherwise: read from query strings, and said."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeVar
from urllib.parse import parse_qs, urlencode

from atlas.i18n import LANGS, text
from atlas.model.names import SHOWN
from atlas.model.vocabulary import SelectionError, UnknownValue
from atlas.office.edition import NOW
from atlas.office.vintage import NAMES as OF_VINTAGE
from atlas.office.vintage import Vintage, other
from atlas.selection.flags import FLAGS, NO_SHEET, PICKED, SHEET
from atlas.selection.selection import Selection

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas

MOST = 11  # maps beside one
# What another map may have otherwise; all else is common, so that one legend serves all.
OTHERWISE = (*FLAGS, "min-grade", "scheme", *OF_VINTAGE)
SINGLE = {"min_grade", "scheme"}  # fields of a selection that always hold a value


class Sided(Protocol):
    """A map that others stand beside: see `atlas.maps.specification.Specification`."""

    @property
    def selection(self) -> Selection:
        """The zones."""
        ...

    @property
    def zone(self) -> str:
        """Id of the zone that is marked; empty for none."""
        ...

    @property
    def vintage(self) -> Vintage:
        """By which document the zones are shown, and which of the office's data with them."""
        ...

    @property
    def beside(self) -> tuple[str, ...]:
        """What the maps beside it have otherwise."""
        ...

    @classmethod
    def parse(
        cls, params: Mapping[str, str | Sequence[str]], atlas: "Atlas"
    ) -> tuple[Self, tuple[UnknownValue, ...]]:
        """Read a map from a link's parameters."""
        ...

    def to_params(self, *, analysis: bool = False) -> dict[str, str | list[str]]:
        """Return the parameters of a link."""
        ...

    def with_(self, **changes: Any) -> Self:  # noqa: ANN401 - fields of several types
        """Return a copy with some fields changed."""
        ...


Map = TypeVar("Map", bound=Sided)


def read(shown: Map, atlas: "Atlas") -> tuple[Map, list[UnknownValue]]:
    """
    Set aside what is wrong with the maps beside one.

    Parameters
    ----------
    shown
        The map, with its query strings as they were given.
    atlas
        Its edition; knows which values there are.

    Returns
    -------
    Sided
        The map, with those that are right as they are written.
    list of UnknownValue
        What is wrong.
    """
    sides: list[str] = []
    wrong: list[UnknownValue] = []
    for changes in shown.beside:
        given = parse_qs(changes, keep_blank_values=True)
        strange = [name for name in given if name not in OTHERWISE]
        if strange or not given:
            wrong.append(_unknown((strange or [changes])[0]))
            continue
        side, unknown = altered(shown, changes, atlas)
        if unknown:
            wrong += unknown
            continue
        params = side.to_params()
        kept = {name: params.get(name, "") for name in OTHERWISE if name in given}
        sides.append(urlencode(kept, doseq=True))
    return shown.with_(beside=tuple(dict.fromkeys(sides))), wrong


def _unknown(value: str) -> UnknownValue:
    zh, en = (tuple(text(f"flag.{name}", lang) for name in OTHERWISE) for lang in LANGS)
    return UnknownValue("beside", value[:SHOWN], known=OTHERWISE, known_zh=zh, known_en=en)


def altered(shown: Map, changes: str, atlas: "Atlas") -> tuple[Map, tuple[UnknownValue, ...]]:
    """
    Return a map alone with what a query string says otherwise, and what is wrong with that.

    Parameters
    ----------
    shown
        The map.
    changes
        Parameters of `OTHERWISE`; one without a value stands for what is usual.
    atlas
        The map's edition.
    """
    given = parse_qs(changes, keep_blank_values=True)
    params = _alone(shown).to_params(analysis=True) | dict(given)
    if PICKED in given:
        params[SHEET] = shown.zone or NO_SHEET  # a single zone is picked too
    try:
        found = atlas_of(Vintage.parse(params, atlas)[0], shown, atlas)
    except SelectionError as error:
        return _alone(shown), tuple(error.unknown)
    return type(shown).parse(params, found)


def atlas_of(wanted: Vintage, shown: Sided, atlas: "Atlas") -> "Atlas":
    """
    Return the atlas that a map beside another is of.

    Parameters
    ----------
    wanted
        Its vintage.
    shown, atlas
        The other map, and its atlas.

    Raises
    ------
    SelectionError
        If there is no such document or change.
    """
    if wanted == shown.vintage:
        return atlas
    head, asked = other(atlas, Vintage()).revision, wanted.edition.as_of
    if asked > head:
        known = ("0", str(head))
        raise SelectionError([UnknownValue("as-of", str(asked), known=known)])
    return other(atlas, wanted)


def _alone(shown: Map) -> Map:
    return shown.with_(panels="", beside=())


def sides(shown: Map, atlas: "Atlas") -> tuple[Map, ...]:
    """Return the maps that stand beside each other: one alone, then those beside it."""
    return (_alone(shown), *(altered(shown, changes, atlas)[0] for changes in shown.beside))


def titles(shown: Sequence[Sided], atlas: "Atlas", *, lang: str) -> list[str]:
    """
    Say in what maps differ, a few words each.

    Parameters
    ----------
    shown
        The maps.
    atlas
        Knows the names.
    lang
        ``"zh"`` or ``"en"``.
    """
    first = shown[0]
    common: dict[str, Any] = {}
    for each in fields(Selection):
        values = {getattr(one.selection, each.name) for one in shown}
        if len(values) == 1 and each.name not in SINGLE:
            common[each.name] = ()
    words = [[one.selection.with_(**common).describe_parts(atlas, lang=lang)] for one in shown]
    if any(one.selection.scheme != first.selection.scheme for one in shown):
        for said, one in zip(words, shown, strict=True):
            said.append(atlas.label("schemes", one.selection.scheme, lang))
    if len({one.vintage.document for one in shown}) > 1:
        for said, one in zip(words, shown, strict=True):
            said.append(atlas.label("documents", one.vintage.document, lang, short=True))
    for name, said_as in (("own", _owned), ("as_of", _dated)):
        if len({getattr(one.vintage.edition, name) for one in shown}) > 1:
            for said, one in zip(words, shown, strict=True):
                said.append(said_as(one.vintage, atlas, lang))
    whole = text("describe.all", lang)
    return [text("describe.and", lang).join(filter(None, said)) or whole for said in words]


def _owned(vintage: Vintage, atlas: "Atlas", lang: str) -> str:
    if vintage.edition.own:
        return text("edition.with_own", lang)
    by = atlas.documents.loc[vintage.document, f"by_{lang}"]
    return text("edition.without_own", lang, by=by)


def _dated(vintage: Vintage, _atlas: "Atlas", lang: str) -> str:
    n = vintage.edition.as_of
    return text("edition.now", lang) if n == NOW else text("edition.after", lang, n=n)
