"""Run `outspoken` without what Windows lacks: `python tests/like_windows.py build --root …`."""

from __future__ import annotations

import fcntl
import importlib.abc
import multiprocessing
import multiprocessing.context
import os
import signal
import socket
import subprocess  # noqa: F401
import sys
import tempfile  # noqa: F401
import time
from types import ModuleType
from typing import Any

import filelock  # noqa: F401 - it chooses its kind of lock by what it finds

MODULES = ("fcntl", "pwd", "grp", "termios", "resource", "tty", "pty", "syslog", "readline")
NAMES: dict[Any, tuple[str, ...]] = {
    os: (
        "O_NOFOLLOW", "fork", "forkpty", "getuid", "geteuid",
        "getgid", "chown", "mkfifo", "killpg", "getpgid", "setsid", "sched_getaffinity", "uname", "sysconf",
        "fchmod", "get_blocking", "pread", "confstr", "nice", "wait", "tcgetpgrp",
    ),
    signal: ("SIGKILL", "SIGHUP", "SIGALRM", "SIGSTOP", "SIGCONT", "SIGCHLD", "SIGPIPE", "SIGUSR1", "alarm",
             "setitimer", "pthread_sigmask", "set_wakeup_fd"),
    time: ("clock_gettime", "CLOCK_MONOTONIC", "CLOCK_BOOTTIME", "CLOCK_REALTIME", "tzset"),
    socket: ("AF_UNIX", "TCP_USER_TIMEOUT", "socketpair"),
    multiprocessing.context: ("ForkProcess", "ForkContext", "ForkServerProcess", "ForkServerContext"),
}  # fmt: skip


class Msvcrt(ModuleType):
    """The part of Windows' own module that we use."""

    LK_NBLCK = 2
    NOW = fcntl.LOCK_NB

    @staticmethod
    def locking(file: int, mode: int, length: int, lock: Any = fcntl.flock, how: int = fcntl.LOCK_EX) -> None:
        """Lock a file. Raises OSError if another process has it."""
        assert (mode, length) == (Msvcrt.LK_NBLCK, 1)
        lock(file, how | Msvcrt.NOW)


class Lacking(importlib.abc.MetaPathFinder):
    """Refuses modules that Windows does not have."""

    def find_spec(self, name: str, *_: Any) -> None:
        if name in MODULES:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


def take_away() -> None:
    """Make this process lack what a process on Windows lacks, as far as Python's own modules allow."""
    for name in MODULES:
        sys.modules.pop(name, None)
    sys.meta_path.insert(0, Lacking())
    sys.modules["msvcrt"] = Msvcrt("msvcrt")
    for module, names in NAMES.items():
        for name in names:
            if hasattr(module, name):
                delattr(module, name)


if __name__ == "__main__":
    take_away()
    from outspoken.cli import main

    main()
