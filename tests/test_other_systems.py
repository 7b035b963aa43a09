"""What Windows and macOS lack or do differently: no fork, no fcntl, CRLF, consoles of another encoding."""

from __future__ import annotations

import ast
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.example_site import INCIDENT, UPDATE, Site, site, tree
from tests.like_windows import MODULES

from outspoken.cli import main
from outspoken.cli.writing_parts.editor import find_editor
from outspoken.source.worker_process import can_fork

ROOT = Path(__file__).parent.parent
RUN = Path(__file__).parent / "like_windows.py"
NOW = "2026-11-22T00:00Z"
WHO = {
    f"GIT_{who}_{what}": "kim@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
}
__all__ = ["site"]  # a fixture


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "GITHUB_"))}
    return kept | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull} | WHO | more


def run(*words: str, root: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """`outspoken` without what Windows lacks."""
    return subprocess.run(
        [sys.executable, RUN, *words], cwd=root, env=environment(**more),
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip


def test_a_build_without_fork_has_the_same_bytes(site: Site) -> None:
    for number in range(30):
        site.add_incident(f"2026-10-{number + 1:02}-outage")
    site.commit()
    ours = ["-m", "outspoken", "build", "--now", NOW, "--jobs", "2", "--site-dir", "forked"]
    done = subprocess.run(
        [sys.executable, *ours], cwd=site.root, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    done = run("build", "--now", NOW, "--jobs", "2", root=site.root)
    assert done.returncode == 0, done.stderr
    assert tree(site.root / "site") == tree(site.root / "forked")


def test_what_a_hook_prints_or_asks_for_is_the_same_without_fork(site: Site) -> None:
    site.write("hooks.py", "import os\n\n\ndef on_page_markdown(markdown, **_):\n"
               "    print('a hook')\n    return markdown + os.environ['SOURCE_DATE_EPOCH']\n")  # fmt: skip
    site.write("mkdocs.yml", (site.root / "mkdocs.yml").read_text(encoding="utf-8") + "hooks: [hooks.py]\n")
    done = run("build", "--now", NOW, root=site.root)
    assert (done.returncode, done.stdout, "a hook" in done.stderr) == (0, "", True), done.stderr
    assert b"1795305600" in (site.root / "site/subscribe/index.html").read_bytes()


def test_a_hook_that_ends_the_program_is_reported_without_fork(site: Site) -> None:
    site.write("hooks.py", "def on_files(*_, **__):\n    raise SystemExit(3)\n")
    site.write("mkdocs.yml", (site.root / "mkdocs.yml").read_text(encoding="utf-8") + "hooks: [hooks.py]\n")
    done = run("build", "--now", NOW, root=site.root)
    assert done.returncode == 1
    assert "exit code 3" in done.stderr
    assert not (site.root / "site").exists()


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page that was begun there."""
    folder = tmp_path_factory.mktemp("begun")
    done = run("init", "page", "--repo", "acme/status", root=folder)
    assert done.returncode == 0, done.stderr
    paths = done.stdout.split()
    assert all((folder / "page" / path).is_file() and "\\" not in path and ":" not in path for path in paths)
    return folder / "page"


@pytest.fixture
def page(begun: Path, tmp_path: Path) -> Path:
    """A copy of it, the test's own."""
    return shutil.copytree(begun, tmp_path / "page")


def test_a_page_goes_through_its_first_incident_as_the_workflow_has_it() -> None:
    done = subprocess.run(
        [ROOT / ".ci" / "try-commands", sys.executable, RUN], env=environment(),
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


class Hook(BaseHTTPRequestHandler):
    """A chat that takes every message."""

    got: list[bytes]

    def do_POST(self) -> None:
        self.got.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def chat() -> Iterator[tuple[str, list[bytes]]]:
    handler = type("OwnHook", (Hook,), {"got": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", handler.got
        server.shutdown()


def test_announcements_are_sent_once_with_a_ledger_in_a_folder(site: Site, tmp_path: Path) -> None:
    settings = (site.root / "mkdocs.yml").read_text(encoding="utf-8")
    channels = (
        "      channels:\n        team: {kind: slack_webhook, audience: internal, secret: TEAM_WEBHOOK}\n"
    )
    site.write("mkdocs.yml", settings + channels)
    remote = tmp_path / "remote.git"
    site.commit()
    subprocess.run(["git", "init", "-q", "--bare", remote], env=environment(), check=True)
    site.git("remote", "add", "origin", str(remote))
    site.git("push", "-q", "origin", "main")
    words = ("announce", "--ledger", str(tmp_path / "ledger"), "--now", "2026-11-21T12:01Z")
    site.add_incident("2026-11-21-checkout")
    site.commit()
    site.git("push", "-q", "origin", "main")
    with chat() as (address, got):
        for _ in range(2):
            more = {"OUTSPOKEN_BASE_SLACK_WEBHOOK": address, "TEAM_WEBHOOK": "https://hooks.example.com/a/b"}
            done = run(*words, root=site.root, **more)
            assert done.returncode == 0, done.stderr
    assert len(got) == 2, got
    assert list((tmp_path / "ledger").rglob("*.json"))


def test_the_preview_is_served_until_it_is_interrupted(site: Site) -> None:
    command = [sys.executable, RUN, "serve", "--port", "0", "--no-prose", "--now", NOW]
    with subprocess.Popen(command, cwd=site.root, stderr=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stderr is not None
        said: list[str] = []
        while not (said and said[-1].startswith("Serving on ")):
            said.append(process.stderr.readline())
            assert said[-1], "".join(said)
        with urllib.request.urlopen(said[-1].split()[2], timeout=600) as answer:
            assert b"Example status" in answer.read()
        process.send_signal(signal.SIGINT)
        assert process.wait(600) == 0


CRLF = b"\r\n"


def windows_checkout(site: Site, place: Path) -> Path:
    """A clone as Git for Windows makes it: every text has CRLF."""
    command = ["git", "clone", "-q", "-c", "core.autocrlf=true", site.root, place]
    subprocess.run(command, env=environment(), check=True)
    assert CRLF in (place / "mkdocs.yml").read_bytes()
    return place


def test_a_checkout_with_crlf_is_the_same_site(site: Site, tmp_path: Path) -> None:
    site.commit()
    place = windows_checkout(site, tmp_path / "crlf")
    for root in (site.root, place):
        done = run("build", "--now", NOW, root=root)
        assert done.returncode == 0, done.stderr
    assert tree(place / "site") == tree(site.root / "site")


def test_line_ends_alone_are_no_edit_of_what_was_published(site: Site) -> None:
    """A file that was committed with CRLF, and then with LF, as one editor after the other does it."""
    folder = site.add_incident("2026-11-21-checkout")
    files = list((site.root / folder).rglob("*.md"))
    site.commit()
    once = built(site)
    for file in files:
        file.write_bytes(file.read_bytes().replace(b"\n", CRLF))
    # One after the other: uncommitted, committed, and normalised again.
    assert built(site) == once
    site.commit()
    assert built(site) == once
    for file in files:
        file.write_bytes(file.read_bytes().replace(CRLF, b"\n"))
    site.commit()
    assert built(site) == once


def built(site: Site) -> bytes:
    done = run("build", "--now", NOW, "--no-prose", root=site.root)
    assert done.returncode == 0, done.stderr
    return (site.root / "site/incidents/2026-11-21-checkout/index.html").read_bytes()


def test_a_file_of_the_scaffold_with_crlf_was_not_changed_by_a_person(page: Path) -> None:
    for file in [path for path in page.rglob("*") if path.is_file() and path.suffix != ".whl"]:
        file.write_bytes(file.read_bytes().replace(b"\n", CRLF))
    done = run("upgrade", "--dry-run", root=page)
    assert (done.returncode, "changed" in done.stdout + done.stderr) == (0, False), done.stdout + done.stderr


def test_git_gives_a_new_page_the_line_ends_that_its_workflows_need(page: Path, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=page, env=environment(), check=True)
    subprocess.run(["git", "add", "."], cwd=page, env=environment(), check=True)
    subprocess.run(["git", "commit", "-qm", "A page"], cwd=page, env=environment(), check=True)
    command = ["git", "clone", "-q", "-c", "core.autocrlf=true", page, tmp_path / "clone"]
    subprocess.run(command, env=environment(), check=True)
    assert CRLF not in (tmp_path / "clone" / ".ci" / "install").read_bytes()


def test_on_windows_the_next_steps_make_the_installer_a_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for platform, is_named in {"win32": True, "linux": False}.items():
        monkeypatch.setattr(sys, "platform", platform)
        done = CliRunner().invoke(main, ["init", str(tmp_path / platform), "--repo", "acme/status"])
        assert done.exit_code == 0, done.stderr
        assert ("git add --chmod=+x .ci/install\n  git add . && git commit" in done.stderr) == is_named


@pytest.mark.parametrize(
    ("editor", "command"),
    [
        (r"C:\tools\n.exe --wait", [r"C:\tools\n.exe", "--wait"]),
        (r'"C:\Program Files\N\n.exe" -multi', [r"C:\Program Files\N\n.exe", "-multi"]),
    ],
)
def test_an_editor_may_have_a_path_of_windows(
    editor: str, command: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("outspoken.cli.writing_parts.editor.shutil.which", lambda name: name)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("GIT_EDITOR", editor)
    assert find_editor(tmp_path) == (command, "")


def test_macos_does_not_fork(monkeypatch: pytest.MonkeyPatch) -> None:
    assert can_fork()
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not can_fork()


@pytest.mark.parametrize("encoding", ["cp1252", "cp437"])
def test_a_console_that_lacks_a_character_shows_the_rest(site: Site, encoding: str) -> None:
    site.write("incidents/2026-11/2026-11-20-slow-search/incident.md", "---\ntitlé: 決済\n---\n")
    done = subprocess.run(
        [sys.executable, RUN, "check"], cwd=site.root, env=environment(PYTHONIOENCODING=encoding),
        capture_output=True, check=False,
    )  # fmt: skip
    said = (done.stdout + done.stderr).decode(encoding)
    assert (done.returncode, "Traceback" in said) == (1, False), said
    assert "incidents/2026-11/2026-11-20-slow-search/incident.md:" in said


def test_what_is_redirected_is_utf8_with_line_feeds_alone(site: Site) -> None:
    incident = INCIDENT.format(title="決済", component="checkout", day="2026-11-21")
    folder = "incidents/2026-11/2026-11-21-checkout"
    site.write(f"{folder}/incident.md", incident)
    text = UPDATE.format(status="investigating", day="2026-11-21", clock="10:05")
    site.write(f"{folder}/updates/20261121T100500Z-investigating.md", text)
    made = {}
    for name, more in {
        "here": {},
        "there": {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    }.items():
        done = subprocess.run(
            [sys.executable, RUN, "kit", "--now", NOW], cwd=site.root, env=environment(**more),
            capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        made[name] = done.stdout
    assert "決済".encode() in made["here"]
    assert made["there"] == made["here"]


def python_files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def unguarded(tree: ast.Module) -> Iterator[ast.AST]:
    """What runs whenever a module is imported, outside `try` and `if`."""
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.ClassDef):
            waiting += node.body


def test_no_module_needs_what_windows_lacks_to_be_imported() -> None:
    found = []
    for path in python_files("generator/outspoken"):
        for node in unguarded(parsed(path)):
            names = [name.name for name in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found += [f"{path.relative_to(ROOT)}: {name}" for name in names if name in MODULES]
            if isinstance(node, ast.ImportFrom) and node.module == "multiprocessing.context":
                found += [f"{path.relative_to(ROOT)}: {one.name}" for one in node.names if "Fork" in one.name]
    assert found == []


def without_encoding(tree: ast.AST) -> Iterator[int]:
    """The lines of calls that read or write a text in whatever encoding the machine has."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        options = {word.arg for word in node.keywords}
        name = getattr(node.func, "attr", None) or getattr(node.func, "id", "")
        if name not in {"open", "fdopen", "read_text", "write_text", "run", "Popen", "check_output"}:
            continue
        given = [
            ast.unparse(value).strip("'") for value in (*node.args, *(word.value for word in node.keywords))
        ]
        is_binary = any(re.fullmatch(r"[rwxa]\+?b\+?", value) for value in given)
        is_file = ast.unparse(node.func) in {"open", "os.fdopen", "io.open"} or (
            name == "open" and "newline" in options
        )
        # What else is called read_text, of a package or of ours, is asked for something.
        is_path = name == "write_text" or (name == "read_text" and not node.args)
        is_text = is_path or (is_file and not is_binary)
        is_process = name in {"run", "Popen", "check_output"} and options & {"text", "universal_newlines"}
        if (is_text or is_process) and "encoding" not in options:
            yield node.lineno


def test_every_text_is_read_and_written_as_utf8() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in python_files("generator/outspoken", "benchmarks", "docs", ".ci")
        for line in without_encoding(parsed(path))
    ]
    assert found == []


def test_every_file_can_have_its_name_on_every_system() -> None:
    answer = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    names = answer.stdout.decode("utf-8").split("\0")
    assert [name for name in names if re.search(r'[<>:"|?*\\]|[. ](/|$)', name)] == []
    reserved = re.compile(r"(^|/)(con|prn|aux|nul|com\d|lpt\d)(\.[^/]*)?(/|$)", re.IGNORECASE)
    assert [name for name in names if reserved.search(name)] == []
    assert [name for name, count in Counter(name.casefold() for name in names).items() if count > 1] == []
