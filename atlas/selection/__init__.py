"""Which zones are asked for: flags, conditions, search, one frozen value, and counts."""
