"""Read the interface's strings: one TOML table per language and subject, dotted keys."""

import string
import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

LANGS = ("zh", "en")
ROOT = Path(__file__).parent


def _flatten(tree: Mapping[str, Any], *, stem: str = "") -> Iterator[tuple[str, str]]:
    for name, value in tree.items():
        if isinstance(value, Mapping):
            yield from _flatten(value, stem=f"{stem}{name}.")
        else:
            yield f"{stem}{name}", value


def read(folder: Path) -> dict[str, str]:
    """
    Return every string of a folder's TOML files under its dotted key.

    Parameters
    ----------
    folder
        A language's folder.

    Raises
    ------
    ValueError
        If two files give the same key.
    """
    strings: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        for key, value in _flatten(tomllib.loads(path.read_text(encoding="utf-8"))):
            if key in strings:
                raise ValueError(f"{path.name}: {key!r} is already given by another file")
            strings[key] = value
    return strings


class _Counting(string.Formatter):
    """Fills placeholders; ``{n:zone|zones}`` is the first word for one, the second for others."""

    def format_field(self, value: Any, format_spec: str) -> str:  # noqa: ANN401 - any placeholder
        """Return a value as a placeholder asks for it."""
        one, bar, others = format_spec.partition("|")
        if bar:
            return one if str(value) == "1" else others
        filled: str = super().format_field(value, format_spec)
        return filled


_COUNTING = _Counting()


@lru_cache
def _strings(lang: str) -> Mapping[str, str]:
    if lang not in LANGS:
        raise ValueError(f"unknown language {lang!r}; known: {', '.join(LANGS)}")
    return MappingProxyType(read(ROOT / lang))


def table(lang: str, prefix: str = "") -> dict[str, str]:
    """Return the strings of a language whose key starts with `prefix`, by full key."""
    return dict(_of(lang, prefix))


@lru_cache
def _of(lang: str, prefix: str) -> Mapping[str, str]:
    return {key: value for key, value in _strings(lang).items() if key.startswith(prefix)}


def text(key: str, lang: str, /, **values: object) -> str:
    """
    Return one string with its placeholders filled.

    Only our own strings are templates; a value is put in as it is, whatever it contains. A word
    that goes by a number is written ``{n:zone|zones}``.

    Parameters
    ----------
    key
        Dotted key, e.g. ``"describe.none"``.
    lang
        ``"zh"`` or ``"en"``.
    **values
        The string's placeholders.

    Raises
    ------
    KeyError
        If there is no such string, or a placeholder is not given.
    """
    template = _strings(lang).get(key)
    if template is None:
        raise KeyError(f"no string {key!r} in {lang!r}")
    return _COUNTING.vformat(template, (), values) if "|" in template else template.format(**values)
