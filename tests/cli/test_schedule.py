"""`outspoken schedule` and `postmortem`."""

from __future__ import annotations

from typing import Any

WORDS = ("schedule", "A new database", "--component", "checkout", "-m", "We pause.")
FOLDER = "incidents/2026-11/2026-11-28-a-new-database"


def test_planned_work_is_an_incident_with_a_window(site: Any) -> None:
    done = site.run(
        *(*WORDS, "--from", "2026-11-28 03:00 Europe/Berlin", "--until", "2026-11-28 03:30 Europe/Berlin"),
        *("--component", "search=degraded_performance", "--no-auto", "--workaround", "pay before, or after"),
    )

    update = f"{FOLDER}/updates/20261121T140520Z-scheduled.md"
    assert (done.stdout, done.stderr) == (f"{FOLDER}/incident.md\n{update}\n", "")
    assert site.files() == {
        f"{FOLDER}/incident.md": "---\ntitle: A new database\nkind: maintenance\n"
        "components: {checkout: under_maintenance, search: degraded_performance}\n"
        "scheduled: {from: 2026-11-28 03:00 Europe/Berlin, until: 2026-11-28 03:30 Europe/Berlin, "
        "auto: false}\nworkaround: pay before, or after\n---\n",
        update: "---\nstatus: scheduled\nat: 2026-11-21T14:05:20Z\n---\n\nWe pause.\n",
    }
    assert site.check() == "1 incident, 1 update: no problems.\n"


def test_an_end_may_be_a_span(site: Any) -> None:
    site.run(*WORDS, "--from", "2026-11-28 03:00 Europe/Berlin", "--until", "1h30m")

    assert "until: 2026-11-28T03:30Z" in site.files()[f"{FOLDER}/incident.md"]


def test_an_end_before_the_beginning_is_refused(site: Any) -> None:
    done = site.run(*WORDS, "--from", "2026-11-28T03:00Z", "--until", "2026-11-28T02:00Z")

    assert (done.returncode, site.files()) == (2, {})
    assert done.stderr.startswith("--from or --until: the maintenance ends before it starts; ")


def test_a_template_has_the_time(site: Any) -> None:
    done = site.run(
        *("schedule", "Work", "--from", "2026-11-28 03:00 Europe/Berlin", "--until", "30m"),
        *("--component", "api", "--template", "maintenance-short"),
    )

    assert done.returncode == 0, done.stderr
    assert (
        "Between 02:00 UTC (03:00 in Berlin) on Saturday, 28 November and 02:30 UTC (03:30 in Berlin) there"
        in list(site.files().values())[1]
    )


def test_policy_warns_and_never_stops(site: Any) -> None:
    settings = (site.root / "mkdocs.yml").read_text(encoding="utf-8")
    site.write(
        "mkdocs.yml", settings.replace("      cadence:", "      planned: {notice: 20d}\n      cadence:")
    )
    done = site.run(*WORDS, "--from", "2026-11-28T02:00Z", "--until", "30m")

    assert (done.returncode, "[short-notice]" in done.stderr, len(site.files())) == (0, True, 2)


def test_a_post_mortem_begins_with_the_sections_and_the_moments(site: Any) -> None:
    incident = site.open()
    site.run("update", "--status", "identified", "-m", "A bank said no. We are asking why.")
    site.now += 3270
    site.run("resolve", "-m", "Over.", "--data", "No data was lost.")
    done = site.run("postmortem")

    assert done.stdout == f"incidents/2026-11/{incident}/postmortem.md\n"
    text = site.files()[done.stdout.strip()]
    assert "On Saturday, 21 November 2026, from 14:05 UTC to 15:00 UTC, [[what failed" in text
    assert [line for line in text.splitlines() if line.startswith(("## ", "- "))] == [
        "## What happened",
        "- 14:05 UTC (investigating): Some fail.",
        "- 14:05 UTC (identified): A bank said no.",
        "- 15:00 UTC (resolved): Over.",
        "## Why it happened",
        "## How we fixed it",
        "## What surprised us",
        "## What we are doing about it",
    ]
    assert text.index("[[To whom do you apologise") < text.index("[[what failed")
    assert site.check() == "1 incident, 3 updates: no problems.\n"


def test_a_post_mortem_takes_the_settings_sections(site: Any) -> None:
    settings = (site.root / "mkdocs.yml").read_text(encoding="utf-8")
    site.write("mkdocs.yml", settings.replace("[critical, major]}", "[critical], sections: [Facts, Tasks]}"))
    done = site.run("postmortem", site.open())

    text = site.files()[done.stdout.strip()]
    assert [line for line in text.splitlines() if line.startswith("##")] == ["## Facts", "## Tasks"]
    assert text.index("[[What did you believe that was not true") > text.index("## Tasks")


def test_a_post_mortem_is_never_written_over(site: Any) -> None:
    incident = site.open()
    site.run("resolve", "-m", "Over.")
    site.run("postmortem")
    done = site.run("postmortem", incident)

    path = f"incidents/2026-11/{incident}/postmortem.md"
    assert (done.returncode, done.stderr) == (1, f"{path} already exists: edit it instead\n")
    assert site.run("postmortem").stderr == "no incident lacks a post-mortem; name one by its id\n"
