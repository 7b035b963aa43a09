"""Tests are in the folder of the room that they test, so that both are found at the first guess."""

from __future__ import annotations

from pathlib import Path

TESTS = Path(__file__).parent
PACKAGE = TESTS.parent / "generator" / "outspoken"
# Not rooms: data, and what is tested through the whole program.
BESIDE = {"benchmarks", "browser", "data", "fail", "hostile", "pass"}
# Inside a room's tests: data, and the scenarios that `make faults` runs too.
WITHIN = {"announce/faults", "announce/words/golden", "site/golden"}


def folders() -> list[str]:
    """The folders of tests that should be named after a room or a wing of the package."""
    found = (
        path.relative_to(TESTS).as_posix()
        for path in TESTS.rglob("*")
        if path.is_dir() and not path.name.startswith(("__", "."))
    )
    return sorted(
        name
        for name in found
        if name.partition("/")[0] not in BESIDE
        and not any(name == data or name.startswith(f"{data}/") for data in WITHIN)
    )


def test_each_folder_of_tests_is_named_after_a_room() -> None:
    assert [folder for folder in folders() if not (PACKAGE / folder).is_dir()] == []


def test_no_list_of_exceptions_names_a_folder_that_is_gone() -> None:
    assert [name for name in sorted(BESIDE | WITHIN) if not (TESTS / name).is_dir()] == []
