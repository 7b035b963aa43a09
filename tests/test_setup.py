"""On a bare machine `make` installs what it may, and names in one clear line what it may not."""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

CI = Path(__file__).parent.parent / ".ci"
USER = "echo 1000"
ROOT_USER = "echo 0"
PYTHON = "Python 3.11 or newer with its venv module (to name another one: make PYTHON=python3.12)"


class Machine:
    """A machine that has only the commands it is given; `folder` is where they lie."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("bash", "cp", "env", "grep", "mktemp", "rm", "tail", "true"):
            (folder / name).symlink_to(str(shutil.which(name)))
        self.add("id", USER)
        self.add("fc-match", "[ $1 = Arial ] && echo LiberationSans-Regular.ttf || echo DejaVuSans.ttf")
        self.add("ldconfig", "echo '\tlibatomic.so.1 (libc6,x86-64) => /lib/libatomic.so.1'")

    def add(self, name: str, script: str) -> None:
        path = self.folder / name
        path.write_text(f"#!{self.folder}/bash\n{script}\n", encoding="utf-8")
        path.chmod(0o755)

    def run(self, *names: str, **variables: str) -> tuple[int, str]:
        """The exit code of `.ci/need`, and all that was said."""
        done = subprocess.run(
            [self.folder / "bash", CI / "need", *names],
            env={"PATH": str(self.folder), "OS_RELEASE": os.devnull, **variables},
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            check=False,
        )
        return done.returncode, done.stdout

    def run_on_terminal(self, answer: str, *names: str) -> tuple[int, str]:
        """The same on a terminal on which this line is typed."""
        side, terminal = pty.openpty()
        os.write(side, f"{answer}\n".encode())
        process = subprocess.Popen(
            [self.folder / "bash", CI / "need", *names],
            env={"PATH": str(self.folder), "OS_RELEASE": os.devnull},
            cwd=self.folder,
            stdin=terminal, stdout=terminal, stderr=terminal,
        )  # fmt: skip
        os.close(terminal)
        said = b""
        # Linux says by EIO that the other side is closed, others by an empty answer.
        with suppress(OSError):
            while more := os.read(side, 1 << 16):
                said += more
        os.close(side)
        return process.wait(), said.decode("utf-8")


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_all_that_is_missing_is_named_at_once_with_one_line_to_paste(machine: Machine) -> None:
    machine.add("id", ROOT_USER)
    machine.add("apt-get", "exit 9")
    machine.add("jq", "")
    packages = "python3 python3-venv chromium-headless-shell no-such"
    assert machine.run("python", "chromium", "jq", "no-such") == (
        1,
        "Needed and not found:\n"
        f"  {PYTHON}\n"
        "  Chromium or Chrome\n"
        "  no-such\n"
        "On Debian and Ubuntu this line installs them:\n"
        f"  apt-get update && apt-get install --no-install-recommends {packages}\n"
        "Install them and run the same command again.\n",
    )


@pytest.mark.parametrize("script", ["exit 1", 'case "$2" in *3,\\ 11*) exit 1 ;; esac'])
def test_an_old_python_is_named_with_a_way_out(machine: Machine, script: str) -> None:
    machine.add("python3", script)
    assert machine.run("python") == (
        1, f"Needed and not found:\n  {PYTHON}\nInstall them and run the same command again.\n"
    )  # fmt: skip


def test_another_python_can_be_named(machine: Machine) -> None:
    machine.add("python3", "exit 1")
    machine.add("python3.12", "")
    assert machine.run("python", PYTHON="python3.12") == (0, "")


def test_a_command_that_is_there_is_not_installed_again(machine: Machine) -> None:
    machine.add("google-chrome", "")
    assert machine.run("chromium") == (0, "")


def test_a_browser_of_ones_own_can_be_named(machine: Machine) -> None:
    machine.add("headless", "")
    assert machine.run("chromium", CHROMIUM=f"{machine.folder}/headless") == (0, "")


@pytest.mark.parametrize(
    ("listed", "code"), [("libatomic.so.1 (libc6,x86-64) => /lib/x", 0), ("libc.so.6", 1)]
)
def test_a_library_that_the_browser_needs_is_named(machine: Machine, listed: str, code: int) -> None:
    machine.add("chromium", "")
    machine.add("apt-get", "exit 9")
    machine.add("ldconfig", f"echo '\t{listed}'")
    ended, said = machine.run("chromium")
    assert (ended, "apt-get install --no-install-recommends libatomic1\n" in said) == (code, code == 1)


def test_on_ubuntu_no_package_is_named_that_it_has_not(machine: Machine) -> None:
    machine.add("apt-get", "exit 9")
    release = machine.folder / "os-release"
    release.write_text("NAME=Ubuntu\nID=ubuntu\n", encoding="utf-8")
    code, said = machine.run("chromium", "no-such", OS_RELEASE=str(release))
    assert (code, "install --no-install-recommends no-such\n" in said, "snap" in said) == (1, True, True)
    _, said = machine.run("chromium", OS_RELEASE=str(release), CI="true")
    assert ("snap" in said, "apt-get" in said) == (True, False)


@pytest.mark.parametrize(
    ("arial", "verdana", "code"),
    [("Liberation", "DejaVu", 0), ("DejaVu", "DejaVu", 1), ("Liberation", "LiberationMono", 1)],
)
def test_fonts_that_pages_are_measured_with_are_named(
    machine: Machine, arial: str, verdana: str, code: int
) -> None:
    machine.add("chromium", "")
    machine.add("apt-get", "exit 9")
    machine.add("fc-match", f"[ $1 = Arial ] && echo {arial} || echo {verdana}")
    ended, said = machine.run("chromium")
    fonts = "apt-get install --no-install-recommends fontconfig fonts-dejavu-core fonts-liberation\n"
    assert (ended, fonts in said) == (code, code == 1)


def test_a_user_gets_the_line_with_sudo_and_nothing_is_installed_without_a_terminal(machine: Machine) -> None:
    machine.add("id", USER)
    machine.add("sudo", "echo installed")
    machine.add("apt-get", "echo installed")
    line = "sudo apt-get update && sudo apt-get install --no-install-recommends no-such"
    code, said = machine.run("no-such")
    assert (code, line in said, "installed" in said) == (1, True, False)


@pytest.mark.parametrize("who", [ROOT_USER, USER])
def test_ci_is_not_asked_and_installs(machine: Machine, who: str) -> None:
    machine.add("id", who)
    machine.add("sudo", '[ "$1" = -n ] && shift; "$@"')
    machine.add("apt-get", f"for package; do :; done; cp {CI}/need {machine.folder}/$package")
    code, said = machine.run("no-such", CI="true")
    assert (code, said.splitlines()[-1]) == (0, "Installing no-such")


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 1), ("", 1)])
def test_on_a_terminal_it_asks_before_it_installs(machine: Machine, answer: str, code: int) -> None:
    machine.add("id", ROOT_USER)
    machine.add("apt-get", f"for package; do :; done; cp {CI}/need {machine.folder}/$package")
    ended, said = machine.run_on_terminal(answer, "no-such")
    assert (ended, "Install them now? [y/N]" in said) == (code, True)
    assert (machine.folder / "no-such").exists() == (code == 0)


def test_where_the_package_cannot_be_had_it_says_why(machine: Machine) -> None:
    machine.add("id", ROOT_USER)
    machine.add("apt-get", "echo E: no route to host; exit 100")
    code, said = machine.run("no-such", CI="true")
    assert (code, said.splitlines()[-4:]) == (
        1,
        [
            "Installing no-such",
            "E: no route to host",
            "Not installed: no-such",
            "Install them and run the same command again.",
        ],
    )


def test_test_looks_for_everything_before_anything_is_installed() -> None:
    # Below another make, as in `make suite`, it would name its folder first.
    command = ["make", "--no-print-directory", "-n", "test"]
    done = subprocess.run(
        command, cwd=CI.parent, capture_output=True, text=True, encoding="utf-8", check=True
    )
    first = done.stdout.splitlines()[0]
    assert first.endswith(".ci/need python git chromium jq nginx caddy")


@pytest.mark.parametrize(("room", "is_enough"), [("64", False), ("9000", True)])
def test_temporary_files_are_in_memory_where_there_is_room(
    tmp_path: Path, room: str, is_enough: bool
) -> None:
    (tmp_path / "df").write_text(f"#!/bin/sh\necho Avail\necho {room}\n", encoding="utf-8")
    (tmp_path / "df").chmod(0o755)
    done = subprocess.run(
        [CI / "quick-temp", tmp_path],
        env={"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    folders = [path for path in tmp_path.iterdir() if path.is_dir()]
    assert (done.stdout.split(), bool(folders)) == ([str(path) for path in folders], is_enough)
    assert [*tmp_path.rglob("try")] == []
