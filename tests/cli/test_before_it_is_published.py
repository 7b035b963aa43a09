"""What a person sees before a change is published, what is left to do, and what was written before."""

from __future__ import annotations

import json
from typing import Any

from tests.cli.conftest import DOWN, Type

NEW = ("new", "Down", "--impact", "major", "--component", "checkout", "-m", "It is down.")
FOLDER = "incidents/2026-11/2026-11-21-down"
CHANNELS = """\
      channels:
        team: {kind: slack_webhook, audience: internal, secret: SLACK}
        public: {kind: slack_webhook, audience: customers, secret: SLACK, filter: {impacts: [critical]}}
"""
URL = "https://github.com/example/status/pull/7"


def add_channels(site: Any) -> None:
    """Publish settings with two channels."""
    settings = (site.root / "mkdocs.yml").read_text(encoding="utf-8")
    site.write("mkdocs.yml", settings + CHANNELS)
    site.publish()


def use_gh(site: Any, state: str = "OPEN") -> None:
    """Put a program `gh` on the path, to which each pull request is in this state."""
    view = json.dumps({"state": state, "url": URL})
    script = f'[ "$2" = view ] && echo \'{view}\' && exit\necho "$@" >>{site.root.parent}/said\necho {URL}'
    site.write("../bin/gh", f"#!/bin/sh\n{script}\n", 0o755)
    site.environment["PATH"] = f"{(site.root / '../bin').resolve()}:{site.environment['PATH']}"


def branches(site: Any) -> list[str]:
    """The branches of the remote."""
    listed: str = site.git("branch", "--format=%(refname:short)", where=site.remote)
    return listed.splitlines()


def test_what_was_written_ends_with_the_command_that_publishes_it(site: Any, terminal: Type) -> None:
    add_channels(site)
    screen = terminal(*NEW)

    assert screen.end() == 0, screen.text
    assert "“Down”, investigating:" in screen.text and "  It is down." in screen.text
    assert "on team (internal, slack_webhook)" in screen.text
    assert "not on public (customers, slack_webhook): its filter excludes all of it" in screen.text
    assert "NOT published yet: readers cannot see it. To publish it:" in screen.text
    command = next(line.strip() for line in screen.text.splitlines() if line.startswith("  git add "))
    site.git("status")
    site.environment["DO"] = command
    import subprocess

    subprocess.run(command, shell=True, cwd=site.root, env=site.environment, check=True)
    assert site.git("ls-tree", "-r", "--name-only", "main", where=site.remote).count(FOLDER) == 2


def test_a_push_is_asked_about_once_and_says_when_it_is_published(site: Any, terminal: Type) -> None:
    add_channels(site)
    screen = terminal(*NEW, "--push")
    screen.answer("Push it to main now?", DOWN)
    screen.expect("[Investigating] Down")
    screen.answer("Push it to main now?")

    assert screen.end() == 0, screen.text
    assert "pushed to main: published in about 2 minutes at" in screen.text
    assert site.git("ls-tree", "-r", "--name-only", "main", where=site.remote).count(FOLDER) == 2


def test_a_push_that_is_not_confirmed_writes_nothing(site: Any, terminal: Type) -> None:
    before = site.git("rev-parse", "main", where=site.remote)
    screen = terminal(*NEW, "--push")
    screen.answer("Push it to main now?", DOWN)

    assert (screen.end(), site.files()) == (1, {})
    assert site.git("rev-parse", "main", where=site.remote) == before
    assert screen.text.rstrip().endswith("stopped before it was published, nothing was written")


def test_yes_asks_nothing(site: Any, terminal: Type) -> None:
    screen = terminal(*NEW, "--push", "--yes")

    assert (screen.end(), "now?" in screen.text) == (0, False)


def test_a_narrow_terminal_gets_lines_that_fit(site: Any, terminal: Type) -> None:
    screen = terminal("new", "Down", "--impact", "major", "--component", "chekcout", "-m", "x", columns=60)

    assert screen.end() == 2
    assert "--component chekcout: unknown component; did you mean\r\ncheckout?" in screen.text


def test_a_problem_on_a_narrow_terminal_fits_too(site: Any, terminal: Type) -> None:
    incident = site.open()
    site.write(f"incidents/2026-11/{incident}/notes.txt", "left")
    screen = terminal("update", "-m", "x", columns=60)

    assert screen.end() == 0
    lines = [line for line in screen.text.splitlines() if line.startswith("    ")]
    assert lines and max(map(len, lines)) <= 60


