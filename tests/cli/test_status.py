"""`outspoken status`: what is so now, on one screen."""

from __future__ import annotations

import json
from typing import Any

import pytest

CHANNELS = """\
      channels:
        team: {kind: webhook, url: "https://hooks.example.com/status", audience: internal}
"""


def test_a_quiet_page_needs_three_lines(site: Any) -> None:
    done = site.run("status", "--no-ledger")

    assert (done.returncode, done.stdout) == (
        0,
        "Everything works (Example status)\nSat 21 Nov, 14:05 UTC (15:05 in Berlin)\n"
        "Nothing is open, scheduled or overdue.\n",
    )


def test_what_is_open_is_shown_with_its_promise_in_both_zones(site: Any) -> None:
    incident = site.open("Payments fail", "--next-update", "30m")
    shown = site.run("status", "--no-ledger").stdout

    assert shown.startswith("Major incident (Example status)\n")
    assert f"  Payments fail\n    {incident}\n    Major, investigating, for 0m\n" in shown
    assert "    Checkout and payment: partial outage\n" in shown
    # Not committed yet: it counts as published now, and the promise counts from there.
    assert "    next update by 14:35 UTC (15:35 in Berlin)\n" in shown


def test_the_promise_counts_from_publication_as_on_the_page(site: Any) -> None:
    site.environment["GIT_COMMITTER_DATE"] = "2026-11-21T14:10:00Z"
    site.open("Payments fail", "--next-update", "30m", "--commit")
    site.now += 3600

    assert "next update by 14:40 UTC (15:40 in Berlin): overdue" in site.run("status", "--no-ledger").stdout


def test_an_estimate_is_named_as_on_the_page(site: Any) -> None:
    site.open("Payments fail")
    site.now += 60
    site.run("update", "-m", "We know the cause.", "--status", "identified", "--eta", "2026-11-21T14:30Z")
    window = ("--from", "2026-11-21T15:00Z", "--until", "2026-11-21T16:00Z", "--component", "api", "-m", "x")
    work = site.run("schedule", "Work", *window, "--yes").stdout.split("/")[2]
    assert "estimated fix 14:30 UTC (15:30 in Berlin)\n" in site.run("status", "--no-ledger").stdout

    site.now += 3600
    site.run("update", work, "-m", "We have begun.", "--status", "in_progress", "--eta", "2026-11-21T16:30Z")
    shown = site.run("status", "--no-ledger").stdout
    assert "estimated fix 14:30 UTC (15:30 in Berlin): overdue\n" in shown
    assert "estimated end 16:30 UTC (17:30 in Berlin)\n" in shown

    # The fix is done: that it came later than estimated is not late any more.
    site.run("update", "payments", "-m", "It works again.", "--status", "monitoring")
    assert "estimated fix" not in site.run("status", "--no-ledger").stdout


def test_scheduled_maintenance_is_shown_with_its_window(site: Any) -> None:
    window = ("--from", "2026-12-01T02:00Z", "--until", "30m", "--component", "api", "-m", "x")
    site.run("schedule", "Work", *window)
    shown = site.run("status", "--no-ledger").stdout

    assert shown.endswith(
        "Scheduled maintenance\n  Work\n    2026-12-01-work\n"
        "    from 02:00 UTC (03:00 in Berlin) on Tuesday, 1 December\n"
        "    until 02:30 UTC (03:30 in Berlin)\n"
    )


def test_what_is_overdue_is_shown_with_what_to_do(site: Any) -> None:
    incident = site.open("Payments fail", "--next-update", "2026-11-21T14:20Z")
    site.now += 3600
    done = site.run("status", "--no-ledger")

    assert "next update by 14:20 UTC (15:20 in Berlin): overdue" in done.stdout
    assert "  the promised update is late since 14:20 UTC (15:20 in\n    Berlin)\n" in done.stdout
    assert f"    {incident}\n    post an update with a new next_update\n" in done.stdout
    assert done.returncode == 0
    assert site.run("status", "--no-ledger", "--exit-code").returncode == 1


def test_no_line_is_longer_than_60_columns_but_for_what_is_copied(site: Any) -> None:
    site.open("Payments fail " + "for customers in the south " * 3, "--next-update", "2026-11-21T14:20Z")
    site.now += 3600
    shown = site.run("status", "--no-ledger").stdout

    assert [line for line in shown.splitlines() if len(line) > 60 and " " in line.strip()] == []


def test_json_has_the_state_of_the_page(site: Any) -> None:
    incident = site.open()
    found = json.loads(site.run("status", "--json").stdout)

    assert (found["level"], [one["id"] for one in found["open"]]) == ("major", [incident])
    assert found["components"]["checkout"] == "partial_outage"
    assert found["messages_unknown"] == "no channels in the settings"
    assert found["needs_a_person"] is False


def test_an_incident_is_open_again_if_the_update_that_resolved_it_is_withdrawn(site: Any) -> None:
    incident = site.open()
    done = site.run("resolve", "-m", "Over.", "--data", "No data was lost.")
    path = site.root / done.stdout.strip()
    path.write_text(path.read_text("utf-8").replace("---\n", "---\nwithdrawn: too early\n", 1), "utf-8")

    assert incident in site.run("status", "--no-ledger").stdout
    assert site.id_of(site.run("update", "-m", "Still down.")) == incident


def test_what_is_left_to_send_is_counted(site: Any) -> None:
    settings = site.root / "mkdocs.yml"
    settings.write_text(settings.read_text("utf-8") + CHANNELS, "utf-8")
    incident = site.open("Payments fail", "--commit")
    shown = site.run("status").stdout

    assert "Messages\n  1 message left to send: outspoken announce --dry-run\n" in shown
    assert f"    {incident}/20261121T140520Z-investigating/team\n" in shown


def test_a_ledger_that_cannot_be_read_is_said(site: Any) -> None:
    settings = site.root / "mkdocs.yml"
    settings.write_text(settings.read_text("utf-8") + CHANNELS, "utf-8")
    done = site.run("status", "--remote", "/nowhere/at/all")

    assert done.returncode == 0
    assert "Messages\n  unknown: " in done.stdout
    assert site.run("status", "--remote", "/nowhere/at/all", "--exit-code").returncode == 1


@pytest.mark.parametrize("words", [(), ("--json",)])
def test_a_file_with_an_error_is_named_and_hides_nothing_else(site: Any, words: tuple[str, ...]) -> None:
    good = site.open("Payments fail")
    site.write("incidents/2026-11/2026-11-21-broken/incident.md", "---\ntitle: Broken\n---\n")
    shown = site.run("status", *words).stdout

    assert good in shown
    assert "incidents/2026-11/2026-11-21-broken" in shown


def test_a_reference_to_a_former_id_is_no_error_if_the_incident_is_not_read(site: Any) -> None:
    """Only the newest 50 that are over are read."""
    head = "---\ntitle: Old\nimpact: minor\ncomponents: {}\nstarted: 2026-11-01T10:00Z\n"
    over = "---\nstatus: resolved\nat: 2026-11-01T10:30Z\n---\nOver.\n"
    names = ["2026-11-01-old", *(f"2026-11-02-later-{number}" for number in range(10, 61))]
    for name in names:
        more = "aliases: [2026-11-01-odl]\n" if name == names[0] else "caused_by: 2026-11-01-odl\n"
        site.write(f"incidents/2026-11/{name}/incident.md", f"{head}{more}---\n")
        site.write(f"incidents/2026-11/{name}/updates/20261101T103000Z-resolved.md", over)

    done = json.loads(site.run("status", "--no-ledger", "--json").stdout)
    assert done["errors"] == []
