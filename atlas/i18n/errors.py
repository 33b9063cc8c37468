"""The errors of the atlas: each names what is wrong and what would be right, in either language."""

from collections.abc import Callable

from atlas.i18n import LANGS, text

FAILED, WRONG_USE = 1, 2  # exit codes of commands
# The key of a string, or a function of the language that gives the words.
Said = str | Callable[[str], str]


class AtlasError(ValueError):
    """
    Something that the atlas refuses, or cannot do: the base of all that it raises on purpose.

    Parameters
    ----------
    said
        What is wrong and what would be right.
    **values
        The string's placeholders; a function of the language stands for the words that it gives.

    Attributes
    ----------
    exit_code : int
        What a command ends with: 1 failed, 2 wrong use.
    status : int
        What a request of HTTP ends with: 400 asked wrongly, 503 not to be had now.
    """

    exit_code: int = FAILED
    status: int = 400

    def __init__(self, said: Said, /, **values: object) -> None:
        self.said, self.values = said, values
        super().__init__(self.message())

    def message(self, lang: str = LANGS[0]) -> str:
        """
        Say what is wrong and what would be right.

        Parameters
        ----------
        lang
            ``"zh"`` or ``"en"``.
        """
        if callable(self.said):
            return self.said(lang)
        values = {
            name: value(lang) if callable(value) else value for name, value in self.values.items()
        }
        return text(self.said, lang, **values)

    def on_terminal(self, lang: str) -> str:
        """Say the same as the command line does, where a parameter is a flag."""
        return self.message(lang)


class UseError(AtlasError):
    """What was asked of a command cannot be done."""

    exit_code = WRONG_USE

    def __init__(self, said: Said, /, *, exit_code: int = WRONG_USE, **values: object) -> None:
        self.exit_code = exit_code
        super().__init__(said, **values)


class ExportError(AtlasError):
    """
    A file that cannot be written as it was asked for.

    Attributes
    ----------
    kind
        What is wrong: ``"system"``, ``"no_system"``, ``"encoding"``, ``"no_encoding"``,
        ``"digits"``, ``"fields"`` or ``"no_outline"``.
    """

    exit_code = WRONG_USE

    def __init__(self, kind: str, **values: object) -> None:
        self.kind = kind
        super().__init__(f"writing.{kind}", **values)
