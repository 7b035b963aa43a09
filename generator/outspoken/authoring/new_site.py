"""Make the files of a new status repository from the shipped scaffold and the site's values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from outspoken import shipped
from outspoken.authoring.refusal import MissingError
from outspoken.authoring.scaffold.pins import Pin
from outspoken.model.file_names import SETTINGS_FILE, folder_of, update_name
from outspoken.source.format.writing import stamp
from outspoken.source.git.tool_output import bare_address
from outspoken.source.incidents.new_ids import incident_id, title_slug, update_id

_GITHUB = re.compile(r"(?:https?://|ssh://|git@)github\.com[:/]+([\w.-]+)/([\w.-]+?)(?:\.git)?/?")
_NAME = r"[A-Za-z0-9](?:-?[A-Za-z0-9])*"
_OWNER = re.compile(rf"@{_NAME}|@{_NAME}/[a-z0-9][\w.-]*|[^@\s#]+@[^@\s#]+\.[^@\s#]+")
# A change of these files can change what is published or sent, without touching an incident.
_OWNED = ("/templates/", "/mkdocs.yml", "/requirements/", "/.ci/", "/.github/")
_PLACE = re.compile(r"@@([A-Z_]+)@@")
# These files must be executable: they are written from texts, which have no file mode.
EXECUTABLE = (".ci/install",)
CODEOWNERS = ".github/CODEOWNERS"


class NewSite(Struct, frozen=True, kw_only=True):
    """A new status page: `url` ends in a slash, components are by id, `repository` is OWNER/NAME or empty.

    `owners` approve changes of templates, settings and workflows, written as in CODEOWNERS; without them
    there is no such file. `since` is the first day that counts, in the site's zone.
    """

    name: str
    url: str
    language: str
    time_zone: str
    components: Mapping[str, str]
    repository: str
    pin: Pin
    since: date
    owners: tuple[str, ...] = ()


def repository_of(remote: str) -> str:
    """Return OWNER/NAME of a remote's address at GitHub; empty for any other."""
    found = _GITHUB.fullmatch(bare_address(remote))
    return f"{found[1]}/{found[2]}" if found else ""


def pages_url(repository: str) -> str:
    """Return the address at which GitHub Pages serves OWNER/NAME; empty if there is none."""
    owner, _, name = repository.lower().partition("/")
    if not name:
        return ""
    return (
        f"https://{owner}.github.io/"
        if name == f"{owner}.github.io"
        else f"https://{owner}.github.io/{name}/"
    )


def is_owner(text: str) -> bool:
    """Whether CODEOWNERS accepts it: `@name`, `@organisation/team`, or a mail address."""
    return _OWNER.fullmatch(text) is not None


def components_of(names: tuple[str, ...]) -> Mapping[str, str]:
    """Return names by id, from `ID=NAME` or a name alone. Raises MissingError if two get the same id."""
    found: dict[str, str] = {}
    for text in names:
        name, has_id, rest = text.partition("=")
        key = title_slug(name)
        if key in found:
            raise MissingError(f"two components get the id {key}: write ID=NAME for one of them")
        found[key] = (rest if has_id else name).strip() or name
    return found


def site_files(site: NewSite, now: datetime) -> dict[str, str | bytes]:
    """Return every file by its path from the root, at `now` (UTC).

    Raises FileNotFoundError without a scaffold.
    """
    values = _values(site)
    scaffold = shipped.templates_dir() / "scaffolds" / "repository"
    places = (place for place in _places(scaffold) if site.owners or place != CODEOWNERS)
    written = {place: _filled(scaffold / place, values) for place in places}
    return {**written, **machinery(site.pin), **_example(site, now)}


def machinery(pin: Pin) -> dict[str, str | bytes]:
    """Return the files that are the same in every repository: `upgrade` may replace them."""
    scaffold = shipped.templates_dir() / "scaffolds" / "repository"
    texts = {place: (scaffold / place).read_text(encoding="utf-8") for place in _places(scaffold)}
    same = {
        place: text
        for place, text in texts.items()
        if not _PLACE.search(text) and not place.startswith("site_src/")
    }
    own = {place: path.read_text(encoding="utf-8") for place, path in shipped.repository_files().items()}
    return {**same, **own, **pin.files}


def _places(scaffold: Path) -> list[str]:
    return sorted(path.relative_to(scaffold).as_posix() for path in scaffold.rglob("*") if path.is_file())


def _filled(path: Path, values: Mapping[str, str]) -> str:
    yaml = path.name in (SETTINGS_FILE, "index.md")

    def value(found: re.Match[str]) -> str:
        text = values[found[1]]
        return json.dumps(text, ensure_ascii=False) if yaml and found[1] in _QUOTED else text

    return _PLACE.sub(value, path.read_text(encoding="utf-8"))


_QUOTED = {"NAME", "URL"}


def _values(site: NewSite) -> Mapping[str, str]:
    return {
        "NAME": site.name,
        "URL": site.url,
        "SITE": site.url,
        "HOST": urlsplit(site.url).hostname or "",
        "LANGUAGE": site.language,
        "TIME_ZONE": site.time_zone,
        "COMPONENTS": "\n".join(_components(site)),
        "FIRST": next(iter(site.components)),
        "OWNED": "\n".join(_owned(site)),
        "INSTALL": site.pin.install,
    }


def _owned(site: NewSite) -> Iterator[str]:
    """Yield the lines of CODEOWNERS."""
    yield from (f"{path} {' '.join(site.owners)}" for path in _OWNED)


def _components(site: NewSite) -> Iterator[str]:
    for component, name in site.components.items():
        words = f"id: {json.dumps(component)}, name: {json.dumps(name, ensure_ascii=False)}"
        # A page has no records of a component before its first day, so earlier days are not counted.
        yield f"        - {{{words}, since: {site.since.isoformat()}}}"


def _example(site: NewSite, now: datetime) -> dict[str, str]:
    """Return the first entry, which says that the page has opened. It is not announced."""
    at = now.astimezone(UTC).replace(microsecond=0)
    name = incident_id(at.date(), "This status page has opened", lambda _: False)
    folder = folder_of(name)
    incident = (
        "---\ntitle: This status page has opened\nimpact: none\ncomponents: {}\n"
        f"started: {stamp(at)}\n---\n"
        "This page begins today: incidents and maintenance before it are not recorded here.\n"
    )
    update = (
        # `announce: false`: this must not be the first message on any channel.
        f"---\nstatus: resolved\nat: {stamp(at)}\nannounce: false\n---\n"
        f"This is the first entry of {site.name}. It reports no incident.\n"
    )
    return {
        f"{folder}/incident.md": incident,
        f"{folder}/{update_name(update_id(at, 'resolved', ()))}": update,
    }
