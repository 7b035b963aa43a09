"""Words that are not for a public page: found where they are, and nowhere else."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from outspoken.cli import COMMANDS
from outspoken.model.settings import PRIVATE_WORDS
from outspoken.review.private_words import KINDS, check_words
from outspoken.review.similarity import is_correction
from outspoken.source.incidents.key_lines import Outline, outline
from outspoken.source.settings.read_settings import read_settings

ROOT = Path(__file__).parents[2]


def kinds(line: str) -> set[str]:
    """The kinds of private words that are found on a line."""
    found = check_words("a.md", Outline(public=((1, line),)), Outline(), PRIVATE_WORDS, ())
    return {one.message.partition(" looks like ")[2] for one in found}


def test_the_settings_know_every_kind() -> None:
    assert set(PRIVATE_WORDS) == set(KINDS)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("key AKIAIOSFODNN7EXAMPLE", "a secret"),
        ("token ghp_" + "a1B2" * 9, "a secret"),
        ("github_pat_" + "a1B2_" * 8, "a secret"),
        ("xoxb-123456789012-abcdefABCDEF", "a secret"),
        ("https://hooks.slack.com/services/T0/B0/x", "a secret"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2ln", "a secret"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----", "a secret"),
        ("password: hunter22", "a secret"),
        ("postgres://app:geheim@db/orders", "a secret"),
        ("from 10.20.0.7 on", "an IP address"),
        ("see http://192.168.1.1/", "an IP address"),
        ("2001:db8::ff00:42:8329", "an IP address"),
        ("write to kim@corp.example", "an e-mail address"),
        ("see OPS-1234.", "a ticket number"),
        ("(INFRA-2743)", "a ticket number"),
        ("pay-gw-fra-2 refuses", "an internal host name"),
        ("db.corp.internal", "an internal host name"),
        ("ip-10-0-12-7", "an internal host name"),
        ("i-0abcd1234efgh5678"[:19].replace("efgh", "ef01"), "an internal host name"),
    ],
)
def test_what_is_private_is_found(line: str, kind: str) -> None:
    assert kind in kinds(line)


@pytest.mark.parametrize(
    "line",
    [
        "Since 14:05:00 UTC, until 15:10:30.",
        "in us-east-1, eu-west-2b and ap-southeast-1",
        "TLS-1, UTF-8, SHA-256, ISO-8601, UTC-5, CVE-2026-1234, COVID-19, HTTP-2",
        "version 1.2.3, at 99.95 %, 1,234.56",
        "on localhost, 127.0.0.1",
        "https://example.com/browse/ABC-1",
        "top-of-the-line service; well-known; follow-up-and-close",
        "Reset your password. The password is checked correctly.",
        "@here ~ not a mail",
        "std::vector, a::b",
    ],
)
def test_what_everyone_may_know_is_left_alone(line: str) -> None:
    assert kinds(line) == set()


def test_real_histories_are_hardly_ever_accused() -> None:
    text = (ROOT / "tests" / "data" / "github-history" / "incidents.jsonl").read_text(encoding="utf-8")
    said = [update["message"] for one in map(json.loads, text.splitlines()) for update in one["updates"]]
    accused = [line for words in said for line in words.split("\n") if kinds(line)]
    assert (accused, len(said) > 150) == ([], True)


def test_only_what_reaches_a_page_is_looked_at() -> None:
    data = (
        b"---\ntitle: On db1.internal\nroles: {commander: kim@corp.example}\nkey: OPS-1\n"
        b"workaround: |\n  Ask\n  10.1.2.3\n---\nWords OPS-2\n"
    )
    assert [number for number, text in outline(data).public if kinds(text)] == [2, 7, 9]


@given(st.text())
@settings(max_examples=60)
def test_unchanged_words_are_a_correction_of_themselves(text: str) -> None:
    assert is_correction(text, text)


@given(
    st.lists(st.sampled_from(["the", "bank", "refuses", "our", "cards", "since", "noon"]), max_size=40),
    st.text(max_size=40),
)
@settings(max_examples=60)
def test_any_two_texts_can_be_compared(words: list[str], other: str) -> None:
    assert is_correction(" ".join(words), other) in (True, False)


@pytest.mark.parametrize(("before", "after"), [("word ", "other "), ("a", "b"), ("word", "wore")])
def test_long_texts_are_compared_quickly(before: str, after: str) -> None:
    started = time.process_time()
    assert not is_correction(before * 20_000, after * 20_000)
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "piece",
    ["a-", "a.", "a@", "eyJ-", "eyJ.", "://a:", "1:", "1.", "A-1", "a-1-", "ghp_", "token:", "AB-", "_"],
)
def test_no_line_takes_long_to_look_through(piece: str) -> None:
    started = time.process_time()
    kinds(piece * (200_000 // len(piece)))
    assert time.process_time() - started < 2


def test_the_examples_of_the_manual_are_settings(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "checking.md").read_text(encoding="utf-8")
    examples = re.findall(r"<!-- example: [\w ]+ -->\n```yaml\n(.*?)```", page, re.DOTALL)
    section = "".join(f"      {line}\n" for example in examples for line in example.splitlines())
    head = "site_name: E\nsite_url: https://status.example.com/\nplugins:\n  - outspoken:\n"
    problems: list[Any] = []
    found = read_settings(tmp_path, problems, data=f"{head}      components: [{{id: a}}]\n{section}".encode())
    assert (len(examples), problems) == (2, [])
    assert found is not None
    assert (found.approval.by, len(found.private_words)) == (("kim", "ada"), 5)


def test_the_hook_for_pre_commit_checks_a_site(make_site: Callable[..., Path]) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    program, command = hook["entry"].split()
    assert (program, command in COMMANDS, hook["pass_filenames"]) == ("outspoken", True, False)
    for path in ("incidents/2026-11/2026-11-21-x/incident.md", "mkdocs.yml", "templates/messages/a.txt"):
        assert re.search(hook["files"], path)
    assert not re.search(hook["files"], "site_src/index.md")
    site = make_site({"incidents/2026-11/2026-11-21-down/incident.md": "---\ntitel: Down\n---\n"})
    done = subprocess.run(
        [sys.executable, "-m", *hook["entry"].split()], cwd=site, capture_output=True, text=True, check=False
    )
    assert (done.returncode, "did you mean title?" in done.stdout) == (1, True)


def test_the_ticket_of_an_action_is_on_no_page_and_so_no_private_word() -> None:
    text = (
        "---\npublished: 2026-11-24T09:00Z\nactions:\n"
        "  - {what: Alert on queue length, ticket: OPS-1234, priority: P1}\n"
        "  - what: Close OPS-99\n    ticket: OPS-1235\n---\n\nWe know why.\n"
    )
    found = check_words("postmortem.md", outline(text.encode()), Outline(), ("ticket-keys",), ())
    assert [(one.line, one.message) for one in found] == [(5, "OPS-99 looks like a ticket number")]
