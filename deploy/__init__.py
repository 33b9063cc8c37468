"""How the atlas comes to a machine: start, constraints, platforms, bundles, services."""
