"""--push: straight to the published branch, whatever the work tree looks like."""

from __future__ import annotations

import json
import os
import select
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import CTRL_C

NEW = ("new", "Down", "--impact", "major", "--component", "checkout", "-m", "It is down.")
FOLDER = "incidents/2026-11/2026-11-21-down"


def tip(site: Any) -> str:
    """The commit that the remote's main is at."""
    found: str = site.git("rev-parse", "main", where=site.remote)
    return found


def published(site: Any) -> list[str]:
    """The incidents' files on the remote's main."""
    listed: str = site.git("ls-tree", "-r", "--name-only", "main", where=site.remote)
    return [line for line in listed.splitlines() if line.startswith("incidents/")]


def colleague(site: Any, folder: Path) -> Any:
    """The clone of another person."""
    site.git("clone", "-q", str(site.remote), str(folder))
    return type(site)(folder, site.remote, site.forks)


def meanwhile(site: Any, other: Any) -> None:
    """At the very moment of our first push, everything of the other clone is pushed."""
    once = other.root.parent / "once"
    theirs = f"cd {other.root} && git add . && git commit -q --allow-empty -m Theirs && git push -q"
    site.write(".git/hooks/pre-push", f"#!/bin/sh\n[ -e {once} ] && exit\ntouch {once}\n{theirs}\n", 0o755)


def test_an_incident_goes_straight_to_main(site: Any) -> None:
    before = tip(site)
    done = site.run(*NEW, "--push", "--json")

    said = json.loads(done.stdout)
    assert (said["branch"], said["commit"]) == ("main", tip(site))
    assert site.git("rev-parse", "main~1", where=site.remote) == before
    assert published(site) == said["paths"]
    assert (site.git("rev-parse", "HEAD"), site.git("status", "--porcelain")) == (tip(site), "")


def test_a_dirty_work_tree_is_left_as_it_is(site: Any) -> None:
    site.git("switch", "-q", "-c", "elsewhere")
    site.write("staged.txt", "staged")
    site.git("add", "staged.txt")
    site.write("mkdocs.yml", "broken: [")
    dirt, head = site.git("status", "--porcelain"), site.git("rev-parse", "HEAD")
    site.write("mkdocs.yml", (site.git("show", "HEAD:mkdocs.yml")) + "\n# changed\n")
    done = site.run(*NEW, "--push")

    assert done.returncode == 0, done.stderr
    assert len(published(site)) == 2
    assert (site.git("status", "--porcelain"), site.git("rev-parse", "HEAD")) == (dirt, head)
    assert "git pull updates it" in done.stderr


def test_an_incident_that_a_colleague_opened_is_found_without_a_pull(site: Any, tmp_path: Path) -> None:
    other = colleague(site, tmp_path / "other")
    other.run(*NEW, "--push")
    done = site.run("update", "--status", "identified", "-m", "We know.", "--push")

    assert done.returncode == 0, done.stderr
    assert [path for path in published(site) if path.endswith("-identified.md")]


def test_the_quicker_one_loses_nothing(site: Any, tmp_path: Path) -> None:
    site.run(*NEW, "--push")
    meanwhile(site, colleague(site, tmp_path / "other"))
    done = site.run("update", "-m", "Ours.", "--push")

    assert done.returncode == 0, done.stderr
    assert site.git("log", "-3", "--format=%s", "main", where=site.remote).splitlines() == [
        "Update: 2026-11-21-down",
        "Theirs",
        "Open 2026-11-21-down",
    ]


def test_on_a_new_tip_the_change_is_checked_again(site: Any, tmp_path: Path) -> None:
    other = colleague(site, tmp_path / "other")
    settings = (other.root / "mkdocs.yml").read_text(encoding="utf-8")
    other.write("mkdocs.yml", settings.replace("id: checkout", "id: pay").replace("aliases: [cart]", ""))
    meanwhile(site, other)
    done = site.run(*NEW, "--push")

    assert (done.returncode, published(site)) == (2, [])
    assert done.stderr.startswith("--component: unknown component checkout; ")


def test_two_at_once_with_one_title_get_two_ids(site: Any, tmp_path: Path) -> None:
    other = colleague(site, tmp_path / "other")
    head = "---\ntitle: T\nimpact: none\ncomponents: {}\nstarted: 2026-11-21T14:05Z\n---\n"
    other.write(f"{FOLDER}/incident.md", head)
    meanwhile(site, other)
    done = site.run(*NEW, "--push", "--json")

    assert json.loads(done.stdout)["incident"] == "2026-11-21-down-2"
    assert len(published(site)) == 3


