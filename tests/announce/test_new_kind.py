"""A kind of channel is one module: what it declares is known everywhere, with no other file changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from docs.tables import refreshed

from outspoken.channels import kinds
from outspoken.channels.all_kinds import all_kinds
from outspoken.cli import main
from outspoken.source.format.schema import schemas
from outspoken.source.settings.channel_fields import common_fields

PAGER = '''\
"""A pager that writes to a file."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from outspoken.channels.channel_kind import ChannelKind, Medium
from outspoken.channels.common_options import needed, variable
from outspoken.channels.delivery_promise import DeliveryPromise
from outspoken.channels.text.scale import Limit, Scale
from outspoken.model.field import Field, Need, Type, ValueShape


def _sender(channel, dependencies):
    from outspoken.channels.sending.base_sender import BaseSender
    from outspoken.channels.sending.sender import Outcome, Sent

    class Pager(BaseSender):
        def send(self, message):
            with Path(dependencies.environ["PAGER_FILE"]).open("a", encoding="utf-8") as file:
                file.write(f"{self.option('number')}: {message.text}\\n\\n")
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
        night: {kind: %s, audience: customers, file: PAGER_FILE, number: %s}
"""


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
    assert (channel["required"], set(channel["properties"])) == (["file", "number"], {"file", "number"})


@pytest.mark.parametrize(
    ("block", "row"),
    [
        ("fields: pager", "| `number` | yes | the pager's number | `P123` |"),
        ("fields: channel", "`apprise`, `pager` | `slack_webhook` |"),
        ("table: limits", "| `pager` | 120 | letters |"),
        ("table: media", "`twilio_sms`, `pager` |"),
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
    assert all(page.startswith("P123: ") and len(page) <= len("P123: ") + 120 for page in pages)


def test_no_kind_imports_another() -> None:
    for folder in kinds.__path__:
        for path in Path(folder).glob("*.py"):
            text = path.read_text(encoding="utf-8")
            assert "outspoken.channels.kinds" not in text, path.name


def test_every_kind_is_named_after_its_module() -> None:
    modules = {path.stem for folder in kinds.__path__ for path in Path(folder).glob("*.py")}
    assert set(all_kinds()) == modules - {"__init__"}
