"""On a bare machine `make` installs what it may, and names in one clear line what it may not."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

CI = Path(__file__).parent.parent / ".ci"
USER = "echo 1000"
ROOT_USER = "echo 0"


class Machine:
    """A machine that has only the commands it is given; `folder` is where they lie."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("bash", "cp", "env", "mktemp", "rm", "tail", "true"):
            (folder / name).symlink_to(str(shutil.which(name)))

    def add(self, name: str, script: str) -> None:
        path = self.folder / name
        path.write_text(f"#!{self.folder}/bash\n{script}\n", encoding="utf-8")
        path.chmod(0o755)

    def run(self, script: str, *arguments: str) -> tuple[int, str]:
        """The exit code, and all that was said."""
        done = subprocess.run(
            [self.folder / "bash", CI / script, *arguments],
            env={"PATH": str(self.folder)},
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            check=False,
        )
        return done.returncode, done.stdout


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_without_python_it_says_which_to_install(machine: Machine) -> None:
    assert machine.run("venv", "python3", ".venv") == (
        1,
        "Needed and not found: python3. "
        "Install Python 3.11 or newer (Debian: apt install python3 python3-venv).\n",
    )


def test_an_old_python_is_named_with_a_way_out(machine: Machine) -> None:
    machine.add("python3", 'if [ "$1" = --version ]; then echo Python 3.9.2; else exit 1; fi')
    assert machine.run("venv", "python3", ".venv") == (
        1,
        "Python 3.9.2 is too old: Python 3.11 or newer is needed. Name another one: make PYTHON=python3.12\n",
    )


def test_without_the_venv_module_it_says_which_package_brings_it(machine: Machine) -> None:
    machine.add("python3", 'case "$2" in *ensurepip*) exit 1 ;; esac')
    assert machine.run("venv", "python3", ".venv") == (
        1,
        "python3 cannot create virtual environments. "
        "Install its venv module (Debian: apt install python3-venv).\n",
    )


def test_a_command_that_is_there_is_not_installed_again(machine: Machine) -> None:
    machine.add("google-chrome", "")
    assert machine.run("need", "chromium", "chromium", "google-chrome") == (0, "")


def test_what_a_user_may_not_install_is_named_in_one_line(machine: Machine) -> None:
    machine.add("id", USER)
    machine.add("apt-get", "exit 9")
    machine.add("sudo", "exit 1")
    assert machine.run("need", "chromium", "chromium", "google-chrome") == (
        1,
        "Needed and not found: chromium. "
        "Install it (Debian: apt install chromium) and run the same command again.\n",
    )


@pytest.mark.parametrize("who", [ROOT_USER, USER])
def test_what_takes_no_password_is_installed(machine: Machine, who: str) -> None:
    machine.add("id", who)
    machine.add("sudo", '[ "$1" = -n ] && shift && "$@"')
    machine.add("apt-get", f"for package; do :; done; cp {CI}/need {machine.folder}/$package")
    assert machine.run("need", "npm", "npm") == (0, "Installing npm\n")


def test_where_the_package_cannot_be_had_it_says_why(machine: Machine) -> None:
    machine.add("id", ROOT_USER)
    machine.add("apt-get", "echo E: no route to host; exit 100")
    code, said = machine.run("need", "npm", "npm")
    assert (code, said.splitlines()) == (
        1,
        [
            "Installing npm",
            "E: no route to host",
            "Needed and not found: npm. Install it (Debian: apt install npm) and run the same command again.",
        ],
    )
