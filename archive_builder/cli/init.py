"""`archive-builder init DIR`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from archive_builder.cli.console import console
from archive_builder.workflow.workspace import lay_out


def command(
    folder: Annotated[Path, typer.Argument(help="新工作区的文件夹", metavar="文件夹")],
) -> None:
    """新建工作区：清单、模板、来件箱和成品文件夹。"""
    lay_out(folder)
    console.print(f"已建好工作区：{folder.resolve()}")
    console.print("下一步：把来件放进 incoming/，在工作区里运行 archive-builder run")
