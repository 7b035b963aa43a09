"""Single settings of mkdocs.yml are replaced or added, and everything else stays as it is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outspoken.source.settings.read_settings import read_settings
from outspoken.source.settings.rewritten_settings import rewritten

BLOCK = """\
site_name: Example status # as customers know it
site_url: https://status.example.com/
plugins:
  - search
  - outspoken:
      channels:
        team: # our own room
          kind: slack_webhook
          audience: internal
          secret: TEAM_HOOK
      components:
        - {id: checkout, name: Checkout}
nav: [index.md]
"""
FLOW = """\
site_name: "Example status"
site_url: https://status.example.com/
plugins: [search, {outspoken: {components: [{id: checkout, name: Checkout}]}}]
"""
LAST = BLOCK.replace(
    "      components:\n        - {id: checkout, name: Checkout}\nnav: [index.md]\n", ""
).replace("      channels:", "      components: [{id: checkout, name: Checkout}]\n      channels:")
SINK = {"sink": {"kind": "webhook", "audience": "customers", "secret": "SINK"}}


@pytest.mark.parametrize("text", [BLOCK, FLOW, LAST, BLOCK.replace("\n", "\r\n"), f"\ufeff{BLOCK}"])
def test_only_the_named_settings_change(text: str, tmp_path: Path) -> None:
    new = rewritten(text.encode(), {"site_name": "DRILL: it's on"}, {"channels": SINK})

    (tmp_path / "mkdocs.yml").write_text(new, encoding="utf-8")
    settings = read_settings(tmp_path, [])
    assert settings is not None
    assert settings.site_name == "DRILL: it's on"
    assert [(one.id, dict(one.secrets)) for one in settings.channels] == [("sink", {"secret": "SINK"})]
    assert [one.id for one in settings.components] == ["checkout"]
    assert "slack" not in new


def test_comments_and_other_keys_stay(tmp_path: Path) -> None:
    new = rewritten(BLOCK.encode(), {"site_name": "Other"}, {"plan_dir": "/private/plan"})

    assert '"Other" # as customers know it' in new
    assert '      plan_dir: "/private/plan"\n      channels:\n        team: # our own room\n' in new
    assert new.endswith("nav: [index.md]\n")


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1).filter(str.strip))
def test_any_name_is_written_so_that_it_is_read_again(name: str) -> None:
    new = rewritten(BLOCK.encode(), {"site_name": name}, {})

    first = new.partition("\n")[0].removeprefix("site_name: ").removesuffix(" # as customers know it")
    assert json.loads(first) == name
    assert rewritten(new.encode(), {}, {}) == new


def test_a_file_without_our_section_is_refused() -> None:
    with pytest.raises(ValueError, match="no outspoken section"):
        rewritten(b"site_name: Example\n", {}, {})
