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

# Name -> what the list of commands says; the command itself is `command` in the module of that name.
COMMANDS = {
    "init": "Begin a status page: settings, workflows, pages, one example.",
    "new": "Open an incident.",
    "update": "Post another update to an incident.",
    "resolve": "Say that an incident is over.",
    "schedule": "Announce planned work.",
    "postmortem": "Begin a post-mortem.",
    "check": "Check everything and print all problems at once.",
    "preview": "Say what merging a change would publish and say.",
    "lane": "Say whether a change may be merged without waiting for anybody.",
    "lanes": "Set that as the status of every open pull request.",
    "form": "Carry out a form that was filled in on a phone.",
    "build": "Build the site into a folder.",
    "serve": "Serve the site while you write.",
    "announce": "Send what is new, on every channel once.",
    "watch": "Look what is overdue, and whether the clock asks for a publish.",
    "import": "Bring a history along from elsewhere.",
    "served": "Wait until readers get one certain build.",
    "stages": "Show how long each stage of a publish took.",
}
_MODULES = {"import": "import_"}


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

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name]) for name in self.list_commands(ctx)])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the subcommand; Problems it raises become text and exit code 1."""
        try:
            return super().invoke(ctx)
        except Exception as fault:
            # Looked at only now: what defines Problems would cost every start-up some milliseconds.
            from outspoken.errors import ProblemsError

            if not isinstance(fault, ProblemsError):
                raise
            from outspoken.cli.problems import print_problems

            print_problems(fault.problems, err=True)
            sys.exit(1)


def _module(name: str) -> str:
    return f"{__name__}.{_MODULES.get(name, name)}"


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
