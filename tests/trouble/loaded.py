"""What the processes are forked from: all is imported, and what takes long is known."""

from tests.trouble import deeds

deeds.drawn()
