"""The difference between a base revision and the work tree, as git lists it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from outspoken import rules
from outspoken.errors import ProblemsError
from outspoken.model.file_names import INCIDENTS, SETTINGS_FILE, folder_around
from outspoken.source.git.incomplete_clone import FETCH_COMMITS, FETCH_FILES, is_partial
from outspoken.source.git.run_git import ask, read_blobs, run
from outspoken.source.git.tool_output import failure_reason

# The same output for every user: configured order files, external diffs and colours are turned off.
_DIFF = (
    *("diff", "--raw", "-z", "--no-renames", "--no-abbrev", "--no-color", "--no-ext-diff", "--no-textconv"),
    *("--ignore-submodules", "-O/dev/null"),
)


class Change(Struct, frozen=True, kw_only=True):
    """A change that started from the commit `base` (full hash), including what is not committed yet.

    Paths are relative to the site's root. `before` maps paths that the base has with other content, or that
    were deleted since, to their blob ids at the base; `after` has the paths that are new or have other
    content now. `elsewhere` has paths, from the repository's top, outside of the site's root.
    """

    base: str
    before: Mapping[str, str]
    after: frozenset[str]
    elsewhere: tuple[str, ...] = ()

    @property
    def paths(self) -> frozenset[str]:
        """Every path of the site that the change touches."""
        return self.after.union(self.before)

    @property
    def added(self) -> frozenset[str]:
        """The paths that did not exist at the base."""
        return self.after.difference(self.before)

    @property
    def removed(self) -> frozenset[str]:
        """The paths that existed at the base and were deleted."""
        return frozenset(self.before).difference(self.after)


def find_change(root: Path, base: str) -> Change:
    """Return what changed in `root` since the branch left `base` (a branch, a tag, a commit).

    Raises ProblemsError with one Problem if git cannot answer.
    """
    # From the merge base: later commits of the base branch do not belong to the change.
    start = _start(root, base)
    # `diff` names paths from the repository's top, but the site may be in a folder below it.
    prefix = (ask(root, "rev-parse", "--show-prefix") or b"").decode("utf-8", "surrogateescape").strip("\n")
    before: dict[str, str] = {}
    after: set[str] = set()
    elsewhere: list[str] = []
    for path, old, is_there in _rows(_answer(root, *_DIFF, start)):
        if not path.startswith(prefix):
            elsewhere.append(path)
            continue
        name = path[len(prefix) :]
        if old:
            before[name] = old
        if is_there:
            after.add(name)
    # `check` reads untracked and ignored files too, so they belong to the change.
    others = _answer(root, "ls-files", "--others", "-z", "--", INCIDENTS, SETTINGS_FILE)
    after.update(os.fsdecode(path) for path in others.split(b"\0") if path)
    return Change(base=start, before=before, after=frozenset(after), elsewhere=tuple(elsewhere))


def file_at(root: Path, commit: str, path: str) -> bytes | None:
    """Return the bytes of the file at `path` (from the site's root) at a commit; None if there is none."""
    return ask(root, "cat-file", "blob", f"{commit}:./{path}")


def texts_before(root: Path, change: Change, folders: frozenset[str]) -> dict[str, bytes]:
    """Return the content at the base of the changed files in these incidents' folders, by path.

    Raises ProblemsError if git cannot read it.
    """
    wanted = {path: blob for path, blob in change.before.items() if folder_around(path) in folders}
    contents = read_blobs(root, dict.fromkeys(wanted.values()))
    lost = min((path for path, blob in wanted.items() if blob not in contents), default=None)
    if lost and is_partial(root):
        raise _unknown(f"the clone is partial, and {lost} at the base cannot be fetched", FETCH_FILES)
    return {path: contents[blob] for path, blob in wanted.items() if blob in contents}


def _start(root: Path, base: str) -> str:
    """Return the commit where HEAD left `base` (the merge base)."""
    found = (
        # A name with a leading hyphen would be an option for git.
        None
        if base.startswith("-")
        else _line(root, "rev-parse", "--verify", "--quiet", f"{base}^{{commit}}")
    )
    if found is None:
        raise _unknown(*_reason(root, base))
    start = _line(root, "merge-base", found, "HEAD")
    if start is None:
        message = f"HEAD and {base} have no common commit in this clone"
        raise _unknown(message, FETCH_COMMITS)
    return start


def _reason(root: Path, base: str) -> tuple[str, str]:
    """Return why there is no such commit, and what to do."""
    try:
        answer = run(root, "rev-parse", "--is-shallow-repository")
    except OSError:
        return "git cannot be run", "install git, or run check without --base"
    if answer.returncode:
        message = f"git cannot compare the revisions: {failure_reason(answer.stderr)}"
        return message, "run it in a clone of the repository"
    if answer.stdout.strip() == b"true":
        message = f"commit {base} is not in this shallow clone"
        return message, FETCH_COMMITS
    return (
        f"commit {base} is not in this clone",
        "run git fetch, and name the remote branch, as in --base origin/main",
    )


def _unknown(message: str, hint: str) -> ProblemsError:
    return ProblemsError([rules.UNKNOWN_BASE.problem(".git", None, message, hint)])


def _line(root: Path, *arguments: str) -> str | None:
    answer = ask(root, *arguments)
    return answer.decode("ascii", "replace").partition("\n")[0] if answer else None


def _answer(root: Path, *arguments: str) -> bytes:
    answer = ask(root, *arguments)
    if answer is None:
        raise _unknown(f"git {arguments[0]} failed", "run git status to see why")
    return answer


def _rows(listed: bytes) -> Iterator[tuple[str, str, bool]]:
    """Yield (path, blob at the base or empty, whether it exists now) from `git diff --raw -z`."""
    tokens = iter(listed.split(b"\0"))
    for token in tokens:
        if not token:
            continue
        old_mode, new_mode, old, _, _ = token.decode("ascii").removeprefix(":").split(" ")
        path = os.fsdecode(next(tokens))
        # Mode 000000 means that the path is on one side only.
        yield path, old if old_mode != "000000" and old.strip("0") else "", new_mode != "000000"
