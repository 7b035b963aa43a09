"""A site's own settings say where its issues are, in which languages, and in which format."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from tests.importers.conftest import CONFIG, Imported, bring

from outspoken.importers.import_report import Grade

HEAD = {
    "title": "Slow",
    "date": "2024-03-01T10:00:00Z",
    "resolved": True,
    "resolvedWhen": "2024-03-01T12:00:00Z",
    "severity": "down",
    "affected": ["Mail"],
}
TOML = """title = "Slow"
date = 2024-03-01T10:00:00Z
resolved = true
resolvedWhen = 2024-03-01T12:00:00Z
severity = "down"
affected = ["Mail"]
"""
ISSUE = f"---\n{yaml.safe_dump(HEAD)}---\n\nIt is slow.\n"
LANGUAGES = "languages: {en: {weight: 1}, de: {weight: 2}}\n"
Old = Callable[[dict[str, str]], Imported]


@pytest.fixture
def old(tmp_path: Path) -> Old:
    """An old site of exactly these files, imported."""

    def make(files: dict[str, str]) -> Imported:
        for name, text in files.items():
            (tmp_path / "old" / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "old" / name).write_text(text, encoding="utf-8")
        return bring(tmp_path / "old", tmp_path / "new")

    return make


def redirects(done: Imported) -> set[tuple[str, ...]]:
    return {incident.redirects for incident in done.history.incidents}


@pytest.mark.parametrize("name", ["hugo.yaml", "hugo.yml", "config.yaml", "config.yml"])
def test_yaml_settings_are_read(old: Old, name: str) -> None:
    assert old({name: CONFIG, "content/issues/a.md": ISSUE}).history.settings.site_name == "Example Status"


@pytest.mark.parametrize("name", ["hugo.json", "config.json"])
def test_json_settings_are_read(old: Old, name: str) -> None:
    config = json.dumps(yaml.safe_load(CONFIG), indent="\t")
    assert old({name: config, "content/issues/a.md": ISSUE}).history.settings.site_name == "Example Status"


@pytest.mark.parametrize("name", ["hugo.toml", "config.toml"])
def test_toml_settings_are_read(old: Old, name: str) -> None:
    config = 'title = "T"\nbaseURL = "https://t.example/"\n[[params.systems]]\nname = "Mail"\n'
    assert old({name: config, "content/issues/a.md": ISSUE}).history.settings.site_name == "T"


def test_of_two_settings_files_the_one_that_hugo_reads_counts(old: Old) -> None:
    files = {
        "config.yml": CONFIG,
        "hugo.yaml": CONFIG.replace("Example", "Right"),
        "content/issues/a.md": ISSUE,
    }
    assert old(files).history.settings.site_name == "Right Status"


def test_a_settings_folder_is_read_with_a_file_for_each_key(old: Old) -> None:
    done = old(
        {
            "config/_default/hugo.yaml": "title: T\nbaseURL: https://d.example/\npermalinks: {issues: /x/}\n",
            "config/_default/permalinks.toml": 'issues = "/own/:filename/"\n',
            "config/_default/params.yaml": "systems: [{name: Mail}]\n",
            "config/production/hugo.json": '{"baseURL": "https://live.example/"}',
            "config/staging/hugo.yaml": "title: Staging\n",
            "content/issues/a.md": ISSUE,
        }
    )
    assert (done.history.settings.site_name, done.history.settings.url) == ("T", "https://live.example/")
    assert [component.name for component in done.history.settings.components] == ["Mail"]
    assert redirects(done) == {("/own/a/",)}
    assert [each.detail for each in done.made.remarks if "environments" in each.about] == ["staging"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (ISSUE, "yaml"),
        (f"+++\n{TOML}+++\n\nIt is slow.\n", "toml"),
        (f"{json.dumps(HEAD, indent=2)}\n\nIt is slow.\n", "json"),
    ],
)
def test_front_matter_is_read_in_each_format(old: Old, text: str, name: str) -> None:
    done = old({"config.yml": CONFIG, f"content/issues/{name}.md": text})
    (incident,) = done.history.incidents
    assert (incident.title, [update.body for update in incident.updates]) == (
        "Slow",
        ["It is slow.", "Resolved."],
    )
    assert incident.component_ids == ("mail",)


@pytest.mark.parametrize(
    ("config", "path"),
    [
        ("contentDir: stuff\n", "stuff/issues/a.md"),
        ("languages: {en: {contentDir: content/en}}\n", "content/en/issues/a.md"),
        ("module: {mounts: [{source: stuff, target: content/issues}]}\n", "stuff/a.md"),
    ],
)
def test_issues_are_found_where_hugo_found_them(old: Old, config: str, path: str) -> None:
    done = old({"config.yml": CONFIG + config, path: ISSUE})
    assert redirects(done) == {("/issues/a/",)}


def test_a_translation_leads_to_its_original_and_is_named(old: Old) -> None:
    files = {"config.yml": CONFIG + LANGUAGES, "content/issues/a.md": ISSUE, "content/issues/a.de.md": ISSUE}
    done = old(files)
    assert redirects(done) == {("/issues/a/", "/de/issues/a/")}
    left = [(each.path, each.detail) for each in done.made.remarks if each.grade is Grade.NOT_IMPORTED]
    assert left == [("content/issues/a.de.md", "de")]


def test_an_issue_in_another_language_alone_comes_along(old: Old) -> None:
    done = old({"config.yml": CONFIG + LANGUAGES, "content/issues/b.de.md": ISSUE})
    assert redirects(done) == {("/de/issues/b/",)}


def test_content_folders_of_languages_hold_translations(old: Old) -> None:
    languages = (
        "languages: {en: {contentDir: content/en, weight: 1}, de: {contentDir: content/de, weight: 2}}\n"
    )
    done = old(
        {
            "config.yml": CONFIG + languages,
            "content/en/issues/a.md": ISSUE,
            "content/de/issues/a.md": ISSUE,
            "content/de/issues/b.md": ISSUE,
        }
    )
    assert redirects(done) == {("/issues/a/", "/de/issues/a/"), ("/de/issues/b/",)}


def test_a_default_language_may_have_a_folder_of_its_own(old: Old) -> None:
    config = CONFIG + LANGUAGES + "defaultContentLanguageInSubdir: true\n"
    assert redirects(old({"config.yml": config, "content/issues/a.md": ISSUE})) == {("/en/issues/a/",)}


def test_the_default_language_names_the_site(old: Old) -> None:
    config = (
        CONFIG
        + "defaultContentLanguage: de\nlanguages: {de: {title: Zustand, params: {systems: [{name: Post}]}}}\n"
    )
    settings = old({"config.yml": config, "content/issues/a.md": ISSUE}).history.settings
    assert (settings.site_name, settings.language, settings.components[0].name) == ("Zustand", "de", "Post")


def test_what_has_no_equivalent_is_named(old: Old) -> None:
    done = old(
        {
            "config.yml": CONFIG,
            "content/about.md": "# About\n",
            "content/issues/_index.md": "All\n",
            "content/issues/a.md": ISSUE.replace("title:", "pin: true\nauthor: Kim\ntitle:"),
        }
    )
    named = {(each.about, each.detail) for each in done.made.remarks if each.grade is Grade.NO_EQUIVALENT}
    assert {
        ("a page has no equivalent", "content/about.md"),
        ("the text above the list of issues was not imported", ""),
        ("front matter has no equivalent", "pin: true"),
        ("front matter has no equivalent", "author: Kim"),
    } < named
    assert any("feeds" in about for about, _ in named)