def test_a_branch_that_lets_no_one_through_is_reported(site: Any) -> None:
    hook = site.remote / "hooks" / "update"
    hook.write_text("#!/bin/sh\necho 'main is protected' >&2\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    before = tip(site)
    done = site.run(*NEW, "--push")

    assert (done.returncode, tip(site), site.files()) == (1, before, {})
    assert (done.stderr.count("\n"), "use --pr" in done.stderr) == (1, True)


def test_a_repeated_push_with_a_key_is_one_commit(site: Any) -> None:
    first = json.loads(site.run(*NEW, "--push", "--key", "8", "--json").stdout)
    again = json.loads(site.run(*NEW, "--push", "--key", "8", "--json").stdout)

    assert (again["incident"], again["created"], tip(site)) == (first["incident"], False, first["commit"])


def test_what_check_refuses_is_not_pushed(site: Any) -> None:
    before = tip(site)
    done = site.run(*NEW[:-1], "[[What?]]", "--push")

    assert (done.returncode, tip(site)) == (2, before)
    assert "[scaffold-text]" in done.stderr


def test_a_site_in_a_folder_of_its_repository_is_pushed_too(site: Any) -> None:
    site.write("status/mkdocs.yml", (site.root / "mkdocs.yml").read_text(encoding="utf-8"))
    site.publish()
    site.run(*NEW, "--push", "--root", "status")
    site.run("update", "-m", "x", "--push", "--root", "status")

    listed = site.git("ls-tree", "-r", "--name-only", "main", where=site.remote)
    assert listed.count(f"status/{FOLDER}/") == 3


def test_a_remote_that_does_not_answer_is_reported_in_one_line(site: Any) -> None:
    site.git("remote", "set-url", "origin", "../gone.git")
    done = site.run(*NEW, "--push")

    assert (done.returncode, done.stderr.count("\n"), site.files()) == (1, 1, {})


def test_a_push_goes_alone(site: Any) -> None:
    assert site.run(*NEW, "--push", "--commit").returncode == 2


@pytest.fixture
def slow_server(site: Any) -> Iterator[Callable[[str], Callable[[], None]]]:
    """Make a hook of the remote wait; what is returned waits until that hook has begun."""
    begun, release = (site.root.parent / name for name in ("begun", "release"))
    for pipe in (begun, release):
        os.mkfifo(pipe)

    def has_begun() -> None:
        # Opened to write too: a hook that never runs is a failure, and no test that never ends.
        with begun.open("r+b", buffering=0) as pipe:
            assert select.select([pipe], [], [], 120)[0], "the hook does not run"

    def make(hook: str) -> Callable[[], None]:
        site.write(f"../remote.git/hooks/{hook}", f"#!/bin/sh\necho >{begun}\nread end <{release}\n", 0o755)
        return has_begun

    yield make
    # The hook may outlive the push that was stopped; opened to read too, this waits for no one.
    with release.open("r+b", buffering=0) as pipe:
        pipe.write(b"\n")


def test_ctrl_c_after_the_server_took_a_push_does_not_post_it_twice(
    site: Any, terminal: Any, slow_server: Any
) -> None:
    incident = site.open()
    site.publish()
    # This hook runs when the branch has moved already.
    has_begun = slow_server("post-receive")
    screen = terminal("update", incident, "--status", "identified", "-m", "We know.", "--push", "--yes")
    has_begun()
    screen.send(CTRL_C)

    assert screen.end() == 0, screen.text
    assert "published in about 2 minutes" in screen.text


def test_ctrl_c_before_the_server_took_a_push_says_that_it_may_still_arrive(
    site: Any, terminal: Any, slow_server: Any
) -> None:
    incident = site.open()
    site.publish()
    has_begun = slow_server("pre-receive")
    screen = terminal("update", incident, "--status", "identified", "-m", "We know.", "--push", "--yes")
    has_begun()
    screen.send(CTRL_C)

    assert screen.end() == 130, screen.text
    assert "it may still arrive" in screen.text and "nothing was written" not in screen.text
    assert "your answers are kept" in screen.text


def test_ctrl_c_while_a_pull_request_is_pushed_names_the_commit(
    site: Any, terminal: Any, slow_server: Any
) -> None:
    has_begun = slow_server("pre-receive")
    screen = terminal("new", "Down", "--impact", "minor", "--component", "api", "-m", "x", "--pr", "--yes")
    has_begun()
    screen.send(CTRL_C)

    assert screen.end() == 130, screen.text
    assert "stopped: committed on status/2026-11-21-down, perhaps not pushed: git push" in screen.text
