"""The errors of the atlas: each names what is wrong and what would be right."""

from atlas.i18n import text

FAILED, WRONG_USE = 1, 2  # exit codes of commands


class UseError(ValueError):
    """What was asked of a command cannot be done; the message says why, the code is the exit's."""

    def __init__(self, message: str, *, code: int = WRONG_USE) -> None:
        super().__init__(message)
        self.code = code


class ExportError(ValueError):
    """
    A file that cannot be written as it was asked for.

    Attributes
    ----------
    kind
        What is wrong: ``"system"``, ``"no_system"``, ``"encoding"``, ``"no_encoding"``,
        ``"digits"``, ``"fields"`` or ``"no_outline"``.
    """

    def __init__(self, kind: str, **values: object) -> None:
        self.kind = kind
        self.values = values
        super().__init__(self.message("zh"))

    def message(self, lang: str = "zh") -> str:
        """Say what is wrong and what would be right."""
        return text(f"writing.{self.kind}", lang, **self.values)
