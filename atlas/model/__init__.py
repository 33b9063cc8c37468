"""The frozen tables of the atlas, how they are read, and what their words mean."""
