"""Pack this installation of Outspoken as a wheel, so that workflows install exactly what runs now."""

from __future__ import annotations

import hashlib
import io
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from outspoken import shipped
from outspoken.authoring.scaffold.installation import COMMIT_FILE, PACKAGE, Installation, package

_WHEEL = "Wheel-Version: 1.0\nGenerator: outspoken\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
_METADATA = ("METADATA", "entry_points.txt")


def wheel_name(installation: Installation) -> str:
    """Return the file name of the wheel."""
    return f"outspoken-{installation.version}-py3-none-any.whl"


def wheel(installation: Installation) -> bytes:
    """Return the wheel; the same installation gives the same bytes.

    https://packaging.python.org/en/latest/specifications/binary-distribution-format/
    Raises RefusedError if the package is not installed, FileNotFoundError if it is not complete.
    """
    about = f"outspoken-{installation.version}.dist-info"
    files = dict(sorted(_files(about, installation)))
    record = "".join(f"{name},sha256={_digest(data)},{len(data)}\n" for name, data in files.items())
    files[f"{about}/RECORD"] = f"{record}{about}/RECORD,,\n".encode()
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, data in files.items():
            # ZipInfo has a fixed date: a wheel does not depend on when it was packed.
            entry = ZipInfo(name)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, data)
    return packed.getvalue()


def _files(about: str, installation: Installation) -> Iterator[tuple[str, bytes]]:
    yield from _below(PACKAGE, "outspoken")
    if installation.commit:
        yield f"outspoken/{COMMIT_FILE}", installation.commit_text.encode()
    templates = shipped.templates_dir()
    if not templates.is_relative_to(PACKAGE):
        yield from _below(templates, "outspoken/templates")
    for place, path in shipped.repository_files().items():
        yield f"outspoken/templates/scaffolds/own/{place}", path.read_bytes()
    found = package()
    for name in _METADATA:
        yield f"{about}/{name}", (found.read_text(name) or "").encode()
    yield f"{about}/licenses/LICENSE", (found.read_text("licenses/LICENSE") or "").encode()
    yield f"{about}/WHEEL", _WHEEL.encode()


def _below(folder: Path, prefix: str) -> Iterator[tuple[str, bytes]]:
    for path in folder.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            yield f"{prefix}/{path.relative_to(folder).as_posix()}", path.read_bytes()


def _digest(data: bytes) -> str:
    return urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
