"""An office's own templates: what one offers, and what of a piece goes where in it."""
