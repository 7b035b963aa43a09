"""Reads incidents from the folder on disk, or from a commit that is not checked out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from outspoken.model.file_names import INCIDENTS
from outspoken.source.incidents.incident_files import MAX_IMAGE, list_folders, read_file, read_folder

if TYPE_CHECKING:
    from outspoken.errors import Problem


class DiskIncidents:
    """Reads incidents from the work tree; `settings` is None, so that mkdocs.yml is read from there too."""

    settings: bytes | None = None

    def __init__(self, root: Path) -> None:
        self.root = root

    def folders(self) -> list[str]:
        """Return every incident's folder, newest first."""
        return list_folders(self.root, [])[::-1]

    def has(self, folder: str) -> bool:
        """Whether anything exists there, even a broken link."""
        import os.path

        return os.path.lexists(f"{self.root}/{folder}")

    def updates(self, folder: str) -> list[str]:
        """Return the paths of an incident's updates, in the order of their names."""
        import os

        try:
            names = os.listdir(f"{self.root}/{folder}/updates")  # noqa: PTH208 - quicker, and there are thousands
        except OSError:
            return []
        return [f"{folder}/updates/{name}" for name in sorted(names) if name.endswith(".md")]

    def read(self, paths: Iterable[str]) -> Mapping[str, bytes]:
        """Return the files at these paths; those that cannot be read are left out."""
        found: list[Problem] = []
        read = ((path, read_file(f"{self.root}/{path}", MAX_IMAGE, path, found)) for path in paths)
        return {path: data for path, data in read if data is not None}

    def files(self, folder: str) -> dict[str, bytes]:
        """Return one incident's files by their path in its folder; what cannot be read is left out."""
        return read_folder(self.root, folder, []) if self.has(folder) else {}


class CommitIncidents:
    """Reads incidents from a commit, without a checkout; `root` may be a folder of the repository."""

    def __init__(self, root: Path, commit: str) -> None:
        self.root, self.commit = root, commit

    @cached_property
    def settings(self) -> bytes:
        """The bytes of mkdocs.yml; empty if the commit does not have it."""
        from outspoken.source.git.run_git import ask

        return ask(self.root, "show", f"{self.commit}:./mkdocs.yml") or b""

    @cached_property
    def _blobs(self) -> dict[str, str]:
        from outspoken.source.git.run_git import ask

        listed = ask(self.root, "ls-tree", "-r", "-z", self.commit, "--", f"{INCIDENTS}/") or b""
        # In git a name may have any bytes; one that is not UTF-8 must not stop an urgent update.
        rows = (row.decode("utf-8", "surrogateescape").partition("\t") for row in listed.split(b"\0")[:-1])
        # Mode 100…: regular files only, neither links nor submodules.
        return {path: meta.split(" ")[2] for meta, _, path in rows if meta.startswith("100")}

    def folders(self) -> list[str]:
        """Return every incident's folder, newest first."""
        deep = (path.split("/") for path in self._blobs)
        return sorted({"/".join(parts[:3]) for parts in deep if len(parts) > 3}, reverse=True)

    def has(self, folder: str) -> bool:
        """Whether anything exists there."""
        return any(path == folder or path.startswith(f"{folder}/") for path in self._blobs)

    def updates(self, folder: str) -> list[str]:
        """Return the paths of an incident's updates, in the order of their names."""
        start = f"{folder}/updates/"
        return sorted(path for path in self._blobs if path.startswith(start) and path.endswith(".md"))

    def read(self, paths: Iterable[str]) -> Mapping[str, bytes]:
        """Return the files at these paths; missing ones are left out."""
        from outspoken.source.git.run_git import read_blobs

        wanted = {path: self._blobs[path] for path in paths if path in self._blobs}
        contents = read_blobs(self.root, dict.fromkeys(wanted.values()))
        return {path: contents[blob] for path, blob in wanted.items() if blob in contents}

    def files(self, folder: str) -> dict[str, bytes]:
        """Return one incident's files by their path in its folder."""
        paths = [path for path in self._blobs if path.startswith(f"{folder}/")]
        return {path[len(folder) + 1 :]: data for path, data in self.read(paths).items()}


IncidentStore: TypeAlias = DiskIncidents | CommitIncidents
"""Both have the same methods."""
