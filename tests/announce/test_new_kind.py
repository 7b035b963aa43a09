"""A kind of channel is one module: what it declares is known everywhere, with no other file changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from docs.tables import refreshed
from msgspec.structs import replace

from outspoken.channels import kinds
from outspoken.channels.all_kinds import all_kinds
from outspoken.channels.channel_kind import ChannelKind
from outspoken.cli import main
from outspoken.errors import Problem
from outspoken.model.field import Field, Need, Type, ValueShape
from outspoken.source.format.schema import schemas
from outspoken.source.settings.channel_fields import common_fields
from outspoken.source.settings.read_settings import read_settings

PAGER = '''\
"""A pager that writes to a file."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from outspoken.channels.channel_kind import ChannelKind, Medium
from outspoken.channels.common_options import needed, variable
from outspoken.channels.delivery_promise import DeliveryPromise
from outspoken.channels.text.text_limit import Limit, Scale
from outspoken.model.field import Field, Need, Type, ValueShape


def _sender(channel, dependencies):
    from outspoken.channels.sending.base_sender import BaseSender
    from outspoken.channels.sending.sender import Outcome, Sent

    class Pager(BaseSender):
        def send(self, message):
            with Path(dependencies.environ["PAGER_FILE"]).open("a", encoding="utf-8") as file:
                rings = " ".join(self.option(name) for name in ("loud", "volume", "again"))
                file.write(f"{self.option('number')} {rings}: {message.text}\\n\\n")
            return Sent(outcome=Outcome.YES, id="page")

    return Pager(channel, dependencies)


