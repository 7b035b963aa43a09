"""Let the user write a message in an editor."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from outspoken.cli.stop import Stop

# Not `##`: that is a heading in Markdown.
_COMMENT = re.compile(r"#(?: .*)?")
_ADVICE = (
    "Write the message above. Lines that begin with a single # are left out.",
    "Answer every [[question?]] or delete it. An empty message stops.",
)


def editor_command() -> list[str]:
    """Return the command in $VISUAL or $EDITOR. Raises Stop if neither is set."""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    if not editor.strip():
        raise Stop(
            "neither VISUAL nor EDITOR is set: give the message with -m, or pipe it to -m -",
            2,
        )
    # EDITOR often has arguments, such as `code --wait`.
    if sys.platform != "win32":
        return shlex.split(editor)
    # On Windows a backslash is a part of the path, and quotes are around one with spaces.
    return [word.strip('"') for word in shlex.split(editor, posix=False)]


def expect_editor() -> None:
    """Raise Stop if the editor is not set or not installed."""
    editor = editor_command()[0]
    if shutil.which(editor) is None:
        raise Stop(f"the editor {editor} cannot be run: it is not installed here", 2)


def write_in_editor(scaffold: str, about: Iterable[str]) -> tuple[str, Path]:
    """Open the editor with a scaffold; return the text, and the file that keeps it.

    `about` is shown below the scaffold, in comment lines that are removed again. Raises Stop if
    the editor cannot be run or nothing was written.
    """
    command = editor_command()
    handle, name = tempfile.mkstemp(prefix="outspoken-", suffix=".md")
    path = Path(name)
    comments = "".join(f"# {line}\n" for line in (*about, *_ADVICE))
    # Windows cannot open a file for the editor that this process still holds.
    os.close(handle)
    path.write_text(f"{scaffold}\n\n{comments}", encoding="utf-8", newline="\n")
    return edit_again(path, command), path


def edit_again(path: Path, command: list[str] | None = None) -> str:
    """Open the editor on a file and return its text. Raises as `write_in_editor`."""
    editor = command or editor_command()
    try:
        code = subprocess.call([*editor, str(path)])
    except OSError as fault:
        path.unlink(missing_ok=True)
        raise Stop(f"the editor {editor[0]} cannot be run: {fault.strerror or fault}", 2) from None
    if code:
        # The file is kept: nothing that was typed in an incident may be lost.
        raise Stop(f"the editor {editor[0]} ended with exit code {code}; your text is in {path}")
    text = cleaned(path.read_text(encoding="utf-8"))
    if not text:
        path.unlink(missing_ok=True)
        raise Stop("the message is empty, nothing was written")
    return text


def cleaned(text: str) -> str:
    """Return the text without its comment lines."""
    kept = [line.rstrip() for line in text.splitlines() if not is_comment(line)]
    return "\n".join(kept).strip("\n")


def is_comment(line: str) -> bool:
    """Whether a line is a comment: a single #, alone or followed by a space and any text."""
    return _COMMENT.fullmatch(line) is not None
