"""The server around the pages, tried as a real process."""
