"""`outspoken new`: an incident with its first update, or one line that says why not."""

from __future__ import annotations

import json
from typing import Any

import pytest

FOLDER = "incidents/2026-11/2026-11-21-payments-fail"
WHOLE = ("new", "Payments fail", "--impact", "major", "--component", "checkout", "-m", "Some fail.")


def test_an_incident_is_two_files_that_check_finds_clean(site: Any) -> None:
    done = site.run(
        *WHOLE,
        *("--started", "20m", "--affected", "12 % of you: those with a card", "--signing-in", "nothing"),
        *("--signed-in", "“Payment failed”", "--workaround", "pay by invoice", "--worst-case", "4h"),
        *("--next-update", "30m", "--eta", "2h", "--status", "identified", "--no-announce"),
    )

    update = f"{FOLDER}/updates/20261121T140520Z-identified.md"
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{FOLDER}/incident.md\n{update}\n", "")
    assert site.files() == {
        f"{FOLDER}/incident.md": "---\ntitle: Payments fail\nimpact: major\n"
        "components: {checkout: partial_outage}\nstarted: 2026-11-21T13:45:20Z\n"
        'affected: "12 % of you: those with a card"\n'
        'symptoms: {signing_in: nothing, signed_in: "“Payment failed”"}\n'
        "workaround: pay by invoice\nworst_case: 4h\n---\n",
        update: "---\nstatus: identified\nat: 2026-11-21T14:05:20Z\nnext_update: 30m\n"
        "eta: 2026-11-21T16:05:20Z\nannounce: false\n---\n\nSome fail.\n",
    }
    assert site.check() == "1 incident, 1 update: no problems.\n"


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("new", "Down", "--component", "api", "-m", "x"), "--impact"),
        (("new", "Down", "--impact", "minor", "-m", "x"), "--component"),
        (("new", "--impact", "minor", "--no-components", "-m", "x"), "TITLE"),
        (("new", "Down", "--impact", "minor", "--component", "api"), "-m"),
        (("schedule", "Work", "--until", "30m", "--component", "api", "-m", "x"), "--from"),
        (("schedule", "Work", "--from", "2026-12-01T02:00Z", "--component", "api", "-m", "x"), "--until"),
    ],
)
def test_without_a_terminal_one_line_names_the_option_that_is_missing(
    site: Any, words: tuple[str, ...], named: str
) -> None:
    done = site.run(*words)

    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith(f"{named} is missing: ")
    assert site.files() == {}


def test_a_component_is_known_by_its_name_and_aliases_too(site: Any) -> None:
    site.run(
        *("new", "Down", "--impact", "critical", "-m", "x"),
        *("--component", "Cart", "--component", "programming interface=degraded_performance"),
    )

    assert "components: {checkout: major_outage, api: degraded_performance}\n" in next(
        iter(site.files().values())
    )


def test_what_check_would_refuse_is_not_written(site: Any) -> None:
    done = site.run("new", "Down", "--impact", "minor", "--component", "serch", "-m", "x")

    assert (done.returncode, done.stdout, site.files()) == (2, "", {})
    assert done.stderr == "--component serch: unknown component; did you mean search?\n"


def test_a_title_that_is_taken_gets_a_number(site: Any) -> None:
    assert [site.open(), site.open(), site.open()] == [
        "2026-11-21-payments-fail",
        "2026-11-21-payments-fail-2",
        "2026-11-21-payments-fail-3",
    ]


def test_a_repeated_call_with_a_key_gives_the_first_result(site: Any) -> None:
    first = json.loads(site.run(*WHOLE, "--key", "alert: 8127", "--json").stdout)
    again = json.loads(site.run(*WHOLE, "--key", "alert: 8127", "--json").stdout)
    other = json.loads(site.run(*WHOLE, "--key", "alert: 8128", "--json").stdout)

    assert again == first | {"created": False}
    assert other["incident"] == f"{first['incident']}-2"


def test_a_bot_reads_json(site: Any) -> None:
    done = site.run(*WHOLE, "--json")

    update = "20261121T140520Z-investigating"
    assert json.loads(done.stdout) == {
        "path": f"{FOLDER}/updates/{update}.md",
        "paths": [f"{FOLDER}/incident.md", f"{FOLDER}/updates/{update}.md"],
        "incident": "2026-11-21-payments-fail",
        "update": update,
        "url": f"https://status.example.com/incidents/2026-11-21-payments-fail/#{update}",
        "created": True,
        "branch": None,
        "commit": None,
        "pull_request": None,
    }


