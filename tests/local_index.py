"""A package index on loopback: what is installed here, packed again, and locks with the hashes of that."""

from __future__ import annotations

import hashlib
import io
import os
import re
import sys
import tarfile
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from threading import Thread
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from packaging.utils import canonicalize_name

REQUIREMENTS = Path(__file__).parent.parent / "requirements"
PINNED = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[^ ;\\]+)(?P<only> ;[^\\]*)?", re.MULTILINE)
# Published as source alone.
FROM_SOURCE = {"feedgen"}
_ICON = re.compile(r"""["'](?:\.icons/)?(?P<icon>[a-z]+/[a-z0-9/-]+)(?:\.svg)?["']""")
_NOT_SHIPPED = {"INSTALLER", "REQUESTED", "RECORD", "direct_url.json", "uv_build.json", "uv_cache.json"}


def pack(names: Iterable[str], folder: Path) -> Mapping[str, str]:
    """Write `simple/NAME/` for each installed package; return the line of a lock for each, by name."""
    lines = {}
    for name in names:
        try:
            found = distribution(name)
        except PackageNotFoundError:
            continue  # of another kind of machine
        place = folder / "simple" / name
        place.mkdir(parents=True)
        made = _source(found, place) if name in FROM_SOURCE else _wheel(found, place)
        sha = hashlib.sha256(made.read_bytes()).hexdigest()
        (place / "index.html").write_text(
            f'<a href="{made.name}#sha256={sha}">{made.name}</a>', encoding="utf-8"
        )
        lines[name] = f"{name}=={found.version} --hash=sha256:{sha}\n"
    return lines


def locked(lock: str) -> dict[str, str]:
    """The canonical names in a lock, each with the machines it is for (a marker, or empty)."""
    text = (REQUIREMENTS / f"{lock}.txt").read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for match in PINNED.finditer(text):
        name = canonicalize_name(match["name"])
        # Locked twice, for older and for newer Pythons: one of the two is installed here.
        found[name] = "" if name in found else (match["only"] or "").strip()
    return found


def write_locks(folder: Path, lines: Mapping[str, str], *locks: str) -> None:
    """Write `requirements/LOCK.txt` below a folder, with this index's hashes."""
    (folder / "requirements").mkdir(exist_ok=True)
    for lock in locks:
        held = {name: only for name, only in locked(lock).items() if name in lines}
        text = "".join(
            lines[name].replace(" --hash", f" {only} --hash") for name, only in sorted(held.items())
        )
        (folder / "requirements" / f"{lock}.txt").write_text(text, encoding="utf-8")


def _files(found: Distribution) -> Iterator[tuple[str, bytes]]:
    scripts = {point.name for point in found.entry_points}
    named = _icons(found)
    for file in found.files or ():
        path = Path(str(found.locate_file(file)))
        if file.name in _NOT_SHIPPED or "__pycache__" in file.parts or not path.is_file():
            continue
        if ".icons" in file.parts and file.with_suffix("").as_posix().partition(".icons/")[2] not in named:
            continue
        if file.parts[0] != "..":
            yield file.as_posix(), path.read_bytes()
        elif file.parts[-2] == "bin" and file.name not in scripts:
            yield f"{_stem(found)}.data/scripts/{file.name}", path.read_bytes()


def _icons(found: Distribution) -> set[str]:
    """The icons that a package's own templates name: a few of the 14,000, which take long to install."""
    templates = [Path(str(found.locate_file(file))) for file in found.files or () if file.suffix == ".html"]
    return {
        match["icon"]
        for path in templates
        if path.is_file()
        for match in _ICON.finditer(path.read_text(encoding="utf-8"))
    }


def _stem(found: Distribution) -> str:
    return f"{canonicalize_name(found.name).replace('-', '_')}-{found.version}"


def _tags(found: Distribution) -> str:
    """The machines that it is for, as in the name of a wheel: `py2.py3-none-any`."""
    lines = re.findall(r"^Tag: (\S+)", found.read_text("WHEEL") or "", re.MULTILINE)
    return "-".join(
        ".".join(sorted(set(part))) for part in zip(*(line.split("-") for line in lines), strict=True)
    )


def _wheel(found: Distribution, place: Path) -> Path:
    made = place / f"{_stem(found)}-{_tags(found)}.whl"
    record = []
    with ZipFile(made, "w", ZIP_STORED) as archive:
        for name, data in _files(found):
            inside = re.sub(r"^[^/]*\.dist-info/", f"{_stem(found)}.dist-info/", name)
            entry = ZipInfo(inside)
            entry.external_attr = (0o100755 if "/scripts/" in inside else 0o100644) << 16
            archive.writestr(entry, data)
            digest = urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            record.append(f"{inside},sha256={digest},{len(data)}\n")
        listed = f"{_stem(found)}.dist-info/RECORD"
        archive.writestr(listed, f"{''.join(record)}{listed},,\n")
    return made


def _source(found: Distribution, place: Path) -> Path:
    made = place / f"{_stem(found)}.tar.gz"
    about = f"name={found.name!r}, version={found.version!r}, packages=[{found.name!r}]"
    setup = f"from setuptools import setup\nsetup({about})\n"
    files = {name: data for name, data in _files(found) if ".dist-info/" not in name} | {
        "setup.py": setup.encode(),
        "PKG-INFO": f"Metadata-Version: 2.1\nName: {found.name}\nVersion: {found.version}\n".encode(),
    }
    with tarfile.open(made, "w:gz") as archive:
        for name, data in files.items():
            entry = tarfile.TarInfo(f"{_stem(found)}/{name}")
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return made


class _Server(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """Say nothing: a client that has what it wants may close a connection."""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path, port: int = 0) -> Iterator[str]:
    """Serve a folder on loopback; yields its address."""
    with _Server(("127.0.0.1", port), partial(_Quiet, directory=str(folder))) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@cache
def _pip() -> Path:
    import pip

    return Path(pip.__file__).parent


def empty_environment(folder: Path) -> Path:
    """Make an environment with pip and nothing else; return its Python."""
    import venv

    venv.create(folder, symlinks=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    # Without its metadata: it is no package of this environment.
    (packages / "pip").symlink_to(_pip())
    return folder / "bin" / "python"


def variables(home: Path, index: str, **more: str) -> dict[str, str]:
    """The variables of a machine that has this index alone, and no settings of a user."""
    tools = os.pathsep.join(
        part for part in os.environ["PATH"].split(os.pathsep) if part != str(Path(sys.executable).parent)
    )
    own = {"PATH": tools, "HOME": str(home), "PIP_CONFIG_FILE": os.devnull, "PIP_RETRIES": "0"}
    addresses = {"PIP_INDEX_" + "URL": f"{index}/simple/", "UV_DEFAULT_INDEX": f"{index}/simple/"}
    return {**own, **addresses, "UV_HTTP_RETRIES": "0", "LC_ALL": "C.UTF-8", **more}
