"""Say what applying a file would do: for programs as one record, for people as lines."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from atlas.exchange import reading, understanding
from atlas.exchange.coordinates import SYSTEMS
from atlas.exchange.difference import difference_table
from atlas.exchange.findings import LEVELS, Finding, few, shown
from atlas.exchange.proposal import Proposal
from atlas.i18n import text
from atlas.model.atlas import Atlas

SHOWN = 60  # lines of findings or differences that people are shown; programs get all


def names(atlas: Atlas, proposal: Proposal, lang: str) -> dict[str, str]:
    """Return what differences call things: zones by id, counties by code, new zones by name."""
    found = {key: str(name) for key, name in atlas.counties[f"name_{lang}"].items()}
    found |= {key: str(name) for key, name in atlas.zones[f"name_{lang}"].items()}
    for records in (proposal.base.records, proposal.records):
        for zone, record in records.items():
            if record is not None and record.is_own:
                found[zone] = (record.name_en if lang == "en" else "") or record.name_zh
    return found


def system_name(key: str, lang: str) -> str:
    """Return the name of a coordinate system; nothing where there is none."""
    system = SYSTEMS.get(key)
    return getattr(system, f"name_{lang}") if system else ""


def record(atlas: Atlas, proposal: Proposal, lang: str = "zh") -> dict[str, Any]:
    """
    Return a report as JSON has it.

    Parameters
    ----------
    atlas
        The plan's atlas.
    proposal
        What applying the file would do.
    lang
        Of its sentences.

    Returns
    -------
    dict
        ``file``, ``format``, ``rows``, ``encoding``, ``layer``, ``layers`` (all that were taken),
        ``understood`` (of `atlas.exchange.understanding`), ``system`` (with candidates),
        ``matches``, ``findings``, ``changes``, ``outcome`` and ``can_apply``.
    """
    draft, placement = proposal.draft, proposal.placement
    table = difference_table(proposal.changes, lang, names=names(atlas, proposal, lang))
    return {
        "file": draft.name,
        "format": draft.kind,
        "rows": len(draft.table),
        "encoding": draft.encoding,
        "layer": draft.layer,
        "layers": list(draft.taken or (draft.layer,) * bool(draft.layer)),
        "understood": understanding.record(understanding.understood(proposal), lang),
        "system": {
            "key": placement.system,
            "name": system_name(placement.system, lang),
            "certain": placement.certain,
            "candidates": [
                {
                    "key": each.system,
                    "name": system_name(each.system, lang),
                    "swapped": each.swap,
                    "score": round(each.score, 3),
                    "inside": round(each.inside, 3),
                    "approximate": each.approximate,
                    "reasons": each.why(lang),
                }
                for each in placement.offered
            ],
        },
        "matches": [
            {
                "row": int(row.Index),
                "said": row.said,
                "zone": row.zone,
                "how": row.how,
                "candidates": list(row.candidates),
            }
            for row in proposal.matches.itertuples()
        ],
        "findings": [each.record(lang) for each in proposal.findings],
        "changes": [
            {"zone": change.zone} | row
            for change, row in zip(proposal.changes, table.to_dict("records"), strict=True)
        ],
        "outcome": proposal.outcome(),
        "can_apply": proposal.can_apply,
    }


def refusal(name: str, findings: Iterable[Finding], lang: str = "zh") -> dict[str, Any]:
    """Return the report of a file that cannot be read, as JSON has it."""
    return {
        "file": name,
        "findings": [each.record(lang) for each in findings],
        "can_apply": False,
    }


def said(findings: Iterable[Finding], lang: str = "zh") -> list[str]:
    """Return findings as lines, the gravest first."""
    gravest = sorted(findings, key=lambda each: LEVELS.index(each.level))
    return _cut(
        [
            text("intake.finding", lang, level=text(f"intake.level.{each.level}", lang),
                 message=each.message(lang))
            for each in few(gravest)
        ],
        lang,
    )  # fmt: skip


def lines(atlas: Atlas, proposal: Proposal, lang: str = "zh") -> list[str]:
    """Return a report as lines for people."""
    draft, placement = proposal.draft, proposal.placement
    kind = reading.format_name(draft.kind, lang)
    found = [text("intake.file", lang, name=draft.name, format=kind, rows=len(draft.table))]
    if not placement.system and placement.candidates and not proposal.choices.system:
        found.append(text("intake.system_open", lang))
        found += [
            text(
                "intake.candidate",
                lang,
                key=each.system,
                name=system_name(each.system, lang),
                share=f"{each.score:.0%}",
                why=text("intake.why", lang).join(each.why(lang)),
            )
            for each in placement.offered
        ]
    known = names(atlas, proposal, lang)
    found += understanding.lines(understanding.understood(proposal), lang, names=known)
    found += said(proposal.findings, lang)
    table = difference_table(proposal.changes, lang, names=known)
    found += changed(table, lang)
    counts = {name: len(zones) for name, zones in proposal.outcome().items()}
    found.append(text("intake.outcome", lang, **counts))
    return found


def changed(table: pd.DataFrame, lang: str = "zh") -> list[str]:
    """
    Return a difference as lines, value by value.

    Parameters
    ----------
    table
        Of `atlas.exchange.difference.difference_table`.
    lang
        ``"zh"`` or ``"en"``.
    """
    return _cut(
        [
            text("intake.change", lang, name=row.name, field=row.field,
                 before=shown(row.before) or text("intake.nothing", lang),
                 after=shown(row.after) or text("intake.nothing", lang))
            for row in table.itertuples(index=False)
        ],
        lang,
    )  # fmt: skip


def _cut(found: list[str], lang: str) -> list[str]:
    if len(found) <= SHOWN:
        return found
    return [*found[:SHOWN], text("intake.more", lang, n=len(found) - SHOWN)]
