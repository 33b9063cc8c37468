"""
Do one piece of work on untrusted bytes, in a process of its own with little memory and no way out.

Run as a script, by its path, with a request in JSON on standard input; it answers in JSON on
standard output. The request names a function of the atlas, which is called with the path of the
bytes, the limits and its options, and gives back what JSON holds.
"""

import importlib
import json
import sys
from pathlib import Path
from typing import Any

Json = dict[str, Any]


def main() -> None:
    """Answer the request on standard input."""
    request = json.loads(sys.stdin.buffer.read())
    sys.path.insert(0, request["home"])
    from atlas.exchange.guard import isolation  # noqa: PLC0415 - found only now

    isolation.limit(request["limits"])
    isolation.close_network()
    work = getattr(importlib.import_module(request["module"]), request["work"])
    from atlas.exchange.findings import RefusedError  # noqa: PLC0415 - found only now
    from atlas.exchange.guard.limits import Limits  # noqa: PLC0415 - found only now

    # From here on whatever goes wrong is the file's doing.
    Path(request["begun"]).touch()
    try:
        limits = Limits(**request["limits"])
        answer = {"answer": work(Path(request["path"]), limits, **request["options"])}
    except RefusedError as refused:
        answer = {"refused": [each.crossing() for each in refused.findings]}
    except MemoryError:
        answer = _refused("read.too_large")
    except Exception as error:  # noqa: BLE001 - whatever a parser makes of a hostile file
        answer = _refused("read.broken", type(error).__name__)
    said = json.dumps(answer)
    if len(said) > limits.answer:
        said = json.dumps(_refused("read.too_large"))
    sys.stdout.write(said)


def _refused(code: str, value: str = "") -> Json:
    return {"refused": [[code, "error", None, "", value, {}]]}


if __name__ == "__main__":
    main()
