"""Make of a selection what leaves the atlas as a finished piece: maps, slides, pages, a book."""
