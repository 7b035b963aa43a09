"""`init` makes a repository without problems, and changes no existing file."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from tests.cli.conftest import CTRL_C

from outspoken import shipped
from outspoken.authoring.scaffold import pins
from outspoken.cli import main
from outspoken.cli.stop import Stop
from outspoken.cli.writing.init_answers import answers
from outspoken.cli.writing.init_conversation import InitConversation

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


def outspoken(*words: str) -> Result:
    return CliRunner().invoke(main, words, env=ENVIRONMENT)


def init(folder: Path, *words: str, url: str = "https://status.acme.com/") -> Result:
    where = ("--url", url) if url and "--repo" not in words and "--url" not in words else ()
    return outspoken("init", str(folder), "--now", NOW, *where, *words)


@pytest.fixture(autouse=True, scope="module")
def packed_once() -> Iterator[None]:
    """The wheel of this installation is the same for each page."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pins, "wheel", cache(pins.wheel))
        yield


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory, packed_once: None) -> Path:
    """A new repository, committed."""
    folder = tmp_path_factory.mktemp("made") / "acme-status"
    done = init(
        folder, "--name", 'Acme: "Status" #1', "--repo", "Acme/status", "--time-zone", "Europe/Berlin",
        "--component", "Web shop", "--component", "api=Our API: v2",
    )  # fmt: skip
    assert done.exit_code == 0, done.stderr
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


