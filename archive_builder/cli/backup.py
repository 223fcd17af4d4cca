"""`archive-builder backup`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from archive_builder.cli.console import (
    DONE_WITH_PROBLEMS,
    HERE,
    AsJson,
    Root,
    console,
    emit_json,
    progress_for,
)
from archive_builder.model.privacy import mask
from archive_builder.workflow.backup import Copied, back_up_record

Target = Annotated[Path, typer.Argument(help="备份文件夹，最好在另一块硬盘上", metavar="文件夹")]


def command(folder: Target, root: Root = HERE, as_json: AsJson = False) -> None:
    """备份档案库（archive/）并逐件核对；值守时也可以备份，再次备份只补新的。"""
    with progress_for(quiet=as_json) as progress:
        copied = back_up_record(root, folder, progress)
    if as_json:
        emit_json(copied_json(copied))
    else:
        console.print(f"已备份到：{folder.resolve()}", markup=False)
        show_copied(copied)
    if copied.missing:
        raise typer.Exit(DONE_WITH_PROBLEMS)


def show_copied(copied: Copied) -> None:
    """The proof of a copy, and what is missing from it."""
    proof = copied.proof
    console.print(f"原件 {proof.documents} 件，{proof.size:,} 字节，逐件核对内容无误。")
    console.print(f"目录校验码（SHA-256）：{proof.catalogue}")
    if copied.missing:
        console.print(f"以下 {len(copied.missing)} 件缺失或已损坏：", style="red")
    for sha256, paths in copied.missing:
        console.print(f"  {mask('、'.join(paths))}（{sha256}）", markup=False)


def copied_json(copied: Copied) -> dict[str, object]:
    """The same as JSON."""
    return {
        "documents": copied.proof.documents,
        "size": copied.proof.size,
        "catalogue": copied.proof.catalogue,
        "missing": [{"sha256": sha256, "paths": paths} for sha256, paths in copied.missing],
    }
