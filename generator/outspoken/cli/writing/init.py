"""`outspoken init`: starts a status page, in a new folder or in an existing repository."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from outspoken.cli import shared_options
from outspoken.cli.stop import Stop, one_line

if TYPE_CHECKING:
    from outspoken.authoring.new_site import NewSite

_PLACEHOLDER = "https://status.example.com/"


@click.command()
@click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path, file_okay=False), default=Path())
@click.option("--name", help="The name of the page.")
@click.option("--url", help="The address of the page; default: GitHub Pages, from --repo or the git remote.")
@click.option("--language", help="The language of the page.  [default: en]")
@click.option("--time-zone", help="The time zone of the page.  [default: UTC]")
@click.option(
    "--component", "components", metavar="NAME", multiple=True,
    help="A component, as customers call it, or ID=NAME. As often as needed.",
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

    On a terminal it asks for what is missing. Existing files are kept and listed. Prints the paths that
    were written; the next steps go to standard error.
    """
    from msgspec.structs import replace

    from outspoken.authoring.new_site import is_owner, next_steps

    with one_line():
        given = {"name": name, "url": url, "language": language, "time_zone": time_zone, "repo": repo}
        if faults := [owner for owner in owners if not is_owner(owner)]:
            raise Stop(f"--owner is {faults[0]!r}: write @name, @organisation/team or a mail address", 2)
        site = _site(folder, {key: value for key, value in given.items() if value}, components, pin)
        site = replace(site, owners=owners)
        written, kept = _write(folder, site, shared_options.instant_or_clock(now))
    for path in written:
        click.echo(path.as_posix())
    for line in _notes(folder, site, kept):
        click.echo(line, err=True)
    click.echo(
        f"\n{next_steps(site, folder.resolve(), has_modes=sys.platform != 'win32')}", err=True, nl=False
    )


def _site(folder: Path, given: dict[str, str], components: tuple[str, ...], pin: str | None) -> NewSite:
    from outspoken.authoring.new_site import NewSite, components_of, pages_url, repository_of
    from outspoken.authoring.scaffold.installation import this_installation
    from outspoken.authoring.scaffold.pins import PinKind, default_kind, make_pin

    repository = given.get("repo") or repository_of(_git(folder, "remote", "get-url", "origin"))
    if repository and not _is_repository(repository):
        raise Stop(f"--repo is {repository!r}: write it as OWNER/NAME", 2)
    ask = _asker()
    first = given.get("name") or ask(
        "Name of the page:", "It is shown at the top of every page.", _name(folder), _line
    )
    url = given.get("url") or ask(
        "Address of the page:",
        "Links in feeds and messages begin with it.",
        pages_url(repository) or _PLACEHOLDER,
        _address,
    )
    zone = given.get("time_zone") or ask(
        "Time zone of the page:", "Days and uptime are counted in it.", "UTC", _zone
    )
    language = given.get("language") or ask(
        "Language of the page:", "One of its codes: en, de, es, fr, ja.", "en", _language
    )
    for option, fault in (
        ("--name", _line(first)),
        ("--url", _address(url)),
        ("--time-zone", _zone(zone)),
        ("--language", _language(language)),
    ):
        if fault:
            raise Stop(f"{option}: {fault}", 2)
    if not components:
        listed = ask(
            "Components, separated by commas:",
            "The parts of your product, as customers call them.",
            "Website",
            _line,
        )
        components = tuple(name.strip() for name in listed.split(",") if name.strip())
    if faults := [name for name in components if _line(name) or not name.strip(" =")]:
        raise Stop(f"--component is {faults[0]!r}: write a name, or ID=NAME", 2)
    runs = this_installation()
    pinned = make_pin(runs, PinKind(pin) if pin else default_kind(runs))
    return NewSite(
        name=first, url=f"{url.rstrip('/')}/", language=language, time_zone=zone,
        components=components_of(components), repository=repository, pin=pinned,
    )  # fmt: skip


