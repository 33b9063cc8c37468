"""Features as a table: CSV that Excel, its Power Query and programs take as it is."""

from typing import TYPE_CHECKING, Any

import pandas as pd

from atlas.exchange.writing import XY, inert, plain_csv, table_heads
from atlas.ogc import properties
from atlas.ogc.collections import held
from atlas.ogc.crs import CRS84
from geodata.schema.tables import SEPARATOR

if TYPE_CHECKING:
    from atlas.model.atlas import Atlas
    from atlas.ogc.parameters import Query


def csv(atlas: "Atlas", query: "Query", name: str, answer: dict[str, Any]) -> bytes:
    """
    Return the features of an answer as CSV, one a row, several values joined by ``|``.

    It begins with a byte order mark: by it Excel and Power Query know UTF-8, and programs pass it
    over. Shapes are left out; where another system than CRS84 is asked for, points have ``x``
    (east) and ``y`` (north) in it. No cell is a formula.

    Parameters
    ----------
    atlas
        The atlas: an empty table has its heads too.
    query
        What was asked for.
    name
        The collection.
    answer
        As `atlas.ogc.items` gives it.
    """
    holding = held(name)
    heads = list(query.properties or properties.of(atlas, holding))
    rows = [
        [_cell(feature["properties"].get(head)) for head in heads] for feature in answer["features"]
    ]
    if query.crs is not CRS84 and holding.geometry == "Point":
        heads += [head for head in XY if head not in heads]
        for row, feature in zip(rows, answer["features"], strict=True):
            at = feature["geometry"]["coordinates"]
            row.extend(at[::-1] if query.crs.north_first else at)
    table = pd.DataFrame(rows, columns=table_heads(heads), dtype=object)
    return plain_csv(table.map(inert)).encode("utf-8-sig")


def _cell(value: Any) -> Any:  # noqa: ANN401 - whatever JSON has
    return SEPARATOR.join(map(str, value)) if isinstance(value, list) else value
