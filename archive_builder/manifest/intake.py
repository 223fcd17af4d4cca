"""intake.yaml: where documents come in, how the roots are watched, what an arrival may cost."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Self

from pydantic import Field, model_validator

from archive_builder.manifest.form import Form
from archive_builder.manifest.problem import Problem
from archive_builder.manifest.reader import ANY, Reading
from archive_builder.manifest.scalars import FileName, RootName, Text
from archive_builder.model import OWN_ROOT, After, IntakeRules, Limits, Root, Settling, Watching

_DEFAULT = IntakeRules()
_MEGABYTE = 1 << 20
_OCCUPIED = frozenset({"archive", "output", "manifests", "templates"})
"""Folders of the workspace in which no root may lie."""


class WatchForm(Form):
    """How often everything is looked at."""

    interval: float = Field(
        default=_DEFAULT.interval, title="隔几秒全面查看一遍", ge=1, le=3600, allow_inf_nan=False
    )


class SettleForm(Form):
    """When a file counts as wholly there."""

    quiet: float = Field(
        default=_DEFAULT.settling.quiet,
        title="几秒没有变动才收",
        ge=0.5,
        le=600,
        allow_inf_nan=False,
    )
    patience: float = Field(
        default=_DEFAULT.settling.patience,
        title="不完整的最多等几秒",
        ge=1,
        le=3600,
        allow_inf_nan=False,
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.patience < self.quiet:
            said = f"patience（{self.patience:g} 秒）比 quiet（{self.quiet:g} 秒）小。"
            raise ValueError(f"{said}把 patience 改大，或把 quiet 改小。")
        return self


class RootForm(Form):
    """One 来件箱."""

    name: RootName = Field(title="名称", description="不重复，一经使用不要改。")
    path: Text = Field(title="文件夹", description="绝对路径，或相对于工作区的路径。")
    after: After = Field(
        default=Root().after,
        title="收下后怎样",
        description="move 移走；keep 原样留下（同步的文件夹用）。",
    )
    watch: Watching = Field(
        default=Root().watching,
        title="怎样监视",
        description="auto 自动；native 系统通知；polling 轮询。",
    )
    sentinel: FileName = Field(
        default=Root().sentinel, title="标志文件", description="它不见了就是没有连上，不是空的。"
    )


class LimitsForm(Form):
    """What one archive or message may unfold into."""

    entries: int = Field(default=_DEFAULT.limits.entries, title="最多几个文件", ge=1, le=1_000_000)
    inflated_mb: int = Field(
        default=_DEFAULT.limits.inflated // _MEGABYTE, title="解开后最多几 MB", ge=1, le=1_048_576
    )
    depth: int = Field(default=_DEFAULT.limits.depth, title="最多套几层", ge=1, le=16)


class IntakeFile(Form):
    """intake.yaml."""

    watch: WatchForm = Field(default=WatchForm(), title="监视")
    settle: SettleForm = Field(default=SettleForm(), title="收齐的标准")
    roots: tuple[RootForm, ...] = Field(default=(), title="来件箱", min_length=1)
    limits: LimitsForm = Field(default=LimitsForm(), title="压缩包和邮件的限度")


def intake_rules(file: IntakeFile) -> IntakeRules:
    """The rules of a proved file; the workspace's own root comes first where it is not named."""
    roots = tuple(Root(f.name, f.path, f.after, f.watch, f.sentinel) for f in file.roots)
    own = () if any(root.name == OWN_ROOT for root in roots) else (Root(),)
    limits = file.limits
    return IntakeRules(
        roots=(*own, *roots),
        interval=file.watch.interval,
        settling=Settling(file.settle.quiet, file.settle.patience),
        limits=Limits(limits.entries, limits.inflated_mb * _MEGABYTE, limits.depth),
    )


def check_roots(reading: Reading) -> Iterator[Problem]:
    """Roots that lie in one another or where the workspace keeps its own things, as written.

    What a link or a drive letter hides can't be seen here.
    """
    seen: dict[tuple[str, ...], str] = {}
    if OWN_ROOT not in {name for _, name in reading.texts("roots", ANY, "name")}:
        seen[_parts(Root().path)] = "工作区自带的 incoming/ "
    for path, text in reading.texts("roots", ANY, "path"):
        parts = _parts(text)
        if parts == ("/",) or set(parts) <= {".."}:
            yield reading.problem(path, f"“{text}”里面有整个工作区。换一个文件夹。")
        elif parts[0] in _OCCUPIED:
            yield reading.problem(path, f"来件箱不能在工作区的 {parts[0]}/ 里。换一个文件夹。")
        for other, where in seen.items():
            if parts[: len(other)] == other or other[: len(parts)] == parts != ():
                said = f"“{text}”与{where}重叠，一个在另一个里面。换一个文件夹。"
                yield reading.problem(path, said)
        seen.setdefault(parts, f"第 {reading.values[path].line} 行的来件箱")


def _parts(path: str) -> tuple[str, ...]:
    """The folders of a path, as Windows and Linux write it; large and small letters are one."""
    return PurePosixPath(posixpath.normpath(path.replace("\\", "/").casefold())).parts
