"""Measures a command: wall and processor seconds, and the memory of all its processes together."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median
from tempfile import TemporaryFile
from typing import IO

# Short enough to see a peak of a tenth of a second, long enough not to load the processors.
SAMPLE_EVERY = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Wall seconds, and seconds of all processors together, including child processes."""

    wall: float
    cpu: float


def cost(command: Sequence[str], environment: Mapping[str, str]) -> Cost:
    """Run once, to the end. Raises SystemExit with the output if it fails."""
    begun = time.perf_counter()
    process = _start(command, environment)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    _expect_success(command, process.returncode)
    return Cost(wall=wall, cpu=usage.ru_utime + usage.ru_stime)


def median_cost(costs: Sequence[Cost]) -> Cost:
    """Return the medians of several runs, each figure separately."""
    return Cost(wall=median(each.wall for each in costs), cpu=median(each.cpu for each in costs))


def peak_memory(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """The highest sum, in bytes, of the proportional set sizes of a command's processes at one time.

    https://docs.kernel.org/filesystems/proc.html: memory that forked processes share counts once.
    """
    process = _start(command, environment)
    peak = 0
    while process.poll() is None:
        peak = max(peak, sum(map(_proportional_size, _tree(process.pid))))
        time.sleep(SAMPLE_EVERY)
    _expect_success(command, process.returncode)
    return peak


def _start(command: Sequence[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=_said()
    )


@cache
def _said() -> IO[bytes]:
    """Return the commands' output file, for the case that one fails."""
    return TemporaryFile()


def _expect_success(command: Sequence[str], code: int) -> None:
    if code:
        _said().seek(0)
        sys.stderr.write(_said().read().decode(errors="replace")[-2000:])
        raise SystemExit(f"exit code {code} from {' '.join(map(str, command))}")


def _tree(pid: int) -> Iterator[int]:
    """Return a process and all its running descendants."""
    yield pid
    for task in _listed(Path(f"/proc/{pid}/task")):
        try:
            children = (task / "children").read_text(encoding="ascii").split()
        except OSError:
            continue
        for child in children:
            yield from _tree(int(child))


def _listed(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _proportional_size(pid: int) -> int:
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        # The process has ended since.
        return 0
    line = next((line for line in rollup.splitlines() if line.startswith("Pss:")), "Pss: 0 kB")
    return int(line.split()[1]) * 1024