def _asker() -> Callable[[str, str, str, Callable[[str], str]], str]:
    """Return a function that asks a question; without a terminal it returns the default."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return lambda _question, _why, default, _check: default
    from outspoken.cli.desk import prompts

    return lambda question, why, default, check: prompts.ask(question, why=why, default=default, check=check)


def _write(folder: Path, site: NewSite, now: datetime) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """Write the files that do not exist; return their paths, and the names of those that exist."""
    from outspoken.authoring.new_site import EXECUTABLE, SETTINGS, machinery, site_files
    from outspoken.authoring.scaffold.record import RECORD_FILE, digest, record_text
    from outspoken.source.new_files import write_new

    files = site_files(site, now)
    if any(folder.glob("incidents/*")):
        # A page with a history needs no example.
        files = {place: text for place, text in files.items() if not place.startswith("incidents/")}
    if (folder / SETTINGS).exists() and not (folder / "site_src").is_dir():
        # Its settings name the folder of its own pages.
        files = {place: text for place, text in files.items() if not place.startswith("site_src/")}
    places = ((place, folder / place) for place in (*files, RECORD_FILE))
    kept = tuple(place for place, path in places if path.exists() or path.is_symlink())
    same = {place: digest(text) for place, text in machinery(site.pin).items() if place not in kept}
    if RECORD_FILE not in kept:
        files[RECORD_FILE] = record_text(same)
    folder.mkdir(parents=True, exist_ok=True)
    write_new(folder, {place: text for place, text in files.items() if place not in kept})
    for place in EXECUTABLE:
        if place not in kept:
            (folder / place).chmod(0o755)
    return tuple(Path(place) for place in files if place not in kept), kept


def _notes(folder: Path, site: NewSite, kept: tuple[str, ...]) -> Iterator[str]:
    for place in kept:
        yield f"kept unchanged: {place}"
    if "mkdocs.yml" in kept:
        yield "mkdocs.yml was kept: add the plugin `outspoken` with `components` (outspoken check helps)"
    if not site.owners and ".github/CODEOWNERS" not in kept:
        yield "templates and settings have no owners yet: fill in .github/CODEOWNERS, or use --owner"
    if site.url == _PLACEHOLDER:
        yield f"the address is a placeholder: set site_url and host in mkdocs.yml (now {_PLACEHOLDER})"
    top = _git(folder, "rev-parse", "--show-toplevel")
    if top and Path(top).resolve() != folder.resolve():
        yield f"GitHub runs workflows only at the top of a repository: move .github to {top}"


def _git(folder: Path, *arguments: str) -> str:
    """Return git's output in a folder, empty if it fails."""
    from outspoken.source.git.run_git import ask

    return (ask(folder, *arguments) or b"").decode("utf-8", "replace").strip() if folder.is_dir() else ""


def _name(folder: Path) -> str:
    name = folder.resolve().name.replace("-", " ").replace("_", " ").strip()
    # A folder such as acme-status already has a good name.
    return f"{name[:1].upper()}{name[1:]}" if "status" in name.lower() else "Status"


def _is_repository(text: str) -> bool:
    owner, slash, name = text.partition("/")
    return bool(owner and slash and name) and "/" not in name and " " not in text


def _line(text: str) -> str:
    return "" if text.strip() and text.isprintable() else "write one line"


def _address(text: str) -> str:
    parts = urlsplit(text)
    good = parts.scheme in ("http", "https") and parts.hostname and not parts.query and not parts.fragment
    return "" if good and text.isprintable() and " " not in text else f"write it as {_PLACEHOLDER}"


def _zone(text: str) -> str:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        return f"{text} is not a time zone: write it as Europe/Berlin"
    return ""


def _language(text: str) -> str:
    from outspoken.source.settings.languages import LANGUAGES

    return (
        ""
        if text.partition("-")[0].lower() in LANGUAGES
        else f"{text} is not a language: write it as en or de"
    )
