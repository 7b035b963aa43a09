"""`outspoken init`: starts a status page, in a new folder or in an existing repository."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

import click
from msgspec import Struct

from outspoken.authoring.new_site import CODEOWNERS, EXECUTABLE, machinery, site_files
from outspoken.authoring.scaffold.kept_files import RULES, lacks_required_check, must_contain, plugin_section
from outspoken.authoring.scaffold.record import RECORD_FILE, digest, read_record, record_text
from outspoken.cli import shared_options
from outspoken.cli.stop import one_line
from outspoken.cli.writing.init_answers import answers, ask_git
from outspoken.cli.writing.init_conversation import InitConversation
from outspoken.model.file_names import DOCS_DIR, SETTINGS_FILE
from outspoken.source.new_files import write_new

if TYPE_CHECKING:
    from outspoken.authoring.new_site import NewSite

_COLUMNS = 60


class InitResult(Struct, frozen=True, kw_only=True):
    """The written files and the existing ones: `foreign` are existing files whose content is not ours.

    `left_out` were not written, because something else is missing; `section` is what mkdocs.yml lacks.
    """

    written: tuple[str, ...]
    kept: tuple[str, ...]
    foreign: tuple[str, ...]
    left_out: tuple[str, ...]
    section: tuple[str, ...]


@click.command()
@click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path, file_okay=False), default=Path())
@click.option("--name", help="The name of the page.")
@click.option("--url", help="The address of the page; default: GitHub Pages, from --repo or the git remote.")
@click.option("--language", help="The language of the page.  [default: en]")
@click.option("--time-zone", help="The time zone of the page.  [default: UTC]")
@click.option(
    "--component", "components", metavar="NAME", multiple=True,
    help="A component, as customers call it, or ID=NAME. May be given several times.",
)  # fmt: skip
@click.option("--repo", metavar="OWNER/NAME", help="The repository at GitHub; default: from the git remote.")
@click.option(
    "--owner", "owners", metavar="@NAME", multiple=True,
    help="Who approves templates, settings and workflows: @name, @organisation/team or a mail address.",
)  # fmt: skip
@shared_options.pin
@shared_options.now
def command(
    *,
    folder: Path,
    name: str | None,
    url: str | None,
    language: str | None,
    time_zone: str | None,
    components: tuple[str, ...],
    repo: str | None,
    owners: tuple[str, ...],
    pin: str | None,
    now: datetime | None,
) -> None:
    """Start a status page in DIR: settings, workflows, pages, one example, and a README for the team.

    On a terminal, the command asks for what is missing; otherwise --repo or --url is required, unless git has
    a remote at GitHub. Existing files are kept, with a note on what they must contain. Prints the paths that
    were written; the next steps go to standard error, and all of them are in SETUP.md.
    """
    named = {"--repo": repo, "--name": name, "--url": url, "--time-zone": time_zone, "--language": language}
    given = {option: value for option, value in named.items() if value}
    several = {"--component": components, "--owner": owners, "--pin": (pin,) if pin else ()}
    conversation = InitConversation(
        folder, {**{option: (value,) for option, value in given.items()}, **several}
    )
    with one_line(), conversation.resumable():
        instant = shared_options.instant_or_clock(now)
        site = answers(folder, given, components, owners, pin, instant, conversation)
        result = _write(folder, site, instant)
    _print_written(folder, result)
    for line in (*_notes(folder, site, result), *_next_steps(folder, site, result)):
        click.echo(line, err=True)


def _write(folder: Path, site: NewSite, now: datetime) -> InitResult:
    """Write the files that do not exist."""
    files = site_files(site, now)
    own_settings = files[SETTINGS_FILE]
    if any(folder.glob("incidents/*")):
        # A site that already has incidents needs no example.
        files = {place: text for place, text in files.items() if not place.startswith("incidents/")}
    if (folder / SETTINGS_FILE).exists() and not (folder / DOCS_DIR).is_dir():
        # Existing settings name another folder for pages.
        files = {place: text for place, text in files.items() if not place.startswith("site_src/")}
    kept = tuple(place for place in (*files, RECORD_FILE) if _is_there(folder / place))
    own, known = machinery(site.pin), read_record(folder)
    same = {place: digest(text) for place, text in own.items() if place not in kept}
    # If init ran before, pages and settings were changed on purpose, so only other files are compared.
    asked = (one for one in kept if one not in (*known, RECORD_FILE) and (not known or one in own))
    foreign = tuple(one for one in asked if _differs(folder / one, files[one]))
    left_out = (RULES,) if lacks_required_check(foreign) and RULES not in kept else ()
    if RECORD_FILE not in kept:
        files[RECORD_FILE] = record_text(same)
    new = {place: text for place, text in files.items() if place not in (*kept, *left_out)}
    folder.mkdir(parents=True, exist_ok=True)
    write_new(folder, new)
    for place in EXECUTABLE:
        if place in new:
            (folder / place).chmod(0o755)
    section = (
        plugin_section(str(own_settings), _text(folder / SETTINGS_FILE)) if SETTINGS_FILE in kept else ()
    )
    return InitResult(
        written=tuple(new), kept=kept, foreign=foreign, left_out=left_out, section=tuple(section)
    )


def _is_there(path: Path) -> bool:
    return path.exists() or path.is_symlink()


def _differs(path: Path, content: str | bytes) -> bool:
    data = content if isinstance(content, bytes) else content.encode()
    return not path.is_file() or path.is_symlink() or path.read_bytes() != data


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""


def _print_written(folder: Path, result: InitResult) -> None:
    if result.written and sys.stdout.isatty():
        # On a terminal only the folders: forty paths would hide the next steps.
        tops = dict.fromkeys(f"{top}{slash}" for top, slash, _ in (p.partition("/") for p in result.written))
        for line in _wrapped(f"Wrote {len(result.written)} files in {folder}: {', '.join(tops)}"):
            click.echo(line)
        return
    for place in result.written:
        click.echo(Path(place).as_posix())


def _notes(folder: Path, site: NewSite, result: InitResult) -> Iterator[str]:
    if RECORD_FILE in result.kept:
        yield from _wrapped(f"kept unchanged: {len(result.kept)} files; outspoken upgrade updates them")
    for place in result.foreign:
        if place == SETTINGS_FILE and result.section:
            continue
        yield f"kept unchanged: {place}"
        yield from _wrapped(must_contain(place), "  ")
    for place in result.left_out:
        yield from _wrapped(
            f"not written: {place}, because its required checks would never report with the workflows above"
        )
    if result.section:
        yield f"kept unchanged: {SETTINGS_FILE}; it must have this:"
        yield from (f"  {line}" for line in result.section)
    if not site.owners and not _is_there(folder / CODEOWNERS):
        yield from _wrapped(
            f"not written: {CODEOWNERS}, because no owner was named who approves changes of templates and "
            "settings: run init again with --owner @name"
        )
    top = ask_git(folder, "rev-parse", "--show-toplevel")
    if top and Path(top).resolve() != folder.resolve():
        yield f"GitHub runs workflows only at the top of a repository: move .github to {top}"


def _next_steps(folder: Path, site: NewSite, result: InitResult) -> Iterator[str]:
    """Yield the next steps in at most ten lines; everything else is in SETUP.md."""
    if not result.written:
        return
    is_git = bool(ask_git(folder, "rev-parse", "--show-toplevel"))
    yield from ("", "Next:")
    if folder.resolve() != Path.cwd():
        yield f"  cd {shlex.quote(str(folder))}"
    if not is_git:
        yield "  git init -b main"
    # Windows has no executable bit, so git needs the option; otherwise workflows could not run these files.
    yield from (f"  git add --chmod=+x {place}" for place in EXECUTABLE if sys.platform == "win32")
    yield '  git add . && git commit -m "A status page"'
    yield "  outspoken check && outspoken serve"
    if site.repository and not ask_git(folder, "remote"):
        yield f"  gh repo create {site.repository} --public --source . --push"
    elif is_git and ask_git(folder, "remote"):
        yield "  git push -u origin HEAD"
    yield from ("SETUP.md has the rest; outspoken doctor shows what is", "still missing.")


def _wrapped(text: str, indent: str = "") -> list[str]:
    return wrap(
        text, _COLUMNS, initial_indent=indent, subsequent_indent=indent or "  ",
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
