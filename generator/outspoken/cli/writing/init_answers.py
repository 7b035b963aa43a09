"""Collects the values for `init`: from options, from git, and on a terminal from questions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from outspoken.authoring.new_site import NewSite, components_of, is_owner, pages_url, repository_of
from outspoken.authoring.refusal import MissingError
from outspoken.authoring.scaffold.installation import this_installation
from outspoken.authoring.scaffold.pins import PinKind, default_kind, make_pin
from outspoken.cli.shared_options import is_web_address
from outspoken.cli.stop import Stop, missing
from outspoken.source.git.run_git import ask
from outspoken.source.settings.languages import LANGUAGES

if TYPE_CHECKING:
    from outspoken.cli.writing.init_conversation import InitConversation

# What GitHub accepts; other letters would be in the page's address.
_SLUG = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*)/[A-Za-z0-9._-]+")
_HOW_ADDRESS = "write it as https://status.acme.com/"


def answers(
    folder: Path,
    given: Mapping[str, str],
    components: tuple[str, ...],
    owners: tuple[str, ...],
    pin: str | None,
    now: datetime,
    conversation: InitConversation,
) -> NewSite:
    """Return the site from what was given, by option; on a terminal, ask for the rest. Raises Stop."""
    # Before the first question: a refusal after the last one would be worse.
    _expect_good(given, components, owners)
    ask = conversation.ask
    repository = _repository(folder, given, conversation)
    name = given.get("--name") or ask(
        "--name", "Name of the page:", "It is shown at the top of every page.", _name(folder), _line
    )
    url = _url(given, repository, conversation)
    zone = given.get("--time-zone") or ask(
        "--time-zone", "Time zone of the page:", "Days and uptime are counted in it.", "UTC", _zone
    )
    language = given.get("--language") or ask(
        "--language", "Language of the page:", "A code: en, de, es, fr or ja.", "en", _language
    )
    listed = components or _listed_components(conversation)
    approving = owners or _listed_owners(conversation)
    runs = this_installation()
    return NewSite(
        name=name, url=f"{url.rstrip('/')}/", language=language, time_zone=zone,
        components=components_of(listed), repository=repository,
        since=now.astimezone(ZoneInfo(zone)).date(), owners=approving,
        # Last: a wheel is packed only after all answers were checked.
        pin=make_pin(runs, PinKind(pin) if pin else default_kind(runs)),
    )  # fmt: skip


def _expect_good(given: Mapping[str, str], components: tuple[str, ...], owners: tuple[str, ...]) -> None:
    """Raise Stop for the first option whose value cannot be used."""
    checks = {
        "--repo": _slug,
        "--name": _line,
        "--url": _address,
        "--time-zone": _zone,
        "--language": _language,
    }
    for option, check in checks.items():
        if option in given and (fault := check(given[option])):
            raise Stop(f"{option}: {fault}", 2)
    for option, fault in (("--component", _components(components)), ("--owner", _owners(owners))):
        if fault:
            raise Stop(f"{option}: {fault}", 2)


def ask_git(folder: Path, *arguments: str) -> str:
    """Return git's output in a folder, or in the nearest one that exists above; empty if it fails."""
    existing = next(place for place in (folder.resolve(), *folder.resolve().parents) if place.is_dir())
    return (ask(existing, *arguments) or b"").decode("utf-8", "replace").strip()


def _repository(folder: Path, given: Mapping[str, str], conversation: InitConversation) -> str:
    remote = repository_of(ask_git(folder, "remote", "get-url", "origin"))
    return given.get("--repo") or conversation.ask(
        "--repo",
        "Repository at GitHub:",
        "OWNER/NAME, such as acme/status. Leave it out for another host.",
        remote,
        _slug,
    )


def _url(given: Mapping[str, str], repository: str, conversation: InitConversation) -> str:
    """Return the page's address. Raises Stop without a terminal if there is none."""
    found = given.get("--url") or conversation.ask(
        "--url", "Address of the page:", _WHY_ADDRESS, pages_url(repository), _address, is_needed=True
    )
    if not found:
        why = "write it, or --repo for a page at GitHub Pages; links in feeds and messages begin with it"
        raise missing("--url", why)
    return found


_WHY_ADDRESS = "Links in feeds and messages begin with it, such as https://status.acme.com/"


def _listed_components(conversation: InitConversation) -> tuple[str, ...]:
    answer = conversation.ask(
        "--component",
        "Components, separated by commas:",
        "The parts of your product, as customers call them.",
        "Website",
        lambda text: _components(_parts(text)),
    )
    conversation.settle("--component", _parts(answer))
    return _parts(answer)


def _parts(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _components(names: tuple[str, ...]) -> str:
    """Return what is wrong with names of components, in one line; empty if nothing is."""
    if faults := [name for name in names if _line(name) or not name.strip(" =")]:
        return f"{faults[0]!r}: write a name, or ID=NAME"
    try:
        components_of(names)
    except MissingError as fault:
        return str(fault)
    return ""


def _listed_owners(conversation: InitConversation) -> tuple[str, ...]:
    answer = conversation.ask(
        "--owner",
        "Who approves templates, settings and workflows:",
        "@name, @organisation/team or a mail address; spaces between several.",
        "",
        lambda text: _owners(tuple(text.split())),
    )
    conversation.settle("--owner", answer.split())
    return tuple(answer.split())


def _owners(owners: tuple[str, ...]) -> str:
    """Return what is wrong with owners, in one line; empty if nothing is."""
    faults = [owner for owner in owners if not is_owner(owner)]
    return f"{faults[0]!r}: write @name, @organisation/team or a mail address" if faults else ""


def _name(folder: Path) -> str:
    name = folder.resolve().name.replace("-", " ").replace("_", " ").strip()
    # The name of a folder such as acme-status is a good default.
    return f"{name[:1].upper()}{name[1:]}" if "status" in name.lower() else "Status"


def _slug(text: str) -> str:
    return "" if _SLUG.fullmatch(text) else f"{text!r}: write it as OWNER/NAME, for example acme/status"


def _line(text: str) -> str:
    return "" if text.strip() and text.isprintable() else "write one line"


def _address(text: str) -> str:
    good = is_web_address(text) and not {"?", "#", " "}.intersection(text) and text.isprintable()
    return "" if good else _HOW_ADDRESS


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        return f"{text} is not a time zone: write it as Europe/Berlin"
    return ""


def _language(text: str) -> str:
    return (
        ""
        if text.partition("-")[0].lower() in LANGUAGES
        else f"{text} is not a language: write it as en or de"
    )
