"""The `outspoken` command: each subcommand is a file that is imported when it is first used."""

from __future__ import annotations

import gc

# Hardly anything that a start makes is garbage; looking for it would be a tenth of a short command's time.
gc.set_threshold(200_000, 50, 50)

import sys  # noqa: E402
from importlib import import_module  # noqa: E402
from typing import Any  # noqa: E402

import click  # noqa: E402

import outspoken  # noqa: E402

# Section of the list of commands -> name -> what the list says of it. The command itself is `command` in the
# module of its section and name.
SECTIONS = {
    "writing": {
        "init": "Begin a status page: settings, workflows, pages, one example.",
        "new": "Open an incident.",
        "update": "Post another update to an incident.",
        "resolve": "Say that an incident is over.",
        "schedule": "Announce planned work.",
        "postmortem": "Begin a post-mortem.",
        "import": "Bring a history along from elsewhere.",
    },
    "reading": {
        "check": "Check everything and print all problems at once.",
        "preview": "Say what merging a change would publish and say.",
    },
    "publishing": {
        "build": "Build the site into a folder.",
        "serve": "Serve the site while you write.",
        "announce": "Send what is new, on every channel once.",
    },
    "automation": {
        "watch": "Look what is overdue, and whether the clock asks for a publish.",
        "lane": "Say whether a change may be merged without waiting for anybody.",
        "lanes": "Set that as the status of every open pull request.",
        "form": "Carry out a form that was filled in on a phone.",
        "served": "Wait until readers get one certain build.",
        "stages": "Show how long each stage of a publish took.",
    },
}
# `import` is a keyword; the others are to be renamed.
_MODULES = {
    "import": "import_",
    "lane": "approval",
    "lanes": "approvals",
    "served": "verify_served",
    "stages": "timings",
}
COMMANDS = {name: section for section, commands in SECTIONS.items() for name in commands}


class LazyGroup(click.Group):
    """Imports a subcommand only when it is called or asked for its help, so that starting is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The names in the order people need them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, or None."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = import_module(_module(cmd_name)).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without importing them."""
        for section, commands in SECTIONS.items():
            with formatter.section(section.capitalize()):
                formatter.write_dl(list(commands.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Run the subcommand; Problems it raises become text and exit code 1."""
        try:
            return super().invoke(ctx)
        except Exception as fault:
            # Looked at only now: what defines Problems would cost every start-up some milliseconds.
            from outspoken.errors import ProblemsError

            if not isinstance(fault, ProblemsError):
                raise
            from outspoken.cli.print_problems import print_problems

            print_problems(fault.problems, err=True)
            sys.exit(1)


def _module(name: str) -> str:
    return f"{__name__}.{COMMANDS[name]}.{_MODULES.get(name, name)}"


def _print_version(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(f"outspoken {outspoken.__version__}")
        ctx.exit()


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Show the version and exit.",
)
def main() -> None:
    """A folder of Markdown in git becomes a status page, with its feeds and announcements."""
