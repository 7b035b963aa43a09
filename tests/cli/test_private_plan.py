"""Nothing of the plan but its public files reaches a reader: a word in every private value proves it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.example_plan import PLAN, write_plan

CANARY = "qxcanary"
CHANNELS = """\
      channels:
        team: {kind: slack_webhook, audience: internal, secret: TEAM}
        customers: {kind: webhook, audience: customers, secret: CUSTOMERS}
        bosses: {kind: teams_webhook, audience: executives, secret: BOSSES}
        large: {kind: discord_webhook, audience: major-customers, secret: LARGE}
"""
PAGE = "---\ntemplate: status.html\n---\n" + "".join(
    f"<!-- outspoken: {place} -->\n\n" for place in ("outages", "going-public", "in-return", "planned")
)


@pytest.fixture
def watched(site: Any) -> Any:
    """A published site with a plan full of canaries, an open incident, ticks, and places on its pages."""
    site.write(
        "mkdocs.yml",
        f"docs_dir: site_src\ntheme: material\n{(site.root / 'mkdocs.yml').read_text()}{CHANNELS}",
    )
    site.write("site_src/index.md", PAGE)
    site.write("site_src/promise.md", PAGE.replace("template: status.html", "title: Promise"))
    write_plan(site.root / "plan", CANARY)
    site.publish()
    site.open("Payments fail", "--started", "2h")
    site.run("plan", "tick", "brief", "--by", f"Ada {CANARY}")
    site.git("add", "-A")
    site.git("commit", "-q", "-m", "Open")
    return site


def seen(folder: Path) -> list[str]:
    return [
        path.name for path in folder.rglob("*") if path.is_file() and CANARY.encode() in path.read_bytes()
    ]


def test_every_file_of_the_example_has_the_word() -> None:
    assert all("CANARY" in text for text in PLAN.values())


@pytest.mark.parametrize("options", [(), ("--no-prose",), ("--last-good",)])
def test_no_page_feed_or_other_file_of_the_site_has_it(watched: Any, options: tuple[str, ...]) -> None:
    done = watched.run("build", "--site-dir", "out", *options)

    assert done.returncode == 0, done.stderr
    assert CANARY not in done.stdout + done.stderr
    assert (watched.root / "out" / "updates.atom").is_file()
    assert seen(watched.root / "out") == []
    # What is public is there, so that the test would see the rest.
    assert "No customer can order" in (watched.root / "out" / "index.html").read_text(encoding="utf-8")


def test_no_message_of_any_audience_has_it(watched: Any) -> None:
    watched.git("push", "-q")

    done = watched.run("announce", "--dry-run", "--force")

    assert "Payments fail" in done.stdout
    assert CANARY not in done.stdout + done.stderr


def test_no_preview_of_a_change_has_it(watched: Any) -> None:
    done = watched.run("preview", "--base", "origin/main")

    assert "Payments fail" in done.stdout
    assert CANARY not in done.stdout + done.stderr


@pytest.mark.parametrize("style", ["text", "json", "github"])
def test_what_the_watch_prints_has_it_not(watched: Any, style: str) -> None:
    watched.git("push", "-q")

    done = watched.run("watch", "--format", style)

    # The escalations of the plan are among it.
    assert "plan" in done.stdout + done.stderr
    assert CANARY not in done.stdout + done.stderr


def test_problems_of_a_private_plan_are_not_quoted_in_a_public_log(site: Any) -> None:
    settings = (site.root / "mkdocs.yml").read_text()
    site.write("mkdocs.yml", f"{settings}      plan_dir: ../private\n      source_links: true\n")
    write_plan(site.root.parent / "private", CANARY, channels=f"---\n{CANARY}: 1\n---\n")

    done = site.run("check")

    assert "the private plan has" in done.stdout
    assert CANARY not in done.stdout + done.stderr
    assert CANARY in site.run("plan", "check").stdout


@pytest.mark.parametrize(
    ("event", "warns"),
    [
        ('{"repository": {"private": false}}', True),
        ('{"repository": {"private": true}}', False),
        ("[", False),
    ],
)
def test_a_workflow_of_a_public_repository_warns_of_names_in_it(site: Any, event: str, warns: bool) -> None:
    write_plan(site.root / "plan")
    site.environment["GITHUB_EVENT_PATH"] = str(site.write("../event.json", event))

    assert ("[public-plan]" in site.check()) is warns


def test_a_public_plan_with_made_up_names_can_be_acknowledged(site: Any) -> None:
    write_plan(site.root / "plan", plan="---\nacknowledged: [public-plan]\n---\n")
    site.environment["CI_PROJECT_VISIBILITY"] = "public"

    assert "public-plan" not in site.check()
