"""What the interface answers to a request that it cannot serve."""

from atlas.i18n import text
from atlas.model.names import SHOWN

INVALID, UNKNOWN, NOT_FOUND = "InvalidParameterValue", "UnknownParameter", "NotFound"


class RefusedRequestError(ValueError):
    """
    A request that cannot be served.

    Attributes
    ----------
    status : int
        Of HTTP.
    code : str
        One word for programs.
    description : str
        What is wrong and what would be right, in the language asked for.
    """

    def __init__(self, status: int, code: str, description: str) -> None:
        self.status, self.code, self.description = status, code, description
        super().__init__(description)

    def body(self) -> dict[str, str]:
        """Return the standard's exception object."""
        return {"code": self.code, "description": self.description}


def missing_path(lang: str) -> RefusedRequestError:
    """Return the answer to a path that leads nowhere."""
    return RefusedRequestError(404, NOT_FOUND, text("features.no_path", lang))


def wrong_method(method: str, lang: str) -> RefusedRequestError:
    """Return the answer to any method that is not reading."""
    described = text("features.read_only", lang, method=shown(method))
    return RefusedRequestError(405, "MethodNotAllowed", described)


def unavailable(reason: str, lang: str) -> RefusedRequestError:
    """Return the answer where the data cannot be read now."""
    described = text("features.unavailable", lang, reason=reason)
    return RefusedRequestError(503, "ServiceUnavailable", described)


def shown(value: str) -> str:
    """Return a value as a message may repeat it: short and printable."""
    printable = "".join(char if char.isprintable() else " " for char in value[: SHOWN + 1])
    return printable if len(value) <= SHOWN else printable[: SHOWN - 1] + "…"
