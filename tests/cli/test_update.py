"""`outspoken update` and `resolve`: which incident is meant, and what is added to it."""

from __future__ import annotations

import json
from typing import Any

import pytest


def test_the_only_open_incident_is_meant(site: Any) -> None:
    site.run("resolve", site.open("Over and done"), "-m", "Over.", "--data", "No data was lost.")
    incident = site.open()

    done = site.run("update", "--status", "identified", "-m", "We know.")

    assert done.stdout == f"incidents/2026-11/{incident}/updates/20261121T140550Z-identified.md\n"
    assert site.check() == "2 incidents, 4 updates: no problems.\n"


def test_everything_that_changes_is_said_by_options(site: Any) -> None:
    site.open()
    done = site.run(
        *("update", "--status", "monitoring", "--impact", "minor", "-m", "Better.", "--no-announce"),
        *("--component", "cart=degraded_performance", "--component", "api=operational"),
        *("--next-update", "2026-11-21 16:00 Europe/Berlin", "--eta", "1h", "--key", "bot-7"),
    )

    assert site.files()[done.stdout.strip()] == (
        "---\nstatus: monitoring\nat: 2026-11-21T14:05:30Z\n"
        "components: {checkout: degraded_performance, api: operational}\nimpact: minor\n"
        "next_update: 2026-11-21 16:00 Europe/Berlin\neta: 2026-11-21T15:05:30Z\nannounce: false\n"
        "key: bot-7\n---\n\nBetter.\n"
    )
    assert site.check() == "1 incident, 2 updates: no problems.\n"


def test_several_open_incidents_are_listed(site: Any) -> None:
    site.open("First")
    site.open("Second")
    done = site.run("update", "-m", "x")

    assert (done.returncode, done.stderr) == (
        2,
        "several incidents are open: 2026-11-21-second, 2026-11-21-first; name one by its id\n",
    )


def test_part_of_an_id_names_an_incident(site: Any) -> None:
    first, _ = site.open("Payments fail"), site.open("Payments are slow")

    assert site.id_of(site.run("update", "fail", "-m", "x")) == first
    assert site.id_of(site.run("update", f"incidents/2026-11/{first}/", "-m", "x")) == first


def test_part_of_two_ids_lists_both(site: Any) -> None:
    site.open("Payments fail")
    site.open("Payments are slow")
    done = site.run("update", "payments", "-m", "x")

    assert (done.returncode, done.stdout) == (2, "")
    assert (
        done.stderr
        == "several incidents match payments: 2026-11-21-payments-fail, 2026-11-21-payments-are-slow; "
        "write more of the id\n"
    )


@pytest.mark.parametrize("command", ["update", "resolve"])
def test_part_of_several_ids_names_the_only_open_one(site: Any, command: str) -> None:
    over = [site.open("Payments fail in fra1"), site.open("Search fails in fra1")]
    for each in over:
        site.run("resolve", each, "-m", "Over.")
    still = site.open("Queues fill in fra1")
    site.open("Sign-in fails")

    assert site.id_of(site.run(command, "fra1", "-m", "x")) == still


def test_part_of_several_ids_names_the_only_planned_work_where_nothing_is_open(site: Any) -> None:
    site.run("resolve", site.open("Payments fail in fra1"), "-m", "Over.")
    window = ("--from", "2026-12-01T02:00Z", "--until", "30m", "--component", "api", "-m", "x")
    site.run("schedule", "Work in fra1", *window)

    assert site.id_of(site.run("update", "fra1", "-m", "A reminder.")) == "2026-12-01-work-in-fra1"
    assert site.run("resolve", "fra1", "-m", "x").returncode == 2


def test_part_of_several_ids_that_are_all_over_lists_them(site: Any) -> None:
    for title in ("Payments fail", "Payments are slow"):
        site.run("resolve", site.open(title), "-m", "Over.")
    done = site.run("update", "payments", "-m", "x")

    assert (
        done.stderr
        == "several incidents match payments: 2026-11-21-payments-fail, 2026-11-21-payments-are-slow; "
        "write more of the id\n"
    )


def test_an_update_of_work_that_was_put_off_asks_for_no_new_name(site: Any) -> None:
    window = ("--from", "2026-12-01T02:00Z", "--until", "30m", "--component", "api", "-m", "x")
    site.run("schedule", "Work", *window)
    site.git("add", ".")
    site.git("commit", "-q", "-m", "Plan")
    path = site.root / "incidents/2026-12/2026-12-01-work/incident.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("12-01T02:", "12-08T02:"), encoding="utf-8")
    done = site.run("update", "work", "--status", "scheduled", "-m", "A week later.")

    assert (done.returncode, done.stderr) == (0, "")
    assert "name-disagrees" not in site.check()
    site.git("add", ".")
    site.git("commit", "-q", "-m", "Put off")
    assert "name-disagrees" not in site.check()


def test_an_id_that_nothing_has_is_reported(site: Any) -> None:
    done = site.run("update", "nonsense", "-m", "x")

    assert (done.returncode, done.stderr) == (
        2,
        "no incident's id contains nonsense; ids are the names of folders in incidents/\n",
    )


