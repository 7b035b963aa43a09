"""`outspoken export`: everything in the folder, one incident a line, or only what pages show."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from outspoken.cli import main
from outspoken.source.format.schema import schemas

ROOT = Path(__file__).parents[2]
DEMO = ("--root", str(ROOT), "--now", "2026-11-30T12:00Z")
REGISTRY: Any = Registry().with_resources(
    [(name, Resource.from_contents(schema)) for name, schema in schemas().items()]
)

SETTINGS = """\
site_name: Example
site_url: https://status.example.com/
plugins:
  - outspoken:
      components: [{id: checkout, name: Checkout}]
      channels: {team: {kind: slack_webhook, audience: internal, secret: TEAM_WEBHOOK}}
"""
INCIDENT = """\
---
title: Checkout errors
impact: minor
components: {checkout: partial_outage}
started: 2026-11-21 15:05 Europe/Berlin
roles: {commander: Kim}
key: alert-1
workaround: "Pay by invoice <!-- says Ada -->"
---
Payments fail. ![Failures](graph.png) <!-- ask Kim -->
"""
UPDATE = """\
---
at: 2026-11-21T14:10Z
status: investigating
next_update: 90m
key: alert-1-a
---
We are looking. <!-- or are we? -->
"""
POSTMORTEM = """\
---
{published}actions: [{{what: Alert earlier, owner: Kim, ticket: OPS-7, priority: P1}}]
---
A queue was full.
"""
PNG = b"\x89PNG\r\n\x1a\n\xff"
SECRETS = (
    "Kim is",
    "TEAM_WEBHOOK",
    "commander",
    "alert-1",
    "ask Kim",
    "Ada",
    "OPS-7",
    "P1",
    "Call",
    "are we",
)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site with one incident that has something of everything."""
    folder = tmp_path / "site" / "incidents" / "2026-11" / "2026-11-21-checkout-errors"
    (folder / "updates").mkdir(parents=True)
    (tmp_path / "site" / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
    (folder / "incident.md").write_text(INCIDENT, encoding="utf-8")
    (folder / "updates" / "20261121T141000Z-investigating.md").write_text(UPDATE, encoding="utf-8")
    text = POSTMORTEM.format(published="published: 2026-11-25T10:00Z\n")
    (folder / "postmortem.md").write_text(text, encoding="utf-8")
    (folder / "checklist.md").write_text("- [ ] Call Kim\n", encoding="utf-8")
    (folder / "graph.png").write_bytes(PNG)
    (folder / "names.png").write_bytes(PNG)
    return tmp_path / "site"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["export", *map(str, arguments)])


def of(site: Path, *arguments: str) -> list[dict[str, Any]]:
    """The lines of an export."""
    done = run("--root", site, "--now", "2026-11-30T12:00Z", *arguments)
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_first_line_is_the_site_and_each_other_an_incident() -> None:
    head, *incidents = (json.loads(line) for line in run(*DEMO).stdout.splitlines())

    assert (head["type"], head["version"], head["incidents"]) == ("outspoken", 1, len(incidents))
    assert {line["type"] for line in incidents} == {"incident"}
    assert head["files"][0]["text"] == (ROOT / "mkdocs.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize("public", [(), ("--public",)], ids=["everything", "public"])
def test_every_line_fits_the_schema(public: tuple[str, ...], site: Path) -> None:
    validator = Draft202012Validator(dict(schemas()["export.json"]), registry=REGISTRY)
    lines = [*of(site, *public), *of(ROOT, *public)]

    assert [fault.message for line in lines for fault in validator.iter_errors(line)] == []


def test_values_have_their_types(site: Path) -> None:
    incident = of(site)[1]

    assert incident["front_matter"]["started"] == "2026-11-21T14:05:00Z"
    assert incident["front_matter"]["components"] == {"checkout": "partial_outage"}
    assert incident["front_matter"]["roles"] == {"commander": "Kim"}
    assert incident["updates"][0]["front_matter"]["next_update"] == "1h30m"
    assert incident["postmortem"]["front_matter"]["actions"][0]["ticket"] == "OPS-7"
    assert [file["path"] for file in incident["files"]] == [
        "checklist.md",
        "graph.png",
        "incident.md",
        "names.png",
        "postmortem.md",
        "updates/20261121T141000Z-investigating.md",
    ]


def test_public_leaves_out_what_pages_never_show(site: Path) -> None:
    text = run("--root", site, "--public", "--now", "2026-11-30T12:00Z").stdout

    assert [secret for secret in SECRETS if secret in text] == []
    assert "Payments fail." in text
    assert [file["path"] for file in json.loads(text.splitlines()[1])["files"]] == ["graph.png"]


def test_public_has_former_ids_so_that_an_old_one_is_found(site: Path) -> None:
    head = next(site.rglob("incident.md"))
    head.write_text(
        INCIDENT.replace("---\n", "---\naliases: [2026-11-20-first, 2026-11-21-then]\n", 1), "utf-8"
    )

    assert of(site, "--public")[1]["front_matter"]["aliases"] == ["2026-11-20-first", "2026-11-21-then"]


def test_public_has_no_picture_whose_name_only_ends_another(site: Path) -> None:
    (next(site.rglob("graph.png")).parent / "h.png").write_bytes(PNG)
    text = run("--root", site, "--public", "--now", "2026-11-30T12:00Z").stdout
    assert [file["path"] for file in json.loads(text.splitlines()[1])["files"]] == ["graph.png"]


def test_public_has_no_post_mortem_before_it_is_published(site: Path) -> None:
    postmortem = next(site.rglob("postmortem.md"))
    postmortem.write_text(POSTMORTEM.format(published=""), encoding="utf-8")

    assert "postmortem" not in of(site, "--public")[1]
    assert "postmortem" in of(site)[1]


def test_the_same_files_give_the_same_bytes(site: Path, tmp_path: Path) -> None:
    shutil.copytree(site, tmp_path / "copy")

    assert run(*DEMO).stdout_bytes == run(*DEMO).stdout_bytes
    assert of(site) == of(tmp_path / "copy")


def test_a_file_is_written_at_once_and_not_overwritten_unasked(site: Path, tmp_path: Path) -> None:
    target = tmp_path / "out" / "history.jsonl"
    target.parent.mkdir()

    assert run("--root", site, "-o", target).exit_code == 0
    before = target.read_bytes()
    assert run("--root", site, "-o", target).exit_code == 2
    assert run("--root", site, "-o", target, "--overwrite").exit_code == 0
    assert target.read_bytes() == before
    assert [path.name for path in target.parent.iterdir()] == ["history.jsonl"]


def test_a_site_with_errors_is_not_exported(site: Path, tmp_path: Path) -> None:
    update = next(site.rglob("*-investigating.md"))
    update.write_text(UPDATE.replace("investigating", "looking", 1), encoding="utf-8")

    done = run("--root", site, "-o", tmp_path / "history.jsonl")

    assert (done.exit_code, "[unknown-word]" in done.output) == (1, True)
    assert not (tmp_path / "history.jsonl").exists()


def test_a_folder_that_does_not_exist_is_named(site: Path, tmp_path: Path) -> None:
    done = run("--root", site, "-o", tmp_path / "none" / "history.jsonl")

    assert (done.exit_code, f"{tmp_path / 'none'} is not a folder" in done.output) == (2, True)
