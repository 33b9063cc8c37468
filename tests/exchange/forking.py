"""
Run the reader's child many times without starting Python as often: it forks for every file.

A script: requests in JSON, one a line, on standard input; answers likewise, each with the peak of
its memory in bytes.
"""

import contextlib
import importlib.util
import io
import json
import os
import resource
import sys


def main():
    spec = importlib.util.spec_from_file_location("child", sys.argv[1])
    child = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(child)
    import openpyxl  # noqa: F401, PLC0415
    import pyarrow.parquet  # noqa: F401, PLC0415

    import atlas.exchange.reading  # noqa: F401, PLC0415

    for line in sys.stdin:
        read, write = os.pipe()
        pid = os.fork()
        if not pid:
            os.close(read)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            given = io.BytesIO(line.encode())
            sys.stdin, out = io.TextIOWrapper(given, encoding="utf-8"), io.StringIO()
            with contextlib.redirect_stdout(out):
                child.main()
            with os.fdopen(write, "w") as pipe:
                pipe.write(out.getvalue())
            os._exit(0)
        os.close(write)
        with os.fdopen(read) as pipe:
            said = pipe.read()
        _, status, usage = os.wait4(pid, 0)
        peak = usage.ru_maxrss * 1024
        sys.stdout.write(json.dumps({"said": said, "status": status, "peak": peak}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
