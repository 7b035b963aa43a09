"""Shell scripts for participants: `outspoken` and `git`, with the clock of the drill."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from outspoken.drill.drill_clock import DrillClock
from outspoken.drill.expectation_results import KitUse
from outspoken.drill.throwaway_copy import ThrowawayCopy

_USED = "used.txt"
# Variables that are taken from the participant's terminal.
_OF_THE_TERMINAL = ("TERM", "EDITOR", "VISUAL", "LANG", "LC_ALL")


def write_shell(copy: ThrowawayCopy, environ: Mapping[str, str], sink: str, clock: DrillClock) -> Path:
    """Write the scripts into the copy's folder; return the file that a participant sources."""
    folder = copy.folder / "bin"
    folder.mkdir()
    # The caller's PATH, without our folder: our git script would drop variables that outspoken sets for git.
    values = copy.environment(environ, sink, clock.start)
    python = [sys.executable, "-P", "-m", "outspoken"]
    _write(folder / "outspoken", _script(copy, values, clock, python, is_noted=True))
    _write(folder / "git", _script(copy, values, clock, [shutil.which("git") or "git"]))
    enter = copy.folder / "enter"
    place, path = shlex.quote(str(copy.site)), shlex.quote(str(folder))
    # hash -r: the shell may have cached the path of the real git.
    enter.write_text(f"cd {place}\nPATH={path}:$PATH\nexport PATH\nhash -r\n", encoding="utf-8")
    return enter


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
    path.chmod(0o755)


def _script(
    copy: ThrowawayCopy,
    values: Mapping[str, str],
    clock: DrillClock,
    command: list[str],
    *,
    is_noted: bool = False,
) -> str:
    start, anchor = f"{clock.start.timestamp():.0f}", f"{clock.anchor.timestamp():.0f}"
    moved = {"SOURCE_DATE_EPOCH": "$e", "GIT_AUTHOR_DATE": "@$e +0000", "GIT_COMMITTER_DATE": "@$e +0000"}
    kept = {name: value for name, value in values.items() if name not in (*moved, *_OF_THE_TERMINAL)}
    lines = [
        "#!/bin/sh",
        f"e=$(({start} + ($(date +%s) - {anchor}) * {clock.speed}))",
        # Recorded, since `kit` publishes nothing that would show its use.
        *([f'echo "$e $*" >> {shlex.quote(str(copy.folder / _USED))}'] if is_noted else []),
        # An empty environment, so that no secret of the person's shell reaches a command.
        "exec env -i \\",
        *(f"  {name}={shlex.quote(value)} \\" for name, value in kept.items()),
        *(f'  {name}="{value}" \\' for name, value in moved.items()),
        # Only if it is set: an empty EDITOR would be the name of a program.
        *(f'  ${{{name}:+{name}="${name}"}} \\' for name in _OF_THE_TERMINAL),
        f'  {shlex.join(command)} "$@"',
    ]
    return "\n".join(lines) + "\n"


def kit_uses(copy: ThrowawayCopy) -> Iterator[KitUse]:
    """Yield each use of `outspoken kit` that the script has recorded."""
    used = copy.folder / _USED
    for line in used.read_text(encoding="utf-8").splitlines() if used.is_file() else ():
        stamp, _, rest = line.partition(" ")
        arguments = rest.replace("=", " ").split()
        if arguments[:1] == ["kit"] and stamp.isdecimal():
            named = arguments[arguments.index("--audience") + 1 :] if "--audience" in arguments else []
            yield KitUse(at=datetime.fromtimestamp(int(stamp), UTC), audience=named[0] if named else "")
