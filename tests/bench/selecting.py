"""Time `Selection.apply` at 100,000 zones beside lists, string search and DuckDB."""

import duckdb
import pandas as pd

from atlas import Atlas, Selection
from atlas.selection.facets import Facets
from tests.bench.synthetic import atlas_of
from tests.bench.table import Row, median_ms

SIZE = 100_000
SELECTION = Selection(
    types=("innovation", "upgrade", "specialty"),
    areas=("hexi", "lanzhou"),
    clusters=("equipment", "green-agri"),
)
GRADES = ("direct", "inference")


def flat(atlas: Atlas) -> pd.DataFrame:
    """Return what the peers select from: a row a zone, several values as lists."""
    links = atlas.links[atlas.links["grade"].isin(GRADES)]
    areas = atlas.members[atlas.members["scheme"] == "plan13"]
    table = pd.DataFrame(atlas.zones.drop(columns="geometry"))
    table["areas"] = areas.groupby("zone")["area"].agg(list).reindex(table.index)
    clusters = links.groupby("zone")["cluster"].agg(lambda found: sorted(set(found)))
    table["clusters"] = clusters.reindex(table.index)
    for name in ("areas", "clusters"):
        table[name] = [value if isinstance(value, list) else [] for value in table[name]]
    return table


def measure() -> list[Row]:
    """Return one row a peer; every side must find the same zones."""
    atlas = atlas_of(SIZE)
    table = flat(atlas)
    text = table.assign(
        areas="|" + table["areas"].str.join("|") + "|",
        clusters="|" + table["clusters"].str.join("|") + "|",
    )
    chosen = SELECTION

    def by_lists() -> pd.DataFrame:
        return table[
            table["zone_type"].isin(chosen.types)
            & table["areas"].apply(lambda has: any(a in has for a in chosen.areas))
            & table["clusters"].apply(lambda has: any(c in has for c in chosen.clusters))
        ]

    def by_text() -> pd.DataFrame:
        return text[
            text["zone_type"].isin(chosen.types)
            & text["areas"].str.contains("|".join(rf"\|{a}\|" for a in chosen.areas))
            & text["clusters"].str.contains("|".join(rf"\|{c}\|" for c in chosen.clusters))
        ]

    database = duckdb.connect()
    database.register("source", table.reset_index())
    database.execute("create table zones as select * from source")

    where = (
        " from zones where zone_type in (select unnest(?))"
        " and list_has_any(areas, ?) and list_has_any(clusters, ?)"
    )
    values = [list(chosen.types), list(chosen.areas), list(chosen.clusters)]

    def by_duckdb() -> pd.DataFrame:
        # Our rows carry no lists either: making Python lists would be most of DuckDB's time.
        return database.execute("select * exclude (areas, clusters)" + where, values).df()

    def ids_by_duckdb() -> dict:
        return database.execute("select id" + where, values).fetchnumpy()

    ours = chosen.apply(atlas)
    for peer in (by_lists, by_text):
        if list(peer().index) != list(ours.index):
            raise AssertionError(f"{peer.__name__} selects other zones")
    if set(by_duckdb()["id"]) != set(ours.index):
        raise AssertionError("duckdb selects other zones")

    took = median_ms(lambda: chosen.apply(atlas), times=50)
    what = f"Selection.apply, {SIZE:,} zones, {len(ours):,} found"
    return [
        Row(
            what,
            took,
            peer_name="apply on lists",
            peer=median_ms(by_lists, times=5),
            goal="<= 2 ms",
            reached=took <= 2,
        ),
        Row(what, took, peer_name="str.contains", peer=median_ms(by_text, times=5)),
        Row(what, took, peer_name="DuckDB, rows", peer=median_ms(by_duckdb, times=10)),
        Row(
            f"which of {SIZE:,} zones, without their rows",
            median_ms(lambda: atlas.once(Facets).mask(chosen), times=50),
            peer_name="DuckDB, ids",
            peer=median_ms(ids_by_duckdb, times=10),
        ),
    ]
