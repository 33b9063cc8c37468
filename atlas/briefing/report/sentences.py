"""Sentences of a briefing with the references that they rest on, not yet numbered."""

from collections.abc import Iterable
from typing import NamedTuple

from atlas.briefing.report.words import Words
from atlas.plan.references import exact


class Clause(NamedTuple):
    """
    A stretch of text and where it comes from.

    Attributes
    ----------
    said
        The text; it brings its own blanks and punctuation.
    refs
        References: places of the plan, keys of source cards, the atlas's own notes.
    """

    said: str
    refs: tuple[str, ...] = ()


# Empty where there is nothing to say.
Sentence = tuple[Clause, ...]
Sentences = tuple[Sentence, ...]  # of a paragraph


class Section(NamedTuple):
    """
    A heading and what stands below it.

    Attributes
    ----------
    title
        The heading without its numeral.
    paragraphs
        Paragraphs; those without a sentence are left out.
    """

    title: str
    paragraphs: tuple[Sentences, ...]


def sentence(said: str, refs: Iterable[str] = ()) -> Sentence:
    """
    Return a sentence of one clause.

    Parameters
    ----------
    said
        The text.
    refs
        Cells of references: what an office added has empty ones, and nothing to cite.
    """
    return (Clause(said, tuple(exact(refs))),)


def series(
    words: Words,
    items: Iterable[tuple[str, Iterable[str]]],
    *,
    intro: str = "",
    by: str = "comma",
    last: str = "",
) -> Sentence:
    """
    Return a sentence of clauses, each with its own references; equal ones stand but once.

    Parameters
    ----------
    words
        Have the punctuation.
    items
        Texts, each with its cells of references as of `sentence`.
    intro
        What stands before the first.
    by, last
        Which mark or conjunction stands between them, and before the last: ``"comma"``,
        ``"semi"``, ``"and"``, ``"or"``; `last` as `by` unless given.
    """
    items = list(items)
    clauses: list[Clause] = []
    for i, (said, refs) in enumerate(items):
        end = i == len(items) - 1
        between = words.say(f"list.{last}" if last and end else f"list.{by}")
        piece = (between if i else intro) + said + (words.say("list.stop") if end else "")
        clause = Clause(piece, tuple(exact(refs)))
        if clauses and set(clauses[-1].refs) == set(clause.refs):
            clauses[-1] = Clause(clauses[-1].said + piece, clauses[-1].refs)
        else:
            clauses.append(clause)
    return tuple(clauses)
