"""Find out what this installation of Outspoken is: a release, a wheel, a commit, or a clone."""

from __future__ import annotations

import json
import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from msgspec import Struct

import outspoken
from outspoken.authoring.refusal import RefusedError
from outspoken.source.git.run_git import ask
from outspoken.source.git.tool_output import bare_address

PACKAGE = Path(outspoken.__file__).resolve().parent
# Written by the build of a wheel from a commit that is not a release.
COMMIT_FILE = "commit.txt"
# After a commit: what is installed differs from it.
CHANGED = "+"
_SCP_LIKE = re.compile(r"(?:ssh://)?git@([^:/]+)[:/](.+)")


class Installation(Struct, frozen=True, kw_only=True):
    """This installation: the `commit` (40 digits) of a version that is not released, else empty.

    `address` is that of its repository, or empty; `from_index` is whether a package index provided it;
    `is_changed` is whether it has changes that are in no commit.
    """

    version: str
    commit: str = ""
    is_changed: bool = False
    address: str = ""
    from_index: bool = False

    def __str__(self) -> str:
        changed = ", with changes" if self.is_changed else ""
        return f"{self.version} (commit {self.commit[:12]}{changed})" if self.commit else self.version

    @property
    def commit_text(self) -> str:
        """The content of the file that names the commit in a wheel."""
        return f"{self.commit}{CHANGED if self.is_changed else ''}\n"


def this_installation() -> Installation:
    """Return the installation that runs now. PEP 610 says where a package was installed from."""
    origin = _direct_url()
    clone = _clone()
    commit = str(origin.get("vcs_info", {}).get("commit_id", "")) or _built_from() or head(clone)
    commit, changed, _ = commit.partition(CHANGED)
    address = str(origin["url"]) if "vcs_info" in origin else _remote(clone)
    return Installation(
        version=outspoken.__version__,
        commit=commit,
        is_changed=bool(changed),
        address=address,
        from_index=_package() is not None and not origin and not clone and not commit,
    )


def package() -> Distribution:
    """Return the metadata of the installed package. Raises RefusedError if there is none."""
    found = _package()
    if found is None:
        raise RefusedError("outspoken runs from a folder in which it is not installed: use --pin release")
    return found


def _package() -> Distribution | None:
    try:
        return distribution("outspoken")
    except PackageNotFoundError:
        return None


def _direct_url() -> dict[str, dict[str, str]]:
    found = _package()
    text = found.read_text("direct_url.json") if found else None
    answer: dict[str, dict[str, str]] = json.loads(text) if text else {}
    return answer


def _clone() -> Path | None:
    """Return the clone that the package runs in, if it does."""
    root = PACKAGE.parent.parent
    return root if (root / ".git").exists() and (root / "pyproject.toml").is_file() else None


def _built_from() -> str:
    file = PACKAGE / COMMIT_FILE
    return file.read_text(encoding="ascii").strip() if file.is_file() else ""


def head(clone: Path | None) -> str:
    """Return the commit of a clone, with a + for changes; empty for a release, which has its tag."""
    if clone is None:
        return ""
    tag = f"v{outspoken.__version__}"
    described = ("--tags", "--always", "--abbrev=40", f"--dirty={CHANGED}", f"--match={tag}")
    name = (ask(clone, "describe", *described) or b"").decode().strip()
    if name == tag:
        return ""
    # After an earlier tag, the text begins with that tag: v1.2.3-4-g and the digits of the commit.
    changed = CHANGED if name.endswith(CHANGED) else ""
    commit = name.removesuffix(CHANGED).rpartition("-g")[2]
    return (
        f"{commit if commit != tag else (ask(clone, 'rev-parse', 'HEAD') or b'').decode().strip()}{changed}"
    )


def _remote(clone: Path | None) -> str:
    """Return the address of a clone's repository, as a machine without a key may ask for it."""
    answer = ask(clone, "remote", "get-url", "origin") if clone else None
    remote = bare_address((answer or b"").decode().strip())
    found = _SCP_LIKE.fullmatch(remote)
    return f"https://{found[1]}/{found[2]}" if found else remote
