"""What can be asked: the operations, the media types they answer in, and how they are weighed."""

from collections.abc import Mapping
from dataclasses import dataclass

JSON, GEOJSON, HTML = "application/json", "application/geo+json", "text/html"
SCHEMA, XSD, CSV = "application/schema+json", "application/xml", "text/csv"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
PNG, SVG = "image/png", "image/svg+xml"


@dataclass(frozen=True, slots=True)
class Operation:
    """
    Something that can be asked.

    Attributes
    ----------
    name
        Its words are ``features.operation.NAME``.
    path
        Below the interface's address; ``{collection}`` and ``{item}`` stand for ids.
    formats
        Value of the parameter ``f`` -> media type of the answer; the usual one first.
    """

    name: str
    path: str
    formats: Mapping[str, str]

    @property
    def media(self) -> str:
        """The media type of its usual answer."""
        return next(iter(self.formats.values()))

    def preferred(self, accept: str) -> str:
        """
        Return the format that a client would rather have, as browsers do.

        Parameters
        ----------
        accept
            The header of that name; what it does not name weighs nothing, and the usual format
            wins where none weighs more.
        """
        weights: dict[str, float] = {}
        for part in accept.split(","):
            kind, *params = (piece.strip().lower() for piece in part.split(";"))
            given = dict(param.partition("=")[::2] for param in params)
            try:
                weights[kind] = float(given.get("q", 1))
            except ValueError:
                continue
        # Of those that weigh most, the first.
        return max(self.formats, key=lambda name: _weight(self.formats[name], weights))


def _weight(media: str, weights: Mapping[str, float]) -> float:
    kind = media.partition(";")[0]
    # Who takes any JSON takes that of maps and of schemas too.
    names = [kind, JSON] if kind.endswith("+json") else [kind]
    names += [f"{kind.partition('/')[0]}/*", "*/*"]
    return next((weights[name] for name in names if name in weights), 0.0)


_JSON = {"json": JSON}
OPERATIONS = {
    operation.name: operation
    for operation in (
        Operation("landing", "", _JSON | {"html": HTML}),
        Operation("openapi", "/openapi", {"json": OPENAPI}),
        Operation("conformance", "/conformance", _JSON),
        Operation("collections", "/collections", _JSON),
        Operation("collection", "/collections/{collection}", _JSON),
        Operation("schema", "/collections/{collection}/schema", {"json": SCHEMA, "xsd": XSD}),
        Operation("queryables", "/collections/{collection}/queryables", {"json": SCHEMA}),
        Operation(
            *("items", "/collections/{collection}/items"),
            {"json": GEOJSON, "geojson": GEOJSON, "csv": CSV},
        ),
        Operation(
            *("item", "/collections/{collection}/items/{item}"),
            {"json": GEOJSON, "geojson": GEOJSON},
        ),
        Operation("map", "/map", {"png": PNG, "svg": SVG}),
    )
}
