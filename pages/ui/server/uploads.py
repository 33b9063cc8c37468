"""
Bound what readers upload.

Streamlit holds a file in memory until its session is over, however many there are, and takes one
from whoever has a page open.
"""

import logging
from collections.abc import Collection
from typing import TYPE_CHECKING, cast

import streamlit as st
from starlette.exceptions import HTTPException

from pages.ui.process import journal

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send
    from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

PLACE = "/_stcore/upload_file/"
OF_ONE = 256 * 2**20  # bytes of a session: four of the largest files that are read
FILES = 200  # of a session, however small
OF_ALL = 2**30  # bytes of all sessions
NO_ROOM = 503


class Bounded:
    """
    An ASGI middleware: the latest files of a session are kept, and no more than fit in all.

    Parameters
    ----------
    app
        What stands behind it.
    """

    def __init__(self, app: "ASGIApp") -> None:
        self._app = app
        self._coming = 0  # bytes that are on their way

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Hand a request on; a file for which there is no room is refused while it comes."""
        if scope["type"] != "http" or scope["method"] != "PUT" or PLACE not in scope["path"]:
            await self._app(scope, receive, send)
            return
        files, come = kept(), 0

        async def part() -> "Message":
            nonlocal come
            message = await receive()
            size = len(message.get("body", b""))
            come, self._coming = come + size, self._coming + size
            if held(files) + self._coming > OF_ALL:
                journal.event("upload_refused", level=logging.WARNING, reason="no_room")
                raise HTTPException(NO_ROOM)
            return message

        try:
            await self._app(scope, part, send)
        finally:
            self._coming -= come
            make_room(files, scope["path"].partition(PLACE)[2].partition("/")[0])


def kept() -> "MemoryUploadedFileManager":
    """Return what keeps the files of all sessions of this process."""
    # It is of the kind that Streamlit makes itself: no other can be set.
    return cast("MemoryUploadedFileManager", st.runtime.get_instance().uploaded_file_mgr)


def held(files: "MemoryUploadedFileManager") -> int:
    """Return how many bytes all sessions hold."""
    return sum(each.byte_length for found in files.get_stats().values() for each in found)


def make_room(files: "MemoryUploadedFileManager", session: str) -> None:
    """Let go of the oldest files of a session that has too many: pages have read them."""
    size = 0
    latest = reversed(list(files.file_storage.get(session, {}).values()))
    for n, each in enumerate(latest, start=1):
        size += len(each.data)
        if size > OF_ONE or n > FILES:
            files.remove_file(session, each.file_id)


def forget(files: "MemoryUploadedFileManager", there: Collection[str]) -> None:
    """
    Let go of files that arrived when their session was over: nobody else would.

    Parameters
    ----------
    files
        As of `kept`.
    there
        The sessions that go on, or may still be taken up.
    """
    for session in list(files.file_storage):
        if session not in there:
            files.remove_session_files(session)
