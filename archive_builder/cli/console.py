"""What commands share: options, the console, progress, opening the workspace."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from archive_builder.errors import UsageError
from archive_builder.model.privacy import mask
from archive_builder.progress import Progress as ProgressProtocol
from archive_builder.progress import Silent
from archive_builder.workflow.workspace import Session, open_session

console = Console(highlight=False, soft_wrap=True)
errors = Console(stderr=True, highlight=False, soft_wrap=True)

DONE_WITH_PROBLEMS = 1

Root = Annotated[
    Path, typer.Option("--root", help="工作区文件夹", show_default="当前文件夹", metavar="文件夹")
]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON，供程序使用")]
UnitName = Annotated[
    str | None, typer.Option("--unit", help="只做一个单位（名称、简称或代号）", metavar="单位")
]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", help="清单按哪一天计算逾期", show_default="今天", metavar="年-月-日"),
]
HERE = Path()


def emit_json(value: object) -> None:
    """Write a value as JSON to standard output."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=1))


def parse_day(text: str | None, session: Session) -> date:
    """The day that a list speaks for; today in the campaign's zone when none is given.

    Raises:
        UsageError: no such day.
    """
    if text is None:
        return session.today()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"没有“{text}”这一天。", "请写成 2021-12-22 这样的年-月-日。") from error


@contextmanager
def opened(root: Path, *, quiet: bool = False) -> Iterator[Session]:
    """Open the workspace with the progress that suits where the output goes."""
    with progress_for(quiet=quiet) as progress, open_session(root, progress) as session:
        yield session


@contextmanager
def going_on(root: Path, *, quiet: bool) -> Iterator[Session]:
    """Open the workspace for what must go on while manifests are broken: the last valid serve."""
    with (
        progress_for(quiet=quiet) as progress,
        open_session(root, progress, strict=False) as session,
    ):
        if session.manifest_problems:
            count = len(session.manifest_problems)
            errors.print(f"注意：清单有 {count} 处问题，暂按上一次有效的清单处理。")
        yield session


@contextmanager
def progress_for(*, quiet: bool) -> Iterator[ProgressProtocol]:
    """Bars on a terminal, plain lines elsewhere, nothing when quiet."""
    if quiet:
        yield Silent()
    elif console.is_terminal:
        with _bars() as bars:
            yield _Bars(bars)
    else:
        yield _Lines()


def _bars() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[what]}", markup=False),
        console=console,
        transient=True,
    )


class _Bars:
    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._task: TaskID | None = None

    def begin(self, stage: str, total: int) -> None:
        self._task = self._bars.add_task(stage, total=total, what="")

    def step(self, what: str) -> None:
        if self._task is not None:
            self._bars.update(self._task, advance=1, what=mask(what)[-40:])

    def end(self) -> None:
        if self._task is not None:
            self._bars.remove_task(self._task)
        self._task = None


class _Lines:
    def __init__(self) -> None:
        self._said = ""

    def begin(self, stage: str, total: int) -> None:
        """Say a stage; one that is begun again and again while it waits is said once."""
        if total and stage != self._said:
            console.print(mask(f"{stage} {total} 件……"), markup=False)
            self._said = stage

    def step(self, what: str) -> None:
        """A line a step would drown the rest."""

    def end(self) -> None:
        """The next stage's line says it."""
