"""The atlas's own terms: words that a line of a title should not break."""

from typing import TYPE_CHECKING

from atlas.i18n import text

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas


NAMED = (
    *("areas", "prefectures", "counties", "types", "levels"),
    *("clusters", "zones", "tags", "industries", "schemes"),
)  # tables whose names are terms


def terms(atlas: "Atlas", lang: str) -> set[str]:
    """
    Return the names of all tables, and words that are usual in titles.

    Parameters
    ----------
    atlas
        The atlas.
    lang
        ``"zh"`` or ``"en"``.
    """
    found = set(text("print.terms", lang).split("|"))
    for table in (getattr(atlas, name) for name in NAMED):
        for column in (f"name_{lang}", f"short_{lang}"):
            found |= set(table[column].dropna().astype(str)) if column in table else set()
    return found - {""}