@pytest.fixture(scope="module")
def built(made_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What it makes, built strictly, in a process of its own as anyone builds it."""
    site = tmp_path_factory.mktemp("built") / "site"
    command = (sys.executable, "-m", "outspoken", "build", "--strict", "--now", NOW, "--site-dir", str(site))
    done = run(*command, cwd=made_once)
    assert done.returncode == 0, done.stderr
    return site


def test_what_it_makes_has_no_problem_and_builds_strictly(made: Path, built: Path) -> None:
    checked = outspoken("check", "--root", str(made), "--now", NOW, "--format", "text")
    *problems, summary = checked.stdout.splitlines()
    assert (checked.exit_code, summary) == (0, f"1 incident, 1 update: {len(problems)} warnings.")
    assert [line for line in problems if not line.endswith("[open-question]")] == []
    home = (built / "index.html").read_text(encoding="utf-8")
    assert "Our API: v2" in home
    assert "@@" not in home


def test_what_only_the_team_can_promise_is_asked_and_not_published(
    made: Path, built: Path, tmp_path: Path
) -> None:
    asked = outspoken("check", "--root", str(made), "--now", NOW, "--format", "text").stdout
    assert "site_src/our-promise.md" in asked and "site_src/support.md" in asked
    bare = tmp_path / "bare"
    command = (
        sys.executable,
        "-m",
        "outspoken",
        "build",
        "--no-prose",
        "--now",
        NOW,
        "--site-dir",
        str(bare),
    )
    assert run(*command, cwd=made).returncode == 0
    for site in (built, bare):
        texts = [path for path in site.rglob("*.*") if path.suffix in (".html", ".json", ".txt", ".xml")]
        named = [
            path
            for path in texts
            if re.search("our-promise|support/|Our commitment", path.read_text("utf-8"))
        ]
        assert (bool(texts), named) == (True, [])


def test_the_settings_have_the_values_of_the_options(made: Path) -> None:
    own = settings(made)["plugins"][1]["outspoken"]
    assert (settings(made)["site_name"], settings(made)["site_url"]) == (
        'Acme: "Status" #1',
        "https://acme.github.io/status/",
    )
    assert (own["time_zone"], own["host"]) == ("Europe/Berlin", "acme.github.io")
    assert own["components"] == [
        {"id": "web-shop", "name": "Web shop", "since": date(2026, 11, 21)},
        {"id": "api", "name": "Our API: v2", "since": date(2026, 11, 21)},
    ]


def test_a_component_counts_from_the_day_of_the_sites_zone_on_which_it_began(tmp_path: Path) -> None:
    init(tmp_path / "page", "--time-zone", "Pacific/Kiritimati")
    own = settings(tmp_path / "page")["plugins"][1]["outspoken"]
    assert own["components"] == [{"id": "website", "name": "Website", "since": date(2026, 11, 22)}]


def test_a_page_that_is_a_minute_old_claims_no_uptime_of_days_before_it(built: Path) -> None:
    home = (built / "index.html").read_text(encoding="utf-8")
    assert "100.00% since Nov 21" in home
    assert 'class="off" d="M0 0h89v10h-89z"' in home
    assert "in 90 days" not in home


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


def test_what_it_has_for_github_passes_the_linter(made: Path) -> None:
    """The workflows are this repository's own: `tests/test_workflows.py` gives them to another linter too."""
    zizmor = Path(sys.executable).parent / "zizmor"
    strict = ("--persona=auditor", "--strict-collection", "--offline", "--no-progress")
    done = run(zizmor, *strict, made, cwd=made)
    assert (done.returncode, "No findings" in done.stdout + done.stderr) == (0, True), done.stdout


def test_the_rules_of_main_ask_for_checks_that_there_are(made: Path) -> None:
    rules = json.loads((made / ".github" / "ruleset.json").read_text(encoding="utf-8"))["rules"]
    (checks,) = (rule["parameters"]["required_status_checks"] for rule in rules if "status" in rule["type"])
    check = yaml.safe_load((made / ".github" / "workflows" / "check.yml").read_text(encoding="utf-8"))
    assert {one["context"] for one in checks} == {check["jobs"]["check"]["name"], "approval"}


def test_the_installer_can_be_run(made: Path) -> None:
    assert os.access(made / ".ci" / "install", os.X_OK)
    assert run("bash", "-n", ".ci/install", cwd=made).returncode == 0


def test_the_next_steps_fit_on_a_small_screen_and_name_this_repository(tmp_path: Path) -> None:
    said = init(tmp_path / "page", "--repo", "acme/status", "--owner", "@kim").stderr.strip().splitlines()
    assert len(said) <= 10
    # What is copied cannot be broken.
    assert [line for line in said if len(line) > 60 and "--push" not in line and "cd " not in line] == []
    assert "  gh repo create acme/status --public --source . --push" in said
    assert said[-2:] == ["SETUP.md has the rest; outspoken doctor shows what is", "still missing."]


def test_the_other_steps_are_in_a_file_whose_commands_read_the_remote(made: Path) -> None:
    text = (made / "SETUP.md").read_text(encoding="utf-8")
    for words in (
        "repos/{owner}/{repo}/pages", "github-pages announcements posting",
        "can_approve_pull_request_reviews=true", "--input .github/ruleset.json", "starts no workflow",
        "https://acme.github.io/status/",
    ):  # fmt: skip
        assert words in text


@pytest.mark.parametrize("words", [("--repo", "acme/status"), ("--url", "https://status.acme.com")])
def test_no_placeholder_is_printed_or_written(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = init(tmp_path / "page", *words)
    texts = [path for path in (tmp_path / "page").rglob("*") if path.is_file() and path.suffix != ".whl"]
    # The schemas for editors have examples.
    texts = [path for path in texts if ".vscode" not in path.parts]
    written = done.stdout + done.stderr + "".join(path.read_text(encoding="utf-8") for path in texts)
    assert re.findall(r"\bOWNER\b|/TEAM|status\.example\.com|@@|@acme\b", written) == []


def test_without_an_address_and_a_terminal_it_says_which_option_is_missing(tmp_path: Path) -> None:
    done = init(tmp_path / "page", url="")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("--url is missing: write it, or --repo for a page at GitHub Pages;")
    assert not (tmp_path / "page").exists()


def test_questions_that_nobody_would_see_are_not_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("sys.stderr.isatty", lambda: False)

    with pytest.raises(Stop, match="--url is missing"):
        answers(
            tmp_path, {}, (), (), None, datetime(2026, 11, 21, tzinfo=UTC), InitConversation(tmp_path, {})
        )


def test_the_address_comes_from_the_remote(tmp_path: Path) -> None:
    run("git", "init", "-q", cwd=tmp_path)
    run("git", "remote", "add", "origin", "git@github.com:Acme/acme.github.io.git", cwd=tmp_path)
    assert init(tmp_path, url="").exit_code == 0
    assert settings(tmp_path)["site_url"] == "https://acme.github.io/"


def test_in_a_new_folder_of_a_clone_the_address_comes_from_its_remote_too(tmp_path: Path) -> None:
    run("git", "init", "-q", cwd=tmp_path)
    run("git", "remote", "add", "origin", "https://github.com/acme/shop", cwd=tmp_path)
    done = init(tmp_path / "status", url="")
    assert f"move .github to {tmp_path}" in done.stderr
    assert settings(tmp_path / "status")["site_url"] == "https://acme.github.io/shop/"


def rows_of(folder: Path) -> list[str]:
    """The lines of CODEOWNERS that count."""
    text = (folder / ".github" / "CODEOWNERS").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def test_without_an_owner_there_is_no_file_of_owners(made: Path, tmp_path: Path) -> None:
    assert not (made / ".github" / "CODEOWNERS").exists()
    assert "not written: .github/CODEOWNERS" in init(tmp_path / "page").stderr
    init(made, "--repo", "Acme/status", "--owner", "@kim")
    assert all(line.endswith(" @kim") for line in rows_of(made))


def test_who_approves_templates_and_settings_is_said_with_an_option(tmp_path: Path) -> None:
    done = init(
        tmp_path / "page", "--owner", "@kim-b", "--owner", "@acme/on-call", "--owner", "ada@example.com"
    )
    assert "CODEOWNERS" not in done.stderr
    paths = ("/templates/", "/mkdocs.yml", "/requirements/", "/.ci/", "/.github/")
    assert rows_of(tmp_path / "page") == [f"{path} @kim-b @acme/on-call ada@example.com" for path in paths]


@pytest.mark.parametrize(
    "owner", ["kim", "@", "@acme/", "@acme/a/b", "@-kim", "@a b", "kim@", "@kim#x", "@kim\n*"]
)
def test_what_cannot_own_a_file_is_refused(tmp_path: Path, owner: str) -> None:
    done = init(tmp_path / "page", "--owner", owner)
    assert (done.exit_code, "write @name, @organisation/team" in done.stderr) == (2, True)
    assert not (tmp_path / "page").exists()


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
    assert (done.exit_code, done.stdout) == (0, "")
    assert run("git", "status", "--porcelain", cwd=made).stdout == ""


def test_existing_settings_keep_their_pages_and_get_the_plugin(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("site_name: Ours\n", encoding="utf-8")
    said = init(tmp_path, "--component", "API").stderr
    assert not (tmp_path / "site_src").exists()
    section = said.partition("it must have this:\n")[2].partition("\nnot written")[0]
    assert yaml.safe_load(section)["site_url"] == "https://status.acme.com/"
    plugins = yaml.safe_load(section)["plugins"]
    assert plugins[0] == "search"
    assert plugins[1]["outspoken"]["components"][0]["id"] == "api"
    # With the section in it the page has no problem but that its pages ask questions.
    with (tmp_path / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write(f"{textwrap.dedent(section)}\n")
    checked = outspoken("check", "--root", str(tmp_path), "--now", NOW)
    assert checked.exit_code == 0, checked.stdout
    assert "it must have this" not in init(tmp_path).stderr


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (".github/workflows/publish.yml", "not Outspoken's workflow of this name"),
        (".ci/install", "the workflows run it, and need Outspoken's"),
        ("requirements/runtime.txt", "the workflows install it, and need Outspoken's"),
        (".gitignore", "it must name /site/"),
    ],
)
def test_a_file_of_another_origin_is_kept_and_what_it_must_contain_is_said(
    tmp_path: Path, place: str, said: str
) -> None:
    (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / place).write_text("theirs\n", encoding="utf-8")
    done = init(tmp_path)
    assert f"kept unchanged: {place}\n  {said}" in done.stderr
    assert (tmp_path / place).read_text(encoding="utf-8") == "theirs\n"


def test_a_check_of_another_origin_is_never_the_one_that_the_rules_require(tmp_path: Path) -> None:
    theirs = tmp_path / ".github" / "workflows" / "check.yml"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("name: theirs\n", encoding="utf-8")
    for _ in range(2):
        said = " ".join(init(tmp_path).stderr.split())
        assert "cannot be the check that the rules of main require" in said
        assert "not written: .github/ruleset.json" in said
        assert not (tmp_path / ".github" / "ruleset.json").exists()
    theirs.rename(theirs.with_name("tests.yml"))
    init(tmp_path)
    assert (tmp_path / ".github" / "ruleset.json").exists()
    assert "Check incidents and build a preview" in theirs.read_text(encoding="utf-8")


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
    assert (done.exit_code, len(done.stderr.splitlines())) == (2, 1)
    assert said in done.stderr
    assert not (tmp_path / "page").exists()


def test_a_read_only_folder_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = init(tmp_path / "file" / "page")
    assert (done.exit_code, len(done.stderr.splitlines())) == (1, 1), done.stderr


def test_on_a_terminal_it_asks_for_what_is_missing(site: Any, terminal: Any, tmp_path: Path) -> None:
    asked = terminal("init", str(tmp_path / "asked"))
    asked.answer("Repository at GitHub:", "acme/status")
    asked.answer("Name of the page:", "Acme status")
    asked.answer("Address of the page: [https://acme.github.io/status/]", "https://status.acme.example")
    asked.answer("Time zone of the page:")
    asked.answer("Language of the page:", "de")
    asked.answer("Components, separated by commas:", "Shop, API")
    asked.answer("Who approves templates, settings and workflows:", "@kim @acme/on-call")
    assert asked.end() == 0, asked.text
    own = settings(tmp_path / "asked")
    assert (own["site_name"], own["site_url"]) == ("Acme status", "https://status.acme.example/")
    assert [one["id"] for one in own["plugins"][1]["outspoken"]["components"]] == ["shop", "api"]
    assert rows_of(tmp_path / "asked")[0] == "/templates/ @kim @acme/on-call"
    ending = asked.text[asked.text.rindex("Wrote ") :].splitlines()
    assert "gh repo create acme/status" in asked.text
    assert len(ending) < 16


def test_on_a_terminal_an_address_that_is_needed_is_not_offered_to_be_left_out(
    site: Any, terminal: Any, tmp_path: Path
) -> None:
    asked = terminal(
        "init", str(tmp_path / "asked"), "--name", "Status", "--component", "API", "--owner", "@kim"
    )
    asked.answer("Repository at GitHub: [leave out]")
    asked.answer("Address of the page:")
    asked.answer("an answer is needed here", "https://status.acme.example")
    asked.answer("Time zone of the page:")
    asked.answer("Language of the page:")
    assert asked.end() == 0, asked.text
    assert ("gh repo create" in asked.text, "Address of the page: [" in asked.text) == (False, False)


def test_a_conversation_that_is_stopped_ends_with_the_command_that_goes_on(
    site: Any, terminal: Any, tmp_path: Path
) -> None:
    asked = terminal("init", str(tmp_path / "a page"), "--language", "de")
    asked.answer("Repository at GitHub:", "acme/status")
    asked.answer("Name of the page:", "Acme's page")
    asked.answer("Address of the page:")
    asked.answer("Time zone of the page:")
    asked.answer("Components, separated by commas:", "Shop, Shop")
    asked.answer("two components get the id shop", "\x15Shop, API")
    asked.press("Who approves", CTRL_C)

    assert asked.end() == 130
    line = next(row for row in asked.text.splitlines() if row.startswith("  outspoken init "))
    words = shlex.split(line)[2:]
    assert words[:3] == [str(tmp_path / "a page"), "--language", "de"]
    done = CliRunner().invoke(main, ["init", *words])
    assert done.exit_code == 0, done.output
    own = settings(tmp_path / "a page")
    assert own["site_name"] == "Acme's page"
    assert [one["id"] for one in own["plugins"][1]["outspoken"]["components"]] == ["shop", "api"]


def test_a_value_that_cannot_be_used_is_refused_before_the_first_question(
    site: Any, terminal: Any, tmp_path: Path
) -> None:
    asked = terminal("init", str(tmp_path / "page"), "--url", "nope")

    assert (asked.end(), "Repository at GitHub" in asked.text) == (2, False), asked.text
