"""Number a briefing's headings and footnotes, and say what stands in the footnotes."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from atlas.briefing.report.model import GAP, Paragraph, Run
from atlas.briefing.report.sentences import Section, Sentences
from atlas.briefing.report.words import Words
from atlas.i18n import text
from atlas.plan import references
from geodata.schema.tables import DOT

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas

PLACES_CARD = "nbs-codes"  # by which the county of each zone was checked
# Own footnotes, beside the plan's places and the source cards.
OWN = "own:"
PLACES, POSITIONS, READING, DATA = (
    f"{OWN}{name}" for name in ("places", "positions", "reading", "data")
)


def cite(atlas: "Atlas", ref: str, *, lang: str) -> str:
    """
    Return what a footnote says of where a fact comes from.

    Parameters
    ----------
    atlas
        Knows sections and source cards.
    ref
        A reference as of `atlas.plan.references.cite`, or one of the atlas's own notes (`PLACES`,
        `POSITIONS`, `READING`, `DATA`).
    lang
        ``"zh"`` or ``"en"``.
    """
    if ref.startswith(OWN):
        card = atlas.sources.loc[PLACES_CARD, f"title_{lang}"]
        return text(f"report.foot.{ref.removeprefix(OWN)}", lang, title=card, n=atlas.revision)
    return references.cite(atlas, ref, lang)


class Numbers:
    """
    The numbers of footnotes, in the order in which they come up.

    Sentences that rest on the same places share a footnote.

    Parameters
    ----------
    order
        The plan's places, in the order of the text.

    Attributes
    ----------
    bundles
        References of a footnote, in the order of the plan -> its number, from 1.
    """

    def __init__(self, order: Iterable[str]) -> None:
        self.bundles: dict[tuple[str, ...], int] = {}
        self._places = {ref: i for i, ref in enumerate(order)}

    def of(self, refs: Iterable[str]) -> int:
        """Return the number of the footnote that names some references; 0 where there are none."""
        bundle = tuple(sorted(dict.fromkeys(refs), key=self._rank))
        return self.bundles.setdefault(bundle, len(self.bundles) + 1) if bundle else 0

    def _rank(self, ref: str) -> tuple[int, int]:
        place, _, row = ref.partition(DOT)
        return self._places.get(place, len(self._places)), int(row or 0)


def numbered(
    words: Words, sections: Sequence[Section]
) -> tuple[tuple[Paragraph, ...], tuple[str, ...]]:
    """
    Give headings and footnotes their numbers.

    Parameters
    ----------
    words
        Have the numerals, and the atlas that knows the order of the plan.
    sections
        What is told, in order.

    Returns
    -------
    paragraphs : tuple of Paragraph
        Headings and paragraphs in order.
    footnotes : tuple of str
        Their texts; the first is that of footnote 1.
    """
    numbers = Numbers(words.atlas.sections["ref"])
    numerals = words.say("numerals").split("|")
    paragraphs = []
    for n, section in enumerate(sections):
        title = words.say("heading", n=numerals[n], title=section.title)
        paragraphs.append(Paragraph((Run(title),), heading=True))
        runs = (_runs(told, numbers, GAP[words.lang]) for told in section.paragraphs)
        paragraphs += [Paragraph(own) for own in runs if own]
    return tuple(paragraphs), tuple(_bundled(words, refs) for refs in numbers.bundles)


def _runs(told: Sentences, numbers: Numbers, gap: str) -> tuple[Run, ...]:
    """Return a paragraph's sentences with their notes, a gap between two of them."""
    return tuple(
        Run(
            (gap if place else "") + "".join(clause.said for clause in clauses),
            numbers.of(ref for clause in clauses for ref in clause.refs),
        )
        for place, clauses in enumerate(filter(None, told))
    )


def _bundled(words: Words, refs: Sequence[str]) -> str:
    """Say in one footnote where all of a sentence comes from; the plan is named but once."""
    plan = words.say("foot.plan")
    cited = list(dict.fromkeys(cite(words.atlas, ref, lang=words.lang) for ref in refs))
    pairs = zip(["", *cited], cited, strict=False)
    said = [each.removeprefix(plan) if before.startswith(plan) else each for before, each in pairs]
    return words.say("list.semi").join(said)
