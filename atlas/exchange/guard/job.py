"""
Bound what this process takes on Windows, by a job object that it puts itself into.

The system then refuses it more memory, lets it start no other program, and ends it with the job.
The clock is watched by who started the process, as everywhere.
"""

import ctypes
from typing import Any

_EXTENDED = 9  # JobObjectExtendedLimitInformation
_ACTIVE_PROCESS, _PROCESS_MEMORY = 0x0008, 0x0100
_DIE_ON_UNHANDLED, _KILL_ON_CLOSE = 0x0400, 0x2000
_HELD: list[Any] = []  # the job, as long as the process lives


class _Basic(ctypes.Structure):
    """JOBOBJECT_BASIC_LIMIT_INFORMATION of winnt.h."""

    _fields_ = (
        ("per_process_time", ctypes.c_int64),
        ("per_job_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("least_working_set", ctypes.c_size_t),
        ("most_working_set", ctypes.c_size_t),
        ("active_processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority", ctypes.c_uint32),
        ("scheduling", ctypes.c_uint32),
    )


class Extended(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION of winnt.h."""

    _fields_ = (
        ("basic", _Basic),
        ("io_counters", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process_memory", ctypes.c_size_t),
        ("peak_job_memory", ctypes.c_size_t),
    )


def limit(memory: int, library: Any = None) -> bool:  # noqa: ANN401 - as ctypes gives it
    """
    Put this process into a job of its own; return whether that holds.

    Parameters
    ----------
    memory
        Bytes that it may take.
    library
        What has the system's calls; kernel32 unless given.
    """
    kernel = library or ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined,unused-ignore] # of Windows
    # Handles are pointers: ctypes would cut them to an int.
    kernel.CreateJobObjectW.restype = kernel.GetCurrentProcess.restype = ctypes.c_void_p
    kernel.CreateJobObjectW.argtypes = (ctypes.c_void_p, ctypes.c_wchar_p)
    kernel.SetInformationJobObject.argtypes = (
        *(ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p, ctypes.c_uint32),
    )
    kernel.AssignProcessToJobObject.argtypes = (ctypes.c_void_p, ctypes.c_void_p)
    wanted = Extended()
    wanted.basic.flags = _ACTIVE_PROCESS | _PROCESS_MEMORY | _DIE_ON_UNHANDLED | _KILL_ON_CLOSE
    wanted.basic.active_processes = 1
    wanted.process_memory = memory
    found = kernel.CreateJobObjectW(None, None)
    if not found:
        return False
    size = ctypes.sizeof(wanted)
    held = bool(
        kernel.SetInformationJobObject(found, _EXTENDED, ctypes.byref(wanted), size)
        and kernel.AssignProcessToJobObject(found, kernel.GetCurrentProcess())
    )
    _HELD.append(found)
    return held
