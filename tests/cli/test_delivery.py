"""--branch, --commit and --pr: exactly the written files, whatever else is going on in the repository."""

from __future__ import annotations

import json
from typing import Any

NEW = ("new", "Down", "--impact", "major", "--component", "checkout", "-m", "It is down.")
PATHS = [
    "incidents/2026-11/2026-11-21-down/incident.md",
    "incidents/2026-11/2026-11-21-down/updates/20261121T140520Z-investigating.md",
]


def committed(site: Any, commit: str = "HEAD") -> list[str]:
    """The paths that a commit touched."""
    found: list[str] = site.git("show", "--name-only", "--format=", commit).splitlines()
    return found


def soil(site: Any) -> str:
    """Stage one file, change another, leave a third; what git says of it."""
    site.write("staged.txt", "staged")
    site.git("add", "staged.txt")
    site.write("mkdocs.yml", (site.root / "mkdocs.yml").read_text(encoding="utf-8") + "# changed\n")
    site.write("left.txt", "left")
    status: str = site.git("status", "--porcelain")
    return status


def test_a_commit_holds_the_written_files_alone(site: Any) -> None:
    dirt = soil(site)
    done = site.run(*NEW, "--commit", "--json")

    assert committed(site) == PATHS
    assert site.git("log", "-1", "--format=%s") == "Open 2026-11-21-down"
    assert json.loads(done.stdout)["commit"] == site.git("rev-parse", "HEAD")
    assert site.git("status", "--porcelain") == dirt


def test_an_update_is_one_commit_of_one_file(site: Any) -> None:
    site.run(*NEW, "--commit")
    site.run("update", "--status", "identified", "-m", "We know.", "--commit")

    assert committed(site) == ["incidents/2026-11/2026-11-21-down/updates/20261121T140530Z-identified.md"]
    assert site.git("log", "-1", "--format=%s") == "Identified: 2026-11-21-down"


def test_a_branch_begins_at_head_and_takes_the_dirt_along(site: Any) -> None:
    dirt = soil(site)
    site.run(*NEW, "--commit", "--branch")

    assert site.git("branch", "--show-current") == "status/2026-11-21-down"
    assert site.git("rev-parse", "HEAD~1") == site.git("rev-parse", "main")
    assert (committed(site), site.git("status", "--porcelain")) == (PATHS, dirt)


def test_a_branch_may_be_named(site: Any) -> None:
    site.run(*NEW, "--commit", "--branch", "night/shift")

    assert site.git("branch", "--show-current") == "night/shift"


def test_a_branch_that_is_taken_is_reported_before_anything_is_written(site: Any) -> None:
    done = site.run(*NEW, "--commit", "--branch", "main")

    assert (done.returncode, done.stderr.count("\n"), site.files()) == (2, 1, {})


def test_a_commit_on_no_branch_is_refused(site: Any) -> None:
    site.git("checkout", "-q", "--detach")
    done = site.run(*NEW, "--commit")

    assert (done.returncode, site.files()) == (1, {})
    assert done.stderr == "HEAD is detached, a commit here would be on no branch: add --branch\n"


def test_a_detached_head_gets_a_branch(site: Any) -> None:
    site.git("checkout", "-q", "--detach")
    site.run(*NEW, "--commit", "--branch")

    assert (site.git("branch", "--show-current"), committed(site)) == ("status/2026-11-21-down", PATHS)


def test_a_site_in_a_folder_of_its_repository_is_committed_too(site: Any) -> None:
    site.git("mv", "mkdocs.yml", "mkdocs.bak")
    site.write("status/mkdocs.yml", (site.root / "mkdocs.bak").read_text(encoding="utf-8"))
    site.run(*NEW, "--root", "status", "--commit")

    assert committed(site) == [f"status/{path}" for path in PATHS]


def test_without_git_one_line_says_so(site: Any) -> None:
    (site.root / ".git").rename(site.root.parent / "elsewhere")
    done = site.run(*NEW, "--commit")

    assert (done.returncode, done.stderr.count("\n"), site.files()) == (1, 1, {})
    assert "is not in a usable git repository" in done.stderr


def test_without_the_git_command_one_line_says_so(site: Any) -> None:
    site.environment["PATH"] = "/nonexistent"
    done = site.run(*NEW, "--commit")

    assert (done.returncode, done.stderr.count("\n"), site.files()) == (1, 1, {})
    assert "git cannot be run" in done.stderr


def test_a_hook_that_fails_leaves_the_files_and_nothing_else(site: Any) -> None:
    site.write(".git/hooks/pre-commit", "#!/bin/sh\necho 'no commits at night' >&2\nexit 1\n", 0o755)
    dirt = soil(site)
    done = site.run(*NEW, "--commit", "--branch")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"written but not committed: {' '.join(PATHS)}: no commits at night\n"
    assert site.git("branch", "--list") == "* main"
    assert site.git("status", "--porcelain") == dirt.replace("?? left", "?? incidents/\n?? left")