KIND = ChannelKind(
    name="pager",
    sender=_sender,
    secrets=needed(variable("file", "the file's path", "PAGER_FILE")),
    options=(
        Field(
            name="number",
            type=Type.LINE,
            need=Need.ALWAYS,
            example="P123",
            help="the pager's number",
            shape=ValueShape(pattern=re.compile("P[0-9]{3}"), what="a pager's number"),
        ),
        Field(name="loud", type=Type.FLAG, example="true", help="whether it rings"),
        Field(name="volume", type=Type.NUMBER, example="0.5", help="how loud"),
        Field(name="again", type=Type.DURATION, example="20m", help="when it rings again"),
    ),
    destination=("number",),
    medium=Medium.SHORT,
    scale=Scale(limit=Limit(most=120, count=len, explained="letters", unit="letters")),
    without_mentions=lambda text: text.replace("@", "at "),
    promise=lambda _: DeliveryPromise(key=timedelta(minutes=5)),
)
'''
SETTINGS = """\
site_name: Example status
site_url: https://status.example.com/
plugins:
  - outspoken:
      components: [{id: checkout, name: Checkout}]
      channels:
        night:
          {kind: %s, audience: customers, file: PAGER_FILE, number: %s,
            loud: true, volume: 0.25, again: 1h30m}
"""


FLAG = Field(name="loud", type=Type.FLAG, help="whether it rings")


@pytest.fixture(autouse=True)
def pager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The package with one more module in `channels/kinds`; the file that the pager writes."""
    folder, pages = tmp_path / "kinds", tmp_path / "pages.txt"
    folder.mkdir()
    (folder / "pager.py").write_text(PAGER, encoding="utf-8")
    monkeypatch.setattr(kinds, "__path__", [*kinds.__path__, str(folder)])
    monkeypatch.setenv("PAGER_FILE", str(pages))
    all_kinds.cache_clear()
    common_fields.cache_clear()
    yield pages
    all_kinds.cache_clear()
    common_fields.cache_clear()


@pytest.fixture
def run(site: Any, quiet_git: None) -> Any:
    """Run the command in a site with a pager."""
    site.write({"mkdocs.yml": SETTINGS % ("pager", "P123")})
    return lambda *words: _run(site.root, *words)


def _run(root: Path, *words: str) -> Result:
    return CliRunner().invoke(main, [*words, "--root", str(root), "--now", "2026-11-21T15:00Z"])


def test_the_settings_accept_a_new_kind(run: Any) -> None:
    assert run("check").output == "1 incident, 3 updates: no problems.\n"


def test_a_wrong_value_of_a_new_kind_has_a_hint(site: Any, run: Any) -> None:
    site.write({"mkdocs.yml": SETTINGS % ("pager", "123")})
    assert "number is 123, not a pager's number; write number: P123 [bad-channel]" in run("check").output


def test_a_new_kind_is_suggested_for_a_slip(site: Any, run: Any) -> None:
    site.write({"mkdocs.yml": SETTINGS % ("pagr", "P123")})
    assert "did you mean pager?" in run("check").output


def test_a_new_kind_is_in_the_schema() -> None:
    (channel,) = (
        one["then"]
        for one in schemas()["settings.json"]["properties"]["channels"]["anyOf"][0]["additionalProperties"][
            "allOf"
        ]
        if one["if"]["properties"]["kind"] == {"const": "pager"}
    )
    assert channel["required"] == ["file", "number"]
    assert set(channel["properties"]) == {"file", "number", "loud", "volume", "again"}


@pytest.mark.parametrize(
    ("block", "row"),
    [
        ("fields: pager", "| `number` | yes | the pager's number | `P123` |"),
        ("table: other_kinds", "## `pager`"),
        ("table: other_kinds", "**Promise: exactly once while it recognises"),
        ("table: other_kinds", "| `number` | yes | the pager's number | `P123` |"),
        ("fields: channel", "`pager`"),
        ("table: limits", "| `pager` | 120 | letters |"),
        ("table: media", "`pager`"),
        ("table: promises", "| `pager` | for 5 minutes |  | exactly once while"),
    ],
)
def test_a_new_kind_is_in_the_tables_of_the_manual(block: str, row: str) -> None:
    assert row in refreshed(f"<!-- {block} -->\n<!-- end -->")


def test_a_new_kind_s_limit_is_kept_and_shown(run: Any) -> None:
    shown = run("announce", "--dry-run").output
    assert "of 120 letters" in shown
    assert "(pager, customers)" in shown


def test_a_new_kind_is_in_the_preview(site: Any, run: Any) -> None:
    site.add_update("20261121T145500Z-monitoring", commit=False)
    shown = run("preview", "--base", "HEAD").output
    assert "night (customers, pager, P123)" in shown
    assert "of 120 letters" in shown


def test_a_new_kind_promises_what_it_declares(run: Any) -> None:
    assert (
        "exactly once while it recognises a repeated message for 5 minutes"
        in run("announce", "status").output
    )


def test_a_new_kind_s_sender_is_called(run: Any, pager: Path) -> None:
    assert run("announce").exit_code == 0
    pages = pager.read_text(encoding="utf-8").strip().split("\n\n")
    assert len(pages) == 3
    # Options of every type are passed on as they are written.
    head = "P123 true 0.25 1h30m: "
    assert all(page.startswith(head) and len(page) <= len(head) + 120 for page in pages)


@pytest.mark.parametrize("kind", all_kinds())
def test_every_example_of_a_kind_is_accepted(kind: str, tmp_path: Path) -> None:
    declared = all_kinds()[kind]
    needed = {one.name: one.example for one in declared.fields if one.need is Need.ALWAYS}
    for field in declared.fields:
        written = {"kind": kind, "audience": "internal", **needed, field.name: field.example}
        line = ", ".join(f"{name}: {example}" for name, example in written.items())
        settings = f"{SETTINGS.partition('      channels:')[0]}      channels: {{team: {{{line}}}}}\n"
        (tmp_path / "mkdocs.yml").write_text(settings, encoding="utf-8")
        problems: list[Problem] = []
        read_settings(tmp_path, problems)
        assert [one.message for one in problems if not one.message.startswith("channel team: ")] == []


def test_no_kind_has_a_key_of_its_own_with_the_name_of_one_that_all_have() -> None:
    common = {field.name for field in common_fields()}
    assert [kind.name for kind in all_kinds().values() if common & {one.name for one in kind.fields}] == []


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        ({"options": (FLAG, FLAG)}, "pager declares a key twice: loud, loud"),
        (
            {"options": (replace(FLAG, type=Type.RECORD),)},
            "pager.loud: a channel's option cannot be a mapping",
        ),
        (
            {"options": (replace(FLAG, shape=ValueShape(pattern=re.compile("x"), what="x")),)},
            "pager.loud: a shape is for texts, not for a true or false",
        ),
        (
            {"options": (FLAG,), "destination": ("number",)},
            "pager sends to number, which it does not declare",
        ),
    ],
)
def test_a_kind_that_cannot_work_is_refused_at_once(declared: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        ChannelKind(name="pager", sender=all_kinds()["smtp"].sender, **declared)


def test_no_kind_imports_another() -> None:
    for folder in kinds.__path__:
        for path in Path(folder).glob("*.py"):
            text = path.read_text(encoding="utf-8")
            assert "outspoken.channels.kinds" not in text, path.name


def test_every_kind_is_named_after_its_module() -> None:
    modules = {path.stem for folder in kinds.__path__ for path in Path(folder).glob("*.py")}
    assert set(all_kinds()) == modules - {"__init__"}
