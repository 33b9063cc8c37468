"""Keep what an office adds to the atlas: records of zones, every change with its history."""
