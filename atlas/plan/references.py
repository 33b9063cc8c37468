"""Write a reference for a reader, read one that a reader writes, and say where it leads.

A reference is a place of the plan (``3.2.1``, a sentence ``3.2.1·2``, a box ``专栏4``, its row
``专栏4·7``) or the key of a source card. A cell of the tables has several, parted by ``|``.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from atlas import plan
from atlas.i18n import LANGS, dates, text
from atlas.model.vocabulary import EXAMPLES, InquiryError, UnknownValue, near, unlike
from geodata.schema.tables import DOT, PLAN_CARD, SEPARATOR

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas

SHOWN = 40  # characters of a word that a message repeats
_DOTS = re.compile(r"[\u2022\u2027\u30fb\u2219\u22c5]")  # typed for `DOT`
_SECTION_SIGN = "\u00a7"
_ROW = re.compile(r"(\d+)(?:\u00b7(\d+))?")  # the number of a box, and of its row
_KINDS = ("chapter", "part", "section")  # by how many numbers they have


class UnknownReferenceError(InquiryError):
    """
    What looks like a reference is to no place of the plan.

    Attributes
    ----------
    wrong
        What was given, and the nearest place that there is.
    """

    def __init__(self, wrong: UnknownValue) -> None:
        self.wrong = wrong
        super().__init__(unlike([wrong], "inquire.reference"))


@dataclass(frozen=True, slots=True)
class Reference:
    """
    A reference as a reader sees it.

    Attributes
    ----------
    ref
        As the tables have it.
    shown
        ``3.2.2``, ``Box 4·7``; of a source card its title.
    title
        The heading it stands under, without its number; of a source card who published it.
    number
        Of a source card the number of the document, where it has one.
    is_card
        Whether it is a source card.
    """

    ref: str
    shown: str
    title: str
    number: str
    is_card: bool


# Cells --------------------------------------------------------------------------------------------


def split(cell: str) -> tuple[str, ...]:
    """Return the references of a cell."""
    return tuple(filter(None, cell.split(SEPARATOR)))


def exact(cells: Iterable[str]) -> list[str]:
    """Return the references of some cells, each once."""
    return list(dict.fromkeys(ref for cell in cells for ref in split(cell)))


def whole(cells: Iterable[str]) -> list[str]:
    """Return the sections and boxes that the references of some cells are in, each once."""
    return list(dict.fromkeys(map(holder, exact(cells))))


# Places -------------------------------------------------------------------------------------------


def holder(ref: str) -> str:
    """Return the section or box that a place is in, or is."""
    return ref.partition(DOT)[0]


def is_box(ref: str) -> bool:
    """Return whether a place is a box or in one."""
    return ref.startswith(_box(LANGS[0]))


def within(ref: str, place: str) -> bool:
    """Return whether a place of the plan is another one or stands below it by its number."""
    return ref == place or ref.startswith((f"{place}{DOT}", f"{place}."))


def exactly(ref: str, spoken: Iterable[str]) -> str:
    """
    Return where a reference leads: to the sentence that speaks of what it is a reference for.

    Parameters
    ----------
    ref
        The place.
    spoken
        Sentences that speak of it, as of `atlas.plan.places`; the first within the place is taken,
        and the place itself where there is none.
    """
    return next((each for each in spoken if within(each, ref)), ref)


# For a reader -------------------------------------------------------------------------------------


def written(ref: str, lang: str) -> str:
    """Return a reference as it is written in a language: ``3.2.2``, ``Box 4·7``."""
    if not is_box(ref):
        return ref
    return text("reference.written", lang, n=ref.removeprefix(_box(LANGS[0])))


@lru_cache(maxsize=4)  # an atlas compares by identity; two languages of it and of the one before
def titles(atlas: "Atlas", lang: str) -> Mapping[str, str]:
    """Return the titles of the plan's chapters, sections and boxes by their reference."""
    sections = atlas.sections
    return dict(zip(sections["ref"], sections[f"title_{lang}"], strict=True))


@lru_cache(maxsize=4)
def headings(atlas: "Atlas", lang: str) -> Mapping[str, str]:
    """Return the titles as of `titles`, without the number that stands beside them."""
    # In English the title of a box begins with its number.
    return {
        ref: title.removeprefix(f"{written(ref, lang)}: ")
        for ref, title in titles(atlas, lang).items()
    }


def title(atlas: "Atlas", ref: str, lang: str) -> str:
    """Return the title that a place stands under; a source card has none."""
    return titles(atlas, lang).get(holder(ref), "")


