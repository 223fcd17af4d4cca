"""The command line as a whole."""

from __future__ import annotations

import sys
from io import TextIOWrapper
from typing import NoReturn

import typer

from archive_builder import __version__
from archive_builder.cli import (
    accept,
    assign,
    backup,
    bind,
    check,
    compilation,
    dismiss,
    doctor,
    file,
    forms,
    gaps,
    import_,
    init,
    pending,
    restore,
    return_,
    run,
    sign,
    status,
    trail,
    undo,
    verify,
    waive,
    watch,
)
from archive_builder.cli.console import errors
from archive_builder.errors import ArchiveBuilderError, ManifestError, StoreUnavailable
from archive_builder.fsio import why_not
from archive_builder.model.privacy import mask

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
    ("watch", watch.command),
    ("pending", pending.command),
    ("assign", assign.command),
    ("dismiss", dismiss.command),
    ("undo", undo.command),
    ("trail", trail.command),
    ("sign", sign.command),
    ("accept", accept.command),
    ("return", return_.command),
    ("waive", waive.command),
    ("import", import_.command),
    ("gaps", gaps.command),
    ("forms", forms.command),
    ("bind", bind.command),
    ("compile", compilation.command),
    ("status", status.command),
    ("verify", verify.command),
    ("backup", backup.command),
    ("restore", restore.command),
    ("doctor", doctor.command),
):
    app.command(name)(command)


@app.command("version", help="显示版本")
def version() -> None:
    """Show the version."""
    typer.echo(__version__)


def main() -> None:
    """Run a command; an error ends with its own exit code, what happened, and what to do."""
    _speak_utf8()
    try:
        app()
    except ArchiveBuilderError as error:
        _end(error)
    except OSError as error:
        _end(StoreUnavailable(f"不能读写 {error.filename or '文件'}：{why_not(error)}。", _CHECK))


def _speak_utf8() -> None:
    """Windows redirects in GBK, which lacks ✓ and rare characters; files and pipes get UTF-8."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            encoding = None if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="replace")


_CHECK = "请关闭正在打开它的程序，确认磁盘未满、文件夹可写，再运行一次；已收的来件不会丢。"


def _end(error: ArchiveBuilderError) -> NoReturn:
    if isinstance(error, ManifestError):
        for problem in error.problems:
            errors.print(mask(problem), markup=False)
    errors.print("错误：", style="bold red", end="")
    errors.print(mask(error.message), markup=False)
    errors.print("办法：", style="bold", end="")
    errors.print(mask(error.remedy), markup=False)
    sys.exit(error.exit_code)
