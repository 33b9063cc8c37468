"""Hold what a file shows against what it showed when it was made."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from atlas.briefing.provenance.contents import (
    MARKUP,
    PAGE,
    PICTURES,
    PIXELS,
    SHAPES,
    contents,
)
from atlas.briefing.provenance.reading import PICTURE, PRINTED, ZIPPED, sort_of
from atlas.briefing.provenance.record import Contents, Proof
from atlas.i18n import text

MOST_SHOWN = 5  # texts that a message repeats
MOST_SIGNS = 60  # characters of one of them


@dataclass(frozen=True, slots=True)
class Difference:
    """
    What of a file was checked, and what of it is not as it was when the file was made.

    Attributes
    ----------
    sort
        What the file is: see `atlas.briefing.provenance.reading`.
    recorded
        What it showed then; nothing where its record is of the first format.
    gone, new
        Texts that it no longer shows, and that it shows now.
    parts
        Names of parts that differ: see `atlas.briefing.provenance.contents`.
    """

    sort: str
    recorded: Contents
    gone: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()

    @property
    def none(self) -> bool:
        """Whether the file shows what it showed, as far as that can be known."""
        return not (self.gone or self.new or self.parts)

    def found(self, lang: str) -> list[str]:
        """Say what is not as it was, a line each."""
        if self.none:
            return []
        lines = [text("proof.shown.changed", lang, what=self._what(lang))]
        for key, texts in (("gone", self.gone), ("new", self.new)):
            if texts:
                quoted = [text("proof.quoted", lang, words=_cut(each)) for each in texts]
                more = len(quoted) - MOST_SHOWN
                listed = text("proof.list", lang).join(quoted[:MOST_SHOWN])
                listed += text("proof.more", lang, n=more) if more > 0 else ""
                lines.append(text(f"proof.shown.{key}", lang, texts=listed))
        return lines

    def _what(self, lang: str) -> str:
        """Say what sorts of things differ, and how many of each."""
        kinds = Counter(name.partition(" ")[0] for name in self.parts)
        texts = max(len(self.gone), len(self.new))
        said = [text("proof.differs.texts", lang, n=texts)] if texts else []
        for kind, n in kinds.items():
            pages = [name.partition(" ")[2] for name in self.parts if name.startswith(f"{kind} ")]
            listed = text("proof.list", lang).join(pages[:MOST_SHOWN])
            listed += text("proof.more", lang, n=n - MOST_SHOWN) if n > MOST_SHOWN else ""
            said.append(text(f"proof.differs.{kind}", lang, n=n, pages=listed))
        return text("proof.list", lang).join(said)

    def checked(self, lang: str) -> list[str]:
        """Say what of the file was held against its record, and what could not be."""
        if self.recorded == Contents():
            return [text("proof.unseen.all", lang)]
        kinds = Counter(name.partition(" ")[0] for name in self.recorded.parts)
        counted = {name: kinds[name] for name in (PAGE, PICTURES, PIXELS, MARKUP) if kinds[name]}
        if SHAPES in self.recorded.parts:
            counted[SHAPES] = int(self.recorded.parts[SHAPES])
        if self.recorded.texts and self.sort != PRINTED:
            counted = {"texts": len(self.recorded.texts), **counted}
        said = [text(f"proof.seen.{name}", lang, n=n) for name, n in counted.items()]
        listed = text("proof.list", lang).join(said)
        unseen = {PICTURE: "picture", ZIPPED: "office"}.get(self.sort, "record")
        return [
            text("proof.shown.checked", lang, what=listed),
            text(f"proof.unseen.{unseen}", lang),
        ]


def difference(data: bytes, record: Proof) -> Difference:
    """
    Hold what a file shows against its record.

    Parameters
    ----------
    data
        The file.
    record
        Of `atlas.briefing.provenance.read`.

    Raises
    ------
    ProofError
        If the file cannot be read.
    """
    sort, then = sort_of(data), record.contents
    nothing = Difference(sort, then)
    if then == Contents():
        return nothing
    now = contents(data)
    parts = tuple(_differing(then.parts, now.parts))
    if not then.texts:
        return replace(nothing, parts=parts)
    if sort != PRINTED:
        gone, new = _left(then.texts, now.texts), _left(now.texts, then.texts)
        return replace(nothing, gone=gone, new=new, parts=parts)
    if not parts:
        return nothing
    from atlas.briefing.provenance import pages  # noqa: PLC0415 - pypdf takes long to import

    set_on_them = pages.words(data)
    gone = tuple(each for each in then.texts if "".join(each.split()) not in set_on_them)
    return replace(nothing, gone=gone, parts=parts)


def _differing(then: Mapping[str, str], now: Mapping[str, str]) -> Iterable[str]:
    """Yield the parts that differ, came or went; one picture in another's place is one of them."""
    lost = [name for name in then if now.get(name) != then[name]]
    came = [name for name in now if name not in then]
    pictures = [name for name in lost if name.startswith(PICTURES)]
    others = [name for name in came if not name.startswith(PICTURES)]
    yield from (*lost, *others)
    yield from [name for name in came if name.startswith(PICTURES)][len(pictures) :]


def _left(texts: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    """Return the texts that others lack, in their order."""
    over = Counter(texts) - Counter(others)
    return tuple(each for each, n in over.items() for _ in range(n))


def _cut(words: str) -> str:
    return words if len(words) <= MOST_SIGNS else f"{words[: MOST_SIGNS - 1]}\u2026"
