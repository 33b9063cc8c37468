"""Run the command line: ``python -m atlas``."""

import sys
from io import TextIOWrapper

from atlas.cli import main

# Answers are UTF-8 whatever the terminal's code page is; so is what is said beside them.
for stream in (sys.stdout, sys.stderr):
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
sys.exit(main())
