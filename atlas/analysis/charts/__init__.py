"""Charts of the analyses, for the screen and for paper."""