def test_earlier_files_that_no_commit_has_are_taken_along_and_named(site: Any) -> None:
    site.run(*NEW)
    site.write(f"{FOLDER}/notes.txt", "mine")
    done = site.run("update", "-m", "We know.", "--commit")

    assert done.returncode == 0, done.stderr
    assert (
        f"also committed, since it was written before and not committed: {FOLDER}/incident.md " in done.stderr
    )
    assert f"NOT committed, since only you know why it was changed: {FOLDER}/notes.txt\n" in done.stderr
    assert len(site.git("show", "--name-only", "--format=").splitlines()) == 3


def test_a_push_refuses_to_leave_an_earlier_update_behind(site: Any) -> None:
    site.run(*NEW, "--push")
    earlier = site.run("update", "-m", "First.").stdout.strip()
    done = site.run("update", "-m", "Second.", "--push")

    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith(f"main does not have {earlier} yet: publish that first: git add ")


def test_a_push_names_an_incident_that_only_this_clone_has(site: Any) -> None:
    site.run(*NEW)
    done = site.run("update", "-m", "x", "--push")

    assert done.returncode == 2
    assert "only your clone has 2026-11-21-down: commit and push it first, or use --pr" in done.stderr


def test_a_second_pull_request_of_an_incident_is_added_to_the_first(site: Any) -> None:
    use_gh(site)
    site.run(*NEW, "--pr")
    done = site.run("update", "-m", "We know.", "--pr", "--json")

    assert json.loads(done.stdout)["pull_request"] == URL
    assert json.loads(done.stdout)["branch"] == "status/2026-11-21-down"
    assert branches(site) == ["main", "status/2026-11-21-down"]
    assert site.git("rev-parse", "status/2026-11-21-down", where=site.remote) == site.git("rev-parse", "HEAD")
    assert (site.root.parent / "said").read_text(encoding="utf-8").count("pr create") == 1


def test_the_open_pull_request_is_found_from_another_branch_and_without_gh(site: Any) -> None:
    site.run(*NEW, "--pr")
    site.git("switch", "-q", "main")
    done = site.run("update", "-m", "We know.", "--pr")

    assert done.returncode == 0, done.stderr
    assert "on status/2026-11-21-down, whose pull request is open: this is added to it" in done.stderr
    assert branches(site) == ["main", "status/2026-11-21-down"]
    assert site.git("log", "-2", "--format=%s", "status/2026-11-21-down", where=site.remote).splitlines() == [
        "Update: 2026-11-21-down",
        "Open 2026-11-21-down",
    ]


def test_after_a_merge_the_next_pull_request_has_a_branch_of_its_own(site: Any) -> None:
    site.run(*NEW, "--pr")
    site.git("switch", "-q", "main")
    site.git("merge", "-q", "--squash", "status/2026-11-21-down")
    site.git("commit", "-q", "-m", "Squashed")
    site.git("push", "-q")
    done = site.run("update", "-m", "We know.", "--pr")

    assert done.returncode == 0, done.stderr
    assert branches(site) == ["main", "status/2026-11-21-down", "status/2026-11-21-down-2"]


def test_a_closed_pull_request_gets_nothing_more(site: Any) -> None:
    use_gh(site, "CLOSED")
    site.run(*NEW, "--pr")
    done = site.run("update", "-m", "We know.", "--pr")

    assert done.returncode == 0, done.stderr
    assert branches(site) == ["main", "status/2026-11-21-down", "status/2026-11-21-down-2"]


def test_a_post_mortem_is_added_to_the_open_pull_request_too(site: Any) -> None:
    use_gh(site)
    site.run(*NEW, "--pr")
    site.run("resolve", "-m", "Over.", "--data", "None.", "--pr")
    done = site.run("postmortem", "--pr")

    assert done.returncode == 0, done.stderr
    assert branches(site) == ["main", "status/2026-11-21-down"]


def test_on_no_branch_the_command_that_publishes_makes_one_first(site: Any, terminal: Type) -> None:
    site.git("checkout", "-q", "--detach")
    screen = terminal(*NEW)

    assert screen.end() == 0, screen.text
    assert "  git switch -c status/2026-11-21-down && git add " in screen.text
    assert " && git push -u origin status/2026-11-21-down" in screen.text


def test_without_a_remote_the_command_still_commits(site: Any, terminal: Type) -> None:
    site.git("remote", "remove", "origin")
    screen = terminal(*NEW)

    assert screen.end() == 0, screen.text
    assert "  git add incidents/" in screen.text
    assert "  there is no remote to push to: git remote add origin URL" in screen.text
