"""Finds out from git when the texts of the plan were last changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from outspoken.errors import Problem
from outspoken.model.plan.outage_plan import Plan
from outspoken.model.plan.plan_duties import SignOff
from outspoken.model.plan.plan_parts import PLAN_FILES, UNSIGNED, SignOffsFile
from outspoken.rules import NO_GIT_HISTORY
from outspoken.source.git.incomplete_clone import FETCH_COMMITS
from outspoken.source.git.run_git import ask
from outspoken.source.plan.plan_files import parse_text
from outspoken.source.plan.read_plan import PlanReading

_SIGN_OFFS = "sign-offs.md"
_SIGNED = tuple(file for file in PLAN_FILES if file not in UNSIGNED)
# The dates of commits themselves, not of their merge: a text is signed on the branch that changes it.
_LOG = ("log", "--format=%x01%H %ct", "--name-only", "--no-renames", "--relative", "-z")


class _Changed(Struct, frozen=True):
    """The newest commit that changed a file, and its committer date (UTC)."""

    commit: str
    at: datetime


def with_dates(reading: PlanReading, folder: Path, now: datetime) -> PlanReading:
    """Return the reading with the dates of the texts in `folder`; uncommitted text is dated `now` (UTC).

    Without git they stay unknown; in a shallow clone this is a Problem.
    """
    shallow = ask(folder, "rev-parse", "--is-shallow-repository")
    if shallow is None:
        return reading
    if shallow.strip() == b"true":
        return replace(reading, problems=(*reading.problems, _shallow(reading.plan)))
    changed = _changed(folder)
    written = {file: min(one.at, now) for file, one in changed.items()}
    edited = dict.fromkeys(_uncommitted(folder), now)
    written |= edited
    newest = max(changed.values(), key=lambda one: one.at, default=None)
    # A commit's signatures cover the text in that commit, and no later edit.
    covered = _added(folder, newest.commit) if newest and not edited else frozenset[SignOff]()
    return replace(reading, plan=replace(reading.plan, written=written, covered=covered))


def _shallow(plan: Plan) -> Problem:
    message = "it is unknown whether the signatures are older than the text, because the clone is shallow"
    return NO_GIT_HISTORY.problem(plan.folder, None, message, FETCH_COMMITS)


def _changed(folder: Path) -> dict[str, _Changed]:
    log = ask(folder, *_LOG, "--", *_SIGNED) or b""
    found: dict[str, _Changed] = {}
    for entry in log.decode("utf-8", "replace").split("\x01")[1:]:
        head, *names = entry.split("\0")
        commit, _, seconds = head.strip().partition(" ")
        for name in names:
            if name.strip():
                # The newest commit comes first.
                found.setdefault(name.strip(), _Changed(commit, datetime.fromtimestamp(int(seconds), UTC)))
    return found


def _uncommitted(folder: Path) -> Iterable[str]:
    edited = ask(folder, "diff", "--name-only", "--relative", "-z", "HEAD", "--", *_SIGNED) or b""
    new = ask(folder, "ls-files", "--others", "-z", "--", *_SIGNED) or b""
    return filter(None, (edited + new).decode("utf-8", "replace").split("\0"))


def _added(folder: Path, commit: str) -> frozenset[SignOff]:
    """Return the signatures added by the commit of the text: squashing dates both by the merge."""
    after = _signatures(ask(folder, "cat-file", "blob", f"{commit}:./{_SIGN_OFFS}"))
    return after - _signatures(ask(folder, "cat-file", "blob", f"{commit}^:./{_SIGN_OFFS}"))


def _signatures(data: bytes | None) -> frozenset[SignOff]:
    text = parse_text(data, _SIGN_OFFS, SignOffsFile, []) if data is not None else None
    return frozenset(text.record.sign_offs) if text else frozenset()
