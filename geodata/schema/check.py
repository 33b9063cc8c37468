"""Say what the tables must look like, and find everything in them that does not."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from geodata import GPKG, SOURCES, TABLES
from geodata.schema.cells import check_cells, check_references, check_translations, check_unique
from geodata.schema.columns import Tables
from geodata.schema.geometry import check_geometry
from geodata.schema.plan import (
    check_aliases,
    check_areas,
    check_cards,
    check_changes,
    check_complete,
    check_divisions,
    check_industries,
    check_listings,
    check_schemes,
    check_types,
    check_use,
)
from geodata.schema.positions import check_agreement, check_checks, check_parks
from geodata.schema.problems import Problem, in_order
from geodata.schema.read import read_all, read_counties, read_sources

# After these something of a file is lost, and what would then follow is no news.
LOSSES = {
    *("missing_file", "encoding", "quotes", "missing_column", "cells"),
    *("toml", "not_a_table"),
}
FOLLOWS = {
    *("unused", "no_row", "no_style", "no_area", "no_zone", "rank_gap"),
    *("main_park", "one_park", "agreement_sources", "agreement_conflict", "unproved"),
}


CHECKS: tuple[Callable[[Tables, Mapping[str, Any]], Iterator[Problem]], ...] = (
    check_cells,
    check_references,
    check_unique,
    check_translations,
    check_divisions,
    check_schemes,
    check_complete,
    check_areas,
    check_types,
    check_industries,
    check_listings,
    check_changes,
    check_aliases,
    check_parks,
    check_checks,
    check_agreement,
    check_cards,
    check_use,
)


def check(tables: Tables, sources: Mapping[str, Any]) -> list[Problem]:
    """
    Find everything that is wrong in the tables and the cards.

    Parameters
    ----------
    tables
        As `read_tables` gives them. What refers to an absent table or column is not checked.
    sources
        The content of ``sources.toml``.

    Returns
    -------
    list of Problem
        By file and row; empty if all is well.
    """
    return in_order([problem for find in CHECKS for problem in find(tables, sources)])


def problems(
    root: Path = TABLES, *, sources: Path = SOURCES, gpkg: Path | None = GPKG
) -> list[Problem]:
    """
    Find everything that is wrong with the data.

    Parameters
    ----------
    root
        Folder of the tables.
    sources
        The file of the source cards.
    gpkg
        A built map to hold the positions against; None, or no such file: that is left out.

    Returns
    -------
    list of Problem
        By file and row; empty if all is well. Wrong data never raises.
    """
    tables, found = read_all(root)
    cards, wrong = read_sources(sources)
    found += wrong
    further = check(tables, cards)
    counties = read_counties(gpkg)
    if counties is not None and {"zones", "positions", "counties"} <= tables.keys():
        further += check_geometry(tables, counties)
    # A row cut short or a file not read is told once, not again in all that follows from it.
    torn = {(p.file, p.row) for p in found if p.wrong == "cells"}
    unread = {p.file for p in found if p.wrong in {"missing_file", "toml", "not_a_table"}}
    lost = any(p.wrong in LOSSES for p in found)
    told = [
        p
        for p in further
        if (p.file, p.row) not in torn
        and p.file not in unread
        and not (lost and p.wrong in FOLLOWS)
    ]
    return in_order([*found, *told])
