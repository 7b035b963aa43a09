"""Runs commands in forks of one process that has imported everything: as separate as new ones, but quicker.

Started as a program it is that process: for each line of JSON it forks, and answers with the exit code.
A command in a terminal is answered with its process first, and with the exit code when that is asked for.
"""

from __future__ import annotations

import fcntl
import json
import os
import runpy
import subprocess
import sys
import termios
import time
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

STREAMS = ("stdin", "stdout", "stderr")


class Forks:
    """The process that is forked. `folder` gets the streams of each command, one after the other.

    `environ` has further variables of this process: another PYTHONPATH brings another package.
    """

    def __init__(self, folder: Path, **environ: str) -> None:
        self._files = {name: folder / name for name in STREAMS}
        self._process = subprocess.Popen(
            [sys.executable, __file__],
            env=os.environ | environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def run(
        self, words: Sequence[str], *, cwd: Path, environ: Mapping[str, str], said: str
    ) -> subprocess.CompletedProcess[str]:
        """`outspoken` with these words, as `subprocess.run` would run it."""
        self._files["stdin"].write_text(said, encoding="utf-8", newline="")
        files = {name: str(path) for name, path in self._files.items()}
        code = self._ask(words=list(words), cwd=str(cwd), environ=dict(environ), files=files)
        stdout, stderr = (self._files[name].read_text(encoding="utf-8") for name in STREAMS[1:])
        return subprocess.CompletedProcess(list(words), code, stdout, stderr)

    def start(self, words: Sequence[str], *, cwd: Path, environ: Mapping[str, str], terminal: str) -> int:
        """`outspoken` with these words in a session of its own at the terminal of this path; its process."""
        return self._ask(words=list(words), cwd=str(cwd), environ=dict(environ), terminal=terminal)

    def wait(self, process: int) -> int:
        """Wait for the end of a process that was started; its exit code."""
        return self._ask(process=process)

    def _ask(self, **order: Any) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self) -> None:
        """End it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


def _import_everything() -> None:
    import outspoken

    for module in walk_packages(outspoken.__path__, "outspoken."):
        if not module.name.endswith(("__main__", ".plugin", ".prose_engine", ".prose_process", ".apprise")):
            __import__(module.name)


def _become(order: Mapping[str, Any]) -> None:
    """Give this process the streams, folder and environment of a command."""
    os.chdir(order["cwd"])
    os.environ.clear()
    os.environ.update(order["environ"])
    time.tzset()
    if "terminal" in order:
        os.setsid()
        fcntl.ioctl(order["terminal"], termios.TIOCSCTTY, 0)  # for Ctrl-C
    for number, name in enumerate(STREAMS):
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC if number else os.O_RDONLY
        file = order["terminal"] if "terminal" in order else os.open(order["files"][name], flags, 0o600)
        os.dup2(file, number)
        setattr(sys, name, open(number, "w" if number else "r", encoding="utf-8", closefd=False))  # noqa: SIM115 - a stream's number
    sys.argv = ["outspoken", *order["words"]]


def _run() -> int:
    """What `python -m outspoken` does; the exit code."""
    try:
        runpy.run_module("outspoken", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        if isinstance(end.code, str):
            sys.stderr.write(f"{end.code}\n")
            return 1
        return end.code or 0
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def _fork(order: Mapping[str, Any]) -> int:
    child = os.fork()
    if child == 0:
        code = 70
        try:
            _become(order)
            code = _run()
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            os._exit(code)
    return child


def _answer(order: Mapping[str, Any]) -> int:
    if "process" in order:
        return os.waitstatus_to_exitcode(os.waitpid(order["process"], 0)[1])
    if "terminal" in order:
        # Open before the answer, after which the test closes its own: one that is open nowhere is at its end.
        terminal = os.open(order["terminal"], os.O_RDWR | os.O_NOCTTY)
        child = _fork({**order, "terminal": terminal})
        os.close(terminal)
        return child
    return os.waitstatus_to_exitcode(os.waitpid(_fork(order), 0)[1])


if __name__ == "__main__":
    _import_everything()
    for line in sys.stdin:
        sys.stdout.write(f"{_answer(json.loads(line))}\n")
        sys.stdout.flush()
