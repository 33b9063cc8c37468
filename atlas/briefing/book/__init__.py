"""The atlas book: its chapters, its pictures, and the file that is made of them."""

from atlas.briefing.book.chapters import Chapters, write
from atlas.briefing.book.making import FORMATS, BookCancelled, book
from atlas.briefing.book.model import Picture
from atlas.briefing.book.pictures import compose, draw
from atlas.briefing.book.zones import around

__all__ = [
    "FORMATS",
    "BookCancelled",
    "Chapters",
    "Picture",
    "around",
    "book",
    "compose",
    "draw",
    "write",
]