def test_a_repeated_call_with_a_key_goes_on_where_the_first_was_stopped(site: Any) -> None:
    hook = site.write(".git/hooks/pre-commit", "#!/bin/sh\nexit 1\n", 0o755)
    stopped = site.run(*NEW, "--commit", "--key", "8")
    hook.unlink()
    done = site.run(*NEW, "--commit", "--key", "8", "--json")

    assert (stopped.returncode, json.loads(done.stdout)["created"], committed(site)) == (1, False, PATHS)
    assert json.loads(site.run(*NEW, "--commit", "--key", "8", "--json").stdout)["commit"] is None


def test_in_the_middle_of_a_merge_nothing_is_written(site: Any) -> None:
    site.git("switch", "-q", "-c", "other")
    site.git("commit", "-q", "--allow-empty", "-m", "Other")
    site.git("switch", "-q", "main")
    site.git("merge", "-q", "--no-ff", "--no-commit", "other")
    done = site.run(*NEW, "--commit")

    assert (done.returncode, site.files()) == (1, {})
    assert done.stderr.startswith("a merge is in progress in ")


def test_commits_are_signed_where_people_sign(site: Any) -> None:
    program = site.write(
        "../gpg", "#!/bin/sh\ncat >/dev/null\necho '[GNUPG:] SIG_CREATED ' >&2\necho SIGNED\n", 0o755
    )
    site.git("config", "commit.gpgSign", "true")
    site.git("config", "gpg.program", str(program.resolve()))
    site.run(*NEW, "--commit")
    site.run("update", "-m", "x", "--commit")
    site.git("push", "-q")
    site.run("update", "-m", "y", "--push")

    for revision in ("HEAD~2", "HEAD~1", "HEAD"):
        raw = site.git("cat-file", "commit", revision)
        assert "SIGNED" in raw, revision


def test_the_first_commit_of_a_repository_works_too(site: Any) -> None:
    site.git("update-ref", "-d", "HEAD")
    site.run(*NEW, "--commit")

    assert committed(site) == PATHS


def test_a_pull_request_without_gh_is_left_to_the_person(site: Any) -> None:
    done = site.run(*NEW, "--pr")

    assert (done.returncode, done.stdout.splitlines()) == (0, PATHS)
    assert site.git("rev-parse", "status/2026-11-21-down", where=site.remote) == site.git("rev-parse", "HEAD")
    assert (
        "gh pr create --head status/2026-11-21-down --base main --title 'Open 2026-11-21-down'" in done.stderr
    )


def test_a_pull_request_is_opened_by_gh(site: Any) -> None:
    url = "https://github.com/example/status/pull/7"
    site.write("../bin/gh", f'#!/bin/sh\nfor word; do echo "$word"; done >../said\necho {url}\n', 0o755)
    site.environment["PATH"] = f"{(site.root / '../bin').resolve()}:{site.environment['PATH']}"
    done = site.run(*NEW, "--pr", "--json")

    said = (site.root / "../said").read_text(encoding="utf-8")
    assert json.loads(done.stdout)["pull_request"] == url
    assert said.startswith(
        "pr\ncreate\n--head\nstatus/2026-11-21-down\n--base\nmain\n--title\nOpen 2026-11-21-down\n"
    )
    assert "It is down." in said


def test_where_gh_fails_its_reason_and_the_commands_are_shown(site: Any) -> None:
    site.write("../bin/gh", "#!/bin/sh\necho 'not logged in' >&2\nexit 4\n", 0o755)
    site.environment["PATH"] = f"{(site.root / '../bin').resolve()}:{site.environment['PATH']}"
    done = site.run(*NEW, "--pr")

    assert (done.returncode, "gh: not logged in" in done.stderr, "gh pr create" in done.stderr) == (
        0,
        True,
        True,
    )


def test_a_pull_request_without_a_remote_is_refused_before_anything_is_written(site: Any) -> None:
    site.git("remote", "remove", "origin")
    done = site.run(*NEW, "--pr")

    assert (done.returncode, site.files()) == (1, {})
    assert done.stderr == "there is no remote to push to: git remote add origin URL\n"


def test_a_branch_that_cannot_be_pushed_keeps_its_commit(site: Any) -> None:
    site.git("remote", "set-url", "origin", "../gone.git")
    done = site.run(*NEW, "--pr")

    assert (done.returncode, committed(site)) == (1, PATHS)
    assert "git push -u origin status/2026-11-21-down" in done.stderr
