"""The plain edition's form: what a browser sends of it, and what is chosen now."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from atlas.i18n import LANGS
from atlas.model.atlas import Atlas
from atlas.selection.flags import FLAGS
from atlas.selection.selection import Selection
from pages.ui.plain.reader import Reader

# A field of a condition bears its beginning: the column and the sign. The rest is typed.
CONDITION = "where:"
USUAL = {
    "scheme": Selection().scheme,
    "min-grade": Selection().min_grade,
    "lang": LANGS[0],
}


def tidied(params: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """
    Return the parameters of a link as the app writes them.

    A form sends its empty fields and what is usual too, and the parts of a condition apart.

    Parameters
    ----------
    params
        As they came.
    """
    tidy = []
    for name, value in params:
        if not value.strip() or USUAL.get(name) == value:
            continue
        if name.startswith(CONDITION):
            tidy.append(("where", name.removeprefix(CONDITION) + value))
        else:
            tidy.append((name, value))
    return tidy


@dataclass(frozen=True, slots=True)
class Chosen:
    """
    One thing that narrows the selection.

    Attributes
    ----------
    flag
        As of `atlas.selection.flags.FLAGS`, or ``"scheme"``.
    value
        Its parameter's value.
    words
        It in words.
    href
        The link to the same page without it.
    """

    flag: str
    value: str
    words: str
    href: str


def chosen(view: Reader, atlas: Atlas) -> list[Chosen]:
    """Return everything that narrows the selection, in the order in which it is spoken."""
    selection, found = view.selection, []
    usual = Selection()
    if selection.scheme != usual.scheme:
        # Areas belong to a scheme and go with it.
        without = selection.with_(scheme=usual.scheme, areas=())
        words = atlas.label("schemes", selection.scheme, view.lang)
        found.append(
            Chosen("scheme", selection.scheme, words, replace(view, selection=without).href())
        )
    bare = Selection(scheme=selection.scheme, min_grade=selection.min_grade)
    for flag, record in FLAGS.items():
        values = getattr(selection, record.field)
        for value in values:
            left = [each for each in values if each != value]
            without = selection.with_(**{record.field: left})
            alone = bare.with_(**{record.field: (value,)})
            words = alone.describe_parts(atlas, lang=view.lang)
            found.append(Chosen(flag, value, words, replace(view, selection=without).href()))
    return found
