"""Files of marks as other programs write them, and those that no map can take."""

import json

from atlas.maps import marks
from atlas.maps.marks import MOST, MOST_PLACES


def of(shape, coordinates, **properties):
    geometry = {"type": shape, "coordinates": coordinates}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features):
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


LONG = [[100 + i / 100, 36] for i in range(MOST_PLACES + 1)]
REFUSED = {
    "json": b"{",
    "json-gbk": '{"type":"Point","coordinates":[103,36],"n":"甲"}'.encode("gbk"),
    "json-deep": b"[" * 100_000,
    "large": b" " * (marks.MOST_BYTES + 1),
    "none": collection(of("Point", [103, 36])),
    "none-bare": b"7",
    "place": collection(of("LineString", [[103, 36], [11_500_000, 4_300_000]])),
    "place-nan": b'{"type":"LineString","coordinates":[[NaN,36],[103,36]]}',
    "place-true": b'{"type":"LineString","coordinates":[["103",36],[103,36]]}',
    "vertices": collection(of("LineString", LONG)),
    "wordy": collection(of("Point", [103, 36], name="x" * 101)),
    "many": collection(of("MultiPoint", [[103, 36]] * (MOST + 1), name="A")),
}
