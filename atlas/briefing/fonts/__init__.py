"""The two faces of the printed maps, as files, and how they were cut from Noto Sans SC."""
