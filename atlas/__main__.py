"""Run the command line: ``python -m atlas``."""

import gc
import sys
from io import TextIOWrapper

from atlas.cli import main

# What is imported and read stays to the end: to look for garbage among it costs a tenth of the
# time that a question takes.
gc.set_threshold(100_000)
# Answers are UTF-8 whatever the terminal's code page is; so is what is said beside them.
for stream in (sys.stdout, sys.stderr):
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
sys.exit(main())
