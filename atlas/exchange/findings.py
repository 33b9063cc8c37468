"""What is found in a file: each finding says where, what is wrong and what would be right."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from atlas.i18n import text
from atlas.i18n.errors import AtlasError
from atlas.model.names import clean

ERROR, QUESTION, WARNING, NOTE = "error", "question", "warning", "note"
# The gravest first. An error must be mended in the file, a question answered by whoever brings it.
LEVELS = (ERROR, QUESTION, WARNING, NOTE)
SHOWN = 60  # characters of a value that a message repeats
ALIKE = 20  # findings of one kind that people are shown
CROSSING = 1000  # characters of a value that another process is told


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One thing that a file's reader should know.

    Attributes
    ----------
    code
        Its string is ``finding.<code>``.
    level
        One of `LEVELS`.
    row
        Of a table its row as a spreadsheet shows it, of a text its line, of a layer its feature
        counted from 1; None where it is about no single one.
    column
        The head of the column; empty where it is about none.
    value
        What stands there, as it stands there.
    values
        What else the string names; what differs by language as {"zh": …, "en": …}.
    """

    code: str
    level: str
    row: int | None = None
    column: str = ""
    value: str = ""
    values: Mapping[str, object] = field(default_factory=dict)

    def crossing(self) -> list[object]:
        """Return it as JSON holds it, to be told by one process to another."""
        value, values = self.value[:CROSSING], dict(self.values)
        return [self.code, self.level, self.row, self.column[:CROSSING], value, values]

    @classmethod
    def crossed(cls, told: list[Any]) -> "Finding":
        """Return the finding that another process told as `crossing`."""
        return cls(*told)

    def message(self, lang: str = "zh") -> str:
        """Say in one sentence where it is, what is wrong and what would be right."""
        said = text(
            f"finding.{self.code}",
            lang,
            value=shown(self.value),
            column=shown(self.column),
            row="" if self.row is None else self.row,
            **{name: _plain(value, lang) for name, value in self.values.items()},
        )
        where = self.where(lang)
        return text("finding.at", lang, where=where, said=said) if where else said

    def where(self, lang: str = "zh") -> str:
        """Say the row and the column; nothing where it is about the whole file."""
        if self.row is None:
            return text("finding.column", lang, column=shown(self.column)) if self.column else ""
        key = "finding.cell" if self.column else "finding.row"
        return text(key, lang, row=self.row, column=shown(self.column))

    def record(self, lang: str = "zh") -> dict[str, object]:
        """Return what JSON and tables hold of it: level, code, row, column, value, message."""
        return {
            "level": self.level,
            "code": self.code,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "message": self.message(lang),
        }


def shown(value: object) -> str:
    """Return a value as a message repeats it: printable, in one line, not too long."""
    said = " ".join(clean(str(value)))
    return said if len(said) <= SHOWN else f"{said[: SHOWN - 1]}…"


def _plain(value: object, lang: str) -> object:
    if isinstance(value, Mapping):
        return " ".join(clean(value[lang]))  # names of zones, which nobody wants cut
    return shown(value) if isinstance(value, str) else value


def few(findings: Iterable[Finding]) -> list[Finding]:
    """
    Return findings as people are shown them: so many of one kind, then how many more there are.

    Parameters
    ----------
    findings
        In the order to be shown in.
    """
    findings = list(findings)
    counted = Counter((each.code, each.level) for each in findings)
    seen: Counter[tuple[str, str]] = Counter()
    kept = []
    for each in findings:
        kind = each.code, each.level
        seen[kind] += 1
        if seen[kind] <= ALIKE:
            kept.append(each)
        if seen[kind] == ALIKE + 1:
            kept.append(Finding("alike", each.level, values={"n": counted[kind] - ALIKE}))
    return kept


def gravest(findings: Iterable[Finding]) -> str:
    """Return the gravest level among findings; nothing where there is none."""
    levels = {finding.level for finding in findings}
    return next((level for level in LEVELS if level in levels), "")


class RefusedError(AtlasError):
    """
    A file that cannot be read at all.

    Attributes
    ----------
    findings : tuple of Finding
        Why; at least one error.
    """

    def __init__(self, *findings: Finding) -> None:
        self.findings = findings
        super().__init__(lambda lang: "\n".join(each.message(lang) for each in findings))
