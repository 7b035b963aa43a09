"""Wrong usage of any command: exit code 2, one line with what to write instead, and nothing written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from outspoken.cli import main

NEW = "new T --impact minor -m x --component api"
WINDOW = "schedule W --from 2026-12-08T02:00Z --until 30m -m x"
SAID = {
    "nonsense": "nonsense: there is no such command; see outspoken --help",
    "--root . build": "--root: write options after the command; see outspoken --help",
    "announce --zzz": "--zzz: there is no such option; see outspoken announce --help",
    "--verson": "--verson: there is no such option; did you mean --version?",
    "status --zzz": "--zzz: there is no such option; see outspoken status --help",
    "plan nope": "nope: there is no such command; see outspoken plan --help",
    "update -m": "-m needs a value",
    "check extra": "extra: too many arguments; see outspoken check --help",
    "merge": "ID is missing; see outspoken merge --help",
    "merge one": "INTO is missing; see outspoken merge --help",
    "move": "ID is missing; see outspoken move --help",
    "move one": "NEW-ID is missing; see outspoken move --help",
    "repeat --yes": "there are no scheduled maintenance windows; name one by its id",
    "import nope x": "FORMAT: nope: write one of cstate, statuspage, csv, ",
    "new T --impact awful": "--impact: awful: write one of none, minor, major, critical",
    "drill --speed 100": "--speed: write a whole number from 1 to 60",
    "serve --port x": "--port: write a whole number from 0 to 65535",
    "status --root /nope": "--root: directory /nope does not exist",
    "report --from x": "--from: x is not a day; write it as 2026-11-21",
    "verify-served nope --commit x": "URL: nope is not a web address; write https://status.example.com/",
    "build --site-url nope": "--site-url: nope is not a web address; write https://status.example.com/",
    "import cstate . --site-url nope": "--site-url: nope is not a web address; write https://status.example.com/",
    "build --site-url http://[": "--site-url: http://[ is not a web address; write https://status.example.com/",
    "watch http://[": "SERVED: http://[ is not a web address; write https://status.example.com/",
    "import statuspage http://[": "http://[ is not a web address: ",
    "init page --url http://[": "--url: write it as https://status.acme.com/",
    "init page --repo \u00fc/status": "--repo: '\u00fc/status': write it as OWNER/NAME",
    "announce resolve a/b/c": "give exactly one of --sent, --retry and --skip",
    "report nope": "there is no incident nope",
    "kit nope": "no incident's id contains nope; ids are the names of folders in incidents/",
    f"{NEW} --no-components": "--component and --no-components exclude each other",
    f"{NEW} --component api=major_outage": "--component api=major_outage: api is given twice",
    f"{NEW} --next-update 99999999d": "--next-update: 99999999d is not a duration; write it as 20m, 4h, ",
    f"{NEW} --template nope": "--template nope: there is no such template; ",
    f"{NEW} --push --pr": "--push cannot be combined with --branch, --commit or --pr",
    f"{WINDOW} --component api --no-components": "--component and --no-components exclude each other",
    f"{WINDOW} --component api --template nope": "--template nope: there is no such template; ",
    f"{WINDOW} --component nope": "--component nope: unknown component; known components: ",
    "update payments -m x --template nope": "--template nope: there is no such template; ",
    "resolve payments -m x --template nope": "--template nope: there is no such template; ",
    "update nope -m x": "no incident's id contains nope; ids are the names of folders in incidents/",
    "update payments -m x --status completed": "--status: completed is not a status of an incident; ",
    "resolve nope -m x": "no incident's id contains nope; ids are the names of folders in incidents/",
    "postmortem nope": "no incident's id contains nope; ids are the names of folders in incidents/",
    "withdraw payments": "--reason is missing: write why it was wrong; readers see it",
    "withdraw nope --reason x": "no incident's id contains nope; ids are the names of folders in incidents/",
    "merge payments payments": "an incident cannot be a duplicate of itself",
    "upgrade nope": "nope/mkdocs.yml does not exist: outspoken init starts a status page",
    "init page --repo a/b --component A --component A": "--component: two components get the id a: ",
    "plan show nope": "the plan has no role nope: ",
    "plan tick zzz": "the plan has no task zzz: outspoken plan tick ID lists its tasks",
    "new --from-alert x": "--from-alert reads standard input: write --from-alert -",
    "new --from-alert -": "the alert is empty, nothing was written",
}  # fmt: skip


@pytest.fixture
def here(site: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site with an incident and a plan."""
    site.open()
    site.run("plan", "init")
    monkeypatch.chdir(site.root)
    return Path(site.root)


def said(words: list[str]) -> tuple[int, str]:
    """The exit code of a command, and what it prints."""
    done = CliRunner().invoke(main, words, prog_name="outspoken")
    return done.exit_code, done.output


def test_each_is_one_line_that_names_what_to_write(here: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in here.rglob("*") if ".git" not in path.parts}
    answers = {call: said(call.split()) for call in SAID}
    wrong = {
        call: (code, text)
        for call, (code, text) in answers.items()
        if (code, text.count("\n")) != (2, 1) or not text.startswith(SAID[call])
    }

    assert wrong == {}
    assert before == {path: path.stat().st_mtime_ns for path in here.rglob("*") if ".git" not in path.parts}


@pytest.mark.parametrize(
    "call",
    [
        ["update", "", "-m", "x"],
        ["resolve", "", "-m", "x"],
        ["postmortem", ""],
        ["withdraw", "", "--reason", "x"],
        ["withdraw", "payments", "--update", "", "--reason", "x"],
        ["merge", "", "payments"],
        ["kit", ""],
        ["remind", ""],
        ["repeat", "", "--every", "week", "--until", "2026-12-30", "--yes"],
    ],
)
def test_an_empty_variable_of_a_script_never_means_the_only_incident(here: Path, call: list[str]) -> None:
    code, text = said(call)

    assert (code, " is empty" in text, text.count("\n")) == (2, True, 1)


def test_what_the_system_refuses_is_one_line_of_any_command(here: Path) -> None:
    (here / "file").write_text("", encoding="utf-8")

    assert said(["report", "-o", "file/report.md"]) == (1, "file: File exists\n")