def headed(atlas: "Atlas", ref: str, lang: str) -> str:
    """Return a place with the title it stands under, which may begin with it."""
    number, under = written(ref, lang), title(atlas, ref, lang)
    return under if under.startswith(number) else f"{number} {under}"


def read(atlas: "Atlas", ref: str, lang: str) -> Reference:
    """Return a reference as a reader sees it."""
    if ref in atlas.sources.index:
        card = atlas.sources.loc[ref]
        shown, number = card[f"title_{lang}"], card["number"]
        return Reference(ref, shown, card["publisher"], number, is_card=True)
    under = headings(atlas, lang).get(holder(ref), "")
    return Reference(ref, written(ref, lang), under, "", is_card=False)


def short(atlas: "Atlas", ref: str, lang: str) -> str:
    """Return a reference as a narrow column has it: a document's short name, a card's year."""
    if ref not in atlas.sources.index:
        return written(ref, lang)
    documents = atlas.documents
    listing = documents.index[documents["source"] == ref]
    if len(listing):
        return atlas.label("documents", str(listing[0]), lang, short=True)
    year, *_ = str(atlas.sources.loc[ref, "date"]).split("-")
    return text("reference.of_year", lang, year=year).strip()


def cite(atlas: "Atlas", ref: str, lang: str) -> str:
    """
    Return where a fact comes from, as a footnote says it.

    Parameters
    ----------
    atlas
        Knows sections and source cards.
    ref
        A chapter, part or section, a box or its row, or the key of a source card.
    lang
        ``"zh"`` or ``"en"``.

    Returns
    -------
    str
        The place with its heading; the plan's prose is not quoted.
    """
    said = read(atlas, ref, lang)
    if said.is_card:
        return _card(atlas, said, lang)
    if is_box(ref) and (found := _ROW.search(ref)):
        n, row = found.groups()
        return text(f"reference.{'item' if row else 'box'}", lang, n=n, row=row, title=said.title)
    numerals = text("reference.numerals", lang).split("|")
    parts = dict(zip("abc", (numerals[int(n) - 1] for n in ref.split(".")), strict=False))
    return text(f"reference.{_KINDS[len(parts) - 1]}", lang, title=said.title, **parts)


def _card(atlas: "Atlas", said: Reference, lang: str) -> str:
    card = atlas.sources.loc[said.ref]
    is_plan = said.ref == PLAN_CARD
    # Publishers have Chinese names only.
    publisher = said.title if lang == LANGS[0] and not is_plan else ""
    unchecked = "" if card["verified"] == str(True) else text("reference.unchecked", lang)
    parts = (publisher, said.number, dates.written(card["date"], lang), unchecked)
    more = text("reference.comma", lang).join(filter(None, parts))
    if not more:
        return said.shown
    return text(f"reference.{'plan' if is_plan else 'card'}", lang, title=said.shown, more=more)


def _box(lang: str) -> str:
    """Return the word for a box that stands before its number."""
    return text("reference.written", lang, n="").strip()


# By a reader --------------------------------------------------------------------------------------


def understood(atlas: "Atlas", word: str) -> str:
    """
    Return a word as a reference of the plan, or nothing where it does not look like one.

    Blanks, other dots, a section sign and the English word for a box are understood.

    Raises
    ------
    UnknownReferenceError
        If it looks like one but the plan has no such place; it offers the nearest.
    """
    box = _box(LANGS[0])
    ref = "".join(unicodedata.normalize("NFKC", word).casefold().split())
    ref = _DOTS.sub(DOT, ref.removeprefix(_SECTION_SIGN))
    for other in _boxes():
        if ref.startswith(other):
            ref = box + ref.removeprefix(other).replace(".", DOT)
    refs = atlas.passages["ref"]
    if (refs == ref).any():
        return ref
    if not re.fullmatch(rf"{box}\d.*|\d+\.\d+\.\d.*|[\d.]+{DOT}.*", ref):
        return ""
    if best := near(ref, refs):
        place = plan.place(atlas, best)
        wrong = UnknownValue("", ref[:SHOWN], best, place.title("zh"), place.title("en"))
    else:
        wrong = UnknownValue("", ref[:SHOWN], known=tuple(atlas.sections["ref"].head(EXAMPLES)))
    raise UnknownReferenceError(wrong)


def _boxes() -> Iterator[str]:
    return (_box(lang).casefold() for lang in LANGS)
