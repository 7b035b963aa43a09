"""Runs git with LC_ALL=C, without a pager and without user configuration."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO

# Removed from the environment: variables set by a hook or caller for another repository or other paths.
_FOREIGN = (
    "DIR",
    "WORK_TREE",
    "INDEX_FILE",
    "PREFIX",
    "COMMON_DIR",
    "NAMESPACE",
    "EXTERNAL_DIFF",
    "DIFF_OPTS",
)
# No lock, so that reading never disturbs a commit; no prompt, since CI has no terminal; literal paths,
# since names may contain `*`; LC_ALL=C, since messages are parsed.
_OWN_ENVIRONMENT = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_PAGER": "cat",
    "LC_ALL": "C",
    "LANGUAGE": "C",
}
# A user's configuration must not change the output.
_SETTINGS = (
    "core.quotePath=false",
    "core.commitGraph=true",
    "log.showSignature=false",
    "log.showRoot=true",
    "log.follow=false",
    "log.diffMerges=first-parent",
    "diff.relative=false",
)


def read_blobs(root: Path, blobs: Iterable[str]) -> dict[str, bytes]:
    """Return the bytes of blobs by id, from one `git cat-file`; unknown ids are left out.

    Raises OSError if git cannot be run.
    """
    wanted = tuple(blobs)
    if not wanted:
        return {}
    # One process for all blobs: starting git costs more than reading one.
    answer = run(root, "cat-file", "--batch", data="\n".join(wanted).encode() + b"\n")
    return dict(_objects(answer.stdout))


def _objects(answer: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield (id, bytes) from `git cat-file --batch` output: `<id> <type> <size>`, the bytes, a line feed."""
    place = 0
    while place < len(answer):
        end = answer.index(b"\n", place)
        head = answer[place:end].split(b" ")
        place = end + 1
        # A partial clone may lack blobs.
        if head[-1] != b"missing":
            size = int(head[2])
            yield head[0].decode("ascii"), answer[place : place + size]
            place += size + 1


def ask(root: Path, *arguments: str) -> bytes | None:
    """Return git's output for these arguments in `root`; None if it cannot be run or fails."""
    try:
        answer = run(root, *arguments)
    except OSError:
        return None
    return answer.stdout if answer.returncode == 0 else None


def run(
    root: Path,
    *arguments: str,
    data: bytes | None = None,
    environ: Mapping[str, str] | None = None,
    settings: Iterable[str] = (),
    timeout: float | None = None,
    check: bool = False,
) -> subprocess.CompletedProcess[bytes]:
    """Run git in `root` with `data` as its input and return its answer.

    `environ` replaces `environment()`; `settings` are further settings of git, as in `gc.auto=0`; `timeout`
    is in seconds. Raises OSError if git cannot be run, TimeoutExpired if it takes longer, and with `check`
    CalledProcessError if it fails.
    """
    return subprocess.run(
        _command(root, *arguments, settings=settings),
        input=data,
        # Not our own standard input, which may have the message that a command was given.
        stdin=subprocess.DEVNULL if data is None else None,
        capture_output=True,
        env=environment() if environ is None else environ,
        timeout=timeout,
        check=check,
    )


def run_in_background(root: Path, *arguments: str, output: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start git in `root`, writing to the file `output`; its errors can be read from the process.

    Raises OSError if git cannot be run.
    """
    return subprocess.Popen(
        _command(root, *arguments),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.PIPE,
        env=environment(),
    )


def _command(root: Path, *arguments: str, settings: Iterable[str] = ()) -> list[str]:
    options = [word for setting in (*_SETTINGS, *settings) for word in ("-c", setting)]
    return ["git", "--no-pager", *options, "-C", str(root), *arguments]


def environment() -> dict[str, str]:
    """Return the environment for git: ours, without variables that point to another repository."""
    foreign = {f"GIT_{name}" for name in _FOREIGN}
    return {name: value for name, value in os.environ.items() if name not in foreign} | _OWN_ENVIRONMENT
