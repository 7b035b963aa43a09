"""Collects the values for `init`: from options, from git, and on a terminal from questions."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from outspoken.cli.stop import Stop, missing

if TYPE_CHECKING:
    from outspoken.authoring.new_site import NewSite

Ask = Callable[[str, str, str, Callable[[str], str]], str]
_HOW_ADDRESS = "write it as https://status.acme.com/"


def answers(
    folder: Path,
    given: Mapping[str, str],
    components: tuple[str, ...],
    owners: tuple[str, ...],
    pin: str | None,
    now: datetime,
) -> NewSite:
    """Return the site from what was given; on a terminal, ask for the rest. Raises Stop."""
    from zoneinfo import ZoneInfo

    from outspoken.authoring.new_site import NewSite, components_of
    from outspoken.authoring.scaffold.installation import this_installation
    from outspoken.authoring.scaffold.pins import PinKind, default_kind, make_pin

    ask = _asker()
    repository = _repository(folder, given, ask)
    name = given.get("name") or ask(
        "Name of the page:", "It is shown at the top of every page.", _name(folder), _line
    )
    url = _url(given, repository, ask)
    zone = given.get("time_zone") or ask(
        "Time zone of the page:", "Days and uptime are counted in it.", "UTC", _zone
    )
    language = given.get("language") or ask(
        "Language of the page:", "One of its codes: en, de, es, fr, ja.", "en", _language
    )
    for option, fault in (
        ("--name", _line(name)),
        ("--url", _address(url)),
        ("--time-zone", _zone(zone)),
        ("--language", _language(language)),
    ):
        if fault:
            raise Stop(f"{option}: {fault}", 2)
    runs = this_installation()
    return NewSite(
        name=name, url=f"{url.rstrip('/')}/", language=language, time_zone=zone,
        components=components_of(_components(components, ask)), repository=repository,
        since=now.astimezone(ZoneInfo(zone)).date(), owners=_owners(owners, ask),
        # Last: a wheel is packed only for answers that are good.
        pin=make_pin(runs, PinKind(pin) if pin else default_kind(runs)),
    )  # fmt: skip


def ask_git(folder: Path, *arguments: str) -> str:
    """Return git's output in a folder, or in the nearest one that exists above; empty if it fails."""
    from outspoken.source.git.run_git import ask

    there = next(place for place in (folder.resolve(), *folder.resolve().parents) if place.is_dir())
    return (ask(there, *arguments) or b"").decode("utf-8", "replace").strip()


def _asker() -> Ask:
    """Return a function that asks a question; without a terminal it returns the default."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return lambda _question, _why, default, _check: default
    from outspoken.cli.desk import prompts

    return lambda question, why, default, check: prompts.ask(question, why=why, default=default, check=check)


def _repository(folder: Path, given: Mapping[str, str], ask: Ask) -> str:
    from outspoken.authoring.new_site import repository_of

    remote = repository_of(ask_git(folder, "remote", "get-url", "origin"))
    found = given.get("repo") or ask(
        "Repository at GitHub:",
        "As in acme/status. Leave it out for another host.",
        remote,
        _slug,
    )
    if found and (fault := _slug(found)):
        raise Stop(f"--repo is {found!r}: {fault}", 2)
    return found


def _url(given: Mapping[str, str], repository: str, ask: Ask) -> str:
    from outspoken.authoring.new_site import pages_url

    question = "Address of the page:"
    while not (found := given.get("url") or ask(question, _WHY_ADDRESS, pages_url(repository), _address)):
        if not sys.stdin.isatty():
            raise missing("--url", "or --repo, for a page at GitHub Pages. Feeds and messages begin with it")
        question = "Address of the page (needed):"
    return found


_WHY_ADDRESS = "Links in feeds and messages begin with it: https://status.acme.com/"


def _components(given: tuple[str, ...], ask: Ask) -> tuple[str, ...]:
    listed = given or tuple(
        ask(
            "Components, separated by commas:",
            "The parts of your product, as customers call them.",
            "Website",
            _line,
        ).split(",")
    )
    if faults := [name for name in given if _line(name) or not name.strip(" =")]:
        raise Stop(f"--component is {faults[0]!r}: write a name, or ID=NAME", 2)
    return tuple(name.strip() for name in listed if name.strip())


def _owners(given: tuple[str, ...], ask: Ask) -> tuple[str, ...]:
    from outspoken.authoring.new_site import is_owner

    how = "write @name, @organisation/team or a mail address"
    if faults := [owner for owner in given if not is_owner(owner)]:
        raise Stop(f"--owner is {faults[0]!r}: {how}", 2)
    return given or tuple(
        ask(
            "Who approves templates, settings and workflows:",
            "@name, @organisation/team or a mail; several with spaces.",
            "",
            lambda text: "" if all(map(is_owner, text.split())) else how,
        ).split()
    )


def _name(folder: Path) -> str:
    name = folder.resolve().name.replace("-", " ").replace("_", " ").strip()
    # The name of a folder such as acme-status is a good default.
    return f"{name[:1].upper()}{name[1:]}" if "status" in name.lower() else "Status"


def _slug(text: str) -> str:
    owner, slash, name = text.partition("/")
    good = owner and slash and name and "/" not in name and " " not in text
    return "" if good else "write it as OWNER/NAME, for example acme/status"


def _line(text: str) -> str:
    return "" if text.strip() and text.isprintable() else "write one line"


def _address(text: str) -> str:
    parts = urlsplit(text)
    good = parts.scheme in ("http", "https") and parts.hostname and not parts.query and not parts.fragment
    return "" if good and text.isprintable() and " " not in text else _HOW_ADDRESS


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
