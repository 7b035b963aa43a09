"""Every output of one small site, compared with golden files: `pytest --update-golden` rewrites them."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.build_requests import build_request

from outspoken.site.build_site import build

TESTS = Path(__file__).parents[1]
GOLDEN = Path(__file__).parent / "golden"
NOW = datetime(2026, 11, 21, 14, 40, tzinfo=UTC)
# What the style sheets and scripts say has tests of its own; here they would only hide what changed. Those
# that are files are in the folder outspoken, or scripts.
STYLE_OR_SCRIPT = re.compile(r"(<(style|script(?![^>]*json))[^>]*>).*?(</\2>)", re.DOTALL)
POLICY_HASH = re.compile(r"'sha256-[^']*'")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of tests/browser/small, built without the prose engine and without git."""
    folder = tmp_path_factory.mktemp("small")
    root = Path(shutil.copytree(TESTS / "browser" / "small", folder / "repository"))
    request, reader = build_request(root=root, site_dir=folder / "site", now=NOW, prose=False)
    build(request, reader)
    return folder / "site"


def outputs(site: Path) -> dict[str, str]:
    """Path of each file to what is compared of it."""
    paths = sorted(path for path in site.rglob("*") if path.is_file())
    return {path.relative_to(site).as_posix(): compared(path) for path in paths}


def compared(path: Path) -> str:
    if path.parent.name == "outspoken" or path.suffix == ".js":
        return ""
    text = path.read_bytes().decode("utf-8").replace("\r\n", "\n")
    if path.suffix == ".html":
        text = STYLE_OR_SCRIPT.sub(r"\1\3", text)
    return POLICY_HASH.sub("'sha256-'", text)


def test_a_small_site_is_built_as_it_was_reviewed(built: Path, request: pytest.FixtureRequest) -> None:
    found = outputs(built)
    if request.config.getoption("--update-golden"):
        shutil.rmtree(GOLDEN, ignore_errors=True)
        for name, text in found.items():
            (GOLDEN / name).parent.mkdir(parents=True, exist_ok=True)
            (GOLDEN / name).write_bytes(text.encode())
    expected = {
        path.relative_to(GOLDEN).as_posix(): path.read_bytes().decode("utf-8")
        for path in sorted(GOLDEN.rglob("*"))
        if path.is_file()
    }
    assert list(found) == list(expected)
    assert {name: text for name, text in found.items() if text != expected[name]} == {}
