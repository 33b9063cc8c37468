"""Read the tables and the source cards, and say what keeps them from being read."""

import csv
import io
import tomllib
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError

from geodata import TABLES
from geodata.schema.cells import nearest
from geodata.schema.problems import DataError, Problem
from geodata.schema.tables import SCHEMA, SEPARATOR, SOURCES_FILE


def _read(path: Path) -> tuple[pd.DataFrame | None, list[Problem]]:
    """Read one table and whatever is wrong with it as a file; None if it cannot be read."""
    name = path.name
    if not path.is_file():
        near = nearest(name, [p.name for p in path.parent.glob("*.csv") if p.stem not in SCHEMA])
        return None, [Problem(name, None, "", "", "missing_file", near or name)]
    raw, problems = path.read_bytes(), []
    if raw.startswith(b"\xef\xbb\xbf"):
        raw = raw[3:]
        problems.append(Problem(name, 1, "", "BOM", "bom"))
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        at = raw[: error.start].count(b"\n") + 1
        value = raw[error.start : error.start + 4].hex(" ")
        return None, [*problems, Problem(name, at, "", value, "encoding")]
    if "\r" in text:
        at = text[: text.index("\r")].count("\n") + 1
        problems.append(Problem(name, at, "", "CR", "line_ends"))
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    records: list[list[str]] = []
    try:
        records.extend(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        return None, [*problems, Problem(name, len(records) + 1, "", str(error), "quotes")]
    header, *rows = records or [[]]
    for number, row in enumerate(rows, start=2):
        if len(row) != len(header):
            wrong = Problem(name, number, "", str(len(row)), "cells", str(len(header)))
            problems.append(wrong)
    padded = {
        number: [*row, *[""] * len(header)][: len(header)]
        for number, row in enumerate(rows, start=2)
        if row
    }
    table = pd.DataFrame.from_dict(padded, orient="index", columns=header, dtype=str)
    return table.rename_axis("row"), problems + _header(path.stem, header)


def _header(name: str, header: list[str]) -> list[Problem]:
    """Hold a header against the schema."""
    file, wanted = f"{name}.csv", SCHEMA[name].header
    missing = [column for column in wanted if column not in header]
    unknown = [column for column in header if column not in wanted]
    doubled = sorted({column for column in header if header.count(column) > 1} & set(wanted))
    problems = [
        *(Problem(file, 1, c, "", "missing_column", SEPARATOR.join(wanted)) for c in missing),
        *(Problem(file, 1, c, c, "unknown_column", nearest(c, missing or wanted)) for c in unknown),
        *(Problem(file, 1, c, c, "doubled_column", c) for c in doubled),
    ]
    if not problems and header != wanted:
        problems.append(Problem(file, 1, "", ",".join(header), "order", ",".join(wanted)))
    return problems


def read_all(root: Path) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
    """Read every table of the schema, and say what keeps any from being read."""
    tables, problems = {}, []
    for name in SCHEMA:
        table, wrong = _read(root / f"{name}.csv")
        problems += wrong
        if table is not None:
            tables[name] = table.loc[:, ~table.columns.duplicated()]
    missing = [f"{name}.csv" for name in SCHEMA if name not in tables]
    for path in sorted(root.glob("*.csv")):
        if path.stem not in SCHEMA:
            near = nearest(path.name, missing or [f"{name}.csv" for name in SCHEMA])
            problems.append(Problem(path.name, None, "", "", "unknown_file", near))
    return tables, problems


def read_tables(root: Path = TABLES) -> dict[str, pd.DataFrame]:
    """
    Read all tables of the schema.

    Parameters
    ----------
    root
        Their folder.

    Returns
    -------
    dict of str to pd.DataFrame
        By name. All cells are text, an empty one is the empty string; the index is the row as a
        spreadsheet shows it, so the first is 2.

    Raises
    ------
    DataError
        If a file is missing or cannot be read whole. Cells are not looked at: see `check`.
    """
    tables, problems = read_all(root)
    if problems:
        raise DataError(problems)
    return tables


def read_sources(path: Path) -> tuple[dict[str, Any], list[Problem]]:
    """Read ``sources.toml`` and whatever is wrong with it as a file; empty if it cannot be read."""
    try:
        sources = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}, [Problem(path.name, None, "", "", "missing_file", path.name)]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return {}, [Problem(path.name, None, "", str(error), "toml")]
    parts = {name: sources[name] for name in SOURCES_FILE if name in sources}
    if isinstance(parts.get("cards"), dict):
        parts |= {f"cards.{key}": card for key, card in parts["cards"].items()}
    loose = [name for name, part in parts.items() if not isinstance(part, dict)]
    problems = [Problem(path.name, None, n, str(parts[n]), "not_a_table", n) for n in loose]
    return ({} if problems else sources), problems


def read_counties(path: Path | None) -> gpd.GeoDataFrame | None:
    """Return the built counties; None without a map: that is the build's matter."""
    if path is None or not path.is_file():
        return None
    try:
        counties: gpd.GeoDataFrame = pyogrio.read_dataframe(path, layer="counties")
    except (DataSourceError, DataLayerError):
        return None
    return counties
