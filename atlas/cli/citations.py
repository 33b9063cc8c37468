"""Say on a terminal what the plan says of something and where, and what a place of it says."""

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

import pandas as pd

from atlas import plan
from atlas.cli.output import Answer, aligned, indented, width
from atlas.i18n import text
from atlas.plan import lists, references
from atlas.plan.lookup import Row, Subject, found, of_place, of_subject, subjects
from atlas.plan.voice import LANG, Voice
from geodata.schema.tables import PLAN_CARD, SEPARATOR

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas
PLACED = ("areas", "prefectures", "types", "clusters", "industries", "area_focus")
CLOSING = ("slip", "member", "focus", "source")  # kinds of rows whose references close a line
ROOM = 60  # columns of a terminal for words beside their place


def cite(atlas: "Atlas", what: str, *, lang: str = "zh") -> Answer:
    """
    Say what the plan says of something, and where.

    Parameters
    ----------
    atlas
        The atlas.
    what
        A reference; else the name of a zone, area, prefecture, cluster, type, level, tag, industry
        or indicator; else any words, all of which must stand in one place.
    lang
        Of the lines.

    Returns
    -------
    Answer
        The columns of `Row`.

    Raises
    ------
    InquiryError
        If it looks like a reference that the plan does not have.
    plan.PlanTextError
        If the file named as the plan's text is not it.
    """
    words = plan.in_place(atlas)
    if ref := references.understood(atlas, what):
        said, lines = (list(of_place(Voice(atlas, each), ref, words)) for each in (LANG, lang))
        body = _place_lines(Voice(atlas, lang), ref, lines)
    elif named := subjects(atlas, what):
        # What concerns two things of one name is said once.
        said, met, body = {}, {}, []
        for subject in named:
            said |= dict.fromkeys(of_subject(Voice(atlas, LANG), subject, words))
            rows = [row for row in of_subject(Voice(atlas, lang), subject, words) if row not in met]
            met |= dict.fromkeys(rows)
            body += [*([""] if body else []), *_subject_lines(Voice(atlas, lang), subject, rows)]
        # The words may stand where they name nothing that the atlas took from there.
        places = {row.ref for row in said}
        further = [
            [row for row in found(Voice(atlas, each), what, words) if row.kind == "found"]
            for each in (LANG, lang)
        ]
        said |= dict.fromkeys(row for row in further[0] if row.ref not in places)
        body += _row_lines(Voice(atlas, lang), [row for row in further[1] if row.ref not in places])
    else:
        said, rows = (list(found(Voice(atlas, each), what, words)) for each in (LANG, lang))
        say = Voice(atlas, lang)
        body = [say("found" if words else "found_ours", words=what, n=len(rows))]
        body += _row_lines(say, rows)
    table = pd.DataFrame(list(said), columns=Row._fields)
    table["ref"] = [tuple(refs.split(SEPARATOR)) for refs in table["ref"]]
    note = [] if words else ["", *_how(atlas, lang)]
    return Answer(table, (*body, *note))


def _how(atlas: "Atlas", lang: str) -> list[str]:
    """Say that the plan's text is not in place, and how to put it there."""
    sha256 = atlas.sources.loc[PLAN_CARD, "sha256"]
    return text("inquire.no_text", lang, env=plan.ENV, sha256=sha256).splitlines()


