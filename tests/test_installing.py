"""`.ci/install` with real uv and pip, from an index on loopback, in environments that hold nothing else."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from tests import local_index

from outspoken.cli import main

ROOT = Path(__file__).parent.parent
ENGINE = ("mkdocs", "material", "feedgen", "lxml", "icalendar", "prompt_toolkit")


class Place:
    """A repository with `.ci/install`, its locks and a wheel; `index` is the address that its cache is of."""

    def __init__(self, folder: Path, packages: Path, lines: dict[str, str], wheel: Path) -> None:
        self.folder, self.packages, self.home = folder / "page", packages, folder / "home"
        self.lines = lines
        self.index = ""
        self.home.mkdir()
        (self.folder / ".ci").mkdir(parents=True)
        shutil.copy2(ROOT / ".ci" / "install", self.folder / ".ci")
        local_index.write_locks(self.folder, lines, "uv", "build", "small")
        shutil.copy2(wheel, self.folder / "requirements")
        self.python = local_index.empty_environment(folder / "env")

    def new_environment(self) -> None:
        shutil.rmtree(self.python.parent.parent)
        local_index.empty_environment(self.python.parent.parent)

    def install(self, index: str, lock: str = "small", **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.folder / ".ci" / "install", self.python, lock],
            env=local_index.variables(self.home, index, **variables),
            capture_output=True, text=True, encoding="utf-8", check=False,
        )  # fmt: skip

    def run(self, *arguments: str, root: Path, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.python.parent / "outspoken", *arguments], cwd=root,
            env=local_index.variables(self.home, AWAY, **variables),
            capture_output=True, text=True, encoding="utf-8", check=False,
        )  # fmt: skip


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (made,) = folder.iterdir()
    return made


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    folder = tmp_path_factory.mktemp("index")
    names = {name for lock in ("uv", "build", "small") for name in local_index.locked(lock)}
    return folder, dict(local_index.pack(names, folder))


@pytest.fixture
def place(tmp_path: Path, packed: tuple[Path, dict[str, str]], wheel: Path) -> Place:
    return Place(tmp_path, *packed, wheel)


@contextmanager
def index(place: Place) -> Iterator[str]:
    port = int(place.index.rpartition(":")[2] or 0)
    with local_index.served(place.packages, port) as address:
        yield address


@pytest.fixture(scope="module")
def filled(
    tmp_path_factory: pytest.TempPathFactory, packed: tuple[Path, dict[str, str]], wheel: Path
) -> tuple[Path, str]:
    """The cache of a machine on which the small lock was installed once, and the index it came from."""
    place = Place(tmp_path_factory.mktemp("filled"), *packed, wheel)
    with index(place) as address:
        done = place.install(address)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return place.home / ".cache", address


@pytest.fixture
def installed(place: Place, filled: tuple[Path, str]) -> Place:
    """The small lock, installed from the cache while no registry answers."""
    return from_cache(place, filled)


def from_cache(place: Place, filled: tuple[Path, str]) -> Place:
    cache, place.index = filled
    shutil.copytree(cache, place.home / ".cache", symlinks=True, copy_function=os.link)
    done = place.install(place.index)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return place


WHO = {
    f"GIT_{who}_{what}": "kim@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
}
FORM = {
    "what": "new", "incident": "Down", "message": "We look into it.", "impact": "major",
    "status": "unchanged",
    "components": "website", "next_update": "30m", "from": "", "until": "", "route": "straight to the page",
}  # fmt: skip
AWAY = "http://127.0.0.1:1"  # a port on which nothing listens


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=Kim", "-c", "user.email=kim@example.com")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def site_made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    site = folder / "site"
    done = CliRunner().invoke(main, ["init", str(site), "--repo", "acme/status"])
    assert done.exit_code == 0, done.stderr
    git(folder, "init", "-q", "--bare", "remote.git")
    git(site, "init", "-q", "-b", "main")
    git(site, "add", ".")
    git(site, "commit", "-qm", "A page")
    git(site, "remote", "add", "origin", "../remote.git")
    git(site, "push", "-q", "origin", "main")
    return folder


@pytest.fixture
def site(site_made_once: Path, tmp_path: Path) -> Path:
    """A status page with a ledger's remote, and a change on top of its published branch."""
    return shutil.copytree(site_made_once, tmp_path / "repositories") / "site"


@pytest.fixture(scope="module")
def ready(
    tmp_path_factory: pytest.TempPathFactory,
    packed: tuple[Path, dict[str, str]],
    wheel: Path,
    filled: tuple[Path, str],
) -> Place:
    """The small lock, installed once, for tests that only run what it brings."""
    return from_cache(Place(tmp_path_factory.mktemp("ready"), *packed, wheel), filled)