def test_the_message_is_read_from_standard_input(site: Any) -> None:
    site.run(*WHOLE[:-1], "-", said="Zwei Zeilen\r\nüber Zahlungen.\n")

    assert list(site.files().values())[1].endswith("\n\nZwei Zeilen\nüber Zahlungen.\n")


@pytest.mark.parametrize("words", ["", " \n\n"])
def test_an_empty_message_is_reported_in_one_line(site: Any, words: str) -> None:
    done = site.run(*WHOLE[:-1], "-", said=words)

    assert (done.returncode, done.stderr) == (2, "-m: the message is empty, nothing was written\n")
    assert site.files() == {}


def test_a_question_of_the_scaffold_may_not_go_out(site: Any) -> None:
    done = site.run(*WHOLE[:-1], "One line.\n\n[[Who is affected?]]")

    assert (done.returncode, site.files()) == (2, {})
    assert done.stderr.startswith("-m: [[Who is affected?]] is an unanswered question from the scaffold; ")


def test_a_template_that_asks_nothing_is_enough(site: Any) -> None:
    done = site.run("new", "--template", "database", "--component", "checkout", "--started", "10m")

    assert done.returncode == 0, done.stderr
    message = list(site.files().values())[1]
    assert "Since 13:55 UTC (14:55 in Berlin), pages load slowly or not at all" in message
    assert "In the worst case, this lasts 4 hours." in message
    assert "If you are signing in:" not in message
    assert site.check() == "1 incident, 1 update: no problems.\n"


def test_a_template_that_asks_needs_a_person(site: Any) -> None:
    done = site.run("new", "Down", "--template", "deploy", "--component", "checkout")

    assert (done.returncode, site.files()) == (2, {})
    assert done.stderr.startswith("-m is missing: only you can answer [[What fails")


def test_the_templates_of_the_site_come_before_the_shipped_ones(site: Any) -> None:
    words = "---\nabout: Ours\ntitle: Ours is slow\nimpact: minor\n---\n\nOurs.\n"
    site.write("templates/scaffolds/messages/database.md", words)
    site.write("templates/scaffolds/messages/coffee.md", words)

    listed = site.run("new", "--template", "list").stdout
    site.run("new", "--template", "database", "--component", "search")

    assert ("coffee                 Ours\n" in listed, "network " in listed) == (True, True)
    assert "maintenance" not in listed
    assert list(site.files().values())[1].endswith("\n\nOurs.\n")


def test_an_unknown_template_is_reported_with_a_guess(site: Any) -> None:
    done = site.run(*WHOLE[:-2], "--template", "databse")

    assert (done.returncode, done.stderr) == (
        2,
        "--template databse: there is no such template; did you mean database?\n",
    )


def test_a_broken_template_of_the_site_is_a_problem_on_its_line(site: Any) -> None:
    site.write("templates/scaffolds/messages/coffee.md", "---\nabout: Ours\nimpakt: minor\n---\n\nOurs.\n")
    done = site.run("new", "--template", "coffee", "--component", "search")

    assert (done.returncode, site.files()) == (1, {})
    assert done.stderr.startswith("templates/scaffolds/messages/coffee.md:3: error: unknown key impakt")


def test_a_start_in_the_future_is_refused(site: Any) -> None:
    done = site.run(*WHOLE, "--started", "2026-11-22T14:00Z")

    assert (done.returncode, site.files()) == (2, {})
    assert done.stderr.startswith("--started: started is 2026-11-22T14:00Z, which is in the future; ")


def test_the_day_of_an_id_is_the_sites_own(site: Any) -> None:
    assert site.open("Late", "--now", "2026-11-21T23:30Z") == "2026-11-22-late"


def test_unusable_settings_are_reported_before_anything_is_written(site: Any) -> None:
    site.write("mkdocs.yml", "site_name: Example\n")
    done = site.run(*WHOLE)

    assert (done.returncode, site.files()) == (1, {})
    assert done.stderr.startswith("mkdocs.yml: error: ") or done.stderr.startswith("mkdocs.yml:1: error: ")


def test_a_folder_that_cannot_be_written_to_is_reported_in_one_line(site: Any) -> None:
    site.write("incidents/2026-11", "a file where a folder belongs")
    done = site.run(*WHOLE)

    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "nothing was written" in done.stderr
