"""The names of slugs, references and the words round them, of one atlas in one language."""

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from atlas.i18n import LANGS, text
from atlas.plan import references

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas
LANG = LANGS[0]  # of the tables: the plan's own names stand in them
# Tables without slugs -> where their names stand.
UNSLUGGED = {"area_focus": "phrase", "cluster_parts": "part", "indicators": "name"}


class Voice:
    """
    The names and words of one atlas in one language.

    Parameters
    ----------
    atlas
        The atlas.
    lang
        ``"zh"`` or ``"en"``.
    """

    def __init__(self, atlas: "Atlas", lang: str) -> None:
        self.atlas, self.lang = atlas, lang

    def __call__(self, key: str, **values: object) -> str:
        """Return one of the strings of this subject."""
        return text(f"inquire.{key}", self.lang, **{**self.atlas.named_by(self.lang), **values})

    @cached_property
    def _unslugged(self) -> dict[str, dict[str, str]]:
        tables = {name: (getattr(self.atlas, name), stem) for name, stem in UNSLUGGED.items()}
        return {
            name: dict(zip(table[f"{stem}_zh"], table[f"{stem}_{self.lang}"], strict=True))
            for name, (table, stem) in tables.items()
        }

    def name(self, vocabulary: str, key: str, *, short: bool = False) -> str:
        """Return the name of what a key stands for."""
        if vocabulary in UNSLUGGED:
            return self._unslugged[vocabulary][key]
        if vocabulary == "zones" and key not in self.atlas.zones.index:
            return key  # an atlas may be cut down to some of its zones
        return self.atlas.label(vocabulary, key, self.lang, short=short)

    def names(self, vocabulary: str, keys: Iterable[str], *, short: bool = False) -> str:
        """Return several names in a row."""
        return self("and").join(self.name(vocabulary, key, short=short) for key in keys)

    def refs(self, source: str) -> str:
        """Return references in brackets."""
        return f"[{self('and').join(map(self.ref, references.split(source)))}]"

    def ref(self, ref: str) -> str:
        """Return a reference as it is written in the language."""
        return references.written(ref, self.lang)


def names_of(atlas: "Atlas", vocabulary: str, keys: Iterable[str]) -> tuple[str, ...]:
    """Return the Chinese names of some keys, as cells of a table hold them."""
    voice = Voice(atlas, LANG)
    return tuple(voice.name(vocabulary, key) for key in keys)
