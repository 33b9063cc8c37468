"""Put words that somebody else has written into a label, where Streamlit reads Markdown."""

import re

# Each sign that may mean something in Markdown means itself with a backslash before it.
_SIGNS = re.compile(r"([!-/:-@\[-`{-~])")
# What is looked for once the backslashes are gone: addresses, icons by name, arrows, dashes. A sign
# that joins words and has no width parts them; it is neither seen nor read out.
_PARTED = re.compile(r"(:|@|www(?=\.)|[-<>=~](?=[-=>]))", re.IGNORECASE)
_JOINER = "\N{WORD JOINER}"


def plain(words: object) -> str:
    """
    Return words as they are read, for a label.

    A file's name or a cell of it would else fetch pictures, show links or change its colour.

    Parameters
    ----------
    words
        Such as a file, a list or a zone is called.
    """
    parted = _PARTED.sub(rf"\1{_JOINER}", " ".join(str(words).split()))
    return _SIGNS.sub(r"\\\1", parted)
