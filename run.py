"""Start the atlas on any system: `python run.py` (Windows: run.bat). Older Pythons are told so."""

# This file must be understood by a Python too old for all the others: it has no newer syntax.
import io
import json
import os
import sys

ROOT = os.path.dirname(os.path.abspath(__file__))

if sys.version_info < (3, 11):
    with io.open(os.path.join(ROOT, "deploy", "words.json"), encoding="utf-8") as words:
        said = "\n".join(json.load(words)["too_old"]) + "\n"
    getattr(sys.stderr, "buffer", sys.stderr).write(said.encode("utf-8"))
    sys.exit(1)

sys.path.insert(0, ROOT)

from deploy import start  # noqa: E402

if __name__ == "__main__":
    sys.exit(start.main())
