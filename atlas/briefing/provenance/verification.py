"""Hold a record against the data of today: which zones came, went or changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from atlas.briefing.provenance import many
from atlas.briefing.provenance.difference import Difference
from atlas.briefing.provenance.record import (
    BESIDE,
    OF_FIELD,
    Proof,
    digests,
    field_digests,
    names_of,
)
from atlas.i18n import table, text
from atlas.maps.specification import Specification
from atlas.selection.selection import Selection

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas

MOST_NAMED = 40  # zones of a kind of change that a verdict names


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
    apart
        Whether something differs of zones that are so many that the file knows them together only.
    fields
        Zone id -> fields of it of which the atlas says something else now, of those changed whose
        record says what it said of each.
    shown
        What the file shows, held against its record; None where only the record was given.
    """

    proof: Proof
    data_version: str
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    unknown: tuple[str, ...]
    names: Mapping[str, tuple[str, str]]
    apart: bool = False
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    shown: Difference | None = None

    @property
    def holds(self) -> bool:
        """Whether the file shows what it was made with, and the atlas still says it."""
        return self.same and (self.shown is None or self.shown.none)

    @property
    def same(self) -> bool:
        """Whether the file's record still says what the atlas says."""
        return not (self.added or self.removed or self.changed or self.unknown or self.apart)

    @property
    def version_changed(self) -> bool:
        """Whether the data has another version."""
        return self.proof.data_version != self.data_version

    def message(self, lang: str) -> str:
        """
        Say the verdict in words: what the file shows, what has changed since, what was checked.

        What a file shows comes first where it is not what it was made with.
        """
        data = self.of_data(lang)
        if self.shown is None:
            return data
        if found := self.shown.found(lang):
            data = text("proof.recorded", lang, said=data)
        return "\n".join((*found, data, *self.checked(lang)))

    def checked(self, lang: str) -> list[str]:
        """Say what was checked and what cannot be, a line each."""
        shown = self.shown.checked(lang) if self.shown else []
        return [text("proof.checked", lang, n=self.proof.n), *shown]

    def of_data(self, lang: str) -> str:
        """Say what has changed in the data since the file was made."""
        versions = {"then": self.proof.data_version, "now": self.data_version}
        if self.same:
            key = "newer" if self.version_changed else "same"
            if not self.proof.n:
                key = "still_none"
            return text(f"proof.verdict.{key}", lang, n=self.proof.n, **versions)
        head = "head" if self.version_changed else "head_same"
        lines = [text(f"proof.verdict.{head}", lang, **versions)]
        for key in ("added", "removed", "changed", "unknown"):
            values = getattr(self, key)
            if values:
                number = 0 if lang == "zh" else 1
                names = [
                    self.names.get(value, (value, value))[number] + self._which(value, lang)
                    for value in values[:MOST_NAMED]
                ]
                joined = text("proof.list", lang).join(names)
                if more := len(values) - len(names):
                    joined += text("proof.more_zones", lang, n=more)
                lines.append(text(f"proof.verdict.{key}", lang, n=len(values), names=joined))
        if self.apart:
            lines.append(text("proof.verdict.apart", lang, n=self.proof.n))
        return "\n".join(lines)

    def _which(self, zone: str, lang: str) -> str:
        """Return in brackets which fields of a zone have changed; nothing where that is unknown."""
        if not self.fields.get(zone):
            return ""
        known = table(lang, "column.") | table(lang, "proof.field.")
        named = [
            known.get(f"column.{each}") or known.get(f"proof.field.{each}") or each
            for each in self.fields[zone]
        ]
        return text("proof.fields", lang, names=text("proof.list", lang).join(named))


def verify(atlas: "Atlas", record: Proof, shown: Difference | None = None) -> Verdict:
    """
    Hold a file's record against the atlas of today.

    Parameters
    ----------
    atlas
        Today's.
    record
        Of `read`.
    shown
        Of `difference`, where there is a file beside the record.
    """
    fields: dict[str, tuple[str, ...]] = {}
    added: dict[str, None] = {}
    removed: dict[str, None] = {}
    changed: dict[str, None] = {}
    unknown: dict[str, None] = {}
    every: list[dict[str, str]] = []
    for sheet in record.sheets:
        view, wrong = Specification.parse(parse_qs(sheet.query), atlas)
        if wrong:
            # Without one of its values a filter would find zones that it never asked for.
            asked = view.selection
            plain = Selection(scheme=asked.scheme, min_grade=asked.min_grade)
            view = Specification(plain, vintage=view.vintage)
        now = digests(atlas, view)
        unknown |= dict.fromkeys(value.value for value in wrong)
        if record.together:
            every.append(now)
            continue
        differing = _changed_fields(record, field_digests(atlas, view)) if record.values else {}
        fields = differing | fields
        added |= dict.fromkeys(zone for zone in now if not wrong and zone not in sheet.zones)
        removed |= dict.fromkeys(zone for zone in sheet.zones if zone not in now)
        changed |= dict.fromkeys(
            zone
            for zone, digest in now.items()
            if sheet.zones.get(zone, digest) != digest
            or (zone in sheet.zones and {*BESIDE} & {*differing.get(zone, ())})
        )
    return Verdict(
        proof=record,
        data_version=atlas.version,
        added=tuple(added),
        removed=tuple(removed),
        changed=tuple(changed),
        unknown=tuple(unknown),
        names={**record.names, **names_of(atlas, (*added, *removed, *changed))},
        apart=bool(record.together) and many.together(every) != record.together,
        fields={zone: fields[zone] for zone in changed if fields.get(zone)},
        shown=shown,
    )


def _changed_fields(
    record: Proof, now: Mapping[str, Mapping[str, str]]
) -> dict[str, tuple[str, ...]]:
    """
    Return zone -> its fields that differ from what a record says.

    Own columns come and go; of `BESIDE` a record may know nothing yet.
    """
    found = {}
    for zone, written in record.values.items():
        then = {
            name: written[n * OF_FIELD : (n + 1) * OF_FIELD] for n, name in enumerate(record.fields)
        }
        if zone in now:
            known = (name for name in now[zone] if name in then or name not in BESIDE)
            names = dict.fromkeys((*then, *known))
            found[zone] = tuple(each for each in names if then.get(each) != now[zone].get(each))
    return found
