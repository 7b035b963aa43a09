"""Compiled templates are kept between runs, and used only if all that they were made of is unchanged."""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import PIPE, Popen
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, FileSystemLoader, pass_context
from jinja2.ext import Extension

from outspoken.model.settings import Settings
from outspoken.render.language.language import Language
from outspoken.render.theme import compiled_templates as module
from outspoken.render.theme import template_environment as environments
from outspoken.render.theme.compiled_templates import CompiledTemplates
from outspoken.render.theme.prose_loader import with_frame
from outspoken.render.theme.template_environment import template_environment

REPOSITORY = Path(__file__).parent.parent.parent
SOURCE = "{{ name|shout }}{% if name is odd_one %}!{% endif %}\n"


class Compiling(Environment):
    """Notes each template that it compiles."""

    def compile(self, *source: Any, **options: Any) -> Any:
        self.__dict__.setdefault("compiled", []).append(source[1])
        return super().compile(*source, **options)


class Doubling(Extension):
    """Doubles every template."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return source * 2


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "page.html").write_text(SOURCE)
    return folder


def site(sources: Path, kept: Path, recipe: bytes | None = b"", **options: Any) -> Compiling:
    kept.mkdir(exist_ok=True)
    cache = CompiledTemplates(kept, [sources], lambda _: recipe)
    made = Compiling(loader=FileSystemLoader(sources), bytecode_cache=cache, **options)
    made.filters["shout"] = str.upper
    made.tests["odd_one"] = lambda name: len(name) % 2 == 1
    return made


def shown(environment: Environment) -> str:
    return environment.get_template("page.html").render(name="abc")


def is_compiled(environment: Environment) -> bool:
    shown(environment)
    return hasattr(environment, "compiled")


def test_a_template_is_compiled_once_and_then_kept(sources: Path, tmp_path: Path) -> None:
    first, again = (site(sources, tmp_path / "kept") for _ in range(2))
    assert [is_compiled(first), is_compiled(again)] == [True, False]
    assert shown(first) == shown(again) == "ABC!"


CHANGES: dict[str, Callable[[pytest.MonkeyPatch, Path], Any]] = {
    "its source": lambda _, sources: (sources / "page.html").write_text("{{ name }}"),
    "Python": lambda patch, _: patch.setattr(sys, "version", "3.99.0 (another build)"),
    "Jinja's code": lambda patch, sources: patch.setattr(module, "_jinja", lambda: (sources / "page.html",)),
    "an option": lambda _, __: {"trim_blocks": True},
    "its signs": lambda _, __: {"variable_start_string": "[[", "variable_end_string": "]]"},
    "escaping": lambda _, __: {"autoescape": lambda name: name is not None},
    "an extension": lambda _, __: {"extensions": [Doubling]},
    "the language": lambda _, __: {"recipe": b"de"},
}


@pytest.mark.parametrize("changed", CHANGES)
def test_a_change_of_any_input_compiles_it_again(
    changed: str, sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_compiled(site(sources, tmp_path / "kept"))
    options = CHANGES[changed](monkeypatch, sources)
    options = options if isinstance(options, dict) else {}
    kept, alone = (site(sources, tmp_path / folder, **options) for folder in ("kept", "another"))
    assert is_compiled(kept)
    assert shown(kept) == shown(alone)


def test_a_filter_that_now_takes_the_context_compiles_it_again(sources: Path, tmp_path: Path) -> None:
    is_compiled(site(sources, tmp_path / "kept"))
    changed = site(sources, tmp_path / "kept")
    changed.filters["shout"] = pass_context(lambda _, name: f"<{name}>")
    assert is_compiled(changed)
    assert shown(changed) == "<abc>!"


def test_the_code_of_an_extension_is_looked_at_not_its_name_alone(
    sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_compiled(site(sources, tmp_path / "kept", extensions=[Doubling]))
    edited = tmp_path / "edited.py"
    edited.write_text("# other code\n")
    monkeypatch.setattr(sys.modules[Doubling.__module__], "__file__", str(edited))
    assert is_compiled(site(sources, tmp_path / "kept", extensions=[Doubling]))


def test_nothing_is_kept_for_an_environment_that_is_not_known(sources: Path, tmp_path: Path) -> None:
    for _ in range(2):
        assert is_compiled(site(sources, tmp_path / "kept", None))
    assert not any((tmp_path / "kept").iterdir())


def test_a_template_of_the_site_s_own_is_not_kept(sources: Path, tmp_path: Path) -> None:
    own = tmp_path / "sources-of-the-site"
    own.mkdir()
    (own / "page.html").write_text(SOURCE)
    made = site(sources, tmp_path / "kept")
    made.loader = FileSystemLoader(own)
    assert is_compiled(made)
    assert not any((tmp_path / "kept").iterdir())


@given(st.data())
def test_a_damaged_file_is_never_used(data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        sources, kept = Path(folder, "sources"), Path(folder, "kept")
        sources.mkdir()
        (sources / "page.html").write_text(SOURCE)
        is_compiled(site(sources, kept))
        (file,) = kept.iterdir()
        whole = file.read_bytes()
        place = data.draw(st.integers(0, len(whole) - 1))
        bits = data.draw(st.integers(1, 255))
        cut = data.draw(st.booleans())
        file.write_bytes(
            whole[:place] if cut else whole[:place] + bytes([whole[place] ^ bits]) + whole[place + 1 :]
        )
        made = site(sources, kept)
        assert is_compiled(made)
        assert shown(made) == "ABC!"
        assert file.read_bytes() == whole


def test_a_folder_that_cannot_be_written_or_read_keeps_no_one_from_a_page(
    sources: Path, tmp_path: Path
) -> None:
    made = site(sources, tmp_path / "kept")
    (tmp_path / "kept").rmdir()
    (tmp_path / "kept").write_text("a file")
    assert shown(made) == "ABC!"


def test_a_folder_in_the_place_of_a_file_keeps_no_one_from_a_page(sources: Path, tmp_path: Path) -> None:
    is_compiled(site(sources, tmp_path / "kept"))
    (file,) = (tmp_path / "kept").iterdir()
    file.unlink()
    file.mkdir()
    assert shown(site(sources, tmp_path / "kept")) == "ABC!"
    assert [*(tmp_path / "kept").iterdir()] == [file]


def test_builds_at_the_same_time_do_not_disturb_each_other(sources: Path, tmp_path: Path) -> None:
    made = [site(sources, tmp_path / "kept") for _ in range(16)]
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(shown, made)) == {"ABC!"}
    assert len([*(tmp_path / "kept").iterdir()]) == 1


HALFWAY = """
import sys
from pathlib import Path
from tests.render.test_compiled_templates import shown, site

