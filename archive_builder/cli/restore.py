"""`archive-builder restore`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from archive_builder.cli.backup import copied_json, show_copied
from archive_builder.cli.console import (
    DONE_WITH_PROBLEMS,
    HERE,
    AsJson,
    Root,
    console,
    emit_json,
    going_on,
    progress_for,
)
from archive_builder.cli.verify import end_on_damage, faults_json, show_faults
from archive_builder.workflow.backup import restore_record
from archive_builder.workflow.verify import Verification, verify_record

Source = Annotated[Path, typer.Argument(help="backup 写出的文件夹", metavar="文件夹")]


def command(folder: Source, root: Root = HERE, as_json: AsJson = False) -> None:
    """从备份恢复档案库，恢复后核对；已有档案库时不动它。output/ 随后用 run 重做。"""
    with progress_for(quiet=as_json) as progress:
        copied = restore_record(root, folder, progress)
    with going_on(root, quiet=as_json) as session:
        verdict = Verification(verify_record(session), ())
    if as_json:
        emit_json(copied_json(copied) | {"faults": faults_json(verdict.faults)})
    else:
        console.print("已恢复档案库。")
        show_copied(copied)
        show_faults(verdict.faults)
    end_on_damage(verdict)
    if copied.missing or verdict.faults:
        raise typer.Exit(DONE_WITH_PROBLEMS)
