"""Time what a planner waits for when a file comes in or goes out, beside pandas and geopandas."""

import io
import math

import geopandas as gpd
import pandas as pd
import pyproj
import shapely

from atlas import Atlas, Selection, load
from atlas.exchange import reading, report, writing
from atlas.exchange.proposal import Choices, propose
from atlas.office import EMPTY
from tests.bench.synthetic import atlas_of
from tests.bench.table import Row, median_ms

ZONES = 2_543
CORNERS = 10_000
POINTS = 100_000
TIMES = 3
EAST, NORTH, RADIUS = 35_400_000.0, 3_995_000.0, 4_000.0


def _table(n: int) -> pd.DataFrame:
    """Return n places in Gansu with a name and three columns of an office's own."""
    zones = atlas_of(n).zones
    return pd.DataFrame(
        {
            "名称": [f"样例园{number}号" for number in range(n)],
            "经度": zones["lon"].to_numpy(),
            "纬度": zones["lat"].to_numpy(),
            "投资额": [number % 97 + 0.5 for number in range(n)],
            "阶段": ["在建" if number % 3 else "投产" for number in range(n)],
            "序号": range(n),
        }
    )


def _workbook(table: pd.DataFrame) -> bytes:
    file = io.BytesIO()
    table.to_excel(file, index=False)
    return file.getvalue()


def _corners(n: int) -> list[tuple[float, float]]:
    """Return the corners of a circle: east, north, in zone 35."""
    angles = [2 * math.pi * k / n for k in range(n)]
    return [(EAST + RADIUS * math.cos(a), NORTH + RADIUS * math.sin(a)) for a in angles]


def _red_line(corners: list[tuple[float, float]]) -> bytes:
    closed = [*corners, corners[0]]
    lines = [f"J{k},1,{north:.3f},{east:.3f}" for k, (east, north) in enumerate(closed, start=1)]
    head = (
        *("[属性描述]", "坐标系=2000国家大地坐标系", "几度分带=3", "带号=35", "[地块坐标]"),
        f"{len(closed)},5026.5,1,兰州经开,面,,,,@",
    )
    return "\r\n".join([*head, *lines]).encode("gbk")


def _reported(atlas: Atlas, name: str, data: bytes) -> dict[str, object]:
    """Read a file, hold it against the atlas and write the report."""
    draft = reading.read(name, data)
    return report.record(atlas, propose(atlas, EMPTY, draft, Choices(unmatched="new")))


def _by_pandas(data: bytes) -> gpd.GeoDataFrame:
    table = pd.read_excel(io.BytesIO(data), engine="openpyxl")
    points = gpd.points_from_xy(table["经度"], table["纬度"], crs="EPSG:4326")
    return gpd.GeoDataFrame(table, geometry=points)


def _by_hand(data: bytes) -> shapely.Polygon:
    """Read a red-line file as a script does that knows its dialect and asks nothing."""
    to = pyproj.Transformer.from_crs("EPSG:4523", "EPSG:4326", always_xy=True)
    rows = [line.split(",") for line in data.decode("gbk").splitlines() if line.startswith("J")]
    return shapely.Polygon([to.transform(float(east), float(north)) for _, _, north, east in rows])


def measure() -> list[Row]:
    """Return one row for each way in and each way out, with a goal where there is one."""
    atlas, table = load(), _table(ZONES)
    book, line = _workbook(table), _red_line(_corners(CORNERS))
    many = _table(POINTS)[["名称", "经度", "纬度"]].to_csv(index=False).encode()
    took = median_ms(lambda: _reported(atlas, "zones.xlsx", book), times=TIMES)
    rows = [
        Row(
            f"report on a workbook of {ZONES:,} rows",
            took,
            peer_name="pandas, read only",
            peer=median_ms(lambda: _by_pandas(book), times=TIMES),
            goal="<= 3,000 ms",
            reached=took <= 3_000,
        )
    ]
    took = median_ms(lambda: _reported(atlas, "line.txt", line), times=TIMES)
    rows.append(
        Row(
            f"report on a red-line file of {CORNERS:,} corners",
            took,
            peer_name="pyproj, corner by corner",
            peer=median_ms(lambda: _by_hand(line), times=TIMES),
            goal="<= 1,000 ms",
            reached=took <= 1_000,
        )
    )
    took = median_ms(lambda: _reported(atlas, "points.csv", many), times=1)
    rows.append(Row(f"report on {POINTS:,} new points", took))
    large = atlas_of(ZONES)
    layer = gpd.GeoDataFrame(
        writing.rows(large, large.zones, Selection()), geometry=large.zones.geometry.array
    ).set_crs(4326)
    peers = {
        "xlsx": lambda: layer.drop(columns="geometry").to_excel(io.BytesIO(), index=False),
        "gpkg": lambda: layer.to_file(io.BytesIO(), driver="GPKG", layer="zones"),
        "geojson": layer.to_json,
        "parquet": lambda: layer.to_parquet(io.BytesIO()),
    }
    for name, peer in peers.items():

        def write(name: str = name) -> bytes:
            return writing.write(large, large.zones, Selection(), format=name)

        rows.append(
            Row(
                f"write {ZONES:,} zones as {name}",
                median_ms(write, times=TIMES),
                peer_name="geopandas, a ready table",
                peer=median_ms(peer, times=TIMES),
            )
        )
    return rows