def in_halves(file, data):
    with file.open("wb", buffering=0) as writing:
        writing.write(data[: len(data) // 2])
        print("halfway", flush=True)
        sys.stdin.readline()
        writing.write(data[len(data) // 2 :])

Path.write_bytes = in_halves
print(shown(site(*map(Path, sys.argv[1:]))))
"""


def test_two_processes_that_write_one_template_at_once_do_not_disturb_each_other(
    sources: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    command = [sys.executable, "-c", HALFWAY, str(sources), str(kept)]
    with Popen(command, stdin=PIPE, stdout=PIPE, text=True, cwd=REPOSITORY) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline() == "halfway\n"
        (unfinished,) = kept.iterdir()
        half = unfinished.read_bytes()
        assert is_compiled(site(sources, kept))
        # What the other has begun is neither used nor touched, and ours is whole.
        assert unfinished.read_bytes() == half
        assert not is_compiled(site(sources, kept))
        assert other.communicate("\n")[0] == "ABC!\n"
    again = site(sources, kept)
    assert not is_compiled(again)
    assert shown(again) == "ABC!"
    assert [file.suffix for file in kept.iterdir()] == [".cache"]


def test_unreadable_code_of_jinja_keeps_no_one_from_a_page(
    sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_jinja", lambda: (tmp_path / "in" / "an.zip",))
    assert shown(site(sources, tmp_path / "kept")) == "ABC!"
    assert not any((tmp_path / "kept").iterdir())


def settings() -> Settings:
    return Settings(
        site_name="Example", url="https://status.example.com/", host="status.example.com", components=()
    )


@pytest.fixture
def shipped(sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Environment]:
    """An environment of ours whose shipped templates are `sources`, in one temporary folder."""
    (sources / "page.html").write_text('{{ "constant"|shout }} {{ _("Updates") }}')
    monkeypatch.setattr(module, "FileSystemBytecodeCache", lambda: type("Kept", (), {"directory": tmp_path}))
    monkeypatch.setattr(environments, "templates_dir", lambda: sources)
    return lambda tag: template_environment(settings(), Language(tag), None)


def test_what_a_filter_gave_in_another_build_is_not_kept(shipped: Callable[[str], Environment]) -> None:
    for shout in (str.upper, str.title):
        made = shipped("en")
        made.filters["shout"] = shout
        assert shown(made).startswith(shout("constant"))


def test_each_language_has_its_own(shipped: Callable[[str], Environment], tmp_path: Path) -> None:
    for tag in ("en", "de", "fr"):
        made = shipped(tag)
        made.filters["shout"] = str.upper
        shown(made)
    assert len([*tmp_path.glob("*.cache")]) == 3


def test_the_engine_s_templates_are_kept_unless_a_plugin_adds_a_filter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import mkdocs.theme

    monkeypatch.setattr(module, "FileSystemBytecodeCache", lambda: type("Kept", (), {"directory": tmp_path}))
    theme = mkdocs.theme.Theme(name="mkdocs", locale="en")
    plain = with_frame(theme.get_env, {})
    plain.get_template("404.html")
    assert len([*tmp_path.glob("*.cache")]) == 1
    foreign = with_frame(theme.get_env, {})
    foreign.filters["shout"] = lambda name: name.upper()
    foreign.get_template("main.html")
    assert len([*tmp_path.glob("*.cache")]) == 1
