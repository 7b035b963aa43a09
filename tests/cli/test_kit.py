"""`outspoken kit`: ready texts about an incident, found and printed in a moment."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from outspoken.cli import main

SETTINGS = """\
site_name: Example status
site_url: https://status.example.com/
plugins:
  - outspoken:
      components: [{id: checkout, name: Checkout}]
"""
INCIDENT = """\
---
title: Checkout errors
impact: major
components: {checkout: partial_outage}
started: 2026-11-21T14:05Z
affected: about 12 % of customers
roles: {commander: Canary}
---
Some payments fail.
"""
UPDATE = "---\nat: {at}\nstatus: {status}\n---\nWe say so.\n"
HERE = "incidents/2026-11/2026-11-21-checkout-errors"
WHEN = "2026-11-21T14:30Z"
Run = Callable[..., Result]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for path, text in (
        ("mkdocs.yml", SETTINGS),
        (f"{HERE}/incident.md", INCIDENT),
        (
            f"{HERE}/updates/20261121T140800Z-investigating.md",
            UPDATE.format(at="2026-11-21T14:08Z", status="investigating"),
        ),
    ):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def kit(root: Path) -> Run:
    def run(*words: str) -> Result:
        now = () if "--now" in words else ("--now", WHEN)
        return CliRunner().invoke(main, ["kit", "--root", str(root), *now, *words])

    return run


def resolve(root: Path) -> None:
    text = UPDATE.format(at="2026-11-21T14:20Z", status="resolved")
    (root / HERE / "updates" / "20261121T142000Z-resolved.md").write_text(text, encoding="utf-8")


def test_without_an_id_it_is_about_the_open_incident(kit: Run) -> None:
    result = kit()
    assert result.exit_code == 0, result.output
    assert result.output.startswith("Checkout errors (2026-11-21-checkout-errors)\n")
    assert "Status page: who is affected (scope/customers-page)" in result.output
    assert "- Who is affected: about 12 % of customers\n" in result.output
    assert "- Next update by [next_update?]\n" in result.output
    assert "- workaround in incidents/2026-11/2026-11-21-checkout-errors/incident.md: " in result.output
    assert "Canary" not in result.output


def test_of_several_incidents_one_is_chosen_on_a_terminal(
    kit: Run, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(root / HERE, root / f"{HERE}-again")
    monkeypatch.setattr("outspoken.cli.writing_parts.which_incident.can_ask", lambda: True)
    monkeypatch.setattr(
        "outspoken.cli.writing_parts.prompts.choose", lambda _question, options, **_: options[1][0]
    )
    result = kit()

    assert result.output.startswith("Checkout errors (2026-11-21-checkout-errors)\n")


def test_an_audience_and_a_stage_choose_the_texts(kit: Run) -> None:
    found = json.loads(
        kit("errors", "--audience", "customers", "--stage", "waiting", "--format", "json").stdout
    )
    assert [text["name"] for text in found["texts"]] == ["waiting/customers-page", "open/customers-social"]
    assert found["texts"][0]["missing"][0]["key"] == "next_update"


def test_all_stages_have_each_text_once(kit: Run) -> None:
    found = json.loads(kit("--stage", "all", "--format", "json").stdout)
    names = [text["name"] for text in found["texts"]]
    assert len(names) == len(set(names))
    assert {"acknowledge/customers-page", "after/customers-mail", "over/support-replies"} <= set(names)


def test_what_is_over_cannot_be_announced_as_open(kit: Run, root: Path) -> None:
    resolve(root)
    result = kit("errors", "--stage", "waiting")
    assert (result.exit_code, "is over: use --stage resolved or --stage after" in result.output) == (2, True)
    assert "resolved/customers-page" in kit("errors").output
    assert "after/customers-mail" in kit("errors", "--now", "2026-11-23T00:00Z").output
    assert "open/" not in kit("errors", "--stage", "all").output


@pytest.mark.parametrize("words", [("--audience", "nobody"), ("--stage", "panic"), ("no-such-incident",)])
def test_wrong_usage_is_named(kit: Run, words: tuple[str, ...]) -> None:
    result = kit(*words)
    assert result.exit_code == 2
    assert words[-1] in result.output


def test_an_incident_that_cannot_be_read_is_a_problem(kit: Run, root: Path) -> None:
    (root / HERE / "incident.md").write_text("---\ntitle: x\n---\n", encoding="utf-8")
    result = kit("errors")
    assert result.exit_code == 1
    assert "incident.md" in result.output


def test_markdown_is_one_document(kit: Run) -> None:
    lines = kit("--audience", "support", "--format", "md").output.splitlines()
    assert lines[0] == "# Checkout errors"
    assert "## On the phone (open/support-phone)" in lines


def test_the_html_is_one_file_that_loads_nothing(kit: Run) -> None:
    page = kit("--format", "html").output
    assert page.startswith('<!doctype html><html lang="en" dir="ltr">')
    assert not re.findall(r"<(?:script|link|img|iframe)|src=|@import|url\(", page)
    assert page.count("<article>") == page.count("</article>") > 5


def test_a_broken_template_is_a_problem_and_no_text_is_printed(kit: Run, root: Path) -> None:
    path = root / "templates" / "kit" / "open" / "support-phone.md"
    path.parent.mkdir(parents=True)
    path.write_text("# Ours\n{{ news.titel }}\n", encoding="utf-8")
    result = kit()
    assert result.exit_code == 1
    assert "templates/kit/open/support-phone.md:2: " in result.output
    assert "Thank you" not in result.output


def test_it_imports_nothing_that_only_pages_need(root: Path) -> None:
    command = ["kit", "--root", str(root), "--now", WHEN]
    code = (
        "import atexit, sys; from outspoken.cli import main; "
        f"atexit.register(lambda: print(*sys.modules)); main({command!r})"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    modules = set(done.stdout.splitlines()[-1].split())
    assert modules & {"rjsmin", "rcssmin", "lxml", "feedgen", "icalendar", "PIL", "mkdocs", "httpx"} == set()
    assert {name for name in modules if name.startswith(("outspoken.site", "outspoken.announce"))} == set()
