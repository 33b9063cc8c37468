"""The atlas as it is shipped, loaded once in a process: who must not share it loads its own."""

import atlas

ATLAS = atlas.load()
