"""Hold a record against the data of today: which zones came, went or changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from atlas.briefing.provenance.record import Proof, digests, names_of
from atlas.i18n import text
from atlas.selection.selection import Selection

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    What has changed since a file was made.

    Attributes
    ----------
    proof
        The file's record.
    data_version
        Today's.
    added, removed, changed
        Zones that its filters find now and did not then; found then and not now; of which the
        atlas says something else now.
    unknown
        Values of its filters that the data no longer knows. Such a filter cannot be asked again:
        of its sheet only the zones that stand in the file are looked at.
    names
        Zone id -> Chinese and English name: today's, or the file's where the zone is gone.
    """

    proof: Proof
    data_version: str
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    unknown: tuple[str, ...]
    names: Mapping[str, tuple[str, str]]

    @property
    def same(self) -> bool:
        """Whether the file still says what the atlas says."""
        return not (self.added or self.removed or self.changed or self.unknown)

    @property
    def version_changed(self) -> bool:
        """Whether the data has another version."""
        return self.proof.data_version != self.data_version

    def message(self, lang: str) -> str:
        """Say the verdict in words."""
        versions = {"then": self.proof.data_version, "now": self.data_version}
        if self.same:
            key = "newer" if self.version_changed else "same"
            if not self.proof.zones:
                key = "still_none"
            return text(f"proof.verdict.{key}", lang, n=len(self.proof.zones), **versions)
        head = "head" if self.version_changed else "head_same"
        lines = [text(f"proof.verdict.{head}", lang, **versions)]
        for key in ("added", "removed", "changed", "unknown"):
            values = getattr(self, key)
            if values:
                number = 0 if lang == "zh" else 1
                names = [self.names.get(value, (value, value))[number] for value in values]
                joined = text("proof.list", lang).join(names)
                lines.append(text(f"proof.verdict.{key}", lang, n=len(values), names=joined))
        return "\n".join(lines)


def verify(atlas: "Atlas", record: Proof) -> Verdict:
    """
    Hold a file's record against the atlas of today.

    Parameters
    ----------
    atlas
        Today's.
    record
        Of `read`.
    """
    added: dict[str, None] = {}
    removed: dict[str, None] = {}
    changed: dict[str, None] = {}
    unknown: dict[str, None] = {}
    for sheet in record.sheets:
        selection, wrong = Selection.parse(parse_qs(sheet.query), atlas)
        if wrong:
            # Without one of its values a filter would find zones that it never asked for.
            selection = Selection(scheme=selection.scheme, min_grade=selection.min_grade)
        now = digests(atlas, selection)
        unknown |= dict.fromkeys(value.value for value in wrong)
        added |= dict.fromkeys(zone for zone in now if not wrong and zone not in sheet.zones)
        removed |= dict.fromkeys(zone for zone in sheet.zones if zone not in now)
        changed |= dict.fromkeys(
            zone for zone, digest in now.items() if sheet.zones.get(zone, digest) != digest
        )
    return Verdict(
        proof=record,
        data_version=atlas.version,
        added=tuple(added),
        removed=tuple(removed),
        changed=tuple(changed),
        unknown=tuple(unknown),
        names={**record.names, **names_of(atlas, (*added, *removed, *changed))},
    )
