"""Stores the ledger on a git branch without a checkout; it is changed only by compare-and-swap pushes."""

from __future__ import annotations

import base64
import os
import re
import subprocess
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from outspoken.announce.ledger.checkpoints import Checkpoint, Hook, no_hook
from outspoken.announce.ledger.ledger_contents import Files, LedgerContents, is_merged_month, read_book
from outspoken.errors import Problem, ProblemsError
from outspoken.rules import LEDGER_UNREACHABLE, LOST_LEDGER
from outspoken.source.git.incomplete_clone import is_partial
from outspoken.source.git.run_git import ask, environment, read_blobs, run
from outspoken.source.git.tool_output import failure_reason

BRANCH, TAG = "announcements", "outspoken-ledger"
HEAD_REF, TAG_REF = f"refs/heads/{BRANCH}", f"refs/tags/{TAG}"
# Always pushed together with the branch: if the two differ, the branch was moved by hand.
_NEWEST = "refs/outspoken/newest"
_TIP, _OWN = "refs/outspoken/tip", "refs/outspoken/site"
_TOKEN = "LEDGER_TOKEN"  # noqa: S105 - the name of the variable, not its value
_COMMITTER = "Outspoken <announcements@localhost>"
_TIMEOUT = 60  # seconds; far shorter than a claim's lease, so that a hanging host does not use it up
_SETTINGS = (
    "gc.auto=0",
    "maintenance.auto=false",
    "core.hooksPath=/dev/null",  # hooks of this machine are for commits of people
    "pack.window=0",  # skip delta compression: for a few small files it costs more than it saves
    "push.followTags=false",
    "push.gpgSign=false",  # few hosts accept signed pushes, and a job has no key
    "fetch.recurseSubmodules=false",
    "http.lowSpeedLimit=1",
    "http.lowSpeedTime=30",
)
README = b"""# What was announced

One file per incident, update and channel: claimed, sent, to be tried again, held or skipped.
`outspoken announce status` reads it, `outspoken announce resolve` corrects it; please don't edit it by hand.
"""


def ledger_url(root: Path, remote: str = "origin") -> str:
    """Return the ledger's URL: the push URL of the repository's remote, or the given URL.

    Raises ProblemsError if there is none.
    """
    if "/" in remote or ":" in remote:
        return remote
    url = (ask(root, "remote", "get-url", "--push", remote) or b"").decode().strip()
    if not url:
        raise ProblemsError(
            [_unreachable(f"the repository has no remote {remote}", "run git remote add origin …")]
        )
    if not re.match(r"/|[^/]*:", url):
        top = (ask(root, "rev-parse", "--show-toplevel") or b"").decode().strip()
        return os.path.normpath(Path(top or root) / url)
    return url


def _unreachable(why: str, hint: str = "") -> Problem:
    return LEDGER_UNREACHABLE.problem(BRANCH, None, f"the ledger cannot be reached: {why}", hint)


