"""What a browser does without, taken out of scripts and styles before they travel."""

import re
from functools import cache

# Comments that have lines of their own, and those that end one and hold no quotation mark: what
# looks like others may stand in a text.
_COMMENT = re.compile(
    r"^\s*(//.*|/\*(?:[^*]|\*(?!/))*\*/)\s*$|(?<=[;,{}(])\s+(// [^\"'`\n]*|/\* [^\"'`*\n]*\*/)$",
    re.MULTILINE,
)
_SHEET = re.compile(r"\x3cstyle>.*?\x3c/style>", re.DOTALL)
_QUOTED = re.compile(r"""("[^"]*"|'[^']*')""")
# Around what sets parts of a sheet apart; a blank before a colon would be a part of a selector.
_BLANK = re.compile(r"\s*([{};,])\s*|(?<=[a-z])(:)\s+")


@cache
def bare(code: str) -> str:
    """
    Return a script or a style sheet without comments and indentation.

    Parameters
    ----------
    code
        JavaScript or CSS of ours: no text in it goes over several lines.
    """
    return packed(_COMMENT.sub("", code))


def tight(page: str) -> str:
    """Return a page whose style sheets lack the blanks that only people read; texts stay."""

    def narrowed(found: re.Match[str]) -> str:
        parts = _QUOTED.split(found[0])
        parts[::2] = [_BLANK.sub(lambda m: m[1] or m[2], part) for part in parts[::2]]
        return "".join(parts).replace(";}", "}")

    return _SHEET.sub(narrowed, page)


def packed(code: str) -> str:
    """Return code without indentation and empty lines."""
    lines = (line.strip() for line in code.splitlines())
    return "\n".join(line for line in lines if line)
