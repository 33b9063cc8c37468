"""Judge zones: what clusters are strong where, who does the same as whom, what is missing."""
