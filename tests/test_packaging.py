"""The wheel is whole, and alone it is enough."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tomllib
import venv
from email.parser import HeaderParser
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def build(kind: str, source: Path, folder: Path) -> Path:
    """The one file that hatchling builds of this kind from a source tree."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", folder], cwd=source, check=True
    )
    (made,) = folder.iterdir()
    return made


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with ZipFile(wheel) as archive:
        return set(archive.namelist())


def needed(asked: Requirement, seen: dict[str, Distribution]) -> None:
    """Add to `seen` what is installed for a requirement and for all that it requires in turn."""
    if asked.marker and not any(asked.marker.evaluate({"extra": extra}) for extra in asked.extras or {""}):
        return
    try:
        found = distribution(asked.name)
    except PackageNotFoundError:
        pytest.fail(f"{asked.name} is asked for and not installed")
    if found.name not in seen:
        seen[found.name] = found
        for line in found.requires or ():
            needed(Requirement(line), seen)


@pytest.fixture(scope="module")
def alone(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command in an environment that holds the wheel, what it asks for, and nothing else."""
    folder = tmp_path_factory.mktemp("alone") / "env"
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check", "install"]
    subprocess.run([*pip, "--quiet", "--no-index", "--no-deps", wheel], check=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    seen: dict[str, Distribution] = {}
    for line in PROJECT["dependencies"]:
        needed(Requirement(line), seen)
    for found in seen.values():
        for top in {
            path.parts[0] for path in found.files or () if path.parts[0] not in ("..", "__pycache__")
        }:
            (packages / top).symlink_to(Path(str(found.locate_file(top))).resolve())
    return folder / "bin" / "outspoken"


def run(command: Path, *arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [command, *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_the_metadata_says_this_version(wheel: Path, names: set[str]) -> None:
    (metadata,) = (name for name in names if name.endswith(".dist-info/METADATA"))
    with ZipFile(wheel) as archive:
        fields = HeaderParser().parsestr(archive.read(metadata).decode())
    assert (fields["Name"], fields["Version"], fields["License-Expression"]) == (
        "outspoken",
        PROJECT["version"],
        "MIT",
    )


def test_every_template_is_in_the_wheel(names: set[str]) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "templates"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    templates = {f"outspoken/{line}" for line in listed.stdout.splitlines()}
    assert templates
    assert templates - names == set()


def test_every_catalogue_is_in_the_wheel(names: set[str]) -> None:
    catalogues = {
        path.relative_to(ROOT / "generator").as_posix()
        for path in (ROOT / "generator" / "outspoken" / "locale").rglob("*.po")
    }
    assert catalogues
    assert catalogues - names == set()


def test_the_wheel_is_typed_and_holds_the_package_alone(names: set[str]) -> None:
    assert "outspoken/py.typed" in names
    assert {name.partition("/")[0] for name in names} == {
        "outspoken",
        f"outspoken-{PROJECT['version']}.dist-info",
    }


def test_the_source_distribution_builds_the_same_wheel(names: set[str], tmp_path: Path) -> None:
    source = build("sdist", ROOT, tmp_path / "sdist")
    with tarfile.open(source) as archive:
        # Debian 12's Python 3.11.2 has no filters yet.
        safely = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
        archive.extractall(tmp_path, **safely)
    again = build("wheel", tmp_path / source.name.removesuffix(".tar.gz"), tmp_path / "wheel")
    with ZipFile(again) as archive:
        assert set(archive.namelist()) == names


def test_the_wheel_alone_says_its_version(alone: Path, tmp_path: Path) -> None:
    result = run(alone, "--version", cwd=tmp_path)
    assert (result.returncode, PROJECT["version"] in result.stdout, result.stderr) == (0, True, "")


def test_the_wheel_alone_begins_a_status_page_that_is_good(alone: Path, tmp_path: Path) -> None:
    begun = run(alone, "init", "page", "--repo", "acme/status", cwd=tmp_path)
    assert begun.returncode == 0, begun.stderr
    page = tmp_path / "page"
    for words in (
        ("init", "-q"),
        ("add", "."),
        ("-c", "user.name=Kim", "-c", "user.email=k@example.com", "commit", "-qm", "A page"),
    ):
        subprocess.run(["git", *words], cwd=page, check=True)
    checked = run(alone, "check", cwd=page)
    built = run(alone, "build", "--strict", cwd=page)
    # What only the team can answer is asked, and nothing else is left to do.
    warnings = [line for line in checked.stdout.splitlines() if ": warning: " in line]
    assert warnings and all(line.endswith("[open-question]") for line in warnings)
    assert (checked.returncode, built.returncode) == (0, 0), checked.stdout + built.stderr
    own = (ROOT / ".github" / "workflows" / "publish.yml").read_bytes()
    assert (page / ".github" / "workflows" / "publish.yml").read_bytes() == own


def test_the_wheel_alone_checks_and_builds_this_repository(alone: Path, tmp_path: Path) -> None:
    checked = run(alone, "check", "--root", ROOT, cwd=tmp_path)
    built = run(alone, "build", "--root", ROOT, "--site-dir", tmp_path / "site", cwd=tmp_path)
    assert (checked.returncode, built.returncode) == (0, 0), checked.stdout + built.stderr
    assert {"index.html", "build.json", "updates.atom"} <= {
        path.name for path in (tmp_path / "site").iterdir()
    }
