"""What these tools say, in both languages at once: nobody has chosen one yet."""

import json
from pathlib import Path

_WORDS = json.loads((Path(__file__).parent / "words.json").read_text(encoding="utf-8"))


def both(key: str, **values: object) -> str:
    """Return a message of words.json, a line a language."""
    return "\n".join(line.format(**values) for line in _WORDS[key])
