"""A group's id is the one that is written, or made of its name; former ids keep their addresses."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from outspoken.errors import Problem
from outspoken.model.component import ComponentGroup, is_id
from outspoken.source.settings.group_settings import default_group_id
from outspoken.source.settings.read_settings import read_settings

HEAD = "site_name: A\nsite_url: https://a.example/\nplugins:\n  - outspoken:\n      components:\n"


def groups(root: Path, *entries: str) -> tuple[tuple[ComponentGroup, ...], list[str]]:
    """The groups of these entries, each with a component of its own, and the messages of all problems."""
    lines = (
        f"        - {{{entry}, components: [{{id: part{number}, name: Part {number}}}]}}\n"
        for number, entry in enumerate(entries)
    )
    problems: list[Problem] = []
    settings = read_settings(root, problems, data=(HEAD + "".join(lines)).encode())
    return (settings.named_groups if settings else ()), [problem.message for problem in problems]


def test_a_group_without_an_id_has_one_made_of_its_name(tmp_path: Path) -> None:
    found, problems = groups(tmp_path, "group: Käufer & Shop", "group: ストア")
    assert [(one.id, one.name) for one in found] == [("kaufer-shop", "Käufer & Shop"), ("sutoa", "ストア")]
    assert not problems


def test_a_renamed_group_keeps_its_address_by_id_or_alias(tmp_path: Path) -> None:
    by_id, _ = groups(tmp_path, "group: Shop, id: storefront")
    by_alias, _ = groups(tmp_path, "group: Shop, aliases: [Store front, store_front]")
    assert by_id == (ComponentGroup(id="storefront", name="Shop"),)
    assert by_alias == (ComponentGroup(id="shop", name="Shop", former_ids=("store-front", "store_front")),)


def test_two_entries_of_one_name_are_one_group(tmp_path: Path) -> None:
    found, problems = groups(tmp_path, "group: Shop, id: store", "group: Shop, aliases: [old]")
    assert found == (ComponentGroup(id="store", name="Shop", former_ids=("old",)),)
    assert not problems


def test_two_groups_need_two_ids(tmp_path: Path) -> None:
    _, problems = groups(tmp_path, "group: Shop", "group: SHOP", "group: Store, aliases: [shop]")
    assert problems == [
        "shop is the id or a former id of two groups, Shop and SHOP",
        "shop is the id or a former id of two groups, Shop and Store",
    ]


@given(st.text(min_size=1, max_size=80))
def test_every_name_gives_an_id_that_can_be_an_address(name: str) -> None:
    made = default_group_id(name)
    assert is_id(made)
    assert len(made) <= 64
    assert default_group_id(made) == made