def test_the_small_lock_is_enough_for_what_builds_no_pages(ready: Place, site: Path) -> None:
    own = site / "templates" / "pages" / "home.html"
    own.parent.mkdir(parents=True)
    own.write_bytes((ROOT / "templates" / "pages" / "home.html").read_bytes())
    packages = next((ready.python.parent.parent).glob("lib/python*/site-packages"))
    assert [name for name in ENGINE if (packages / name).exists()] == []
    for arguments in (
        ("check",),
        ("check", "--base", "origin/main", "--format", "github"),
        ("preview", "--base", "origin/main"),
        ("approval", "--base", "origin/main"),
        ("announce", "--dry-run"),
        ("watch", AWAY),
        ("form",),
        ("check",),
    ):
        done = ready.run(*arguments, root=site, FORM=json.dumps(FORM), **WHO)
        assert (done.returncode, "Traceback" in done.stderr) == (0, False), (arguments, done)
    published = ["git", "log", "--name-only", "-1", "origin/main"]
    done = subprocess.run(published, cwd=site, check=True, capture_output=True, text=True)
    assert "-down/incident.md" in done.stdout


MISSING = (
    "{} is not installed, and this command needs it: pip install outspoken installs all that is needed "
    "(in a workflow: .ci/install python runtime)\n"
)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("build",), MISSING.format("markdown")),
        (("build", "--no-prose"), MISSING.format("feedgen")),
        (("preview", "--base", "origin/main", "--site-dir", "x"), MISSING.format("markdown")),
    ],
)
def test_what_builds_pages_says_in_one_line_what_to_install(
    ready: Place, site: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = ready.run(*arguments, root=site)
    assert (done.returncode, done.stderr) == (1, said)
    assert not (site / "site").exists()
    assert not (site / "x").exists()


def test_without_registry_and_cache_it_says_so_and_installs_nothing(place: Place) -> None:
    done = place.install(AWAY)
    assert done.returncode == 1
    first, second, third = done.stderr.splitlines()
    assert first.startswith("uv cannot be installed, pip is used: ")
    assert second.startswith("Not installed: ERROR: ")
    assert third == "Look at the network and at the registry, and run the same command again."


@pytest.mark.parametrize(
    ("answer", "arguments", "said"),
    [
        ("3.11.0", (), "Usage: .ci/install PYTHON build|small|runtime|dev [--editable]"),
        ("3.11.0", ("smal",), "requirements/smal.txt does not exist: name another lock"),
        ("3.10.13", ("small",), "Python 3.11 or newer is needed; ./python is 3.10.13"),
        ("", ("small",), "./python cannot be started as Python: name another one"),
    ],
)
def test_wrong_usage_is_named_in_one_line(
    tmp_path: Path, answer: str, arguments: tuple[str, ...], said: str
) -> None:
    (tmp_path / ".ci").mkdir()
    shutil.copy2(ROOT / ".ci" / "install", tmp_path / ".ci")
    local_index.write_locks(tmp_path, {}, "small")
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\n[ -n "{answer}" ] && echo "{answer}"\n', encoding="utf-8")
    python.chmod(0o755)
    done = subprocess.run(
        [".ci/install", "./python", *arguments], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (2, f"{said}\n")


def test_without_pip_the_message_says_how_to_get_it(place: Place) -> None:
    (pip,) = place.python.parent.parent.glob("lib/python*/site-packages/pip")
    pip.unlink()
    done = place.install(AWAY)
    assert done.returncode == 1
    assert done.stderr.endswith(
        f"Install pip into it, and run the same command again: {place.python} -m ensurepip\n"
    )


def test_a_cache_that_cannot_be_written_is_not_used(place: Place) -> None:
    (place.home / ".cache").touch()
    done = place.install(AWAY)
    assert done.stderr.startswith(
        f"{place.home}/.cache cannot be written: nothing is kept for the next time\n"
    )


def test_packages_are_for_the_python_that_gets_them(installed: Place) -> None:
    """Whatever version the locks are made for."""
    text = '[tool.uv.pip]\nuniversal = true\npython-version = "3.8"\n'
    (installed.folder / "pyproject.toml").write_text(text, encoding="utf-8")
    installed.new_environment()
    done = installed.install(installed.index)
    assert (done.returncode, done.stderr) == (0, "")


def test_pip_does_it_where_it_is_asked_to(place: Place) -> None:
    with index(place) as address:
        done = place.install(address, "build", INSTALLER="pip")
    assert (done.returncode, done.stderr) == (0, "")
    assert not (place.home / ".cache" / "outspoken").exists()
    assert (place.python.parent / "hatchling").exists()


def test_pip_does_it_where_uv_cannot_be_had(place: Place) -> None:
    (place.folder / "requirements" / "uv.txt").write_text(
        "uv==99 --hash=sha256:" + "0" * 64 + "\n", encoding="utf-8"
    )
    # What `--version` imports: pip installs each package slowly.
    few = {name: place.lines[name] for name in ("click", "msgspec")}
    local_index.write_locks(place.folder, few, "small")
    with index(place) as address:
        done = place.install(address)
    (line,) = done.stderr.splitlines()
    assert (done.returncode, line.startswith("uv cannot be installed, pip is used: ERROR: ")) == (0, True)
    assert place.run("--version", root=place.folder).returncode == 0


def test_a_package_with_another_hash_is_refused(place: Place) -> None:
    lock = place.folder / "requirements" / "small.txt"
    text = lock.read_text(encoding="utf-8")
    lock.write_text(text.replace("--hash=sha256:", "--hash=sha256:0000", 1)[: len(text)], encoding="utf-8")
    lock.write_text("\n".join(
        line if not line.startswith("click==") else f"{line.partition(' --')[0]} --hash=sha256:{'0' * 64}"
        for line in text.splitlines()
    ), encoding="utf-8")  # fmt: skip
    with index(place) as address:
        done = place.install(address)
    assert done.returncode == 1
    assert "hash" in done.stderr.lower()


def test_a_damaged_cache_is_named_and_not_used(installed: Place) -> None:
    cached = next((installed.home / ".cache" / "uv").rglob("click/core.py"))
    cached.unlink()
    cached.touch()
    installed.new_environment()
    with index(installed) as address:
        done = installed.install(address)
    (line,) = done.stderr.splitlines()
    assert (done.returncode, line.startswith("The cache of uv is damaged: delete ")) == (0, True)
    assert installed.run("--version", root=installed.folder).returncode == 0


def test_a_uv_of_another_machine_is_replaced(installed: Place) -> None:
    (kept,) = (installed.home / ".cache" / "outspoken").iterdir()
    (kept / "bin" / "uv").unlink()
    (kept / "bin" / "uv").write_bytes(b"\xcf\xfa\xed\xfe a program of another system")
    installed.new_environment()
    with index(installed) as address:
        done = installed.install(address)
    assert (done.returncode, done.stderr) == (0, "")


def test_two_wheels_of_outspoken_are_too_many(installed: Place) -> None:
    (installed.folder / "requirements" / "outspoken-0.0.1-py3-none-any.whl").touch()
    done = installed.install(installed.index)
    assert (done.returncode, done.stderr) == (1, "requirements/ has 2 wheels of Outspoken: keep one\n")


def install_lines(page: Path) -> set[str]:
    """Every line of the scaffolded workflows that installs something."""
    files = (page / ".github" / "workflows").glob("*.yml")
    workflows = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in files]
    steps = [step for one in workflows for job in one["jobs"].values() for step in job["steps"]]
    return {step["run"] for step in steps if step.get("run", "").startswith(".ci/install")}


def test_what_init_writes_installs_at_once_what_wrote_it(
    installed: Place, packed: tuple[Path, dict[str, str]], tmp_path: Path
) -> None:
    more = local_index.locked("runtime").keys() - packed[1].keys()
    lines = packed[1] | local_index.pack(more, packed[0])
    begun = installed.run("init", "begun", "--repo", "acme/status", root=tmp_path)
    assert begun.returncode == 0, begun.stderr
    page = tmp_path / "begun"
    local_index.write_locks(page, lines, "uv", "build", "small", "runtime")
    assert install_lines(page) == {".ci/install python small", ".ci/install python runtime"}
    wrote = installed.run("--version", root=page).stdout
    installed.new_environment()
    path = f"{installed.python.parent}{os.pathsep}{os.environ['PATH']}"
    with index(installed) as address:
        # As in `check`: the small lock first, then the whole one.
        for line in sorted(install_lines(page), reverse=True):
            done = subprocess.run(
                ["bash", "-e", "-c", line],
                cwd=page, env=local_index.variables(installed.home, address, PATH=path), capture_output=True,
                text=True, encoding="utf-8", check=False,
            )  # fmt: skip
            assert (done.returncode, done.stderr) == (0, ""), done.stderr
    assert installed.run("--version", root=page).stdout == wrote
    built = installed.run("build", root=page)
    assert (built.returncode, (page / "site" / "subscribe" / "index.html").exists()) == (0, True), (
        built.stderr
    )


def test_a_wheel_that_was_changed_is_refused(installed: Place, site: Path) -> None:
    for name in ("outspoken.pin", "outspoken-0.1.0-py3-none-any.whl"):
        shutil.copy2(site / "requirements" / name, installed.folder / "requirements")
    with (installed.folder / "requirements" / "outspoken-0.1.0-py3-none-any.whl").open("ab") as file:
        file.write(b"\0")
    done = installed.install(installed.index)
    assert done.returncode == 1
    assert "hash" in done.stderr.lower()
