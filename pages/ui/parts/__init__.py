"""What the pages are put together from: frame, filters, maps, table, charts, files."""
