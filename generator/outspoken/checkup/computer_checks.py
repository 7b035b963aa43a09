"""Checks this computer: Python, installed programs and libraries, the editor, the terminal."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from zoneinfo import ZoneInfo

from outspoken.authoring.scaffold.installation import Installation
from outspoken.checkup.finding import Finding, good, to_do, unknown
from outspoken.render.sharing.share_picture import can_draw


def computer_findings(
    runs: Installation, environ: Mapping[str, str], encoding: str, zone: ZoneInfo | None
) -> Iterator[Finding]:
    """Yield the findings about this computer: `encoding` is the terminal's, `zone` the site's if known."""
    python = ".".join(str(part) for part in sys.version_info[:3])
    yield good("programs", f"outspoken {runs} with Python {python}")
    yield _installer(environ)
    # Searched for, not imported: importing would take longer than all other checks of this computer.
    if find_spec("mkdocs") and find_spec("material"):
        yield good("prose engine", "MkDocs and Material are installed")
    else:
        message = "MkDocs or Material is not installed: only status pages can be built here"
        yield to_do("prose engine", message, "pipx install outspoken")
    if can_draw():
        yield good("share pictures", "pictures for links can be drawn")
    else:
        # Good nevertheless: a site without pictures is complete.
        message = "pictures for links are not drawn here: an optional library is not installed"
        yield good("share pictures", message)
    yield _editor(environ)
    if encoding.lower().replace("-", "") == "utf8":
        yield good("terminal", "the terminal's texts are UTF-8")
    else:
        message = f"the terminal's encoding is {encoding}: some characters may be shown wrong"
        yield to_do("terminal", message, "export PYTHONUTF8=1, or a locale with UTF-8")
    yield _zone(environ, zone)


def _installer(environ: Mapping[str, str]) -> Finding:
    path = environ.get("PATH")
    found = [name for name in ("uv", "pipx", "pip", "pip3") if shutil.which(name, path=path)]
    if found:
        return good("installer", f"{found[0]} is installed")
    # Nothing is broken: an installer is needed only for the next upgrade.
    return unknown("installer", "uv, pipx and pip are not on the PATH: the next upgrade needs one of them")


def _editor(environ: Mapping[str, str]) -> Finding:
    editor = (environ.get("VISUAL") or environ.get("EDITOR") or "").strip()
    if not editor:
        return good("editor", "neither VISUAL nor EDITOR is set: messages are typed in the terminal")
    # First as one path: on Windows the path of a program often has spaces.
    program = editor if shutil.which(editor, path=environ.get("PATH")) else editor.split()[0].strip('"')
    if shutil.which(program, path=environ.get("PATH")) is None:
        return to_do("editor", f"the editor {program} is not installed", "set EDITOR to an installed editor")
    return good("editor", f"messages are written in {program}")


def _zone(environ: Mapping[str, str], zone: ZoneInfo | None) -> Finding:
    # POSIX allows a colon before the name of a zone; ZoneInfo does not know it.
    local = environ.get("TZ", "").removeprefix(":")
    site = f"; the page's is {zone.key}" if zone else ""
    if local:
        try:
            ZoneInfo(local)
        except (KeyError, ValueError, OSError):
            return to_do("time zone", f"TZ is {local}, which is not a time zone", "export TZ=Europe/Berlin")
    return good("time zone", f"times are shown in {local or 'the zone of this computer'}{site}")
