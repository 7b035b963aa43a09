"""A copy of the repository for one drill: its remote is a folder, and its channels send to the sink."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from msgspec import Struct

from outspoken.drill.drill_environment import SINK, drill_environment
from outspoken.errors import Problem, ProblemsError
from outspoken.model.channel import Audience, Channel
from outspoken.model.file_names import SETTINGS_FILE, TEMPLATES
from outspoken.model.settings import Settings
from outspoken.shipped import templates_dir
from outspoken.source.git.run_git import ask, environment, run
from outspoken.source.plan.plan_folder import has_own_plan, plan_folder
from outspoken.source.settings.read_settings import read_settings
from outspoken.source.settings.rewritten_settings import rewritten

_TOP = "theme/top.html"
_RIBBON = """\
<p class="strip" data-drill><span><strong>DRILL.</strong> An exercise: none of this is real.</span></p>
"""


class CopyError(Exception):
    """Raised if the repository cannot be copied; the text says why."""


class ThrowawayCopy(Struct, frozen=True, kw_only=True):
    """A copy in `folder`, which the caller removes: `site` is its folder with mkdocs.yml.

    `origin` is the bare repository instead of the git host, `branch` the published branch.
    """

    folder: Path
    site: Path
    origin: Path
    branch: str

    def environment(self, environ: Mapping[str, str], sink: str, now: datetime) -> dict[str, str]:
        """The environment of a command in this copy at `now` (UTC)."""
        return drill_environment(environ, self.folder, sink, now)

    def published(self) -> str:
        """The commit that is published; empty if there is none."""
        found = ask(self.origin, "rev-parse", "--verify", "--quiet", f"refs/heads/{self.branch}")
        return found.decode().strip() if found else ""


def last_commit(root: Path) -> datetime | None:
    """Return the time (UTC) of the last commit of the repository around `root`; None if there is none."""
    found = ask(root, "log", "-1", "--format=%cI")
    return datetime.fromisoformat(found.decode().strip()) if found else None


def copy_repository(
    root: Path, folder: Path, settings: Settings, environ: Mapping[str, str], now: datetime
) -> ThrowawayCopy:
    """Copy what is committed in the repository around `root` into `folder`; its setup is a commit at `now`.

    Raises CopyError.
    """
    top = ask(root, "rev-parse", "--show-toplevel")
    if top is None or ask(root, "rev-parse", "--verify", "HEAD") is None:
        raise CopyError(f"{root} is not in a git repository with a commit: commit your site first")
    source = Path(top.decode().strip())
    for name in ("home", "tmp"):
        (folder / name).mkdir()
    name, mail = _author(root)
    # Only git in the drill reads this file: HOME and GIT_CONFIG_GLOBAL are set for it.
    (folder / "home" / ".gitconfig").write_text(
        f"[user]\n\tname = {name}\n\temail = {mail}\n[protocol]\n\tallow = never\n"
        # No collection of garbage: git would still write in the background while the folder is deleted.
        '[protocol "file"]\n\tallow = always\n[gc]\n\tauto = 0\n[advice]\n\tdetachedHead = false\n',
        encoding="utf-8",
    )
    copy = ThrowawayCopy(
        folder=folder,
        site=folder / "site" / root.resolve().relative_to(source.resolve()),
        origin=folder / "origin.git",
        branch=settings.branch,
    )
    git = _Git(environment() | copy.environment(environ, "", now))
    git(folder, "init", "-q", "--bare", "-b", copy.branch, "origin.git")
    git(
        copy.origin,
        "fetch",
        "-q",
        "--no-tags",
        # The source may be a shallow clone, as in a workflow.
        "--update-shallow",
        str(source),
        f"HEAD:refs/heads/{copy.branch}",
    )
    # A full copy: hard links would share the objects' files with the original.
    git(folder, "clone", "-q", "--no-hardlinks", "--branch", copy.branch, str(copy.origin), "site")
    if not (copy.site / SETTINGS_FILE).is_file():
        raise CopyError(f"{SETTINGS_FILE} is not committed: commit your site first")
    _arrange(root, copy, settings)
    git(folder / "site", "add", "-A")
    # The repository's hooks are for commits that people make.
    git(folder / "site", "commit", "-q", "--no-verify", "-m", "Begin a drill")
    git(folder / "site", "push", "-q", "origin", f"HEAD:refs/heads/{copy.branch}")
    return copy


class _Git:
    """Runs git in the environment of the drill. Raises CopyError with the last line that git printed."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def __call__(self, place: Path, *arguments: str) -> None:
        done = run(place, *arguments, environ=self._environ)
        if done.returncode:
            printed = done.stderr.decode(errors="replace").strip().splitlines()
            raise CopyError(f"the repository cannot be copied: {printed[-1] if printed else arguments[0]}")


def _author(root: Path) -> tuple[str, str]:
    def configured(key: str, otherwise: str) -> str:
        value = (ask(root, "config", key) or b"").decode(errors="replace").strip()
        # Quotes and escapes would end the value in the file that is written.
        return "".join(sign for sign in value if sign.isalnum() or sign in " .@-_+") or otherwise

    return configured("user.name", "Drill"), configured("user.email", "drill@localhost")


def _arrange(root: Path, copy: ThrowawayCopy, settings: Settings) -> None:
    """Replace the channels and the plan's folder, which would lead out of the copy, and mark every page."""
    section: dict[str, object] = {"channels": sink_channels(settings.channels)}
    if not has_own_plan(root, settings) and plan_folder(root, settings).is_dir():
        kept = copy.folder / "plan"
        # Without its .git, whose remote is the real one.
        shutil.copytree(
            plan_folder(root, settings), kept, symlinks=True, ignore=shutil.ignore_patterns(".git")
        )
        section["plan_dir"] = str(kept)
    file = copy.site / SETTINGS_FILE
    text = rewritten(file.read_bytes(), {"site_name": f"DRILL: {settings.site_name}"}, section)
    file.write_text(text, encoding="utf-8", newline="\n")
    problems: list[Problem] = []
    if read_settings(copy.site, problems) is None:
        raise ProblemsError(problems)
    top = copy.site / TEMPLATES / _TOP
    shipped = templates_dir() / _TOP
    top.parent.mkdir(parents=True, exist_ok=True)
    page = (top if top.is_file() else shipped).read_text(encoding="utf-8")
    top.write_text(_RIBBON + page, encoding="utf-8", newline="\n")


def sink_channels(channels: tuple[Channel, ...]) -> dict[str, object]:
    """Return the channels of a drill: the site's own with their filters, and one for every other audience."""
    found: dict[str, object] = {channel.id: _to_sink(channel.audience, channel) for channel in channels}
    reached = {channel.audience for channel in channels}
    return found | {f"drill-{one}": _to_sink(one) for one in Audience if one not in reached}


def _to_sink(audience: Audience, channel: Channel | None = None) -> dict[str, object]:
    made: dict[str, object] = {"kind": "webhook", "audience": audience.value, "secret": SINK}
    if channel:
        parts = {name: list(getattr(channel.filter, name)) for name in ("impacts", "components", "statuses")}
        if any(parts.values()):
            made["filter"] = {name: part for name, part in parts.items() if part}
    return made


LEAD = timedelta(minutes=1)
"""The least time between the last commit and the start of a drill."""
