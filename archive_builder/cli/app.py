"""The command line as a whole."""

from __future__ import annotations

import sys

import typer

from archive_builder import __version__
from archive_builder.cli import (
    assign,
    bind,
    check,
    compilation,
    doctor,
    file,
    gaps,
    init,
    pending,
    run,
    status,
    verify,
)
from archive_builder.cli.console import errors
from archive_builder.errors import ArchiveBuilderError, ManifestError

app = typer.Typer(
    help="档案资料收集、归档、装订。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for name, command in (
    ("init", init.command),
    ("check", check.command),
    ("run", run.command),
    ("file", file.command),
    ("pending", pending.command),
    ("assign", assign.command),
    ("gaps", gaps.command),
    ("bind", bind.command),
    ("compile", compilation.command),
    ("status", status.command),
    ("verify", verify.command),
    ("doctor", doctor.command),
):
    app.command(name)(command)


@app.command("version", help="显示版本")
def version() -> None:
    """Show the version."""
    typer.echo(__version__)


def main() -> None:
    """Run a command; an error ends with its own exit code, what happened, and what to do."""
    try:
        app()
    except ArchiveBuilderError as error:
        if isinstance(error, ManifestError):
            for problem in error.problems:
                errors.print(problem, markup=False)
        errors.print("错误：", style="bold red", end="")
        errors.print(error.message, markup=False)
        errors.print("办法：", style="bold", end="")
        errors.print(error.remedy, markup=False)
        sys.exit(error.exit_code)
