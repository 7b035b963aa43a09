"""Every open pull request gets its status, by the published branch's settings."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

# Answers as the host's interface does, from one file per address; what is sent is noted, and then read back.
GH = """\
#!{python}
import json, os, pathlib, sys
folder, words = pathlib.Path(os.environ["HOST"]), sys.argv[1:]
if "--method" in words:
    sent = dict(word.split("=", 1) for word in words if "=" in word)
    sha = words[3].rpartition("/")[2]
    place = folder / f"commits-{{sha}}-statuses.json"
    said = json.loads(place.read_text()) if place.exists() else []
    place.write_text(json.dumps([{{**sent, "created_at": os.environ["CLOCK"]}}, *said]))
    with (folder / "sent").open("a") as log:
        print(sha, sent["state"], sent["context"], sent["description"], file=log)
else:
    assert words[:2] == ["api", "--paginate"], words
    name = words[2].removeprefix("repos/acme/status/").partition("?")[0].replace("/", "-")
    place = folder / f"{{name}}.json"
    # Two pages, one after the other.
    print((place.read_text() if place.exists() else "[]") + "[]")
"""
POLICY = "      approval: {required_for: [critical], within: 10m}\n"


class Host:
    def __init__(self, folder: Path, site: Any) -> None:
        self.folder, self.site = folder, site

    def says(self, name: str, answer: object) -> None:
        (self.folder / f"{name}.json").write_text(json.dumps(answer), encoding="utf-8")

    def pull(self, number: int, *words: str, base: str = "main") -> str:
        """Open an incident on a branch that is pull request `number`; its commit."""
        site = self.site
        done = site.run(
            "new",
            "Down",
            "--no-components",
            "-m",
            "It is down.",
            "--branch",
            f"p{number}",
            "--commit",
            *words,
        )
        assert done.returncode == 0, done.stderr
        commit: str = site.git("rev-parse", "HEAD")
        site.git("push", "-q", "origin", f"HEAD:refs/pull/{number}/head")
        site.git("checkout", "-q", "main")
        one = {"number": number, "base": {"ref": base}, "head": {"sha": commit}, "user": {"login": "kim"}}
        self.says("pulls", [*self.open, one])
        return commit

    @property
    def open(self) -> list[Any]:
        place = self.folder / "pulls.json"
        return json.loads(place.read_text(encoding="utf-8")) if place.exists() else []

    @property
    def sent(self) -> list[str]:
        place = self.folder / "sent"
        return place.read_text(encoding="utf-8").splitlines() if place.exists() else []

    def approvals(self, at: str = "2026-11-21T14:30:00Z") -> Any:
        self.site.environment["CLOCK"] = at
        return self.site.run("approvals", "--repo", "acme/status", "--now", at)


@pytest.fixture
def host(site: Any, tmp_path: Path) -> Host:
    """A host with no pull request yet, and settings in which critical words wait."""
    site.write("bin/gh", GH.format(python=sys.executable), 0o755)
    folder = tmp_path / "host"
    folder.mkdir()
    site.write("mkdocs.yml", (site.root / "mkdocs.yml").read_text(encoding="utf-8") + POLICY)
    site.git("commit", "-q", "-m", "Words wait", "--", "mkdocs.yml")
    site.git("push", "-q", "origin", "main")
    site.environment |= {"HOST": str(folder), "PATH": f"{site.root / 'bin'}:{site.environment['PATH']}"}
    return Host(folder, site)


def test_words_that_need_no_one_may_be_merged(host: Host) -> None:
    commit = host.pull(7, "--impact", "minor")
    assert host.approvals().stdout == "#7 free: none of its texts needs an approval\n"
    assert host.sent == [f"{commit} success approval none of its texts needs an approval"]


def test_words_wait_and_then_have_waited_long_enough(host: Host) -> None:
    commit = host.pull(7, "--impact", "critical")
    assert host.approvals("2026-11-21T14:30:00Z").returncode == 0
    assert host.approvals("2026-11-21T14:35:00Z").stdout.startswith("#7 waits: ")
    assert host.approvals("2026-11-21T14:40:00Z").stdout.startswith("#7 waited: ")
    # The second look found nothing new.
    assert [line.split()[:3] for line in host.sent] == [
        [commit, "pending", "approval"],
        [commit, "success", "approval"],
    ]
    assert "until 14:40 UTC at most" in host.sent[0]


def test_an_approval_ends_the_wait_and_the_authors_own_does_not(host: Host) -> None:
    commit = host.pull(7, "--impact", "critical")
    approval = {"state": "APPROVED", "commit_id": commit, "author_association": "MEMBER"}
    host.says("pulls-7-reviews", [{**approval, "user": {"login": "kim"}}])
    assert host.approvals().stdout.startswith("#7 waits: ")
    host.says("pulls-7-reviews", [{**approval, "user": {"login": "ada"}}])
    assert host.approvals().stdout == "#7 approved: ada approved its texts\n"


def test_a_pull_request_cannot_change_the_rule_that_it_is_judged_by(host: Host) -> None:
    site = host.site
    site.git("checkout", "-q", "-b", "sly")
    site.write("mkdocs.yml", (site.root / "mkdocs.yml").read_text(encoding="utf-8").replace(POLICY, ""))
    site.git("commit", "-q", "-m", "No rule", "--", "mkdocs.yml")
    host.pull(7, "--impact", "critical")
    assert host.approvals().stdout.startswith("#7 waits: ")


def test_one_that_cannot_be_judged_does_not_stop_the_others(host: Host) -> None:
    host.pull(8, "--impact", "minor")
    gone = {"number": 9, "base": {"ref": "main"}, "head": {"sha": "0" * 40}, "user": {"login": "kim"}}
    host.says("pulls", [gone, *host.open])
    done = host.approvals()
    assert (done.returncode, done.stdout) == (1, "#8 free: none of its texts needs an approval\n")
    assert done.stderr.startswith("#9: ")


def test_a_pull_request_for_another_branch_is_left_alone(host: Host) -> None:
    host.pull(7, "--impact", "critical", base="next")
    assert (host.approvals().stdout, host.sent) == ("", [])


def test_it_leaves_no_work_tree_behind(host: Host) -> None:
    host.pull(7, "--impact", "minor")
    host.approvals()
    assert len(host.site.git("worktree", "list").splitlines()) == 1


def test_without_gh_it_is_one_line(site: Any) -> None:
    site.environment["PATH"] = str(Path(sys.executable).parent) + ":/usr/bin:/bin"
    done = site.run("approvals", "--repo", "acme/status")
    assert done.returncode == 1
    assert done.stderr.startswith("gh")
