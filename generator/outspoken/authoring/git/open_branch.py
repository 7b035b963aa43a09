"""Finds the branch of an incident's open pull request, so that the next update is added to it."""

from __future__ import annotations

import json
import re
from contextlib import suppress

from outspoken.authoring.git.repository import GitError, Repository
from outspoken.authoring.git.run_gh import has_gh, run_gh
from outspoken.model.file_names import folder_of

_PREFIX = "status/"


def open_branch(repository: Repository, incident: str, main: str) -> str:
    """Return the newest branch of an incident whose pull request is open; empty if there is none."""
    return next(
        (each for each in _branches(repository, incident) if _is_open(repository, each, incident, main)), ""
    )


def incidents_on_branches(repository: Repository, named: str) -> tuple[str, ...]:
    """Return the ids, with the text `named` in them, of incidents that have a branch of their own."""
    ids = (re.sub(r"-\d{1,2}$", "", each.removeprefix(_PREFIX)) for each in _refs(repository))
    # A number at the end may also belong to the id.
    both = (*ids, *(each.removeprefix(_PREFIX) for each in _refs(repository)))
    wanted = named.rstrip("/").rpartition("/")[2].casefold()
    return tuple(dict.fromkeys(each for each in both if wanted in each))


def join(repository: Repository, branch: str) -> None:
    """Check out a branch as it is on its remote. Raises GitError if changed files would be overwritten."""
    if repository.branch != branch:
        repository.git("switch", "-q", branch)
    with suppress(GitError):
        # A colleague may have added to it; if both did, the push is refused and says so.
        repository.git("merge", "-q", "--ff-only", f"refs/remotes/{repository.remote}/{branch}")


def pull_request(repository: Repository, branch: str) -> str | None:
    """Return the address of a branch's open pull request, empty for a closed one; None if gh finds none."""
    if not has_gh():
        return None
    answer = run_gh("pr", "view", branch, "--json", "state,url", root=repository.root)
    try:
        found = json.loads(answer.stdout) if not answer.returncode else None
    except ValueError:
        return None
    if not isinstance(found, dict):
        return None
    return str(found.get("url", "")) if found.get("state") == "OPEN" else ""


def _refs(repository: Repository) -> list[str]:
    remote = f"refs/remotes/{repository.remote}/"
    listed = repository.ask(
        "for-each-ref", "--format=%(refname)", f"refs/heads/{_PREFIX}", f"{remote}{_PREFIX}"
    )
    names = (line.removeprefix("refs/heads/").removeprefix(remote) for line in listed.splitlines())
    return list(dict.fromkeys(names))


def _branches(repository: Repository, incident: str) -> list[str]:
    """Return the branches that were made for an incident, newest first."""
    pattern = re.compile(rf"{re.escape(_PREFIX + incident)}(?:-(\d+))?")
    found = [
        (int(match[1] or 1), match[0]) for name in _refs(repository) if (match := pattern.fullmatch(name))
    ]
    return [name for _, name in sorted(found, reverse=True)]


def _is_open(repository: Repository, branch: str, incident: str, main: str) -> bool:
    url = pull_request(repository, branch)
    if url is not None:
        return bool(url)
    # If gh cannot say: it counts as open as long as the published branch lacks what it adds.
    remote = repository.remote
    both = [f"+refs/heads/{name}:refs/remotes/{remote}/{name}" for name in (branch, main)]
    try:
        repository.git("fetch", "-q", "--no-tags", remote, *both)
    except GitError:
        return False
    base, tip = (f"refs/remotes/{remote}/{name}" for name in (main, branch))
    added = ("diff", "--name-only", "--diff-filter=A", base, tip, "--", f"{folder_of(incident)}/")
    return bool(repository.ask(*added))
