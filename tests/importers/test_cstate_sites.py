"""A cState site's folder becomes a site of ours, or adds to one."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from tests.importers.conftest import CONFIG, ISSUE, bring, imported_from, run

from outspoken.errors import ProblemsError
from outspoken.importers.import_report import Grade, ImportOutcome
from outspoken.importers.import_request import SourceError
from outspoken.importers.import_writer import OccupiedError, write_new
from outspoken.source.format.writing import text_scalar

Site = Callable[..., Path]


def written(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }


def test_an_empty_folder_becomes_a_site(site: Site, tmp_path: Path) -> None:
    done = bring(site({"2024-03-01-slow.md": ISSUE}), tmp_path / "new")
    settings = done.history.settings
    assert done.problems == ()
    assert (settings.site_name, settings.url, settings.host) == (
        "Example Status",
        "https://status.example.org/",
        "status.example.org",
    )
    assert [(each.id, each.name, each.group, each.description) for each in settings.components] == [
        ("web-shop", "Web Shop", "Core", "Where people buy"),
        ("mail", "Mail", None, ""),
    ]
    assert (
        (done.root / "site_src" / "index.md")
        .read_text(encoding="utf-8")
        .startswith("---\ntemplate: status.html\n")
    )


@pytest.mark.parametrize(
    "text",
    ["2024", "1e3", "12:30", "2024-01-01", "0x1F", "1_000", "yes", "null", "shop_2", "a: b", "", "1, 2"],
)
def test_what_looks_like_a_number_is_written_as_a_text(text: str) -> None:
    assert yaml.safe_load(f"site_name: {text_scalar(text)}") == {"site_name": text}


def test_the_command_writes_and_sums_up(site: Site, tmp_path: Path) -> None:
    result = run(site({"2024-03-01-slow.md": ISSUE}), "--root", tmp_path / "new")
    assert result.exit_code == 0
    assert "1 incident with 2 updates and 0 post-mortems imported" in result.stdout


def test_two_imports_write_the_same_bytes(site: Site, tmp_path: Path) -> None:
    source = site({"2024-03-01-slow.md": ISSUE, "2024-03-02-slow.md": ISSUE.replace("[Mail]", "[Gone]")})
    first, second = (written(bring(source, tmp_path / name).root) for name in ("first", "second"))
    assert first == second


def test_issues_may_be_at_the_top(site: Site, tmp_path: Path) -> None:
    source = site({"issues/2024-03-01-slow.md": ISSUE})
    (source / "content" / "issues").rmdir()
    assert bring(source, tmp_path / "new").made.count(ImportOutcome.NEW) == 1


def test_toml_is_read_as_well(site: Site, tmp_path: Path) -> None:
    source = site(
        {
            "a.md": '+++\ntitle = "Slow"\ndate = 2024-03-01T10:00:00Z\n'
            "resolved = true\nresolvedWhen = 2024-03-01T12:00:00Z\n"
            'severity = "down"\naffected = ["Mail"]\n+++\n\nIt is slow.\n',
            "config.toml": "",
        }
    )
    (source / "config.yml").unlink()
    config = 'title = "T"\nbaseURL = "https://t.example/"\n[[params.systems]]\nname = "Mail"\n'
    (source / "config.toml").write_text(config, encoding="utf-8")
    done = bring(source, tmp_path / "new")
    assert (done.history.settings.site_name, done.history.incidents[0].components[0][0]) == ("T", "mail")


def test_systems_of_one_name_are_one_component_and_named(site: Site, tmp_path: Path) -> None:
    config = CONFIG + "    - name: mail\n      category: Core\n"
    result = run(site({"2024-03-01-slow.md": ISSUE}, config), "--root", tmp_path / "new")
    assert result.exit_code == 0
    assert "one component stands for both (mail (Core))" in result.output


def test_two_files_of_one_name_and_day_are_two_incidents(site: Site, tmp_path: Path) -> None:
    done = bring(site({"2024-03-01-slow.md": ISSUE, "2024-03-02-slow.md": ISSUE}), tmp_path / "new")
    assert [incident.id for incident in done.history.incidents] == ["2024-03-01-slow", "2024-03-01-slow-2"]


def test_names_in_other_scripts_are_spelt_and_stay_apart(site: Site, tmp_path: Path) -> None:
    text = ISSUE.replace("title: Slow", "title: 支付失败").replace("Mail", "事")
    config = CONFIG.replace("Mail", "事") + "    - name: 是\n"
    done = bring(site({"支付失败.md": text}, config), tmp_path / "new")
    assert [incident.id for incident in done.history.incidents] == ["2024-03-01-zhi-fu-shi-bai"]
    assert {"shi", "shi-2"} <= {component.id for component in done.history.settings.components}


def test_an_old_address_leads_to_one_incident_only(site: Site, tmp_path: Path) -> None:
    slugged = ISSUE.replace("title: Slow", "title: Slow\nslug: same")
    done = bring(site({"2024-03-01-a.md": slugged, "2024-03-01-b.md": slugged}), tmp_path / "new")
    assert [incident.redirects for incident in done.history.incidents] == [("/issues/same/",), ()]
    assert done.problems == ()


def test_a_permalink_of_the_site_is_the_old_address(site: Site, tmp_path: Path) -> None:
    config = CONFIG + "permalinks:\n  issues: /:year/:month/:filename/\n"
    done = bring(site({"2024-03-01-slow.md": ISSUE}, config), tmp_path / "new")
    assert done.history.incidents[0].redirects == ("/2024/03/2024-03-01-slow/",)


@pytest.mark.parametrize(
    ("text", "about"),
    [
        (ISSUE.removeprefix("---\n"), "its front matter has no opening line"),
        (ISSUE.replace("\n---\n", "\n", 1), "its front matter has no closing line"),
        (ISSUE.replace("title: Slow", "title: Slow: very [slow"), "its front matter is broken"),
        (ISSUE.replace("date: 2024-03-01T10:00:00Z", "date: soon"), "it has no date that can be read"),
        (ISSUE.replace("title: Slow\n", ""), "it has no title"),
        (ISSUE.replace("severity: down", "severity: awful"), "unknown severity"),
        ("It is slow.\n", "it has no front matter"),
        (ISSUE.replace("is slow", "is \x00slow"), "control characters were removed"),
        (ISSUE.replace("\n", "\r\n").replace("slow", "sl\u00f6w"), ""),
        ("\ufeff" + ISSUE, ""),
    ],
)
def test_broken_files_come_along_and_are_named(site: Site, tmp_path: Path, text: str, about: str) -> None:
    done = bring(site({"2024-03-01-slow.md": text}), tmp_path / "new")
    assert done.problems == ()
    assert done.made.count(ImportOutcome.NEW) == 1
    assert re.search(r"It is( slow|  slow| sl\u00f6w)", done.texts()[0])
    assert [remark.path for remark in done.made.remarks if remark.about.startswith(about or "-")] == (
        ["content/issues/2024-03-01-slow.md"] if about else []
    )


def test_latin_1_comes_along(site: Site, tmp_path: Path) -> None:
    source = site({"2024-03-01-slow.md": ISSUE})
    path = source / "content" / "issues" / "2024-03-01-slow.md"
    path.write_bytes(ISSUE.replace("is slow", "is sl\u00f6w").encode("latin-1"))
    assert bring(source, tmp_path / "new").texts()[0] == "It is sl\u00f6w."


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("undated.md", "It was slow once.\n"),
        ("2024-03-01-slow.html", ISSUE),
        ("2024-03-01-draft.md", ISSUE.replace("title: Slow", "title: Slow\ndraft: true")),
        ("2024-03-01-draft.md", ISSUE.replace("title: Slow", "title: Slow\npublished: false")),
        ("2024-03-01-long.md", ISSUE + "word " * 50_000),
    ],
)
def test_what_stays_behind_is_named_and_needs_a_person(
    site: Site, tmp_path: Path, name: str, text: str
) -> None:
    source = site({name: text, "2024-03-01-good.md": ISSUE})
    done = bring(source, tmp_path / "first")
    left = [remark.path for remark in done.made.remarks if remark.grade is Grade.NOT_IMPORTED]
    assert (left, done.made.count(ImportOutcome.NEW)) == ([f"content/issues/{name}"], 1)
    result = run(source, "--root", tmp_path / "second")
    assert result.exit_code == 1
    assert f"content/issues/{name}: " in result.stdout


@pytest.mark.parametrize(
    "text", ["---\na: " + "[" * 60_000, "---\n" + "- " * 30_000 + "\n---\n", "---\na: &a [*a]\n---\n"]
)
def test_hostile_front_matter_does_no_harm(site: Site, tmp_path: Path, text: str) -> None:
    assert bring(site({"2024-03-01-slow.md": text}), tmp_path / "new").problems == ()


def test_a_site_without_an_address_needs_one(site: Site, tmp_path: Path) -> None:
    source = site({"2024-03-01-slow.md": ISSUE}, CONFIG.replace("https://status.example.org/", "/"))
    assert run(source, "--root", tmp_path / "a").exit_code == 1
    assert run(source, "--root", tmp_path / "b", "--site-url", "https://s.example").exit_code == 0
    assert "site_url: https://s.example/\n" in (tmp_path / "b" / "mkdocs.yml").read_text(encoding="utf-8")


def test_an_existing_site_gets_the_incidents(site: Site, tmp_path: Path) -> None:
    root = tmp_path / "new"
    first = site({"2024-03-01-slow.md": ISSUE})
    bring(first, root)
    (first / "content" / "issues" / "2024-03-05-late.md").write_text(ISSUE, encoding="utf-8")
    before = written(root)
    result = run(first, "--root", root)
    after = written(root)
    assert result.exit_code == 0
    assert "1 was imported before" in result.stdout
    assert {path: after[path] for path in before} == before
    assert len([path for path in after if path.endswith("incident.md")]) == 2


def test_the_components_that_an_existing_site_lacks_are_listed(site: Site, tmp_path: Path) -> None:
    root = tmp_path / "new"
    source = site({"2024-03-01-slow.md": ISSUE})
    bring(source, root)
    (source / "content" / "issues" / "2024-03-05-late.md").write_text(
        ISSUE.replace("[Mail]", "[Old Thing]"), encoding="utf-8"
    )
    before = written(root)
    result = run(source, "--root", root)
    assert result.exit_code == 1
    assert "- {id: old-thing, name: Old Thing, retired: 2024-03-02}" in result.stdout
    assert written(root) == before


def test_settings_with_errors_are_not_added_to(site: Site, tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("plugins: []\n", encoding="utf-8")
    with pytest.raises(ProblemsError):
        imported_from("cstate", site({"2024-03-01-slow.md": ISSUE}), tmp_path)


def test_a_file_in_the_way_is_left_as_it_is(site: Site, tmp_path: Path) -> None:
    root = tmp_path / "new"
    root.mkdir()
    (root / ".gitignore").write_text("mine\n", encoding="utf-8")
    result = run(site({"2024-03-01-slow.md": ISSUE}), "--root", root)
    assert result.exit_code == 0
    assert (root / ".gitignore").read_text(encoding="utf-8") == "mine\n"
    assert ".gitignore" in result.stdout


def test_nothing_is_written_where_one_file_is_in_the_way(site: Site, tmp_path: Path) -> None:
    made = imported_from("cstate", site({"2024-03-01-slow.md": ISSUE}), tmp_path / "new")
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "mkdocs.yml").write_text("mine\n", encoding="utf-8")
    with pytest.raises(OccupiedError):
        write_new(tmp_path / "new", made.files)
    assert set(written(tmp_path / "new")) == {"mkdocs.yml"}


def test_a_folder_that_is_no_site_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        imported_from("cstate", tmp_path, tmp_path / "new")
    assert run(tmp_path, "--root", tmp_path / "new").exit_code == 2
