"""What tools say is repeated without the secrets in addresses."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outspoken.authoring.git.pull_requests import compare_url
from outspoken.authoring.new_site import repository_of
from outspoken.pipeline.served_build import NoBuild, served_build
from outspoken.source.git.tool_output import bare_address, without_secrets

SECRET = "hushhush"
# Whatever a person may write into a password, with the secret somewhere in it.
part = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]), max_size=8)
word = st.text("abcXYZ019-._~%!$&*+,;=/:@", max_size=8)
said = st.sampled_from(
    [
        "fatal: unable to access '{}/': Could not resolve host: example.com",
        "fatal: '{}' does not appear to be a git repository",
        "error: failed to push some refs to '{}'",
        "fatal: repository '{}' not found",
        "{}",
        "warning: redirecting to {}",
    ]
)


@given(said=said, user=part, before=part, after=part, path=word)
def test_no_login_of_an_address_is_shown(said: str, user: str, before: str, after: str, path: str) -> None:
    address = f"https://{user}:{before}{SECRET}{after}@git.example.com/{path}"
    assert SECRET not in without_secrets(said.format(address))
    assert SECRET not in bare_address(address)


@given(
    said=said,
    path=word,
    name=st.sampled_from(["private_token", "access_token", "x", "sig"]),
    sign=st.sampled_from("?#"),
    before=word,
    after=word,
)
def test_no_query_and_no_fragment_of_an_address_is_shown(
    said: str, path: str, name: str, sign: str, before: str, after: str
) -> None:
    address = f"https://git.example.com/{path}.git{sign}a=b&{name}={before}{SECRET}{after}"
    assert SECRET not in without_secrets(said.format(address))
    assert SECRET not in bare_address(address)


@pytest.mark.parametrize(
    "line",
    [
        "unable to access 'https://git.example.com/status.git/': Could not resolve host: git.example.com",
        "git@github.com: Permission denied (publickey).",
        "'/srv/git/status.git' does not appear to be a git repository",
        "! [rejected] main -> main (fetch first)",
        "12:30: is this kim@example.com?",
    ],
)
def test_what_holds_no_secret_is_repeated_as_it_is(line: str) -> None:
    assert without_secrets(line) == line


def test_an_address_keeps_its_host_and_path() -> None:
    line = f"unable to access 'https://kim:{SECRET}@git.example.com/a/b.git?private_token={SECRET}': no"
    assert without_secrets(line) == "unable to access 'https://…@git.example.com/a/b.git?…': no"


@pytest.mark.parametrize(
    "remote",
    [
        f"https://kim:pa/{SECRET}@git.example.com/acme/status.git",
        f"https://k.im:pa/{SECRET}@git.example.com/acme/status.git",
        f"https://{SECRET}@git.example.com/acme/status.git",
        f"https://git.example.com/acme/status.git?private_token={SECRET}",
        f"https://git.example.com/acme/status.git#{SECRET}",
        f"k.im:{SECRET}@git.example.com/acme/status.git",
    ],
)
def test_a_link_to_open_a_pull_request_holds_no_secret_of_the_remote(remote: str) -> None:
    link = compare_url(remote, "main", "x")
    assert link == "https://git.example.com/acme/status/compare/main...x?expand=1"


def test_the_repository_at_github_is_known_whatever_login_its_remote_has() -> None:
    for remote in (
        f"https://kim:{SECRET}@github.com/acme/status.git",
        f"https://github.com/acme/status?access_token={SECRET}",
        "ssh://git@github.com/acme/status.git",
        "git@github.com:acme/status.git",
    ):
        assert repository_of(remote) == "acme/status"


def test_a_login_in_the_address_of_a_page_is_not_repeated() -> None:
    answer = served_build(f"http://kim:{SECRET}@127.0.0.1/")
    assert isinstance(answer, NoBuild)
    assert SECRET not in str(answer)


@pytest.mark.usefixtures("quiet_git")
@pytest.mark.parametrize(
    "remote",
    [
        f"http://kim:{SECRET}@127.0.0.1:9/status.git",
        f"http://kim:pa/{SECRET}@127.0.0.1:9/status.git",
        f"http://127.0.0.1:9/status.git?private_token={SECRET}",
        f"http://127.0.0.1:9/status.git#{SECRET}",
        f"foo://127.0.0.1:9/kim:{SECRET}@x",
        f"kim:{SECRET}@/status.git",
    ],
)
@pytest.mark.parametrize("words", [("announce",), ("update", "-m", "Hm.", "--push")])
def test_a_command_that_cannot_reach_the_remote_shows_no_secret_of_its_address(
    make_site: Callable[[Mapping[str, str | bytes]], Path], remote: str, words: tuple[str, ...]
) -> None:
    root = make_site(
        {
            "incidents/2026-11/2026-11-21-a/incident.md": "---\ntitle: A\nimpact: minor\ncomponents: {}\n"
            "started: 2026-11-21T14:00Z\n---\nA.\n",
            "incidents/2026-11/2026-11-21-a/updates/20261121T140500Z-investigating.md": "---\n"
            "status: investigating\nat: 2026-11-21T14:05Z\n---\nHm.\n",
        }
    )
    for line in (
        ("init", "-q", "-b", "main"),
        ("remote", "add", "origin", remote),
        ("add", "."),
        ("commit", "-qm", "A"),
    ):
        subprocess.run(["git", *line], cwd=root, check=True)
    done = subprocess.run(
        [sys.executable, "-m", "outspoken", *words, "--root", str(root), "--now", "2026-11-21T14:06Z"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert SECRET not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
