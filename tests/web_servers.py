"""Real web servers with settings from the manual, listening at a socket in a folder, so without a port."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

MANUAL = Path(__file__).parent.parent / "docs"
_READY = {"nginx": "getrlimit(RLIMIT_NOFILE)", "caddy": "serving initial configuration"}


def snippet(page: str, name: str) -> str:
    """The block of code below `<!-- name -->` on a page of the manual."""
    text = (MANUAL / page).read_text(encoding="utf-8")
    (found,) = re.findall(rf"<!-- {name} -->\n```\w+\n(.*?)```", text, re.DOTALL)
    return str(found)


def replaced(text: str, places: dict[str, str]) -> str:
    """The text with each place of the manual replaced by one of this machine; every place occurs."""
    for place, here in places.items():
        assert place in text, place
        text = text.replace(place, here)
    return text


def command(name: str) -> str:
    """The path of a program."""
    # A user's path need not have the folder of servers.
    found = shutil.which(name, path=f"{os.environ['PATH']}{os.pathsep}/usr/sbin")
    assert found, f"no {name}; `make test` installs it (Debian: apt install {name})"
    return found


@contextmanager
def _running(name: str, place: Path, *arguments: str) -> Iterator[httpx.Client]:
    """A client of a server that listens at `place/here`; it is known to be ready by what it says."""
    server = subprocess.Popen(
        [command(name), *arguments],
        cwd=place,
        env={**os.environ, "HOME": str(place), "XDG_DATA_HOME": str(place), "XDG_CONFIG_HOME": str(place)},
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    said: list[str] = []
    try:
        assert server.stderr is not None
        for line in server.stderr:
            said.append(line)
            if _READY[name] in line:
                break
        else:
            raise AssertionError("".join(said))
        transport = httpx.HTTPTransport(uds=str(place / "here"))
        with httpx.Client(transport=transport, base_url="http://api.example.com", timeout=60) as client:
            yield client
    finally:
        server.kill()
        server.communicate()


@contextmanager
def nginx(place: Path, site: str) -> Iterator[httpx.Client]:
    """nginx with this text within `http`, which has it listen at `place/here`."""
    temporary = "".join(
        f"{kind}_temp_path {place}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    config = (
        f"daemon off; master_process off; pid {place}/pid; error_log stderr notice; events {{}}\n"
        f"http {{ access_log off;\n{temporary}{site}}}"
    )
    (place / "conf").write_text(config, encoding="utf-8")
    with _running("nginx", place, "-p", str(place), "-c", f"{place}/conf", "-e", "stderr") as client:
        yield client


@contextmanager
def caddy(place: Path, site: str) -> Iterator[httpx.Client]:
    """Caddy with this site, which is bound to `place/here`."""
    config = f"{{\n\tadmin off\n\tauto_https off\n}}\n{site}"
    (place / "conf").write_text(config, encoding="utf-8")
    with _running("caddy", place, "run", "--config", f"{place}/conf", "--adapter", "caddyfile") as client:
        yield client