def compare(atlas: "Atlas", first: str, second: str, *, lang: str = "zh") -> Answer:
    """
    Say which zones two places of the plan name: both, the first only, the second only.

    Parameters
    ----------
    atlas
        The atlas.
    first, second
        References.
    lang
        Of the lines.

    Returns
    -------
    Answer
        Columns named (``both``, ``first``, ``second``), zone, name_zh, and the references in
        either place where it is named.
    """
    say, say_zh = Voice(atlas, lang), Voice(atlas, LANG)
    found = lists.contrast(atlas, first, second)
    rows = [
        (side, zone, say_zh.name("zones", zone), found.a.get(zone, ()), found.b.get(zone, ()))
        for side, zones in found.sides.items()
        for zone in zones
    ]
    lines = [references.headed(atlas, ref, lang) for ref in (first, second)]
    for side, zones in found.sides.items():
        lines += [
            "",
            say(f"side.{side}", first=say.ref(first), second=say.ref(second), n=len(zones)),
        ]
        lines += indented(
            aligned(
                [say.name("zones", zone), say.refs(SEPARATOR.join(found.at(zone)))]
                for zone in zones
            )
        )
    columns = ["named", "zone", "name_zh", "first", "second"]
    return Answer(pd.DataFrame(rows, columns=columns), tuple(lines))


# As lines -----------------------------------------------------------------------------------------


def _place_lines(say: Voice, ref: str, rows: Sequence[Row]) -> list[str]:
    atlas = say.atlas
    place = plan.place(atlas, ref)
    path = [references.headed(atlas, each, say.lang) for each in place.parents]
    head = references.headed(atlas, ref, say.lang) if place.heading == ref else say.ref(ref)
    by_kind = {kind: [*group] for kind, group in groupby(rows, key=lambda row: row.kind)}
    lines = [say("into").join([*path, head])]
    (first,) = by_kind["place"]
    lines += ["", say("summary", ref=say.ref(place.heading)), *indented([first.says])]
    for row in by_kind.get("text", ()):
        lines += ["", say("words"), *indented([_line(row.says)])]
    if "taken" in by_kind:
        lines += ["", say("taken")]
        cells: dict[str, list[str]] = {}
        for vocabulary, key, _ in plan.taken(atlas, ref).itertuples(index=False):
            cells.setdefault(vocabulary, []).append(say.name(vocabulary, key))
        lines += indented(
            aligned([say(f"vocabulary.{v}"), say("and").join(keys)] for v, keys in cells.items())
        )
    if cited := by_kind.get("rows"):
        lines += [
            "",
            say("cited"),
            *indented([say("and").join(f"{row.subject} {row.says}" for row in cited)]),
        ]
    return [*lines, *_row_lines(say, by_kind.get("slip", ()))]


def _subject_lines(say: Voice, subject: Subject, rows: Sequence[Row]) -> list[str]:
    name = say.name(subject.vocabulary, subject.key)
    lines = [say("subject", name=name, what=say(f"vocabulary.{subject.vocabulary}"))]
    if subject.vocabulary in PLACED and not any(row.kind == "place" for row in rows):
        lines += indented([say("silent")])
    return [*lines, *_row_lines(say, rows)]


def _row_lines(say: Voice, rows: Sequence[Row]) -> list[str]:
    """Put rows below each other by their kind: where, of whom, what."""
    lines: list[str] = []
    for kind in dict.fromkeys(row.kind for row in rows):
        of = [row for row in rows if row.kind == kind]
        lines += ["", say(f"row.{kind}")]
        if kind in CLOSING:
            whom: dict[tuple[str, str], list[str]] = {}
            for row in of:
                whom.setdefault((row.says, row.ref), []).append(row.subject)
            lines += indented(
                f"{'' if kind == 'slip' else say('of', whom=say('and').join(names))}"
                f"{says} {say.refs(ref)}"
                for (says, ref), names in whom.items()
            )
            continue
        one = len({row.subject for row in of}) == 1
        heads = [[say.refs(row.ref), row.title, *([] if one else [row.subject])] for row in of]
        said = [_line(row.says) for row in of]
        if max(map(width, said)) <= ROOM:
            cells = [[*head, words] for head, words in zip(heads, said, strict=True)]
            lines += indented(aligned(cells))
        else:
            for head, words in zip(aligned(heads), said, strict=True):
                lines += indented([head, *([f"    {words}"] if words else [])])
    return lines


def _line(words: str) -> str:
    """Return words in one line: a row of a box has its cells parted by tabs."""
    return " ".join(words.split())
