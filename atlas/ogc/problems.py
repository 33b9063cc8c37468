"""What the interface answers to a request that it cannot serve."""

from http import HTTPStatus

from atlas.i18n.errors import AtlasError, Said
from atlas.model.names import SHOWN

INVALID, UNKNOWN, NOT_FOUND = "InvalidParameterValue", "UnknownParameter", "NotFound"
UNAVAILABLE = "ServiceUnavailable"
_CODES: dict[int, str] = {
    HTTPStatus.SERVICE_UNAVAILABLE: UNAVAILABLE,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "ContentTooLarge",
    HTTPStatus.INTERNAL_SERVER_ERROR: "InternalServerError",
}


class RefusedRequestError(AtlasError):
    """
    A request that cannot be served.

    Attributes
    ----------
    status : int
        Of HTTP.
    code : str
        One word for programs.
    """

    def __init__(self, status: int, code: str, said: Said, /, **values: object) -> None:
        self.status, self.code = status, code
        super().__init__(said, **values)

    def body(self, lang: str) -> dict[str, str]:
        """Return the standard's exception object, its description in a language."""
        return {"code": self.code, "description": self.message(lang)}


def missing_path() -> RefusedRequestError:
    """Return the answer to a path that leads nowhere."""
    return RefusedRequestError(404, NOT_FOUND, "features.no_path")


def wrong_method(method: str) -> RefusedRequestError:
    """Return the answer to any method that is not reading."""
    return RefusedRequestError(405, "MethodNotAllowed", "features.read_only", method=shown(method))


def unavailable(error: AtlasError) -> RefusedRequestError:
    """Return the answer where the data cannot be read now, for the reason of an error."""
    return RefusedRequestError(503, UNAVAILABLE, "features.unavailable", reason=error.message)


def refused(error: AtlasError) -> RefusedRequestError:
    """Return the answer to what an error says cannot be had as it was asked for, or not now."""
    code = _CODES.get(error.status, INVALID)
    return RefusedRequestError(error.status, code, error.message)


def shown(value: str) -> str:
    """Return a value as a message may repeat it: short and printable."""
    printable = "".join(char if char.isprintable() else " " for char in value[: SHOWN + 1])
    return printable if len(value) <= SHOWN else printable[: SHOWN - 1] + "…"