def test_nothing_open_is_reported(site: Any) -> None:
    site.run("resolve", site.open(), "-m", "Over.")
    done = site.run("update", "-m", "x")

    assert (done.returncode, done.stderr) == (2, "no incident is open; name one by its id\n")


def test_two_updates_of_one_second_get_two_names(site: Any) -> None:
    site.open()
    words = ("update", "-m", "x", "--now", "2026-11-21T14:06Z")

    assert [site.run(*words).stdout.rpartition("/")[2].strip() for _ in range(2)] == [
        "20261121T140600Z-update.md",
        "20261121T140600Z-update-2.md",
    ]


def test_a_repeated_update_with_a_key_is_written_once(site: Any) -> None:
    site.open()
    first, again = (json.loads(site.run("update", "-m", "x", "--key", "7", "--json").stdout) for _ in "12")

    assert again == first | {"created": False}
    assert len(site.files()) == 3


def test_an_update_before_the_start_is_refused(site: Any) -> None:
    incident = site.open()
    done = site.run("update", incident, "-m", "x", "--now", "2026-11-21T13:00Z")

    assert (done.returncode, len(site.files())) == (2, 2)
    assert done.stderr.startswith("the time of the update: at is 2026-11-21T13:00:00Z, before the start")


def test_a_status_of_the_other_kind_is_refused(site: Any) -> None:
    done = site.run("update", site.open(), "--status", "completed", "-m", "x")

    assert (done.returncode, len(site.files())) == (2, 2)
    assert done.stderr.startswith("--status: completed is not a status of an incident; ")


def test_a_reopening_is_written_with_a_warning(site: Any) -> None:
    incident = site.open()
    site.run("resolve", "-m", "Over.")
    done = site.run("update", incident, "--status", "investigating", "-m", "Again.")

    assert done.returncode == 0
    assert "[reopened]" in done.stderr


def test_what_is_wrong_already_does_not_stop_an_update(site: Any) -> None:
    incident = site.open()
    site.write(f"incidents/2026-11/{incident}/notes.txt", "left here by somebody")
    done = site.run("update", "-m", "x")

    assert done.returncode == 0
    assert "notes.txt: error: this file is never published" in done.stderr


def test_a_template_is_filled_with_what_is_known_of_the_incident(site: Any) -> None:
    words = "---\nabout: Ours\n---\n\nStill: {affected}.\nInside: {signed_in}.\n"
    site.write("templates/scaffolds/messages/still.md", words)
    site.open("Down", "--affected", "everybody")
    done = site.run("update", "--template", "still")

    assert site.files()[done.stdout.strip()].endswith("---\n\nStill: everybody.\n")


def test_planned_work_to_come_is_meant_where_nothing_is_open(site: Any) -> None:
    site.run(
        "schedule", "Work", "--from", "2026-12-01T02:00Z", "--until", "30m", "--component", "api", "-m", "x"
    )

    assert site.id_of(site.run("update", "-m", "A reminder.")) == "2026-12-01-work"
    assert site.run("resolve", "-m", "x").returncode == 2


def test_resolving_returns_an_incident_to_rest(site: Any) -> None:
    site.open()
    done = site.run("resolve", "-m", "Over.", "--json")

    assert json.loads(done.stdout)["update"] == "20261121T140530Z-resolved"
    assert site.run("update", "-m", "x").returncode == 2


def test_resolving_planned_work_completes_it(site: Any) -> None:
    words = ("--from", "2026-11-21T14:05:20Z", "--until", "2h", "--component", "api", "-m", "x")
    site.run("schedule", "Work", *words)
    done = site.run("resolve", "-m", "Done.", "--now", "2026-11-21T14:30Z")

    assert done.stdout.endswith("-completed.md\n"), done.stderr


def test_work_that_its_window_ended_lately_can_still_be_completed_without_its_id(site: Any) -> None:
    window = ("--from", "2026-11-21T15:00Z", "--until", "30m", "--component", "api", "-m", "x")
    site.run("schedule", "Work", *window)
    late = site.run("resolve", "-m", "Done.", "--now", "2026-11-22T15:30Z")
    done = site.run("resolve", "-m", "Done.", "--now", "2026-11-21T15:40Z")

    assert late.returncode == 2 and "no incident is open" in late.stderr
    assert done.stdout.endswith("2026-11-21-work/updates/20261121T154000Z-completed.md\n")


def test_what_is_over_is_not_resolved_twice_unless_by_the_same_call(site: Any) -> None:
    incident = site.open()
    first = site.run("resolve", "-m", "Over.", "--key", "alert-8")
    again = site.run("resolve", incident, "-m", "Over.", "--key", "alert-8")
    other = site.run("resolve", incident, "-m", "Over.")

    assert (again.returncode, again.stdout) == (0, first.stdout)
    assert (other.returncode, other.stderr.count("\n")) == (1, 1)
    assert f"{incident} is already closed" in other.stderr
