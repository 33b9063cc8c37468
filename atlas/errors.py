"""The errors of the atlas: each names what is wrong and what would be right."""

from collections.abc import Iterable
from dataclasses import dataclass

from atlas.i18n import text

FAILED, WRONG_USE = 1, 2  # exit codes of commands


class AtlasFileError(ValueError):
    """A file that is missing, is no atlas, or is not in EPSG:4326."""


@dataclass(frozen=True, slots=True)
class UnknownValue:
    """
    A value of a selection that the data does not know.

    Attributes
    ----------
    flag
        The flag or URL parameter, e.g. ``"area"``.
    value
        What was given, without control characters and cut to a readable length.
    nearest
        Slug of the most similar known value; empty when nothing is similar.
    nearest_zh, nearest_en
        The names of `nearest`.
    scheme
        For an area of another scheme: that scheme, and `nearest` is the area meant.
    known
        Some values that are known, given when nothing is similar.
    too_long
        The value is longer than any search text may be.
    too_many
        The value is known, but one more than so many.
    """

    flag: str
    value: str
    nearest: str = ""
    nearest_zh: str = ""
    nearest_en: str = ""
    scheme: str = ""
    known: tuple[str, ...] = ()
    too_long: bool = False
    too_many: int = 0

    def message(self, lang: str = "zh", *, flags: bool = False) -> str:
        """
        Say in one sentence what is unknown and what may have been meant.

        Parameters
        ----------
        lang
            ``"zh"`` or ``"en"``.
        flags
            Write parameters as the command line does: ``--scheme plan14``, not ``scheme=plan14``.
        """
        if self.too_long:
            kind = "too_long"
        elif self.too_many:
            kind = "too_many"
        elif self.scheme:
            kind = "other_scheme"
        elif self.nearest:
            kind = "nearest"
        else:
            kind = "unknown"
        name = self.nearest_zh if lang == "zh" else self.nearest_en
        return text(
            f"error.{kind}",
            lang,
            flag=f"--{self.flag}" if flags else self.flag,
            value=self.value,
            nearest=self.nearest,
            name=name,
            remedy=f"--scheme {self.scheme}" if flags else f"scheme={self.scheme}",
            known=", ".join(self.known),
            most=self.too_many,
        )


class SelectionError(ValueError):
    """
    One or more values of a selection are unknown.

    Attributes
    ----------
    unknown : tuple of UnknownValue
        All of them, in the order of the flags.
    """

    def __init__(self, unknown: Iterable[UnknownValue]) -> None:
        self.unknown = tuple(unknown)
        super().__init__("\n".join(value.message("zh") for value in self.unknown))


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
