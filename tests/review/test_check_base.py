"""`outspoken check --base`: what a change does to what was published."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from outspoken.source import site_on_disk
from outspoken.source.incidents import parallel

HERE = "incidents/2026-11/2026-11-21-checkout-errors"
HEAD = f"{HERE}/incident.md"
FIRST = f"{HERE}/updates/20261121T141000Z-investigating.md"
NEXT = f"{HERE}/updates/20261121T142000Z-identified.md"
INCIDENT = """\
---
title: Checkout errors
impact: major
components: {checkout: partial_outage}
started: 2026-11-21T14:05Z
---
Some payments fail.
"""
WORDS = "Some card payments fail at the last step. Your cart stays as it is, and no money is taken."
PUBLISHED = {HEAD: INCIDENT, FIRST: ""}


def update(at: str, words: str = WORDS, status: str = "investigating", extra: str = "") -> str:
    return f"---\nstatus: {status}\nat: {at}\n{extra}---\n{words}\n"


PUBLISHED[FIRST] = update("2026-11-21T14:10Z")
Publish = Callable[..., Any]


def rules(result: Result) -> list[tuple[str, int | None, str]]:
    """(rule, line, file's name) of every problem printed as JSON."""
    return [
        (one["rule"], one["line"], one["path"].rpartition("/")[2])
        for one in json.loads(result.output)["problems"]
    ]


def found(site: Any, **options: str) -> list[tuple[str, int | None, str]]:
    return rules(site.run("check", "--format", "json", **options))


def test_a_new_update_has_nothing_against_it(publish: Publish) -> None:
    site = publish(PUBLISHED)
    site.commit({NEXT: update("2026-11-21T14:20Z", status="identified")}, "2026-11-21T14:20:20Z")
    result = site.run("check")
    assert (result.exit_code, result.output.split(" since ")[0]) == (0, "1 incident, 2 updates touched")


@pytest.mark.parametrize("is_committed", [True, False])
def test_what_is_not_committed_counts_as_changed(publish: Publish, is_committed: bool) -> None:
    site = publish(PUBLISHED)
    site.write({NEXT: update("2026-11-21T14:20")})
    if is_committed:
        site.commit({}, "2026-11-21T14:21:00Z")
    assert found(site) == [("naive-time", 3, "20261121T142000Z-identified.md")]


def test_a_published_incident_cannot_go(publish: Publish) -> None:
    site = publish(PUBLISHED)
    site.git("rm", "-q", "-r", HERE)
    assert found(site) == [("id-removed", None, "incident.md")]


def test_a_renamed_incident_is_led_to_by_a_redirect(publish: Publish) -> None:
    site = publish(PUBLISHED)
    site.git("mv", HERE, HERE.replace("checkout", "payment"))
    led = INCIDENT.replace("impact:", "redirects: [/incidents/2026-11-21-checkout-errors/]\nimpact:")
    site.write({HEAD.replace("checkout", "payment"): led})
    assert found(site) == []


def test_an_incident_that_others_name_as_their_cause_leaves_a_gap(publish: Publish) -> None:
    other = HERE.replace("checkout-errors", "search-slow")
    cause = INCIDENT.replace("impact:", "caused_by: 2026-11-21-checkout-errors\nimpact:")
    site = publish({**PUBLISHED, f"{other}/incident.md": cause})
    site.git("rm", "-q", "-r", HERE)
    assert found(site) == [("id-removed", None, "incident.md"), ("unknown-incident", 3, "incident.md")]


def test_two_incidents_cannot_be_led_to_by_one_old_path(publish: Publish) -> None:
    other = HERE.replace("checkout-errors", "search-slow")
    led = INCIDENT.replace("impact:", "redirects: [/old/]\nimpact:")
    site = publish({**PUBLISHED, f"{other}/incident.md": led})
    site.write({HEAD: led})
    assert ("redirect-clash", 3, "incident.md") in found(site)


def test_an_update_is_withdrawn_and_not_removed(publish: Publish) -> None:
    site = publish(PUBLISHED)
    site.write({FIRST: None})
    assert found(site) == [("update-removed", None, FIRST.rpartition("/")[2])]
    site.write({FIRST: update("2026-11-21T14:10Z", extra="withdrawn: A test\n")})
    assert found(site) == [("facts-changed", 4, FIRST.rpartition("/")[2])]


@pytest.mark.parametrize(
    ("words", "is_told"),
    [
        (WORDS.replace("payments fail", "paymnets fail"), False),
        (WORDS.replace("Your cart stays as it is", "**Your cart stays** as it is"), False),
        (WORDS + " We are sorry.", False),
        ("Everything works. This was a test of our monitoring, published by mistake.", True),
        (WORDS.replace("Some card payments", "12 of 100 card payments"), True),
    ],
)
def test_a_correction_is_distinguished_from_other_words(publish: Publish, words: str, is_told: bool) -> None:
    site = publish(PUBLISHED)
    site.write({FIRST: update("2026-11-21T14:10Z", words)})
    assert [(rule, line) for rule, line, _ in found(site)] == [("rewritten", 5)] * is_told


def test_other_facts_of_a_published_update_are_reported(publish: Publish) -> None:
    site = publish(PUBLISHED)
    site.write({FIRST: update("2026-11-21T14:08Z", status="identified")})
    assert "status was investigating, becomes identified" in site.run("check").output
    assert found(site) == [("facts-changed", 3, FIRST.rpartition("/")[2])]


def test_facts_that_were_wrong_are_acknowledged(publish: Publish) -> None:
    site = publish(PUBLISHED)
    known = INCIDENT.replace("impact:", "acknowledged: [facts-changed]\nimpact:")
    site.write({FIRST: update("2026-11-21T14:08Z"), HEAD: known})
    assert found(site) == []


def test_a_time_half_an_hour_back_is_asked_about(publish: Publish) -> None:
    site = publish(PUBLISHED)
    site.write({NEXT: update("2026-11-21T14:20Z", status="identified")})
    assert found(site, now="2026-11-21T14:50Z") == []
    assert found(site, now="2026-11-21T14:51Z") == [("long-ago", 3, NEXT.rpartition("/")[2])]


def test_a_whole_incident_of_long_ago_is_asked_about_once(publish: Publish) -> None:
    site = publish({"README.md": ""})
    site.write({**PUBLISHED, NEXT: update("2026-11-21T14:20Z", status="identified")})
    assert found(site, now="2026-11-21T18:00Z") == [("long-ago", 3, FIRST.rpartition("/")[2])]
    site.write({HEAD: INCIDENT.replace("impact:", "backfilled: true\nimpact:")})
    assert found(site, now="2026-11-21T18:00Z") == []


def test_an_outage_to_come_is_planned_work(publish: Publish) -> None:
    site = publish({"README.md": ""})
    site.write({HEAD: INCIDENT.replace("T14:05Z", "T20:05Z")})
    result = site.run("check")
    assert (result.exit_code, "kind: maintenance" in result.output) == (1, True)


def test_planned_work_against_the_policy_is_reported_once(publish: Publish) -> None:
    settings = (
        "site_name: E\nsite_url: https://status.example.com/\nplugins:\n  - outspoken:\n"
        "      components: [{id: checkout}]\n"
        '      planned: {days: [sunday], between: "02:00-04:00 UTC", longest: 20m, notice: 2d}\n'
    )
    site = publish({"README.md": ""}, settings=settings)
    planned = (
        "---\ntitle: New database\nkind: maintenance\ncomponents: {}\n"
        "scheduled: {from: 2026-11-21T20:00Z, until: 2026-11-21T21:00Z}\n---\nWords.\n"
    )
    announced = update("2026-11-21T14:20Z", status="scheduled")
    site.write({HEAD: planned, NEXT.replace("identified", "scheduled"): announced})
    assert found(site) == [
        (rule, 5, "incident.md") for rule in ("long-work", "outside-hours", "short-notice")
    ]


def test_a_promise_that_has_passed_is_reported_where_the_incident_is_touched(publish: Publish) -> None:
    site = publish({HEAD: INCIDENT, FIRST: update("2026-11-21T14:10Z", extra="next_update: 20m\n")})
    site.write({HEAD: INCIDENT + "Bank transfer works.\n"})
    assert found(site) == []
    assert found(site, now="2026-11-21T14:31Z") == [("overdue", None, FIRST.rpartition("/")[2])]


def test_what_was_there_before_is_not_reported_again(publish: Publish) -> None:
    again = HERE + "/updates/20261121T141500Z-monitoring.md"
    over = HERE + "/updates/20261121T141300Z-resolved.md"
    words = update("2026-11-21T14:13Z", "Ask kim@corp.example.", "resolved")
    reopened = update("2026-11-21T14:15Z", "Back on 10.2.3.4.", "monitoring")
    site = publish({**PUBLISHED, over: words, again: reopened})
    site.write({NEXT: update("2026-11-21T14:20Z", status="identified")})
    assert found(site) == []


def test_private_words_are_reported_on_their_line_where_they_are_new(publish: Publish) -> None:
    site = publish({HEAD: INCIDENT, FIRST: update("2026-11-21T14:10Z", WORDS + "\nSee OPS-1.")})
    site.write({FIRST: update("2026-11-21T14:10Z", WORDS + "\nSee OPS-1.\nAsk kim@corp.example.")})
    assert found(site) == [("private-words", 7, FIRST.rpartition("/")[2])]


def test_settings_say_what_is_private(publish: Publish) -> None:
    settings = (
        "site_name: E\nsite_url: https://status.example.com/\nplugins:\n  - outspoken:\n"
        "      components: [{id: checkout}]\n"
        "      private_words: [ticket-keys, '(?i)falcon']\n"
        "      support: [{kind: mail, label: Write, value: help@example.com}]\n"
    )
    site = publish(PUBLISHED, settings=settings)
    site.write({NEXT: update("2026-11-21T14:20Z", "Project Falcon, OPS-1, 10.1.2.3, help@example.com.")})
    assert [rule for rule, _, _ in found(site) if rule == "private-words"] == ["private-words"] * 2


def test_a_secret_is_never_printed(publish: Publish) -> None:
    site = publish(PUBLISHED)
    secret = "ghp_" + "a1B2" * 9
    site.write({NEXT: update("2026-11-21T14:20Z", f"Use {secret}.", "identified")})
    output = site.run("check").output
    assert ("ghp_…" in output, secret in output) == (True, False)


def test_changed_settings_are_held_against_every_incident(publish: Publish) -> None:
    site = publish(PUBLISHED)
    settings = (site.root / "mkdocs.yml").read_text(encoding="utf-8")
    site.write({"mkdocs.yml": settings.replace("checkout", "shop").replace(", aliases: [cart]", "")})
    assert found(site) == [
        ("unknown-component", 4, "incident.md"),
        ("component-removed", None, "mkdocs.yml"),
        ("component-removed", None, "mkdocs.yml"),
    ]


def test_only_the_touched_incidents_are_parsed(publish: Publish, monkeypatch: pytest.MonkeyPatch) -> None:
    other = HERE.replace("checkout-errors", "search-slow")
    site = publish({**PUBLISHED, f"{other}/incident.md": INCIDENT})
    site.write({NEXT: update("2026-11-21T14:20Z", status="identified")})
    parsed: list[str] = []

    def watched(root: Path, folders: list[str], *words: Any, **named: Any) -> Any:
        parsed.extend(folders)
        return parallel.parse_folders(root, folders, *words, **named)

    monkeypatch.setattr(site_on_disk, "parse_folders", watched)
    assert (site.run("check").exit_code, parsed) == (0, [HERE])


def test_a_site_below_the_top_of_its_repository_is_compared_too(publish: Publish) -> None:
    site = publish({f"status/{name}": text for name, text in PUBLISHED.items()})
    site.git("mv", "mkdocs.yml", "status/mkdocs.yml")
    site.commit({}, "2026-11-21T14:12:00Z")
    site.git("branch", "-f", "main")
    site.write({f"status/{FIRST}": None})
    below = type(site)(site.root / "status")
    assert found(below) == [("update-removed", None, FIRST.rpartition("/")[2])]


def test_a_base_that_is_unknown_is_one_clear_problem(publish: Publish) -> None:
    site = publish(PUBLISHED)
    result = site.run("check", "--base", "origin/nowhere", "--format", "json")
    assert (result.exit_code, rules(result)) == (1, [("unknown-base", None, ".git")])


@pytest.mark.parametrize("base", ["--upload-pack=x", "HEAD:mkdocs.yml", "", "a b"])
def test_a_strange_base_is_unknown(publish: Publish, base: str) -> None:
    site = publish(PUBLISHED)
    assert rules(site.run("check", f"--base={base}", "--format", "json")) == [("unknown-base", None, ".git")]


def test_a_shallow_clone_without_the_base_says_what_to_fetch(publish: Publish) -> None:
    site = publish(PUBLISHED)
    site.commit({NEXT: update("2026-11-21T14:20Z")}, "2026-11-21T14:20:00Z")
    shallow = site.root.parent / "shallow"
    site.git("clone", "-q", "--depth", "1", "--branch", "change", f"file://{site.root}", str(shallow))
    output = type(site)(shallow).run("check", "--base", "origin/main").output
    assert "commit origin/main is not in this shallow clone; run git fetch --unshallow" in output


def test_a_folder_without_git_says_so(publish: Publish, tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.mkdir()
    (plain / "mkdocs.yml").write_text("site_name: E\n", encoding="utf-8")
    site = publish(PUBLISHED)
    output = type(site)(plain).run("check").output
    assert "git cannot compare the revisions" in output


def test_a_branch_without_a_common_commit_is_one_clear_problem(publish: Publish) -> None:
    site = publish(PUBLISHED)
    site.git("checkout", "-q", "--orphan", "other")
    site.commit({}, "2026-11-21T14:20:00Z")
    assert "HEAD and main have no common commit in this clone" in site.run("check").output


def test_annotations_are_on_the_lines(publish: Publish, monkeypatch: pytest.MonkeyPatch) -> None:
    site = publish(PUBLISHED)
    site.write({NEXT: update("2026-11-21T14:20Z", "See OPS-1234.", "identified")})
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert f"::warning file={NEXT},line=5,title=private-words::" in site.run("check").output


def test_only_a_changes_own_dead_links_are_reported(publish: Publish) -> None:
    old = update("2026-11-21T14:10Z", "See [the other](../2026-11-20-gone/). <!-- old -->")
    site = publish({HEAD: INCIDENT, FIRST: old})
    new = update("2026-11-21T14:20Z", "See ![it](gone.png). <!-- new -->", status="identified")
    site.commit({NEXT: new}, "2026-11-21T14:20:20Z")
    name = NEXT.rpartition("/")[2]
    assert found(site) == [("html-comment", 5, name), ("missing-image", 5, name)]


def test_a_link_to_what_an_untouched_incident_has_is_good(publish: Publish) -> None:
    other = "incidents/2026-11/2026-11-20-slow-search"
    report = "---\npublished: 2026-11-20T12:00Z\n---\nWe are sorry.\n"
    before = {f"{other}/incident.md": INCIDENT, f"{other}/postmortem.md": report, **PUBLISHED}
    site = publish(before)
    link = "As in [this report](../2026-11-20-slow-search/postmortem/)."
    site.commit({NEXT: update("2026-11-21T14:20Z", link, status="identified")}, "2026-11-21T14:20:20Z")
    assert found(site) == []


NEW = "incidents/2026-11/2026-11-21-cards-fail"
NEW_HEAD = f"{NEW}/incident.md"
MOVED = INCIDENT.replace("---\n", "---\naliases: [2026-11-21-checkout-errors]\n", 1)


def move(site: Any, files: dict[str, str] | None = None, at: str = "2026-11-21T14:20:20Z") -> None:
    site.git("mv", HERE, NEW)
    site.commit({NEW_HEAD: MOVED, **(files or {})}, at)


def test_a_move_with_its_former_id_has_nothing_against_it(publish: Publish) -> None:
    site = publish(PUBLISHED)
    # Hours later: what is moved is not new, however old it is.
    move(site, at="2026-11-21T17:20:20Z")
    assert [one for one in found(site, now="2026-11-21T17:21Z") if one[0] != "overdue"] == []


def test_what_is_rewritten_with_a_move_is_reported(publish: Publish) -> None:
    site = publish(PUBLISHED)
    rewritten = update("2026-11-21T14:10Z", "All is well.")
    move(site, {NEW_HEAD: MOVED.replace("major", "minor"), FIRST.replace(HERE, NEW): rewritten})
    assert [rule for rule, _, _ in found(site)] == ["facts-changed", "rewritten"]


def test_a_link_to_a_former_address_leads_to_the_incident(publish: Publish) -> None:
    site = publish(PUBLISHED)
    move(site)
    site.git("branch", "-f", "main", "HEAD")
    twin = HERE.replace("checkout-errors", "twin")
    words = "See [it](../2026-11-21-checkout-errors/) and [that](../2026-11-21-checkout-error/)."
    site.commit(
        {f"{twin}/incident.md": INCIDENT, FIRST.replace(HERE, twin): update("2026-11-21T14:10Z", words)},
        "2026-11-21T14:21Z",
    )
    dead = [
        one["message"]
        for one in json.loads(site.run("check", "--format", "json").output)["problems"]
        if one["rule"] == "dead-link"
    ]
    assert len(dead) == 1
    assert "2026-11-21-checkout-error/" in dead[0]


def test_a_preview_of_a_move_says_that_nothing_is_sent(publish: Publish) -> None:
    site = publish(PUBLISHED)
    move(site)
    said = site.run("preview").output
    assert "“Checkout errors” is at another address" in said
    assert "edited" not in said
