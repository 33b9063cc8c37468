"""
Keep this process within bounds: processor, memory, files, and no network.

Each by what the system has. What it lacks is made up for outside: who started the process watches
the clock, links are taken out of files, and no library here is told to fetch anything.
"""

import ctypes
import platform
import struct
import sys
from collections.abc import Mapping
from contextlib import suppress

from atlas.exchange.guard import job

# System calls that lead out of the process: to the network, to other programs, to other processes.
# Machine -> the kernel's number of its architecture, then the calls by their numbers.
_LIKE_ARM = {
    "socket": 198,
    "socketpair": 199,
    "bind": 200,
    "connect": 203,
    "sendto": 206,
    "sendmsg": 211,
    "sendmmsg": 269,
    "execve": 221,
    "execveat": 281,
    "ptrace": 117,
    "kill": 129,
    "process_vm_writev": 271,
    "io_uring_setup": 425,
}
_CALLS: dict[str, tuple[int, dict[str, int]]] = {
    "x86_64": (
        0xC000003E,
        {
            "socket": 41,
            "socketpair": 53,
            "bind": 49,
            "connect": 42,
            "sendto": 44,
            "sendmsg": 46,
            "sendmmsg": 307,
            "execve": 59,
            "execveat": 322,
            "ptrace": 101,
            "kill": 62,
            "process_vm_writev": 311,
            "io_uring_setup": 425,
        },
    ),
    "aarch64": (0xC00000B7, _LIKE_ARM),
    "riscv64": (0xC00000F3, _LIKE_ARM),
    "loongarch64": (0xC0000102, _LIKE_ARM),
}
# Of the kernel's filters (linux/filter.h, linux/seccomp.h): an instruction has eight bytes.
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER, _ARCHITECTURE = 0, 4  # where they stand in what a filter sees
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 13  # EACCES
_X32 = 0x40000000  # calls of the other numbering that x86_64 has
_NO_NEW_PRIVILEGES, _SET_FILTER, _DIE_WITH_PARENT, _KILL = 38, 22, 1, 9


class _Program(ctypes.Structure):
    _fields_ = (("n", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def limit(limits: Mapping[str, int]) -> None:
    """
    Bound what this process takes, where the system can.

    Parameters
    ----------
    limits
        ``seconds`` of the processor, ``memory`` and ``written`` in bytes.
    """
    if sys.platform == "win32":
        job.limit(limits["memory"])
        return
    try:
        import resource  # noqa: PLC0415 - POSIX only
    except ImportError:
        return
    seconds = limits["seconds"]
    for name, most in (
        ("RLIMIT_CPU", (seconds, seconds + 1)),
        ("RLIMIT_AS", (limits["memory"],) * 2),
        ("RLIMIT_FSIZE", (limits["written"],) * 2),
        ("RLIMIT_CORE", (0, 0)),
    ):
        # macOS refuses to bound memory; who watches does it there.
        with suppress(ValueError, OSError):
            resource.setrlimit(getattr(resource, name), most)


def is_known() -> bool:
    """Return whether the ways out of a process are known of this system and machine."""
    return sys.platform == "linux" and platform.machine() in _CALLS


def close_network() -> bool:
    """
    Give up the network, other programs and other processes for good; return whether that holds.

    By a filter of system calls, which Linux has for every user and a later thread inherits: begin
    with this. The process also ends with the one that started it.
    """
    if not is_known():
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_DIE_WITH_PARENT, _KILL, 0, 0, 0)
    code = _filter(*_CALLS[platform.machine()])
    program = _Program(len(code) // 8, code)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return False
    return not libc.prctl(_SET_FILTER, 2, ctypes.byref(program), 0, 0)


def _filter(architecture: int, calls: Mapping[str, int]) -> bytes:
    """Return the filter: calls of another architecture and those listed are refused."""
    n = len(calls)
    steps = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 0, n + 3, architecture),
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, n + 1, 0, _X32),
        *((_EQUAL, n - at, 0, number) for at, number in enumerate(calls.values())),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    return b"".join(struct.pack("HBBI", *step) for step in steps)
