"""A site with news, a bare remote beside it, and channels with answers that the test chooses."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent / "faults"))

import world as worlds
from announcing import announced

from outspoken.announce.ledger.folder_store import FolderLedger
from outspoken.announce.ledger.ledger_record import Key
from outspoken.announce.request import AnnounceDependencies, AnnounceRequest, AnnounceResult
from outspoken.announce.words.compose import compose
from outspoken.channels.message import Message
from outspoken.channels.sending.sender import Outcome, Sent
from outspoken.model.channel import Channel


@dataclass
class RecordedChannel:
    """A channel in memory: gives its `answers` one after the other, then yes."""

    repeatable: timedelta | None = None
    readable: bool = False
    settles: timedelta = timedelta()
    answers: list[Sent] = field(default_factory=list)
    found: list[Sent] = field(default_factory=list)
    sent: list[Message] = field(default_factory=list)

    def send(self, message: Message) -> Sent:
        """Accept the message and give the chosen answer."""
        self.sent.append(message)
        return self.answers.pop(0) if self.answers else Sent(outcome=Outcome.YES, id=f"id-{len(self.sent)}")

    def find(self, _message: Message) -> Sent | None:
        """Give the chosen answer."""
        return self.found.pop(0) if self.found else None

    @property
    def updates(self) -> list[str]:
        """What was sent, by the update's stem."""
        return [message.update_id for message in self.sent]


class Site:
    """A repository with a bare remote; `run` announces at so many minutes past its time.

    The ledger is on a branch of the remote, or in a folder: most processes of git are those of the branch.
    """

    def __init__(self, template: Path, folder: Path, channels: Sequence[str], *, has_branch: bool) -> None:
        shutil.copytree(template, folder, dirs_exist_ok=True)
        self.root, self.remote = folder / "site", folder / "remote.git"
        self.store = None if has_branch else FolderLedger(folder=folder / "ledger")
        self.channels: dict[str, RecordedChannel] = {name: RecordedChannel() for name in channels}
        self.waits: list[float] = []
        self.now = worlds.NOW
        self.faults: dict[str, Exception] = {}

    def dependencies(self, minutes: float) -> AnnounceDependencies:
        """What an announcement takes from outside, with a clock that each sleep moves on."""

        def sender(channel: Channel) -> RecordedChannel:
            if channel.id in self.faults:
                raise self.faults[channel.id]
            return self.channels[channel.id]

        return AnnounceDependencies(
            senders=sender,
            compose=lambda piece, channel, shared, thread: compose(piece, channel, shared, thread=thread),
            clock=lambda: self.now + timedelta(minutes=minutes, seconds=sum(self.waits)),
            sleep=self.waits.append,
        )

    def run(
        self,
        minutes: float = 0,
        *,
        dependencies: AnnounceDependencies | None = None,
        remote: str = "origin",
        folder: Path | None = None,
        **more: Any,
    ) -> AnnounceResult:
        """Announce."""
        self.waits.clear()
        now = self.now + timedelta(minutes=minutes)
        order = AnnounceRequest(root=self.root, now=now, run=f"run-{minutes}", **more)
        store = self.store if folder is None and remote == "origin" else None
        return announced(
            order, dependencies or self.dependencies(minutes), remote=remote, folder=folder, store=store
        )

    def write(self, files: dict[str, str], *, minutes: float = -10, commit: bool = True) -> None:
        """Write files and commit them at so many minutes past the site's time."""
        worlds.write(self.root, files)
        if commit:
            worlds.git(self.root, "add", "-A", at=self.now + timedelta(minutes=minutes))
            worlds.git(self.root, "commit", "-q", "-m", "more", at=self.now + timedelta(minutes=minutes))

    def add_update(self, stem: str, *, minutes: float = -10, extra: str = "", commit: bool = True) -> None:
        """One more update of the incident."""
        files = worlds.site_files((), [stem])
        path, text = next((path, text) for path, text in files.items() if stem in path)
        self.write({path: text.replace("status:", f"{extra}status:")}, minutes=minutes, commit=commit)

    def git(self, *words: str) -> str:
        """Git in the remote."""
        return worlds.git(self.remote, *words)

    def ledger(self) -> dict[str, dict[str, Any]]:
        """What the ledger says, by key."""
        if self.store is None:
            return worlds.ledger_of(self.remote)
        found = self.store.files().items()
        return {path[8:-5]: json.loads(data) for path, data in found if path.startswith("2026-")}

    def key(self, place: int, channel: str) -> Key:
        """The key of the incident's update at this place."""
        return Key(worlds.INCIDENT, worlds.STEMS[place], channel)


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Makes a site with these channels to be copied."""
    known: dict[tuple[str, ...], Path] = {}

    def template(*channels: str) -> Path:
        if channels not in known:
            known[channels] = tmp_path_factory.mktemp("template")
            worlds.make_site(known[channels], channels)
        return known[channels]

    return template


@pytest.fixture
def has_branch() -> bool:
    """Whether the ledger is on a branch: a test or a module that needs it there says `ON_BRANCH`."""
    return False


@pytest.fixture
def make(tmp_path: Path, templates: Callable[..., Path], has_branch: bool) -> Callable[..., Site]:
    """Makes a site with these channels."""
    return lambda *channels: Site(templates(*channels), tmp_path, channels, has_branch=has_branch)


@pytest.fixture
def site(make: Callable[..., Site]) -> Site:
    """A site with one channel, `team`."""
    return make("team")


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[worlds.World]:
    """Where announcements are killed."""
    with worlds.world(tmp_path_factory.mktemp("world")) as here:
        yield here