class GitLedger:
    """The branch at `url`, read into a separate repository in the folder `scratch`.

    Separate, because a fetch with depth one would turn the site's clone into a shallow clone. Objects that
    the clone in `root` already has are read from there.
    """

    def __init__(
        self,
        *,
        url: str,
        scratch: Path,
        clock: Callable[[], datetime],
        root: Path | None = None,
        step: Hook = no_hook,
        name: str = BRANCH,
    ) -> None:
        self.url, self.scratch, self.clock, self.root, self.step = url, scratch, clock, root, step
        self.name, self.reason = name, ""
        self._tip, self._has_tag, self._newest, self._takes_newest = "", False, "", True
        self._blobs: dict[str, bytes] = {}

    def read(self) -> LedgerContents:
        """Read the branch; empty before anything was announced.

        Raises ProblemsError if it cannot be reached or read, or was deleted or reset.
        """
        self._find_tip()
        listed = self._list() if self._tip else {}
        wanted = {path: blob for path, blob in listed.items() if path.endswith(".json")}
        loose = {path: blob for path, blob in wanted.items() if not is_merged_month(path)}
        new = {blob for blob in loose.values() if blob not in self._blobs}
        self._blobs |= read_blobs(self.scratch, new)
        months = {path: partial(self._blob, blob) for path, blob in wanted.items() if path not in loose}
        return read_book(self.name, {path: self._blobs[blob] for path, blob in loose.items()}, months)

    def is_current(self) -> bool:
        """Whether the branch is where it was last read or pushed. Raises ProblemsError."""
        return self._ask("ls-remote", self.url, HEAD_REF).partition("\t")[0] == self._tip

    def changed_since(self, branch: str, head: str, paths: Iterable[str]) -> frozenset[str]:
        """Return which of these paths are changed by a newer commit of the site's branch after `head`.

        Empty if the remote has no such branch, or if this clone is shallow. Raises ProblemsError.
        """
        own = f"refs/heads/{branch}" if branch else "HEAD"
        tip = self._ask("ls-remote", self.url, own).partition("\t")[0]
        if tip in ("", head) or not self._is_here(head):
            return frozenset()
        fetch = ("fetch", "-q", "--no-tags", "--no-write-fetch-head", f"--negotiation-tip={head}")
        self._ask(*fetch, self.url, f"+{own}:{_OWN}")
        if self._run("merge-base", "--is-ancestor", head, _OWN).returncode:
            return frozenset()
        listed = self._ask("diff", "--name-only", "-z", head, _OWN, "--", *sorted(paths))
        return frozenset(listed.split("\0")[:-1])

    def files(self) -> dict[str, bytes]:
        """Return every file of the branch as it was last read or pushed."""
        listed = self._list() if self._tip else {}
        contents = read_blobs(self.scratch, listed.values())
        return {path: contents[blob] for path, blob in listed.items()}

    def push(self, files: Files, subject: str, committed: Callable[[], None]) -> bool:
        """Add a commit with these files, if the branch has not moved since the last `read`.

        False if it was refused or the result is unknown: only another `read` shows which.
        """
        commit = self._commit(files if self._tip else {"README.md": README, **files}, subject)
        committed()
        if not self._push(commit):
            return False
        self._tip, self._has_tag = commit, True
        return True

    def _find_tip(self) -> None:
        if not self.scratch.joinpath("HEAD").exists():
            self._run("init", "-q", "--bare", "--template=", str(self.scratch))
        rows = self._ask("ls-remote", self.url, HEAD_REF, TAG_REF, _NEWEST).splitlines()
        listed = {name: commit for commit, _, name in (row.partition("\t") for row in rows)}
        self._has_tag, self._newest = TAG_REF in listed, listed.get(_NEWEST, "")
        self.step(Checkpoint.REMOTE_ASKED)
        if HEAD_REF not in listed and self._has_tag:
            raise ProblemsError([_deleted()])
        self._tip = listed.get(HEAD_REF, "")
        if self._tip and not self._is_here(self._tip):
            self._ask(
                *("fetch", "-q", "--depth=1", "--no-tags", "--no-write-fetch-head"),
                self.url,
                f"+{HEAD_REF}:{_TIP}",
            )
            self._tip = self._ask("rev-parse", _TIP).strip()
        if self._tip and self._newest not in ("", self._tip):
            self._expect_to_have(self._newest)
        self.step(Checkpoint.LEDGER_FETCHED)

    def _expect_to_have(self, newest: str) -> None:
        """Check that the branch still contains what was last written. Raises ProblemsError."""
        # Fetches the whole history; rarely needed, only after another run has pushed to the branch.
        whole = ("fetch", "-q", "--depth=2147483647", "--no-tags", "--no-write-fetch-head")
        self._ask(*whole, self.url, f"+{HEAD_REF}:{_TIP}")
        self._tip = self._ask("rev-parse", _TIP).strip()
        if self._run("merge-base", "--is-ancestor", newest, self._tip).returncode:
            raise ProblemsError([_reset()])

    def _is_here(self, commit: str) -> bool:
        """Whether the site's own clone has a commit with all of its objects."""
        asked = ("rev-parse", "--verify", "--quiet", f"{commit}^{{tree}}")
        if self.root is None or ask(self.root, *asked) is None:
            return False
        if is_partial(self.root):
            return False  # it would fetch each missing object separately, which is slow
        shallow = (ask(self.root, "rev-parse", "--is-shallow-repository") or b"").strip()
        objects = (ask(self.root, "rev-parse", "--git-path", "objects") or b"").decode().strip()
        if shallow != b"false" or not objects:
            return False
        place = self.scratch / "objects" / "info" / "alternates"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f"{(self.root / objects).resolve()}\n", encoding="utf-8")
        return True

    def _list(self) -> dict[str, str]:
        rows = self._run("ls-tree", "-r", "-z", self._tip).stdout.split(b"\0")[:-1]
        parted = (row.decode("utf-8", "surrogateescape").partition("\t") for row in rows)
        return {path: meta.split(" ")[2] for meta, _, path in parted}

    def _blob(self, blob: str) -> bytes:
        return read_blobs(self.scratch, [blob])[blob]

    def _commit(self, files: Files, subject: str) -> str:
        """Return the commit that one `git fast-import` makes of the tip and these files."""
        seconds = int(self.clock().timestamp())
        head = f"commit refs/outspoken/next\nmark :1\ncommitter {_COMMITTER} {seconds} +0000\n".encode()
        stream = [head, _data(subject.encode()), f"from {self._tip}\n".encode() if self._tip else b""]
        for path, data in files.items():
            stream.append(f"D {path}\n".encode() if data is None else _file(path, data))
        made = self._run("fast-import", "--quiet", "--force", data=b"".join([*stream, b"get-mark :1\n"]))
        if made.returncode:
            raise ProblemsError([_unreachable(failure_reason(made.stderr))])
        return made.stdout.decode("ascii").strip()

    def _push(self, commit: str) -> bool:
        arguments = ["push", "--porcelain", "--no-verify", f"--force-with-lease={HEAD_REF}:{self._tip}"]
        where = [self.url, f"{commit}:{HEAD_REF}"]
        if not self._has_tag:
            # Atomic: the tag distinguishes a deleted ledger from one that never existed.
            arguments += ["--atomic", f"--force-with-lease={TAG_REF}:"]
            where.append(f"{commit}:{TAG_REF}")
        if self._takes_newest:
            arguments += ["--atomic", f"--force-with-lease={_NEWEST}:{self._newest}"]
            where.append(f"{commit}:{_NEWEST}")
        pushed = self._run(*arguments, *where)
        if pushed.returncode == 0:
            self._newest = commit if self._takes_newest else self._newest
            return True
        refused = [line for line in pushed.stdout.splitlines() if line.startswith(b"!")]
        # Some hosts accept only branches and tags: then only these are pushed.
        if self._takes_newest and _is_about_newest(refused):
            self._takes_newest = False
            return self._push(commit)
        self.reason = failure_reason(refused[0].rpartition(b"\t")[2] if refused else pushed.stderr)
        return False

    def _ask(self, *arguments: str) -> str:
        answer = self._run(*arguments)
        if answer.returncode:
            raise ProblemsError([_unreachable(failure_reason(answer.stderr), "try again; nothing was sent")])
        return answer.stdout.decode("utf-8", "replace")

    def _run(self, *arguments: str, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        where = [] if arguments[0] == "init" else ["--git-dir", str(self.scratch)]
        environ = environment() | _credentials(self.url, os.environ.get(_TOKEN, ""))
        try:
            # In the current folder: the URL may be a path relative to it.
            return run(
                Path(), *where, *arguments, data=data, environ=environ, settings=_SETTINGS, timeout=_TIMEOUT
            )
        except subprocess.TimeoutExpired as late:
            return subprocess.CompletedProcess(late.cmd, 1, b"", b"no answer in a minute")


def _is_about_newest(refused: list[bytes]) -> bool:
    """Whether the host refuses the reference `_NEWEST`, and the others only because the push is atomic."""
    own = [line for line in refused if _NEWEST.encode() in line]
    others = [line for line in refused if line not in own]
    is_refused = any(b"[remote rejected]" in line and b"atomic" not in line for line in own)
    return is_refused and all(b"atomic" in line for line in others)


def _reset() -> Problem:
    message = f"the branch {BRANCH} was reset to an older state: messages would be sent twice"
    hint = (
        f"to restore it, run git fetch origin {_NEWEST}, then git push --force origin FETCH_HEAD:{BRANCH}; "
        f"to accept the older state, run git push origin :{_NEWEST}"
    )
    return LOST_LEDGER.problem(BRANCH, None, message, hint)


def _deleted() -> Problem:
    message = f"the branch {BRANCH} was deleted: the tag {TAG} shows that it existed"
    hint = (
        f"push the branch again from a clone that has it; to start with an empty ledger, delete the tag too "
        f"(git push origin :refs/tags/{TAG}): updates older than an hour then count as announced"
    )
    return LOST_LEDGER.problem(BRANCH, None, message, hint)


def _data(content: bytes) -> bytes:
    return b"data %d\n%b\n" % (len(content), content)


def _file(path: str, content: bytes) -> bytes:
    return f"M 100644 inline {path}\n".encode() + _data(content)


def _credentials(url: str, token: str) -> dict[str, str]:
    """Return the token as git configuration in the environment, which process lists do not show."""
    parts = urlsplit(url)
    if not token or parts.scheme != "https":
        return {}
    secret = base64.b64encode(f"x-access-token:{token}".encode()).decode("ascii")
    host = parts.netloc.rpartition("@")[2]
    return {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"http.https://{host}/.extraheader",
        "GIT_CONFIG_VALUE_0": f"Authorization: Basic {secret}",
    }
